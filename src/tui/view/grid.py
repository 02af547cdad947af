"""The quote grid as lines: the header, a row, and the order of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import fit, pad
from tui.view.columns import COLUMNS, Column
from tui.view.figures import Figures
from tui.view.row import Row
from tui.view.sheet import Placed
from tui.view.tone import Line, Span, Tone

_BY_KEY: Final = {column.key: column for column in COLUMNS}


class Sort(NamedTuple):
    """How rows are ordered."""

    key: str = "symbol"
    descending: bool = False

    @property
    def column(self) -> Column:
        """The column sorted by."""
        return _BY_KEY[self.key]

    def on(self, key: str) -> "Sort":
        """Sorted by this column: figures begin with the greatest, words with the first; again turns it round."""
        if key == self.key:
            return Sort(key, not self.descending)
        return Sort(key, key not in {"symbol", "source"})

    def next(self, columns: Sequence[Column], step: int = 1) -> "Sort":
        """Sorted by the next of these columns."""
        keys = [column.key for column in columns] or [self.key]
        at = keys.index(self.key) + step if self.key in keys else 0
        return Sort("").on(keys[at % len(keys)])


def ordered(market: Market, quotes: Iterable[Quote], sort: Sort) -> list[InstrumentId]:
    """The rows' order: by the column's value, what is missing last whichever way, ties by symbol."""
    value = sort.column.value
    known: list[tuple[float | str, Quote]] = []
    missing: list[Quote] = []
    for quote in sorted(quotes, key=_identity):
        found = value(market, quote)
        if found is None:
            missing.append(quote)
        else:
            known.append((found, quote))
    known.sort(key=_first, reverse=sort.descending)
    return [quote.id for _, quote in known] + [quote.id for quote in missing]


def _identity(quote: Quote) -> tuple[str, str]:
    return quote.id.symbol, quote.id.market


def _first(pair: tuple[float | str, Quote]) -> float | str:
    return pair[0]


def matches(quote: Quote, wanted: str) -> bool:
    """Whether every word of the filter is part of the row's symbol or name, or is its market or source, in any case.

    A piece of a market's or a source's name is no match: most rows share it.
    """
    if not wanted:
        return True
    text = f"{quote.id.symbol}\n{quote.name or ''}".casefold()
    shared = {str(quote.id).casefold(), quote.id.market.casefold(), quote.source.casefold()}
    return all(word in text or word in shared for word in wanted.casefold().split())


def header(sheet: Sequence[Placed], sort: Sort) -> Line:
    """The titles, with the sort shown on its column."""
    spans: list[Span] = []
    x = 0
    for column, at, width in sheet:
        sorted_here = column.key == sort.key
        mark = ("▼" if sort.descending else "▲") if sorted_here else ""
        title = pad(fit(column.title, width - len(mark)) + mark, width, right=column.right)
        spans += [Span(" " * (at - x)), Span(title, Tone.ACCENT if sorted_here else Tone.QUIET)]
        x = at + width
    return tuple(spans)


def line(row: Row, sheet: Sequence[Placed], shapes: Mapping[str, Figures]) -> Line:
    """One row as a line."""
    spans: list[Span] = []
    x = 0
    for column, at, width in sheet:
        spans.append(Span(" " * (at - x), Tone.PLAIN, row.fade))
        spans.extend(column.paint(row, width, shapes.get(column.key) or Figures()))
        x = at + width
    return tuple(spans)


def column_at(sheet: Sequence[Placed], x: int) -> Column | None:
    """The column whose title a pointer at this cell means."""
    for column, at, width in sheet:
        if at - column.gap <= x < at + width:
            return column
    return None
