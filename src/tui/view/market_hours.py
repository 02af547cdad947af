"""The trading session of a market as text."""

from datetime import datetime, timedelta

from tui.domain.instants import format_duration
from tui.domain.trading_calendar import Phase, SessionState
from tui.view.spans import Line, Span, Tone

_WORDS = {
    Phase.PRE_OPEN: "pre-open",
    Phase.MATCHING: "matching",
    Phase.OPEN: "open",
    Phase.BREAK: "break",
    Phase.POST_CLOSE: "post-close",
    Phase.CLOSED: "closed",
}


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
    approximate = "≈" if state.estimated else ""
    longer: list[Line] = []
    if state.phase is Phase.OPEN and state.closes is not None and state.closes <= now:
        longer = [(*head, Span(" · closing now", Tone.QUIET))]
    elif state.phase is Phase.OPEN and state.closes is not None:
        time_left = format_duration(_to_minute(state.closes, now), seconds=False)
        clock = f"{state.closes.astimezone(now.tzinfo):%H:%M %Z}"
        longer = [
            (*head, Span(f" · closes {approximate}{clock} in {time_left}", Tone.QUIET)),
            (*head, Span(f" · closes in {time_left}", Tone.QUIET)),
        ]
    elif state.next_open is not None:
        opens = state.next_open.astimezone(now.tzinfo)
        day = "" if opens.date() == now.date() else f"{opens:%a} "
        holiday = f" for {state.holiday}" if state.holiday else ""
        longer = [
            (*head, Span(f"{holiday} · opens {approximate}{day}{opens:%H:%M %Z}", Tone.QUIET)),
            (*head, Span(f" · opens {day}{opens:%H:%M}", Tone.QUIET)),
        ]
    return [*longer, head]


def _to_minute(at: datetime, now: datetime) -> timedelta:
    return at - now.replace(second=0, microsecond=0)
