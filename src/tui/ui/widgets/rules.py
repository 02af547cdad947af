"""What stands on the board beside its panels: the two thin rules, and words where there is no room for any panel."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.reactive import var

from tui.ui.rendering.line_widget import LineWidget
from tui.view.article_page import wrap
from tui.view.panel_layout import MIN_HEIGHT, MIN_WIDTH
from tui.view.spans import Line, Span, Tone


class Rule(LineWidget):
    """A line across, with a joint where the divider below it begins."""

    joint: var[int] = var(-1)

    def watch_joint(self) -> None:
        """Move the joint."""
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """The one line."""
        if 0 <= self.joint < size.width:
            rule = "─" * self.joint + "┬" + "─" * (size.width - self.joint - 1)
        else:
            rule = "─" * size.width
        return [(Span(rule, Tone.RULE),)]


class Divider(LineWidget):
    """A line down between two panes."""

    DEFAULT_CSS = "Divider { width: 1; height: 1fr; }"

    def render_content(self, size: Size) -> Sequence[Line]:
        """One cell a line."""
        return [(Span("│", Tone.RULE),)] * size.height


class TooSmall(LineWidget):
    """Says so in words, and how much is needed."""

    def render_content(self, size: Size) -> Sequence[Line]:
        """The words, wrapped to what room there is."""
        words = f"too small: {self.app.size.width}x{self.app.size.height}, needs {MIN_WIDTH}x{MIN_HEIGHT}"
        return [(Span(line, Tone.WARN),) for line in wrap(words, max(1, size.width))]
