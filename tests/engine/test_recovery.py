"""After an outage: how soon the next good figure comes, and how often a server that is down is polled."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import ScriptedResponse, http_error
from tests.kit.marks import for_each, quick
from tests.kit.sources import PAIRS, environment, source
from tui.domain.source_health import SourceHealth, SourceState
from tui.engine.http.errors import (
    ConnectError,
    ConnectionDroppedError,
    DeadlineExceededError,
    FetchResult,
    HttpStatusError,
    InvalidResponseError,
    Permit,
    RedirectError,
    ResponseTooLargeError,
    TlsError,
    TruncatedResponseError,
)
from tui.engine.monitor import Monitor
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest

SECOND = timedelta(seconds=1)
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WELL = "OGDC=101.25"
DOWN = http_error(503)
REFUSED = http_error(403)


class Web:
    """A server that is down for a while, on a clock of its own."""

    def __init__(
        self,
        every: timedelta = SECOND,
        *,
        down: ScriptedResponse = DOWN,
        begins: timedelta = timedelta(0),
        duration: timedelta = timedelta(0),
        min_interval: timedelta = SECOND,
        seed: int = 1,
        spread: float | None = None,
        is_attended: bool = True,
    ) -> None:
        self.clock = ManualClock()
        self.begins, self.ends = START + begins, START + begins + duration
        self.requested: list[timedelta] = []
        self._down = down
        self.monitor = Monitor(
            [source(every=every)],
            fetcher=self,
            environment=environment(
                self.clock,
                adapter_for=lambda _kind: PAIRS._replace(min_interval=min_interval),
                jitter=random.Random(seed).random if spread is None else lambda: spread,
            ),
            is_attended=lambda: is_attended,
        )

    async def fetch(self, _asked: SourceConfig, ask: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        self.requested.append(self.clock.now - START)
        scene = self._down if self.begins <= self.clock.now < self.ends else WELL
        if isinstance(scene, Exception):
            raise scene
        assert isinstance(scene, str)
        return FetchResult(response=Response(url=str(ask), body=scene.encode()), http_status=200)

    def forget_validators(self, source_name: str) -> None:
        """It has nothing to forget."""

    @property
    def health(self) -> SourceHealth:
        return self.monitor.market.health["br"]

    async def polled(self) -> timedelta:
        """Poll once, now; return the wait until the next poll."""
        return await self.monitor.poll("br")

    async def until_well(self) -> timedelta:
        """Poll as planned until a success after the outage; return how long after its end."""
        while True:
            wait = await self.polled()
            if self.clock.now >= self.ends and self.health.state is not SourceState.FAILING:
                return self.clock.now - self.ends
            self.clock.advance(wait)

    @property
    def failed_requests(self) -> int:
        return sum(self.begins <= START + each < self.ends for each in self.requested)


async def story(every: timedelta, duration: timedelta) -> tuple[float, int]:
    """The longest wait for a good figure after an outage, in seconds, and the most requests made in vain, of 20."""
    late, requests = timedelta(0), 0
    for seed in range(20):
        web = Web(every, begins=3.37 * every, duration=duration, seed=seed)
        late = max(late, await web.until_well())
        requests = max(requests, web.failed_requests)
    return late.total_seconds(), requests


@pytest.mark.parametrize(
    ("every", "duration", "late", "requests"),
    quick(
        1,
        pytest.param(SECOND, 3 * SECOND, 1.1, 3),
        pytest.param(SECOND, MINUTE, 11, 22),
        pytest.param(15 * SECOND, HOUR, 660, 30),
        pytest.param(MINUTE, MINUTE, 66, 1),
        pytest.param(SECOND, 10 * SECOND, 1.9, 10),
        pytest.param(SECOND, HOUR, 660, 48),
        pytest.param(SECOND, DAY, 990, 140),
        pytest.param(15 * SECOND, 10 * SECOND, 16.5, 1),
        pytest.param(15 * SECOND, MINUTE, 16.5, 4),
        pytest.param(15 * SECOND, DAY, 990, 125),
        pytest.param(MINUTE, DAY, 990, 115),
    ),
)
async def test_a_source_recovers_within_a_sixth_of_the_outage_after_its_end(
    every: timedelta, duration: timedelta, late: float, requests: int
) -> None:
    waited, failed = await story(every, duration)

    assert waited <= late
    assert failed <= requests


@for_each(
    "down",
    [
        ConnectError("connection refused"),
        ConnectionDroppedError("no answer"),
        TlsError("certificate has expired"),
        DeadlineExceededError("no answer in 15 s"),
        TruncatedResponseError("answer cut short"),
        InvalidResponseError("not HTTP"),
        http_error(500),
        http_error(502),
        http_error(520),
        HttpStatusError("HTTP 503: Busy", http_status=503),
        HttpStatusError("HTTP 503: provider is down: Under maintenance", http_status=503),
        "",
        "OGDC",
    ],
)
async def test_a_source_is_polled_again_soon_after_every_kind_of_outage(down: ScriptedResponse) -> None:
    web = Web(down=down, begins=5 * SECOND, duration=10 * SECOND)

    assert await web.until_well() <= 1.9 * SECOND


@for_each(
    "down",
    [
        *(http_error(code) for code in (400, 401, 402, 403, 404, 418, 429, 451)),
        HttpStatusError("limit reached: Too Many Requests", http_status=503),
        HttpStatusError("HTTP 503: a page that asks for a human", http_status=503),
        RedirectError("sent somewhere we do not go"),
        ResponseTooLargeError("more than 8 MB"),
        ParseError("not the page: it asks for a human"),
        ParseError("not data: a page that asks for consent to cookies"),
        ParseError("limit reached: 25 requests a day and 5 a minute on a free key"),
        ParseError("wants a key: Get your apikey"),
        ParseError("the key is not accepted"),
        ParseError("provider says: Invalid symbol."),
    ],
)
async def test_a_source_that_refuses_is_polled_again_after_waits_that_double(down: Exception) -> None:
    web = Web(down=down, duration=DAY, spread=0.999)
    waits = []
    for _ in range(4):
        waits.append((await web.polled()).total_seconds())
        web.clock.advance(timedelta(seconds=waits[-1]))

    assert [round(wait / 1.0999) for wait in waits] == [1, 2, 4, 8]


@pytest.mark.parametrize("code", [429, 503])
async def test_a_wait_that_the_server_requests_holds_whatever_the_outage(code: int) -> None:
    web = Web(down=http_error(code, 600), begins=SECOND, duration=10 * SECOND)

    assert 9 * MINUTE < await web.until_well() < 11 * MINUTE
    assert web.failed_requests == 1


async def test_a_source_without_any_success_yet_is_polled_again_at_the_minimum_interval_of_its_kind() -> None:
    web = Web(HOUR, down=ConnectError("name not found"), duration=MINUTE, min_interval=15 * MINUTE)

    assert await web.until_well() < 16 * MINUTE
    assert await web.polled() >= HOUR


async def test_its_waits_grow_to_its_interval_and_no_further() -> None:
    web = Web(HOUR, duration=DAY, min_interval=15 * MINUTE)
    waits = []
    for _ in range(20):
        waits.append(await web.polled() / MINUTE)
        web.clock.advance(waits[-1] * MINUTE)

    assert 15 <= waits[0] <= 16.5
    assert all(later > earlier / 1.1 for earlier, later in pairwise(waits)), "but for the jitter"
    assert all(60 <= wait <= 66 for wait in waits[-3:])


async def test_a_machine_that_was_suspended_polls_again_soon_and_another_at_the_usual_time() -> None:
    slept, awake = (
        Web(HOUR, begins=HOUR, duration=DAY, min_interval=MINUTE),
        Web(HOUR, begins=HOUR, duration=DAY, min_interval=MINUTE),
    )
    for web, gone in ((slept, 8 * HOUR), (awake, HOUR)):
        await web.polled()
        web.clock.advance(gone)

    assert await slept.polled() <= 1.1 * MINUTE
    assert await awake.polled() >= HOUR


async def test_while_nobody_looks_nothing_is_polled_sooner_than_usual() -> None:
    web = Web(5 * MINUTE, duration=DAY, is_attended=False)

    assert await web.polled() >= 15 * MINUTE


@pytest.mark.parametrize("down", [DOWN, REFUSED])
async def test_a_requested_poll_that_fails_does_not_delay_the_next_one(down: Exception) -> None:
    web = Web(down=down, duration=DAY, spread=0.5)
    for _ in range(19):
        wait = await web.polled()
        web.clock.advance(wait)
    planned = web.clock.now + await web.polled()
    for _ in range(5):
        web.clock.advance(SECOND)
        assert web.clock.now + await web.polled() <= planned
    web.clock.advance(planned - web.clock.now)
    patient = Web(down=down, duration=DAY, spread=0.5)
    for _ in range(20):
        patient.clock.advance(await patient.polled())

    assert await web.polled() <= await patient.polled() * 1.2


async def test_a_requested_poll_that_succeeds_ends_the_back_off() -> None:
    web = Web(duration=HOUR)
    for _ in range(12):
        web.clock.advance(await web.polled())
    web.ends = web.clock.now

    assert await web.polled() <= 1.1 * SECOND


NEVER_REACHED = [
    ConnectError("name not found"),
    ConnectError("no name server answers"),
    ConnectError("connection refused"),
    ConnectError("network unreachable"),
    ConnectError("proxy: connection refused"),
]


@for_each("down", NEVER_REACHED)
async def test_a_source_that_was_not_reached_at_the_start_is_polled_again_soon(down: ConnectError) -> None:
    web = Web(HOUR, down=down, min_interval=15 * MINUTE, duration=25 * SECOND)

    assert await web.until_well() <= 11 * SECOND
    assert web.failed_requests == 3


@for_each("down", [http_error(503), ConnectionDroppedError("no answer"), TlsError("certificate expired"), ""])
async def test_a_server_that_was_reached_is_polled_no_sooner_than_its_kind_allows(down: ScriptedResponse) -> None:
    web = Web(HOUR, down=down, min_interval=15 * MINUTE, duration=25 * SECOND)

    assert await web.polled() >= 15 * MINUTE


async def test_a_source_that_is_not_reached_for_long_is_polled_more_and_more_rarely() -> None:
    web = Web(HOUR, down=NEVER_REACHED[0], min_interval=15 * MINUTE, duration=DAY)

    await web.until_well()
    assert web.failed_requests < 150


async def test_a_source_with_fresh_values_waits_for_its_interval() -> None:
    web = Web(HOUR, down=NEVER_REACHED[0], min_interval=15 * MINUTE, begins=30 * MINUTE, duration=MINUTE)
    web.clock.advance(await web.polled() - HOUR + 30 * MINUTE)

    assert await web.polled() >= 30 * MINUTE
