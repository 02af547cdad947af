"""The heat map: which block is where, and what is in it."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote, after, an_id
from tests.kit.view import a_board_state
from tui.domain.quote import Quote
from tui.view.board_state import BoardState
from tui.view.heat_map import MIN_BLOCK_CELLS, arrange_map, heat_step
from tui.view.heat_map_page import block_texts, legend, map_lines, map_title
from tui.view.movers import MARKET_CAP, VOLUME
from tui.view.spans import Tone, width
from tui.view.terminal_profile import ColorDepth, detect_terminal

SIZES = list(product([20, 38, 57, 78, 120, 250], [1, 4, 11, 30, 60]))


def some(count: int, market: str = "PSX", **fields: Any) -> list[Quote]:  # noqa: ANN401 - fields of a quote
    return [
        a_quote(f"S{n}", "50", None, f"{n - count // 2}.25", market=market)._replace(**fields) for n in range(count)
    ]


def drawn_with(state: BoardState, *, colours: ColorDepth = "true") -> BoardState:
    return state._replace(terminal_profile=detect_terminal({"TERM": "xterm"}, colours=colours))


@for_each(
    ("percent", "step"),
    [
        (None, 0),
        ("0", 0),
        ("0.004", 0),
        ("-0.004", 0),
        ("0.005", 1),
        ("-0.5", -1),
        ("0.99", 1),
        ("1", 2),
        ("-2.99", -2),
        ("3", 3),
        ("-8.34", -3),
        ("250", 3),
    ],
)
def test_percentages_are_in_seven_steps(percent: str | None, step: int) -> None:
    assert heat_step(None if percent is None else Decimal(percent)) == step


@for_each("size", SIZES)
def test_blocks_never_overlap_and_none_is_too_small(size: tuple[int, int]) -> None:
    market = a_market(a_snapshot(*some(40), *some(9, "CRYPTO"), *some(3, "FX")))
    heat_map = arrange_map(market, list(market.quotes), *size)
    blocks = [
        *((place.x, place.y, place.width, place.height) for place in heat_map.places),
        *heat_map.titles.values(),
        *(rest.place for rest in heat_map.rests),
    ]
    cells = [cell for x, y, w, h in blocks for cell in product(range(x, x + w), range(y, y + h))]

    assert len(cells) == len(set(cells)) == size[0] * size[1]
    assert len(heat_map.places) + sum(rest.instruments for rest in heat_map.rests) == 52
    if size[0] >= 38 and size[1] >= 11:
        assert min(place.width * place.height for place in heat_map.places) >= MIN_BLOCK_CELLS // 2


@for_each("colours", ["true", "16", "none"])
@for_each("size", SIZES)
def test_every_line_fits_and_every_block_has_its_sign(size: tuple[int, int], colours: ColorDepth) -> None:
    market = a_market(a_snapshot(*some(40), *some(9, "CRYPTO")))
    state = drawn_with(a_board_state(market), colours=colours)
    heat_map = arrange_map(market, list(market.quotes), *size)
    page = map_lines(state, heat_map, size, heat_map.places[0] if heat_map.places else None)

    assert len(page) == size[1]
    assert all(width(line) == size[0] for line in page)
    texts = ["".join(span.text for span in line) for line in page]
    for place in (place for place in heat_map.places if place.width > 2):
        inside = "".join(texts[y][place.x : place.x + place.width] for y in range(place.y, place.y + place.height))
        assert any(sign in inside for sign in "+-▲▼=")


def test_blocks_are_sized_by_what_half_of_each_market_states() -> None:
    market = a_market(a_snapshot(*some(4, volume=100), *some(3, "CRYPTO", volume=5, market_cap=7)))
    heat_map = arrange_map(market, list(market.quotes), 80, 20)
    assert (heat_map.measure, map_title(heat_map)) == (VOLUME, "by volume")
    coins = arrange_map(market, [key for key in market.quotes if key.market == "CRYPTO"], 80, 20)
    assert coins.measure is MARKET_CAP
    equal = a_market(a_snapshot(*some(4)))
    assert "equal" in map_title(arrange_map(equal, list(equal.quotes), 80, 20))


def test_the_largest_is_first_and_what_has_no_size_is_counted() -> None:
    sizes = {"BIG": 600, "MID": 300, "LOW": 100}
    quotes = [a_quote(symbol)._replace(volume=volume) for symbol, volume in sizes.items()]
    market = a_market(a_snapshot(*quotes, a_quote("NONE"), a_level("KSE100")))
    heat_map = arrange_map(market, list(market.quotes), 60, 20)

    assert [place.instrument.symbol for place in heat_map.places] == ["BIG", "MID", "LOW"]
    assert map_title(heat_map) == "by volume, 1 without it left out"
    areas = [place.width * place.height for place in heat_map.places]
    assert areas[0] == pytest.approx(720, abs=40)
    assert areas[2] == pytest.approx(120, abs=25)


def test_tiny_ones_are_counted_in_one_block() -> None:
    quotes = [a_quote(f"S{n}")._replace(volume=10**6 // (n + 1) ** 3) for n in range(30)]
    market = a_market(a_snapshot(*quotes))
    state = drawn_with(a_board_state(market))
    heat_map = arrange_map(market, list(market.quotes), 60, 20)
    (rest,) = heat_map.rests

    assert rest.instruments + len(heat_map.places) == 30
    text = "\n".join("".join(span.text for span in line) for line in map_lines(state, heat_map, (60, 20)))
    assert f"+{rest.instruments}" in text


def test_a_stale_figure_has_no_colour_of_a_move() -> None:
    market = a_market(a_snapshot(a_quote("A", percent="5")))
    heat_map = arrange_map(market, [an_id("A")], 20, 5)

    def tones(seconds: float) -> set[Tone]:
        state = drawn_with(a_board_state(market, after(seconds)))
        return {span.tone for line in map_lines(state, heat_map, (20, 5)) for span in line if span.text.strip()}

    assert tones(1) == {Tone.HEAT_UP_3, Tone.EDGE_UP_3}
    assert tones(4000) == {Tone.HEAT_FLAT, Tone.EDGE_FLAT}


def test_without_colours_the_shade_is_denser_the_greater_the_move() -> None:
    market = a_market(
        a_snapshot(*(a_quote(f"S{n}", percent=percent) for n, percent in enumerate(("5", "2", "0.5", "0"))))
    )
    heat_map = arrange_map(market, list(market.quotes), 80, 8)
    state = drawn_with(a_board_state(market), colours="none")
    text = "".join(span.text for line in map_lines(state, heat_map, (80, 8)) for span in line)

    assert all(shade in text for shade in "░▒▓")
    assert len(legend()) == 7


@for_each(
    ("percent", "shown"),
    [("0.34", "+0.3"), ("0.04", "+"), ("-0.6", "-0.6"), ("13.26", "+13.3"), ("0.96", "+1.0")],
)
def test_a_percentage_without_room_is_never_another_figure(percent: str, shown: str) -> None:
    for cells in range(1, 9):
        texts = block_texts(a_quote("GOLD", percent=percent), cells, 2, is_selected=False)
        figure = texts[1].removesuffix("%")
        assert figure in {"", "+", "-"} or abs(Decimal(figure) - Decimal(percent)) < Decimal("0.3")
    assert block_texts(a_quote("GOLD", percent=percent), len(shown), 2, is_selected=False)[1] == shown
