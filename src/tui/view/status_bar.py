"""The status bar: what is shown when everything fits, and what goes first when it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import truncate
from tui.view import formatting, market_hours
from tui.view import source_health as healths
from tui.view.board_state import BoardState
from tui.view.source_health import NAMED, WHOLE_REASON
from tui.view.spans import BLANK, Line, Span, Tone, justify, width

_GAP: Final = (Span("   "),)
_METER: Final = len("99.9 kB/s")
"""Cells of the meter: nothing beside it moves while the rate stays below a hundred."""


@dataclass(slots=True)
class _Item:
    """One thing on the bar: its forms, longest first, and which is in use."""

    forms: list[Line]
    at: int = 0

    @property
    def line(self) -> Line:
        return self.forms[self.at]

    @property
    def last(self) -> int:
        """Its shortest form; where that is blank, the item has left."""
        return len(self.forms) - 1


def status_line(moment: BoardState, cells: int) -> Line:
    """The bar for so many cells: the brand, the session and marks on the left, the sources on the right.

    Nothing is cut in the middle: things take shorter forms, then leave, what matters least first. What is wrong
    stays longest.
    """
    brand = _Item([(Span("bigboard", Tone.TITLE),), BLANK])
    marks = _Item(_marks(moment))
    market = [
        _Item([*market_hours.session_variants(state.market or code, state, moment.clock), BLANK])
        for code, state in moment.sessions.items()
    ]
    well: list[_Item] = []
    alike: dict[str, list[SourceHealth]] = {}
    for health in moment.market.health.values():
        if healths.lamp_state(moment, health) is SourceState.FAILING:
            alike.setdefault(health.reason or "", []).append(health)
        else:
            well.append(_Item([*healths.status_variants(moment, health), BLANK]))
    ill = [_Item(healths.failing_variants(moment, group)) for group in alike.values()]
    left, right = [brand, marks, *market], [*well, *ill]
    calm, troubled = [*well, *market], [marks, *ill]
    for turns in (
        [*((item, item.last - 1) for item in calm), (brand, brand.last), *((item, WHOLE_REASON) for item in ill)],
        [(item, NAMED) for item in ill],
        [(item, item.last) for item in calm],
        [(item, item.last) for item in troubled],
    ):
        _fit(left, right, turns, cells - 2)
    right = _counted(left, right, ill, cells - 2)
    meter = _Item([_meter(moment)])
    if meter.line and _taken(left, [*right, meter]) <= cells - 2:
        right.append(meter)
    return (Span(" "), *justify(_joined(left), _joined(right), cells - 2), Span(" "))


def _meter(moment: BoardState) -> Line:
    """What the terminal is being sent, where somebody counts it."""
    return (
        BLANK
        if moment.bytes_per_second is None
        else (Span(formatting.format_rate(moment.bytes_per_second).rjust(_METER), Tone.QUIET),)
    )


def _marks(moment: BoardState) -> list[Line]:
    """That the screen is paused, and what is wrong with the program, longest form first."""
    if not moment.engine_error:
        return [(Span("‖ paused", Tone.WARN),)] if moment.paused else [BLANK]
    forms = [
        ("‖ paused  ", moment.engine_error),
        *(("‖ paused  ", truncate(moment.engine_error, most)) for most in (40, 24)),
    ]
    forms.append(("‖  ", truncate(moment.engine_error, 14)))
    return [
        ((Span(paused, Tone.WARN), Span(words, Tone.BAD)) if moment.paused else (Span(words, Tone.BAD),))
        for paused, words in forms
    ]


def _counted(left: list[_Item], right: list[_Item], ill: list[_Item], cells: int) -> list[_Item]:
    """The right end, where even the shortest reasons do not all fit: the first ones and how many more there are."""
    shown = right
    for dropped in range(1, len(ill)):
        if _taken(left, shown) <= cells:
            break
        shown = [*right[: len(right) - dropped], _Item([(Span(f"✗ +{dropped}", Tone.BAD),)])]
    return shown


def _joined(items: list[_Item]) -> Line:
    line: Line = BLANK
    for item in items:
        if item.line:
            line += (_GAP if line else BLANK) + item.line
    return line


def _taken(left: list[_Item], right: list[_Item]) -> int:
    return width(_joined(left)) + len(_GAP[0].text) + width(_joined(right))


def _fit(left: list[_Item], right: list[_Item], turns: Sequence[tuple[_Item, int]], cells: int) -> None:
    """Shrink in turns, a step of each before a second of any, each to the form given at most, until all fits."""
    while _taken(left, right) > cells:
        able = [item for item, last in turns if item.at < last]
        if not able:
            return
        min(able, key=lambda item: item.at).at += 1
