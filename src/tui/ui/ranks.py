"""Where every instrument stands: the order, what a filter leaves of it, and when moving data may change it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view import grid
from tui.view.grid import Sort

SORT_REST: Final = timedelta(seconds=2)
"""The order rests at least this long between two re-sorts by moving data."""
HANDS_OFF: Final = timedelta(seconds=1)
"""And this long after a key."""
_MOMENT: Final = timedelta(seconds=1)


class Ranks:
    """The order of all instruments, and of those that pass the filter."""

    def __init__(self) -> None:
        self._all: list[InstrumentId] = []
        self._shown: list[InstrumentId] = []
        self._places: dict[InstrumentId, int] = {}

    @property
    def shown(self) -> Sequence[InstrumentId]:
        """What passes the filter, top first."""
        return self._shown

    def __len__(self) -> int:
        return len(self._shown)

    def place(self, key: InstrumentId | None) -> int | None:
        """Where an instrument stands among those shown, from 0; None where it is not shown."""
        return None if key is None else self._places.get(key)

    def near(self, place: int) -> InstrumentId | None:
        """The instrument at this place, or at the nearest there is; None where none is shown."""
        return self._shown[max(0, min(place, len(self._shown) - 1))] if self._shown else None

    def arrange(self, market: Market, sort: Sort, wanted: str, *, hold: bool) -> None:
        """Put the instruments in order and filter them.

        Args:
            market: what there is.
            sort: by what.
            wanted: the filter's words.
            hold: leave those that are here in their places, and those that came below them.
        """
        quotes = market.quotes
        kept = [key for key in self._all if key in quotes] if hold else []
        here = set(kept)
        self._all = kept + grid.ordered(market, (quote for quote in quotes.values() if quote.id not in here), sort)
        self._shown = [key for key in self._all if grid.matches(quotes[key], wanted)]
        self._places = {key: n for n, key in enumerate(self._shown)}


class Rest:
    """Data re-sorts only while nobody is moving, and not too often."""

    def __init__(self) -> None:
        self._touched = False
        self._touched_at: datetime | None = None
        self._sorted_at: datetime | None = None

    def touch(self) -> None:
        """A key or the mouse moved something."""
        self._touched = True

    def pass_on(self, before: datetime, now: datetime) -> None:
        """Time goes on from one moment to the next."""
        if self._touched:
            # a key has no time of its own: it came after the last moment, and a moment lasts a second at most
            self._touched, self._touched_at = False, min(now, before + _MOMENT)

    def begin(self, now: datetime) -> None:
        """The rows have just been sorted."""
        self._sorted_at = now

    def is_over(self, now: datetime) -> bool:
        """Whether moving data may sort the rows again."""
        rested = self._sorted_at is None or now - self._sorted_at >= SORT_REST
        return rested and (self._touched_at is None or now - self._touched_at >= HANDS_OFF)
