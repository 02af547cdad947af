"""The past that sources are asked for: what, when, and how politely."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.engine.past_web import Board, Web, a_source, adapter, no_threads
from tests.kit.clock import START, VirtualTime, virtual_time
from tests.kit.fetcher import http_error
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each, quick
from tests.kit.quotes import a_quote
from tui.domain.bars import Bar
from tui.domain.past import PastOutlook, PastSpan
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import Phase, SessionSpan, always_open
from tui.engine.back_fill import StoredPast
from tui.engine.past_plan import MARKS, PastPlan
from tui.sources.table_spec import PastTable, TableSpec

__all__ = ["no_threads"]

OGDC, PPL, HBL = (InstrumentId("PSX", symbol) for symbol in ("OGDC", "PPL", "HBL"))
FIVE_MINUTES, DAY, YEAR = timedelta(minutes=5), timedelta(days=1), timedelta(days=365)
THREE = a_source("a", "OGDC", "PPL", "HBL")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{START:%Y-%m-%d}T{text}").replace(tzinfo=UTC)


@virtual_time
async def test_a_first_start_shows_the_day_since_its_open(clock: VirtualTime) -> None:
    lines = "\n".join(f"OGDC {START:%Y-%m-%d}T{time} {close}" for time, close in (("09:00", 98), ("09:05", 97)))
    board = Board(clock, Web(clock, {"/minutes/OGDC": f"OGDC 2026-11-21T15:00 50\n{lines}"}))
    await board.run(5)
    series = board.monitor.market.series[OGDC]
    assert list(series.points) == [98.0, 98.0, 97.0, 101.0]
    assert [datetime.fromtimestamp(time, UTC) for time in series.times] == [
        at("09:00"),
        at("09:04:59"),
        at("09:09:59"),
        START,
    ]
    assert (series.low, series.last, series.changed_at) == (Decimal(97), Decimal(101), None)
    assert board.monitor.market.quotes[OGDC].price == Decimal(101)
    assert [(each.key, each.span, len(each.bars)) for each in board.kept] == [(OGDC, FIVE_MINUTES, 3)]
    assert all(bar.is_filled for bar in board.kept[0].bars)


@virtual_time
async def test_each_instrument_is_asked_for_once_today_first_and_slowly(clock: VirtualTime) -> None:
    web = Web(clock)
    board = Board(clock, web, THREE)
    await board.run(200)
    assert web.past == [
        (3.0, "/minutes/OGDC,PPL"),
        (13.0, "/minutes/HBL"),
        (23.0, "/days/OGDC,PPL"),
        (33.0, "/days/HBL"),
    ]
    assert {each.source for each in web.requests} == {"a", "a past"}
    assert [(each.key, each.span) for each in board.kept] == [
        *((key, FIVE_MINUTES) for key in (OGDC, PPL, HBL)),
        *((key, DAY) for key in (OGDC, PPL, HBL)),
    ]


@virtual_time
async def test_it_is_known_what_is_still_to_come_of_what_is_looked_at(clock: VirtualTime) -> None:
    web = Web(clock, {"/minutes/PPL": http_error(404)}, delay=4.0)
    board = Board(clock, web, a_source("a", "OGDC", "PPL"))
    seen: list[tuple[PastOutlook | None, ...]] = []

    async def look() -> None:
        for key in (PPL, HBL, OGDC):
            board.back_fill.view(key)
        for seconds in (4, 5, 60):
            await asyncio.sleep(seconds)
            seen.append(tuple(board.back_fill.outlook.get(key) for key in (OGDC, PPL, HBL)))

    await board.run(100, look)
    nothing = PastOutlook("", "")
    assert seen == [
        (PastOutlook("a", "a"), PastOutlook("a", "a"), nothing),
        (PastOutlook(None, "a"), PastOutlook("a", "a"), nothing),
        (PastOutlook(None, None), PastOutlook("", None), nothing),
    ]


def test_of_a_source_that_was_not_polled_yet_nothing_is_known() -> None:
    plan = PastPlan((a_source("a", "OGDC"),), lambda _kind: adapter())
    plan.view(OGDC)
    market = a_market(a_snapshot(a_quote("OGDC", source="a"), source="a"), sources=("a",))
    assert plan.outlook(market) == {OGDC: PastOutlook(None, None)}
    plan.open("a")
    assert plan.outlook(market) == {OGDC: PastOutlook("a", "a")}


@virtual_time
async def test_hosts_are_asked_side_by_side_and_an_instrument_by_its_first_source_alone(clock: VirtualTime) -> None:
    web = Web(clock)
    await Board(clock, web, a_source("a", "OGDC"), a_source("b", "OGDC", "PPL")).run(150)
    assert web.past == [(3.0, "/minutes/OGDC"), (3.0, "/minutes/PPL"), (13.0, "/days/OGDC"), (13.0, "/days/PPL")]


@virtual_time
async def test_two_sources_of_one_host_share_its_pace(clock: VirtualTime) -> None:
    web = Web(clock)
    await Board(clock, web, a_source("a", "OGDC", host="one"), a_source("b", "PPL", host="one")).run(150)
    assert [moment for moment, _ in web.past] == [3.0, 13.0, 23.0, 33.0]


@virtual_time
async def test_nothing_is_asked_that_a_poll_of_the_host_would_wait_for(clock: VirtualTime) -> None:
    web = Web(clock, delay=5.0)
    board = Board(clock, web, a_source("a", "OGDC", "PPL", "HBL", every=timedelta(seconds=4)))
    await board.run(60)
    polls = [each.at for each in web.requests if each.path == "/"]
    assert polls == [4.0 * number for number in range(16)]
    asked = [moment for moment, _ in web.past]
    assert asked, "there is room between two polls"
    assert all(moment % 4.0 <= 1.0 for moment in asked), "at least three seconds are left"
    assert board.kept == [], "no request that takes so long comes through"


@virtual_time
async def test_a_poll_that_the_user_requests_ends_a_request_under_way(clock: VirtualTime) -> None:
    web = Web(clock, delay=8.0)
    board = Board(clock, web)

    async def poll_amid_it() -> None:
        await asyncio.sleep(5)
        web.delay = 0.0
        await board.monitor.poll("a")

    await board.run(60, poll_amid_it)
    assert web.cancelled == 1
    assert [each.at for each in web.requests if each.path == "/"][:2] == [0.0, 5.0]
    assert web.past[:2] == [(3.0, "/minutes/OGDC"), (13.0, "/minutes/OGDC")]
    assert [each.span for each in board.kept] == [FIVE_MINUTES, DAY]


@virtual_time
async def test_a_wait_that_the_server_requests_holds_for_polls_and_the_past_alike(clock: VirtualTime) -> None:
    web = Web(clock, {"/minutes/OGDC": http_error(429, wait=200)})
    board = Board(clock, web)

    async def answer_later() -> None:
        await asyncio.sleep(100)
        web.pages.clear()

    await board.run(400, answer_later)
    assert web.past[0] == (3.0, "/minutes/OGDC")
    assert min(each.at for each in web.requests if each.at > 3.0) >= 203.0
    assert [each.span for each in board.kept] == [FIVE_MINUTES, DAY]


@pytest.mark.slow
@virtual_time
async def test_a_server_of_the_users_own_that_fails_is_asked_again_soon(clock: VirtualTime) -> None:
    web = Web(clock, {"/minutes/OGDC": http_error(503)})
    board = Board(clock, web, a_source("a", "OGDC")._replace(may_poll_faster=True))
    await board.run(1000)
    assert [moment for moment, _ in web.past] == [3.0, 8.0, 38.0]


@pytest.mark.parametrize("error", quick(1, http_error(503), http_error(429)))
def test_a_source_that_fails_is_asked_three_times_and_the_board_says_nothing(error: Exception | str) -> None:
    @virtual_time
    async def run(clock: VirtualTime) -> None:
        web = Web(clock, {f"/{span}/OGDC": error for span in ("minutes", "days")})
        board = Board(clock, web)
        await board.run(1000)
        assert [moment for moment, _ in web.past] == [3.0, 63.0, 363.0]
        health = board.monitor.market.health["a"]
        assert (health.failures, health.reason, board.kept) == (0, None, [])

    run()


@for_each("error", [http_error(403), http_error(451), "provider limit reached"])
def test_a_source_that_refuses_is_asked_no_more(error: Exception | str) -> None:
    @virtual_time
    async def run(clock: VirtualTime) -> None:
        web = Web(clock, {"/minutes/OGDC": error})
        board = Board(clock, web)
        await board.run(150)
        assert len(web.past) == 1
        assert len(board.monitor.market.series[OGDC].points) == 1

    run()


@virtual_time
async def test_what_a_source_does_not_have_is_asked_of_the_next_one(clock: VirtualTime) -> None:
    web = Web(clock, {"a.example/minutes/OGDC": http_error(404)})
    board = Board(clock, web, a_source("a"), a_source("b"))
    await board.run(9)
    assert [(each.source, len(each.bars)) for each in board.kept] == [("a", 0), ("b", 1)]


@virtual_time
async def test_a_bug_in_a_plug_in_ends_its_past_alone(clock: VirtualTime) -> None:
    web = Web(clock, {"a.example/minutes/OGDC": "bug"})
    board = Board(clock, web, a_source("a", "OGDC"), a_source("b", "PPL"))
    await board.run(130)
    assert [each.path for each in web.requests if each.source == "a past"] == ["/minutes/OGDC"]
    assert {each.key for each in board.kept} == {PPL}
    assert len([each for each in web.requests if each.source == "a"]) == 3, "it is polled as before"


@virtual_time
async def test_what_is_looked_at_is_asked_first_and_for_all_its_years(clock: VirtualTime) -> None:
    web = Web(clock)
    board = Board(clock, web, THREE)
    board.back_fill.view(HBL)
    await board.run(150)
    assert web.past == [
        (3.0, "/minutes/HBL"),
        (13.0, "/years/HBL"),
        (23.0, "/minutes/OGDC,PPL"),
        (33.0, "/days/OGDC,PPL"),
    ]
    assert [(each.span, len(each.bars)) for each in board.kept if each.key == HBL] == [
        (FIVE_MINUTES, 1),
        (DAY, 1),
        (YEAR, 0),
    ]


@virtual_time
async def test_a_kind_with_low_limits_is_asked_for_what_is_looked_at_alone(clock: VirtualTime) -> None:
    web = Web(clock)
    board = Board(clock, web, THREE, of=adapter(only_viewed=True))

    async def look() -> None:
        await asyncio.sleep(100)
        assert web.past == []
        board.back_fill.view(PPL)

    await board.run(100, look)
    assert [path for _, path in web.past] == ["/minutes/PPL", "/years/PPL"]


@pytest.mark.slow
@virtual_time
async def test_what_an_earlier_run_asked_for_is_not_asked_again_and_its_day_is_shown(clock: VirtualTime) -> None:
    price = Decimal(99)
    bar = Bar(at("09:00"), price, price, price, price, is_filled=True)
    asked = {(OGDC, FIVE_MINUTES): START - timedelta(minutes=30), (OGDC, DAY): START - timedelta(days=3)}
    web = Web(clock)
    board = Board(clock, web, stored=StoredPast(asked, {OGDC: [bar]}))
    await board.run(2000)
    assert web.past == []
    assert list(board.monitor.market.series[OGDC].points) == [99.0, 99.0, 101.0]


@virtual_time
async def test_what_was_asked_long_ago_is_asked_again(clock: VirtualTime) -> None:
    asked = {(OGDC, FIVE_MINUTES): START - timedelta(hours=2), (OGDC, DAY): START - timedelta(days=8)}
    web = Web(clock)
    await Board(clock, web, stored=StoredPast(asked)).run(150)
    assert [path for _, path in web.past] == ["/minutes/OGDC", "/days/OGDC"]


@virtual_time
async def test_years_with_open_and_high_are_not_replaced_by_closes(clock: VirtualTime) -> None:
    asked = {(OGDC, DAY): START - timedelta(days=8), (OGDC, YEAR): START - timedelta(days=8)}
    web = Web(clock)
    await Board(clock, web, stored=StoredPast(asked)).run(150)
    assert [path for _, path in web.past] == ["/minutes/OGDC"]


@virtual_time
async def test_a_day_that_is_not_over_is_not_kept_as_one(clock: VirtualTime) -> None:
    days = f"OGDC 2026-11-19 99\nOGDC 2026-11-20 100\nOGDC {START:%Y-%m-%d} 101"
    board = Board(clock, Web(clock, {"/days/OGDC": days}))
    await board.run(60)
    assert [bar.at.date().day for each in board.kept if each.span == DAY for bar in each.bars] == [19, 20]


@pytest.mark.parametrize(("opens", "closes", "days"), [(9, 17, [19, 20]), (2, 4, [19, 20, 22])])
def test_the_last_day_is_kept_once_its_market_has_closed(opens: int, closes: int, days: list[int]) -> None:
    hours = SessionSpan(Phase.OPEN, timedelta(hours=opens), timedelta(hours=closes))
    open_daily = always_open("PSX", UTC)._replace(week=dict.fromkeys(range(7), (hours,)))

    @virtual_time
    async def run(clock: VirtualTime) -> None:
        page = f"OGDC 2026-11-19 99\nOGDC 2026-11-20 100\nOGDC {START:%Y-%m-%d} 101"
        board = Board(clock, Web(clock, {"/days/OGDC": page}), calendars={"PSX": open_daily})
        await board.run(60)
        assert [bar.at.date().day for each in board.kept if each.span == DAY for bar in each.bars] == days

    run()


@virtual_time
async def test_a_wait_that_one_source_of_a_host_is_given_holds_for_the_others(clock: VirtualTime) -> None:
    web = Web(clock, {"/minutes/OGDC": http_error(429, wait=100)})
    await Board(clock, web, a_source("a", "OGDC", host="one"), a_source("b", "PPL", host="one")).run(150)
    first, second, *_ = (moment for moment, _ in web.past)
    assert first == 3.0
    assert second >= 103.0


@virtual_time
async def test_prices_in_another_unit_are_left_out(clock: VirtualTime) -> None:
    pence = {"/minutes/OGDC": f"OGDC {START:%Y-%m-%d}T09:00 10100", "/days/OGDC": "OGDC 2026-11-20 10100"}
    board = Board(clock, Web(clock, pence))
    await board.run(60)
    assert [each.bars for each in board.kept] == [(), ()]
    assert list(board.monitor.market.series[OGDC].points) == [101.0]


@virtual_time
async def test_a_source_without_a_past_or_that_the_user_leaves_out_is_polled_only(clock: VirtualTime) -> None:
    web = Web(clock)
    await Board(clock, web, THREE._replace(asks_past=False), a_source("b", "NOKEY")).run(150)
    assert web.past == []


@virtual_time
async def test_a_source_that_is_not_polled_well_is_not_asked(clock: VirtualTime) -> None:
    web = Web(clock, {"a.example/": http_error(503)})
    board = Board(clock, web, a_source("a"), a_source("b", "PPL"))
    await board.run(150)
    assert {each.key for each in board.kept} == {PPL}


@virtual_time
async def test_sources_of_a_changed_configuration_are_asked_and_others_no_more(clock: VirtualTime) -> None:
    web = Web(clock, delay=4.0)
    board = Board(clock, web, THREE)

    async def replace() -> None:
        await asyncio.sleep(5)
        board.back_fill.set_sources([])

    await board.run(600, replace)
    assert (len(web.past), web.cancelled, board.kept) == (1, 1, [])


def test_the_spans_of_a_request_are_told_apart_in_the_history() -> None:
    assert len(set(MARKS.values())) == len(PastSpan)


@pytest.mark.parametrize(("address", "sent"), [("https://a.example", True), ("https://other.example", False)])
def test_the_headers_of_a_source_go_to_its_own_server_alone(address: str, sent: bool) -> None:
    @virtual_time
    async def run(clock: VirtualTime) -> None:
        web = Web(clock)
        table = PastTable(
            table=TableSpec(format="csv", columns={"symbol": "=X", "as_of": "t", "price": "p"}),
            days=f"{address}/days/{{symbol}}",
        )
        source = a_source("a")._replace(headers=(("Authorization", "Bearer abc"),), past=table)
        board = Board(clock, web, source)
        await board.run(30)
        assert web.headers["/"] == source.headers
        assert web.headers["/days/OGDC"] == (source.headers if sent else ())

    run()
