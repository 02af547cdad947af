"""Polls are rarer while nobody looks, and at once again when someone does."""

import queue
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import ScriptedFetcher, http_error
from tests.kit.marks import for_each
from tests.kit.sources import environment, source, subscribed
from tests.kit.waiting import PATIENCE
from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.engine.clock import utc_now
from tui.engine.engine import Engine
from tui.engine.poll_timing import PollTiming
from tui.sources.adapter import SourceConfig
from tui.ui.board_state import BoardStateBuilder
from tui.view.terminal_profile import TerminalProfile


class TimedSource:
    """The timing of one source on a clock of its own."""

    def __init__(self, every: timedelta = MINUTE) -> None:
        self.source = source(every=every)
        self.now = 0.0
        self.is_attended = True
        self.timing = PollTiming(
            [self.source],
            interval_for=self.interval,
            random=lambda: 0.0,
            monotonic=lambda: self.now,
            is_attended=lambda: self.is_attended,
        )

    def interval(self, polled: SourceConfig, _now: datetime) -> timedelta:
        return polled.every

    def wait(self, failures: int = 0, retry_after: timedelta | None = None) -> timedelta:
        return self.timing.schedule_after(self.source, START, is_failure=failures > 0, retry_after=retry_after).wait


@for_each(
    ("every", "unattended"),
    [
        (timedelta(seconds=15), timedelta(minutes=1)),
        (timedelta(minutes=5), timedelta(minutes=15)),
        (timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_nobody_looking_makes_every_wait_four_times_as_long_up_to_a_quarter_of_an_hour(
    every: timedelta, unattended: timedelta
) -> None:
    timed = TimedSource(every)
    assert timed.wait() == every
    timed.is_attended = False
    assert timed.wait() == unattended
    timed.is_attended = True
    assert timed.wait() == every


def test_what_is_overdue_when_someone_looks_again_is_due_at_once_and_the_rest_at_its_usual_time() -> None:
    timed = TimedSource()
    timed.is_attended = False
    assert timed.timing.waits_until_due() == {}
    timed.wait()
    timed.now = 20.0
    assert timed.timing.waits_until_due() == {"br": timedelta(seconds=40)}
    timed.now = 100.0
    assert timed.timing.waits_until_due() == {"br": timedelta(0)}


def test_looking_again_polls_no_source_before_its_requested_wait_ends() -> None:
    timed = TimedSource()
    timed.is_attended = False
    timed.wait(1, timedelta(minutes=10))
    timed.timing.block_for("br", timedelta(minutes=10))
    timed.now = 60.0
    assert timed.timing.waits_until_due() == {"br": timedelta(minutes=9)}
    assert timed.timing.remaining_block("br") == timedelta(minutes=9)


def test_looking_again_does_not_wake_a_paused_source() -> None:
    timed = TimedSource()
    timed.is_attended = False
    timed.timing.pause("br")
    timed.wait()
    assert timed.timing.waits_until_due() == {}


def test_any_thread_can_set_the_engine_unattended_and_attended_again() -> None:
    markets: queue.Queue[Market] = queue.Queue()
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("ill", http_error(410))
    clock = ManualClock()
    engine = subscribed(Engine([source("br"), source("ill")], environment(clock, fetcher=fetcher)), markets.put)
    engine.set_attended(is_attended=False)
    engine.start()
    try:
        first = markets.get(timeout=PATIENCE)
        while first.health["br"].last_poll is None:
            first = markets.get(timeout=PATIENCE)
        assert first.health["br"].every == 4 * MINUTE
        clock.advance(MINUTE)
        engine.set_attended(is_attended=True)
        market = markets.get(timeout=PATIENCE)
        while market.health["br"].every != MINUTE:
            market = markets.get(timeout=PATIENCE)
        earlier, later = first.health["br"].last_poll, market.health["br"].last_poll
        assert earlier is not None
        assert later is not None
        assert later - earlier == MINUTE
    finally:
        engine.stop()


def test_a_paused_source_is_polled_again_at_the_users_request() -> None:
    markets: queue.Queue[Market] = queue.Queue()
    fetcher = ScriptedFetcher().respond("br", *[http_error(410)] * 5, "OGDC=1")
    engine = subscribed(Engine([source(every=timedelta(milliseconds=10))], environment(fetcher=fetcher)), markets.put)
    engine.start()
    try:
        market = markets.get(timeout=PATIENCE)
        while market.health["br"].state != "paused":
            market = markets.get(timeout=PATIENCE)
        assert len(fetcher.polled) == 5
        engine.poll_now()
        assert markets.get(timeout=PATIENCE).health["br"].state == "waiting"
        assert markets.get(timeout=PATIENCE).health["br"].state == "live"
    finally:
        engine.stop()


@pytest.mark.parametrize(
    ("idle_after", "paused", "is_attended"),
    [
        (timedelta(hours=1), False, True),
        (timedelta(hours=1), True, False),
        (MINUTE, False, False),
        (timedelta(0), False, True),
    ],
    ids=["in use", "paused", "idle", "never idle"],
)
def test_a_board_that_is_paused_or_idle_is_unattended_until_it_is_used_again(
    idle_after: timedelta, paused: bool, is_attended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([1000.0, 1061.0, 1062.0])
    monkeypatch.setattr("tui.ui.board_state.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    engine = Engine([source()], environment())
    builder = BoardStateBuilder(utc_now, same_time, TerminalProfile(), Decimal(1), idle_after)
    builder.feed = engine
    builder.update_attention(0.0, paused=paused)
    assert engine.is_attended is is_attended
    builder.update_attention(1062.0, paused=False)
    assert engine.is_attended
