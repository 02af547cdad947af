"""What the AGE column says stays true until it is painted again, at every hundredth of a second."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tests.kit.markets import with_next_poll
from tests.kit.marks import for_each, quick
from tests.ui.recording import START
from tests.ui.stage import Stage, staged
from tui.domain.market import Market
from tui.domain.trading_calendar import always_open
from tui.ui.terminal.frames import MAX_DATA_DELAY, FrameRateLimiter
from tui.view.terminal_profile import TerminalProfile

AGE = re.compile(r"(≤?)(\d+)([smh])  br")
UNITS = {"s": 1, "m": 60, "h": 3600}
LINKS = {
    "fast": TerminalProfile(),
    "slow": TerminalProfile(slow=True),
    "a paint every 5 s": TerminalProfile(flush_setting=5.0),
}


def shown_ages(stage: Stage) -> set[tuple[str, int]]:
    """Every age in the grid: whether it is an upper bound, and its seconds."""
    return {(bound, int(count) * UNITS[unit]) for bound, count, unit in AGE.findall(stage.text)}


def polls(every: float, until: float, chance: random.Random) -> list[tuple[float, bool]]:
    """Return when responses arrive and whether they are good: late by chance, with a fault in the middle."""
    poll_at, at = [], 0.0
    while at < until:
        at += every * (1 + 0.1 * chance.random()) + chance.uniform(0.01, 0.15)
        poll_at.append((at, not until * 0.4 < at < until * 0.7))
    return poll_at


async def watched(
    stage: Stage, every: float, seconds: float, poll_at: Callable[[float], Market | None], clock: SimpleNamespace
) -> list[set[tuple[str, int]]]:
    """Return every picture of the column, each judged at every hundredth of a second for as long as it stood."""
    app, pictures = stage.app, [shown_ages(stage)]
    due = 0.0
    for hundredth in range(int(seconds * 100)):
        now = hundredth / 100
        clock.at, app.time = now, START + timedelta(seconds=now)
        market = poll_at(now)
        if market is not None:
            app.post_market(market)
        if now >= due:
            # a timer comes a little late
            due = now + app.frames.rate.check_interval + 0.01 * (hundredth % 3)
            app.flush_if_due()
            await stage.settle()
            pictures.append(shown_ages(stage))
        age = (app.time - app.state.market.quotes_by_source["br"].at).total_seconds()
        for bound, limit in pictures[-1]:
            assert (age <= limit) if bound else (limit <= max(age, every)), (now, age, bound, limit)
    return pictures


@pytest.mark.parametrize("every", quick(1, 2, 15))
@pytest.mark.parametrize("link", quick(1, *LINKS))
async def test_an_upper_bound_on_the_screen_is_never_less_than_the_true_age(
    link: str, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(at=0.0)
    monkeypatch.setattr("tui.ui.market_app.time", SimpleNamespace(monotonic=lambda: clock.at))
    seconds = every * 12
    async with staged((80, 24), terminal_profile=LINKS[link], first_poll=False) as stage:
        stage.source.every = timedelta(seconds=every)
        stage.source.market = with_next_poll(stage.source.market, "br", None, stage.source.every)
        polls_due = polls(every, seconds, random.Random(every))
        stage.app.time = START
        await stage.show(stage.source.respond())

        def poll_at(now: float) -> Market | None:
            if not polls_due or now < polls_due[0][0]:
                return None
            return stage.source.respond() if polls_due.pop(0)[1] else stage.source.fail()

        pictures = await watched(stage, every, seconds, poll_at, clock)
    assert all(len(picture) == 1 for picture in pictures)
    # healthy, it stands still: the text changes with the fault alone
    changes = [picture for picture, before in zip(pictures[1:], pictures, strict=False) if picture != before]
    assert [bound for ((bound, _),) in changes].count("≤") == 1


@for_each("rate", [0.25, 5.0, 0.5, 1.0])
@for_each("slow", [False, True])
@for_each("typing", [False, True])
@for_each("was_taken", [0, 1, 2, 5])
def test_a_line_that_takes_it_has_its_next_frame_in_time(rate: float, slow: bool, typing: bool, was_taken: int) -> None:
    pace = FrameRateLimiter(rate)
    for n in range(was_taken):
        pace.record(n - 10.0, free=False)
    pace.record(0.0, free=True)
    second, max_age, frames, now = 0, pace.max_age(slow=slow), [0.0], 0.0
    while now < 20:
        now += pace.check_interval
        if pace.is_due(now, now if typing else float("-inf")):
            pace.record(now, free=True)
            if int(now) != second:
                assert now - frames[-1] <= max_age
                frames.append(now)
                second, max_age = int(now), pace.max_age(slow=slow)
    assert len(frames) > 20 / (MAX_DATA_DELAY + 2 * rate)


async def test_what_lasts_a_moment_ends_also_while_the_hour_is_put_back() -> None:
    """In the night in which summer time ends, the readers' clock shows one hour twice."""
    new_york = ZoneInfo("America/New_York")
    async with staged((80, 24), first_poll=False) as stage:
        stage.app.set_calendars({"PSX": always_open("PSX", new_york)})
        stage.app.time = datetime(2026, 11, 1, 5, 59, 59, 900_000, tzinfo=UTC)
        await stage.poll()
        stage.source.move("OGDC", "1.00")
        await stage.poll(0.05)
        assert stage.app.state.time_of_day.hour == 1
        assert "▴" in stage.row_of("OGDC")
        await stage.wait(1.5)
        assert stage.app.state.time_of_day.hour == 1
        assert "▴" not in stage.row_of("OGDC")
        assert "≤20s" in stage.row_of("OGDC")
