"""Polls of several requests: their combined rows, and what happens to the parts that fail."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.kit.clock import MINUTE
from tests.kit.fetcher import UNCHANGED, ScriptedResponse, http_error
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness, harness_with
from tests.kit.sources import PAIRS, environment, source
from tui.domain.events import Snapshot
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import Phase, SessionSpan, always_open
from tui.engine.http.errors import ConnectError, DeadlineExceededError, HttpStatusError
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest


def plan(asked: SourceConfig) -> tuple[SourceRequest, ...]:
    """A request for each of the source's symbols."""
    return tuple(SourceRequest(url=f"{asked.url}{symbol}") for symbol in asked.symbols)


BATCHED = PAIRS._replace(build_requests=plan, fatal_statuses=frozenset({403}))


def batched(
    *scenes: ScriptedResponse, adapter: Adapter = BATCHED, symbols: tuple[str, ...] = ("one", "two")
) -> MonitorHarness:
    """A source of two requests a poll."""
    return harness_with(adapter, *scenes, symbols=symbols)


async def test_all_requests_of_a_poll_make_one_snapshot() -> None:
    harness = batched("OGDC=101.25", "PPL=88 MARI=1")
    await harness.poll()
    assert harness.prices == {"PSX:OGDC": "101.25", "PSX:PPL": "88", "PSX:MARI": "1"}
    assert (harness.health().state, harness.health().latest_rows, harness.health().reason) == (
        SourceState.LIVE,
        3,
        None,
    )


async def test_an_unchanged_part_is_confirmed_beside_a_new_one() -> None:
    harness = batched("OGDC=101.25", "PPL=88", UNCHANGED, "PPL=89")
    await harness.poll(2)
    assert harness.prices == {"PSX:OGDC": "101.25", "PSX:PPL": "89"}
    assert harness.age("OGDC") == harness.age("PPL") == timedelta(0)


async def test_a_poll_of_which_nothing_changed_is_unchanged() -> None:
    harness = batched("OGDC=101.25", "PPL=88", UNCHANGED)
    await harness.poll(2)
    assert (harness.health().state, harness.health().http_status) == (SourceState.UNCHANGED, 304)
    assert harness.age("PPL") == timedelta(0)


async def test_the_parts_that_came_count_and_the_others_age() -> None:
    harness = batched("OGDC=1", "PPL=88", "OGDC=2", http_error(503))
    await harness.poll(2)
    assert (harness.health().state, harness.health().reason) == (SourceState.LIVE, "1 of 2 requests failed: HTTP 503")
    assert harness.prices == {"PSX:OGDC": "2", "PSX:PPL": "88"}
    assert (harness.age("OGDC"), harness.age("PPL")) == (timedelta(0), MINUTE)


async def test_few_rows_are_no_changed_layout_where_a_request_failed() -> None:
    harness = batched("OGDC=1", "A=1 B=1 C=1 D=1", "OGDC=2", http_error(500), "OGDC=3", "A=2 B=1 C=1 D=1")
    await harness.poll(2)
    assert harness.prices["PSX:OGDC"] == "2"
    await harness.poll()
    assert (harness.prices["PSX:A"], harness.health().reason, harness.health().expected) == ("2", None, 5)


async def test_a_part_confirmed_after_it_had_failed_is_fresh_again() -> None:
    harness = batched("OGDC=1", "PPL=88", UNCHANGED, http_error(500), UNCHANGED)
    await harness.poll(2)
    assert harness.age("PPL") == MINUTE
    await harness.poll()
    assert harness.age("PPL") == timedelta(0)
    assert (harness.health().state, harness.health().reason) == (SourceState.UNCHANGED, None)


async def test_half_a_part_is_a_part_that_failed() -> None:
    harness = batched("OGDC=1", "A=1 B=1 C=1 D=1", "OGDC=2", "A=9")
    await harness.poll(2)
    assert harness.health().reason == "1 of 2 requests failed: layout changed: 1 of 4 rows"
    assert harness.prices["PSX:A"] == "1"
    assert harness.fetcher.forgotten == ["br"]


async def test_where_all_fail_the_reason_is_the_first() -> None:
    harness = batched("OGDC=1", "PPL=88", http_error(500), http_error(404))
    await harness.poll(2)
    assert (harness.health().state, harness.health().reason, harness.health().http_status) == (
        SourceState.FAILING,
        "HTTP 500",
        500,
    )


@for_each(
    "failure",
    [
        http_error(429),
        http_error(503, 60),
        ConnectError("connection refused"),
        DeadlineExceededError("no answer in 15 s"),
    ],
)
async def test_a_server_that_cannot_or_will_not_answer_gets_no_further_requests(failure: Exception) -> None:
    harness = batched(failure, "PPL=88")
    await harness.poll()
    assert harness.fetcher.polled == ["br"]
    assert harness.health().state is SourceState.FAILING


async def test_a_requested_wait_counts_although_another_part_was_good() -> None:
    harness = batched("OGDC=1", http_error(429, 600), "OGDC=2")
    assert await harness.poll() == 10 * MINUTE
    await harness.poll(5)
    assert harness.prices == {"PSX:OGDC": "1"}
    assert len(harness.fetcher.polled) == 2


async def test_a_source_that_must_not_be_polled_is_not_polled() -> None:
    def forbidden(_asked: SourceConfig) -> tuple[SourceRequest, ...]:
        raise ParseError("no key: set FINNHUB_KEY")

    harness = batched("OGDC=1", adapter=PAIRS._replace(build_requests=forbidden))
    await harness.poll()
    assert (harness.health().state, harness.health().reason) == (SourceState.FAILING, "no key: set FINNHUB_KEY")
    assert not harness.fetcher.polled


async def test_a_poll_without_requests_is_a_failure_with_a_reason() -> None:
    harness = batched("OGDC=1", symbols=())
    await harness.poll()
    assert (harness.health().state, harness.health().reason) == (SourceState.FAILING, "no requests to make")


async def test_an_instrument_reported_twice_with_different_values_is_flagged() -> None:
    harness = batched("OGDC=1 PPL=2", "OGDC=3 PPL=2")
    await harness.poll()
    rows = {key.symbol: row for key, row in harness.monitor.market.quotes.items()}
    assert (rows["OGDC"].price, rows["OGDC"].flags) == (Decimal(1), ("listed twice with different figures",))
    assert rows["PPL"].flags == ()


async def test_a_304_for_a_page_never_received_is_followed_by_a_full_request() -> None:
    harness = batched(UNCHANGED, "PPL=1", "OGDC=1", "PPL=1")
    await harness.poll()
    assert (
        harness.health().reason
        == "1 of 2 requests failed: the server says that nothing changed, but its page was never received"
    )
    assert harness.fetcher.forgotten == ["br"]
    await harness.poll()
    assert harness.health().reason is None


@pytest.mark.parametrize("code", [404, 410])
async def test_a_url_not_found_five_times_is_polled_no_more(code: int) -> None:
    harness = batched(http_error(code), symbols=("one",))
    for _ in range(5):
        assert harness.health().state is not SourceState.PAUSED
        await harness.poll()
    assert (harness.health().state, harness.health().next_try) == (SourceState.PAUSED, None)
    assert harness.health().reason == f"gone: HTTP {code} five times; press r to try again"
    await harness.poll(20)
    assert len(harness.fetcher.polled) == 5


async def test_an_address_that_succeeds_in_between_is_not_gone() -> None:
    harness = batched(*[http_error(404)] * 4, "OGDC=1", *[http_error(404)] * 4, "OGDC=2", symbols=("one",))
    await harness.poll(10)
    assert (harness.health().state, harness.prices) == (SourceState.LIVE, {"PSX:OGDC": "2"})


async def test_a_refusal_that_the_adapter_knows_pauses_at_once_and_the_user_may_resume() -> None:
    harness = batched("OGDC=1", "PPL=1", "OGDC=2", http_error(403), "OGDC=3", "PPL=3")
    await harness.poll(2)
    assert (harness.health().state, harness.health().reason) == (
        SourceState.PAUSED,
        "stopped: HTTP 403; press r to try again",
    )
    assert harness.prices["PSX:OGDC"] == "1"
    await harness.poll(3)
    assert len(harness.fetcher.polled) == 4
    harness.monitor.resume("br")
    await harness.poll()
    assert (harness.health().state, harness.health().reason, harness.prices["PSX:OGDC"]) == (
        SourceState.LIVE,
        None,
        "3",
    )
    assert harness.health().next_try is not None


async def test_the_same_figures_for_too_long_in_session_are_stale_until_they_move() -> None:
    harness = batched("OGDC=1", symbols=("one",))
    until_eleven = (SessionSpan(Phase.OPEN, timedelta(0), timedelta(hours=11)),)
    hours = always_open("PSX", UTC)._replace(week=dict.fromkeys(range(7), until_eleven))
    harness.monitor = Monitor(
        [source()._replace(symbols=("one",))],
        fetcher=harness.fetcher,
        environment=environment(harness.clock, adapter_for=lambda _kind: BATCHED, calendars={"PSX": hours}),
    )
    await harness.poll(11)
    assert harness.state_and_reason() == (SourceState.UNCHANGED, None)
    await harness.poll()
    assert harness.state_and_reason() == (SourceState.STALE, "the same figures for 11m while the market is open")
    harness.fetcher.responses["br"] = ["OGDC=2"]
    await harness.poll()
    assert harness.state_and_reason() == (SourceState.LIVE, None)
    await harness.poll(60)
    assert harness.state_and_reason() == (SourceState.UNCHANGED, None)


def error_with_words(status: int, body: bytes, wait: float | None = None) -> HttpStatusError:
    """A refusal with a body, and a wait of so many seconds."""
    retry_after = None if wait is None else timedelta(seconds=wait)
    error = HttpStatusError(f"HTTP {status}", http_status=status, retry_after=retry_after)
    error.response = Response(url="http://br.example/", body=body, http_status=status)
    return error


def refusing_parser(_response: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise ParseError("no rows on the page")


def failing_parser(_response: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise KeyError("a bug")


REFUSING = PAIRS._replace(parse=refusing_parser)


@for_each(
    ("adapter", "error", "reason"),
    [
        (REFUSING, error_with_words(400, b'{"message":"Invalid symbol."}'), "HTTP 400: Invalid symbol."),
        (REFUSING, error_with_words(400, b"OGDC=101.25 and a good page of data it is"),
         "HTTP 400: OGDC=101.25 and a good page of data it is"),
        (REFUSING, error_with_words(503, b"Under maintenance"), "HTTP 503: provider is down: Under maintenance"),
        (REFUSING, error_with_words(500, b""), "HTTP 500"),
        (PAIRS._replace(parse=failing_parser), error_with_words(503, b'{"message":"Busy"}', 60), "HTTP 503"),
    ],
)  # fmt: skip
async def test_the_words_of_an_error_are_its_reason_and_a_bug_in_an_adapter_hides_no_status(
    adapter: Adapter, error: HttpStatusError, reason: str
) -> None:
    harness = batched(error, adapter=adapter, symbols=("one",))
    await harness.poll()
    health = harness.health()
    assert (health.state, health.reason, health.http_status) == (SourceState.FAILING, reason, error.http_status)
