"""The order of rows: the sort that the user chose, and how rows are sorted by it."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.view.column import Column, SortValue, number
from tui.view.column_layout import find_column

if TYPE_CHECKING:
    from tui.view.portfolio import Holding

Holdings = Mapping[InstrumentId, "Holding"]
"""What the user owns, by instrument."""
NO_HOLDINGS: Final[Holdings] = MappingProxyType({})

LIST_ORDER: Final = "list"
"""The key of a sort by the order of the list that the rows come from."""


class Sort(NamedTuple):
    """The column and the direction that rows are sorted by."""

    key: str = "symbol"
    descending: bool = False

    @property
    def title(self) -> str:
        """The title of the column sorted by."""
        return "list" if self._column is None else self._column.title or "▲▼"

    @property
    def _column(self) -> Column | None:
        """The column sorted by; None in the order of a list."""
        return None if self.key == LIST_ORDER else find_column(self.key)

    def value(self, market: Market, quote: Quote, holdings: Holdings = NO_HOLDINGS) -> SortValue:
        """Return the value of a quote, or of what the user owns of it, that it is sorted by; None for a list."""
        column = self._column
        if column is None:
            return None
        if column.position_value is None:
            return column.value(market, quote)
        return number(column.position_value(holdings[quote.id])) if quote.id in holdings else None

    def toggle(self, key: str) -> "Sort":
        """Return the sort by this column: figures begin with the greatest, words with the first; twice reverses it."""
        if key == LIST_ORDER:
            return LIST_SORT
        if key == self.key:
            return Sort(key, not self.descending)
        column = find_column(key)
        return Sort(key, column is not None and not column.is_text)

    @classmethod
    def by(cls, key: str) -> "Sort":
        """Return the first sort by a column: figures begin with the greatest, words with the first."""
        return cls("").toggle(key)

    def next(self, columns: Sequence[Column]) -> "Sort":
        """Return the sort by the next of these columns with a title."""
        keys = [column.key for column in columns if column.title] or [self.key]
        at = keys.index(self.key) + 1 if self.key in keys else 0
        return Sort.by(keys[at % len(keys)])


DEFAULT_SORT: Final = Sort("percent", descending=True)
"""What rose most is first, what fell most last."""
LIST_SORT: Final = Sort(LIST_ORDER)
"""The order that the user gave a list."""


def is_column(key: str) -> bool:
    """Return whether there is a column of this key."""
    return find_column(key) is not None


def sorted_by_symbol(keys: Iterable[InstrumentId]) -> list[InstrumentId]:
    """Sort instruments by symbol, then by market: the order of rows that tie."""
    return sorted(keys, key=_symbol_and_market)


def _symbol_and_market(key: InstrumentId) -> tuple[str, str]:
    return key.symbol, key.market


def sort_rows(
    by_symbol: Sequence[InstrumentId], values: Mapping[InstrumentId, SortValue], *, descending: bool
) -> list[InstrumentId]:
    """Sort rows by value, those without one last in either direction.

    Args:
        by_symbol: the rows in the order of those that tie.
        values: the value of each row; all of one type.
        descending: whether the greatest is first.
    """
    unknown = {key for key, value in values.items() if value is None}
    known = [key for key in by_symbol if key not in unknown] if unknown else list(by_symbol)
    missing = [key for key in by_symbol if key in unknown] if unknown else []
    known.sort(key=cast("Mapping[InstrumentId, float]", values).__getitem__, reverse=descending)
    return known + missing
