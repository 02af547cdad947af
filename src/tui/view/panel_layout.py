"""The layout of the screen: which panels a terminal of some size has room for, and how much each gets."""

from collections.abc import Sequence
from typing import Final, NamedTuple

MIN_WIDTH: Final = 40
MIN_HEIGHT: Final = 12
MIN_TABS_HEIGHT: Final = 14
"""Lines of the lowest terminal with the strip of tabs."""
MIN_TILE_WIDTH: Final = 24
"""The narrowest tile that holds an index's figures."""
TILE_LINES: Final = 4
MIN_LINE_WIDTH: Final = 38
"""The narrowest slot that holds an index's figures in one line."""


class PanelLayout(NamedTuple):
    """The layout of one screen. Heights and widths are in cells; 0 is a panel that there is no room for."""

    too_small: bool = False
    tiles: bool = False
    """Index tiles of four lines, against one line an index."""
    index_height: int = 0
    """Lines of the indices; one more than the rows of tiles need is a blank line above them."""
    breadth: bool = False
    beside: bool = False
    """Whether the side pane is beside the grid; otherwise it covers the grid."""
    side_width: int = 0
    """Width of the side pane where it is beside the grid."""
    tabs: bool = False
    """The strip of tabs between the index panel and the panes."""


class OpenPanes(NamedTuple):
    """The panes that the user has opened, and which is in front where there is room for only one."""

    side: tuple[str, ...] = ()
    """The panes beside the grid by name; the last one is shown."""
    is_side_in_front: bool = False
    """Whether the side pane covers the grid where it cannot be beside it."""
    is_zoomed: bool = False
    """Whether the pane with the keys has the whole screen."""
    has_indices: bool = True

    def with_side(self, name: str, order: Sequence[str]) -> "OpenPanes":
        """Open this side pane in front; those before it in the order close, those after it stay below it."""
        below = order[order.index(name) + 1 :]
        return self._replace(side=(*(pane for pane in self.side if pane in below), name), is_side_in_front=True)

    def without_side(self, name: str) -> "OpenPanes":
        """Close this side pane; the grid is in front."""
        return self._replace(side=tuple(pane for pane in self.side if pane != name), is_side_in_front=False)

    def with_grid(self) -> "OpenPanes":
        """Bring the grid to the front, beside its side pane where there is room."""
        return self._replace(is_side_in_front=False, is_zoomed=False)


def visible_panels(plan: PanelLayout, panes: OpenPanes) -> set[str]:
    """Return the ids of the panels that are shown: those that are open and that the plan has room for."""
    if plan.too_small:
        return {"too-small"}
    is_side_in_front = panes.is_side_in_front and bool(panes.side)
    shown = {"status", "footer"}
    if plan.index_height or plan.breadth:
        shown.add("indices")
    if plan.tabs and not panes.is_zoomed:
        shown.add("tabs")
    if plan.beside:
        shown.add("divider")
    if plan.beside or not is_side_in_front:
        shown.add("grid")
    if plan.beside or is_side_in_front:
        shown.add(panes.side[-1])
    return shown


def fits(width: int, height: int) -> bool:
    """Return whether a terminal of so many cells has room for the board."""
    return width >= MIN_WIDTH and height >= MIN_HEIGHT


def plan_layout(width: int, height: int, *, indices: int, index_panel: bool = True, side: bool = True) -> PanelLayout:
    """Return the layout for a terminal of so many cells.

    Panels leave in this order as the screen shrinks: the side pane beside the grid, the index tiles (for one
    line an index) as soon as not all of them have room, the strip of tabs, the breadth, index after index.

    Args:
        width: columns of the terminal.
        height: lines of the terminal.
        indices: how many indices there are to show.
        index_panel: whether the user has the index panel shown.
        side: whether a side pane is open.
    """
    if not fits(width, height):
        return PanelLayout(too_small=True)
    beside = side and width >= 100
    side_width = min(78 if width >= 150 else 60, width - 61) if beside else 0
    if not index_panel or not indices:
        return PanelLayout(
            beside=beside, side_width=side_width, tabs=height >= MIN_TABS_HEIGHT, breadth=index_panel and height >= 16
        )
    tile_height = TILE_LINES * -(-indices // max(1, (width - 1) // MIN_TILE_WIDTH))
    if width >= 76 and height >= 28 and tile_height <= max(TILE_LINES, height // 5):
        return PanelLayout(
            tiles=True,
            index_height=tile_height + (height >= 40),
            breadth=True,
            beside=beside,
            side_width=side_width,
            tabs=True,
        )
    across = max(1, (width - 1) // MIN_LINE_WIDTH)
    index_height = max(1, min(-(-indices // across), height // 3 if across == 1 else height // 8))
    return PanelLayout(
        index_height=index_height,
        breadth=height >= 16,
        beside=beside,
        side_width=side_width,
        tabs=height >= MIN_TABS_HEIGHT,
    )
