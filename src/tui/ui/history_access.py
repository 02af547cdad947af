"""The history as panes ask it: answers come in the event loop, where they may be shown."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from tui.domain.quote import InstrumentId
from tui.storage.history.errors import HistoryError, NoHistoryError

if TYPE_CHECKING:
    from tui.config.loader import HistorySettings
    from tui.domain.past import PastOutlook
    from tui.storage.history.queries import HistoryQueries
    from tui.storage.history.reader import HistoryReader

T = TypeVar("T")


class HistoryAccess:
    """Asks the history that the board keeps, once it runs.

    Args:
        call_soon: has something called in the event loop, from another thread.
    """

    def __init__(self, call_soon: Callable[[Callable[[], object]], None]) -> None:
        self._call_soon = call_soon
        self.queries: HistoryQueries | None = None
        """What reads it; None before the first frame."""
        self.fills: Mapping[InstrumentId, int] = {}
        """How often sources gave bars of each instrument afterwards; it grows while the board runs."""
        self.past_outlook: Callable[[InstrumentId], PastOutlook | None] = lambda _: None
        """Returns what is still to come of the past of an instrument; None where that is not known."""
        self.configure: Callable[[HistorySettings | None], object] = lambda _: None
        """Has it kept by other settings, once it runs."""

    def ask(self, query: "Callable[[HistoryReader], T]", receive: Callable[[T | HistoryError], object]) -> None:
        """Run a query on the thread of the history, and hand what it returns, or why it failed, to `receive`.

        Args:
            query: reads; it may raise HistoryError.
            receive: called in the event loop, later.
        """
        if self.queries is None:
            self._call_soon(lambda: receive(NoHistoryError("none is kept")))
        else:
            self.queries.ask(query, lambda answer: self._call_soon(lambda: receive(answer)))
