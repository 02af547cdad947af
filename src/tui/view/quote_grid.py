"""The quote grid as lines: the header, a row, and the order of rows."""

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast

from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.column_layout import PlacedColumn
from tui.view.columns import COLUMNS, Column, SortValue
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import Age, Line, Span, Tone

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
        return Sort(key, key not in {"symbol", "source"})

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


def precedes(
    upper: InstrumentId, lower: InstrumentId, values: Mapping[InstrumentId, SortValue], *, descending: bool
) -> bool:
    """Whether of two rows this one stands above that one in the order."""
    first, second = cast("float | None", values[upper]), cast("float | None", values[lower])
    if first == second:
        return _name(upper) < _name(lower)
    if first is None or second is None:
        return second is None
    return first > second if descending else first < second


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
    keys: Sequence[InstrumentId],
    found_by: Mapping[InstrumentId, SearchText],
    wanted: str,
    whole_words: Container[str] | None = None,
) -> Sequence[InstrumentId]:
    """The rows that have every word of a filter in their symbol or name, or as their market or source, in any case.

    Args:
        keys: the rows, in their order.
        found_by: what each is found by.
        wanted: the words; with none of them every row passes.
        whole_words: the markets and sources, folded, that a word may be as a whole; None where they are not known.
    """
    left = keys
    for word in wanted.casefold().split():
        whole = f"\n{word}\n"
        looked_at = zip(left, map(found_by.__getitem__, left), strict=True)
        if whole_words is None or _may_be_whole(word, whole_words):
            left = [key for key, (text, shared) in looked_at if word in text or whole in shared]
        else:
            left = [key for key, (text, _) in looked_at if word in text]
    return left


def _may_be_whole(word: str, whole_words: Container[str]) -> bool:
    """Whether a word may be a market, a source or an instrument's identity, `psx:ogdc`."""
    return ":" in word or word in whole_words


def is_refinement(before: str, wanted: str, whole_words: Container[str]) -> bool:
    """Whether all that passes this filter is among what passed the one before, as where a letter more is typed.

    Args:
        before: the words of the one before.
        wanted: the words now.
        whole_words: the markets and sources, folded: as a whole a word finds what no part of it did.
    """
    old, new = before.casefold().split(), wanted.casefold().split()
    if not old or len(new) < len(old) or new[: len(old) - 1] != old[:-1]:
        return False
    grown = new[len(old) - 1]
    return grown == old[-1] or (grown.startswith(old[-1]) and not _may_be_whole(grown, whole_words))


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
        spans.append(_gap(at - x, row.fade))
        spans.extend(column.paint(row, width, shapes.get(column.key, _NO_SHAPE)))
        x = at + width
    return tuple(spans)


@lru_cache(maxsize=256)
def _gap(cells: int, fade: Age) -> Span:
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
