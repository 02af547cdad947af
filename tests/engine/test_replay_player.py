"""A recording played by a clock that the test moves: the same markets at any speed, and the ways through the day."""

import asyncio
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.engine.recorded_run import CALENDARS, OPENING, playing, record_run
from tests.kit.marks import quick
from tests.kit.waiting import wait_until
from tui.domain.market import Market
from tui.domain.tape import ArticleSeen, Move
from tui.engine.recorded_markets import RecordedMarkets, recorded_events
from tui.engine.replay import SPEEDS, ReplayFeed
from tui.engine.replay_clock import ReplayClock
from tui.engine.replay_player import MAX_SPEED, ReplayPlayer, find_article, find_move
from tui.storage.history.playback import Playback

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recorded") / "history.db"
    asyncio.run(record_run(file, 40, rate=1.0))
    return file


def at_each_event(file: Path) -> list[tuple[datetime, Market]]:
    with closing(Playback(file, OPENING - DAY, OPENING + DAY)) as playback:
        markets = RecordedMarkets(playback, file, CALENDARS)
        return [(playback.at(markets.number - 1), market) for _, market in recorded_events(markets)]


def shown(market: Market) -> tuple[object, ...]:
    return dict(market.quotes), dict(market.articles), dict(market.series)


@pytest.mark.parametrize("speed", quick(1, 7, 1, 60, MAX_SPEED))
def test_the_markets_are_the_same_at_any_speed(recorded: Path, speed: int) -> None:
    events = at_each_event(recorded)
    with playing(recorded, speed=speed) as played:
        while not played.player.state.is_at_end:
            played.run(0.05 if speed > 60 else 0.5 * 60 / speed)
            past = [market for at, market in events if at <= played.player.now]
            assert shown(played.player.market) == shown(past[-1])
        assert played.player.now == played.player.end


def test_recorded_time_goes_on_at_its_speed_and_stands_still_when_paused(recorded: Path) -> None:
    with playing(recorded, speed=10) as played:
        played.run(3)
        assert played.player.now == OPENING + 30 * SECOND
        played.player.set_paused(is_paused=True)
        played.run(60)
        assert played.player.now == OPENING + 30 * SECOND
        played.player.set_paused(is_paused=False)
        played.player.set_speed(1)
        played.run(5)
        assert played.player.now == OPENING + 35 * SECOND


def test_time_never_runs_ahead_of_what_is_applied(recorded: Path) -> None:
    with playing(recorded) as played:
        # nobody applies anything meanwhile
        played.seconds += 3600
        assert played.player.now < OPENING + 15 * SECOND


def test_a_jump_back_shows_what_was_shown_before(recorded: Path) -> None:
    with playing(recorded) as played:
        played.player.seek(OPENING + 120 * SECOND)
        before = shown(played.player.market)
        played.player.seek(OPENING + 500 * SECOND)
        assert shown(played.player.market) != before
        played.player.seek(OPENING + 120 * SECOND)
        assert shown(played.player.market) == before
        assert played.player.now == OPENING + 120 * SECOND


def test_a_jump_goes_no_further_than_the_recording(recorded: Path) -> None:
    with playing(recorded) as played:
        played.player.seek(OPENING - DAY)
        assert played.player.now == OPENING
        played.player.seek(OPENING + DAY)
        assert played.player.now == played.player.end
        assert played.player.state.is_at_end
        assert played.player.state.is_paused


def test_steps_go_from_change_to_change_and_back_again(recorded: Path) -> None:
    with playing(recorded) as played:
        places = []
        for _ in range(6):
            played.player.step_forward()
            places.append((played.player.now, shown(played.player.market)))
            assert played.player.state.is_paused
        assert len({at for at, _ in places}) == 6
        for at, market in reversed(places[:-1]):
            played.player.step_back()
            assert (played.player.now, shown(played.player.market)) == (at, market)


def test_a_step_at_the_last_change_ends_at_the_end(recorded: Path) -> None:
    with playing(recorded) as played:
        played.player.seek(played.player.end)
        played.player.step_forward()
        states = [played.player.state.is_at_end]
        played.player.step_back()
        states.append(played.player.state.is_at_end)
        assert states == [True, False]
        assert played.player.now < played.player.end


def test_the_next_large_move_is_found(recorded: Path) -> None:
    with playing(recorded) as played:
        found = played.player.find(find_move(Decimal("1.5")))
        assert isinstance(found, Move)
        assert found.percent is not None
        assert abs(found.percent) >= Decimal("1.5")
        assert found.at == played.player.now
        assert played.player.market.quotes[found.key].price == found.new
        assert played.player.state.is_paused


def test_where_nothing_is_found_it_is_where_it_was(recorded: Path) -> None:
    with playing(recorded) as played:
        played.run(20)
        before = shown(played.player.market)
        assert played.player.find(find_move(Decimal(900))) is None
        assert played.player.now == OPENING + 20 * SECOND
        assert shown(played.player.market) == before
        assert not played.player.state.is_paused


def test_the_next_article_is_found(recorded: Path) -> None:
    with playing(recorded) as played:
        known = set(played.player.market.articles)
        found = played.player.find(find_article)
        assert isinstance(found, ArticleSeen)
        assert found.id in set(played.player.market.articles) - known


def test_what_is_after_the_chosen_end_is_not_found(recorded: Path) -> None:
    end = OPENING + 100 * SECOND
    with playing(recorded, end=end) as played:
        while played.player.find(find_move(Decimal("0.5"))) is not None:
            assert played.player.now <= end
        played.player.set_paused(is_paused=False)
        played.run(200)
        assert played.player.now == end


def test_the_feed_publishes_on_its_thread_and_polls_nothing(recorded: Path) -> None:
    with playing(recorded, speed=MAX_SPEED) as played:
        clock = ReplayClock(OPENING)
        playback = Playback(recorded, OPENING - DAY, OPENING + DAY)
        markets = RecordedMarkets(playback, recorded, CALENDARS)
        feed = ReplayFeed(
            ReplayPlayer(playback, markets, clock, start=OPENING, end=playback.end, speed=played.player.state.speed)
        )
        published: list[Market] = []
        feed.subscribe(published.append)
        feed.start()
        feed.poll_now()
        feed.pause("demo")
        wait_until(lambda: feed.state.is_at_end)
        feed.play(is_paused=False)
        wait_until(lambda: not feed.state.is_at_end)
        feed.stop()
        assert not feed.is_alive
        assert feed.failed is None
        assert len(published) > 5
        assert published[-1] is feed.market


def test_keys_choose_from_a_few_speeds() -> None:
    class _NoPlayer:
        market = Market()
        state = type("State", (), {"speed": 60})

    feed = ReplayFeed(_NoPlayer())  # type: ignore[arg-type]  # its speed is all that is asked for
    assert (feed.speed_beside(1), feed.speed_beside(-1)) == (100, 20)
    feed._speed = SPEEDS[-1]
    assert feed.speed_beside(1) == SPEEDS[-1]
