"""The area of the grid and the panes: it places them as arranged, draws the lines between them, and moves those."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from tui.ui.rendering.line_widget import LineWidget
from tui.view.pane_layout import GRID, NO_AREA, PaneArrangement, pane_lines
from tui.view.spans import Line


class _PaneLayout(Layout):
    """Places each child where the arrangement of its parent has it."""

    name: ClassVar[str] = "panes"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,  # noqa: ARG002 - Textual names it
        greedy: bool = True,  # noqa: ARG002 - Textual names it
    ) -> list[WidgetPlacement]:
        """Return the placements; a child that the arrangement does not have takes no room."""
        areas = parent.arrangement.areas if isinstance(parent, PaneArea) else {}
        regions = [Region(*areas.get(child.id or "", NO_AREA)) for child in children]
        return [
            WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child)
            for region, child in zip(regions, children, strict=True)
        ]


_PANE_LAYOUT: Final = _PaneLayout()


class PaneArea(LineWidget):
    """The grid and the panes beside it. A line between them can be dragged."""

    DEFAULT_CSS = "PaneArea { width: 1fr; height: 1fr; overflow: hidden; }"

    arrangement: var[PaneArrangement] = var(PaneArrangement)

    class LineMoved(Message):
        """A line between two panes was dragged by so many cells, right or down."""

        def __init__(self, number: int, cells: int, *, is_vertical: bool) -> None:
            super().__init__()
            self.number = number
            self.cells = cells
            self.is_vertical = is_vertical

    def __init__(self, *children: Widget) -> None:
        super().__init__(id="panes")
        self._panes = list(children)
        self._dragged: tuple[bool, int] | None = None

    @property
    def layout(self) -> Layout:
        """How the panes are placed."""
        return _PANE_LAYOUT

    def compose(self) -> Sequence[Widget]:
        """Return the panes."""
        return self._panes

    def add(self, pane: Widget) -> None:
        """Take over one more pane, before or after the area is composed."""
        if self.is_attached:
            self.mount(pane)
        else:
            self._panes.append(pane)

    @property
    def side_panes(self) -> Sequence[str]:
        """The ids of the panes that are shown besides the grid: column by column, then the one below it."""
        areas = {name: area for name, area in self.arrangement.areas.items() if name != GRID}
        return sorted(areas, key=lambda name: (areas[name].x or self.size.width, areas[name].y))

    def watch_arrangement(self) -> None:
        """Place the panes anew, and draw the lines between them."""
        self._clear_arrangement_cache()
        if self.size:
            # before the first layout there is none to be done again
            self.refresh(layout=True, repaint=False)
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the lines between the panes."""
        return pane_lines(self.arrangement, size.height)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a line."""
        from tui.view.pane_changes import line_at  # noqa: PLC0415 - needed for a press of the mouse

        self._dragged = line_at(self.arrangement, event.x, event.y)
        if self._dragged is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the line that is held to the pointer."""
        if self._dragged is None:
            return
        is_vertical, number = self._dragged
        line = self.arrangement.dividers[number] if is_vertical else self.arrangement.rules[number]
        cells = event.x - line.x if is_vertical else event.y - line.y
        if cells:
            self.post_message(self.LineMoved(number, cells, is_vertical=is_vertical))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go of the line."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()
