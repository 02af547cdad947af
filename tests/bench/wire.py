"""Bytes sent to the terminal: exact, so they decide whether a change lands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable

from tests.bench.boards import EVERY, BenchBoard, MovingMarket, taken, tapped
from tests.bench.floor import least, picture_of
from tests.bench.table import Result
from tui.ui.terminal.compositor_patch import patch_compositor

SIZE = (120, 40)
BUDGETS = {
    "truecolor": {"cell": 90, "thirty": 1800, "clock": 90},
    "standard": {"cell": 55, "thirty": 900, "clock": 90},
}


@asynccontextmanager
async def _running(board: BenchBoard) -> AsyncIterator[Pilot[None]]:
    async with board.run_test(headless=False, size=SIZE) as pilot:
        yield pilot


async def measured(rows: int, colours: str) -> list[Result]:
    """All the byte figures of a board of so many rows in these colours."""
    patch_compositor()
    moving = MovingMarket(rows)
    board = BenchBoard(colours, flash=False)
    label = f"{rows:,} rows, {'16 colours' if colours == 'standard' else colours}"
    budget = BUDGETS[colours]
    stock = await _stock(moving, colours)
    board.set_initial_market(moving.market)
    async with _running(board) as pilot:
        first = await board.settled()
        now = moving.at
        keys = moving.keys
        await board.show(moving.move([keys[3]]), now := now + EVERY)
        pictures = [picture_of(board)]
        cells = []
        for n in (5, 9, 14, 20, 25):
            cells.append(await board.show(moving.restate([keys[n]]), now := now + EVERY))
            pictures.append(picture_of(board))
        floors = [least(before, after, colours) for before, after in pairwise(pictures)]
        thirty = await board.show(moving.restate(keys[:30]), now := now + EVERY)
        thirty_at_least = least(pictures[-1], picture_of(board), colours)
        quotes = [await board.show(moving.move([keys[n]]), now := now + EVERY) for n in (5, 9, 14, 20, 25)]
        many = await board.show(moving.move(keys[:30]), now := now + EVERY)
        unseen = await board.show(moving.move(keys[-500:]), now := now + EVERY)
        idle = await board.settled()
        board.time = now = now + timedelta(seconds=1)
        board.show_latest()
        clock = await board.settled()
        await pilot.press("down")
        cursor = await board.settled()
        await pilot.press("S")
        await board.settled()
        await pilot.press("S")
        resort = await board.settled()
        await board.show(moving.move([keys[3]]), now := now + timedelta(seconds=30))
        unmoved = await board.show(moving.market, now)
        await pilot.resize_terminal(119, 40)
        resize = await board.settled()
    return [
        Result(what=f"first paint, {label}", measured=first, unit="B", budget=25_000, stock=stock[0], exact=True),
        Result(
            what=f"one changed cell, {label}",
            measured=sum(cells) / len(cells),
            unit="B",
            budget=budget["cell"],
            floor=sum(floors) / len(floors),
            stock=stock[1],
            exact=True,
        ),
        Result(
            what=f"30 changed cells, {label}",
            measured=thirty,
            unit="B",
            budget=budget["thirty"],
            floor=thirty_at_least,
            stock=stock[2],
            exact=True,
        ),
        Result(what=f"one changed quote (4 cells), {label}", measured=sum(quotes) / len(quotes), unit="B"),
        Result(what=f"30 changed quotes (120 cells), {label}", measured=many, unit="B"),
        Result(what=f"500 changes off screen, {label}", measured=unseen, unit="B", budget=150, exact=True),
        Result(what=f"idle, no clock tick due, {label}", measured=idle, unit="B", budget=0, exact=True),
        Result(what=f"clock tick, {label}", measured=clock, unit="B", budget=budget["clock"], exact=True),
        Result(what=f"cursor move, {label}", measured=cursor, unit="B", budget=1200, stock=stock[3], exact=True),
        Result(what=f"sort turned round, {label}", measured=resort, unit="B", budget=25_000, stock=stock[4]),
        Result(what=f"a poll that changed nothing, {label}", measured=unmoved, unit="B", budget=0, exact=True),
        Result(what=f"resize, {label}", measured=resize, unit="B", budget=25_000, exact=True),
    ]


class StockBoard(App[None]):
    """The same figures in Textual's own table, to compare with."""

    def __init__(self, moving: MovingMarket, colours: str) -> None:
        super().__init__()
        self._moving = moving
        tapped(self, colours)

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for title in ("SYMBOL", "LAST", "CHG", "%", "SRC"):
            table.add_column(title, key=title, width=12)
        for key, quote in self._moving.market.quotes.items():
            table.add_row(
                key.symbol, str(quote.price), str(quote.change), str(quote.percent), quote.source, key=key.symbol
            )
        table.focus()


async def _stock(moving: MovingMarket, colours: str) -> tuple[int, int, int, int, int]:
    with pytest.MonkeyPatch.context() as patch:
        from textual import _compositor  # noqa: PLC0415

        patch.setattr(_compositor.ChopsUpdate, "render_segments", _STOCK[0])
        patch.setattr(_compositor.LayoutUpdate, "render_segments", _STOCK[1])
        app = StockBoard(moving, colours)
        settled = BenchBoard.settled
        async with app.run_test(headless=False, size=SIZE) as pilot:
            first = await settled(app)  # type: ignore[arg-type]
            table = app.query_one(DataTable)
            symbols = [key.symbol for key in moving.keys]
            table.update_cell(symbols[5], "LAST", "1.23")
            cell = await settled(app)  # type: ignore[arg-type]
            for symbol in symbols[:30]:
                table.update_cell(symbol, "LAST", "4.56")
            thirty = await settled(app)  # type: ignore[arg-type]
            await pilot.press("down")
            cursor = await settled(app)  # type: ignore[arg-type]
            table.sort("LAST")
            return first, cell, thirty, cursor, await settled(app)  # type: ignore[arg-type]


def _stock_methods() -> tuple[object, object]:
    from textual import _compositor  # noqa: PLC0415

    return _compositor.ChopsUpdate.render_segments, _compositor.LayoutUpdate.render_segments


_STOCK = _stock_methods()
taken()
