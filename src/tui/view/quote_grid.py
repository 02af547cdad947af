"""The quote grid as lines: the header, a row, and the order of rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast

from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.column_layout import PlacedColumn
from tui.view.columns import COLUMNS, Column, SortValue
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import AgeLevel, Line, Span, Tone

_BY_KEY: Final = {column.key: column for column in COLUMNS}
_NO_SHAPE: Final = DecimalAlignment()


class Sort(NamedTuple):
    """How rows are ordered."""

    key: str = "symbol"
    descending: bool = False

    @property
    def column(self) -> Column:
        """The column sorted by."""
        return _BY_KEY[self.key]

    def toggle(self, key: str) -> "Sort":
        """Sorted by this column: figures begin with the greatest, words with the first; again turns it round."""
        if key == self.key:
            return Sort(key, not self.descending)
        return Sort(key, not _BY_KEY[key].is_text)

    def next(self, columns: Sequence[Column], step: int = 1) -> "Sort":
        """Sorted by the next of these columns."""
        keys = [column.key for column in columns] or [self.key]
        at = keys.index(self.key) + step if self.key in keys else 0
        return Sort("").toggle(keys[at % len(keys)])


def sorted_by_symbol(keys: Iterable[InstrumentId]) -> list[InstrumentId]:
    """The instruments by symbol, and of one symbol by market: the order of rows that tie."""
    return sorted(keys, key=_name)


def _name(key: InstrumentId) -> tuple[str, str]:
    return key.symbol, key.market


def sort_rows(
    tied: Sequence[InstrumentId], values: Mapping[InstrumentId, SortValue], *, descending: bool
) -> list[InstrumentId]:
    """The rows' order: by value, what is missing last whichever way.

    Args:
        tied: the rows, as they stand where values tie.
        values: of each; all of one kind.
        descending: the greatest first.
    """
    unknown = {key for key, value in values.items() if value is None}
    known = [key for key in tied if key not in unknown] if unknown else list(tied)
    missing = [key for key in tied if key in unknown] if unknown else []
    known.sort(key=cast("Mapping[InstrumentId, float]", values).__getitem__, reverse=descending)
    return known + missing


class SearchText(NamedTuple):
    """What a row is found by."""

    text: str
    """Its symbol and its name, folded: a piece of them is enough."""
    shared: str
    """Its identity, its market and its source, folded, one a line: most rows share them, so only the whole counts."""


def search_text(quote: Quote) -> SearchText:
    """What a filter looks at in this quote."""
    text = f"{quote.id.symbol}\n{quote.name or ''}"
    return SearchText(text.casefold(), f"\n{quote.id}\n{quote.id.market}\n{quote.source}\n".casefold())


def filter_rows(
    keys: Sequence[InstrumentId], searchable: Mapping[InstrumentId, SearchText], text: str
) -> Sequence[InstrumentId]:
    """Return the rows that match every word of a filter: part of a symbol or name, or a market or source, in any case.

    Args:
        keys: the rows, in their order.
        searchable: the text of each row that is searched.
        text: the filter; every row matches an empty one.
    """
    matches = keys
    for word in text.casefold().split():
        line = f"\n{word}\n"
        matches = [key for key in matches if word in searchable[key].text or line in searchable[key].shared]
    return matches


def header_line(sheet: Sequence[PlacedColumn], sort: Sort) -> Line:
    """The titles, with the sort shown on its column."""
    spans: list[Span] = []
    x = 0
    for column, at, width in sheet:
        sorted_here = column.key == sort.key
        mark = ("▼" if sort.descending else "▲") if sorted_here else ""
        title = pad(truncate(column.title, width - len(mark)) + mark, width, right=column.right)
        spans += [Span(" " * (at - x)), Span(title, Tone.ACCENT if sorted_here else Tone.QUIET)]
        x = at + width
    return tuple(spans)


def row_line(row: QuoteRow, sheet: Sequence[PlacedColumn], shapes: Mapping[str, DecimalAlignment]) -> Line:
    """One row as a line."""
    spans: list[Span] = []
    x = 0
    for column, at, width in sheet:
        spans.append(_gap(at - x, row.age_level))
        spans.extend(column.paint(row, width, shapes.get(column.key, _NO_SHAPE)))
        x = at + width
    return tuple(spans)


@lru_cache(maxsize=256)
def _gap(cells: int, fade: AgeLevel) -> Span:
    return Span(" " * cells, Tone.PLAIN, fade)


def column_at(sheet: Sequence[PlacedColumn], x: int) -> Column | None:
    """The column whose title a pointer at this cell means."""
    for column, at, width in sheet:
        if at - column.gap <= x < at + width:
            return column
    return None


def quote_as_text(quote: Quote) -> str:
    """A quote as one would write it to somebody: `OGDC 141.00 -4.35 (-2.99%)`."""
    price = formatting.UNREADABLE if quote.price is None else formatting.format_price(quote.price)
    change = "" if quote.change is None else f" {formatting.format_change(quote.change)}"
    percent = "" if quote.percent is None else f" ({formatting.format_percent(quote.percent)})"
    return f"{quote.id.symbol} {price}{change}{percent}"
