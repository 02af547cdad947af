"""The trading hours that a source follows: how often it is polled by them, and what is shown."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.kit.clock import MINUTE, ManualClock
from tests.kit.fetcher import ScriptedFetcher
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tests.kit.sources import PAIRS, environment
from tests.kit.view import text_of
from tui.config.calendars import interval_lookup, load_calendars
from tui.config.defaults import DEFAULT_SOURCES
from tui.config.loader import load_config
from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import Phase, TradingCalendar, session_at
from tui.engine.environment import market_before_polls
from tui.engine.monitor import Monitor
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig
from tui.ui.board_state import BoardStateBuilder
from tui.view import source_health as healths
from tui.view import status_bar
from tui.view.board_state import BoardState
from tui.view.tabs import Tab
from tui.view.terminal_profile import detect_terminal

CALENDARS = load_calendars()
US = CALENDARS["US"]
NEW_YORK, KARACHI = ZoneInfo("America/New_York"), ZoneInfo("Asia/Karachi")

NEW_YORK_OPEN = datetime(2026, 11, 18, 10, 0, tzinfo=NEW_YORK)
"""A Wednesday; 20:00 in Karachi, where nothing trades."""
KARACHI_OPEN = datetime(2026, 11, 18, 11, 0, tzinfo=KARACHI)
"""01:00 in New York."""
BOTH_CLOSED = datetime(2026, 11, 18, 18, 0, tzinfo=KARACHI)
WEEKEND = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SLOW = timedelta(minutes=5)


def written(folder: Path, *lines: str) -> SourceConfig:
    """The one source that these lines of a configuration describe."""
    file = folder / "bigboard.toml"
    file.write_text("\n".join(["[[sources]]", 'name = "it"', *lines]))
    (source,) = load_config(file).sources
    return source


def yahoo(folder: Path, *symbols: str, market: str | None = None) -> SourceConfig:
    named = [f'market = "{market}"'] if market else []
    return written(folder, 'kind = "yahoo"', 'every = "1m"', f"symbols = {list(symbols)}", *named)


def interval(source: SourceConfig, at: datetime) -> timedelta:
    return interval_lookup(CALENDARS)(source, at)


@for_each(
    ("symbols", "at", "every"),
    [
        (["AAPL"], NEW_YORK_OPEN, MINUTE),
        (["AAPL"], KARACHI_OPEN, SLOW),
        (["AAPL"], WEEKEND, SLOW),
        (["OGDC.KA"], NEW_YORK_OPEN, SLOW),
        (["OGDC.KA"], KARACHI_OPEN, MINUTE),
        (["^KSE"], KARACHI_OPEN, MINUTE),
        (["AAPL", "OGDC.KA"], NEW_YORK_OPEN, MINUTE),
        (["AAPL", "OGDC.KA"], KARACHI_OPEN, MINUTE),
        (["AAPL", "OGDC.KA"], BOTH_CLOSED, SLOW),
        (["AAPL", "OGDC.KA"], WEEKEND, SLOW),
        (["AAPL", "BTC-USD"], WEEKEND, MINUTE),
        (["BTC-USD"], WEEKEND, MINUTE),
        (["PKR=X", "OGDC.KA"], BOTH_CLOSED, MINUTE),
        (["VOD.L"], WEEKEND, SLOW),
        (["SAN.MC", "GC=F"], WEEKEND, MINUTE),  # without a calendar a market counts as open
        (["^GSPC"], WEEKEND, SLOW),
        (["^GSPC"], NEW_YORK_OPEN, MINUTE),
        (["^FTSE", "^N225"], NEW_YORK_OPEN, MINUTE),  # 15:00 in London
        (["^N225", "^HSI"], NEW_YORK_OPEN, SLOW),
        (["^GSPC", "^MXX"], WEEKEND, MINUTE),
        (["^BVSP", "^KS11", "^TWII", "^STI"], WEEKEND, SLOW),
        (["^BVSP"], NEW_YORK_OPEN, MINUTE),
        (["^KS11", "^TWII", "^STI"], NEW_YORK_OPEN, SLOW),
        (["PETR4.SA"], NEW_YORK_OPEN, MINUTE),
        (["005930.KS", "035720.KQ", "2330.TW", "6488.TWO", "D05.SI"], NEW_YORK_OPEN, SLOW),
        (["PKR=X"], WEEKEND, SLOW),
    ],
)
def test_a_source_without_a_market_is_polled_by_the_hours_of_its_symbols(
    symbols: Sequence[str], at: datetime, every: timedelta, tmp_path: Path
) -> None:
    assert interval(yahoo(tmp_path, *symbols), at) == every


def test_the_longer_interval_ends_with_the_first_of_its_markets_to_open(tmp_path: Path) -> None:
    at = datetime(2026, 11, 18, 9, 27, tzinfo=NEW_YORK)

    assert interval(yahoo(tmp_path, "OGDC.KA", "AAPL"), at) == 3 * MINUTE


@for_each(
    ("lines", "markets"),
    [
        (['kind = "yahoo"', 'symbols = ["AAPL"]'], ("US",)),
        (['kind = "yahoo"', 'symbols = ["AAPL"]', 'market = "PSX"'], ("US",)),
        (['kind = "yahoo"', 'symbols = ["AAPL"]', 'market = "LSE"'], ("LSE",)),
        (['kind = "yahoo"', 'symbols = ["^GSPC", "^DJI", "^FTSE"]'], ("US", "LSE")),
        (['kind = "yahoo"', 'symbols = ["^GSPC", "OGDC.KA"]', 'market = "INDEX"'], ("US", "PSX")),
        (['kind = "yahoo"', 'symbols = ["^FTMC"]', 'market = "INDEX"'], ("INDEX",)),
        (['kind = "yahoo"', 'symbols = ["^GSPC"]', 'market = "LSE"'], ("LSE",)),
        (['kind = "yahoo"', 'symbols = ["BTC-USD", "OGDC.KA", "AAPL", "PPL.KA"]'], ("CRYPTO", "PSX", "US")),
        (['kind = "yahoo"', 'symbols = { "0P0001" = "FUND:MEEZAN" }'], ("FUND",)),
        (['kind = "stooq"', 'symbols = ["aapl.us", "^spx", "pkn"]'], ("US", "WSE")),
        (['kind = "binance"', 'symbols = ["BTCUSDT"]'], ("CRYPTO",)),
        (['kind = "frankfurter"', 'symbols = ["USD/PKR"]'], ("FX",)),
        (['kind = "finnhub"', 'symbols = ["AAPL", "BINANCE:BTCUSDT"]', 'key_env = "KEY"'], ("US", "CRYPTO")),
        (['kind = "alphavantage"', 'symbols = ["IBM", "TSCO.LON"]', 'key_env = "KEY"'], ("US", "LSE")),
        (['kind = "twelvedata"', 'symbols = ["AAPL", "USD/PKR", "BP:LSE"]', 'key_env = "KEY"'], ("US", "FX", "LSE")),
        (['kind = "brecorder"', 'url = "https://www.brecorder.com/"'], ("PSX",)),
        (['kind = "feed"', 'url = "https://x.example/feed"'], ("PSX",)),
        (['kind = "psx"', "i_have_permission = true"], ("PSX",)),
    ],
)
def test_the_markets_of_a_source(
    lines: Sequence[str], markets: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "0123456789abcdef")

    assert markets_of(written(tmp_path, *lines)) == markets


def test_a_table_with_other_names_follows_the_hours_of_its_instruments(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        'kind = "table"',
        'url = "https://x.example/rates.csv"',
        'symbols = { "Apple Inc" = "US:AAPL" }',
        '[sources.table]\nformat = "csv"\ncolumns = { symbol = "Name", price = "Last" }',
    )

    assert markets_of(source) == ("US",)


def test_the_built_in_sources_follow_the_hours_of_their_markets() -> None:
    markets = {source.name: markets_of(source) for source in DEFAULT_SOURCES}

    assert markets == {
        "br": ("PSX",),
        "news": ("PSX",),
        "yahoo": ("PSX",),
        "world": ("US", "LSE", "TSE", "HKEX", "BSE"),
        "fx": ("FX",),
        "coins": ("CRYPTO",),
    }


def a_builder(clock: Callable[[], datetime]) -> BoardStateBuilder:
    builder = BoardStateBuilder(
        clock, same_time, detect_terminal({}), disagree_percent=Decimal(1), idle_after=timedelta(0)
    )
    builder.calendars = CALENDARS
    return builder


def built(builder: BoardStateBuilder, market: Market) -> BoardState:
    return builder.build(market, paused=False, bytes_per_second=None, bytes_sent=0, redraw_interval=1, dropped_input=0)


def bar(sources: Sequence[SourceConfig], at: datetime, cells: int = 200) -> str:
    """The status bar over these sources, before any was polled."""
    return text_of(status_bar.status_line(built(a_builder(lambda: at), market_before_polls(sources)), cells))


WORLD = ("PSX:OGDC", "US:AAPL", "INDEX:FTSE", "EPA:MC.PA", "AMS:ASML.AS", "FX:USDPKR", "CRYPTO:BTC")


@for_each(
    ("tab", "exchanges", "zone", "shown"),
    [
        (Tab(name="PSX", markets=frozenset({"PSX"})), ("PSX",), "PKT", "20:00 PKT   PSX closed · opens Thu 09:32 PKT"),
        (Tab(name="US", markets=frozenset({"US"})), ("US",), "EST", "10:00 EST   US open · closes 16:00 EST in 6h 00m"),
        (Tab(name="World", markets=frozenset({"INDEX"})), ("LSE",), "GMT", "LSE open · closes 16:30 GMT in 1h 30m"),
        # two exchanges by one clock, and by two
        (Tab(name="Europe", markets=frozenset({"EPA", "AMS"})), ("EPA", "AMS"), "CET", "16:00 CET"),
        (Tab(name="Two", markets=frozenset({"PSX", "US"})), ("PSX", "US"), "UTC", "15:00 UTC   PSX closed · opens Thu"),
        # of no place
        (Tab(name="FX", markets=frozenset({"FX"})), ("FX",), "UTC", "FX open · closes Fri 22:00 UTC in 2d 7h"),
        (Tab(name="Coins", markets=frozenset({"CRYPTO"})), ("CRYPTO",), "UTC", "CRYPTO open"),
        (
            Tab(name="All"),
            ("PSX", "US", "LSE", "EPA", "AMS", "FX", "CRYPTO"),
            "UTC",
            "4 of 5 open · LSE closes 16:30 UTC in 1h 30m",
        ),
        # nothing in it yet
        (Tab(name="Tokyo", markets=frozenset({"TSE"})), ("TSE",), "JST", "00:00 JST   TSE closed · opens 09:00 JST"),
    ],
)  # fmt: skip
def test_hours_and_clock_are_those_of_the_tab_shown(
    tab: Tab, exchanges: tuple[str, ...], zone: str, shown: str
) -> None:
    quotes = [a_quote()._replace(id=InstrumentId(*name.split(":"))) for name in WORLD]
    builder = a_builder(lambda: NEW_YORK_OPEN.astimezone(UTC))
    builder.tab = tab
    state = built(builder, a_market(a_snapshot(*quotes)))

    assert state.exchanges == exchanges
    assert state.time_of_day.tzname() == zone
    assert shown in text_of(status_bar.status_line(state, 200))


def test_the_board_shows_the_hours_of_what_is_watched(tmp_path: Path) -> None:
    apple, ogdc = yahoo(tmp_path, "AAPL"), yahoo(tmp_path, "OGDC.KA")

    assert "US open · closes 16:00 EST in 6h 00m" in bar([apple], NEW_YORK_OPEN)
    assert "PSX" not in bar([apple], NEW_YORK_OPEN)
    assert "US closed · opens 09:30 EST" in bar([apple], KARACHI_OPEN)
    assert "US" not in bar([ogdc], KARACHI_OPEN)
    assert "PSX open" in bar([yahoo(tmp_path, "OGDC.KA", "AAPL")], KARACHI_OPEN)


@for_each("cells", [60, 80, 120, 200])
def test_two_markets_stand_side_by_side_as_space_allows(cells: int, tmp_path: Path) -> None:
    shown = bar([yahoo(tmp_path, "AAPL", "OGDC.KA")], NEW_YORK_OPEN, cells)

    assert "PSX closed" in shown
    assert "US open" in shown


async def test_a_source_is_shown_open_and_judged_by_the_hours_of_its_symbols(tmp_path: Path) -> None:
    apple = yahoo(tmp_path, "AAPL")
    clock = ManualClock()
    clock.now = NEW_YORK_OPEN.astimezone(UTC)
    monitor = Monitor(
        [apple],
        fetcher=ScriptedFetcher().respond("it", "AAPL=1"),
        environment=environment(clock, adapter_for=lambda _kind: PAIRS, calendars=CALENDARS),
    )
    builder = a_builder(clock)

    def standing() -> SourceState:
        return healths.shown_state(built(builder, monitor.market), monitor.market.health["it"])

    seen = []
    for _ in range(13):
        await monitor.poll("it")
        seen.append(standing())
        assert monitor.market.health["it"].every == MINUTE
        clock.advance(MINUTE)
    assert seen == [SourceState.LIVE, *[SourceState.UNCHANGED] * 10, *[SourceState.STALE] * 2]

    clock.advance(datetime(2026, 11, 18, 16, 30, tzinfo=NEW_YORK) - clock.now)
    await monitor.poll("it")
    assert standing() is SourceState.CLOSED


async def test_a_source_polled_by_the_hour_is_not_stale_for_unchanged_values() -> None:
    daily = SourceConfig(name="it", kind="alphavantage", url="", every=60 * MINUTE, market="US", symbols=("IBM",))
    clock = ManualClock()
    clock.now = datetime(2026, 11, 18, 9, 31, tzinfo=NEW_YORK).astimezone(UTC)
    monitor = Monitor(
        [daily],
        fetcher=ScriptedFetcher().respond("it", "IBM=1"),
        environment=environment(clock, adapter_for=lambda _kind: PAIRS, calendars=CALENDARS),
    )
    for _ in range(7):
        await monitor.poll("it")
        clock.advance(60 * MINUTE)

    assert monitor.market.health["it"].state is SourceState.UNCHANGED


def nth(year: int, month: int, weekday: int, place: int) -> date:
    """The nth such weekday of a month; the last one for -1."""
    days = [day for n in range(31) if (day := date(year, month, 1) + timedelta(n)).month == month]
    return [day for day in days if day.weekday() == weekday][place - 1 if place > 0 else place]


def easter(year: int) -> date:
    golden, century = year % 19, year // 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 100 % 4) % 7
    later = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * later + 114, 31)
    return date(year, month, day + 1)


def observed(day: date) -> date:
    return day + timedelta({5: -1, 6: 1}.get(day.weekday(), 0))


def holidays(year: int) -> set[date]:
    new_year = date(year, 1, 1)
    return {
        *([] if new_year.weekday() == 5 else [observed(new_year)]),
        nth(year, 1, 0, 3),
        nth(year, 2, 0, 3),
        easter(year) - timedelta(2),
        nth(year, 5, 0, -1),
        observed(date(year, 6, 19)),
        observed(date(year, 7, 4)),
        nth(year, 9, 0, 1),
        nth(year, 11, 3, 4),
        observed(date(year, 12, 25)),
    }


def early_closes(year: int) -> set[date]:
    """The day after Thanksgiving, and the eves that are weekdays and no holidays themselves."""
    eves = [date(year, 12, 24), *([date(year, 7, 3)] if date(year, 7, 4).weekday() in (1, 2, 3, 4) else [])]
    trading = {eve for eve in eves if eve.weekday() < 5 and eve not in holidays(year)}
    return {nth(year, 11, 3, 4) + timedelta(1), *trading}


def hours(calendar: TradingCalendar, day: date) -> str:
    spans = calendar.day(day).spans
    return " ".join(f"{span.start}-{span.end}" for span in spans)


@for_each("year", [2026, 2027, 2028])
def test_every_day_of_new_york(year: int) -> None:
    closed, early = holidays(year), early_closes(year)
    assert len(closed) == (9 if year == 2028 else 10)
    for n in range(366):
        day = date(year, 1, 1) + timedelta(n)
        if day.year != year:
            continue
        expected = "9:30:00-16:00:00"
        if day.weekday() >= 5 or day in closed:
            expected = ""
        elif day in early:
            expected = "9:30:00-13:00:00"
        assert hours(US, day) == expected, day
        assert (US.day(day).holiday is not None) is (day in closed), day
        assert not US.day(day).estimated


@for_each(
    ("moment", "phase"),
    [
        ("2026-07-15T09:29:59", Phase.CLOSED),
        ("2026-07-15T09:30", Phase.OPEN),
        ("2026-07-15T15:59:59", Phase.OPEN),
        ("2026-07-15T16:00", Phase.CLOSED),
        ("2026-11-27T12:59", Phase.OPEN),
        ("2026-11-27T13:00", Phase.CLOSED),
    ],
)
def test_the_session_is_on_the_wall_clock_of_new_york_in_summer_and_winter(moment: str, phase: Phase) -> None:
    assert session_at(US, datetime.fromisoformat(moment).replace(tzinfo=NEW_YORK)).phase is phase


def test_a_session_after_the_last_announced_one_is_an_estimate() -> None:
    assert session_at(US, datetime(2029, 3, 5, 15, 0, tzinfo=UTC)).estimated
