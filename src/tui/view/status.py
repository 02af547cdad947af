"""The status bar: what is shown when everything fits, and what goes first when it does not."""

from dataclasses import dataclass
from typing import Final

from tui.domain.health import SourceState
from tui.view import health as healths
from tui.view import sessions
from tui.view.moment import Moment
from tui.view.tone import BLANK, Line, Span, Tone, spread, width

_GAP: Final = (Span("   "),)


@dataclass(slots=True)
class _Item:
    """One thing on the bar: its forms, longest first, and which is in use."""

    forms: list[Line]
    at: int = 0

    @property
    def line(self) -> Line:
        return self.forms[self.at]

    def shrink(self) -> bool:
        if self.at + 1 >= len(self.forms):
            return False
        self.at += 1
        return True


def line(moment: Moment, cells: int) -> Line:
    """The bar for so many cells: the brand, the session and marks on the left, the sources on the right.

    Nothing is cut in the middle: things take shorter forms, then leave, what matters least first. What is wrong
    stays longest.
    """
    brand = _Item([(Span("bigboard", Tone.TITLE),), BLANK])
    marks = _Item([_marks(moment)])
    market = [_Item([*sessions.forms(code, state, moment.now), BLANK]) for code, state in moment.sessions.items()]
    well: list[_Item] = []
    ill: list[_Item] = []
    for health in moment.market.health.values():
        item = _Item([*healths.forms(moment, health), BLANK])
        (ill if healths.standing(moment, health) is SourceState.FAILING else well).append(item)
    left, right = [brand, marks, *market], [*well, *ill]
    _fit(left, right, [*well, *market, brand, *ill], cells - 2)
    return (Span(" "), *spread(_joined(left), _joined(right), cells - 2), Span(" "))


def _marks(moment: Moment) -> Line:
    marks: Line = BLANK
    if moment.paused:
        marks += (Span("‖ paused", Tone.WARN),)
    if moment.trouble:
        marks += (Span(("  " if marks else "") + moment.trouble, Tone.BAD),)
    return marks


def _joined(items: list[_Item]) -> Line:
    line: Line = BLANK
    for item in items:
        if item.line:
            line += (_GAP if line else BLANK) + item.line
    return line


def _fit(left: list[_Item], right: list[_Item], leaving: list[_Item], cells: int) -> None:
    """Shrink in turns, a step of each before a second of any, until both ends fit with a gap between."""
    while width(_joined(left)) + width(_joined(right)) + len(_GAP[0].text) > cells:
        shrunk = False
        for item in sorted(leaving, key=lambda item: item.at):
            shrunk = item.shrink()
            if shrunk:
                break
        if not shrunk:
            return
