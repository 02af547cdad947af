"""A page with fewer rows than before: half a page while it may be one, the page itself once it was received often."""

from datetime import timedelta

import pytest

from tests.kit.fetcher import UNCHANGED, ScriptedResponse, http_error
from tests.kit.monitor import MonitorHarness, harness_with
from tests.kit.sources import PAIRS
from tui.domain.source_health import SourceState
from tui.sources.adapter import SourceConfig, SourceRequest

TEN = " ".join(f"S{n}=1" for n in range(10))


def rows(count: int, price: int = 2) -> str:
    return " ".join(f"S{n}={price}" for n in range(count))


async def test_a_size_reported_five_times_over_a_minute_is_accepted_and_noted_for_a_while() -> None:
    harness = harness_with(PAIRS, TEN, rows(3))
    assert await harness.poll_states(6) == ["live", *["failing"] * 4, "live"]
    assert harness.health().reason == "3 rows, before there were 10"
    assert (harness.health().latest_rows, harness.health().expected) == (3, 3)
    assert harness.prices["PSX:S0"] == "2"
    await harness.poll_states(200)
    assert harness.health().reason == "3 rows, before there were 10"
    await harness.poll_states(41)
    assert harness.health().reason is None


async def test_until_then_it_is_half_a_page_and_nothing_of_it_is_shown() -> None:
    harness = harness_with(PAIRS, TEN, rows(3))
    await harness.poll_states(5)
    assert harness.health().reason == "layout changed: 3 of 10 rows"
    assert harness.prices["PSX:S0"] == "1"


async def test_polling_again_and_again_within_the_minute_does_not_accept_the_size() -> None:
    harness = harness_with(PAIRS, TEN, rows(3))
    states = await harness.poll_states(40, every=timedelta(seconds=2))
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
    harness = harness_with(PAIRS, TEN, *scenes)
    await harness.poll_states(100)
    assert harness.health().expected == 10
    assert harness.health().reason != "3 rows, before there were 10"


async def test_no_rows_at_all_are_never_accepted() -> None:
    harness = harness_with(PAIRS, TEN, "")
    assert set((await harness.poll_states(300))[1:]) == {"failing"}
    assert harness.health().reason == "no ticker: 0 of 10 rows"
    assert harness.prices["PSX:S0"] == "1"


@pytest.mark.parametrize("between", [http_error(503), "captcha"], ids=["refused", "unreadable"])
async def test_a_poll_without_a_size_neither_counts_nor_restarts_the_count(between: ScriptedResponse) -> None:
    harness = harness_with(PAIRS, TEN, rows(3), between, rows(3), rows(3), between, rows(3), rows(3))
    assert await harness.poll_states(8) == ["live", *["failing"] * 6, "live"]


async def test_a_page_that_grows_again_is_accepted_at_once_and_the_note_on_its_size_goes() -> None:
    harness = harness_with(PAIRS, TEN, *[rows(3)] * 5, rows(10, 7))
    await harness.poll_states(7)
    assert (harness.health().state, harness.health().reason, harness.health().expected) == (SourceState.LIVE, None, 10)


async def test_it_can_shrink_again() -> None:
    harness = harness_with(PAIRS, TEN, *[rows(4)] * 5, *[rows(1, 3)] * 5)
    assert await harness.poll_states(11) == ["live", *["failing"] * 4, "live", *["failing"] * 4, "live"]
    assert harness.health().reason == "1 row, before there were 4"


async def test_the_note_on_the_size_stays_while_the_page_is_unchanged_and_then_goes() -> None:
    harness = harness_with(PAIRS, TEN, *[rows(3)] * 5, UNCHANGED)
    await harness.poll_states(8)
    assert (harness.health().state, harness.health().reason) == (SourceState.UNCHANGED, "3 rows, before there were 10")
    await harness.poll_states(240)
    assert harness.health().reason is None


def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
    return tuple(SourceRequest(url=f"{source.url}{symbol}") for symbol in source.symbols)


BATCHED = PAIRS._replace(build_requests=plan)


def parted(*parts: str) -> MonitorHarness:
    """A source of two requests a poll: the first has always the same rows, the second these."""
    scenes = [scene for part in parts for scene in ("OGDC=1", part)]
    return harness_with(BATCHED, *scenes, symbols=("one", "two"))


async def test_a_part_that_has_shrunk_for_good_is_accepted_like_a_page() -> None:
    harness = parted(TEN, *[rows(3)] * 30)
    await harness.poll_states(5)
    assert harness.health().reason == "1 of 2 requests failed: layout changed: 3 of 10 rows"
    assert harness.prices["PSX:S0"] == "1"
    await harness.poll_states(1)
    assert (harness.health().state, harness.health().reason) == (SourceState.LIVE, "4 rows, before there were 11")
    assert harness.prices["PSX:S0"] == "2"


async def test_a_part_that_varies_or_is_empty_is_not() -> None:
    for parts in ([rows(3), rows(2)] * 30, [""] * 60):
        harness = parted(TEN, *parts)
        await harness.poll_states(60)
        assert harness.prices["PSX:S0"] == "1"
        assert str(harness.health().reason).startswith("1 of 2 requests failed:")
