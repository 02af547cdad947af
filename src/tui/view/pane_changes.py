"""What the user changes of the panes: the preset, and the lines between them."""

from tui.view.pane_layout import PRESETS, OpenPanes, PaneArrangement


def next_preset(current: str, *, has_news: bool = True) -> str:
    """Return the name of the preset after this one; without a source of news that of the news is left out."""
    names = [name for name in PRESETS if has_news or name != "news"]
    return names[(names.index(current) + 1) % len(names)] if current in names else names[0]


def line_at(arrangement: PaneArrangement, x: int, y: int) -> tuple[bool, int] | None:
    """Return the line between panes at a cell: whether it is a vertical one, and its number; None where there is none.

    A vertical one has the number of the column on its left, a horizontal one that of its own.
    """
    for number, divider in enumerate(arrangement.dividers):
        if x == divider.x:
            return True, number
    for number, rule in arrangement.rules.items():
        if y == rule.y and rule.x <= x < rule.x + rule.width:
            return False, number
    return None


def with_line_moved(
    panes: OpenPanes, arrangement: PaneArrangement, number: int, cells: int, *, is_vertical: bool
) -> OpenPanes:
    """Return the panes with a line moved by so many cells from where it is, right or down."""
    moved = list(arrangement.columns_moved if is_vertical else arrangement.rules_moved)
    moved[number] += cells
    return panes._replace(columns_moved=tuple(moved)) if is_vertical else panes._replace(rules_moved=tuple(moved))


def widened(panes: OpenPanes, arrangement: PaneArrangement, name: str, cells: int) -> OpenPanes:
    """Return the panes with a pane's column made wider by so many cells, or narrower; as they are where it has none."""
    if not arrangement.beside or name not in arrangement.areas:
        return panes
    column = arrangement.column_of(name)
    # the grid's line is on its right, that of any other column on its left
    number, by = (0, cells) if column == 0 else (column - 1, -cells)
    return with_line_moved(panes, arrangement, number, by, is_vertical=True)
