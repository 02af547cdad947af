"""The chart of the instrument that is open: keys, clicks, the history, and what its drawing costs."""

from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.marks import quick, spread
from tests.ui.stage import Stage, staged
from tests.ui.staged_source import psx
from tui.domain.bars import Bar, FilledBars, start_of_day
from tui.domain.past import PastOutlook
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.store import HistoryStore
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.view.chart.values import ChartKind, ChartRange
from tui.view.terminal_profile import TerminalProfile

SIZES = [(120, 40), (80, 24)]


def detail_of(stage: Stage) -> InstrumentDetail:
    detail = stage.board.side_widget("detail")
    assert isinstance(detail, InstrumentDetail)
    return detail


async def open_detail(stage: Stage, symbol: str = "OGDC") -> None:
    """Open an instrument that has moved, and give its pane the keys."""
    await stage.point(symbol)
    for by in ("0.35", "0.15", "-0.25", "0.40"):
        stage.source.move(symbol, by)
        await stage.poll(15)
    if not detail_of(stage).display:
        await stage.press("enter")
    for _ in range(3):
        if not stage.keys_are_in(detail_of(stage)):
            await stage.press("tab")
    assert stage.keys_are_in(detail_of(stage))


@pytest.mark.parametrize("size", spread(1, *SIZES, (40, 12)))
async def test_the_chart_is_drawn_with_the_instrument(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await open_detail(stage)

        assert any("\u2800" < character <= "\u28ff" for character in stage.text)
        assert "OGDC" in stage.text


@pytest.mark.parametrize("size", quick(1, *SIZES))
async def test_j_and_k_go_to_the_next_instrument_with_the_chart_open(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await open_detail(stage)
        await stage.press("j")
        assert stage.cursor == "PAEL"
        assert "PAEL  PSX" in stage.text
        await stage.press("k", "k")
        assert stage.cursor == "MLCF"
        assert stage.keys_are_in(detail_of(stage))


@pytest.mark.slow
async def test_each_range_has_a_key_and_a_word_to_click() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        for key, shown in zip("dWDIHRYVE", ChartRange, strict=True):
            await stage.press(key)
            assert detail_of(stage).chart.options.range is shown
        await stage.press("d", "shift+down")
        assert detail_of(stage).chart.options.range is ChartRange.DAY
        await stage.press("shift+up")
        assert detail_of(stage).chart.options.range is ChartRange.FIVE_DAYS
        y = stage.line_of("1d 5d 1m")
        await stage.click(stage.lines[y].index("ytd") + 1, y)
        assert detail_of(stage).chart.options.range is ChartRange.YEAR_TO_DATE
        await stage.click(stage.lines[y].index("line") + 1, y)
        assert detail_of(stage).chart.options.kind is ChartKind.AREA


@pytest.mark.slow
async def test_the_next_start_draws_the_chart_that_was_chosen() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("W", "l", "l", "h")
        remembered = stage.app.view()
    assert remembered is not None
    async with staged((120, 40), remembered=remembered) as stage:
        assert "candles avg log" in stage.text
        assert detail_of(stage).chart.options.range is ChartRange.FIVE_DAYS
        assert detail_of(stage).chart.options.is_log


@pytest.mark.slow
async def test_keys_of_the_chart_work_from_the_grid_beside_it() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("tab")
        chart = detail_of(stage).chart
        await stage.press("Y", "e", "l")
        assert (chart.options.range, chart.options.kind) == (ChartRange.YEAR, ChartKind.AREA)
        assert chart.options.has_averages
        await stage.press("shift+down", "d", "left")
        assert chart.cross
        assert stage.keys_are_in(stage.board.grid)
        await stage.press("escape")
        assert not detail_of(stage).chart.cross
        assert detail_of(stage).display
        cursor = stage.cursor
        await stage.press("s", "S", "j")
        assert stage.cursor != cursor
        await stage.press("escape", "V")
        assert not detail_of(stage).display
        assert chart.options.range is ChartRange.DAY


@pytest.mark.slow
async def test_while_a_letter_is_asked_for_the_chart_gets_no_key() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("tab", "full_stop", "Y")
        assert detail_of(stage).chart.options.range is ChartRange.DAY


@pytest.mark.slow
async def test_a_key_draws_candles_and_another_the_averages() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("l", "l")
        assert "candles avg log" in stage.text
        await stage.press("e", "h")
        assert "20 –" in stage.text
        await stage.press("l")
        assert detail_of(stage).chart.options.kind is ChartKind.LINE


@pytest.mark.slow
async def test_the_cross_hair_reads_the_figures_and_escape_puts_it_away() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        values = [f"{value:g}" for value in stage.app.state.market.series[psx("OGDC")].points]
        await stage.press("left")
        assert f"C {stage.app.state.market.quotes[psx('OGDC')].price}" in stage.text
        await stage.press("left")
        assert f"C {values[-2]}" in stage.text
        await stage.press("ctrl+left")
        assert f"C {values[0]}" in stage.text
        await stage.press("escape")
        assert "C " not in stage.lines[stage.line_of("1d 5d 1m") + 1]
        assert stage.keys_are_in(detail_of(stage))
        await stage.press("escape")
        assert "DETAIL" not in stage.text


@pytest.mark.slow
async def test_the_pointer_brings_the_cross_hair_and_takes_it_away() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        y = stage.line_of("1d 5d 1m")
        region = detail_of(stage).region
        await stage.click(region.x + 2, y + 6)
        first = f"{stage.app.state.market.series[psx('OGDC')].points[0]:g}"
        assert f"C {first}" in stage.lines[y + 1]
        await stage.click(region.x + 2, region.y)
        assert "C " not in stage.lines[y + 1]


@pytest.mark.slow
async def test_another_instrument_is_drawn_over_it_in_percent() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("x", "j")
        line = next(line for line in stage.lines if "OGDC " in line and "%" in line and "─" not in line[60:])
        assert line
        assert "PAEL  PSX" in stage.text
        await stage.press("X")
        assert detail_of(stage).chart.options.compared == ()
        await stage.press("X")
        assert "nothing is marked" in stage.text


@pytest.mark.slow
async def test_commands_open_a_chart_and_compare() -> None:
    async with staged((120, 40)) as stage:
        await stage.point("OGDC")
        await stage.run("chart 1y candles log")
        assert stage.keys_are_in(detail_of(stage))
        assert "candles avg log" in stage.text
        assert detail_of(stage).chart.options.range is ChartRange.YEAR
        await stage.run("compare ppl LUCK")
        assert detail_of(stage).chart.options.compared == (psx("PPL"), psx("LUCK"))
        await stage.press("l")
        assert "what is compared is drawn as lines" in stage.text
        await stage.run("compare")
        assert detail_of(stage).chart.options.kind is ChartKind.CANDLES
        assert detail_of(stage).chart.options.compared == ()
        await stage.run("chart breadth")
        assert "breadth of All" in stage.text
        await stage.run("chart 2d")
        assert 'no chart "2d"' in stage.text


@pytest.mark.slow
async def test_the_breadth_of_the_tab_takes_the_place_of_the_instrument() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        await stage.press("Y", "left", "b")
        # a time of another range means nothing in this one
        assert detail_of(stage).chart.cross is None
        assert "breadth of All" in stage.text
        assert any(words in stage.text for words in ("rise than fall", "fall than rise", "as many rise"))
        await stage.press("W")
        assert "breadth of All" not in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (160, 50), (80, 24)))
async def test_zoomed_it_is_the_whole_screen(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await open_detail(stage)
        before = detail_of(stage).chart.picture
        await stage.press("z")
        picture = detail_of(stage).chart.picture

        assert len(picture.lines) > size[1] * 0.75 > len(before.lines)
        assert detail_of(stage).size.width == size[0]


@pytest.mark.slow
async def test_in_ascii_it_is_drawn_in_ascii() -> None:
    async with staged((120, 40), terminal_profile=TerminalProfile(ascii=True, color_depth="16")) as stage:
        await open_detail(stage)
        await stage.press("l", "l")

        assert stage.text.isascii()
        assert "?" not in "".join(stage.lines[stage.line_of("1d 5d 1m") : -1])


@pytest.mark.slow
async def test_while_data_move_it_is_drawn_once_a_second() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        drawn = {id(detail_of(stage).chart.picture)}
        for _ in range(8):
            stage.source.move("OGDC", "0.10")
            await stage.poll(0.25)
            drawn.add(id(detail_of(stage).chart.picture))

        assert len(drawn) <= 4


def a_year_of_days(file: Path, until: datetime) -> Path:
    """Write a history with a year of days of OGDC, the last of them yesterday."""
    yesterday = start_of_day(until.date()) - timedelta(days=1)
    bars = [
        Bar(
            yesterday - timedelta(days=n),
            open=Decimal(f"{80 + n % 7}.50"),
            high=Decimal(f"{80 + n % 7}.90"),
            low=Decimal(f"{80 + n % 7}.10"),
            close=Decimal(f"{80 + n % 7}.60"),
            volume=5_000,
        )
        for n in range(365, -1, -1)
    ]
    with closing(HistoryStore(file)) as store:
        store.fill(FilledBars(psx("OGDC"), timedelta(days=1), "yahoo", tuple(bars)), until)
    return file


@pytest.mark.slow
async def test_longer_ranges_are_read_from_the_history(tmp_path: Path) -> None:
    async with staged((120, 40)) as stage:
        queries = HistoryQueries(a_year_of_days(tmp_path / "history.db", stage.app.time))
        stage.app.history.queries = queries
        await open_detail(stage)
        await stage.press("Y")
        await stage.wait_until(lambda: len(detail_of(stage).chart.picture.bars) > 100)
        await stage.press("left", "left")
        line = stage.lines[stage.line_of("1d 5d 1m") + 1]
        yesterday = stage.app.time - timedelta(days=1)

        assert f"{yesterday.day} {yesterday:%b} O 80.50 H 80.90 L 80.10 C 80.60 -1.23% V 5,000" in line
        queries.close()


async def test_without_a_history_a_chart_of_more_than_the_day_says_so() -> None:
    async with staged((120, 40)) as stage:
        await open_detail(stage)
        assert "history" not in stage.text
        await stage.press("V")

        assert "history: none is kept" in stage.text


@pytest.mark.slow
async def test_an_instrument_that_is_looked_at_is_asked_for_and_one_that_is_passed_is_not() -> None:
    async with staged((120, 40)) as stage:
        feed = ScriptedFeed()
        await open_detail(stage)
        stage.app.feed = feed
        first = stage.cursor
        await stage.press("j", "j")
        last = stage.cursor
        await stage.wait(0.5)
        assert feed.viewed == []
        await stage.wait(1)
        await stage.wait(1)
        await stage.press("k", "k")
        await stage.wait(2)
        await stage.wait(2)
        assert [key.symbol for key in feed.viewed] == [last, first]


@pytest.mark.slow
async def test_what_a_source_gives_afterwards_is_drawn_without_a_key(tmp_path: Path) -> None:
    async with staged((120, 40)) as stage:
        file = tmp_path / "history.db"
        with closing(HistoryStore(file)) as store:
            store.fill(FilledBars(psx("OGDC"), timedelta(days=1), "yahoo", ()), stage.app.time)
        queries = HistoryQueries(file)
        fills = {psx("OGDC"): 1}
        stage.app.history.queries, stage.app.history.fills = queries, fills
        outlooks = {psx("OGDC"): PastOutlook(None, "yahoo")}
        stage.app.history.past_outlook = outlooks.get
        await open_detail(stage)
        await stage.press("Y")
        # the history is asked on a thread of its own
        await stage.wait_until(lambda: "asking yahoo for the past of OGDC" in stage.text)
        assert "low 80.10" not in stage.text
        a_year_of_days(file, stage.app.time)
        fills[psx("OGDC")] = 2
        outlooks.clear()
        await stage.wait(1)
        await stage.wait_until(lambda: "low 80.10" in stage.text)
        assert "asking" not in stage.text
        queries.close()
