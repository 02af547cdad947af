"""Source health in full."""

from collections.abc import Sequence
from typing import Final

from textual.geometry import Size

from tui.ui.scrolled import Scrolled
from tui.ui.sheet_screen import SheetScreen
from tui.view import health
from tui.view.tone import Line, Span, Tone

_TABLE_WIDTH: Final = 78
_WITH_BOTH_KEYS: Final = 46


class HealthSheet(Scrolled):
    """Every source: state, since when, answers, failures, next try."""

    def title(self, size: Size) -> Line:
        """What this is and how to leave."""
        keys = "   esc back   r poll now" if size.width >= _WITH_BOTH_KEYS else "   esc back"
        return self.headed((Span("SOURCE HEALTH", Tone.TITLE), Span(keys, Tone.QUIET)), size)

    def content(self, cells: int) -> Sequence[Line]:
        """A table where there is room, else one fact a line."""
        lines = health.table(self.moment, cells) if cells >= _TABLE_WIDTH else health.details(self.moment)
        return [(), *lines, *health.terminal(self.moment, cells)]


class HealthScreen(SheetScreen):
    """The sources over the board."""

    def sheet(self) -> Scrolled:
        """The pane."""
        return HealthSheet(id="health")
