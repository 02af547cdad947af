"""The market as tables of text with aligned columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce

from tui.domain.article import Article, TimePrecision, newest_first
from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.source_health import SourceHealth
from tui.domain.text import pad, sanitize_line, width
from tui.view.formatting import (
    ABSENT,
    DIRECTION_GLYPHS,
    UNREADABLE,
    DecimalAlignment,
    format_change,
    format_percent,
    format_price,
)
from tui.view.records import SymbolFilter

_COLOURS = {Direction.UP: "\x1b[32m", Direction.DOWN: "\x1b[31m"}
_PLAIN = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its heading, and whether its cells are figures aligned on their decimal points."""

    heading: str
    is_figure: bool = False
    has_tone: bool = False
    """Whether it has the colour of its row's direction."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of cells, and the direction that colours it."""

    cells: tuple[str, ...]
    direction: Direction | None = None


def format_table(columns: Sequence[TableColumn], rows: Sequence[TableRow], *, coloured: bool = False) -> Iterator[str]:
    """Yield the table as lines, heading first; a column is there whether it has cells or not, as scripts expect."""
    bodies = [_padded(column, [row.cells[index] for row in rows]) for index, column in enumerate(columns)]
    yield "  ".join(body[0] for body in bodies).rstrip()
    for number, row in enumerate(rows, start=1):
        colour = _COLOURS.get(row.direction) if coloured and row.direction else None
        parts = [
            f"{colour}{body[number]}{_PLAIN}" if colour and column.has_tone else body[number]
            for column, body in zip(columns, bodies, strict=True)
        ]
        yield "  ".join(parts).rstrip()


def _padded(column: TableColumn, cells: Sequence[str]) -> list[str]:
    """Return the heading and cells of a column, all of one width."""
    if column.is_figure:
        alignment = reduce(DecimalAlignment.expanded_for, cells, DecimalAlignment())
        cells = [alignment.align(cell) for cell in cells]
    column_width = max(map(width, (column.heading, *cells)))
    return [pad(text, column_width, right=column.is_figure) for text in (column.heading, *cells)]


_CHANGE = (TableColumn("CHANGE", is_figure=True, has_tone=True), TableColumn("%", is_figure=True, has_tone=True))
_QUOTES = (
    TableColumn("SYMBOL"),
    TableColumn("NAME"),
    TableColumn("LAST", is_figure=True),
    TableColumn("", has_tone=True),
    *_CHANGE,
    TableColumn("VOLUME", is_figure=True),
    TableColumn("AS OF"),
    TableColumn("SOURCE"),
    TableColumn("NOTE"),
)
_INDICES = (
    TableColumn("INDEX"),
    TableColumn("LEVEL", is_figure=True),
    TableColumn("", has_tone=True),
    *_CHANGE,
    TableColumn("AS OF"),
    TableColumn("SOURCE"),
    TableColumn("NOTE"),
)
_SOURCES = (
    TableColumn("SOURCE"),
    TableColumn("STATE"),
    TableColumn("QUOTES", is_figure=True),
    TableColumn("INDICES", is_figure=True),
    TableColumn("ARTICLES", is_figure=True),
    TableColumn("LAST HEARD"),
    TableColumn("WHY"),
)


def format_market(market: Market, symbols: SymbolFilter, *, coloured: bool) -> Iterator[str]:
    """Yield the indices, the quotes, the state of the sources, and the titles of the articles."""
    indices = [_index_row(index) for index in symbols.indices(market)]
    quotes = [_quote_row(quote) for quote in symbols.quotes(market)]
    for columns, rows in ((_INDICES, indices), (_QUOTES, quotes)):
        if rows:
            yield from format_table(columns, rows, coloured=coloured)
            yield ""
    yield from format_table(_SOURCES, [_source_row(health) for health in market.health.values()])
    if symbols.is_all and market.articles:
        yield ""
        yield from _titles(newest_first(market.articles.values()))


def _quote_row(quote: Quote) -> TableRow:
    volume = "" if quote.volume is None else f"{quote.volume:,d}"
    cells = (
        *(str(quote.id.symbol), quote.name or "", *_figures(quote.price, quote.change, quote.percent, quote.direction)),
        *(volume, _time(quote.as_of), quote.source, "; ".join(quote.flags)),
    )
    return TableRow(cells, quote.direction)


def _index_row(index: Quote) -> TableRow:
    figures = _figures(index.price, index.change, index.percent, index.direction)
    return TableRow(
        (str(index.id.symbol), *figures, _time(index.as_of), index.source, "; ".join(index.flags)), index.direction
    )


def _figures(
    value: Decimal | None, change: Decimal | None, percent: Decimal | None, direction: Direction | None
) -> tuple[str, str, str, str]:
    return (
        UNREADABLE if value is None else format_price(value),
        DIRECTION_GLYPHS[direction] if direction else "",
        ABSENT if change is None else format_change(change),
        ABSENT if percent is None else format_percent(percent),
    )


def _time(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _source_row(health: SourceHealth) -> TableRow:
    counts = (str(health.quotes), str(health.indices), str(health.articles))
    return TableRow((health.name, health.state, *counts, _time(health.last_good), health.reason or ""))


def _titles(articles: Iterable[Article]) -> Iterator[str]:
    for article in articles:
        title = article.title or sanitize_line(article.headline, 80)
        form = "%d %b %Y" if article.precision is TimePrecision.DAY else "%d %b %Y %H:%M"
        details = ", ".join(
            part for part in (article.byline, article.published and f"{article.published:{form}}") if part
        )
        dateline = f"{article.dateline}: " if article.dateline else ""
        yield f"{dateline}{title}" + (f" ({details})" if details else "")
