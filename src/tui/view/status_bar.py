"""The status bar, and which of its items are shortened first where they do not all fit."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import truncate
from tui.view import formatting, market_hours
from tui.view import source_health as healths
from tui.view.board_state import BoardState
from tui.view.quote_grid import ALERT
from tui.view.spans import BLANK, Line, Span, Tone, justify, width

if TYPE_CHECKING:
    from tui.view.line_status import LineStatus
    from tui.view.replay import ReplayStatus

_ROUNDS: Final = 4
_LAST_RESORT: Final = 5
"""Rounds where even one reason has no room: sources that are well leave, and the age of one that is not."""
_WELL: Final = (SourceState.LIVE, SourceState.CLOSED)
"""The states on the bar of a source that responds as it should."""
_GAP: Final = (Span("   "),)
_MAX_CONFIG_ERROR: Final = 64
"""Cells of what is wrong with the configuration."""
_METER_WIDTH: Final = len("99.9 kB/s")
"""Cells of the rate: nothing beside it moves while it is below 100 kB/s."""


class _Item:
    """One item of the bar, with its variants, longest first; where the one in use is blank, the item is not shown."""

    def __init__(self, *rounds: Sequence[Line]) -> None:
        """Create the item; the variants of each round of shortening may be used from that round on."""
        self._variants = [line for variants in rounds for line in variants]
        self._counts = list(accumulate(map(len, rounds)))
        self.index = 0

    @property
    def line(self) -> Line:
        return self._variants[self.index]

    @property
    def last_index(self) -> int:
        """The index of the shortest variant."""
        return len(self._variants) - 1

    @property
    def can_lengthen(self) -> bool:
        """Whether it is shorter than in the first round."""
        return self.index >= self._counts[0]

    def can_shorten(self, shortening_round: int) -> bool:
        return self.index + 1 < self._counts[min(shortening_round, len(self._counts) - 1)]


def status_line(state: BoardState, cells: int) -> Line:
    """Return the bar in so many cells: name, clock, marks and sessions on the left, the sources on the right.

    Every source has its name, or where they do not all fit, it is said how many are live, and those that are not are
    named. Nothing is cut in the middle: items take shorter variants, then disappear, the least important first, in
    four rounds. The first leaves sessions, sources, marks, clock and every reason complete; the second cuts reasons,
    the third leaves out sessions and the sources that are well, the fourth the clock, and it shortens what is wrong.
    """
    room = cells - 2
    left, right, failing = _shortened(state, _named(state), room, rounds=2)
    if _width_of(left, right) > room:
        left, right, failing = _shortened(state, _counted(state), room, rounds=_ROUNDS)
        right = _fold_failing(left, right, failing, room)
        _shorten(left, right, right, room, _LAST_RESORT)
        _lengthen(left, right, [item for item in failing if item in right], room)
    meter = _Item([_meter(state)])
    if meter.line and _width_of(left, [*right, meter]) <= room:
        right.append(meter)
    line = (Span(" "), *justify(_joined(left), _joined(right), room), Span(" "))
    return line if state.replay is None else (Span("".join(span.text for span in line), Tone.REPLAY),)


def _shortened(
    state: BoardState, sources: list[_Item], cells: int, rounds: int
) -> tuple[list[_Item], list[_Item], list[_Item]]:
    """Return the items on the left, those on the right, and of these the reasons of failures, shortened as needed."""
    name = _Item([(Span("bigboard", Tone.TITLE),), BLANK])
    # recorded time is what a replay is about
    clock = _Item([_clock(state)], (), (), [BLANK] if state.replay is None else [_recorded_clock(state)])
    longest_marks, *shorter_marks = _marks(state)
    # a fault of the configuration leaves room for the sources, which go on; the bottom line has said it in full
    is_short = (state.config_error or state.history_error) is not None and state.engine_error is None
    marks = _Item([longest_marks], shorter_marks) if is_short else _Item([longest_marks], (), (), shorter_marks)
    sessions = [
        _Item(variants, (), [BLANK]) for variants in market_hours.session_items(state.shown_sessions, state.time_of_day)
    ]
    failing = _failing(state)
    if state.replay is not None:
        name = _Item(*_replay_marks(state.replay))
    elif state.line is not None:
        name = _Item(*_line_marks(state.line, state.now))
    left, right = [name, clock, _Item([_alerts(state)]), marks, *sessions], [*sources, *failing]
    _shorten(left, right, [*sources, *sessions, name, clock, marks, *failing], cells, rounds)
    if rounds < _ROUNDS:
        _level(sources)
    _lengthen(left, right, [*failing, clock, *sessions], cells)
    return left, right, failing


def _named(state: BoardState) -> list[_Item]:
    """Return an item for each source that does not fail, each with its name."""
    return [
        _Item([line for line in healths.status_variants(state, health) if healths.has_name(line, health)])
        for health in state.market.health.values()
        if healths.shown_state(state, health) is not SourceState.FAILING
    ]


def _level(sources: Sequence[_Item]) -> None:
    """Bring sources that are shown by name to one form, the shortest among them."""
    shortest = max((item.index for item in sources), default=0)
    for item in sources:
        item.index = max(item.index, min(shortest, item.last_index))


def _counted(state: BoardState) -> list[_Item]:
    """Return the number of sources that are well, by state, and the names of those that are neither well nor failing.

    A source that is alone in its state is shown as it is.
    """
    items: list[_Item] = []
    total = len(state.market.health)
    for source_state, group in _by_state(state).items():
        if len(group) == 1:
            variants = healths.status_variants(state, group[0])
            is_well = source_state in _WELL
            if is_well:
                items.append(_Item(variants[:-1], (), [BLANK]))
            else:
                counted = healths.group_variants(source_state, group)[-1]
                items.append(_Item(variants[:-1], (), (), variants[-1:], [counted]))
        elif source_state in _WELL:
            longer, shorter = healths.count_variants(state, source_state, len(group), total)
            items.append(_Item([longer], (), [shorter], (), [BLANK]))
        else:
            longest, shorter, shortest = healths.group_variants(source_state, group)
            items.append(_Item([longest], [shorter], (), [shortest]))
    return items


def _by_state(state: BoardState) -> dict[SourceState, list[SourceHealth]]:
    """Return the sources that do not fail by their state on the bar, those that are well first."""
    groups: dict[SourceState, list[SourceHealth]] = {source_state: [] for source_state in _WELL}
    for health in state.market.health.values():
        groups.setdefault(healths.status_bar_state(state, health), []).append(health)
    groups.pop(SourceState.FAILING, None)
    return {source_state: group for source_state, group in groups.items() if group}


def _failing(state: BoardState) -> list[_Item]:
    """Return an item for each reason of a failure, with the sources that fail for it."""
    by_reason: dict[str, list[SourceHealth]] = {}
    for health in state.market.health.values():
        if healths.shown_state(state, health) is SourceState.FAILING:
            by_reason.setdefault(health.reason or "", []).append(health)
    groups = [healths.failing_variants(state, group) for group in by_reason.values()]
    return [_Item(variants.complete, variants.cut, (), variants.shortest) for variants in groups]


def _clock(state: BoardState) -> Line:
    """Return the time of day with its zone; none beside figures that do not follow it: paused, or without a poller."""
    if state.replay is not None:
        zone = formatting.format_clock(state.time_of_day).partition(" ")[2]
        return (*_recorded_clock(state), Span(f" {zone}"))
    if state.paused or state.engine_error or not state.market.health:
        return BLANK
    return (Span(formatting.format_clock(state.time_of_day), Tone.QUIET),)


def _alerts(state: BoardState) -> Line:
    """Return how many alerts were not acknowledged; nothing where there are none."""
    return (Span(f"{ALERT}{state.unacknowledged:,}", Tone.WARN),) if state.unacknowledged else BLANK


def _recorded_clock(state: BoardState) -> Line:
    """Return the recorded time, to the second."""
    return (Span(f"{state.time_of_day:%H:%M:%S}"),)


def _replay_marks(status: "ReplayStatus") -> tuple[list[Line], list[Line], list[Line]]:
    """Return the variants of the mark of a replay, which takes the place of the name and never leaves."""
    from tui.view.replay import mark_variants  # noqa: PLC0415 - a live board has none

    longest, shorter, shortest = ((Span(text),) for text in mark_variants(status))
    return [longest], [shorter], [shortest]


def _line_marks(status: "LineStatus", now: datetime) -> tuple[list[Line], list[Line], list[Line]]:
    """Return the variants of where the figures come from, which takes the place of the name and never leaves."""
    tone = Tone.TITLE if status.is_well(now) else Tone.BAD
    longest, shorter, reason, shortest = ((Span(text, tone),) for text in status.variants(now))
    return [longest], [shorter, reason], [shortest]


def _meter(state: BoardState) -> Line:
    """Return the rate of bytes to the terminal, where it is measured."""
    return (
        BLANK
        if state.bytes_per_second is None
        else (Span(formatting.format_rate(state.bytes_per_second).rjust(_METER_WIDTH), Tone.QUIET),)
    )


def _marks(state: BoardState) -> list[Line]:
    """Return the variants of the pause mark and of what is wrong with the program, longest first."""
    fault = state.engine_error or state.config_error or state.history_error
    if not fault:
        return [(Span("‖ paused", Tone.WARN),)] if state.paused else [BLANK]
    tone = Tone.BAD if state.engine_error else Tone.WARN
    longest = fault if state.engine_error else truncate(fault, _MAX_CONFIG_ERROR)
    variants = [("‖ paused  ", longest), *(("‖ paused  ", truncate(fault, cells)) for cells in (40, 24))]
    variants.append(("‖  ", truncate(fault, 14)))
    return [
        ((Span(paused, Tone.WARN), Span(words, tone)) if state.paused else (Span(words, tone),))
        for paused, words in variants
    ]


def _fold_failing(left: list[_Item], right: list[_Item], failing: list[_Item], cells: int) -> list[_Item]:
    """Return the right end without the reasons that do not fit even at their shortest, and with their number."""
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
    ends = [width(line) for items in (left, right) if (line := _joined(items))]
    return sum(ends) + len(_GAP[0].text) * (len(ends) - 1)


def _shorten(left: list[_Item], right: list[_Item], items: Sequence[_Item], cells: int, rounds: int) -> None:
    """Shorten the items round by round, in each the least shortened one first, until all fit."""
    for shortening_round in range(rounds):
        while _width_of(left, right) > cells:
            shortenable = [item for item in items if item.can_shorten(shortening_round)]
            if not shortenable:
                break
            min(shortenable, key=lambda item: item.index).index += 1


def _lengthen(left: list[_Item], right: list[_Item], items: Sequence[_Item], cells: int) -> None:
    """Lengthen again what was cut or left out, the most important first, as far as the others left room in the end."""
    for item in items:
        while item.can_lengthen and _width_of(left, right) <= cells:
            item.index -= 1
            if _width_of(left, right) > cells:
                item.index += 1
                break
