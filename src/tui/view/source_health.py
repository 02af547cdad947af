"""How the sources are doing, in a word on the status bar and in full on their own screen."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.source_health import SourceHealth, SourceState, display_state
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.domain.trading_calendar import Phase
from tui.view import formatting
from tui.view.article_page import wrap
from tui.view.board_state import BoardState
from tui.view.spans import Line, Span, Tone


class StatusGlyph(NamedTuple):
    """A state's sign: a shape of its own, so that it reads without colour."""

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


def lamp_state(moment: BoardState, health: SourceHealth) -> SourceState:
    """The state of a source at this moment."""
    sessions = [moment.sessions.get(code) for code in health.hours_of]
    is_trading = any(session is None or session.phase is not Phase.CLOSED for session in sessions)
    return display_state(health, moment.now, market_open=is_trading)


def _shown_on_bar(state: SourceState) -> SourceState:
    """The state as the status bar has it.

    A source may be live and unchanged in turn, poll by poll. Both say that it answers well, and that is all the bar
    says; which of the two it is stands in source health.
    """
    return SourceState.LIVE if state is SourceState.UNCHANGED else state


def _steady(span: str) -> str:
    """A length of time in three cells at least, so that nothing beside it moves when `9s` becomes `10s`."""
    return span.rjust(3)


def _age(at: datetime, now: datetime) -> str:
    """How long ago; a moment still to come, as after a restart with the clock set back, has no age that is known."""
    return formatting.format_age(now - at) if at <= now else formatting.UNREADABLE


def _asking(moment: BoardState, health: SourceHealth) -> str:
    """For how long an answer has been waited for, `asking 3s`; empty where none is due, or nobody can tell.

    A screen that is held still shows nothing that came since, a poller that is in trouble may not ask at all, and what
    seems to take longer than any answer may is a clock that was set.
    """
    if health.next_try is None or moment.paused or moment.engine_error:
        return ""
    waited = moment.now - health.next_try
    return f"asking {_steady(formatting.format_age(waited))}" if _PROMPT <= waited < _LONGEST_ANSWER else ""


def _until(moment: BoardState, health: SourceHealth) -> str:
    """When a source is asked next, `next 41s`, or that an answer is waited for; empty where it is not asked."""
    if health.next_try is None:
        return ""
    left = formatting.format_duration(health.next_try - moment.now) if health.next_try > moment.now else "now"
    return _asking(moment, health) or f"next {_steady(left)}"


WHOLE_REASON: Final = 2
"""The last form of a failing source that has its whole reason."""
NAMED: Final = 4
"""The last that has its name."""
_PROMPT: Final = timedelta(seconds=1)
"""How long an answer may take before it is said that it is waited for."""
_LONGEST_ANSWER: Final = timedelta(minutes=1)


def status_variants(moment: BoardState, health: SourceHealth) -> list[Line]:
    """One source on the status bar, longest first; a failing one keeps its reason in every form."""
    state = _shown_on_bar(lamp_state(moment, health))
    lamp = STATUS_GLYPHS[state]
    head = (Span(lamp.glyph + " ", lamp.tone), Span(health.name, Tone.PLAIN))
    age = "" if health.last_good is None else " " + _steady(_age(health.last_good, moment.now))
    following = f" · {_until(moment, health)}" if health.next_try else ""
    if state is SourceState.FAILING:
        return failing_variants(moment, [health])
    word = f" {state.value}"
    note = f" · {health.reason}" if health.reason else ""
    return [
        (*head, Span(word + note, lamp.tone), Span(age + following, Tone.QUIET)),
        (*head, Span(word, lamp.tone), Span(age + following, Tone.QUIET)),
        (*head, Span(age + following, Tone.QUIET)),
        (*head, Span(age, Tone.QUIET)),
        (Span(lamp.glyph, lamp.tone), Span(age, Tone.QUIET)),
    ]


def failing_variants(moment: BoardState, alike: Sequence[SourceHealth]) -> list[Line]:
    """Sources that fail for one reason, as one thing on the status bar, longest first.

    The age is that of the oldest last good answer, the next try the soonest.
    """
    lamp = STATUS_GLYPHS[SourceState.FAILING]
    reason = alike[0].reason or "failing"
    first, more = alike[0].name, len(alike) - 1
    named = f"{first} +{more}" if more else first
    all_named = ", ".join(health.name for health in alike)
    good = [health.last_good for health in alike if health.last_good is not None]
    aged = f" · good {_steady(_age(min(good), moment.now))} ago" if good else ""
    tries = [health for health in alike if health.next_try is not None]
    soonest = min(tries, key=lambda health: health.next_try or moment.now, default=None)
    following = f" · {_until(moment, soonest)}" if soonest else ""

    def said(names: str, words: str, rest: str = "") -> Line:
        return (Span(lamp.glyph + " ", lamp.tone), Span(names), Span(f" {words}", Tone.BAD), Span(rest, Tone.QUIET))

    return [
        said(all_named, reason, aged + following),
        said(all_named, reason, following),
        said(named, reason),
        said(named, truncate(reason, 32)),
        said(named, truncate(reason, 20)),
        (Span(lamp.glyph + " ", lamp.tone), Span(truncate(reason, 20), Tone.BAD)),
        (Span(lamp.glyph + " ", lamp.tone), Span(truncate(reason, 12), Tone.BAD)),
    ]


_ABOUT: Final = 12
"""Where words about a source begin in the table."""
_LEAST_FACTS: Final = 40

_COLUMNS: Final = (
    ("SOURCE", 10),
    ("STATE", 11),
    ("SINCE", 5),
    ("LAST GOOD", 9),
    ("HTTP", 4),
    ("READ", 11),
    ("NEWS", 4),
    ("FAILS", 5),
    ("NEXT", 9),
)


def health_table(moment: BoardState, cells: int) -> list[Line]:
    """Source health in full: a line of figures a source, then what it says in words."""
    titles = "".join(pad(title, width + 1) for title, width in _COLUMNS)
    lines: list[Line] = [(Span(truncate(" " + titles, cells), Tone.QUIET),)]
    for health in moment.market.health.values():
        lines += [_row(moment, health, cells), *_told(health, cells), ()]
    return lines


def _row(moment: BoardState, health: SourceHealth, cells: int) -> Line:
    state = lamp_state(moment, health)
    lamp = STATUS_GLYPHS[state]
    now = moment.now
    since = _age(health.since, now) if health.since else formatting.ABSENT
    good = _age(health.last_good, now) + " ago" if health.last_good else "never"
    read = f"{health.read}/{health.expected}" if health.expected else str(health.read)
    texts = (
        since,
        good,
        str(health.http_status or formatting.ABSENT),
        read,
        str(health.articles),
        str(health.failures),
        _until(moment, health).removeprefix("next ").strip() or formatting.ABSENT,
    )
    spans = [
        Span(" " + pad(health.name, 10) + " ", Tone.STRONG),
        Span(pad(f"{lamp.glyph} {state.value}", 12), lamp.tone),
    ]
    for (_, width), text in zip(_COLUMNS[2:], texts, strict=True):
        spans.append(Span(pad(text, width + 1), Tone.PLAIN))
    return tuple(_cut(spans, cells))


def _cut(spans: Iterable[Span], cells: int) -> Iterable[Span]:
    for span in spans:
        if width_of(span.text) > cells:
            yield span._replace(text=truncate(span.text, cells))
            return
        cells -= width_of(span.text)
        yield span


def _told(health: SourceHealth, cells: int) -> list[Line]:
    """How a source is asked, and what it last said of itself, in whole words."""
    about = f"{health.kind}, every {formatting.format_duration(health.every)}"
    if health.refused:
        about += f" · {health.refused} not believed"
    about += "".join(f" · {fact}" for fact in _received(health))
    tone = Tone.BAD if health.state is SourceState.FAILING else Tone.WARN
    reason = [(Span(" " * _ABOUT + words, tone),) for words in wrap(health.reason or "", cells - _ABOUT)]
    if health.kept:
        about += f" · that page is kept: {health.kept}"
    return [*reason, *((Span(" " * _ABOUT + words, Tone.QUIET),) for words in wrap(about, cells - _ABOUT))]


def _received(health: SourceHealth) -> list[str]:
    """What the latest answer took over the line, and what that comes to at this interval."""
    if health.received is None:
        return []
    a_second = formatting.format_rate(health.received / health.every.total_seconds())
    return [f"received {formatting.format_bytes(health.received)}, {a_second}"]


def terminal_lines(moment: BoardState, cells: int) -> list[Line]:
    """The line to the terminal: what it carries, and how the board is drawn for it; empty where nothing is known."""
    link = moment.link
    facts: list[str] = []
    if moment.bytes_per_second is not None:
        now, in_all = formatting.format_rate(moment.bytes_per_second), formatting.format_bytes(moment.bytes_sent)
        facts.append(f"sent {now} now, {in_all} in all")
    if moment.dropped:
        facts.append(f"{moment.dropped:,} pieces of input dropped: unreadable, or too many at once")
    if link is not None:
        facts.append(f"changes painted every {link.flush:g} s")
        facts += link.reasons
    if not facts:
        return []
    narrow = cells < _ABOUT + _LEAST_FACTS
    indent = 3 if narrow else _ABOUT
    told = [line for fact in facts for line in wrap(fact, cells - indent)]
    lines = [(Span(" " * indent + words, Tone.QUIET),) for words in told]
    if narrow:
        return [(Span(" this terminal", Tone.STRONG),), *lines]
    return [(Span(pad(" terminal", _ABOUT), Tone.STRONG), Span(told[0], Tone.QUIET)), *lines[1:]]


def health_details(moment: BoardState, cells: int = 38) -> list[Line]:
    """The same on a narrow screen: one fact a line."""
    lines: list[Line] = []
    for health in moment.market.health.values():
        lines += [*_facts(moment, health, cells), ()]
    return lines


def _facts(moment: BoardState, health: SourceHealth, cells: int) -> list[Line]:
    state = lamp_state(moment, health)
    lamp = STATUS_GLYPHS[state]
    good = "never" if health.last_good is None else _age(health.last_good, moment.now) + " ago"
    room = cells - 3
    name = truncate(health.name, max(1, cells - len(state.value) - 4))
    facts = [
        f"good {good} · HTTP {health.http_status or formatting.ABSENT}",
        f"read {health.read} of {health.expected} · fails {health.failures}",
        *([f"{health.refused} not believed"] if health.refused else []),
        _asking(moment, health) or f"next try {_until(moment, health).removeprefix('next ') or formatting.ABSENT}",
        *_received(health),
    ]
    tone = Tone.BAD if health.state is SourceState.FAILING else Tone.WARN
    return [
        (Span(f" {lamp.glyph} {name} ", lamp.tone), Span(state.value, lamp.tone)),
        *((Span(f"   {words}", tone),) for words in wrap(health.reason or "", room)),
        *((Span(f"   {words}", Tone.QUIET),) for fact in facts for words in wrap(fact, room)),
    ]
