"""The two lines above a chart: what can be chosen, and the figures it is drawn from."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.view import formatting
from tui.view.chart.curves import AVERAGE_PENS, CURVE_PENS, Pen, last_average
from tui.view.chart.values import AVERAGES, ChartData, ChartOptions, ChartRange
from tui.view.spans import BLANK, Line, Span, Tone, fit_line, width

_GAP: Final = "  "
_SAMPLE: Final = chr(0x2812) * 2
"""A piece of line: dots in the middle of two cells."""


class Button(NamedTuple):
    """A word that can be clicked."""

    start: int
    end: int
    """The cell after the last one."""
    action: str
    """As in a key binding: `chart_range('1d')`."""


def choice_line(options: ChartOptions, cells: int) -> tuple[Line, Sequence[Button]]:
    """Return the ranges and what else can be chosen, those in force marked; as much as there is room for."""
    ranges = [(each.value, f"chart_range('{each}')", each is options.range) for each in ChartRange]
    others = [
        (options.kind.value, "chart_kind", False),
        ("avg", "chart_averages", options.has_averages),
        ("log", "chart_log", options.is_log),
        ("breadth", "chart_breadth", options.has_breadth),
    ]
    for kept in range(len(others), -1, -1):
        words = [*ranges, *others[:kept]]
        if _length(words, len(ranges)) <= cells:
            return _buttons(words, len(ranges))
    return _buttons([(word, action, chosen) for word, action, chosen in ranges if chosen], 1)


_Word = tuple[str, str, bool]


def _length(words: Sequence[_Word], ranges: int) -> int:
    return sum(len(word) + 1 for word, _, _ in words) - 1 + (2 if len(words) > ranges else 0)


def _buttons(words: Sequence[_Word], ranges: int) -> tuple[Line, Sequence[Button]]:
    line: list[Span] = []
    buttons: list[Button] = []
    at = 0
    for number, (word, action, is_chosen) in enumerate(words):
        gap = "" if not number else "   " if number == ranges else " "
        line += [Span(gap), Span(word, Tone.CURRENT if is_chosen else Tone.QUIET)]
        at += len(gap)
        buttons.append(Button(at, at + len(word), action))
        at += len(word)
    return tuple(line), buttons


def time_text(at: datetime, data: ChartData, *, is_short: bool = False) -> str:
    """Return the time of a bar, in the zone of the chart; a short one leaves out what other labels say."""
    if data.axis.is_daily:
        return f"{at.day} {at:%b}" if is_short else f"{at:%a} {at.day} {at:%b %Y}"
    local = at.astimezone(data.axis.zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    if data.axis.days == 1:
        return clock
    return f"{local:%a} {clock}" if is_short else f"{local:%a} {local.day} {local:%b} {clock}"


def readout_line(bar: Bar, before: Decimal | None, data: ChartData, cells: int) -> Line:
    """Return the figures of the bar under the cross-hair, with every digit, as many of them as have room.

    Args:
        bar: one that is drawn.
        before: the previous close; None where it is not known.
        data: of the chart.
        cells: the width of the line.
    """
    at, short = (Span(time_text(bar.at, data, is_short=is_short), Tone.STRONG) for is_short in (False, True))
    if data.is_count:
        return fit_line((at, Span(f"{_GAP}{bar.close:+,f} rising less falling")), cells)
    *prices, close = (_figure(letter, formatting.format_exact(price)) for letter, price in _prices(bar))
    change = _change(bar.close, before)
    percent = tuple(span._replace(text=" " + span.text.rpartition(" ")[2]) for span in change)
    volume = _figure("V", f"{bar.volume:,}") if bar.volume is not None else BLANK
    filled = (Span(f"{_GAP}back-filled", Tone.QUIET),) if bar.is_filled else BLANK
    several = tuple(span for price in prices for span in price)
    variants: tuple[Line, ...] = (
        (at, *several, *close, *change, *volume, *filled),
        (at, *several, *close, *change, *volume),
        (short, *several, *close, *change, *volume),
        (short, *_tight((*several, *close, *percent, *volume))),
        (short, *_tight((*several, *close, *percent))),
        (short, *close, *change, *volume),
        (short, *close, *change),
        (short, *_tight(close)),
    )
    return next((line for line in variants if width(line) <= cells), fit_line(variants[-1], cells))


def _prices(bar: Bar) -> list[tuple[str, Decimal]]:
    """Return the prices of a bar with their letters, the last one alone where all are the same."""
    letters = zip("OHLC", (bar.open, bar.high, bar.low, bar.close), strict=True)
    return [("C", bar.close)] if bar.open == bar.high == bar.low == bar.close else list(letters)


def _figure(letter: str, text: str) -> Line:
    return (Span(f"{_GAP}{letter} ", Tone.QUIET), Span(text))


def _tight(line: Line) -> Line:
    """Return a line with single blanks in the place of wider gaps."""
    return tuple(span._replace(text=span.text.replace(_GAP, " ")) for span in line)


def _change(price: Decimal, before: Decimal | None) -> Line:
    if not before:
        return BLANK
    change = price - before
    percent = formatting.format_percent(change * 100 / abs(before))
    tone = Tone.UP if change > 0 else Tone.DOWN if change < 0 else Tone.FLAT
    return (Span(f"{_GAP}{formatting.format_change(change)} {percent}", tone),)


def summary_line(name: str, data: ChartData, options: ChartOptions, cells: int, *, is_ascii: bool) -> Line:
    """Return what the chart shows: its move over the range, the curves with their last values, and what is missing."""
    pieces: list[Line] = []
    note: Line = (Span(f"{_GAP}{data.note}", Tone.QUIET),) if data.note else BLANK
    on_axis = data.shown(data.bars)
    if on_axis and data.is_count:
        pieces.append((Span(name), Span(f"{_GAP}{on_axis[-1].close:+,f} rising less falling", Tone.QUIET)))
    elif on_axis:
        base = data.reference if data.reference is not None else on_axis[0].open
        if options.range is not ChartRange.DAY:
            since = f" since {time_text(on_axis[0].at, data)}"
            pieces.append((*_change(on_axis[-1].close, base), Span(since, Tone.QUIET)))
        pieces.append(note)
        if not data.curves:
            low, high = min(bar.low for bar in on_axis), max(bar.high for bar in on_axis)
            low_text, high_text = formatting.format_price(low), formatting.format_price(high)
            pieces.append((*_figure("low", low_text), *_figure("high", high_text)))
    if data.curves:
        pieces += [
            _sample(pen, curve.name, is_ascii=is_ascii) for pen, curve in zip(CURVE_PENS, data.curves, strict=False)
        ]
    elif options.has_averages and not data.is_count:
        means = ((count, last_average(data.bars, count)) for count in AVERAGES)
        pieces += [
            _sample(pen, f"{count} {'–' if mean is None else formatting.format_exact(mean)}", is_ascii=is_ascii)
            for pen, (count, mean) in zip(AVERAGE_PENS, means, strict=True)
        ]
    line: Line = BLANK
    for piece in pieces:
        if width(line) + width(piece) <= cells + len(_GAP):
            line += piece
    first = line[0]._replace(text=line[0].text.removeprefix(_GAP)) if line else Span("")
    return fit_line((first, *line[1:]), cells)


def _sample(pen: Pen, text: str, *, is_ascii: bool) -> Line:
    return (Span(_GAP), Span(pen.mark if is_ascii else _SAMPLE, pen.tone), Span(f" {text}", Tone.QUIET))
