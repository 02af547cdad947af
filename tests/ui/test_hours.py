"""The hours and the clock of the board: those of the tab that is shown."""

from datetime import date

import pytest

from tests.kit.quotes import FIXED_NOW, a_quote
from tests.ui.stage import Stage, staged
from tui.config.calendars import load_calendars
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingDay

pytestmark = pytest.mark.usefixtures("patched_compositor")


async def watch_the_world(stage: Stage) -> None:
    """Watch a share of London and one of New York beside those of Karachi; it is 09:00 UTC on a Tuesday."""
    stage.app.set_calendars(load_calendars())
    stage.app.time = FIXED_NOW
    for market, symbol in (("LSE", "VOD"), ("US", "AAPL")):
        quote = a_quote(symbol, at=stage.app.time)._replace(id=InstrumentId(market, symbol))
        stage.source.quotes[symbol] = quote
    await stage.poll()


@pytest.mark.slow
async def test_session_and_clock_follow_the_tab() -> None:
    async with staged((120, 40), first_poll=False) as stage:
        await watch_the_world(stage)
        assert "09:00 UTC   1 of 3 open · US opens 13:30 UTC in 4h 30m" in stage.lines[0]
        await stage.press("3")
        assert "09:00 GMT   LSE open · closes 16:30 GMT in 7h 30m" in stage.lines[0]
        await stage.press("4")
        assert "05:00 EDT   US closed · opens 09:30 EDT" in stage.lines[0]
        await stage.press("1")
        assert "09:00 UTC   1 of 3 open" in stage.lines[0]


async def test_what_is_closed_has_its_mark_in_the_row_and_on_the_strip_and_its_hours_in_the_detail() -> None:
    async with staged((160, 40), first_poll=False) as stage:
        await watch_the_world(stage)
        assert "◦20s" in stage.row_of("AAPL")
        assert "≤20s" in stage.row_of("VOD")
        strip = stage.lines[stage.line_of(" 1 All ")]
        assert " 4 US ◦ " in strip
        assert " 3 LSE ◦" not in strip
        await stage.press("4", "enter")
        assert "hours      US closed · opens 09:30 EDT" in stage.text


@pytest.mark.parametrize(("minutes", "shown"), [(0, "◦20s"), (180, "◦3h"), (24 * 60, "◦1d")])
async def test_the_last_figure_of_a_closed_market_is_not_grey_for_being_old(minutes: int, shown: str) -> None:
    """Where its source has not answered since, as over a weekend."""
    async with staged((120, 40), first_poll=False) as stage:
        await watch_the_world(stage)
        holidays = {date(2026, 3, day): TradingDay(holiday=CleanText("Rain")) for day in (17, 18)}
        stage.app.set_calendars({"US": load_calendars()["US"]._replace(days=holidays)})
        await stage.press("4")
        await stage.wait(minutes * 60)
        assert shown in stage.row_of("AAPL")
