"""Which panes are open, and which of them are on the screen."""

import pytest

from tui.view.panel_layout import OpenPanes, plan_layout, visible_panels

ORDER = ("detail", "reader")
NEWS = OpenPanes(side=("reader",))
BARS = {"status", "footer", "tabs", "indices"}


def test_a_pane_opens_over_those_after_it_in_the_order_and_closes_those_before_it() -> None:
    panes = NEWS.with_side("detail", ORDER)
    assert panes.side == ("reader", "detail")
    assert panes.is_side_in_front
    assert panes.without_side("detail") == NEWS
    assert panes.with_side("reader", ORDER).side == ("reader",)
    assert OpenPanes().with_side("detail", ORDER).side == ("detail",)


@pytest.mark.parametrize(
    ("width", "panes", "shown"),
    [
        (39, NEWS, {"too-small"}),
        (120, NEWS, {*BARS, "grid", "divider", "reader"}),
        (120, NEWS.with_side("detail", ORDER), {*BARS, "grid", "divider", "detail"}),
        (120, OpenPanes(), {*BARS, "grid"}),
        (80, NEWS, {*BARS, "grid"}),
        (80, NEWS.with_side("detail", ORDER), {*BARS, "detail"}),
        (80, NEWS.with_side("detail", ORDER).with_grid(), {*BARS, "grid"}),
        (120, NEWS._replace(is_zoomed=True), {"status", "footer", "grid"}),
        (120, NEWS._replace(is_side_in_front=True, is_zoomed=True), {"status", "footer", "reader"}),
    ],
)
def test_where_there_is_no_room_for_two_panes_the_one_in_front_is_shown(
    width: int, panes: OpenPanes, shown: set[str]
) -> None:
    plan = plan_layout(
        width,
        40,
        indices=4,
        index_panel=panes.has_indices and not panes.is_zoomed,
        side=bool(panes.side) and not panes.is_zoomed,
    )

    assert visible_panels(plan, panes) == shown
