"""The state of each source, and its variants on the status bar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.instants import format_duration
from tui.domain.source_health import SourceHealth, SourceState, display_state
from tui.domain.text import truncate
from tui.domain.trading_calendar import Phase
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.spans import Line, Span, Tone

_MIN_WAIT: Final = timedelta(seconds=1)
"""A shorter wait for a response is not shown."""
_MAX_WAIT: Final = timedelta(minutes=1)


class StatusGlyph(NamedTuple):
    """The glyph of a source's state and its tone; each state has its own shape, readable without colour."""

    glyph: str
    tone: Tone


STATUS_GLYPHS: Final = {
    SourceState.WAITING: StatusGlyph("◌", Tone.QUIET),
    SourceState.LIVE: StatusGlyph("●", Tone.GOOD),
    SourceState.UNCHANGED: StatusGlyph("○", Tone.GOOD),
    SourceState.CLOSED: StatusGlyph(formatting.CLOSED_GLYPH, Tone.QUIET),
    SourceState.STALE: StatusGlyph("◐", Tone.WARN),
    SourceState.FAILING: StatusGlyph("✗", Tone.BAD),
    SourceState.PAUSED: StatusGlyph("‖", Tone.WARN),
}


def is_trading(state: BoardState, health: SourceHealth) -> bool:
    """Return whether any market of a source may trade now; one without a calendar always may."""
    sessions = (state.sessions.get(code) for code in health.markets)
    return any(session is None or session.phase is not Phase.CLOSED for session in sessions)


def shown_state(state: BoardState, health: SourceHealth) -> SourceState:
    """Return the state to show for a source: time makes it stale, the hours of its markets closed."""
    return display_state(health, state.now, market_open=is_trading(state, health))


def status_bar_state(state: BoardState, health: SourceHealth) -> SourceState:
    """Return the state of a source as the status bar shows it.

    A source may alternate between live and unchanged, poll by poll. Both mean that it responds well, which is all the
    bar shows; source health distinguishes them.
    """
    source_state = shown_state(state, health)
    return SourceState.LIVE if source_state is SourceState.UNCHANGED else source_state


def fixed_width(duration: str) -> str:
    """Pad a duration to three cells, so that nothing beside it moves when `9s` becomes `10s`."""
    return duration.rjust(3)


def age_text(at: datetime, now: datetime) -> str:
    """Return the age of a time as text; `?` for one in the future, as after a restart with the clock set back."""
    return formatting.format_age(now - at) if at <= now else formatting.UNKNOWN


def asking(state: BoardState, health: SourceHealth) -> str:
    """Return how long the response has been due, `asking 3s`; empty where none is due, or where that is not known.

    It is not known on a paused screen, which does not show later responses, and with a failed poller, which may send
    no request. A wait longer than any response may take means that a clock was set.
    """
    if health.next_try is None or state.paused or state.engine_error:
        return ""
    waited = state.now - health.next_try
    return f"asking {fixed_width(formatting.format_age(waited))}" if _MIN_WAIT <= waited < _MAX_WAIT else ""


def time_left(state: BoardState, health: SourceHealth) -> str:
    """Return the time until a source is polled next, `41s` or `now`; empty where no poll is planned."""
    if health.next_try is None:
        return ""
    return format_duration(health.next_try - state.now) if health.next_try > state.now else "now"


def _next_poll(state: BoardState, health: SourceHealth) -> str:
    """Return ` · next 41s`, or that a response is awaited; empty where no poll is planned, or the screen is paused.

    A paused screen does not show which polls were made since.
    """
    if health.next_try is None or state.paused:
        return ""
    return f" · {asking(state, health) or f'next {fixed_width(time_left(state, health))}'}"


def status_variants(state: BoardState, health: SourceHealth) -> list[Line]:
    """Return the variants of one source on the status bar, longest first; if it fails, each has its reason."""
    source_state = status_bar_state(state, health)
    status = _status_glyph(state, source_state)
    named = (Span(status.glyph + " ", status.tone), Span(health.name, Tone.PLAIN))
    age = "" if health.last_good is None else " " + fixed_width(age_text(health.last_good, state.now))
    next_poll = _next_poll(state, health)
    if source_state is SourceState.FAILING:
        return [line for variants in failing_variants(state, [health]) for line in variants]
    word = f" {source_state.value}"
    note = f" · {health.reason}" if health.reason else ""
    return [
        (*named, Span(word + note, status.tone), Span(age + next_poll, Tone.QUIET)),
        (*named, Span(word, status.tone), Span(age + next_poll, Tone.QUIET)),
        (*named, Span(age + next_poll, Tone.QUIET)),
        (*named, Span(age, Tone.QUIET)),
        (Span(status.glyph, status.tone), Span(age, Tone.QUIET)),
    ]


def _status_glyph(state: BoardState, source_state: SourceState) -> StatusGlyph:
    """Return the glyph of a state; on a paused screen, which may be long out of date, none is green."""
    status = STATUS_GLYPHS[source_state]
    return status._replace(tone=Tone.QUIET) if state.paused and status.tone is Tone.GOOD else status


def has_name(line: Line, health: SourceHealth) -> bool:
    """Return whether a variant of a source names it."""
    return any(span.text == health.name for span in line)


def count_variants(state: BoardState, source_state: SourceState, count: int, total: int) -> tuple[Line, Line]:
    """Return the variants of how many of all sources are in a state: `● 9 of 10 live`, `● 9 live`."""
    status = _status_glyph(state, source_state)
    glyph = Span(status.glyph + " ", status.tone)
    of = f"{count} of {total}" if count < total else str(count)
    return (glyph, Span(f"{of} {source_state.value}")), (glyph, Span(f"{count} {source_state.value}"))


def group_variants(source_state: SourceState, group: Sequence[SourceHealth]) -> tuple[Line, Line, Line]:
    """Return the variants of several sources in a state that is not well: all names, the first, their number."""
    status = STATUS_GLYPHS[source_state]
    names = (", ".join(health.name for health in group), f"{group[0].name} +{len(group) - 1}")
    glyph = Span(status.glyph + " ", status.tone)
    longest, shorter = ((glyph, Span(text), Span(f" {source_state.value}", status.tone)) for text in names)
    return longest, shorter, (glyph, Span(str(len(group))))


class FailingVariants(NamedTuple):
    """The variants of sources that fail for the same reason, by what they show, longest first."""

    complete: list[Line]
    """Those with every name and the complete reason."""
    cut: list[Line]
    """Those with the beginning of the reason."""
    shortest: list[Line]
    """Those with its first words and one name, at last none."""


def failing_variants(state: BoardState, group: Sequence[SourceHealth]) -> FailingVariants:
    """Return the variants of sources that fail for the same reason, as one item on the status bar.

    The age is that of the oldest last good response, the next poll the soonest.
    """
    status = STATUS_GLYPHS[SourceState.FAILING]
    reason = group[0].reason or "failing"
    first, more = group[0].name, len(group) - 1
    first_name = f"{first} +{more}" if more else first
    all_names = ", ".join(health.name for health in group)
    last_good = [health.last_good for health in group if health.last_good is not None]
    age = f" · good {fixed_width(age_text(min(last_good), state.now))} ago" if last_good else ""
    planned = [health for health in group if health.next_try is not None]
    soonest = min(planned, key=lambda health: health.next_try or state.now, default=None)
    next_poll = _next_poll(state, soonest) if soonest else ""

    def variant(names: str, words: str, rest: str = "") -> Line:
        return (Span(status.glyph + " ", status.tone), Span(names), Span(f" {words}", Tone.BAD), Span(rest, Tone.QUIET))

    return FailingVariants(
        complete=[
            variant(all_names, reason, age + next_poll),
            variant(all_names, reason, next_poll),
            variant(all_names, reason),
        ],
        cut=[variant(all_names, truncate(reason, cells)) for cells in (48, 32)],
        shortest=[
            variant(all_names, truncate(reason, 20)),
            *(variant(first_name, truncate(reason, cells)) for cells in (20, 12)),
            (Span(status.glyph + " ", status.tone), Span(truncate(reason, 12), Tone.BAD)),
        ],
    )
