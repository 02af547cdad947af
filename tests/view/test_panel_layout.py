"""Which panels stand on a screen: for every size there is."""

from itertools import pairwise, product

import pytest

from tui.view.panel_layout import MIN_HEIGHT, MIN_WIDTH, PanelLayout, plan_layout

CHOICES = list(product([0, 1, 4, 9], [False, True], [False, True]))


def rank(plan: PanelLayout) -> tuple[bool, bool, bool, int]:
    """How much stands above the grid; what leaves first comes first."""
    return plan.tiles, plan.breadth, plan.tabs, plan.index_height


@pytest.mark.parametrize(("indices", "index_panel", "side"), CHOICES)
def test_at_every_size_the_heights_add_up_and_the_grid_keeps_three_lines(
    indices: int, *, index_panel: bool, side: bool
) -> None:
    for width, height in product(range(1, 201), range(1, 81)):
        plan = plan_layout(width, height, indices=indices, index_panel=index_panel, side=side)
        if width < MIN_WIDTH or height < MIN_HEIGHT:
            assert plan == PanelLayout(too_small=True)
            continue
        taken = 1 + plan.index_height + plan.breadth + plan.tabs + 1
        assert height - taken >= 3
        assert not plan.too_small
        assert (plan.index_height > 0) is (index_panel and indices > 0)
        if plan.beside:
            assert plan.side_width >= 38
            assert width - plan.side_width - 1 >= 60


@pytest.mark.parametrize("indices", [1, 4, 9])
@pytest.mark.parametrize("width", [40, 60, 76, 77, 80, 96, 97, 100, 120, 150, 200])
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


@pytest.mark.parametrize("height", [12, 24, 40])
def test_the_reading_pane_leaves_first_as_the_screen_gets_narrower(height: int) -> None:
    beside = [plan_layout(width, height, indices=4).beside for width in range(200, MIN_WIDTH - 1, -1)]

    assert beside == sorted(beside, reverse=True)
    assert plan_layout(100, height, indices=4).beside
    assert not plan_layout(99, height, indices=4).beside
    assert not plan_layout(200, height, indices=4, side=False).beside


@pytest.mark.parametrize(
    ("size", "plan"),
    [
        ((160, 50), PanelLayout(tiles=True, index_height=5, breadth=True, beside=True, side_width=78, tabs=True)),
        ((120, 40), PanelLayout(tiles=True, index_height=5, breadth=True, beside=True, side_width=59, tabs=True)),
        ((100, 30), PanelLayout(tiles=True, index_height=4, breadth=True, beside=True, side_width=39, tabs=True)),
        ((80, 24), PanelLayout(index_height=2, breadth=True, tabs=True)),
        ((40, 12), PanelLayout(index_height=4)),
    ],
)
def test_the_five_sizes_are_deliberate(size: tuple[int, int], plan: PanelLayout) -> None:
    assert plan_layout(*size, indices=4) == plan


def test_a_hidden_index_panel_gives_its_lines_to_the_grid() -> None:
    plan = plan_layout(120, 40, indices=4, index_panel=False)

    assert (plan.index_height, plan.breadth, plan.tiles) == (0, False, False)
