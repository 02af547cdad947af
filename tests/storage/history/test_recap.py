"""The recap of a day: what the history gives is what the scripted events give."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.markets import a_failure, a_snapshot, unchanged
from tests.kit.marks import quick
from tests.kit.quotes import FIXED_NOW, a_level, a_quote, after, an_article
from tests.storage.history.test_delta import a_run
from tests.storage.history.test_writer import Keeping
from tui.config.calendars import load_calendars, trading_day_lookup
from tui.domain.article import TimePrecision
from tui.domain.bars import Bar, start_of_day
from tui.domain.events import Event, SourcePaused
from tui.domain.quote import InstrumentId
from tui.domain.recap import MarketRecap, Recap, Session, market_recap, row_of
from tui.domain.source_health import SourceState
from tui.storage.history.files import is_written
from tui.storage.history.recap import read_recap
from tui.storage.history.recap_reader import RecapReader

CALENDARS = load_calendars()
DAY = FIXED_NOW.date()
ORDER = ("br", "other")


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db", day_of=trading_day_lookup(CALENDARS))
    yield keeping
    keeping.leave()


def recap(keeping: Keeping, day: date | None = None, now: datetime | None = None) -> Recap:
    keeping.writer.work()
    with closing(RecapReader(keeping.file)) as reader:
        found = read_recap(reader, day, CALENDARS, now or after(7200), ORDER)
    assert found is not None
    return found


def scripted(events: list[Event], keeping: Keeping) -> MarketRecap:
    """Apply the events, and return what they come to by themselves."""
    bars: dict[InstrumentId, Bar] = {}
    for event in events:
        before = keeping.market.quotes
        keeping.apply(event)
        for key, quote in keeping.market.quotes.items():
            was = before.get(key)
            if quote.price is not None and (was is None or was.price != quote.price):
                known = bars.get(key)
                bars[key] = (
                    known.with_price(quote.price, quote.volume)
                    if known
                    else Bar.start(start_of_day(DAY), quote.price, quote.volume)
                )
    rows = [row_of(key, bar, keeping.market.quotes.get(key), None) for key, bar in bars.items()]
    return market_recap("PSX", DAY, Session(), [row for row in rows if row.id in keeping.market.quotes])


def comparable(market: MarketRecap, keys: set[InstrumentId]) -> object:
    """Return what is compared: of rows that are gone nothing more is known, and of equal rows either source may be."""
    rows = (*market.gainers, *market.losers, *market.active)
    return {row.id: row._replace(source=None) for row in rows if row.id in keys}


@pytest.mark.parametrize("seed", quick(3, *range(60)))
def test_the_recap_of_the_history_is_that_of_the_events(keeping: Keeping, seed: int) -> None:
    expected = scripted(a_run(seed, 60), keeping)
    (market,) = recap(keeping).markets
    keys = {row.id for row in expected.gainers} & {row.id for row in market.gainers}
    assert market.instruments >= expected.instruments
    assert keys
    assert comparable(market, keys) == comparable(expected, keys)


def a_day() -> list[Event]:
    events: list[Event] = []
    for minute in range(60):
        at = after(60 * minute)
        if 20 <= minute < 30:
            events.append(a_failure("HTTP 503", at=at))
            continue
        rows = [
            a_level("KSE100", f"{80_000 + (minute - 30) ** 2}", "+615.2", "+0.76"),
            a_quote("OGDC", f"{100 + minute}.50", "+5.00", "+5.00", name="Oil & Gas")._replace(volume=1000 * minute),
            a_quote("PPL", f"{200 - minute}", "-3.00", "-1.50")._replace(volume=50),
            a_quote("LUCK", "700.00", "0.00", "0.00")._replace(volume=7),
        ]
        articles = [an_article("a1", "Stocks gain")] if minute < 10 else [an_article("a2", "Oil *falls*", published=at)]
        events.append(a_snapshot(*rows, *articles, at=at))
    return events


def test_a_day_is_what_its_events_say(keeping: Keeping) -> None:
    for event in a_day():
        keeping.apply(event)
    found = recap(keeping)
    (market,) = found.markets
    assert (market.market, market.day, market.instruments) == ("PSX", DAY, 3)
    assert market.breadth == (1, 1, 1)
    (index,) = market.indices
    assert (str(index.price), str(index.low), str(index.high)) == ("80841", "80000", "80900")
    assert [(row.id.symbol, str(row.high)) for row in market.gainers] == [("OGDC", "159.50")]
    assert [(row.id.symbol, str(row.low)) for row in market.losers] == [("PPL", "141")]
    assert market.active_by == "volume"
    assert [row.id.symbol for row in market.active] == ["OGDC", "PPL", "LUCK"]
    assert (market.session.first_price, market.session.last_change) == (FIXED_NOW, after(59 * 60))
    assert {story.headline for story in found.stories} == {"Stocks gain", "Oil *falls*"}
    (trouble,) = found.troubles
    assert (trouble.source, trouble.total, len(trouble.outages)) == ("br", timedelta(minutes=10), 1)
    assert (trouble.outages[0].reason, trouble.outages[0].is_over) == ("HTTP 503", True)


def test_the_day_that_was_asked_for_is_shown(keeping: Keeping) -> None:
    for event in a_day():
        keeping.apply(event)
    keeping.poll(86_400, OGDC="500", PPL="2", KSE100="3", LUCK="4")
    later = recap(keeping, now=after(90_000))
    assert [(market.day, market.instruments) for market in later.markets] == [(DAY + timedelta(days=1), 4)]
    assert recap(keeping, DAY, now=after(90_000)).markets[0].instruments == 3
    with closing(RecapReader(keeping.file)) as reader:
        assert read_recap(reader, DAY - timedelta(days=1), CALENDARS, after(0)) is None


def test_without_the_row_of_a_source_the_day_before_is_compared(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100.00", PPL="1")
    keeping.apply(a_snapshot(a_quote("OGDC", "110.00", None, None), a_quote("PPL", "1"), at=after(86_400)))
    keeping.apply(a_snapshot(a_quote("PPL", "2"), at=after(86_460)))
    (market,) = recap(keeping, now=after(90_000)).markets
    row = next(row for row in market.gainers if row.id.symbol == "OGDC")
    assert (str(row.price), str(row.change), str(row.percent)) == ("110.00", "10.00", "10.00")


def test_markets_are_apart_and_each_has_its_own_day(keeping: Keeping) -> None:
    friday = 3 * 86_400
    keeping.apply(a_snapshot(a_quote("OGDC", "1"), a_quote("BTC", "2", market="CRYPTO"), at=after(friday)))
    keeping.apply(a_snapshot(a_quote("OGDC", "1"), a_quote("BTC", "3", market="CRYPTO"), at=after(friday + 86_400)))
    found = recap(keeping, now=after(friday + 90_000))
    assert {(market.market, market.day.isoformat()) for market in found.markets} == {
        ("PSX", "2026-03-20"),
        ("CRYPTO", "2026-03-21"),
    }


def test_what_the_user_paused_is_no_trouble(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    keeping.apply(SourcePaused(source="br", at=after(60)))
    assert recap(keeping).troubles == ()


def test_trouble_on_a_board_that_runs_is_not_over(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    assert is_written(keeping.file)
    keeping.apply(a_failure("HTTP 503", at=after(60)))
    (trouble,) = recap(keeping, now=after(360)).troubles
    assert (trouble.total, trouble.outages[0].is_over) == (timedelta(minutes=5), False)


@pytest.mark.parametrize(
    ("heard_last", "minutes"),
    [
        (unchanged("other", at=after(120)), 1),
        (a_snapshot(a_quote("PPL"), source="other", at=after(180)), 2),
        (a_failure("HTTP 503", at=after(240)), 3),
    ],
)
def test_trouble_of_a_board_that_ended_counts_to_what_it_heard_last(
    keeping: Keeping, heard_last: Event, minutes: int
) -> None:
    keeping.apply(a_snapshot(a_quote("PPL"), source="other", at=after(0)))
    keeping.poll(0, OGDC="1")
    keeping.apply(a_failure("HTTP 503", at=after(60)))
    keeping.apply(heard_last)
    (trouble,) = recap(keeping, now=after(360)).troubles
    assert (trouble.total, trouble.outages[0].is_over) == (timedelta(minutes=5), False)
    keeping.leave()
    with closing(RecapReader(keeping.file)) as reader:
        found = read_recap(reader, None, CALENDARS, after(360), ORDER)
    assert found is not None
    (trouble,) = found.troubles
    assert (trouble.total, trouble.outages[0].is_over) == (timedelta(minutes=minutes), True)


def test_trouble_ends_with_the_run_that_had_it(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    keeping.apply(a_failure("HTTP 503", at=after(60)))
    keeping.apply(unchanged("other", at=after(120)))
    keeping.apply(a_snapshot(a_quote("PPL"), source="other", at=after(180)))
    keeping.writer.work()
    keeping.leave()
    again = Keeping(keeping.file, day_of=trading_day_lookup(CALENDARS))
    again.poll(3600, OGDC="1")
    again.leave()
    (trouble,) = recap(keeping).troubles
    assert (trouble.total, trouble.outages[0].is_over) == (timedelta(minutes=2), True)


def test_an_article_of_a_day_before_that_was_known_is_no_story(keeping: Keeping) -> None:
    old = an_article("old", "Old", published=FIXED_NOW - timedelta(days=3))
    dated = an_article("dated", "Dated")._replace(precision=TimePrecision.DAY)
    keeping.apply(a_snapshot(a_quote(), old, dated, an_article("new", "New", published=after(-60)), at=FIXED_NOW))
    assert [story.headline for story in recap(keeping).stories] == ["New"]


def test_a_failure_for_a_while_has_its_state(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    keeping.apply(a_failure("HTTP 403", at=after(60))._replace(stops=True))
    keeping.writer.work()
    assert is_written(keeping.file)
    (trouble,) = recap(keeping).troubles
    assert trouble.outages[-1].state is SourceState.PAUSED
    assert Decimal(trouble.total.total_seconds()) > 0
