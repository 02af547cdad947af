"""Which panels stand on a screen: for every size there is."""

from itertools import pairwise, product

import pytest

from tests.kit.marks import for_each, quick
from tui.view.panel_layout import (
    MIN_HEIGHT,
    MIN_PANES_SHARES,
    MIN_ROWS_HEIGHT,
    MIN_ROWS_WIDTH,
    MIN_WIDTH,
    PanelLayout,
    pane_lines_of,
    plan_layout,
    visible_bars,
)

CHOICES = list(product([0, 1, 4, 9], [False, True]))


def rank(plan: PanelLayout) -> tuple[bool, bool, bool, int]:
    """How much stands above the grid; what leaves first comes first."""
    return plan.tiles, plan.breadth, plan.tabs, plan.index_height


@pytest.mark.parametrize("step", quick(1, 5, 1))
@for_each(("indices", "index_panel"), CHOICES)
def test_at_every_size_the_heights_add_up_and_the_grid_keeps_three_lines(
    indices: int, step: int, *, index_panel: bool
) -> None:
    for width, height in product(range(1, 201, step), range(1, 81)):
        plan = plan_layout(width, height, indices=indices, index_panel=index_panel)
        if width < MIN_WIDTH or height < MIN_HEIGHT:
            assert plan == PanelLayout(too_small=width < MIN_ROWS_WIDTH or height < MIN_ROWS_HEIGHT)
            assert plan.too_small or pane_lines_of(plan, height, is_zoomed=False) >= 4
            continue
        assert pane_lines_of(plan, height, is_zoomed=False) >= 3
        assert not plan.too_small
        assert (plan.index_height > 0) is (index_panel and indices > 0)


@for_each("indices", [1, 4, 9])
@for_each("width", [40, 60, 76, 77, 80, 96, 97, 100, 120, 150, 200])
def test_panels_leave_in_a_fixed_order_as_the_screen_gets_lower(width: int, indices: int) -> None:
    plans = [plan_layout(width, height, indices=indices) for height in range(80, MIN_HEIGHT - 1, -1)]
    for panel in ("tiles", "breadth", "tabs"):
        stands = [getattr(plan, panel) for plan in plans]
        assert stands == sorted(stands, reverse=True), panel  # once gone it does not come back
    for plan in plans:
        assert plan.breadth or not plan.tiles
        assert plan.tabs or not plan.breadth
    for a, b in pairwise(plans):
        if a.tiles == b.tiles:
            assert a.index_height >= b.index_height


@for_each(
    ("size", "plan"),
    [
        ((300, 80), PanelLayout(tiles=True, chart_lines=4, index_height=8, breadth=True, tabs=True)),
        ((160, 50), PanelLayout(tiles=True, chart_lines=4, index_height=8, breadth=True, tabs=True)),
        ((120, 40), PanelLayout(tiles=True, chart_lines=2, index_height=6, breadth=True, tabs=True)),
        ((100, 30), PanelLayout(tiles=True, chart_lines=2, index_height=5, breadth=True, tabs=True)),
        ((80, 24), PanelLayout(index_height=2, breadth=True, tabs=True)),
        ((40, 12), PanelLayout(index_height=4)),
    ],
)
def test_the_six_sizes_are_deliberate(size: tuple[int, int], plan: PanelLayout) -> None:
    assert plan_layout(*size, indices=4) == plan


@for_each("indices", [1, 4, 9, 14])
def test_charts_of_several_lines_leave_most_of_the_screen_to_the_panes(indices: int) -> None:
    seen = set()
    for width, height in product(range(MIN_WIDTH, 301, 4), range(MIN_HEIGHT, 101)):
        plan = plan_layout(width, height, indices=indices)
        seen.add(plan.chart_lines)
        if plan.chart_lines > 1:
            share, of = MIN_PANES_SHARES[plan.chart_lines]
            assert plan.tiles
            assert pane_lines_of(plan, height, is_zoomed=False) / height >= share / of
        if plan.tiles:
            assert plan.tile_rows * plan.tile_lines <= plan.index_height <= plan.tile_rows * plan.tile_lines + 1
    assert seen >= {2, 3, 4}


@for_each("indices", range(1, 9))
@for_each("height", range(40, 80))
def test_charts_have_two_lines_at_least_on_a_common_screen(indices: int, height: int) -> None:
    plan = plan_layout(120, height, indices=indices)

    assert plan.tiles
    assert plan.chart_lines >= 2


def test_a_hidden_index_panel_gives_its_lines_to_the_grid() -> None:
    plan = plan_layout(120, 40, indices=4, index_panel=False)

    assert (plan.index_height, plan.breadth, plan.tiles) == (0, False, False)


@for_each(
    ("size", "is_zoomed", "shown"),
    [
        ((23, 24), False, {"too-small"}),
        ((39, 5), False, {"too-small"}),
        ((39, 24), False, {"status", "footer"}),
        ((24, 6), False, {"status", "footer"}),
        ((80, 24), False, {"status", "footer", "indices", "tabs"}),
        ((80, 24), True, {"status", "footer", "indices"}),
        ((40, 12), False, {"status", "footer", "indices"}),
    ],
)
def test_what_is_shown_besides_the_panes(size: tuple[int, int], shown: set[str], *, is_zoomed: bool) -> None:
    assert visible_bars(plan_layout(*size, indices=4), is_zoomed=is_zoomed) == shown
