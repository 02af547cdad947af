"""A command of the command line: its words, what can be typed after it, and what it does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App

from tui.config.edits import Edit
from tui.ui.board_screen import BoardScreen
from tui.ui.settings_store import SettingsStore
from tui.view.command_prompt import Candidate
from tui.view.settings import BoardSettings
from tui.view.typed_line import Word

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed


class CommandError(Exception):
    """A command that cannot be run as it is typed.

    Args:
        text: what is wrong, and what would be right; clean.
        word: the word that is wrong; None for the end of the line.
    """

    def __init__(self, text: str, word: Word | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.word = word


class Context(NamedTuple):
    """What the commands act on."""

    app: App[None]
    board: BoardScreen
    store: SettingsStore
    feed: "MarketFeed | None" = None

    def run_action(self, action: str) -> None:
        """Run an action of the board, the grid or the application, once the line is closed."""
        self.app.call_later(self.board.run_action, action)

    def change(self, settings: BoardSettings, *edits: Edit) -> None:
        """Show new settings and write the edits that bring them about into the configuration."""
        self.app.run_worker(self.store.change(settings, *edits))

    def arrange(self, settings: BoardSettings, about: str) -> None:
        """Show new settings and write what differs into the configuration."""
        self.app.run_worker(self.store.arrange(settings, about))


Run = Callable[[Context, Sequence[Word]], None]
"""Runs a command with the words after its name; raises CommandError."""
Candidates = Callable[[Context, Sequence[str]], Iterable[Candidate]]
"""Returns what can be typed after these words."""


def no_candidates(_context: Context, _before: Sequence[str]) -> Iterable[Candidate]:
    """Return nothing: any text can be typed."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command."""

    name: str
    usage: str = ""
    """The words after its name: capitals stand for what is typed, brackets for what may be left out."""
    description: str
    run: Run
    candidates: Candidates = no_candidates
    names: tuple[str, ...] = field(default=())
    """Other names, as other programs have them."""
    max_words: int | None = None
    """Words after its name at most; None for any number."""
    min_words: int = 0
    needs_replay: bool = False
    """Whether it is offered in a replay alone."""


def commands_of(commands: Iterable[Command], context: Context) -> list[Command]:
    """Return the commands that the board has: those of a replay only there."""
    is_replay = context.board.state.replay is not None
    return [command for command in commands if is_replay or not command.needs_replay]


def no_argument(action: str) -> Run:
    """Return what runs this action."""

    def run(context: Context, _words: Sequence[Word]) -> None:
        context.run_action(action)

    return run
