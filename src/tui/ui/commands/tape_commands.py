"""Commands about what happened: the tape with a filter, and what was missed since a time."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from tui.domain.expressions.tokens import ExpressionError
from tui.domain.instants import TIME_UNITS
from tui.ui.commands.command import Command, CommandError, Context
from tui.view.command_prompt import Candidate
from tui.view.tape_filter import parse_tape_filter
from tui.view.typed_line import Word, quoted

_DURATION: Final = re.compile(r"([1-9][0-9]{0,3})([mhd])", re.ASCII)
_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DAY: Final = timedelta(days=1)


def _tape(context: Context, words: Sequence[Word]) -> None:
    text = " ".join(quoted(word.text) for word in words)
    try:
        parse_tape_filter(text)
    except ExpressionError as error:
        raise CommandError(str(error), words[0]._replace(end=words[-1].end)) from None
    pane = context.board.side_widget("tape")
    pane.set_filter(text)
    if not pane.has_focus:
        context.run_action("toggle_pane('tape')")


def _tape_candidates(_context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    if before:
        return ()
    return (
        Candidate("moves", "figures alone"),
        Candidate("news", "articles alone"),
        Candidate("sources", "sources that failed or came back"),
        Candidate("sessions", "markets that opened or closed"),
        Candidate("tab", "the instruments of this tab"),
        Candidate(">1%", "moves of more than one percent"),
    )


def _missed(context: Context, words: Sequence[Word]) -> None:
    if not words:
        context.run_action("app.missed")
        return
    since = time_before(words[0], context.board.state.time_of_day)
    context.run_action(f"app.missed('{since.isoformat()}')")


def time_before(word: Word, now: datetime) -> datetime:
    """Return the time that is typed as `09:30`, the latest such, or as `2h`, so long ago; in the zone of `now`.

    Raises:
        CommandError: it is neither.
    """
    if ago := _DURATION.fullmatch(word.text):
        return now - int(ago[1]) * TIME_UNITS[ago[2]]
    clock = _CLOCK.fullmatch(word.text)
    if clock is None:
        raise CommandError(f'found "{word.text}", expected a time such as 09:30 or 2h', word)
    at = datetime.combine(now.date(), time(int(clock[1]), int(clock[2])), now.tzinfo)
    return at if at < now else at - _DAY


TAPE_COMMANDS: Final = (
    Command(
        name="tape",
        usage="[FILTER]",
        description="Show what happened, as far as a filter accepts it",
        run=_tape,
        candidates=_tape_candidates,
    ),
    Command(
        name="missed",
        usage="[TIME]",
        description="What you missed, since you last looked or since a time such as 09:30 or 2h",
        run=_missed,
        max_words=1,
    ),
)
