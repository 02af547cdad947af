"""Opens the command line on the board."""

from functools import partial

from tui.ui.commands import line
from tui.ui.commands.command import Context
from tui.ui.widgets.command_line import CommandLine, CommandTexts
from tui.view.typed_line import History


def open_command_line(context: Context, history: History, text: str = "") -> None:
    """Show the command line over the bottom line of the board, with this text in it."""
    if context.board.query(CommandLine):
        return
    texts = CommandTexts(
        run=partial(line.run_line, context),
        candidates=partial(line.candidates_for, context),
        word=line.word_at_cursor,
        complete=line.complete,
        usage=line.usage_of,
    )
    context.board.mount(CommandLine(texts, history, context.board.focused, text))
