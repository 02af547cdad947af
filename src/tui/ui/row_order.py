"""Where every instrument stands: the order, what a filter leaves of it, and when moving data may change it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from tui.domain.diff import changed_identities
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view import quote_grid
from tui.view.columns import SortValue
from tui.view.quote_grid import SearchText, Sort

SORT_REST: Final = timedelta(seconds=2)
"""The order rests at least this long between two re-sorts by moving data."""
HANDS_OFF: Final = timedelta(seconds=1)
"""And this long after a key."""
_MOMENT: Final = timedelta(seconds=1)
_MANY: Final = 8
"""Where more than one row of so many moved, sorting all of them tells sooner whether they are in order."""


class RowOrder:
    """The order of all instruments, and of those that pass the filter.

    What a row is sorted and found by is kept, and worked out anew only where the row has changed.
    """

    def __init__(self) -> None:
        self._market = Market()
        self._sort = Sort()
        self._tied: Sequence[InstrumentId] = ()
        """All rows, as they stand where values tie."""
        self._values: dict[InstrumentId, SortValue] = {}
        self._found_by: dict[InstrumentId, SearchText] = {}
        self._whole_words: set[str] = set()
        """The markets and sources of all rows that were ever searched, folded."""
        self._wanted: str | None = None
        """What those shown passed, as long as the rows are still found by the same; None where they are not."""
        self._all: Sequence[InstrumentId] = ()
        self._shown: Sequence[InstrumentId] = ()
        self._places: dict[InstrumentId, int | None] = {}
        """Of those shown that were asked for."""
        self._places_of_all: Mapping[InstrumentId, int] | None = None
        self.in_order = True
        """Whether each row stands where its value belongs."""

    @property
    def shown(self) -> Sequence[InstrumentId]:
        """What passes the filter, top first."""
        return self._shown

    def __len__(self) -> int:
        return len(self._shown)

    def index_of(self, key: InstrumentId | None) -> int | None:
        """Where an instrument stands among those shown, from 0; None where it is not shown."""
        if key is None:
            return None
        if key not in self._places:
            self._places[key] = self._found_at(key)
        return self._places[key]

    def _found_at(self, key: InstrumentId) -> int | None:
        # one is looked for at a time, which costs less than to number them all
        try:
            return self._shown.index(key)
        except ValueError:
            return None

    def key_at(self, place: int) -> InstrumentId | None:
        """The instrument at this place, or at the nearest there is; None where none is shown."""
        return self._shown[max(0, min(place, len(self._shown) - 1))] if self._shown else None

    def reorder(self, market: Market, sort: Sort, wanted: str, *, hold: bool) -> None:
        """Put the instruments in order and filter them.

        Args:
            market: what there is.
            sort: by what.
            wanted: the filter's words.
            hold: leave those that are here in their places, and those that came below them.
        """
        before = self._market.quotes
        self._renew(market, sort)
        is_same = hold and (before is market.quotes or before.keys() == market.quotes.keys())
        if not hold:
            self._all, self.in_order = self._ordered(self._tied), True
        elif not is_same:
            came = self._ordered([key for key in self._tied if key not in before])
            self._all, self.in_order = [*(key for key in self._all if key in market.quotes), *came], False
        found_by = self._search(market) if wanted else {}
        narrows = (
            is_same and self._wanted is not None and quote_grid.is_refinement(self._wanted, wanted, self._whole_words)
        )
        self._shown = quote_grid.filter_rows(self._shown if narrows else self._all, found_by, wanted, self._whole_words)
        self._wanted = wanted
        self._places, self._places_of_all = {}, None

    def update(self, market: Market) -> None:
        """Take in a market with the same rows, which stay where they are, in order or not."""
        moved = self._renew(market, self._sort)
        if self.in_order and moved:
            self.in_order = self._are_in_place(moved)

    def _renew(self, market: Market, sort: Sort) -> Sequence[InstrumentId]:
        """Work out anew what rows are sorted by, where that may have changed; says where it has."""
        before, self._market = self._market, market
        rows = list(changed_identities(before.quotes, market.quotes))
        came_or_went = len(before.quotes) != len(market.quotes) or any(was is None for _, was, _ in rows)
        if came_or_went:
            self._tied = quote_grid.sorted_by_symbol(market.quotes)
            for key in self._found_by.keys() - market.quotes.keys():
                del self._found_by[key]
        if came_or_went or sort.key != self._sort.key:
            self._values.clear()
        self._sort = sort
        changed = [key for key, _, _ in rows]
        for key, was, quote in rows if self._found_by else ():
            if was is None or was.name != quote.name or was.source != quote.source:
                self._found_by.pop(key, None)
                self._wanted = None
        values, value = self._values, sort.column.value
        moved: list[InstrumentId] = []
        for key in self._in_doubt(before, market, changed):
            now = value(market, market.quotes[key])
            if key not in values or values[key] != now:
                values[key] = now
                moved.append(key)
        return moved

    def _in_doubt(self, before: Market, market: Market, changed: Iterable[InstrumentId]) -> Iterable[InstrumentId]:
        """The rows whose value may be another than before."""
        if not self._values:
            return market.quotes
        match self._sort.column.depends_on:
            case "nothing":
                return ()
            case "quote":
                return changed
            case "trail":
                trails = (key for key, _, _ in changed_identities(before.trails, market.trails) if key in market.quotes)
                return dict.fromkeys(chain(changed, trails))
            case "poll":
                return changed if market.heard_quotes is before.heard_quotes else market.quotes

    def _ordered(self, keys: Sequence[InstrumentId]) -> list[InstrumentId]:
        return quote_grid.sort_rows(keys, self._values, descending=self._sort.descending)

    def _search(self, market: Market) -> Mapping[InstrumentId, SearchText]:
        """What every row is found by."""
        known = self._found_by
        if len(known) < len(market.quotes):
            new = [quote for key, quote in market.quotes.items() if key not in known]
            known.update({quote.id: quote_grid.search_text(quote) for quote in new})
            named = {quote.id.market for quote in new} | {quote.source for quote in new}
            self._whole_words.update(map(str.casefold, named))
        return known

    def _are_in_place(self, moved: Sequence[InstrumentId]) -> bool:
        """Whether the rows still stand between their neighbours, all others being in order."""
        if len(moved) * _MANY > len(self._all):
            return self._ordered(self._tied) == self._all
        if self._places_of_all is None:
            self._places_of_all = dict(zip(self._all, range(len(self._all)), strict=True))
        return all(self._is_in_place(self._places_of_all[key]) for key in moved)

    def _is_in_place(self, place: int) -> bool:
        descending, last = self._sort.descending, len(self._all) - 1
        here = self._all[place]
        if place and not quote_grid.precedes(self._all[place - 1], here, self._values, descending=descending):
            return False
        return place == last or quote_grid.precedes(here, self._all[place + 1], self._values, descending=descending)


class SortDebounce:
    """Data re-sorts only while nobody is moving, and not too often."""

    def __init__(self) -> None:
        self._touched = False
        self._touched_at: datetime | None = None
        self._sorted_at: datetime | None = None

    def note_input(self) -> None:
        """A key or the mouse moved something."""
        self._touched = True

    def advance(self, before: datetime, now: datetime) -> None:
        """Time goes on from one moment to the next."""
        if self._touched:
            # a key has no time of its own: it came after the last moment, and a moment lasts a second at most
            self._touched, self._touched_at = False, min(now, before + _MOMENT)

    def note_sort(self, now: datetime) -> None:
        """The rows have just been sorted."""
        self._sorted_at = now

    def may_sort(self, now: datetime) -> bool:
        """Whether moving data may sort the rows again."""
        rested = self._sorted_at is None or now - self._sorted_at >= SORT_REST
        return rested and (self._touched_at is None or now - self._touched_at >= HANDS_OFF)
