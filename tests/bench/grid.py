"""CPU of the grid under a hand and under a market that moves: medians, to be read as ratios; they decide nothing."""

import asyncio
import gc
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from textual import events

from tests.bench.boards import EVERY, START, BenchBoard, MovingMarket, taken
from tests.bench.table import Result
from tui.domain.market import Market
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.ui.terminal.gc_policy import freeze_startup_objects

_RUNS = 15
_FRAME = 0.04
"""Seconds in which whatever was begun is on the screen; waiting costs no CPU."""


class _Hand:
    """A board of so many rows, and what is done to it."""

    def __init__(self, rows: int) -> None:
        self.moving = MovingMarket(rows)
        self.board = BenchBoard()
        self.board.set_initial_market(self.moving.market)
        self._now = START

    def show(self, market: Market) -> None:
        self._now += EVERY
        self.board.time = self._now
        self.board.post_market(market)
        self.board.show_latest()

    def press(self, key: str) -> None:
        self._now += timedelta(seconds=1)
        self.board.time = self._now
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(self.board)
        self.board.post_message(event)

    async def cost(
        self, work: Callable[[], None], after: Callable[[], None] = lambda: None, runs: int = _RUNS
    ) -> float:
        """Milliseconds of CPU from the work to the frame that shows it, the thread that writes left out."""
        times = []
        for _ in range(runs):
            began = time.thread_time()
            work()
            await asyncio.sleep(_FRAME)
            times.append((time.thread_time() - began) * 1000)
            after()
            await asyncio.sleep(_FRAME)
            taken()
        return statistics.median(times)

    async def cost_of(self, markets: list[Market]) -> float:
        """The same of showing these markets one after the other."""
        queue = iter(markets)
        return await self.cost(lambda: self.show(next(queue)))


async def measured(rows: int) -> list[Result]:
    """All of them on a board of so many rows."""
    patch_compositor()
    hand = _Hand(rows)
    moving = hand.moving
    step = max(1, rows // 1000)
    async with hand.board.run_test(headless=False, size=(120, 40)):
        await hand.board.settled()
        # as the program does once its first frame is on the screen
        gc.collect()
        thresholds = gc.get_threshold()
        freeze_startup_objects()
        for _ in range(_RUNS // 3):
            hand.show(moving.restate(moving.keys[:1]))
            await hand.board.settled()
        cell = await hand.cost_of([moving.restate([moving.keys[n]]) for n in range(_RUNS)])
        unseen = await hand.cost_of([moving.move(moving.keys[-500:]) for _ in range(_RUNS)])
        thousand = await hand.cost_of([moving.move(moving.keys[n % step :: step][:1000]) for n in range(_RUNS)])
        hand.press("s")
        sort = await hand.cost(lambda: hand.press("S"))
        sorted_thousand = await hand.cost_of([moving.move(moving.keys[n % step :: step]) for n in range(_RUNS)])
        down = await hand.cost(lambda: hand.press("j"))
        page = await hand.cost(lambda: hand.press("pagedown"))
        await hand.cost(lambda: hand.press("slash"), runs=1)
        await hand.cost(lambda: hand.press("a"), runs=1)
        letter = await hand.cost(lambda: hand.press("b"), after=lambda: hand.press("backspace"))
        gc.set_threshold(*thresholds)
        gc.unfreeze()
    of = f"{rows:,} rows"
    # every flush and every key sorts or filters all rows: plain code, which the larger board pays for within its limit
    key = 10 if rows <= 1_000 else 100
    return [
        Result(what=f"one cell on the screen, {of}", measured=cell, unit="ms", budget=3 if rows <= 1_000 else 50),
        Result(what=f"500 changes off the screen, {of}", measured=unseen, unit="ms"),
        Result(what=f"a flush of 1,000 changes, by symbol, {of}", measured=thousand, unit="ms"),
        Result(what=f"a flush of 1,000 changes, by price, sorted again, {of}", measured=sorted_thousand, unit="ms"),
        Result(what=f"sort by key, {of}", measured=sort, unit="ms", budget=key),
        Result(what=f"key down, {of}", measured=down, unit="ms", budget=key),
        Result(what=f"page down, {of}", measured=page, unit="ms", budget=key),
        Result(what=f"a letter of a filter, {of}", measured=letter, unit="ms", budget=key),
    ]
