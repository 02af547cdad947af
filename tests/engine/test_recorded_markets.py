"""A recording gives, event by event, the markets of the run that was recorded."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.engine.recorded_run import CALENDARS, EVERY, OPENING, Step, record_run
from tests.kit.fetcher import ScriptedFetcher
from tests.kit.marks import quick
from tests.kit.sources import environment, source
from tests.kit.waiting import wait_until
from tui.domain.events import Continuity, Event, NextPollPlanned, PageRejected, SourcesReplaced
from tui.domain.market import Market
from tui.domain.source_health import SourceHealth, SourceState, is_stale
from tui.engine import recorded_markets
from tui.engine.engine import Engine
from tui.engine.recorded_markets import RecordedMarkets, recorded_events
from tui.storage.history.playback import Playback

DAY = timedelta(days=1)
NOT_KEPT = (NextPollPlanned, PageRejected)
"""What no history has: it was planned, or is of that machine alone."""


@contextmanager
def opened(
    file: Path, since: datetime = OPENING - DAY, until: datetime = OPENING + DAY
) -> Iterator[tuple[Playback, RecordedMarkets]]:
    with closing(Playback(file, since, until)) as playback:
        yield playback, RecordedMarkets(playback, file, CALENDARS)


def identity(event: Event) -> tuple[object, ...]:
    return type(event), getattr(event, "source", ""), getattr(event, "at", None)


def of_run(steps: Sequence[Step], events: Sequence[Event]) -> list[Step]:
    """The steps of the run that the recording has: all but those that found nothing new, which it leaves out."""
    kept = {identity(event) for event in events}
    return [step for step in steps if not isinstance(step.event, NOT_KEPT) and identity(step.event) in kept]


def without_plans(health: SourceHealth) -> SourceHealth:
    """The health of a source without the next poll, and without where a page that was rejected is stored."""
    return health._replace(next_try=None, rejected_page=None)


def without_polls(health: SourceHealth) -> SourceHealth:
    """The same without what every poll that finds nothing new changes: those are not kept one by one."""
    return without_plans(health)._replace(last_poll=None, last_good=None, http_status=None, received=None)


def assert_same(market: Market, live: Market, source: str) -> None:
    """The markets are equal after an event of a source, whose own health is the same to the last field."""
    assert dict(market.quotes) == dict(live.quotes)
    assert dict(market.articles) == dict(live.articles)
    assert dict(market.series) == dict(live.series)
    for name, health in live.health.items():
        same = without_plans if name == source else without_polls
        assert same(market.health[name]) == same(health)
    for row in live.quotes.values():
        if row.source == source:
            assert market.polled_at(row) == live.polled_at(row)


@pytest.mark.parametrize(
    ("seed", "polls"),
    quick(1, *(pytest.param(seed, 40) for seed in range(4)), pytest.param(4, 1_560, marks=pytest.mark.long)),
)
async def test_every_market_is_that_of_the_run(tmp_path: Path, seed: int, polls: int) -> None:
    """Of some minutes, and of a trading day of six and a half hours."""
    file = tmp_path / "history.db"
    steps = await record_run(file, polls, seed=seed)
    with opened(file) as (_, markets):
        replayed = list(recorded_events(markets))

    live = of_run(steps, [event for event, _ in replayed])
    assert len(replayed) == len(live) > polls
    assert markets.skipped == 0
    for (event, market), step in zip(replayed, live, strict=True):
        assert event == step.event
        assert_same(market, step.market, getattr(event, "source", ""))


async def test_polls_that_found_nothing_new_age_no_figure(tmp_path: Path) -> None:
    """They are not kept one by one; a source that went on to be polled is shown as it was, to within its interval."""
    file = tmp_path / "history.db"
    steps = await record_run(file, 40, rate=0.01)
    compared = 0
    with opened(file) as (playback, markets):
        last = {at: step.market for step in steps if (at := getattr(step.event, "at", None)) is not None}
        for at, live in last.items():
            markets.go_to(playback.after(at))
            shown = markets.at(at)
            for name, health in live.health.items():
                was = shown.health[name]
                assert (was.state, was.failures) == (health.state, health.failures)
                if health.last_good is not None:
                    assert was.last_good is not None
                    assert abs(was.last_good - health.last_good) < 2 * EVERY
                    compared += was.last_good != markets.market.health[name].last_good
    assert compared > 10


@pytest.mark.slow
async def test_any_place_is_reached_from_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_markets, "FIRST_SPACING", 3)
    monkeypatch.setattr(recorded_markets, "MAX_CHECKPOINTS", 4)
    file, random = tmp_path / "history.db", Random(5)
    await record_run(file, 40)
    with opened(file) as (playback, markets):
        numbered = dict((markets.number, market) for _, market in recorded_events(markets))  # noqa: C402 - it counts on
        for _ in range(60):
            place = random.choice(list(numbered))
            markets.go_to(place)
            assert_same(markets.market, numbered[place], playback.source(place - 1))


async def test_a_span_begins_with_what_was_known_before_it(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    await record_run(file, 40)
    with opened(file) as (playback, markets):
        replayed = [(playback.at(markets.number - 1), market) for _, market in recorded_events(markets)]
    since = OPENING + timedelta(minutes=5)
    with opened(file, since) as (playback, markets):
        last = [market for at, market in replayed if at < since][-1]
        assert dict(markets.market.quotes) == dict(last.quotes)
        assert dict(markets.market.articles) == dict(last.articles)
        assert {key: each.last for key, each in markets.market.series.items()} == {
            key: each.last for key, each in last.series.items()
        }
        assert playback.at(playback.first) >= since


@pytest.mark.slow
async def test_a_restart_of_the_board_is_seen_and_nothing_is_confirmed_while_it_was_away(tmp_path: Path) -> None:
    file, later = tmp_path / "history.db", OPENING + timedelta(hours=2)
    await record_run(file, 20, rate=0.01)
    steps = await record_run(file, 20, rate=0.01, started_at=later)
    ended = OPENING + 20 * EVERY
    with opened(file) as (playback, markets):
        markets.go_to(playback.after(later - EVERY))
        for health in markets.at(later - EVERY).health.values():
            assert health.last_good is not None
            assert health.last_good <= ended
            assert is_stale(health, later - EVERY)
        begun = playback.after(later - EVERY)
        assert isinstance(playback.stated_sources(), SourcesReplaced)
        markets.go_to(begun + 1)
        assert {health.state for health in markets.market.health.values()} == {SourceState.WAITING}
        assert markets.market.quotes
        markets.go_to(len(playback))
        assert dict(markets.market.quotes) == dict(steps[-1].market.quotes)


def test_an_engine_begins_by_keeping_which_sources_it_polls() -> None:
    kept: list[Event] = []
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2")
    engine = Engine(
        [source("br"), source("other")],
        environment(fetcher=fetcher),
        record=lambda event, _before, _after: kept.append(event),
    )
    engine.start()
    wait_until(lambda: len(kept) > 4)
    engine.stop()
    begun = kept[0]
    assert isinstance(begun, SourcesReplaced)
    assert [(each.name, each.continuity) for each in begun.sources] == [
        ("br", Continuity.RESTARTED),
        ("other", Continuity.RESTARTED),
    ]
