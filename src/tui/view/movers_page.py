"""The page of the movers: their lists side by side or one below the other, each as long as there is room."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.quote import Quote
from tui.domain.text import pad, truncate, width
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.columns import DIRECTION_TONES
from tui.view.movers import ACTIVE, GAINERS, HIGHS, LIMIT_DOWN, LIMIT_UP, LOSERS, LOWS, MoverList
from tui.view.places import Place
from tui.view.spans import BLANK, Line, Span, Tone, fit_line

MIN_COLUMN_WIDTH: Final = 26
_GAP: Final = 3
"""Blank cells between two columns of lists."""
_MIN_ROWS: Final = 2
"""The lines of the shortest list: its title and its first row."""
_COLUMNS: Final = (
    ((GAINERS, LOSERS, ACTIVE, LIMIT_UP, LIMIT_DOWN, HIGHS, LOWS),),
    ((GAINERS, ACTIVE, LIMIT_UP), (LOSERS, HIGHS, LOWS, LIMIT_DOWN)),
    ((GAINERS, LIMIT_UP), (LOSERS, LIMIT_DOWN), (ACTIVE, HIGHS, LOWS)),
)
"""The lists of each column, for one column, two and three."""
SELECTED: Final = "▸"
"""The mark of the row that the keys are on."""


class PlacedList(NamedTuple):
    """A list with its place: as many rows as there is room for, below its title."""

    list: MoverList
    x: int
    y: int
    width: int
    rows: int


def place_lists(lists: Sequence[MoverList], cells: int, lines: int) -> list[PlacedList]:
    """Return the lists that have room in a pane of so many cells and lines, each with its place.

    The lists of a column share its lines evenly; what a short one leaves goes to the longer ones.
    """
    by_title = {each.title: each for each in lists}
    count = max(1, min(len(_COLUMNS), (cells + _GAP) // (MIN_COLUMN_WIDTH + _GAP), len(lists)))
    columns = [[by_title[title] for title in titles if title in by_title] for titles in _COLUMNS[count - 1]]
    columns = [column for column in columns if column]
    placed: list[PlacedList] = []
    for number, column in enumerate(columns):
        x = number * (cells + _GAP) // len(columns)
        end = (number + 1) * (cells + _GAP) // len(columns) - _GAP
        y = 0
        shown = column[: max(1, (lines + 1) // (_MIN_ROWS + 1))]
        for each, height in zip(shown, _shares([1 + len(each.keys) for each in shown], lines), strict=True):
            if height >= _MIN_ROWS:
                placed.append(PlacedList(each, x, y, end - x, height - 1))
            y += height + 1
    return placed


def _shares(wanted: Sequence[int], lines: int) -> list[int]:
    """Return the lines of each list, a blank one between two: no more than it wants, evenly where all want more."""
    room = lines - (len(wanted) - 1)
    shares = [0] * len(wanted)
    unsatisfied = list(range(len(wanted)))
    while unsatisfied and room >= len(unsatisfied):
        each = room // len(unsatisfied)
        for number in unsatisfied:
            taken = min(each, wanted[number] - shares[number])
            shares[number] += taken
            room -= taken
        unsatisfied = [number for number in unsatisfied if shares[number] < wanted[number]]
    for number in unsatisfied[:room]:
        shares[number] += 1
    return shares


def places_of(placed: Sequence[PlacedList]) -> list[Place]:
    """Return the place of every row that is shown."""
    return [
        Place(each.list.title, key, each.x, each.y + 1 + row, each.width)
        for each in placed
        for row, key in enumerate(each.list.keys[: each.rows])
    ]


def movers_lines(
    state: BoardState, placed: Sequence[PlacedList], cells: int, selected: Place | None = None
) -> list[Line]:
    """Return the page, top line first.

    Args:
        state: the state of the board.
        placed: the lists and their places.
        cells: the width of the page.
        selected: the row that the keys are on, where they are in the pane.
    """
    pieces: dict[int, list[tuple[int, Line]]] = {}
    for each in placed:
        quotes = [quote for key in each.list.keys[: each.rows] if (quote := state.market.quotes.get(key))]
        parts = [_title(each, len(quotes)), *_rows(state, each, quotes, selected)]
        for row, part in enumerate(parts):
            pieces.setdefault(each.y + row, []).append((each.x, fit_line(part, each.width)))
    return [_joined(pieces.get(y, []), cells) for y in range(max(pieces, default=-1) + 1)]


def _joined(pieces: Sequence[tuple[int, Line]], cells: int) -> Line:
    line: Line = BLANK
    x = 0
    for start, piece in pieces:
        line += (Span(" " * (start - x)), *piece) if start > x else piece
        x = start + sum(width(span.text) for span in piece)
    return fit_line(line, cells)


def _title(placed: PlacedList, shown: int) -> Line:
    each = placed.list
    count = f" {each.total}" if shown == each.total else f" {shown} of {each.total}"
    line = (Span(f" {each.title}", Tone.ACCENT), Span(count, Tone.QUIET))
    return (*line, Span(f" {each.note}", Tone.QUIET)) if each.note else line


def _rows(state: BoardState, placed: PlacedList, quotes: Sequence[Quote], selected: Place | None) -> list[Line]:
    """Return the rows of a list, its figures in columns."""
    prices = [formatting.price_text(quote.price) for quote in quotes]
    percents = [formatting.percent_text(quote.percent) for quote in quotes]
    amounts = [_amount(quote, placed.list.measure) for quote in quotes]
    price_width, percent_width, amount_width = (
        max(map(width, each), default=0) for each in (prices, percents, amounts)
    )
    name_width = placed.width - 1 - percent_width - 3 - (amount_width + 1 if amount_width else 0)
    has_price = name_width - price_width - 1 >= _longest_symbol(quotes)
    symbol_width = name_width - (price_width + 1 if has_price else 0)
    lines: list[Line] = []
    for quote, price, percent, amount in zip(quotes, prices, percents, amounts, strict=True):
        is_selected = selected is not None and (placed.list.title, quote.id) == (selected.group, selected.instrument)
        age_level = state.age_of(quote).level
        symbol = pad(truncate(quote.id.symbol, max(1, symbol_width)), symbol_width)
        tone = DIRECTION_TONES[quote.direction]
        line = [
            Span(SELECTED if is_selected else " ", Tone.ACCENT),
            Span(symbol, Tone.TITLE if is_selected else Tone.STRONG, age_level),
        ]
        if has_price:
            line.append(Span(" " + pad(price, price_width, right=True), Tone.PLAIN, age_level))
        if amount_width:
            line.append(Span(" " + pad(amount, amount_width, right=True), Tone.PLAIN, age_level))
        line.append(Span(f" {formatting.direction_glyph(quote.direction)} ", tone, age_level))
        line.append(Span(pad(percent, percent_width, right=True), tone, age_level))
        lines.append(tuple(line))
    return lines


def _longest_symbol(quotes: Sequence[Quote]) -> int:
    return max((width(quote.id.symbol) for quote in quotes), default=0)


def _amount(quote: Quote, measure: str) -> str:
    amount = getattr(quote, measure) if measure else None
    return "" if amount is None else formatting.format_count(amount, "short")
