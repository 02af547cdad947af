"""The cells of HTML rows: their visible texts, those that span rows or columns, and those that are not shown."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tui.sources.adapter import MAX_ROWS
from tui.sources.html.document import HtmlNode, children, text_below
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.html.tag import tag_names
from tui.sources.tables.grid import MAX_COLUMNS

_INVISIBLE = tag_names(
    "script style template noscript svg select datalist textarea dialog",
    "audio video canvas object iframe progress meter -comment",
)
_NOTES = tag_names("sup sub a del ins s strike")
"""Elements that are no part of the figure beside them."""
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*+(?:display\s*+:\s*+none|visibility\s*+:\s*+(?:hidden|collapse))\b", re.IGNORECASE
)
_MAX_STYLE = 1_000
_BLOCKS = frozenset(["br", "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"])
_NOTE_BOUNDARY: Final = "\ue001"
_BOUNDARIES = f"[{ELEMENT_BOUNDARY}{_NOTE_BOUNDARY}]"
_FIGURES_MEET = re.compile(
    rf"(?<=\d){ELEMENT_BOUNDARY}*+{_NOTE_BOUNDARY}{_BOUNDARIES}*+(?=\d)"
    rf"|(?<![\d.,])(\d{{2,}}+){ELEMENT_BOUNDARY}++(?=\d\d++(?![.,]))"
)
_MAX_CELL = 4_000
_MAX_SPAN_DIGITS = 6
_MAX_COMPARED = 40
"""Rows whose hidden cells are counted."""


def row_cells(rows: Sequence[HtmlNode], *, spread: bool = False) -> list[tuple[str, ...]]:
    """Return the texts of the cells of rows, each cell that spans rows repeated in those below it in its section.

    Args:
        rows: in their order.
        spread: whether to repeat a text in all columns that its cell spans, as titles of groups of columns count.
    """
    drops_hidden = _has_hidden_cells_apart(rows)
    spanning: dict[int, tuple[int, str]] = {}
    section: int | None = None
    cells: list[tuple[str, ...]] = []
    for number, row in enumerate(rows):
        around = None if row.parent is None else row.parent.mem_id
        if around != section:  # no cell goes on in another section
            spanning, section = {}, around
        of_row = _cells(row, number, spanning, spread=spread, drops_hidden=drops_hidden)
        cells.append(tuple(of_row)[:MAX_COLUMNS])
    return cells


def span_of(cell: HtmlNode, name: str) -> int:
    """Return how many columns (`colspan`) or rows (`rowspan`) a cell takes; `rowspan=0` is all rows of its section."""
    return _span(cell.attributes, name)


def is_hidden(node: HtmlNode) -> bool:
    """Return whether an element says that it is not shown, or is what a closed `details` hides."""
    if _hides(node.attributes):
        return True
    parent = node.parent
    return parent is not None and parent.tag == "details" and node.tag != "summary" and "open" not in parent.attributes


def _cells(
    row: HtmlNode, number: int, spanning: dict[int, tuple[int, str]], *, spread: bool, drops_hidden: bool
) -> Iterator[str]:
    """Yield the texts of a row's cells, and those of rows above by column, with the number of their last rows.

    A row without cells of its own has none.
    """
    index = 0
    has_cells = False
    for cell in children(row):
        if cell.tag not in ("td", "th"):
            if row.tag != "tr" and not (cell.tag or "-").startswith("-"):
                yield visible_text(cell)
            continue
        attributes = cell.attributes
        has_cells = True
        if drops_hidden and _hides(attributes):
            continue
        while (above := spanning.get(index)) is not None and above[0] >= number:
            yield above[1]
            index += 1
        text = visible_text(cell)
        height, width = _span(attributes, "rowspan"), _span(attributes, "colspan")
        for column in range(index, min(index + width, MAX_COLUMNS)):
            if height > 1:
                spanning[column] = (number + height - 1, text)
            yield text if spread or column == index else ""
        index += width
    while has_cells and (above := spanning.get(index)) is not None and above[0] >= number:
        yield above[1]
        index += 1


def _has_hidden_cells_apart(rows: Sequence[HtmlNode]) -> bool:
    """Return whether rows have cells that are not shown and the titles have not, or the other way round."""
    counts: list[int] = []
    for row in rows[:_MAX_COMPARED]:
        cells = [cell for cell in children(row) if cell.tag in ("td", "th")]
        if len(cells) > 1:
            counts.append(sum(_hides(cell.attributes) for cell in cells))
    usual = Counter(counts[1:]).most_common(1)
    return bool(usual) and usual[0][0] != counts[0]


def _span(attributes: Mapping[str, str | None], name: str) -> int:
    value = attributes.get(name) or ""
    if not (value.isascii() and value.isdigit() and len(value) < _MAX_SPAN_DIGITS):
        return 1
    if name == "rowspan":
        return int(value) or MAX_ROWS
    return min(max(int(value), 1), MAX_COLUMNS)


def _hides(attributes: Mapping[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDING_STYLE.search((attributes.get("style") or "")[:_MAX_STYLE]))


def visible_text(node: HtmlNode) -> str:
    """Return the visible text of a cell: inline elements leave a boundary, blocks a line end.

    So do two figures: digits that meet where a note, a link or a former figure begins or ends, and two integers.
    Parts of one figure may be in elements of their own: `13<b>4.25</b>`.
    """
    text = text_below(node, _is_shown, _MAX_CELL, _boundary)
    return _FIGURES_MEET.sub(r"\1\n", text).replace(_NOTE_BOUNDARY, ELEMENT_BOUNDARY).strip()


def _boundary(node: HtmlNode) -> str:
    if node.tag in _BLOCKS:
        return "\n"
    is_note = node.tag in _NOTES or node.attributes.get("aria-hidden") == "true"
    return _NOTE_BOUNDARY if is_note else ELEMENT_BOUNDARY


def _is_shown(node: HtmlNode) -> bool:
    if node.tag == "-text":
        return node.parent is None or node.parent.tag != "details" or "open" in node.parent.attributes
    return node.tag not in _INVISIBLE and not is_hidden(node)
