"""The layout of the panes: the grid, up to three columns of panes beside it, two panes in a column, one below the grid.

Which panes are open, and how far the user has moved the lines between them, is one plain value, which gives the same
arrangement at the same size.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.view.spans import BLANK, Line, Span, Tone

GRID: Final = "grid"
READER: Final = "reader"
HEADLINES: Final = "news"
"""The list of headlines, which shares the place of the reader."""
MIN_BESIDE_WIDTH: Final = 100
"""The columns of the narrowest terminal with a pane beside the grid."""
MIN_STACK_HEIGHT: Final = 38
"""The lines from which two panes have room in one column."""
MIN_SHARED_HEIGHT: Final = 24
"""The lines from which the headlines have room above the reader."""
_LIST_HEIGHTS: Final = (6, 15)
MIN_BELOW_HEIGHT: Final = 10
"""The lines that the rows of the grid must leave for a pane below it."""
MIN_GRID_WIDTH: Final = 40
MIN_PANE_WIDTH: Final = 24
MIN_PANE_HEIGHT: Final = 5
MAX_COLUMNS: Final = 3
"""Columns of panes beside the grid."""
_WIDTHS_FOR_COLUMNS: Final = (MIN_BESIDE_WIDTH, 180, 270)
"""The columns of the narrowest terminal with one, two and three columns of panes."""
_PLACES: Final = ("reader", "detail", "movers", "map")
"""The order of panes from left to right, so that each has its place; others come after them."""
_BELOW_GRID: Final = ("map", "movers")
"""The panes that fill the room below the rows of the grid, the first of them that is there."""


class Area(NamedTuple):
    """A rectangle of cells; a line between two panes is one cell wide or high."""

    x: int
    y: int
    width: int
    height: int


NO_AREA: Final = Area(0, 0, 0, 0)


class OpenPanes(NamedTuple):
    """The panes that are open, which of them is in front where there is room for one, and the lines that were moved."""

    side: tuple[str, ...] = ()
    """The panes that were opened, by name; the last one is in front of the others."""
    fill: tuple[str, ...] = ()
    """Panes that are shown as well where there is room for more, the most wanted first."""
    is_side_in_front: bool = False
    """Whether the side pane covers the grid where it cannot be beside it."""
    is_zoomed: bool = False
    """Whether the pane with the keys has the whole screen."""
    has_indices: bool = True
    is_wide: bool = False
    """Whether the panes have the larger part of the width, and the grid the smaller."""
    is_list_in_front: bool = False
    """Whether the headlines cover the reader where there is room for one of them."""
    preset: str = "usual"
    """The name of the preset that it began as."""
    columns_moved: tuple[int, ...] = (0,) * MAX_COLUMNS
    """How many cells the user has moved the line left of each column of panes to the right."""
    rules_moved: tuple[int, ...] = (0,) * (MAX_COLUMNS + 1)
    """How many lines the user has moved the line between two panes of a column down: of the grid's, then of each."""

    def with_side(self, name: str, order: Sequence[str]) -> "OpenPanes":
        """Open this side pane in front; those before it in the order close, those after it stay below it."""
        below = order[order.index(name) + 1 :]
        return self._replace(side=(*(pane for pane in self.side if pane in below), name), is_side_in_front=True)

    def with_front(self, name: str) -> "OpenPanes":
        """Bring a side pane that is shown to the front of all."""
        return self._replace(side=(*(pane for pane in self.side if pane != name), name), is_side_in_front=True)

    def without_side(self, name: str) -> "OpenPanes":
        """Close this side pane; the grid is in front."""
        return self._replace(
            side=tuple(pane for pane in self.side if pane != name),
            fill=tuple(pane for pane in self.fill if pane != name),
            is_side_in_front=False,
        )

    def without_fill(self, names: Collection[str]) -> "OpenPanes":
        """Return the panes without these among those that fill room; one that was opened stays."""
        return self._replace(fill=tuple(pane for pane in self.fill if pane not in names))

    def with_grid(self) -> "OpenPanes":
        """Bring the grid to the front, beside its side pane where there is room."""
        return self._replace(is_side_in_front=False, is_zoomed=False)

    @property
    def preset_side(self) -> tuple[str, ...]:
        """The side panes that the preset began with."""
        return PRESETS[self.preset].side if self.preset in PRESETS else ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The side panes, the most wanted first."""
        return tuple(dict.fromkeys((*reversed(self.side), *self.fill)))


class PaneArrangement(NamedTuple):
    """Where each pane is, in cells from the top left corner of all of them."""

    areas: Mapping[str, Area] = MappingProxyType({})
    """By id; those that are shown."""
    dividers: tuple[Area, ...] = ()
    """The lines left of each column of panes."""
    rules: Mapping[int, Area] = MappingProxyType({})
    """The lines between two panes of a column, by its number; the grid's is 0."""
    columns_moved: tuple[int, ...] = (0,) * MAX_COLUMNS
    """As far as the lines could be moved."""
    rules_moved: tuple[int, ...] = (0,) * (MAX_COLUMNS + 1)
    list_rule: Area = NO_AREA
    """The line between the headlines and the reader below them."""

    @property
    def beside(self) -> bool:
        """Whether the grid has a pane beside it."""
        return bool(self.dividers)

    def column_of(self, name: str) -> int:
        """Return the number of the column that a pane is in; the grid's is 0."""
        return sum(divider.x < self.areas[name].x for divider in self.dividers) if name in self.areas else 0


def arrange_panes(width: int, height: int, panes: OpenPanes, rows: int = 0) -> PaneArrangement:
    """Return where the panes are in so many cells.

    Together they cover all: only the lines between them are left out. What there is no room for is not shown; where
    nothing has room beside the grid, the one in front covers it.

    Args:
        width: columns of the terminal.
        height: lines that the panes have.
        panes: the panes that are open.
        rows: the most rows that the grid has, for what has room below them.
    """
    wanted = panes.wanted
    if not wanted or width < MIN_BESIDE_WIDTH or panes.is_zoomed:
        front = panes.side[-1] if panes.is_side_in_front and panes.side else GRID
        return _with_headlines(PaneArrangement(areas=MappingProxyType({front: Area(0, 0, width, height)})), panes)
    count = min(sum(width >= least for least in _WIDTHS_FOR_COLUMNS), len(wanted))
    is_high = height >= MIN_STACK_HEIGHT
    shown = list(wanted[: count * (1 + is_high) + 1])
    below = _below_grid(shown, panes, count, height - rows - 2) if is_high else None
    shown = [name for name in shown if name != below][: count * (1 + is_high)]
    columns = [[GRID, below] if below else [GRID], *_columns(shown, count)]
    edges, moved = _edges(width, count, panes)
    areas: dict[str, Area] = {}
    rules: dict[int, Area] = {}
    rules_moved = [0] * (MAX_COLUMNS + 1)
    for number, (names, (x, end)) in enumerate(zip(columns, edges, strict=True)):
        if len(names) == 1:
            areas[names[0]] = Area(x, 0, end - x, height)
            continue
        usual = rows + 2 if number == 0 else height * 3 // 5
        at = _limited(usual + panes.rules_moved[number], MIN_PANE_HEIGHT, height - 1 - MIN_PANE_HEIGHT)
        rules_moved[number] = at - usual
        areas[names[0]] = Area(x, 0, end - x, at)
        rules[number] = Area(x, at, end - x, 1)
        areas[names[1]] = Area(x, at + 1, end - x, height - at - 1)
    arrangement = PaneArrangement(
        areas=MappingProxyType(areas),
        dividers=tuple(Area(x - 1, 0, 1, height) for x, _ in edges[1:]),
        rules=MappingProxyType(rules),
        columns_moved=moved,
        rules_moved=tuple(rules_moved),
    )
    return _with_headlines(arrangement, panes)


def _with_headlines(arrangement: PaneArrangement, panes: OpenPanes) -> PaneArrangement:
    """Return the arrangement with the headlines above the reader, or in its place where there is no room for both."""
    area = arrangement.areas.get(READER)
    if area is None:
        return arrangement
    others = {name: each for name, each in arrangement.areas.items() if name != READER}
    if area.height < MIN_SHARED_HEIGHT or panes.is_zoomed:
        front = HEADLINES if panes.is_list_in_front else READER
        return arrangement._replace(areas=MappingProxyType({**others, front: area}))
    lines = _limited(area.height // 3, *_LIST_HEIGHTS)
    x, y, width, height = area
    shared = {HEADLINES: Area(x, y, width, lines), READER: Area(x, y + lines + 1, width, height - lines - 1)}
    return arrangement._replace(areas=MappingProxyType({**others, **shared}), list_rule=Area(x, y + lines, width, 1))


def _below_grid(shown: Sequence[str], panes: OpenPanes, columns: int, lines: int) -> str | None:
    """Return the pane below the grid: one that nobody asked for, and only where the columns have others."""
    if lines < MIN_BELOW_HEIGHT or len(shown) <= columns:
        return None
    return next((name for name in _BELOW_GRID if name in shown and name not in panes.side), None)


def _columns(names: Sequence[str], count: int) -> list[list[str]]:
    """Return the panes of each column: the first ones have a column each, the last ones two in one."""
    places = {name: number for number, name in enumerate(_PLACES)}
    ordered = sorted(names, key=lambda name: places.get(name, len(places)))
    singles = 2 * count - len(ordered)
    pairs = ordered[singles:]
    return [*([name] for name in ordered[:singles]), *([pairs[n], pairs[n + 1]] for n in range(0, len(pairs), 2))]


def _edges(width: int, count: int, panes: OpenPanes) -> tuple[list[tuple[int, int]], tuple[int, ...]]:
    """Return where each column begins and ends, that of the grid first, and how far the lines have been moved."""
    starts = _usual_starts(width, count, is_wide=panes.is_wide)
    moved = [0] * MAX_COLUMNS
    before = MIN_GRID_WIDTH
    placed: list[int] = []
    for number, start in enumerate(starts):
        after = (count - number - 1) * (MIN_PANE_WIDTH + 1) + MIN_PANE_WIDTH
        at = _limited(start + panes.columns_moved[number], before + 1, width - after)
        moved[number] = at - start
        placed.append(at)
        before = at + MIN_PANE_WIDTH
    ends = [*(start - 1 for start in placed), width]
    return list(zip([0, *placed], ends, strict=True)), tuple(moved)


def _usual_starts(width: int, count: int, *, is_wide: bool) -> list[int]:
    """Return where each column of panes begins, unless the user moves it."""
    if is_wide:
        grid = max(MIN_GRID_WIDTH, width // 3)
    elif count == 1:
        grid = width - 1 - min(78 if width >= 150 else 60, width - 61)
    else:
        grid = max(60, width * 2 // 5)
    room = width - grid - count
    sizes = [room // count + (number < room % count) for number in range(count)]
    starts: list[int] = []
    x = grid + 1
    for size in sizes:
        starts.append(x)
        x += size + 1
    return starts


def _limited(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))


PRESETS: Final[Mapping[str, OpenPanes]] = MappingProxyType(
    {
        "usual": OpenPanes(side=("reader",), fill=("reader", "movers", "detail", "map")),
        "prices": OpenPanes(has_indices=False, preset="prices"),
        "news": OpenPanes(side=("reader",), is_side_in_front=True, is_wide=True, preset="news"),
        "chart": OpenPanes(side=("detail",), is_side_in_front=True, is_wide=True, preset="chart"),
        "map": OpenPanes(side=("map",), is_side_in_front=True, is_wide=True, preset="map"),
    }
)
"""The arrangements that a key leads through, in this order."""


def preset_panes(name: str, *, has_news: bool = True) -> OpenPanes:
    """Return the panes of a preset; without a source of news the reader gives its place to the movers."""
    panes = PRESETS[name]
    if has_news or "reader" not in panes.side:
        return panes
    return panes._replace(side=("movers",), fill=tuple(pane for pane in panes.fill if pane != "reader"))


_JOINTS: Final = {(True, True): "┼", (True, False): "┤", (False, True): "├", (False, False): "│"}
"""By whether a horizontal line ends at its left, and whether one begins at its right."""


def pane_lines(arrangement: PaneArrangement, height: int) -> Sequence[Line]:
    """Return the lines between the panes, blank where the panes themselves are."""
    return [_line(arrangement, y) for y in range(height)]


def _line(arrangement: PaneArrangement, y: int) -> Line:
    """Return one line, the parts of it from left to right."""
    rules = {number: rule for number, rule in arrangement.rules.items() if rule.y == y}
    if arrangement.list_rule.width and arrangement.list_rule.y == y:
        rules[arrangement.column_of(HEADLINES)] = arrangement.list_rule
    text = ""
    for number, divider in enumerate(arrangement.dividers):
        text = text.ljust(divider.x, "─" if number in rules else " ")
        text += _JOINTS[number in rules, number + 1 in rules]
    last = len(arrangement.dividers)
    if last in rules:
        rule = rules[last]
        text = text.ljust(rule.x + rule.width, "─")
    return (Span(text, Tone.RULE),) if text else BLANK
