"""A whole chart: what can be chosen, figures, prices with their axis, volume and time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.domain.text import truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.chart.candles import Candle, place_candles
from tui.view.chart.canvas import Canvas
from tui.view.chart.curves import CURVE_PENS, column_of
from tui.view.chart.legend import Button, choice_line, readout_line, summary_line, time_text
from tui.view.chart.plot import CANDLE_PARTS, PixelPlot, Subject, draw_cross, draw_plot, draw_rules, subject_of
from tui.view.chart.price_scale import PriceLabel, decimals_of, price_labels
from tui.view.chart.time_labels import TimeLabel, time_labels
from tui.view.chart.values import ChartData, ChartOptions
from tui.view.chart.volumes import draw_volume, volume_columns, volume_rows
from tui.view.spans import BLANK, Line, Span, Tone, fit_line
from tui.view.terminal_profile import TerminalProfile

_ROWS_WITH_TIME: Final = 4
_ROWS_WITH_FIGURES: Final = 6
_ROWS_WITH_CHOICE: Final = 7
_MAX_DECIMALS: Final = 2
"""To which round prices are written like the last one."""
_MIN_PLOT: Final = 12
"""Cells of the narrowest plot that has a scale beside it."""
_USUAL: Final = TerminalProfile()
_NO_PRICES: Final = "No prices of this span are known yet."


class Label(NamedTuple):
    """What is written beside a row of the plot."""

    text: str
    tone: Tone = Tone.QUIET


class ChartPicture(NamedTuple):
    """A chart as it is drawn, and where its parts are."""

    lines: Sequence[Line]
    buttons: Sequence[Button] = ()
    """The words of the first line that can be clicked."""
    bars: Sequence[Bar] = ()
    """What the cross-hair goes over, oldest first."""
    cells: Sequence[int] = ()
    """The cell of each of them, from the left."""
    plot: PixelPlot | None = None
    """What is to be drawn over its blank cells in pixels; None where the lines have all of it."""

    def bar_at(self, cell: int) -> Bar | None:
        """Return the last bar that is drawn at a cell or left of it; the first where none is; None without any."""
        number = bisect_right(self.cells, cell) - 1
        return self.bars[max(0, number)] if self.bars else None

    def number_of(self, at: datetime) -> int:
        """Return the number of the bar that a time (aware) is in, from 0; there is at least one."""
        return max(0, bisect_right(self.bars, at, key=lambda bar: bar.at) - 1)


def draw_chart(
    data: ChartData,
    options: ChartOptions,
    cells: int,
    rows: int,
    *,
    name: str = "",
    cross: datetime | None = None,
    profile: TerminalProfile = _USUAL,
    is_pixels: bool = False,
) -> ChartPicture:
    """Return the chart in exactly so many cells and rows.

    Args:
        data: what is drawn.
        options: how.
        cells: its width with the scale.
        rows: its height with the lines above and below the plot.
        name: of what is drawn.
        cross: a time (aware) in the bar under the cross-hair; None for no cross-hair.
        profile: what the terminal can draw.
        is_pixels: whether the plot is left blank, to be drawn in pixels.
    """
    choice, buttons = choice_line(data, options, cells) if rows >= _ROWS_WITH_CHOICE else (BLANK, ())
    above: list[Line] = [fit_line(choice, cells)] if rows >= _ROWS_WITH_CHOICE else []
    has_figures, has_time = rows >= _ROWS_WITH_FIGURES, rows >= _ROWS_WITH_TIME
    height = rows - len(above) - has_figures - has_time
    subject = subject_of(data, options)
    if not subject.bars:
        words = data.note or _NO_PRICES
        blank: list[Line] = [BLANK] * (rows - len(above) - 1)
        return ChartPicture([*above, (Span(truncate(words, cells), Tone.QUIET),), *blank], buttons)
    body = _draw_body(
        data, options, subject, cells=cells, rows=height, cross=cross, profile=profile, is_pixels=is_pixels
    )
    shown = body.cross
    if has_figures and shown is not None:
        above.append(readout_line(shown, _close_before(shown, body.bars, data), data, cells))
    elif has_figures:
        above.append(summary_line(name, data, options, cells, is_ascii=profile.ascii))
    below = [_time_line(data, body, cells)] if has_time else []
    plot = body.plot._replace(top=len(above)) if body.plot is not None else None
    return ChartPicture([*above, *body.lines, *below], buttons, body.bars, body.cells, plot)


class _Body(NamedTuple):
    """The plot with its scale and the volume."""

    lines: Sequence[Line]
    bars: Sequence[Bar]
    cells: Sequence[int]
    width: int
    """Of the plot alone."""
    cross: Bar | None
    """The bar under the cross-hair."""
    cross_cell: int
    plot: PixelPlot | None


def _draw_body(
    data: ChartData,
    options: ChartOptions,
    subject: Subject,
    *,
    cells: int,
    rows: int,
    cross: datetime | None,
    profile: TerminalProfile,
    is_pixels: bool,
) -> _Body:
    is_ascii = profile.ascii
    volume = volume_rows(subject.bars, rows)
    height = rows - volume
    decimals = 0 if subject.is_percent else min(_MAX_DECIMALS, decimals_of(subject.bars[-1].close))
    ticks = price_labels(subject.scale, height, unit="%" if subject.is_percent else "", decimals=decimals)
    labels = _labels(subject, data, ticks, height)
    room = max((width_of(label.text) for label in labels.values()), default=0)
    room = room if cells - room - 1 >= _MIN_PLOT else 0
    canvas = Canvas(cells - room - 1 if room else cells, height)
    parts = CANDLE_PARTS if is_pixels else 2
    candles = place_candles(subject.bars, data.axis, parts * canvas.cells) if subject.has_candles else ()
    bars, places = _steps(subject, candles, parts, canvas.cells)
    picture = ChartPicture((), (), bars, places)
    shown = bars[picture.number_of(cross)] if cross is not None else None
    cross_cell = places[picture.number_of(cross)] if cross is not None else 0
    cross_row: int | None = None
    if shown is not None:
        price = subject.value(shown.close)
        cross_row = subject.scale.row(price, height)
        labels[cross_row] = Label(_value_text(shown.close, price, subject, data), Tone.CURRENT)
    plot: PixelPlot | None = None
    if is_pixels:
        plot = PixelPlot(0, canvas.cells, rows, volume, subject, data, options, ticks, candles, shown)
    else:
        draw_plot(canvas, subject, data, options, candles, profile=profile)
        if cross_row is not None:
            draw_cross(canvas, cross_cell, cross_row, is_ascii=is_ascii)
        draw_rules(canvas, subject, data, ticks, is_ascii=is_ascii)
    lines = [_with_label(line, labels.get(row), room) for row, line in enumerate(canvas.lines(is_ascii=is_ascii))]
    if volume:
        below = Canvas(canvas.cells, volume)
        columns = volume_columns(subject, candles, data.axis, parts * canvas.cells)
        most = max(columns.values(), default=0)
        if not is_pixels:
            draw_volume(below, columns, is_ascii=is_ascii)
        top = Label(truncate(formatting.format_count(most, "short"), room)) if room else None
        lines += [
            _with_label(line, None if row else top, room) for row, line in enumerate(below.lines(is_ascii=is_ascii))
        ]
    return _Body(lines, bars, places, canvas.cells, shown, cross_cell, plot)


def _steps(subject: Subject, candles: Sequence[Candle], parts: int, cells: int) -> tuple[Sequence[Bar], Sequence[int]]:
    """Return what the cross-hair goes over, and the cell of each; candles are placed by so many parts of a cell."""
    if candles:
        return [candle.bar for candle in candles], [candle.middle // parts for candle in candles]
    return subject.bars, [column_of(position, cells) for position, _ in subject.points]


def _labels(subject: Subject, data: ChartData, ticks: Sequence[PriceLabel], rows: int) -> dict[int, Label]:
    """Return what is beside each row: the last value, those compared, the previous close, then round numbers."""
    labels: dict[int, Label] = {}
    last = subject.bars[-1].close
    value = subject.value(last)
    # compared with others it has the colour of its own line
    tone = Tone.STRONG if subject.is_percent else Tone.CURRENT
    labels[subject.scale.row(value, rows)] = Label(_value_text(last, value, subject, data), tone)
    for pen, curve, points in zip(CURVE_PENS, data.curves, subject.curves, strict=False):
        if points:
            row = _free_row(subject.scale.row(points[-1][1], rows), labels, rows)
            labels[row] = Label(f"{truncate(curve.name, 8)} {points[-1][1]:+.2f}%", pen.tone)
    if subject.reference is not None and not subject.is_percent and not data.is_count and data.reference is not None:
        labels.setdefault(subject.scale.row(subject.reference, rows), Label(formatting.format_price(data.reference)))
    taken = set(labels)
    for tick in ticks:
        if not taken & {tick.row - 1, tick.row, tick.row + 1}:
            labels[tick.row] = Label(tick.text)
    return labels


def _free_row(row: int, labels: dict[int, Label], rows: int) -> int:
    """Return the row nearest to one that has no label yet; the row itself where all have."""
    nearest = sorted(range(rows), key=lambda each: abs(each - row))
    return next((each for each in nearest if each not in labels), row)


def _value_text(price: Decimal, value: float, subject: Subject, data: ChartData) -> str:
    if data.is_count:
        return f"{price:+,f}"
    return f"{value:+.2f}%" if subject.is_percent else formatting.format_price(price)


def _with_label(line: Line, label: Label | None, room: int) -> Line:
    if not room:
        return line
    text, tone = label if label is not None else Label("")
    return (*line, Span(" " * (1 + room - width_of(text))), Span(text, tone))


def _close_before(bar: Bar, bars: Sequence[Bar], data: ChartData) -> Decimal | None:
    """Return the previous close of a bar: of parts of a day that of the day before, else of the bar before."""
    if data.axis.is_daily:
        earlier = [each for each in data.bars if each.at < bar.at]
        return earlier[-1].close if earlier else None
    day = bar.at.astimezone(data.axis.zone).date()
    if day == bars[-1].at.astimezone(data.axis.zone).date() and data.previous_close is not None:
        return data.previous_close
    earlier = [each for each in data.bars if each.at.astimezone(data.axis.zone).date() < day]
    return earlier[-1].close if earlier else None


def _time_line(data: ChartData, body: _Body, cells: int) -> Line:
    """Return the labels of time, in the place of some that of the cross-hair."""
    labels = list(time_labels(data.axis, body.width))
    marked: TimeLabel | None = None
    if body.cross is not None:
        text = time_text(body.cross.at, data)
        text = text if len(text) <= body.width else ""
        start = max(0, min(body.cross_cell - len(text) // 2, body.width - len(text)))
        marked = TimeLabel(body.cross_cell, text, start)
        labels = [label for label in labels if label.end + 1 < start or label.start > marked.end + 1]
        labels = sorted([*labels, marked], key=lambda label: label.start)
    line: list[Span] = []
    at = 0
    for label in labels:
        line += [Span(" " * (label.start - at)), Span(label.text, Tone.CURRENT if label is marked else Tone.QUIET)]
        at = label.end
    return fit_line(tuple(line), cells)
