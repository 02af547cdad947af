"""Bytes sent while nothing happens that the screen shows: under an overlay, out of focus, as a status toggles."""

import asyncio
from datetime import timedelta
from itertools import cycle, islice
from typing import Final

from textual import events

from tests.bench.boards import EVERY, BenchBoard, MovingMarket
from tests.bench.floor import least, picture_of
from tests.bench.table import Result
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.ui.terminal.compositor_patch import patch_compositor

SIZE: Final = (120, 40)
OVERLAYS: Final = {"help": "question_mark", "health": "ctrl+r", "palette": "ctrl+p"}
BUDGET: Final = 250
CHART_BUDGET: Final = 900
"""That of 30 changed cells in 16 colours."""
_TICKS: Final = 20
_STEPS: Final = (3, -1, -4, 2, 1, -2, 2)
"""Cents by which the price of a chart moves, one after another."""
_MINUTES: Final = 90
"""Of prices that a chart has before it is measured."""
_BLINKS: Final = 1.2
"""Real seconds in which whatever blinks or turns by a timer of its own has done so at least twice."""


async def measured(rows: int, colours: str) -> list[Result]:
    """What a board of so many rows sends in these colours while there is nothing new to see."""
    patch_compositor()
    label = f"{rows:,} rows, {'16 colours' if colours == 'standard' else colours}"
    results: list[Result] = []
    for overlay, key in OVERLAYS.items():
        results += await _under(overlay, key, MovingMarket(rows), colours, label)
    results += await _chart(MovingMarket(rows), colours, label)
    results.append(await _focus(MovingMarket(rows), colours, label))
    return [*results, await _status(MovingMarket(rows), colours, label)]


def _board(moving: MovingMarket, colours: str) -> BenchBoard:
    board = BenchBoard(colours, flash=False)
    board.set_initial_market(moving.market)
    return board


async def _under(overlay: str, key: str, moving: MovingMarket, colours: str, label: str) -> list[Result]:
    """A overlay left open: by the clock alone, then with a figure of the board below changing each second."""
    board = _board(moving, colours)
    async with board.run_test(headless=False, size=SIZE) as pilot:
        await board.settled()
        await pilot.press(key)
        await board.settled()
        now = moving.at
        idle, least_idle, before = 0, 0, picture_of(board)
        for _ in range(_TICKS):
            idle += await board.show(moving.market, now := now + timedelta(seconds=1))
            after = picture_of(board)
            least_idle += least(before, after, colours)
            before = after
        await asyncio.sleep(_BLINKS)
        blinking = await board.settled()
        moving.at, busy = now, 0
        for symbol in moving.keys[:_TICKS]:
            busy += await board.show(moving.restate([symbol], seconds=1), moving.at)
    return [
        Result(
            what=f"{overlay} open, idle, {label}",
            measured=idle / _TICKS + blinking / _BLINKS,
            unit="B/s",
            budget=BUDGET,
            floor=least_idle / _TICKS,
            exact=True,
        ),
        Result(
            what=f"{overlay} open, a change a second, {label}",
            measured=busy / _TICKS,
            unit="B/s",
            budget=BUDGET,
            exact=True,
        ),
    ]


async def _chart(moving: MovingMarket, colours: str, label: str) -> list[Result]:
    """The chart of an instrument on the whole screen: by the clock alone, then with its price changing each second."""
    board = _board(moving, colours)
    async with board.run_test(headless=False, size=SIZE) as pilot:
        await board.settled()
        await pilot.press("enter", "tab", "z")
        await board.settled()
        cursor = board.board.grid.cursor
        assert cursor is not None, "a row is under the cursor"
        now = moving.at
        for minute in range(_MINUTES):
            now += timedelta(minutes=1)
            moving.at = now - timedelta(seconds=1)
            await board.show(moving.move([cursor], cents=_STEPS[minute % len(_STEPS)], seconds=1), now)
        idle = 0
        for _ in range(_TICKS):
            idle += await board.show(moving.market, now := now + timedelta(seconds=1))
        moving.at, busy = now, 0
        for tick in range(_TICKS):
            cents = _STEPS[tick % len(_STEPS)]
            busy += await board.show(moving.move([cursor], cents=cents, seconds=1), moving.at)
    return [
        Result(what=f"chart open, idle, {label}", measured=idle / _TICKS, unit="B/s", budget=BUDGET, exact=True),
        Result(
            what=f"chart open, its price changes each second, {label}",
            measured=busy / _TICKS,
            unit="B/s",
            budget=CHART_BUDGET,
            exact=True,
        ),
    ]


async def _focus(moving: MovingMarket, colours: str, label: str) -> Result:
    """The terminal's window loses the keys and gets them again."""
    board = _board(moving, colours)
    async with board.run_test(headless=False, size=SIZE):
        await board.settled()
        sent = 0
        for event in (events.AppBlur(), events.AppFocus()):
            board.post_message(event)
            sent += await board.settled()
    return Result(what=f"focus out and in, {label}", measured=sent, unit="B", budget=1000, floor=0, exact=True)


async def _status(moving: MovingMarket, colours: str, label: str) -> Result:
    """Ten polls in turn live and unchanged, with the clock at rest: the status alone could differ."""
    board = _board(moving, colours)
    async with board.run_test(headless=False, size=SIZE):
        await board.settled()
        await board.show(moving.market, moving.at + EVERY)
        states = cycle((SourceState.UNCHANGED, SourceState.LIVE))
        sent = [await board.show(_standing(moving.market, state), board.time) for state in islice(states, 10)]
    return Result(what=f"a status that toggles, {label}", measured=sum(sent), unit="B", budget=0, floor=0, exact=True)


def _standing(market: Market, state: SourceState) -> Market:
    return market._replace(health={name: each._replace(state=state) for name, each in market.health.items()})
