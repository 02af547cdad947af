"""The keys and the mouse that arrange the panes: presets, the widths of columns, the lines between panes."""

from typing import Final

from textual.binding import Binding

from tui.ui.pane_screen import PaneScreen
from tui.ui.widgets.pane_area import PaneArea
from tui.view.pane_layout import GRID, OpenPanes, preset_panes

STEP: Final = 4
"""Cells by which a key makes a pane wider or narrower."""

ARRANGEMENT_BINDINGS: Final = (
    Binding("P", "preset", "Next arrangement of panes", id="board.preset"),
    Binding(
        "left_curly_bracket",
        f"widen({-STEP})",
        "Make the pane narrower",
        id="board.narrower",
        key_display="{",
    ),
    Binding(
        "right_curly_bracket",
        f"widen({STEP})",
        "Make the pane wider",
        id="board.wider",
        key_display="}",
    ),
)


class ArrangementKeys(PaneScreen):
    """What these keys and the mouse do on the screen of the panes."""

    def action_preset(self) -> None:
        """Show the next arrangement of the panes."""
        from tui.view.pane_changes import next_preset  # noqa: PLC0415 - needed for a key

        self.show_preset(next_preset(self._open_panes.preset, has_news=self.has_news))

    def show_preset(self, name: str) -> None:
        """Show the panes of a preset, with the lines where the user has moved them to."""
        panes = preset_panes(name, has_news=self.has_news)
        self.set_panes(
            panes._replace(columns_moved=self._open_panes.columns_moved, rules_moved=self._open_panes.rules_moved)
            if panes.is_wide == self._open_panes.is_wide
            else panes
        )
        self.announce(f"{name}: P shows the next arrangement")

    def action_widen(self, cells: int) -> None:
        """Make the pane with the keys wider or narrower."""
        from tui.view.pane_changes import widened  # noqa: PLC0415 - needed for a key

        name = self.focused.id if self.focused is not None and self.focused.id else GRID
        panes = widened(self._open_panes, self._area.arrangement, name, cells)
        if panes == self._open_panes:
            self.announce("there is no other pane beside it")
            return
        self._show_moved(panes)

    def on_pane_area_line_moved(self, event: PaneArea.LineMoved) -> None:
        """Move a line that is dragged."""
        from tui.view.pane_changes import with_line_moved  # noqa: PLC0415 - needed for a drag

        arrangement = self._area.arrangement
        self._show_moved(
            with_line_moved(self._open_panes, arrangement, event.number, event.cells, is_vertical=event.is_vertical)
        )

    def _show_moved(self, panes: OpenPanes) -> None:
        """Show the panes, and forget what their lines could not be moved."""
        self.set_panes(panes)
        arrangement = self._area.arrangement
        self.set_panes(panes._replace(columns_moved=arrangement.columns_moved, rules_moved=arrangement.rules_moved))
