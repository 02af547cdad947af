"""Source health in full."""

from collections.abc import Sequence
from typing import Final

from textual.geometry import Size

from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.scroll_view import ScrollView
from tui.view import health_table
from tui.view.spans import Line, Span, Tone

_MIN_TABLE_WIDTH: Final = 78
_MIN_BOTH_KEYS_WIDTH: Final = 46


class SourceHealthPane(ScrollView):
    """Every source: state, since when, responses, failures, next try."""

    def title(self, size: Size) -> Line:
        """Return the title and how to leave."""
        keys = "   esc back   r poll now" if size.width >= _MIN_BOTH_KEYS_WIDTH else "   esc back"
        return self.title_line((Span("SOURCE HEALTH", Tone.TITLE), Span(keys, Tone.QUIET)), size)

    def content(self, cells: int) -> Sequence[Line]:
        """Return a table where there is room, otherwise one fact per line."""
        sources = health_table.health_table if cells >= _MIN_TABLE_WIDTH else health_table.health_details
        terminal = health_table.terminal_lines(self.state, cells)
        return [(), *health_table.collector_lines(self.state, cells), *sources(self.state, cells), *terminal]


class SourceHealthScreen(OverlayScreen):
    """The sources over the board."""

    def pane(self) -> ScrollView:
        """Return the pane of sources."""
        return SourceHealthPane(id="health")
