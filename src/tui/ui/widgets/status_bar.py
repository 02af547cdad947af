"""The line at the top: session, sources, trouble."""

from collections.abc import Sequence

from textual.geometry import Size

from tui.ui.rendering.line_widget import StateWidget
from tui.view import status_bar
from tui.view.spans import Line


class StatusBar(StateWidget):
    """Who is heard, how long ago, and when next; and what is wrong, in words."""

    def render_content(self, size: Size) -> Sequence[Line]:
        """The one line."""
        return [status_bar.status_line(self.state, size.width)]
