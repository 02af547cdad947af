"""The tape of this run: sessions of the markets beside what the polls brought."""

from datetime import UTC, datetime, timedelta

from tests.kit.markets import a_snapshot
from tests.kit.quotes import a_quote
from tui.config.calendars import load_calendars
from tui.domain.market import apply
from tui.domain.tape import Move, SessionChange
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.ui.tape_collector import TapeCollector

CALENDARS = load_calendars()
OPENS = datetime(2026, 11, 24, 4, 32, tzinfo=UTC)
"""Of the exchange of Karachi, a Tuesday."""


def test_a_market_that_opens_is_an_entry_before_what_the_poll_brought() -> None:
    now = OPENS - timedelta(seconds=30)
    every = timedelta(seconds=15)
    market = market_before_polls([SourceConfig(name="br", kind="brecorder", url="", every=every, market="PSX")])
    collector = TapeCollector(market, lambda: now, lambda at: at, lambda: CALENDARS)
    for price in ("100", "101", "101"):
        market = apply(market, a_snapshot(a_quote("OGDC", price), at=now))
        collector.receive(market)
        now += timedelta(seconds=31)
    market = apply(market, a_snapshot(a_quote("OGDC", "102"), at=now))
    collector.receive(market)
    entries = [entry for group in collector.latest.groups for entry in group]
    assert [type(entry) for entry in entries] == [SessionChange, Move, Move]
    assert entries[0] == SessionChange(OPENS, "PSX", is_open=True)
