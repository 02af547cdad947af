"""The health of the sources in full: a table, or one fact a line, and what is sent to the terminal."""

from collections.abc import Iterable
from typing import Final

from tui.domain.instants import format_interval
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.source_health import STATUS_GLYPHS, age_text, asking, fixed_width, is_trading, shown_state, time_left
from tui.view.spans import Line, Span, Tone
from tui.view.wrapping import wrap

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
        lines += [_row(state, health, cells), *_details(state, health, cells), ()]
    return lines


def collector_lines(state: BoardState, cells: int) -> list[Line]:
    """Return where the figures come from and what is wrong with that; nothing where they are polled here."""
    if state.line is None:
        return []
    tone = Tone.QUIET if state.line.is_well(state.now) else Tone.BAD
    return [(Span(f" {words}", tone),) for words in wrap(state.line.variants(state.now)[0], cells - 2)]


def _row(state: BoardState, health: SourceHealth, cells: int) -> Line:
    source_state = shown_state(state, health)
    status = STATUS_GLYPHS[source_state]
    now = state.now
    since = age_text(health.since, now) if health.since else formatting.ABSENT
    last_good = age_text(health.last_good, now) + " ago" if health.last_good else "never"
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
        Span(asking(state, health) or time_left(state, health) or formatting.ABSENT),
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


def _interval(state: BoardState, health: SourceHealth) -> str:
    """Return `every 5m`, and why that is rarer than configured where its markets are closed."""
    is_rarer = bool(health.markets) and not is_trading(state, health)
    return f"every {format_interval(health.every)}{' while its market is closed' if is_rarer else ''}"


def _details(state: BoardState, health: SourceHealth, cells: int) -> list[Line]:
    """Return how a source is polled, and why it is in its state, wrapped between words."""
    about = f"{health.kind}, {_interval(state, health)}"
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
    if state.dropped_input:
        facts.append(f"{state.dropped_input:,} pieces of input dropped: unreadable, or too many at once")
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


def health_details(state: BoardState, cells: int) -> list[Line]:
    """Return source health for a narrow screen: one fact a line."""
    lines: list[Line] = []
    for health in state.market.health.values():
        lines += [*_facts(state, health, cells), ()]
    return lines


def _facts(state: BoardState, health: SourceHealth, cells: int) -> list[Line]:
    source_state = shown_state(state, health)
    status = STATUS_GLYPHS[source_state]
    last_good = "never" if health.last_good is None else age_text(health.last_good, state.now) + " ago"
    left = time_left(state, health)
    room = cells - 3
    name = truncate(health.name, max(1, cells - len(source_state.value) - 4))
    facts = [
        f"good {last_good} · HTTP {health.http_status or formatting.ABSENT}",
        f"read {health.latest_rows} of {health.expected} · fails {health.failures}",
        *([_invalid_rows(health)] if health.invalid_rows else []),
        asking(state, health) or f"next try {fixed_width(left) if left else formatting.ABSENT}",
        _interval(state, health),
        *_received(health),
    ]
    tone = Tone.BAD if health.state is SourceState.FAILING else Tone.WARN
    return [
        (Span(f" {status.glyph} {name} ", status.tone), Span(source_state.value, status.tone)),
        *((Span(f"   {words}", tone),) for words in wrap(health.reason or "", room)),
        *((Span(f"   {words}", Tone.QUIET),) for fact in facts for words in wrap(fact, room)),
    ]
