"""What happened to the instrument that is shown: the articles that mention it, and its latest moves."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tui.domain.quote import Quote
from tui.domain.tape import Move
from tui.ui.history_answers import HistoryAnswers
from tui.ui.instrument_articles import InstrumentArticles
from tui.view.board_state import BoardState
from tui.view.instrument_articles import InstrumentArticle
from tui.view.instrument_page import MAX_MOVES

if TYPE_CHECKING:
    from tui.storage.history.reader import HistoryReader
    from tui.ui.history_access import HistoryAccess

_SINCE: Final = timedelta(days=3)
"""How far back moves are looked for."""
_MAX_AGE: Final = timedelta(seconds=5)


class InstrumentEvents:
    """Articles and moves of one instrument after another.

    Args:
        access: the history.
        changed: called when moves, or prices before articles, have been read.
    """

    def __init__(self, access: "HistoryAccess", changed: Callable[[], object]) -> None:
        self._answers: HistoryAnswers[Sequence[Move]] = HistoryAnswers(access, changed)
        self._articles = InstrumentArticles(access, changed)

    def articles(self, state: BoardState, quote: Quote) -> Sequence[InstrumentArticle]:
        """Return the articles that mention an instrument, newest first, with what its price did since."""
        return self._articles.of(state, quote)

    def moves(self, state: BoardState, quote: Quote) -> Sequence[Move]:
        """Return the latest moves of an instrument that the history has; none until they are read."""
        now, key = state.time_of_day, quote.id

        def read(reader: "HistoryReader") -> Sequence[Move]:
            from tui.storage.history.tape import tape_page  # noqa: PLC0415 - loads SQLite, on the history's thread

            found = tape_page(reader, now - _SINCE, now + timedelta(minutes=1), keys={key}, count=MAX_MOVES)
            return [entry for entry in found.entries if isinstance(entry, Move)]

        answer = self._answers.get(key, now, _MAX_AGE, read)
        return () if answer is None or isinstance(answer.value, Exception) else answer.value
