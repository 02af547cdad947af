"""The layout of the screen: which panels a terminal of some size has room for, and how much each gets."""

from typing import Final, NamedTuple

MIN_WIDTH: Final = 40
MIN_HEIGHT: Final = 12
MIN_ROWS_WIDTH: Final = 24
MIN_ROWS_HEIGHT: Final = 6
"""The smallest terminal that shows rows, between the status bar and the bottom line; nothing else has room there."""
MIN_TABS_HEIGHT: Final = 14
"""Lines of the lowest terminal with the strip of tabs."""
MIN_TILE_WIDTH: Final = 24
"""The narrowest tile that holds an index's figures."""
TILE_LINES: Final = 4
"""The lines of a tile with a chart of one line: name, figures, chart, range."""
MIN_PANES_SHARES: Final = {4: (3, 4), 3: (3, 4), 2: (5, 8)}
"""By the lines of the charts in tiles, most first, the lines that are left to the panes below, of so many."""
MIN_LINE_WIDTH: Final = 38
"""The narrowest slot that holds an index's figures in one line."""
SLOT_GAP: Final = 3
"""Cells between two slots."""


class PanelLayout(NamedTuple):
    """The layout of one screen. Heights and widths are in cells; 0 is a panel that there is no room for."""

    too_small: bool = False
    tiles: bool = False
    """Index tiles, against one line an index."""
    chart_lines: int = 1
    """The lines of the chart in a tile."""
    index_height: int = 0
    """Lines of the indices; one more than the rows of tiles need is a blank line above them."""
    breadth: bool = False
    tabs: bool = False
    """The strip of tabs between the index panel and the panes."""

    @property
    def tile_lines(self) -> int:
        """The lines of one tile."""
        return TILE_LINES - 1 + self.chart_lines

    @property
    def tile_rows(self) -> int:
        """The rows of tiles."""
        return self.index_height // self.tile_lines


def visible_bars(plan: PanelLayout, *, is_zoomed: bool) -> set[str]:
    """Return the ids of what is shown besides the panes: what the plan has room for, without tabs in a zoom."""
    if plan.too_small:
        return {"too-small"}
    shown = {"status", "footer"}
    if plan.index_height or plan.breadth:
        shown.add("indices")
    if plan.tabs and not is_zoomed:
        shown.add("tabs")
    return shown


def pane_lines_of(plan: PanelLayout, height: int, *, is_zoomed: bool) -> int:
    """Return the lines that the panes have on a terminal of so many."""
    return max(0, height - 2 - plan.index_height - plan.breadth - (plan.tabs and not is_zoomed))


def fits(width: int, height: int) -> bool:
    """Return whether a terminal of so many cells has room for the whole board, and for what opens over it."""
    return width >= MIN_WIDTH and height >= MIN_HEIGHT


def plan_layout(width: int, height: int, *, indices: int, index_panel: bool = True) -> PanelLayout:
    """Return the layout for a terminal of so many cells.

    Panels leave in this order as the screen shrinks: lines of the tiles' charts, of which there are four or three only
    as long as the panes have three quarters of the screen, and two as long as they have five eighths; the index tiles
    (for one line an index) as soon as not all of them have room, the strip of tabs, the breadth, index after index.

    Args:
        width: columns of the terminal.
        height: lines of the terminal.
        indices: how many indices there are to show.
        index_panel: whether the user has the index panel shown.
    """
    if not fits(width, height):
        return PanelLayout(too_small=width < MIN_ROWS_WIDTH or height < MIN_ROWS_HEIGHT)
    if not index_panel or not indices:
        return PanelLayout(tabs=height >= MIN_TABS_HEIGHT, breadth=index_panel and height >= 16)
    tile_rows = -(-indices // max(1, (width - 1) // MIN_TILE_WIDTH))
    if width >= 76 and height >= 28 and tile_rows * TILE_LINES <= max(TILE_LINES, height // 5):
        one_line = PanelLayout(
            tiles=True,
            index_height=tile_rows * TILE_LINES + (height >= 40),
            breadth=True,
            tabs=True,
        )
        return _with_taller_charts(one_line, tile_rows, height)
    across = max(1, (width - 1) // MIN_LINE_WIDTH)
    index_height = max(1, min(-(-indices // across), height // 3 if across == 1 else height // 8))
    return PanelLayout(
        index_height=index_height,
        breadth=height >= 16,
        tabs=height >= MIN_TABS_HEIGHT,
    )


def _with_taller_charts(plan: PanelLayout, tile_rows: int, height: int) -> PanelLayout:
    """Return the layout with as many lines for the charts of its tiles as a terminal of so many lines has room for."""
    for lines, (share, of) in MIN_PANES_SHARES.items():
        taller = plan._replace(chart_lines=lines, index_height=plan.index_height + (lines - 1) * tile_rows)
        if pane_lines_of(taller, height, is_zoomed=False) * of >= height * share:
            return taller
    return plan


class IndexSlots(NamedTuple):
    """The slots of the index panel, row by row."""

    across: int
    width: int
    shown: int
    """The indices that have a slot."""
    hidden: int = 0
    """Those that have none; the last slot says how many."""

    def at(self, x: int, row: int) -> int | None:
        """Return the number of the slot at this cell of a row, from 0; None between two, or where there is none."""
        column, offset = divmod(x - 1, self.width + SLOT_GAP)
        slot = row * self.across + column
        is_slot = 0 <= offset < self.width and 0 <= column < self.across
        return slot if is_slot and slot < self.shown + bool(self.hidden) else None


def index_slots(count: int, cells: int, rows: int, min_width: int) -> IndexSlots:
    """Return the slots for so many indices in at most so many rows: as few rows as possible, filled evenly."""
    across = max(1, min(count, (cells - 1) // min_width))
    capacity = across * rows
    if count <= capacity:
        across = -(-count // -(-count // across)) if count else 1
    hidden = count - capacity + 1 if count > capacity else 0
    width = (cells - 2 - (across - 1) * SLOT_GAP) // across
    return IndexSlots(across, width, min(count, capacity) - bool(hidden), hidden)


def slots_of(count: int, cells: int, plan: PanelLayout) -> IndexSlots:
    """Return the slots of a layout for so many indices."""
    if plan.tiles:
        return index_slots(count, cells, plan.tile_rows, MIN_TILE_WIDTH)
    return index_slots(count, cells, plan.index_height, MIN_LINE_WIDTH)
