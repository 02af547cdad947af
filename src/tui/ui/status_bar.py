"""The line at the top: session, sources, trouble."""

from collections.abc import Sequence

from textual.geometry import Size

from tui.ui.painted import Panel
from tui.view import status
from tui.view.tone import Line


class StatusBar(Panel):
    """Who is heard, how long ago, and when next; and what is wrong, in words."""

    def compose_lines(self, size: Size) -> Sequence[Line]:
        """The one line."""
        return [status.line(self.moment, size.width)]
