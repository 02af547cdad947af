"""The trading sessions of one market or several as text."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.domain.exchanges import WITHOUT_PLACE
from tui.domain.instants import format_duration
from tui.domain.trading_calendar import Phase, SessionState
from tui.view import formatting
from tui.view.spans import Line, Span, Tone

_WORDS = {
    Phase.PRE_OPEN: "pre-open",
    Phase.MATCHING: "matching",
    Phase.OPEN: "open",
    Phase.BREAK: "break",
    Phase.POST_CLOSE: "post-close",
    Phase.CLOSED: "closed",
}

_MAX_SIDE_BY_SIDE: Final = 2
"""Exchanges that are each shown with their session; of more, their number is."""


def session_items(sessions: Mapping[str, SessionState], now: datetime) -> Sequence[list[Line]]:
    """Return the variants of the sessions to show side by side, each as in `session_variants`.

    Of many exchanges it is how many are open, and the one that opens or closes next. Coins and currencies are shown
    where there are no exchanges beside them.

    Args:
        sessions: by market code.
        now: the wall clock, aware, in the zone that times are shown in.
    """
    exchanges = {code: state for code, state in sessions.items() if code not in WITHOUT_PLACE} or sessions
    if len(exchanges) <= _MAX_SIDE_BY_SIDE:
        return [session_variants(state.market or code, state, now) for code, state in exchanges.items()]
    return [_count_variants(exchanges, now)]


def _count_variants(sessions: Mapping[str, SessionState], now: datetime) -> list[Line]:
    """Return `3 of 5 open · LSE closes 16:30 GMT in 1h 12m`, shorter ones, and at last `3 of 5 open`."""
    count = sum(state.phase is Phase.OPEN for state in sessions.values())
    head = (Span(f"{count} of {len(sessions)} ", Tone.QUIET), Span("open", Tone.GOOD if count else Tone.QUIET))
    turns = [(at, code) for code, state in sessions.items() if (at := _next_turn(state)) is not None and at > now]
    if not turns:
        return [head]
    at, code = min(turns, key=lambda turn: turn[0])
    state = sessions[code]
    name, verb = state.market or code, "closes" if state.phase is Phase.OPEN else "opens"
    time_left = format_duration(_to_minute(at, now), seconds=False)
    return [
        (*head, Span(f" · {name} {verb} {_clock(at, now, state)} in {time_left}", Tone.QUIET)),
        (*head, Span(f" · {name} {verb} in {time_left}", Tone.QUIET)),
        head,
    ]


def _next_turn(state: SessionState) -> datetime | None:
    return state.closes if state.phase is Phase.OPEN else state.next_open


def _clock(at: datetime, now: datetime, state: SessionState) -> str:
    """Return a time in the zone of `now`, with its weekday where that is another; an estimate is marked."""
    local = at.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f"{local:%a} "
    return f"{'≈' if state.estimated else ''}{day}{formatting.format_clock(local)}"


def session_variants(market: str, state: SessionState, now: datetime) -> list[Line]:
    """Return the variants of the session as text, longest first: `PSX open · closes 15:30 PKT in 1h 12m`, `PSX open`.

    Args:
        market: the code shown.
        state: the state of its session.
        now: the wall clock, aware, in the zone that times are shown in.
    """
    word = _WORDS[state.phase]
    tone = Tone.GOOD if state.phase is Phase.OPEN else Tone.QUIET
    head = (Span(f"{market} ", Tone.QUIET), Span(word, tone))
    longer: list[Line] = []
    if state.phase is Phase.OPEN and state.closes is not None and state.closes <= now:
        longer = [(*head, Span(" · closing now", Tone.QUIET))]
    elif state.phase is Phase.OPEN and state.closes is not None:
        time_left = format_duration(_to_minute(state.closes, now), seconds=False)
        longer = [
            (*head, Span(f" · closes {_clock(state.closes, now, state)} in {time_left}", Tone.QUIET)),
            (*head, Span(f" · closes in {time_left}", Tone.QUIET)),
        ]
    elif state.next_open is not None:
        opens = state.next_open.astimezone(now.tzinfo)
        day = "" if opens.date() == now.date() else f"{opens:%a} "
        holiday = f" for {state.holiday}" if state.holiday else ""
        longer = [
            (*head, Span(f"{holiday} · opens {_clock(state.next_open, now, state)}", Tone.QUIET)),
            (*head, Span(f" · opens {day}{opens:%H:%M}", Tone.QUIET)),
        ]
    return [*longer, head]


def _to_minute(at: datetime, now: datetime) -> timedelta:
    return at - now.replace(second=0, microsecond=0)
