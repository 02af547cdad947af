"""Whole charts: every size, every range and kind, the cross-hair, and pictures as text."""

import os
import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.charts import NOW, chart_data
from tests.kit.marks import for_each, spread
from tests.kit.quotes import an_id
from tests.kit.view import page_of, text_of
from tui.domain.bars import Bar
from tui.ui.rendering.ascii import to_ascii
from tui.view import formatting
from tui.view.chart.picture import ChartPicture, draw_chart
from tui.view.chart.plot import subject_of
from tui.view.chart.values import ChartData, ChartKind, ChartOptions, ChartRange, Curve
from tui.view.spans import Tone, width
from tui.view.terminal_profile import TerminalProfile

PICTURES = Path(__file__).parent / "pictures"
DATA = {shown: chart_data(shown) for shown in ChartRange}
DAY = ChartOptions()
OTHERS = [Curve(name, chart_data(ChartRange.YEAR, seed).bars, None) for name, seed in (("PPL", 3), ("LUCK", 5))]
COUNTED = DATA[ChartRange.DAY]._replace(is_count=True)
COMPARED = DATA[ChartRange.YEAR]._replace(curves=OTHERS)


def figure_line(picture: ChartPicture) -> str:
    return text_of(picture.lines[1])


@given(
    size=st.tuples(st.integers(10, 300), st.integers(3, 80)),
    shown=st.sampled_from(ChartRange),
    kind=st.sampled_from(ChartKind),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    cross=st.none() | st.integers(0, 400),
)
def test_a_chart_fills_its_room_and_no_more(
    size: tuple[int, int],
    shown: ChartRange,
    kind: ChartKind,
    flags: tuple[bool, bool, bool, bool],
    cross: int | None,
) -> None:
    cells, rows = size
    is_log, has_averages, is_ascii, is_compared = flags
    data = COMPARED if is_compared else DATA[shown]
    options = ChartOptions(shown, kind, is_log=is_log, has_averages=has_averages)
    at = None if cross is None else data.bars[cross % len(data.bars)].at
    picture = draw_chart(data, options, cells, rows, cross=at, profile=TerminalProfile(ascii=is_ascii))

    assert len(picture.lines) == rows
    assert all(width(line) <= cells for line in picture.lines)
    assert not is_ascii or "?" not in to_ascii(page_of(picture.lines))
    assert not is_ascii or not any("\u2800" <= character <= "\u28ff" for character in page_of(picture.lines))
    assert all(0 <= cell < cells for cell in picture.cells)
    assert list(picture.cells) == sorted(picture.cells)
    assert all(0 <= button.start < button.end <= cells for button in picture.buttons)


@given(
    prices=st.lists(st.decimals("0.0001", "1e9", places=4), min_size=1, max_size=30),
    kind=st.sampled_from(ChartKind),
    is_log=st.booleans(),
    rows=st.integers(1, 60),
)
def test_every_price_that_is_drawn_is_within_the_axis(
    prices: list[Decimal], kind: ChartKind, rows: int, *, is_log: bool
) -> None:
    axis = DATA[ChartRange.DAY].axis
    bars = [Bar.start(axis.start + timedelta(minutes=n), price, None) for n, price in enumerate(prices)]
    subject = subject_of(ChartData(axis, bars), ChartOptions(kind=kind, is_log=is_log))

    assert all(0 <= subject.scale.row(float(bar.close), rows) < rows for bar in bars)


@pytest.mark.parametrize("shown", spread(1, *ChartRange))
@pytest.mark.parametrize("kind", [ChartKind.LINE, ChartKind.CANDLES])
def test_the_figures_at_the_cross_hair_are_those_of_the_bar(shown: ChartRange, kind: ChartKind) -> None:
    data = DATA[shown]
    drawn = draw_chart(data, ChartOptions(shown, kind), 160, 30)
    for number in range(0, len(drawn.bars), max(1, len(drawn.bars) // 7)):
        bar = drawn.bars[number]
        line = figure_line(draw_chart(data, ChartOptions(shown, kind), 160, 30, cross=bar.at))

        served = zip("OHLC", (bar.open, bar.high, bar.low, bar.close), strict=True)
        assert all(f"  {letter} {formatting.format_exact(price)}  " in line + "  " for letter, price in served)
        assert f"V {bar.volume:,}" in line


def test_digits_are_those_that_were_served() -> None:
    axis = DATA[ChartRange.DAY].axis
    bar = Bar(axis.start, Decimal("101.20"), Decimal("101.900"), Decimal("100.10"), Decimal("101.50"), 1_200)
    data = ChartData(axis, [bar], reference=Decimal("100.00"), previous_close=Decimal("100.00"))

    line = figure_line(draw_chart(data, DAY, 120, 20, cross=bar.at))
    assert "O 101.20  H 101.900  L 100.10  C 101.50  +1.50 +1.50%  V 1,200" in line
    filled = data._replace(bars=[bar._replace(is_filled=True)])
    assert "back-filled" in figure_line(draw_chart(filled, DAY, 120, 20, cross=bar.at))


def test_the_change_at_the_cross_hair_is_against_the_close_of_the_day_before() -> None:
    data = DATA[ChartRange.YEAR]
    drawn = draw_chart(data, ChartOptions(ChartRange.YEAR), 300, 30)
    before, bar = drawn.bars[99:101]
    line = figure_line(draw_chart(data, ChartOptions(ChartRange.YEAR), 300, 30, cross=bar.at))
    assert f" {formatting.format_change(bar.close - before.close)} " in line

    five = DATA[ChartRange.FIVE_DAYS]
    zone = five.axis.zone
    bars = [bar for bar in five.bars if bar.at.astimezone(zone).date() == NOW.date()]
    yesterday = [bar for bar in five.bars if bar.at < bars[0].at][-30]
    close = [bar for bar in five.bars if bar.at.date() < yesterday.at.date()][-1].close
    line = figure_line(draw_chart(five, ChartOptions(ChartRange.FIVE_DAYS), 300, 30, cross=yesterday.at))
    assert f" {formatting.format_change(yesterday.close - close)} " in line


@for_each("cells", [10, 24, 40, 80])
def test_the_cross_hair_shows_as_much_as_there_is_room_for_and_never_a_part(cells: int) -> None:
    data = DATA[ChartRange.DAY]
    bar = data.bars[50]
    line = figure_line(draw_chart(data, DAY, cells, 20, cross=bar.at))

    assert line.startswith(f"{bar.at.astimezone(data.axis.zone):%H:%M}")
    assert (f"C {bar.close}" in line) is (cells >= 24)


@for_each("cells", [30, 80, 160])
def test_the_pointer_finds_the_bar_that_is_drawn_there(cells: int) -> None:
    picture = draw_chart(DATA[ChartRange.YEAR], ChartOptions(ChartRange.YEAR, ChartKind.CANDLES), cells, 20)

    for bar, cell in zip(picture.bars, picture.cells, strict=True):
        assert picture.bar_at(cell) == bar
        assert picture.bars[picture.number_of(bar.at)] == bar
    assert picture.bar_at(-1) == picture.bars[0]
    assert picture.bar_at(cells) == picture.bars[-1]


def test_words_above_the_chart_are_where_they_can_be_clicked() -> None:
    picture = draw_chart(DATA[ChartRange.DAY], DAY, 80, 20)
    line = text_of(picture.lines[0])

    assert {line[button.start : button.end]: button.action for button in picture.buttons} == {
        **{each.value: f"chart_range('{each}')" for each in ChartRange},
        "line": "chart_kind",
        "avg": "chart_averages",
        "log": "chart_log",
        "breadth": "chart_breadth",
    }
    (chosen,) = (span.text for span in picture.lines[0] if span.tone is Tone.CURRENT)
    assert chosen == "1d"


def test_the_previous_close_is_a_dashed_line_where_it_is_near() -> None:
    data = DATA[ChartRange.DAY]
    assert "─ ─ ─" in page_of(draw_chart(data, DAY, 80, 20).lines)
    assert "99.65" in page_of(draw_chart(data, DAY, 80, 20).lines)
    for close in (Decimal(50), Decimal(200), None):
        assert "─ ─" not in page_of(draw_chart(data._replace(reference=close), DAY, 80, 20).lines)


def test_several_instruments_are_drawn_in_percent_with_their_names() -> None:
    options = ChartOptions(ChartRange.YEAR, compared=(an_id("PPL"), an_id("LUCK")))
    page = page_of(draw_chart(COMPARED, options, 120, 30).lines)

    for curve in OTHERS:
        on_axis = [bar for bar in curve.bars if COMPARED.axis.covers(bar.at)]
        percent = (on_axis[-1].close - on_axis[0].open) * 100 / on_axis[0].open
        assert f"{curve.name} {percent:+.2f}%" in page


def test_the_cross_hair_has_the_percentage_of_each_instrument_that_is_compared() -> None:
    options = ChartOptions(ChartRange.YEAR, compared=(an_id("PPL"), an_id("LUCK")))
    bar = COMPARED.bars[-40]
    expected = []
    for curve in OTHERS:
        on_axis = [each for each in curve.bars if COMPARED.axis.covers(each.at)]
        (close,) = (each.close for each in on_axis if each.at == bar.at)
        expected.append(f"{curve.name} {(close - on_axis[0].open) * 100 / on_axis[0].open:+.2f}%")

    for cells in (60, 160):
        line = figure_line(draw_chart(COMPARED, options, cells, 30, cross=bar.at))
        assert all(words in line for words in expected)


def test_the_last_value_has_the_colour_of_its_own_line_among_others() -> None:
    options = ChartOptions(ChartRange.YEAR, compared=(an_id("PPL"), an_id("LUCK")))
    spans = [span for line in draw_chart(COMPARED, options, 120, 30).lines[2:] for span in line]
    percentages = {span.tone for span in spans if re.fullmatch(r"[+-]\d+\.\d\d%", span.text)}
    assert percentages == {Tone.STRONG}


@for_each(
    ("numbers", "tone", "words"),
    [
        ((-9, -6), Tone.DOWN, "6 more fall than rise"),
        ((9, 6), Tone.UP, "6 more rise than fall"),
        ((4, 0), Tone.FLAT, "as many rise as fall"),
    ],
)
def test_breadth_has_words_and_the_colour_of_the_side_that_has_more(
    numbers: tuple[int, int], tone: Tone, words: str
) -> None:
    axis = DATA[ChartRange.DAY].axis
    bars = [Bar.start(axis.start + timedelta(minutes=90 * n), Decimal(each), None) for n, each in enumerate(numbers)]
    data = ChartData(axis, bars, reference=Decimal(0), is_count=True)
    picture = draw_chart(data, ChartOptions(has_breadth=True), 80, 20, name="breadth of All")

    assert figure_line(picture).rstrip() == f"breadth of All  {words}"
    assert subject_of(data, ChartOptions(has_breadth=True)).tone is tone
    assert words in figure_line(draw_chart(data, ChartOptions(has_breadth=True), 40, 20, cross=bars[-1].at))


@for_each(("cells", "has_values"), [(40, False), (60, False), (80, True), (120, True)])
def test_moving_averages_are_named_at_every_width(cells: int, has_values: bool) -> None:
    options = ChartOptions(ChartRange.YEAR, has_averages=True)
    line = figure_line(draw_chart(DATA[ChartRange.YEAR], options, cells, 20))

    assert [word for word in line.split() if word in {"20", "50", "200"}] == ["20", "50", "200"]
    assert ("⠒⠒ 200  " in f"{line}  ") is not has_values


@pytest.mark.parametrize("data", [COMPARED, COUNTED], ids=["compared", "breadth"])
def test_what_is_not_drawn_is_not_marked_as_chosen(data: ChartData) -> None:
    options = ChartOptions(has_averages=True, is_log=True)
    chosen = {span.text for span in draw_chart(data, options, 80, 20).lines[0] if span.tone is Tone.CURRENT}
    assert chosen == {"1d"}


@for_each(
    ("data", "chosen", "said"),
    [
        (COMPARED, ChartKind.CANDLES, "line"),
        (COMPARED, ChartKind.AREA, "line"),
        (COUNTED, ChartKind.CANDLES, "line"),
        (COUNTED, ChartKind.AREA, "area"),
        (DATA[ChartRange.DAY], ChartKind.CANDLES, "candles"),
    ],
)
def test_the_kind_above_the_chart_is_the_one_that_is_drawn(data: ChartData, chosen: ChartKind, said: str) -> None:
    picture = draw_chart(data, ChartOptions(kind=chosen), 80, 20)
    line = text_of(picture.lines[0])
    assert [line[each.start : each.end] for each in picture.buttons if each.action == "chart_kind"] == [said]


def test_without_prices_there_are_words() -> None:
    axis = DATA[ChartRange.DAY].axis
    assert "No prices" in page_of(draw_chart(ChartData(axis), DAY, 60, 12).lines)
    assert "the file is damaged" in page_of(draw_chart(ChartData(axis, note="the file is damaged"), DAY, 60, 12).lines)


@for_each("is_ascii", [False, True])
@for_each("kind", [ChartKind.LINE, ChartKind.CANDLES])
@for_each("cells", [40, 80, 160, 300])
def test_charts_look_as_drawn(cells: int, kind: ChartKind, *, is_ascii: bool) -> None:
    pages = [
        draw_chart(DATA[shown], options, cells, rows, cross=at, profile=TerminalProfile(ascii=is_ascii))
        for shown, options, rows, at in (
            (ChartRange.DAY, ChartOptions(kind=kind), 16, None),
            (ChartRange.FIVE_DAYS, ChartOptions(ChartRange.FIVE_DAYS, kind, has_averages=True), 16, None),
            (
                ChartRange.YEAR,
                ChartOptions(ChartRange.YEAR, kind, is_log=True),
                22,
                datetime(2025, 9, 17, tzinfo=NOW.tzinfo),
            ),
        )
    ]
    text = "\n\n".join(page_of(picture.lines) for picture in pages) + "\n"
    file = PICTURES / f"{kind}-{cells}{'-ascii' if is_ascii else ''}.txt"
    if os.environ.get("BIGBOARD_LOOKS") == "write":
        PICTURES.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
