"""One request at a time to one host, and some time between two."""

import asyncio

import pytest

from tests.kit.marks import for_each
from tests.kit.waiting import let_tasks_run
from tui.engine.http.rate_limit import HostRateLimiter, default_min_interval
from tui.engine.http.redirects import Origin

HOST = Origin("https", "quotes.example", None)


class Street:
    """Lanes on a clock that sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.began: list[float] = []
        self.lanes = HostRateLimiter(min_interval=lambda _host: 1.0, monotonic=lambda: self.now, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds

    async def ask(self, place: Origin = HOST, takes: float = 0.0) -> None:
        async with self.lanes.acquire(place):
            self.began.append(self.now)
            await self.sleep(takes)


@for_each(("takes", "began"), [(0.0, [100, 101, 102]), (0.4, [100, 101, 102]), (3.0, [100, 103, 106])])
async def test_requests_to_a_host_follow_each_other_a_gap_apart(takes: float, began: list[float]) -> None:
    street = Street()
    await asyncio.gather(*[street.ask(takes=takes) for _ in range(3)])
    assert street.began == pytest.approx(began)


async def test_hosts_do_not_wait_for_each_other_but_both_ports_of_one_do() -> None:
    street = Street()
    await street.ask(takes=0.0)
    await street.ask(Origin("https", "other.example", None))
    await street.ask(Origin("http", "quotes.example", None))
    assert street.began == pytest.approx([100, 100, 101])


async def test_a_cancelled_request_blocks_no_other() -> None:
    street = Street()
    async with street.lanes.acquire(HOST):
        impatient = asyncio.create_task(street.ask())
        await asyncio.sleep(0)
        impatient.cancel()
    await street.ask()
    assert street.began == pytest.approx([101])


async def test_the_number_of_hosts_is_limited_and_none_in_use_is_dropped() -> None:
    street = Street()
    async with street.lanes.acquire(HOST):
        for number in range(1000):
            await street.ask(Origin("https", f"h{number}.example", None))
        waiting = asyncio.create_task(street.ask())
        await let_tasks_run()
        assert not waiting.done()
    await waiting
    assert len(street.lanes._hosts) <= 256  # what is bounded is memory, which nobody sees from outside


def test_public_hosts_get_a_second_and_local_ones_less() -> None:
    assert default_min_interval("quotes.example") == 1.0
    assert default_min_interval("127.0.0.1") == default_min_interval("192.168.1.4") == 0.05
