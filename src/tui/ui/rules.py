"""The two thin rules: one under the index panel, one between the panes."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.reactive import var

from tui.ui.painted import Painted
from tui.view.tone import Line, Span, Tone


class Rule(Painted):
    """A line across, with a joint where the divider below it begins."""

    joint: var[int] = var(-1)

    def watch_joint(self) -> None:
        """Move the joint."""
        self.repaint()

    def compose_lines(self, size: Size) -> Sequence[Line]:
        """The one line."""
        if 0 <= self.joint < size.width:
            rule = "─" * self.joint + "┬" + "─" * (size.width - self.joint - 1)
        else:
            rule = "─" * size.width
        return [(Span(rule, Tone.RULE),)]


class Divider(Painted):
    """A line down between two panes."""

    DEFAULT_CSS = "Divider { width: 1; height: 1fr; }"

    def compose_lines(self, size: Size) -> Sequence[Line]:
        """One cell a line."""
        return [(Span("│", Tone.RULE),)] * size.height
