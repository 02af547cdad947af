"""Which panes are open, and where each is: for every size there is."""

from collections import Counter
from itertools import product

import pytest

from tests.kit.marks import for_each, quick
from tui.view.pane_changes import line_at, next_preset, widened, with_line_moved
from tui.view.pane_layout import (
    GRID,
    MIN_BESIDE_WIDTH,
    MIN_GRID_WIDTH,
    MIN_PANE_HEIGHT,
    MIN_PANE_WIDTH,
    MIN_SHARED_HEIGHT,
    PRESETS,
    Area,
    OpenPanes,
    arrange_panes,
    pane_lines,
    preset_panes,
)

ORDER = ("detail", "movers", "map", "reader")
USUAL = PRESETS["usual"]
SIZES = list(
    product(
        [40, 60, 80, 99, 100, 119, 120, 149, 150, 160, 179, 180, 200, 269, 270, 300], [5, 8, 17, 31, 37, 38, 41, 51, 71]
    )
)
FRONT = OpenPanes(side=("reader",), is_side_in_front=True)
MOVED = USUAL._replace(columns_moved=(40, -90, 7), rules_moved=(-50, 3, 90, -2))


def cells_of(area: Area) -> list[tuple[int, int]]:
    return list(product(range(area.x, area.x + area.width), range(area.y, area.y + area.height)))


@pytest.mark.slow
@pytest.mark.parametrize("rows", quick(1, 34, 0, 4, 1000))
@pytest.mark.parametrize("panes", [*PRESETS.values(), OpenPanes(), MOVED, USUAL.with_side("detail", ORDER)])
def test_panes_and_lines_cover_every_cell_once_at_every_size(panes: OpenPanes, rows: int) -> None:
    for width, height in SIZES:
        arrangement = arrange_panes(width, height, panes, rows)
        lines = (*arrangement.dividers, *arrangement.rules.values(), arrangement.list_rule)
        parts = [*arrangement.areas.values(), *lines]
        covered = Counter(cell for part in parts for cell in cells_of(part))

        assert set(covered.values()) == {1}, (width, height)
        assert len(covered) == width * height, (width, height)
        if arrangement.beside:
            assert arrangement.areas[GRID].width >= MIN_GRID_WIDTH
            assert all(area.width >= MIN_PANE_WIDTH for area in arrangement.areas.values())
        if arrangement.rules or arrangement.list_rule.width:
            assert all(area.height >= MIN_PANE_HEIGHT for area in arrangement.areas.values())


@for_each(
    ("size", "rows", "areas"),
    [
        ((80, 17), 34, {GRID: (80, 17)}),
        ((100, 21), 34, {GRID: (60, 21), "reader": (39, 21)}),
        ((120, 31), 34, {GRID: (60, 31), "news": (59, 10), "reader": (59, 20)}),
        ((120, 31), 4, {GRID: (60, 31), "news": (59, 10), "reader": (59, 20)}),
        ((160, 41), 34, {GRID: (81, 41), "news": (78, 8), "reader": (78, 15), "movers": (78, 16)}),
        ((160, 41), 12, {GRID: (81, 14), "movers": (81, 26), "news": (78, 8), "reader": (78, 15), "detail": (78, 16)}),
        (
            (200, 51),
            34,
            {
                GRID: (80, 36),
                "map": (80, 14),
                "news": (59, 15),
                "reader": (59, 35),
                "detail": (59, 30),
                "movers": (59, 20),
            },
        ),
        (
            (200, 51),
            500,
            {
                GRID: (80, 51),
                "news": (59, 10),
                "reader": (59, 19),
                "detail": (59, 20),
                "movers": (59, 30),
                "map": (59, 20),
            },
        ),
        (
            (300, 71),
            47,
            {
                GRID: (120, 49),
                "map": (120, 21),
                "news": (59, 15),
                "reader": (59, 55),
                "detail": (59, 71),
                "movers": (59, 71),
            },
        ),
    ],
)
def test_the_usual_panes_use_the_room_there_is(
    size: tuple[int, int], rows: int, areas: dict[str, tuple[int, int]]
) -> None:
    arrangement = arrange_panes(*size, USUAL, rows)

    assert {name: (area.width, area.height) for name, area in arrangement.areas.items()} == areas


@for_each("height", [17, 31, 51])
def test_panes_leave_one_after_another_as_the_screen_gets_narrower(height: int) -> None:
    counts = [len(arrange_panes(width, height, USUAL, 1000).dividers) for width in range(300, 39, -1)]

    assert counts == sorted(counts, reverse=True)
    assert not arrange_panes(MIN_BESIDE_WIDTH - 1, height, USUAL).beside
    assert arrange_panes(MIN_BESIDE_WIDTH, height, USUAL).beside


def test_a_pane_opens_over_those_after_it_in_the_order_and_closes_those_before_it() -> None:
    panes = USUAL.with_side("detail", ORDER)
    assert panes.side == ("reader", "detail")
    assert panes.is_side_in_front
    assert panes.with_side("reader", ORDER).side == ("reader",)
    assert OpenPanes().with_side("detail", ORDER).side == ("detail",)
    assert USUAL.without_side("reader").wanted == ("movers", "detail", "map")


@for_each(
    ("width", "panes", "shown"),
    [
        (120, USUAL, {GRID, "news", "reader"}),
        (80, USUAL._replace(is_side_in_front=True), {"news", "reader"}),
        (120, USUAL.with_side("detail", ORDER), {GRID, "detail"}),
        (120, OpenPanes(), {GRID}),
        (80, USUAL, {GRID}),
        (80, USUAL.with_side("detail", ORDER), {"detail"}),
        (80, USUAL.with_side("detail", ORDER).with_grid(), {GRID}),
        (120, USUAL._replace(is_zoomed=True), {GRID}),
        (120, USUAL.with_front("reader")._replace(is_zoomed=True), {"reader"}),
        (300, USUAL.with_front("movers")._replace(is_zoomed=True), {"movers"}),
    ],
)
def test_where_there_is_no_room_for_two_panes_the_one_in_front_is_shown(
    width: int, panes: OpenPanes, shown: set[str]
) -> None:
    assert set(arrange_panes(width, 31, panes).areas) == shown


def test_what_is_opened_is_shown_before_what_only_fills_room() -> None:
    tape = USUAL.with_side("tape", ("tape", *ORDER))

    assert "tape" in arrange_panes(160, 41, tape, 500).areas
    assert set(arrange_panes(160, 41, tape, 500).areas) == {GRID, "tape", "news", "reader"}


@for_each(
    ("height", "panes", "shown"),
    [
        (17, FRONT, {"reader"}),
        (17, FRONT._replace(is_list_in_front=True), {"news"}),
        (MIN_SHARED_HEIGHT - 1, FRONT, {"reader"}),
        (MIN_SHARED_HEIGHT, FRONT, {"news", "reader"}),
        (MIN_SHARED_HEIGHT, FRONT._replace(is_zoomed=True), {"reader"}),
        (MIN_SHARED_HEIGHT, FRONT._replace(is_zoomed=True, is_list_in_front=True), {"news"}),
    ],
)
def test_the_headlines_are_above_the_reader_or_in_its_place(height: int, panes: OpenPanes, shown: set[str]) -> None:
    assert set(arrange_panes(80, height, panes).areas) == shown


def test_presets_follow_one_another_and_need_no_news() -> None:
    names = ["usual"]
    for _ in range(5):
        names.append(next_preset(names[-1]))
    assert names == ["usual", "prices", "news", "chart", "map", "usual"]
    assert next_preset("prices", has_news=False) == "chart"
    assert next_preset("of another day") == "usual"
    assert preset_panes("usual", has_news=False).wanted == ("movers", "detail", "map")
    assert set(arrange_panes(300, 71, preset_panes("prices"), 4).areas) == {GRID}
    for name in ("news", "chart", "map"):
        areas = arrange_panes(120, 31, preset_panes(name), 500).areas
        assert areas[GRID].width == 40
        assert len(areas) == (3 if name == "news" else 2)


def test_a_line_moves_as_far_as_there_is_room() -> None:
    arrangement = arrange_panes(120, 31, USUAL, 34)
    moved = with_line_moved(USUAL, arrangement, 0, 5, is_vertical=True)
    assert arrange_panes(120, 31, moved, 34).areas[GRID].width == 65

    far = arrange_panes(120, 31, with_line_moved(USUAL, arrangement, 0, 500, is_vertical=True), 34)
    assert far.areas["reader"].width == MIN_PANE_WIDTH
    assert far.columns_moved[0] == 120 - 1 - MIN_PANE_WIDTH - 60


def test_a_pane_gets_wider_at_the_side_where_its_line_is() -> None:
    arrangement = arrange_panes(200, 51, USUAL, 34)
    for name in arrangement.areas:
        wider = arrange_panes(200, 51, widened(USUAL, arrangement, name, 4), 34)
        assert wider.areas[name].width == arrangement.areas[name].width + 4
    assert widened(USUAL, arrangement, "gone", 4) == USUAL
    assert widened(USUAL, arrange_panes(80, 17, USUAL), GRID, 4) == USUAL


def test_lines_are_found_where_they_are_drawn() -> None:
    arrangement = arrange_panes(200, 51, USUAL, 34)
    text = ["".join(span.text for span in line).ljust(200) for line in pane_lines(arrangement, 51)]

    assert text[36][79:82] == "─┤ "
    assert text[30][139:142] == " ├─"
    assert text[0][80] == text[0][140] == "│"
    rule = arrangement.list_rule
    assert text[rule.y][rule.x - 1 : rule.x + rule.width + 1] == f"├{'─' * rule.width}┤"
    for y, x in product(range(51), range(200)):
        if (x, y) in cells_of(rule):
            continue
        assert (text[y][x] != " ") is (line_at(arrangement, x, y) is not None), (x, y)
    assert line_at(arrangement, 80, 3) == (True, 0)
    assert line_at(arrangement, 150, 30) == (False, 2)
