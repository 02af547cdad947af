"""The indices as lines: tiles where there is room, one line an index where there is not."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.quote import Direction, IndexLevel, InstrumentId
from tui.domain.text import fit, pad, width
from tui.domain.trail import Trail
from tui.view import figures
from tui.view.braille import sparkline
from tui.view.columns import TICKS, TONES
from tui.view.layout import TILE_LEAST
from tui.view.moment import Moment
from tui.view.ranges import range_bar
from tui.view.row import faded
from tui.view.tone import Fade, Line, Span, Tone, filled
from tui.view.tone import width as width_of

TILE_LINES: Final = 4
_GAP: Final = 3


class Reading(NamedTuple):
    """One index as shown: the level and what is known around it."""

    level: IndexLevel
    trail: Trail | None
    fade: Fade
    tick: Direction | None


def readings(moment: Moment, ticks: Mapping[InstrumentId, Direction]) -> list[Reading]:
    """Every index of the market at this moment, in the order of preference of its sources, then of arrival."""
    market = moment.market
    shown: list[Reading] = []
    for level in market.indices.values():
        health = market.health.get(level.source)
        age = moment.now - market.polled_at(level)
        fade = faded(health, age)
        shown.append(Reading(level, market.trails.get(level.id), fade, ticks.get(level.id)))
    return sorted(shown, key=_leading)


_LEADERS: Final = ("KSE100", "KSE30", "BR100", "BR30")


def _leading(reading: Reading) -> int:
    symbol = reading.level.id.symbol
    return _LEADERS.index(symbol) if symbol in _LEADERS else len(_LEADERS)


def tiles(shown: Sequence[Reading], cells: int) -> list[Line]:
    """Four lines of tiles side by side, as many as there is room for."""
    count = max(1, min(len(shown), (cells - 1) // TILE_LEAST))
    each = (cells - 1 - (count - 1) * _GAP) // count
    columns = [tile(reading, each) for reading in shown[:count]]
    if not columns:
        return [()] * TILE_LINES
    lines: list[Line] = []
    for parts in zip(*columns, strict=True):
        line: Line = (Span(" "),)
        for n, part in enumerate(parts):
            line += ((Span(" " * _GAP),) if n else ()) + filled(part, each)
        lines.append(line)
    return lines


def label(level: IndexLevel) -> str:
    """What an index is called here: its name where it has one, else its symbol."""
    return level.name or level.id.symbol


def tile(reading: Reading, cells: int) -> list[Line]:
    """One index in four lines: name, level and change, the line of its levels, its range."""
    return [_name(reading, cells), _figures(reading, cells), _curve(reading, cells), _range(reading, cells)]


def _name(reading: Reading, cells: int) -> Line:
    name = fit(label(reading.level), cells)
    return (Span(name, Tone.TITLE, reading.fade),)


def _level_text(level: IndexLevel) -> str:
    return figures.UNREADABLE if level.level is None else figures.figure(level.level)


def _figures(reading: Reading, cells: int) -> Line:
    """Level, direction, change, percent: first they move together, then the change leaves, then the percent."""
    level, fade = reading.level, reading.fade
    tone = TONES[level.direction]
    glyph = figures.GLYPHS[level.direction] if level.direction else " "
    change = "" if level.change is None else " " + figures.signed(level.change)
    percent = "" if level.percent is None else figures.percent(level.percent)
    flag = Span(" !" if level.flags else "", Tone.WARN, fade)
    lead = _ticked(reading)
    forms = (f"  {glyph}{change}  {percent}", f" {glyph}{change} {percent}", f" {glyph} {percent}", f" {glyph}")
    lines = ((lead, Span(form, tone, fade), flag) for form in forms)
    return next((line for line in lines if width_of(line) <= cells), (lead,))


def _ticked(reading: Reading) -> Span:
    text = _level_text(reading.level)
    if reading.tick is None:
        return Span(text + " ", Tone.STRONG, reading.fade)
    mark, tone = TICKS[reading.tick]
    return Span(text + mark, tone)


def _curve(reading: Reading, cells: int) -> Line:
    if reading.trail is None or len(reading.trail.points) < 2:
        return ()
    (line,) = sparkline(reading.trail.points, cells)
    return (Span(line, TONES[reading.level.direction], reading.fade),)


def _reach(reading: Reading) -> tuple[Decimal, Decimal] | None:
    """The session's low and high: as the source says, else as seen."""
    level, trail = reading.level, reading.trail
    low = level.low if level.low is not None else trail.low if trail else None
    high = level.high if level.high is not None else trail.high if trail else None
    return None if low is None or high is None else (low, high)


def _range(reading: Reading, cells: int) -> Line:
    reach, fade = _reach(reading), reading.fade
    if reach is None or reading.level.level is None:
        return ()
    left, right = figures.figure(reach[0]) + " ", " " + figures.figure(reach[1])
    bar = cells - len(left) - len(right)
    if bar < 5:
        return (Span(fit(f"{left.strip()}–{right.strip()}", cells), Tone.QUIET, fade),)
    middle = range_bar(reading.level.level, *reach, bar, fade)
    return (Span(left, Tone.QUIET, fade), *middle, Span(right, Tone.QUIET, fade))


def rows(shown: Sequence[Reading], cells: int, most: int, *, across: int = 2) -> list[Line]:
    """One line an index, or two side by side with their range, figures in columns; at most so many lines."""
    across = max(1, min(across, (cells - 1) // 38))
    each = (cells - 1 - (across - 1) * _GAP) // across
    kept = shown[: most * across]
    widths = _widths(kept, each)
    parts = [filled(_row(reading, each, widths, with_range=across > 1), each) for reading in kept]
    lines: list[Line] = []
    for start in range(0, len(parts), across):
        line: Line = (Span(" "),)
        for n, part in enumerate(parts[start : start + across]):
            line += ((Span(" " * _GAP),) if n else ()) + part
        lines.append(line)
    return lines


class _Widths(NamedTuple):
    name: int
    level: int
    change: int
    percent: int


def _widths(shown: Sequence[Reading], cells: int) -> _Widths:
    """What each part takes; a long name gives way to the figures."""

    def widest(texts: Iterable[str]) -> int:
        return max(map(width, texts), default=0)

    level = widest(_level_text(reading.level) for reading in shown)
    percent = widest(figures.percent(r.level.percent) for r in shown if r.level.percent is not None)
    name = widest(label(reading.level) + ("!" if reading.level.flags else "") for reading in shown)
    return _Widths(
        max(3, min(name, cells - level - percent - 4)),
        level,
        widest(figures.signed(r.level.change) for r in shown if r.level.change is not None),
        percent,
    )


def _row(reading: Reading, cells: int, widths: _Widths, *, with_range: bool) -> Line:
    level, fade = reading.level, reading.fade
    tone = TONES[level.direction]
    glyph = figures.GLYPHS[level.direction] if level.direction else " "
    lead = _ticked(reading)
    flag = "!" if level.flags else ""
    name = fit(label(level), widths.name - len(flag))
    spans = [
        Span(name, Tone.TITLE, fade),
        Span(flag, Tone.WARN, fade),
        Span(" " * (widths.name - width(name + flag) + 1)),
        Span(" " * (widths.level + 1 - width(lead.text))),
        lead,
        Span(f"{glyph} ", tone, fade),
    ]
    left = cells - widths.name - widths.level - 4
    change = "" if level.change is None else figures.signed(level.change)
    if left >= widths.change + widths.percent + 1:
        spans.append(Span(pad(change, widths.change, right=True) + " ", tone, fade))
        left -= widths.change + 1
    percent = "" if level.percent is None else figures.percent(level.percent)
    spans.append(Span(pad(percent, widths.percent, right=True), tone, fade))
    left -= widths.percent
    return (*spans, *_aside(reading, min(left - 2, 16), with_range=with_range))


def _aside(reading: Reading, cells: int, *, with_range: bool) -> Line:
    """What fits beside an index on its line: where it stands in its range, or the line of its levels."""
    trail = reading.trail
    if trail is None or cells < 6:
        return ()
    if not with_range and len(trail.points) < 2:
        return ()
    if not with_range:
        (curve,) = sparkline(trail.points, cells)
        return (Span("  "), Span(curve, TONES[reading.level.direction], reading.fade))
    reach = _reach(reading)
    if reach is None or reading.level.level is None:
        return ()
    return (Span("  "), *range_bar(reading.level.level, *reach, cells, reading.fade))
