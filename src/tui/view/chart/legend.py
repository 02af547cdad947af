"""The two lines above a chart: what can be chosen, and the figures it is drawn from."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.view import formatting
from tui.view.chart.curves import AVERAGE_PENS, CURVE_PENS, Pen, last_average
from tui.view.chart.plot import percent_at
from tui.view.chart.values import AVERAGES, ChartData, ChartKind, ChartOptions, ChartRange
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


def choice_line(data: ChartData, options: ChartOptions, cells: int) -> tuple[Line, Sequence[Button]]:
    """Return the ranges and what else can be chosen, those in force marked; as much as there is room for."""
    has_prices = not data.curves and not data.is_count
    ranges = [(each.value, f"chart_range('{each}')", each is options.range) for each in ChartRange]
    others = [
        (drawn_kind(data, options).value, "chart_kind", False),
        ("avg", "chart_averages", options.has_averages and has_prices),
        ("log", "chart_log", options.is_log and has_prices),
        ("breadth", "chart_breadth", options.has_breadth),
    ]
    for kept in range(len(others), -1, -1):
        words = [*ranges, *others[:kept]]
        if _length(words, len(ranges)) <= cells:
            return _buttons(words, len(ranges))
    return _buttons([(word, action, chosen) for word, action, chosen in ranges if chosen], 1)


def drawn_kind(data: ChartData, options: ChartOptions) -> ChartKind:
    """Return how it is drawn: as lines where several are compared, or where what was chosen needs prices."""
    has_no_candles = data.is_count and options.kind is ChartKind.CANDLES
    return ChartKind.LINE if data.curves or has_no_candles else options.kind


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
        return fit_line((at, Span(f"{_GAP}{count_words(bar.close)}")), cells)
    *prices, close = (_figure(letter, formatting.format_exact(price)) for letter, price in _prices(bar))
    change = _change(bar.close, before)
    percent = tuple(span._replace(text=" " + span.text.rpartition(" ")[2]) for span in change)
    volume = _figure("V", f"{bar.volume:,}") if bar.volume is not None else BLANK
    filled = (Span(f"{_GAP}back-filled", Tone.QUIET),) if bar.is_filled else BLANK
    several = tuple(span for price in prices for span in price)
    others = _levels_at(bar.at, data)
    compared: tuple[Line, ...] = (
        (at, *several, *close, *change, *volume, *others),
        (at, *close, *change, *others),
        (short, *_tight((*close, *percent, *others))),
        (short, *_tight((*percent, *others))),
    )
    variants: tuple[Line, ...] = (
        *(compared if others else ()),
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


def _levels_at(at: datetime, data: ChartData) -> Line:
    """Return how far each of the instruments that are compared has moved up to a time (aware)."""
    levels = (
        (pen, curve.name, percent_at(curve, data, at)) for pen, curve in zip(CURVE_PENS, data.curves, strict=False)
    )
    return tuple(Span(f"{_GAP}{name} {level:+.2f}%", pen.tone) for pen, name, level in levels if level is not None)


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
    on_axis = data.shown(data.bars)
    if data.is_count:
        words = (Span(name), Span(f"{_GAP}{count_words(on_axis[-1].close)}", Tone.QUIET)) if on_axis else BLANK
        return fit_line(words, cells)
    move, since, extent = BLANK, BLANK, BLANK
    if on_axis and options.range is not ChartRange.DAY:
        move = _change(on_axis[-1].close, data.reference if data.reference is not None else on_axis[0].open)
        since = (Span(f" since {time_text(on_axis[0].at, data)}", Tone.QUIET),)
    if on_axis and not data.curves:
        low, high = min(bar.low for bar in on_axis), max(bar.high for bar in on_axis)
        extent = _figure("low", formatting.format_price(low)) + _figure("high", formatting.format_price(high))
    note: Line = (Span(f"{_GAP}{data.note}", Tone.QUIET),) if data.note else BLANK
    names, values = _curve_names(data, options, is_ascii=is_ascii)
    forms: tuple[tuple[Line, ...], ...] = (
        (move, since, note, extent, values),
        (move, since, note, values),
        (move, since, note, names),
        (move, note, names),
        (move, since, note),
        (move, note),
    )
    lines = [_without_gap(tuple(span for piece in form for span in piece)) for form in forms]
    return next((line for line in lines if width(line) <= cells), fit_line(lines[-1], cells))


def _curve_names(data: ChartData, options: ChartOptions, *, is_ascii: bool) -> tuple[Line, Line]:
    """Return the names of the curves over the prices, and the same with their last values where these are prices."""
    if data.curves:
        named = [(pen, curve.name) for pen, curve in zip(CURVE_PENS, data.curves, strict=False)]
        names = tuple(span for pen, name in named for span in _sample(pen, name, is_ascii=is_ascii))
        return names, names
    if not options.has_averages:
        return BLANK, BLANK
    lines: list[Line] = []
    for has_values in (False, True):
        line: Line = BLANK
        for pen, count in zip(AVERAGE_PENS, AVERAGES, strict=True):
            mean = last_average(data.bars, count) if has_values else None
            value = "" if not has_values else " –" if mean is None else f" {formatting.format_exact(mean)}"
            line += _sample(pen, f"{count}{value}", is_ascii=is_ascii)
        lines.append(line)
    return lines[0], lines[1]


def count_words(difference: Decimal) -> str:
    """Return how many more instruments rise than fall, or fall than rise, in words."""
    if not difference:
        return "as many rise as fall"
    return f"{difference:,f} more rise than fall" if difference > 0 else f"{-difference:,f} more fall than rise"


def _without_gap(line: Line) -> Line:
    return (line[0]._replace(text=line[0].text.removeprefix(_GAP)), *line[1:]) if line else line


def _sample(pen: Pen, text: str, *, is_ascii: bool) -> Line:
    return (Span(_GAP), Span(pen.mark if is_ascii else _SAMPLE, pen.tone), Span(f" {text}", Tone.QUIET))
