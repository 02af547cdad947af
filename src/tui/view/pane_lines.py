"""The lines between panes, with a joint wherever two of them meet."""

from collections.abc import Sequence

from tui.view.pane_layout import PaneArrangement
from tui.view.spans import BLANK, Line, Span, Tone

_JOINTS = {(True, True): "┼", (True, False): "┤", (False, True): "├", (False, False): "│"}
"""By whether a horizontal line ends at its left, and whether one begins at its right."""


def pane_lines(arrangement: PaneArrangement, height: int) -> Sequence[Line]:
    """Return the lines between the panes, blank where the panes themselves are."""
    return [_line(arrangement, y) for y in range(height)]


def _line(arrangement: PaneArrangement, y: int) -> Line:
    """Return one line, the parts of it from left to right."""
    rules = {number for number, rule in arrangement.rules.items() if rule.y == y}
    text = ""
    for number, divider in enumerate(arrangement.dividers):
        text = text.ljust(divider.x, "─" if number in rules else " ")
        text += _JOINTS[number in rules, number + 1 in rules]
    last = len(arrangement.dividers)
    if last in rules:
        rule = arrangement.rules[last]
        text = text.ljust(rule.x + rule.width, "─")
    return (Span(text, Tone.RULE),) if text else BLANK
