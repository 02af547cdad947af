"""The index panel: within its width, every figure complete, the leading indices never hidden."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, after, an_id
from tests.kit.view import a_board_state, page_of, text_of
from tui.domain.quote import Direction, Quote
from tui.view import formatting, index_panel
from tui.view.index_panel import IndexView
from tui.view.panel_layout import TILE_LINES, PanelLayout, plan_layout
from tui.view.settings import BoardSettings
from tui.view.spans import AgeLevel, Line, Tone, width
from tui.view.tabs import ListEntry

FLASHES = {Tone.FLASH_UP, Tone.FLASH_DOWN, Tone.FLASH_FLAT}
LEVELS = (
    a_level("KSE100", "82,074", "+615.2", "+0.76"),
    a_level("KSE30", "26,034", "+234.5", "+0.91"),
    a_level("BR100", "8,615", "+43.5", "+0.51"),
    a_level("BR30", "26,900", "-375.9", "-1.38"),
)


def views_of(*levels: Quote, moves: int = 0) -> list[IndexView]:
    market = a_market(
        *(
            a_snapshot(*(a_level(level.id.symbol, str(n + 1)) for level in levels), at=after(n - moves))
            for n in range(moves)
        ),
        a_snapshot(*levels, at=after(0)),
    )
    return index_panel.index_views(a_board_state(market, after(1)), {})


names = st.text(alphabet="KSE100&-.", min_size=1, max_size=32)
levels = st.builds(
    a_level,
    names,
    st.none() | st.decimals(0, 999_999, places=2).map(str),
    st.none() | st.decimals(-99_999, 99_999, places=2).map(str),
    st.none() | st.decimals(-100, 100, places=2).map(str),
    flags=st.sampled_from([(), ("flagged",)]),
)


@given(st.lists(levels, max_size=8), st.integers(40, 200), st.integers(0, 3))
def test_tiles_are_never_wider_than_the_screen_and_cut_no_figure(indices: list[Quote], cells: int, moves: int) -> None:
    views = views_of(*indices, moves=moves)
    lines = index_panel.tile_lines(views, cells)

    assert len(lines) == TILE_LINES
    assert all(width(line) <= cells for line in lines)
    assert "…" not in page_of(lines[1:])


@given(st.lists(levels, max_size=8), st.integers(40, 200), st.integers(1, 4), st.integers(0, 3))
def test_lines_of_indices_are_never_wider_than_the_screen_and_cut_no_figure(
    indices: list[Quote], cells: int, max_lines: int, moves: int
) -> None:
    views = views_of(*indices, moves=moves)
    lines = index_panel.compact_lines(views, cells, max_lines)

    assert len(lines) <= max_lines
    assert all(width(line) <= cells for line in lines)
    hidden = sum(int(more) for more in re.findall(r"\+(\d+) more", page_of(lines)))
    assert hidden != 1
    for view in views[: len(views) - hidden]:
        level = view.quote
        assert level.price is None or formatting.format_price(level.price) in page_of(lines)
        assert level.percent is None or formatting.format_percent(level.percent) in page_of(lines)


def test_the_leading_indices_come_first_whatever_their_order_in_the_market() -> None:
    views = views_of(a_level("ALLSHR"), *reversed(LEVELS))

    assert [view.quote.id.symbol for view in views] == ["KSE100", "KSE30", "BR100", "BR30", "ALLSHR"]


@for_each("size", [(160, 50), (120, 40), (100, 30), (97, 28), (96, 28), (80, 30), (80, 24), (77, 24)])
def test_every_leading_index_is_on_the_screen(size: tuple[int, int]) -> None:
    plan = plan_layout(*size, indices=4)
    views = views_of(*LEVELS)
    lines = (
        index_panel.tile_lines(views, size[0])
        if plan.tiles
        else index_panel.compact_lines(views, size[0], plan.index_height)
    )

    for level in LEVELS:
        assert level.id.symbol in page_of(lines)
        assert level.price is not None
        assert formatting.format_price(level.price) in page_of(lines)


def test_an_index_reads_as_one_line_at_forty_columns() -> None:
    lines = index_panel.compact_lines(views_of(*LEVELS), 40, 4)

    assert page_of(lines).splitlines() == [
        " KSE100  82,074 ▲ +615.2 +0.76%",
        " KSE30   26,034 ▲ +234.5 +0.91%",
        " BR100    8,615 ▲  +43.5 +0.51%",
        " BR30    26,900 ▼ -375.9 -1.38%",
    ]


def test_a_tile_has_name_figures_curve_and_range() -> None:
    lines = index_panel.tile_lines(views_of(LEVELS[0], moves=5), 30)
    name, level, curve, day_range = (text_of(line).strip() for line in lines)

    assert name == "KSE100"
    assert level.split() == ["82,074", "▲", "+615.2", "+0.76%"]
    assert any("\u2800" < c <= "\u28ff" for c in curve)
    assert day_range.startswith("1 ─")
    assert day_range.endswith("● 82,074")


def test_an_index_without_a_change_has_no_curve() -> None:
    assert not text_of(index_panel.tile_lines(views_of(LEVELS[0]), 30)[2]).strip()


def test_a_flagged_index_has_a_mark_in_both_forms() -> None:
    views = views_of(a_level(flags=("change and percent disagree",)))

    assert "!" in page_of(index_panel.tile_lines(views, 60))
    assert "KSE100!  82,074" in page_of(index_panel.compact_lines(views, 40, 1))


def test_an_unreadable_level_is_a_question_mark() -> None:
    views = views_of(a_level(level=None, change=None, percent=None))

    assert "?" in page_of(index_panel.tile_lines(views, 60))
    assert "?" in page_of(index_panel.compact_lines(views, 40, 1))


def test_an_old_level_fades() -> None:
    market = a_market(a_snapshot(a_level(), at=after(0)), a_failure(at=after(15)))
    (view,) = index_panel.index_views(a_board_state(market, after(600)), {})

    assert view.age_level is AgeLevel.STALE
    spans = [span for line in index_panel.tile_lines([view], 60) for span in line if span.text.strip()]
    assert all(span.age_level is AgeLevel.STALE for span in spans)


@for_each(
    ("day", "tick", "tone"),
    [
        ("+615.2", Direction.UP, Tone.FLASH_UP),
        ("-615.2", Direction.DOWN, Tone.FLASH_DOWN),
        ("0.0", Direction.UP, Tone.FLASH_UP),
        ("0.0", Direction.DOWN, Tone.FLASH_DOWN),
        (None, Direction.DOWN, Tone.FLASH_DOWN),
        ("+615.2", Direction.DOWN, Tone.FLASH_FLAT),
        ("-615.2", Direction.UP, Tone.FLASH_FLAT),
    ],
)
def test_a_change_is_highlighted_by_its_own_mark_and_never_in_a_colour_against_the_days_arrow(
    day: str | None, tick: Direction, tone: Tone
) -> None:
    market = a_market(a_snapshot(a_level(change=day)))
    (view,) = index_panel.index_views(a_board_state(market), {an_id("KSE100"): tick})

    for lines in (index_panel.tile_lines([view], 60), index_panel.compact_lines([view], 60, 1)):
        (flash,) = [span for line in lines for span in line if "82,074" in span.text and span.tone in FLASHES]
        assert flash.tone is tone
        assert {"▴": Direction.UP, "▾": Direction.DOWN}[flash.text.strip("82,074")] is tick


@for_each("cells", [38, 40, 60, 77, 80, 97, 120, 160])
@for_each("tick", [Direction.UP, Direction.DOWN])
def test_two_arrows_never_touch(cells: int, tick: Direction) -> None:
    views = [view._replace(flash=tick) for view in views_of(*LEVELS)]
    for lines in (index_panel.compact_lines(views, cells, 4), index_panel.tile_lines(views, cells)):
        assert not re.search("[▴▾▲▼]{2}", page_of(lines))


@for_each(
    "levels", [("1", "3", "2"), ("3", "1", "2"), ("2", "1", "2"), ("5", "4", "3"), ("4", "5", "6"), ("7", "7", "7")]
)
@for_each("change", ["+615.2", "-615.2", "0.0"])
def test_the_curve_has_the_colour_of_what_it_does_itself(levels: tuple[str, ...], change: str) -> None:
    rows = (a_level(level=level, change=change) for level in levels)
    market = a_market(*(a_snapshot(row, at=after(n)) for n, row in enumerate(rows)))
    views = index_panel.index_views(a_board_state(market, after(9)), {})
    expected = Tone.UP if levels[-1] > levels[0] else Tone.DOWN if levels[-1] < levels[0] else Tone.FLAT

    for lines in (index_panel.tile_lines(views, 60), index_panel.compact_lines(views, 60, 1)):
        curves = [span for line in lines for span in line if any("\u2800" < c <= "\u28ff" for c in span.text)]
        assert [span.tone for span in curves] == ([expected] if len(set(levels)) > 1 else [])


def many(count: int) -> list[IndexView]:
    return views_of(*LEVELS[: min(count, 4)], *(a_level(f"SECTOR{n}", f"{1000 + n}") for n in range(count - 4)))


def drawn(views: list[IndexView], plan: PanelLayout, cells: int) -> list[Line]:
    if not plan.tiles:
        return index_panel.compact_lines(views, cells, plan.index_height)
    rows, air = divmod(plan.index_height, plan.tile_lines)
    return [()] * air + index_panel.tile_lines(views, cells, rows, plan.chart_lines)


@for_each("size", [(40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (160, 50), (240, 67), (300, 80)])
@for_each("count", [1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 25, 60])
def test_every_index_is_shown_or_counted_as_one_more(size: tuple[int, int], count: int) -> None:
    views, plan = many(count), plan_layout(*size, indices=count)
    page = page_of(drawn(views, plan, size[0]))
    shown = [view for view in views if re.search(rf"\b{view.quote.id.symbol}\b", page)]

    hidden = re.search(r"\+(\d+) more: /index", page)
    assert len(shown) + int(hidden[1] if hidden else 0) == count
    assert shown == views[: len(shown)]


@pytest.mark.parametrize("size", [(120, 40), (160, 50)])
def test_ten_indices_are_all_on_a_screen_of_common_size(size: tuple[int, int]) -> None:
    assert "more" not in page_of(drawn(many(10), plan_layout(*size, indices=10), size[0]))


@for_each("size", [(40, 12), (80, 24), (120, 40), (160, 50)])
@for_each("count", [1, 4, 10, 25])
def test_a_place_of_the_panel_is_that_of_the_index_drawn_there(size: tuple[int, int], count: int) -> None:
    views, plan = many(count), plan_layout(*size, indices=count)
    for y, line in enumerate(drawn(views, plan, size[0])):
        for n, view in enumerate(views):
            for found in re.finditer(rf"\b{view.quote.id.symbol}\b", text_of(line)):
                assert index_panel.slot_at(count, size[0], plan, found.start(), y) == n
                assert index_panel.slot_at(count, size[0], plan, found.end() - 1, y) == n
        assert index_panel.slot_at(count, size[0], plan, 0, y) is None
        more = text_of(line).find("more: /index")
        assert more < 0 or index_panel.slot_at(count, size[0], plan, more, y) == count


@for_each("cells", [76, 80, 97, 100, 110, 120, 133, 160, 200])
def test_the_figures_of_tiles_side_by_side_have_one_form(cells: int) -> None:
    lines = index_panel.tile_lines(views_of(*LEVELS), cells)
    figures = re.split(r"(?<=%)\s+|(?<=[▲▼])\s{4,}", text_of(lines[1]).strip())

    assert len({len(figure.split()) for figure in figures}) == 1
    assert len({figure.index("▲" if "▲" in figure else "▼") for figure in figures}) == 1


def test_without_indices_the_panel_is_empty() -> None:
    assert index_panel.tile_lines([], 80) == [(), (), (), ()]
    assert index_panel.compact_lines([], 80, 3) == []


def test_the_indices_that_the_user_chose_are_first_and_the_rest_follow() -> None:
    market = a_market(a_snapshot(*LEVELS, a_level("ALLSHR")))
    state = a_board_state(market)
    chosen = BoardSettings(indices=(ListEntry("ALLSHR"), ListEntry("GONE"), ListEntry("PSX:BR30")))
    views = index_panel.index_views(state._replace(settings=chosen), {})

    assert [view.quote.id.symbol for view in views] == ["ALLSHR", "BR30", "KSE100", "KSE30", "BR100"]


def test_those_without_room_take_turns_only_if_asked_and_never_with_the_chosen_ones() -> None:
    market = a_market(a_snapshot(*(a_level(f"I{n}") for n in range(10))))
    plan = plan_layout(80, 24, indices=10)

    def first_five(seconds: float, *, rotate: bool) -> list[str]:
        settings = BoardSettings(indices=(ListEntry("I3"),), indices_rotate=rotate)
        state = a_board_state(market, after(seconds))._replace(settings=settings)
        views = index_panel.take_turns(index_panel.index_views(state, {}), state, 80, plan)
        assert len({view.quote.id for view in views}) == 10
        return [view.quote.id.symbol for view in views[:5]]

    at_first = first_five(0, rotate=False)
    assert at_first == ["I3", "I0", "I1", "I2", "I4"]
    assert first_five(index_panel.TURN_SECONDS, rotate=False) == at_first
    turns = [first_five(n * index_panel.TURN_SECONDS, rotate=True) for n in range(9)]
    assert all(turn[0] == "I3" for turn in turns)
    assert {symbol for turn in turns for symbol in turn} == {f"I{n}" for n in range(10)}
    assert first_five(1, rotate=True) == first_five(0, rotate=True)
