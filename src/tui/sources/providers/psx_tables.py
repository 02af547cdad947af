"""The exchange's tables as rows of cells by field: columns by their headings, symbols by their attributes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.document import HtmlDocument, HtmlNode, children, table_rows, text_below, walk_tree

_HEADINGS: Final = {
    "symbol": "symbol",
    "scrip": "symbol",
    "code": "symbol",
    "index": "symbol",
    "name": "name",
    "company": "name",
    "ldcp": "previous_close",
    "open": "open",
    "high": "high",
    "low": "low",
    "current": "price",
    "close": "price",
    "change": "change",
    "change (%)": "percent",
    "% change": "percent",
    "change %": "percent",
    "percentchange": "percent",
    "volume": "volume",
    "bid price": "bid",
    "bidprice": "bid",
    "bid": "bid",
    "offer price": "ask",
    "offerprice": "ask",
    "offer": "ask",
    "ask price": "ask",
    "askprice": "ask",
    "ask": "ask",
}
"""By the portal's name of a column (`th[data-name]`) or by its visible label, both in lower case."""
_BOARDS: Final = tuple(frozenset({"previous_close", "change", offered}) for offered in ("bid", "ask"))
"""The columns of a board of bids and offers, which has the change of each price and not the price."""
_MIN_HEADINGS = 3
_CELLS = frozenset({"td", "th"})
_INVISIBLE = frozenset({"script", "style", "template", "table"})
_MAX_CELL = 4_000
_MAX_CLASS = 1_000
_BADGE = re.compile(r"(?:^|\s)tag(?:\s|$)")
_MOVES: Final = {
    "change__text--pos": 1,
    "increase-rate": 1,
    "icon-up-dir": 1,
    "change__text--neg": -1,
    "decrease-rate": -1,
    "icon-down-dir": -1,
}


@dataclass(frozen=True, slots=True)
class PsxCell:
    """One cell: its visible text, and its value for programs."""

    text: str
    order: str = ""
    """`data-order`: signed and of full precision, without the digits printed."""
    move: int = 0
    """1 or -1 for up or down by colour or arrow, else 0. Unchanged rows have the down colour as well."""


@dataclass(frozen=True, slots=True)
class PsxRow:
    """One instrument's row."""

    symbol: str
    name: str
    cells: Mapping[str, PsxCell]
    """By field; an empty one is left out."""
    is_index: bool = False
    has_price_column: bool = True
    """Whether its table prints prices; a board of bids and offers prints their changes alone."""


@dataclass(slots=True)
class PsxTables:
    """All rows of a page."""

    rows: list[PsxRow] = field(default_factory=list)
    torn: int = 0
    """Rows with more or fewer cells than their heading has."""


def read_psx_tables(tree: HtmlDocument) -> PsxTables:
    """Return the rows of every table whose heading names a price, in the order of the page, without totals and sectors.

    Raises:
        ParseError: no table has such a heading, its rows have no symbols, as those of a history, or there are more rows
            than any market has.
    """
    tables = PsxTables()
    has_prices = has_symbols = False
    for table in tree.select("table"):
        heading: Sequence[str] = ()
        for row in table_rows(table):
            cells = [node for node in children(row) if node.tag in _CELLS]
            heading = _heading(cells) or heading
            if _has_prices(heading):
                has_prices = True
                has_symbols |= "symbol" in heading
                _add_row(cells, heading, tables)
        if len(tables.rows) > MAX_ROWS:
            raise ParseError("too many rows")
    if not has_prices:
        raise ParseError("layout changed: no table with a column CURRENT")
    if not tables.rows and not has_symbols:
        raise ParseError("no column of symbols")
    return tables


def _has_prices(heading: Sequence[str]) -> bool:
    return "price" in heading or any(board.issubset(heading) for board in _BOARDS)


def _heading(cells: Sequence[HtmlNode]) -> Sequence[str]:
    """Return the fields of a row of headings, empty for a column that is not used; nothing for any other row."""
    if not cells or any(cell.tag != "th" for cell in cells):
        return ()
    fields = [_field(cell) for cell in cells]
    known = [each for each in fields if each]
    return fields if len(known) >= _MIN_HEADINGS and len(set(known)) == len(known) else ()


def _field(cell: HtmlNode) -> str:
    label = " ".join(visible_line(cell).lower().split())
    return _HEADINGS.get((cell.attributes.get("data-name") or "").lower()) or _HEADINGS.get(label, "")


def _add_row(cells: Sequence[HtmlNode], heading: Sequence[str], tables: PsxTables) -> None:
    if not cells or any(cell.tag != "td" for cell in cells):
        return
    cells = _aligned(cells, heading)
    if len(cells) != len(heading):
        # one cell across the table separates its sections, or states that it is empty
        tables.torn += len(cells) > 1
        return
    named = {name: cell for name, cell in zip(heading, cells, strict=True) if name}
    row = _row(cells, named)
    if row.symbol:
        tables.rows.append(row)
    else:
        tables.torn += 1


def _aligned(cells: Sequence[HtmlNode], heading: Sequence[str]) -> Sequence[HtmlNode]:
    """Return the cells without blank ones, before the first or after the last, that the heading does not have.

    A row stays as it is where they could be at either end, or where what would be its symbol has no letter.
    """
    extra = len(cells) - len(heading)
    if extra <= 0 or len(cells) > 2 * len(heading):
        return cells
    is_blank = [not visible_line(cell) for cell in cells]
    before, after = all(is_blank[:extra]), all(is_blank[-extra:])
    if before == after:
        return cells
    aligned = cells[extra:] if before else cells[:-extra]
    symbol = aligned[heading.index("symbol")] if "symbol" in heading else aligned[0]
    return aligned if any(map(str.isalpha, visible_line(symbol))) else cells


def _row(cells: Sequence[HtmlNode], named: Mapping[str, HtmlNode]) -> PsxRow:
    first = named.get("symbol")
    scrip = next((symbol for cell in cells if (symbol := cell.attributes.get("data-srip"))), "")
    links = [link for cell in cells for link in _below(cell, "a")]
    code = next((code for link in links if (code := link.attributes.get("data-code"))), "")
    title = next((title for link in links if (title := link.attributes.get("data-title"))), "")
    printed = "" if first is None else first.attributes.get("data-order") or _strong(first) or visible_line(first)
    symbol = scrip or code or printed
    name = title or (
        visible_line(named["name"])
        if "name" in named
        else visible_line(cells[0] if first is None else first)
        if scrip
        else ""
    )
    figures = {field: _cell(node) for field, node in named.items() if field not in {"symbol", "name"}}
    cells_by_field = {field: cell for field, cell in figures.items() if cell.text or cell.order}
    return PsxRow(
        symbol.strip(),
        name,
        cells_by_field,
        is_index=bool(code) and not scrip,
        has_price_column="price" in named,
    )


def _cell(node: HtmlNode) -> PsxCell:
    kinds = (kind for each in chain((node,), _below(node)) for kind in _classes(each).split())
    move = next((_MOVES[kind] for kind in kinds if kind in _MOVES), 0)
    return PsxCell(visible_line(node), (node.attributes.get("data-order") or "").strip(), move)


def _strong(node: HtmlNode) -> str:
    return next((visible_line(strong) for strong in _below(node, "strong")), "")


def _below(node: HtmlNode, tag: str = "") -> Iterator[HtmlNode]:
    """Yield the elements below, or those of one tag, without badges such as an `XD` beside the symbol."""
    for each, is_start in walk_tree(node, _is_shown):
        kind = each.tag or "-"
        if is_start and not kind.startswith("-") and (not tag or kind == tag):
            yield each


def _is_shown(node: HtmlNode) -> bool:
    kind = node.tag or "-"
    return kind == "-text" or not (kind.startswith("-") or kind in _INVISIBLE or _BADGE.search(_classes(node)))


def _classes(node: HtmlNode) -> str:
    return (node.attributes.get("class") or "")[:_MAX_CLASS]


def visible_line(node: HtmlNode) -> str:
    """Return the visible text of an element, in one line."""
    return " ".join(text_below(node, _is_shown, _MAX_CELL).split())
