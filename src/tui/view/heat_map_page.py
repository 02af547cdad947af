"""The lines of the heat map: blocks in colours, or in shades where there are none, with sign and percent in each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import truncate, width
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.heat_map import HeatMap, heat_step
from tui.view.places import Place
from tui.view.spans import BLANK, AgeLevel, Line, Span, Tone
from tui.view.terminal_profile import TerminalProfile
from tui.view.treemap import Block

SELECTED: Final = "▸"
_TONES: Final = {
    -3: (Tone.HEAT_DOWN_3, Tone.EDGE_DOWN_3),
    -2: (Tone.HEAT_DOWN_2, Tone.EDGE_DOWN_2),
    -1: (Tone.HEAT_DOWN_1, Tone.EDGE_DOWN_1),
    0: (Tone.HEAT_FLAT, Tone.EDGE_FLAT),
    1: (Tone.HEAT_UP_1, Tone.EDGE_UP_1),
    2: (Tone.HEAT_UP_2, Tone.EDGE_UP_2),
    3: (Tone.HEAT_UP_3, Tone.EDGE_UP_3),
}
"""By step: the tone of text in a block, and that of its lower edge."""
_LEGEND: Final = ((-3, "≤-3%"), (-2, "-1"), (-1, "<0"), (0, "0"), (1, ">0"), (2, "+1"), (3, "≥3%"))
_MIN_EDGE_LINES: Final = 3
"""The lines of the lowest block with an edge below it."""
_LEAST_IN_TENTHS: Final = Decimal("0.1")
_LEAST_IN_WHOLE: Final = 10
"""The least percentages that are shown with one decimal and with none."""


class MapGlyphs(NamedTuple):
    """What blocks are filled with, by how far their step is from 0, and their lower edge."""

    fills: tuple[str, str, str, str] = (" ", " ", " ", " ")
    edge: str = "▀"

    @classmethod
    def of(cls, profile: TerminalProfile | None) -> "MapGlyphs":
        """Return the glyphs for a terminal: shades where colours do not tell the steps apart."""
        depth = profile.color_depth if profile else ""
        edge = " " if profile and (profile.ascii or depth == "none") else "▀"
        if depth == "none":
            return cls((" ", "░", "▒", "▓"), edge)
        return cls(("░", "░", " ", " "), edge) if depth == "16" else cls((" ",) * 4, edge)


class _Piece(NamedTuple):
    """Part of a line: where it begins and what it shows."""

    x: int
    spans: Line


def map_title(heat_map: HeatMap) -> str:
    """Return what the blocks are sized by, and what is left out."""
    by = f"by {heat_map.measure.title}" if heat_map.measure else "equal: no source states a size"
    return f"{by}, {heat_map.without_size} without it left out" if heat_map.without_size else by


def legend() -> Line:
    """Return the steps in their colours."""
    return tuple(Span(f" {text} ", _TONES[step][0]) for step, text in _LEGEND)


def map_lines(state: BoardState, heat_map: HeatMap, size: tuple[int, int], selected: Place | None = None) -> list[Line]:
    """Return the map, top line first.

    Args:
        state: the state of the board, whose figures and colours are shown.
        heat_map: where the blocks are.
        size: the cells and the lines of the page.
        selected: the block that the keys are on.
    """
    glyphs = MapGlyphs.of(state.terminal_profile)
    cells, height = size
    rows: list[list[_Piece]] = [[] for _ in range(height)]
    for name, block in heat_map.titles.items():
        rows[block.y].append(_Piece(block.x, _fit((Span(truncate(name, block.width), Tone.ACCENT),), block.width)))
    for place in heat_map.places:
        block = Block(place.x, place.y, place.width, place.height)
        is_selected = selected is not None and place.instrument == selected.instrument
        for row, line in enumerate(_block_lines(state, place.instrument, block, glyphs, is_selected=is_selected)):
            rows[block.y + row].append(_Piece(block.x, line))
    for rest in heat_map.rests:
        words = truncate(f"+{rest.instruments} more", max(1, rest.place.width))
        if rest.place.width and rest.place.height:
            rows[rest.place.y].append(_Piece(rest.place.x, _fit((Span(words, Tone.QUIET),), rest.place.width)))
    return [_joined(sorted(row), cells) for row in rows]


def _fit(line: Line, cells: int) -> Line:
    taken = sum(width(span.text) for span in line)
    return (*line, Span(" " * (cells - taken))) if taken < cells else line


def _joined(pieces: Sequence[_Piece], cells: int) -> Line:
    line: Line = BLANK
    x = 0
    for piece in pieces:
        if piece.x > x:
            line += (Span(" " * (piece.x - x)),)
        line += piece.spans
        x = piece.x + sum(width(span.text) for span in piece.spans)
    return _fit(line, cells)


def _block_lines(
    state: BoardState, key: InstrumentId, block: Block, glyphs: MapGlyphs, *, is_selected: bool
) -> list[Line]:
    """Return the lines of a block, without the gap to its right and below."""
    quote = state.market.quotes.get(key)
    if quote is None:
        return []
    age_level = state.age_of(quote).level
    # an old figure has no colour: it is no move of today
    step = 0 if age_level is AgeLevel.STALE else heat_step(quote.percent)
    text_tone, edge_tone = _TONES[step]
    has_edge = block.height >= _MIN_EDGE_LINES
    cells = block.width - (1 if block.width > 1 else 0)
    lines = block.height - (1 if has_edge else 0)
    texts = block_texts(quote, cells, lines, is_selected=is_selected)
    above = (lines - len(texts)) // 2
    fill = glyphs.fills[abs(step)]
    shown: list[Line] = []
    for row in range(lines):
        text = texts[row - above] if 0 <= row - above < len(texts) else ""
        shown.append((Span(_block_line(text, cells, fill), text_tone, age_level),))
    if has_edge:
        shown.append((Span(glyphs.edge * cells, edge_tone, age_level),))
    return [_fit(line, block.width) for line in shown]


def _block_line(text: str, cells: int, fill: str) -> str:
    """Return one line of a block: its text in the middle, with a blank and a shade on both sides where they fit."""
    if text and fill != " ":
        # a shade on one side of a text alone would be read as part of it
        text, fill = (f" {text} ", fill) if width(text) + 4 <= cells else (text, " ")
    left = (cells - width(text)) // 2
    return fill * left + text + fill * (cells - left - width(text))


def block_texts(quote: Quote, cells: int, lines: int, *, is_selected: bool) -> list[str]:
    """Return what fits of symbol, percent and price into so many cells and lines."""
    symbol = (SELECTED if is_selected else "") + quote.id.symbol
    percents = _percent_forms(quote)
    if lines > 1:
        percent = next((form for form in percents if width(form) <= cells), "")
        texts = [truncate(symbol, cells), percent]
        price = formatting.price_text(quote.price)
        return [*texts, price] if lines > len(texts) and width(price) <= cells else texts
    for percent in percents:
        if width(symbol) + 1 + width(percent) <= cells:
            return [f"{symbol} {percent}"]
    sign = percents[-1]
    return [truncate(symbol, cells - 1) + sign] if cells > 1 else [sign]


def _percent_forms(quote: Quote) -> tuple[str, ...]:
    """Return the percentage in its forms, widest first; the direction where it is not known."""
    if quote.percent is None:
        return (formatting.direction_glyph(quote.direction) or "=",)
    sign = "+" if quote.percent > 0 else "-" if quote.percent < 0 else "="
    # rounded so far that it would be another figure, it leaves its place to the sign
    tenths = (f"{quote.percent:+.1f}",) if abs(quote.percent) >= _LEAST_IN_TENTHS else ()
    whole = (f"{quote.percent:+.0f}",) if abs(quote.percent) >= _LEAST_IN_WHOLE else ()
    return (formatting.percent_text(quote.percent), *tenths, *whole, sign)
