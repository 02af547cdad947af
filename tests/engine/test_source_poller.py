"""Polls of several requests: what they say together, and what becomes of the parts that fail."""

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from tests.engine.stories import (
    MINUTE,
    TOLD,
    UNCHANGED,
    Scene,
    Story,
    Ticking,
    environment,
    prices,
    source,
    status,
)
from tui.domain import InstrumentId, SourceHealth, SourceState
from tui.domain.trading_calendar import Phase, SessionSpan, always_open
from tui.engine.http.errors import ConnectError, DeadlineExceededError
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, ParseError, SourceConfig, SourceRequest


def plan(asked: SourceConfig) -> tuple[SourceRequest, ...]:
    """A request for each of the source's symbols."""
    return tuple(SourceRequest(url=f"{asked.url}{symbol}") for symbol in asked.symbols)


BATCHED = TOLD._replace(build_requests=plan, fatal_statuses=frozenset({403}))


class World:
    """A source that is asked for two pages a poll."""

    def __init__(self, *scenes: Scene, adapter: Adapter = BATCHED, symbols: tuple[str, ...] = ("one", "two")) -> None:
        self.story = Story().feed("br", *scenes)
        self.clock = Ticking()
        self.monitor = Monitor(
            [replace(source(), symbols=symbols)],
            fetcher=self.story,
            environment=environment(self.clock, adapter_for=lambda _kind: adapter),
        )

    async def polled(self, times: int = 1) -> timedelta:
        delay = timedelta(0)
        for _ in range(times):
            self.clock.move(MINUTE)
            delay = await self.monitor.poll("br")
        return delay

    @property
    def health(self) -> SourceHealth:
        return self.monitor.market.health["br"]

    def standing(self) -> tuple[SourceState, str | None]:
        return self.health.state, self.health.reason

    @property
    def told(self) -> dict[str, str]:
        return prices(self.monitor.market)

    def age(self, symbol: str) -> timedelta:
        row = self.monitor.market.quotes[InstrumentId("PSX", symbol)]
        return self.clock.now - self.monitor.market.polled_at(row)


async def test_all_requests_of_a_poll_are_one_answer() -> None:
    world = World("OGDC=101.25", "PPL=88 MARI=1")
    await world.polled()
    assert world.told == {"PSX:OGDC": "101.25", "PSX:PPL": "88", "PSX:MARI": "1"}
    assert (world.health.state, world.health.latest_rows, world.health.reason) == (SourceState.LIVE, 3, None)


async def test_an_unchanged_part_is_confirmed_beside_a_new_one() -> None:
    world = World("OGDC=101.25", "PPL=88", UNCHANGED, "PPL=89")
    await world.polled(2)
    assert world.told == {"PSX:OGDC": "101.25", "PSX:PPL": "89"}
    assert world.age("OGDC") == world.age("PPL") == timedelta(0)


async def test_a_poll_of_which_nothing_changed_is_unchanged() -> None:
    world = World("OGDC=101.25", "PPL=88", UNCHANGED)
    await world.polled(2)
    assert (world.health.state, world.health.http_status) == (SourceState.UNCHANGED, 304)
    assert world.age("PPL") == timedelta(0)


async def test_the_parts_that_came_count_and_the_others_age() -> None:
    world = World("OGDC=1", "PPL=88", "OGDC=2", status(503))
    await world.polled(2)
    assert (world.health.state, world.health.reason) == (SourceState.LIVE, "1 of 2 requests failed: HTTP 503")
    assert world.told == {"PSX:OGDC": "2", "PSX:PPL": "88"}
    assert (world.age("OGDC"), world.age("PPL")) == (timedelta(0), MINUTE)


async def test_few_rows_are_no_changed_layout_where_a_request_failed() -> None:
    world = World("OGDC=1", "A=1 B=1 C=1 D=1", "OGDC=2", status(500), "OGDC=3", "A=2 B=1 C=1 D=1")
    await world.polled(2)
    assert world.told["PSX:OGDC"] == "2"
    await world.polled()
    assert (world.told["PSX:A"], world.health.reason, world.health.expected) == ("2", None, 5)


async def test_a_part_confirmed_after_it_had_failed_is_fresh_again() -> None:
    world = World("OGDC=1", "PPL=88", UNCHANGED, status(500), UNCHANGED)
    await world.polled(2)
    assert world.age("PPL") == MINUTE
    await world.polled()
    assert world.age("PPL") == timedelta(0)
    assert (world.health.state, world.health.reason) == (SourceState.UNCHANGED, None)


async def test_half_a_part_is_a_part_that_failed() -> None:
    world = World("OGDC=1", "A=1 B=1 C=1 D=1", "OGDC=2", "A=9")
    await world.polled(2)
    assert world.health.reason == "1 of 2 requests failed: layout changed: 1 of 4 rows"
    assert world.told["PSX:A"] == "1"
    assert world.story.forgotten == ["br"]


async def test_where_all_fail_the_reason_is_the_first() -> None:
    world = World("OGDC=1", "PPL=88", status(500), status(404))
    await world.polled(2)
    assert (world.health.state, world.health.reason, world.health.http_status) == (SourceState.FAILING, "HTTP 500", 500)


@pytest.mark.parametrize(
    "failure",
    [status(429), status(503, 60), ConnectError("connection refused"), DeadlineExceededError("no answer in 15 s")],
)
async def test_a_server_that_cannot_or_will_not_answer_gets_no_further_requests(failure: Exception) -> None:
    world = World(failure, "PPL=88")
    await world.polled()
    assert world.story.asked == ["br"]
    assert world.health.state is SourceState.FAILING


async def test_a_requested_wait_counts_although_another_part_was_good() -> None:
    world = World("OGDC=1", status(429, 600), "OGDC=2")
    assert await world.polled() == 10 * MINUTE
    await world.polled(5)
    assert world.told == {"PSX:OGDC": "1"}
    assert len(world.story.asked) == 2


async def test_a_source_that_must_not_be_polled_is_not_polled() -> None:
    def forbidden(_asked: SourceConfig) -> tuple[SourceRequest, ...]:
        raise ParseError("no key: set FINNHUB_KEY")

    world = World("OGDC=1", adapter=TOLD._replace(build_requests=forbidden))
    await world.polled()
    assert (world.health.state, world.health.reason) == (SourceState.FAILING, "no key: set FINNHUB_KEY")
    assert not world.story.asked


async def test_a_plan_of_nothing_is_a_failure_in_words() -> None:
    world = World("OGDC=1", symbols=())
    await world.polled()
    assert (world.health.state, world.health.reason) == (SourceState.FAILING, "nothing to ask for")


async def test_an_instrument_reported_twice_with_different_values_is_flagged() -> None:
    world = World("OGDC=1 PPL=2", "OGDC=3 PPL=2")
    await world.polled()
    rows = {key.symbol: row for key, row in world.monitor.market.quotes.items()}
    assert (rows["OGDC"].price, rows["OGDC"].flags) == (Decimal(1), ("told twice with different figures",))
    assert rows["PPL"].flags == ()


async def test_a_page_confirmed_that_we_do_not_have_is_requested_in_full() -> None:
    world = World(UNCHANGED, "PPL=1", "OGDC=1", "PPL=1")
    await world.polled()
    assert world.health.reason == "1 of 2 requests failed: the server says unchanged of a page we do not have"
    assert world.story.forgotten == ["br"]
    await world.polled()
    assert world.health.reason is None


@pytest.mark.parametrize("code", [404, 410])
async def test_a_url_not_found_five_times_is_polled_no_more(code: int) -> None:
    world = World(status(code), symbols=("one",))
    for _ in range(5):
        assert world.health.state is not SourceState.PAUSED
        await world.polled()
    assert (world.health.state, world.health.next_try) == (SourceState.PAUSED, None)
    assert world.health.reason == f"gone: HTTP {code} five times; r asks again"
    await world.polled(20)
    assert len(world.story.asked) == 5


async def test_an_address_that_answers_in_between_is_not_gone() -> None:
    world = World(*[status(404)] * 4, "OGDC=1", *[status(404)] * 4, "OGDC=2", symbols=("one",))
    await world.polled(10)
    assert (world.health.state, world.told) == (SourceState.LIVE, {"PSX:OGDC": "2"})


async def test_a_refusal_that_the_adapter_knows_pauses_at_once_and_the_user_may_ask_again() -> None:
    world = World("OGDC=1", "PPL=1", "OGDC=2", status(403), "OGDC=3", "PPL=3")
    await world.polled(2)
    assert (world.health.state, world.health.reason) == (SourceState.PAUSED, "stopped: HTTP 403; r asks again")
    assert world.told["PSX:OGDC"] == "1"
    await world.polled(3)
    assert len(world.story.asked) == 4
    world.monitor.resume("br")
    await world.polled()
    assert (world.health.state, world.health.reason, world.told["PSX:OGDC"]) == (SourceState.LIVE, None, "3")
    assert world.health.next_try is not None


async def test_the_same_figures_for_too_long_in_session_are_stale_until_they_move() -> None:
    world = World("OGDC=1", symbols=("one",))
    until_eleven = (SessionSpan(Phase.OPEN, timedelta(0), timedelta(hours=11)),)
    hours = always_open("PSX", UTC)._replace(week=dict.fromkeys(range(7), until_eleven))
    world.monitor = Monitor(
        [replace(source(), symbols=("one",))],
        fetcher=world.story,
        environment=environment(world.clock, adapter_for=lambda _kind: BATCHED, calendars={"PSX": hours}),
    )
    await world.polled(11)
    assert world.standing() == (SourceState.UNCHANGED, None)
    await world.polled()
    assert world.standing() == (SourceState.STALE, "the same figures for 11 min while the market is open")
    world.story.scenes["br"] = ["OGDC=2"]
    await world.polled()
    assert world.standing() == (SourceState.LIVE, None)
    await world.polled(60)
    assert world.standing() == (SourceState.UNCHANGED, None)
