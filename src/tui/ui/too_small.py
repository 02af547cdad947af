"""What a terminal too small for any figure shows."""

from collections.abc import Sequence

from textual.geometry import Size

from tui.ui.painted import Painted
from tui.view.layout import LEAST_HEIGHT, LEAST_WIDTH
from tui.view.story import wrapped
from tui.view.tone import Line, Span, Tone


class TooSmall(Painted):
    """Says so in words, and how much is needed."""

    def compose_lines(self, size: Size) -> Sequence[Line]:
        """The words, wrapped to what room there is."""
        words = f"too small: {self.app.size.width}x{self.app.size.height}, needs {LEAST_WIDTH}x{LEAST_HEIGHT}"
        return [(Span(line, Tone.WARN),) for line in wrapped(words, max(1, size.width))]
