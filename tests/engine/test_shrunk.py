"""A page with fewer rows than before: half a page while it may be one, the page itself once it was told often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.engine.stories import MINUTE, TOLD, UNCHANGED, Scene, Story, Ticking, environment, prices, source, status
from tui.domain import SourceHealth, SourceState
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, SourceConfig, SourceRequest

TEN = " ".join(f"S{n}=1" for n in range(10))


def rows(count: int, price: int = 2) -> str:
    return " ".join(f"S{n}={price}" for n in range(count))


class World:
    """One source, polled at a set pace."""

    def __init__(self, *scenes: Scene, adapter: Adapter = TOLD, symbols: tuple[str, ...] = ()) -> None:
        self.story = Story().feed("br", *scenes)
        self.clock = Ticking()
        self.monitor = Monitor(
            [replace(source(), symbols=symbols)],
            fetcher=self.story,
            environment=environment(self.clock, adapter_for=lambda _kind: adapter),
        )

    async def polled(self, times: int = 1, every: timedelta = MINUTE / 4) -> list[str]:
        """The state after each of so many polls."""
        states: list[str] = []
        for _ in range(times):
            await self.monitor.poll("br")
            states.append(self.health.state)
            self.clock.move(every)
        return states

    @property
    def health(self) -> SourceHealth:
        return self.monitor.market.health["br"]

    @property
    def told(self) -> dict[str, str]:
        return prices(self.monitor.market)


async def test_a_size_reported_five_times_over_a_minute_is_accepted_and_noted_for_a_while() -> None:
    world = World(TEN, rows(3))
    assert await world.polled(6) == ["live", *["failing"] * 4, "live"]
    assert world.health.reason == "3 rows, before there were 10"
    assert (world.health.latest_rows, world.health.expected) == (3, 3)
    assert world.told["PSX:S0"] == "2"
    await world.polled(200)
    assert world.health.reason == "3 rows, before there were 10"
    await world.polled(41)
    assert world.health.reason is None


async def test_until_then_it_is_half_a_page_and_nothing_of_it_is_shown() -> None:
    world = World(TEN, rows(3))
    await world.polled(5)
    assert world.health.reason == "layout changed: 3 of 10 rows"
    assert world.told["PSX:S0"] == "1"


async def test_asking_again_and_again_within_the_minute_does_not_make_it_true() -> None:
    world = World(TEN, rows(3))
    states = await world.polled(40, every=timedelta(seconds=2))
    assert states.index("live", 1) == 31


@pytest.mark.parametrize(
    "scenes",
    [
        [rows(3), rows(4)] * 50,
        [rows(1), rows(2), rows(3), rows(4)] * 25,
        [*[rows(3)] * 4, rows(10)] * 20,
        [*[rows(3)] * 4, rows(2)] * 20,
    ],
    ids=["two sizes", "any size", "now and then whole", "now and then less"],
)
async def test_half_pages_that_vary_are_never_accepted(scenes: list[str]) -> None:
    world = World(TEN, *scenes)
    await world.polled(100)
    assert world.health.expected == 10
    assert world.health.reason != "3 rows, before there were 10"


async def test_no_rows_at_all_are_never_accepted() -> None:
    world = World(TEN, "")
    assert set((await world.polled(300))[1:]) == {"failing"}
    assert world.health.reason == "no ticker: 0 of 10 rows"
    assert world.told["PSX:S0"] == "1"


@pytest.mark.parametrize("between", [status(503), "captcha"], ids=["refused", "unreadable"])
async def test_a_poll_that_brought_no_size_neither_counts_nor_begins_the_count_anew(between: Scene) -> None:
    world = World(TEN, rows(3), between, rows(3), rows(3), between, rows(3), rows(3))
    assert await world.polled(8) == ["live", *["failing"] * 6, "live"]


async def test_a_page_that_grows_again_is_accepted_at_once_and_the_note_on_its_size_goes() -> None:
    world = World(TEN, *[rows(3)] * 5, rows(10, 7))
    await world.polled(7)
    assert (world.health.state, world.health.reason, world.health.expected) == (SourceState.LIVE, None, 10)


async def test_it_can_shrink_again() -> None:
    world = World(TEN, *[rows(4)] * 5, *[rows(1, 3)] * 5)
    assert await world.polled(11) == ["live", *["failing"] * 4, "live", *["failing"] * 4, "live"]
    assert world.health.reason == "1 row, before there were 4"


async def test_the_note_on_the_size_stays_while_the_page_is_unchanged_and_then_goes() -> None:
    world = World(TEN, *[rows(3)] * 5, UNCHANGED)
    await world.polled(8)
    assert (world.health.state, world.health.reason) == (SourceState.UNCHANGED, "3 rows, before there were 10")
    await world.polled(240)
    assert world.health.reason is None


def plan(asked: SourceConfig) -> tuple[SourceRequest, ...]:
    return tuple(SourceRequest(url=f"{asked.url}{symbol}") for symbol in asked.symbols)


BATCHED = TOLD._replace(build_requests=plan)


def parted(*parts: str) -> World:
    """A source of two requests a poll: the first always says the same, the second these things."""
    scenes = [scene for part in parts for scene in ("OGDC=1", part)]
    return World(*scenes, adapter=BATCHED, symbols=("one", "two"))


async def test_a_part_that_has_shrunk_for_good_is_accepted_like_a_page() -> None:
    world = parted(TEN, *[rows(3)] * 30)
    await world.polled(5)
    assert world.health.reason == "1 of 2 requests failed: layout changed: 3 of 10 rows"
    assert world.told["PSX:S0"] == "1"
    await world.polled(1)
    assert (world.health.state, world.health.reason) == (SourceState.LIVE, "4 rows, before there were 11")
    assert world.told["PSX:S0"] == "2"


async def test_a_part_that_varies_or_is_empty_is_not() -> None:
    for parts in ([rows(3), rows(2)] * 30, [""] * 60):
        world = parted(TEN, *parts)
        await world.polled(60)
        assert world.told["PSX:S0"] == "1"
        assert str(world.health.reason).startswith("1 of 2 requests failed:")
