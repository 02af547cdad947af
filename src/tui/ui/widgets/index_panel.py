"""The indices and the breadth of the market."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.market import changes_of_kind
from tui.domain.quote import Direction, InstrumentId, InstrumentKind
from tui.ui.rendering.line_widget import FlashState, StateWidget
from tui.view import index_panel
from tui.view.board_state import BoardState
from tui.view.breadth import breadth_line, tab_breadth
from tui.view.panel_layout import PanelLayout
from tui.view.spans import Line
from tui.view.tabs import ALL, Tab


class IndexPanel(StateWidget):
    """Tiles or lines of indices, as the layout has room for, and the breadth below them."""

    class Chosen(Message):
        """An index was clicked; without a key the number of those that have no room."""

        def __init__(self, key: InstrumentId | None) -> None:
            super().__init__()
            self.key = key

    plan: var[PanelLayout] = var(PanelLayout)
    tab: var[Tab] = var(Tab(name=ALL))

    def __init__(self, *, flash: bool = True) -> None:
        super().__init__(id="indices")
        self._flashes = FlashState()
        self.flash = flash
        """Whether a figure that changes lights up."""

    def update(self, old: BoardState, new: BoardState) -> None:
        """Record the changes to highlight."""
        if self.flash:
            self._flashes.record(changes_of_kind(old.market, new.market, InstrumentKind.INDEX), new.shown_at)

    def on_click(self, event: events.Click) -> None:
        """Choose the index that is clicked."""
        views = self._views({})
        slot = index_panel.slot_at(len(views), self.size.width, self.plan, event.x, event.y)
        if slot is not None:
            self.post_message(self.Chosen(views[slot].quote.id if slot < len(views) else None))

    def _views(self, flashes: Mapping[InstrumentId, Direction]) -> Sequence[index_panel.IndexView]:
        """Return the indices in the order in which they have room."""
        views = index_panel.index_views(self.state, flashes)
        return index_panel.take_turns(views, self.state, self.size.width, self.plan)

    def watch_tab(self) -> None:
        """Show the breadth of another tab."""
        self.update_lines()

    def watch_plan(self) -> None:
        """Render for another layout."""
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the indices, then the breadth of the tab."""
        return self._lines_of(self._views(self._flashes.current(self.state.shown_at)), size)

    def kept_lines(self) -> Sequence[Line]:
        """Return the same without the marks of closed markets, which the first frame of a start does not know."""
        return self._lines_of([view._replace(is_closed=False) for view in self._views({})], self.size)

    def _lines_of(self, views: Sequence[index_panel.IndexView], size: Size) -> Sequence[Line]:
        lines: list[Line] = []
        if self.plan.index_height:
            if self.plan.tiles:
                rows, blank_lines = divmod(self.plan.index_height, self.plan.tile_lines)
                charts = self.plan.chart_lines
                lines = [()] * blank_lines + index_panel.tile_lines(views, size.width, rows, charts)
            else:
                lines = index_panel.compact_lines(views, size.width, self.plan.index_height)
            lines += [()] * (self.plan.index_height - len(lines))
        if self.plan.breadth:
            lines.append(breadth_line(tab_breadth(self.state.market, self.tab, self.state.now), size.width))
        return lines
