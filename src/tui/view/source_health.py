"""The health of the sources: in short on the status bar, in full on their own screen."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.instants import format_duration
from tui.domain.source_health import SourceHealth, SourceState, display_state
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.domain.trading_calendar import Phase
from tui.view import formatting
from tui.view.article_page import wrap
from tui.view.board_state import BoardState
from tui.view.spans import Line, Span, Tone


class StatusGlyph(NamedTuple):
    """The glyph of a source's state and its tone; each state has its own shape, readable without colour."""

    glyph: str
    tone: Tone


STATUS_GLYPHS: Final = {
    SourceState.WAITING: StatusGlyph("◌", Tone.QUIET),
    SourceState.LIVE: StatusGlyph("●", Tone.GOOD),
    SourceState.UNCHANGED: StatusGlyph("○", Tone.GOOD),
    SourceState.CLOSED: StatusGlyph("◦", Tone.QUIET),
    SourceState.STALE: StatusGlyph("◐", Tone.WARN),
    SourceState.FAILING: StatusGlyph("✗", Tone.BAD),
    SourceState.PAUSED: StatusGlyph("‖", Tone.WARN),
}


def shown_state(state: BoardState, health: SourceHealth) -> SourceState:
    """Return the state to show for a source: time makes it stale, the hours of its markets closed."""
    sessions = [state.sessions.get(code) for code in health.markets]
    is_trading = any(session is None or session.phase is not Phase.CLOSED for session in sessions)
    return display_state(health, state.now, market_open=is_trading)


def _status_bar_state(source_state: SourceState) -> SourceState:
    """Return the state as the status bar shows it.

    A source may alternate between live and unchanged, poll by poll. Both mean that it responds well, which is all the
    bar shows; source health distinguishes them.
    """
    return SourceState.LIVE if source_state is SourceState.UNCHANGED else source_state


def _fixed_width(duration: str) -> str:
    """Pad a duration to three cells, so that nothing beside it moves when `9s` becomes `10s`."""
    return duration.rjust(3)


def _age(at: datetime, now: datetime) -> str:
    """Return the age of a time as text; `?` for one in the future, as after a restart with the clock set back."""
    return formatting.format_age(now - at) if at <= now else formatting.UNREADABLE


def _asking(state: BoardState, health: SourceHealth) -> str:
    """Return how long the response has been due, `asking 3s`; empty where none is due, or where that is not known.

    It is not known on a paused screen, which does not show later responses, and with a failed poller, which may send
    no request. A wait longer than any response may take means that a clock was set.
    """
    if health.next_try is None or state.paused or state.engine_error:
        return ""
    waited = state.now - health.next_try
    return f"asking {_fixed_width(formatting.format_age(waited))}" if _MIN_WAIT <= waited < _MAX_WAIT else ""


def _time_left(state: BoardState, health: SourceHealth) -> str:
    """Return the time until a source is polled next, `41s` or `now`; empty where no poll is planned."""
    if health.next_try is None:
        return ""
    return format_duration(health.next_try - state.now) if health.next_try > state.now else "now"


def _next_poll(state: BoardState, health: SourceHealth) -> str:
    """Return ` · next 41s`, or that a response is awaited; empty where no poll is planned."""
    if health.next_try is None:
        return ""
    return f" · {_asking(state, health) or f'next {_fixed_width(_time_left(state, health))}'}"


_MIN_WAIT: Final = timedelta(seconds=1)
"""A shorter wait for a response is not shown."""
_MAX_WAIT: Final = timedelta(minutes=1)


def status_variants(state: BoardState, health: SourceHealth) -> list[Line]:
    """Return the variants of one source on the status bar, longest first; if it fails, each has its reason."""
    source_state = _status_bar_state(shown_state(state, health))
    status = STATUS_GLYPHS[source_state]
    named = (Span(status.glyph + " ", status.tone), Span(health.name, Tone.PLAIN))
    age = "" if health.last_good is None else " " + _fixed_width(_age(health.last_good, state.now))
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


class FailingVariants(NamedTuple):
    """The variants of sources that fail for the same reason, by what they show, longest first."""

    complete: list[Line]
    """Those with the complete reason."""
    cut: list[Line]
    """Those with the beginning of the reason."""
    unnamed: list[Line]
    """Those with no source's name."""


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
    age = f" · good {_fixed_width(_age(min(last_good), state.now))} ago" if last_good else ""
    planned = [health for health in group if health.next_try is not None]
    soonest = min(planned, key=lambda health: health.next_try or state.now, default=None)
    next_poll = _next_poll(state, soonest) if soonest else ""

    def variant(names: str, words: str, rest: str = "") -> Line:
        return (Span(status.glyph + " ", status.tone), Span(names), Span(f" {words}", Tone.BAD), Span(rest, Tone.QUIET))

    return FailingVariants(
        complete=[
            variant(all_names, reason, age + next_poll),
            variant(all_names, reason, next_poll),
            variant(first_name, reason),
        ],
        cut=[variant(first_name, truncate(reason, cells)) for cells in (32, 20)],
        unnamed=[
            (Span(status.glyph + " ", status.tone), Span(truncate(reason, cells), Tone.BAD)) for cells in (20, 12)
        ],
    )


_TEXT_COLUMN: Final = 12
"""The cell at which text about a source begins in the table."""
_MIN_TEXT_WIDTH: Final = 40

_NAME_WIDTH: Final = 10
_COLUMNS: Final = (
    ("SOURCE", _NAME_WIDTH),
    ("STATE", 11),
    ("SINCE", 5),
    ("LAST GOOD", 9),
    ("HTTP", 4),
    ("READ", 11),
    ("NEWS", 4),
    ("FAILS", 5),
    ("NEXT", 9),
)


def health_table(state: BoardState, cells: int) -> list[Line]:
    """Return source health as a table: a line of figures for each source, then its reason and settings in words."""
    titles = "".join(pad(title, width + 1) for title, width in _COLUMNS)
    lines: list[Line] = [(Span(truncate(" " + titles, cells), Tone.QUIET),)]
    for health in state.market.health.values():
        lines += [_row(state, health, cells), *_details(health, cells), ()]
    return lines


def _row(state: BoardState, health: SourceHealth, cells: int) -> Line:
    source_state = shown_state(state, health)
    status = STATUS_GLYPHS[source_state]
    now = state.now
    since = _age(health.since, now) if health.since else formatting.ABSENT
    last_good = _age(health.last_good, now) + " ago" if health.last_good else "never"
    read = f"{health.latest_rows}/{health.expected}" if health.expected else str(health.latest_rows)
    spans = (
        Span(truncate(health.name, _NAME_WIDTH), Tone.STRONG),
        Span(f"{status.glyph} {source_state.value}", status.tone),
        Span(since),
        Span(last_good),
        Span(str(health.http_status or formatting.ABSENT)),
        Span(read),
        Span(str(health.articles)),
        Span(str(health.failures)),
        Span(_asking(state, health) or _time_left(state, health) or formatting.ABSENT),
    )
    padded = [span._replace(text=pad(span.text, width + 1)) for span, (_, width) in zip(spans, _COLUMNS, strict=True)]
    return tuple(_cut([Span(" "), *padded], cells))


def _cut(spans: Iterable[Span], cells: int) -> Iterable[Span]:
    for span in spans:
        if width_of(span.text) > cells:
            yield span._replace(text=truncate(span.text, cells))
            return
        cells -= width_of(span.text)
        yield span


def _details(health: SourceHealth, cells: int) -> list[Line]:
    """Return how a source is polled, and why it is in its state, wrapped between words."""
    about = f"{health.kind}, every {format_duration(health.every)}"
    if health.invalid_rows:
        about += f" · {_invalid_rows(health)}"
    about += "".join(f" · {fact}" for fact in _received(health))
    tone = Tone.BAD if health.state is SourceState.FAILING else Tone.WARN
    reason = [(Span(" " * _TEXT_COLUMN + words, tone),) for words in wrap(health.reason or "", cells - _TEXT_COLUMN)]
    if health.rejected_page:
        about += f" · rejected page stored: {health.rejected_page}"
    return [*reason, *((Span(" " * _TEXT_COLUMN + words, Tone.QUIET),) for words in wrap(about, cells - _TEXT_COLUMN))]


def _invalid_rows(health: SourceHealth) -> str:
    return "1 invalid row" if health.invalid_rows == 1 else f"{health.invalid_rows:,} invalid rows"


def _received(health: SourceHealth) -> list[str]:
    """Return the size of the latest response, and its rate at this interval."""
    if health.received is None:
        return []
    rate = formatting.format_rate(health.received / health.every.total_seconds())
    return [f"received {formatting.format_bytes(health.received)}, {rate}"]


def terminal_lines(state: BoardState, cells: int) -> list[Line]:
    """Return what is sent to the terminal, and how the board is drawn for it; empty where nothing is known."""
    profile = state.terminal_profile
    facts: list[str] = []
    if state.bytes_per_second is not None:
        now, total = formatting.format_rate(state.bytes_per_second), formatting.format_bytes(state.bytes_sent)
        facts.append(f"sent {now} now, {total} in all")
    if state.dropped:
        facts.append(f"{state.dropped:,} pieces of input dropped: unreadable, or too many at once")
    if profile is not None:
        facts.append(f"changes painted every {profile.flush:g} s")
        facts += profile.reasons
    if not facts:
        return []
    narrow = cells < _TEXT_COLUMN + _MIN_TEXT_WIDTH
    indent = 3 if narrow else _TEXT_COLUMN
    wrapped = [line for fact in facts for line in wrap(fact, cells - indent)]
    lines = [(Span(" " * indent + words, Tone.QUIET),) for words in wrapped]
    if narrow:
        return [(Span(" this terminal", Tone.STRONG),), *lines]
    return [(Span(pad(" terminal", _TEXT_COLUMN), Tone.STRONG), Span(wrapped[0], Tone.QUIET)), *lines[1:]]


def health_details(state: BoardState, cells: int = 38) -> list[Line]:
    """Return source health for a narrow screen: one fact a line."""
    lines: list[Line] = []
    for health in state.market.health.values():
        lines += [*_facts(state, health, cells), ()]
    return lines


def _facts(state: BoardState, health: SourceHealth, cells: int) -> list[Line]:
    source_state = shown_state(state, health)
    status = STATUS_GLYPHS[source_state]
    last_good = "never" if health.last_good is None else _age(health.last_good, state.now) + " ago"
    time_left = _time_left(state, health)
    room = cells - 3
    name = truncate(health.name, max(1, cells - len(source_state.value) - 4))
    facts = [
        f"good {last_good} · HTTP {health.http_status or formatting.ABSENT}",
        f"read {health.latest_rows} of {health.expected} · fails {health.failures}",
        *([_invalid_rows(health)] if health.invalid_rows else []),
        _asking(state, health) or f"next try {_fixed_width(time_left) if time_left else formatting.ABSENT}",
        *_received(health),
    ]
    tone = Tone.BAD if health.state is SourceState.FAILING else Tone.WARN
    return [
        (Span(f" {status.glyph} {name} ", status.tone), Span(source_state.value, status.tone)),
        *((Span(f"   {words}", tone),) for words in wrap(health.reason or "", room)),
        *((Span(f"   {words}", Tone.QUIET),) for fact in facts for words in wrap(fact, room)),
    ]
