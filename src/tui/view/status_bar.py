"""The status bar, and which of its items are shortened first where they do not all fit."""

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
"""Cells of the meter: nothing beside it moves while the rate is below 100 kB/s."""


@dataclass(slots=True)
class _Item:
    """One item of the bar: its variants, longest first, and the index of the one in use."""

    variants: list[Line]
    at: int = 0

    @property
    def line(self) -> Line:
        return self.variants[self.at]

    @property
    def last(self) -> int:
        """The index of the shortest variant; where that is blank, the item disappears."""
        return len(self.variants) - 1


def status_line(state: BoardState, cells: int) -> Line:
    """Return the bar in so many cells: name, marks and sessions on the left, the sources on the right.

    Nothing is cut in the middle: items take shorter variants, then disappear, the least important first. What is wrong
    stays longest.
    """
    brand = _Item([(Span("bigboard", Tone.TITLE),), BLANK])
    marks = _Item(_marks(state))
    market = [
        _Item([*market_hours.session_variants(session.market or code, session, state.clock), BLANK])
        for code, session in state.sessions.items()
    ]
    healthy: list[_Item] = []
    by_reason: dict[str, list[SourceHealth]] = {}
    for health in state.market.health.values():
        if healths.shown_state(state, health) is SourceState.FAILING:
            by_reason.setdefault(health.reason or "", []).append(health)
        else:
            healthy.append(_Item([*healths.status_variants(state, health), BLANK]))
    failing = [_Item(healths.failing_variants(state, group)) for group in by_reason.values()]
    left, right = [brand, marks, *market], [*healthy, *failing]
    minor, major = [*healthy, *market], [marks, *failing]
    for turns in (
        [*((item, item.last - 1) for item in minor), (brand, brand.last), *((item, WHOLE_REASON) for item in failing)],
        [(item, NAMED) for item in failing],
        [(item, item.last) for item in minor],
        [(item, item.last) for item in major],
    ):
        _fit(left, right, turns, cells - 2)
    right = _fold_failing(left, right, failing, cells - 2)
    meter = _Item([_meter(state)])
    if meter.line and _width_of(left, [*right, meter]) <= cells - 2:
        right.append(meter)
    return (Span(" "), *justify(_joined(left), _joined(right), cells - 2), Span(" "))


def _meter(state: BoardState) -> Line:
    """Return the rate of bytes to the terminal, where it is measured."""
    return (
        BLANK
        if state.bytes_per_second is None
        else (Span(formatting.format_rate(state.bytes_per_second).rjust(_METER), Tone.QUIET),)
    )


def _marks(state: BoardState) -> list[Line]:
    """Return that the screen is paused and what is wrong with the program, longest variant first."""
    if not state.engine_error:
        return [(Span("‖ paused", Tone.WARN),)] if state.paused else [BLANK]
    variants = [
        ("‖ paused  ", state.engine_error),
        *(("‖ paused  ", truncate(state.engine_error, cells)) for cells in (40, 24)),
    ]
    variants.append(("‖  ", truncate(state.engine_error, 14)))
    return [
        ((Span(paused, Tone.WARN), Span(words, Tone.BAD)) if state.paused else (Span(words, Tone.BAD),))
        for paused, words in variants
    ]


def _fold_failing(left: list[_Item], right: list[_Item], failing: list[_Item], cells: int) -> list[_Item]:
    """Return the right end, where not even the shortest reasons all fit, with the number of those left out."""
    shown = right
    for dropped in range(1, len(failing)):
        if _width_of(left, shown) <= cells:
            break
        shown = [*right[: len(right) - dropped], _Item([(Span(f"✗ +{dropped}", Tone.BAD),)])]
    return shown


def _joined(items: list[_Item]) -> Line:
    line: Line = BLANK
    for item in items:
        if item.line:
            line += (_GAP if line else BLANK) + item.line
    return line


def _width_of(left: list[_Item], right: list[_Item]) -> int:
    return width(_joined(left)) + len(_GAP[0].text) + width(_joined(right))


def _fit(left: list[_Item], right: list[_Item], turns: Sequence[tuple[_Item, int]], cells: int) -> None:
    """Shorten the items in turn, one step each, at most to the variant given with each, until all fit."""
    while _width_of(left, right) > cells:
        shortenable = [item for item, last in turns if item.at < last]
        if not shortenable:
            return
        min(shortenable, key=lambda item: item.at).at += 1
