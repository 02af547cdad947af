"""A page with fewer rows than before: half a page while it may be one, the page itself once it was received often."""

from datetime import timedelta

import pytest

from tests.engine.stories import TOLD, UNCHANGED, Scene, status
from tests.kit.world import World, world_of
from tui.domain import SourceState
from tui.sources.adapter import SourceConfig, SourceRequest

TEN = " ".join(f"S{n}=1" for n in range(10))


def rows(count: int, price: int = 2) -> str:
    return " ".join(f"S{n}={price}" for n in range(count))


async def test_a_size_reported_five_times_over_a_minute_is_accepted_and_noted_for_a_while() -> None:
    world = world_of(TOLD, TEN, rows(3))
    assert await world.poll_states(6) == ["live", *["failing"] * 4, "live"]
    assert world.health().reason == "3 rows, before there were 10"
    assert (world.health().latest_rows, world.health().expected) == (3, 3)
    assert world.prices["PSX:S0"] == "2"
    await world.poll_states(200)
    assert world.health().reason == "3 rows, before there were 10"
    await world.poll_states(41)
    assert world.health().reason is None


async def test_until_then_it_is_half_a_page_and_nothing_of_it_is_shown() -> None:
    world = world_of(TOLD, TEN, rows(3))
    await world.poll_states(5)
    assert world.health().reason == "layout changed: 3 of 10 rows"
    assert world.prices["PSX:S0"] == "1"


async def test_polling_again_and_again_within_the_minute_does_not_accept_the_size() -> None:
    world = world_of(TOLD, TEN, rows(3))
    states = await world.poll_states(40, every=timedelta(seconds=2))
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
    world = world_of(TOLD, TEN, *scenes)
    await world.poll_states(100)
    assert world.health().expected == 10
    assert world.health().reason != "3 rows, before there were 10"


async def test_no_rows_at_all_are_never_accepted() -> None:
    world = world_of(TOLD, TEN, "")
    assert set((await world.poll_states(300))[1:]) == {"failing"}
    assert world.health().reason == "no ticker: 0 of 10 rows"
    assert world.prices["PSX:S0"] == "1"


@pytest.mark.parametrize("between", [status(503), "captcha"], ids=["refused", "unreadable"])
async def test_a_poll_without_a_size_neither_counts_nor_restarts_the_count(between: Scene) -> None:
    world = world_of(TOLD, TEN, rows(3), between, rows(3), rows(3), between, rows(3), rows(3))
    assert await world.poll_states(8) == ["live", *["failing"] * 6, "live"]


async def test_a_page_that_grows_again_is_accepted_at_once_and_the_note_on_its_size_goes() -> None:
    world = world_of(TOLD, TEN, *[rows(3)] * 5, rows(10, 7))
    await world.poll_states(7)
    assert (world.health().state, world.health().reason, world.health().expected) == (SourceState.LIVE, None, 10)


async def test_it_can_shrink_again() -> None:
    world = world_of(TOLD, TEN, *[rows(4)] * 5, *[rows(1, 3)] * 5)
    assert await world.poll_states(11) == ["live", *["failing"] * 4, "live", *["failing"] * 4, "live"]
    assert world.health().reason == "1 row, before there were 4"


async def test_the_note_on_the_size_stays_while_the_page_is_unchanged_and_then_goes() -> None:
    world = world_of(TOLD, TEN, *[rows(3)] * 5, UNCHANGED)
    await world.poll_states(8)
    assert (world.health().state, world.health().reason) == (SourceState.UNCHANGED, "3 rows, before there were 10")
    await world.poll_states(240)
    assert world.health().reason is None


def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
    return tuple(SourceRequest(url=f"{source.url}{symbol}") for symbol in source.symbols)


BATCHED = TOLD._replace(build_requests=plan)


def parted(*parts: str) -> World:
    """A source of two requests a poll: the first has always the same rows, the second these."""
    scenes = [scene for part in parts for scene in ("OGDC=1", part)]
    return world_of(BATCHED, *scenes, symbols=("one", "two"))


async def test_a_part_that_has_shrunk_for_good_is_accepted_like_a_page() -> None:
    world = parted(TEN, *[rows(3)] * 30)
    await world.poll_states(5)
    assert world.health().reason == "1 of 2 requests failed: layout changed: 3 of 10 rows"
    assert world.prices["PSX:S0"] == "1"
    await world.poll_states(1)
    assert (world.health().state, world.health().reason) == (SourceState.LIVE, "4 rows, before there were 11")
    assert world.prices["PSX:S0"] == "2"


async def test_a_part_that_varies_or_is_empty_is_not() -> None:
    for parts in ([rows(3), rows(2)] * 30, [""] * 60):
        world = parted(TEN, *parts)
        await world.poll_states(60)
        assert world.prices["PSX:S0"] == "1"
        assert str(world.health().reason).startswith("1 of 2 requests failed:")
