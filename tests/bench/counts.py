"""How often the costly steps are taken for few changes among many rows: exact, so they decide what may land."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest

from tests.bench.boards import EVERY, BenchBoard, MovingMarket
from tests.bench.table import Result
from tui.domain.intraday import IntradaySeries
from tui.domain.market import apply
from tui.domain.quote import InstrumentId
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.view import column_layout, quote_grid
from tui.view.column_layout import _one_of_each_shape

ROWS = 10_000
CHANGED = 10

T = TypeVar("T")
R = TypeVar("R")


class _Steps(Counter[str]):
    """Counts the calls of whatever it is put before."""

    def before(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on as they are
            self[name] += 1
            return work(*arguments, **named)

        return counting

    def before_each(self, name: str, work: Callable[[Sequence[T]], R]) -> Callable[[Sequence[T]], R]:
        """Count what is given to it, of which each call has several."""

        def counting(values: Sequence[T]) -> R:
            self[name] += len(values)
            return work(values)

        return counting


def _count(what: str, measured: int, budget: int) -> Result:
    of = f"{CHANGED} of {ROWS:,} changed"
    return Result(what=f"{what}, {of}", measured=measured, unit="", budget=budget, exact=True)


def _spread(moving: MovingMarket) -> list[InstrumentId]:
    return moving.keys[:: ROWS // CHANGED]


def absorbed() -> list[Result]:
    """Of one poll."""
    moving = MovingMarket(ROWS)
    market = moving.market
    moving.move(_spread(moving))
    second = moving.snapshot()
    steps = _Steps()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IntradaySeries, "append", steps.before("moved", IntradaySeries.append))
        apply(market, second)
    before = sys.getallocatedblocks()
    after = apply(market, second)
    left = sys.getallocatedblocks() - before
    made = sum(after.quotes[key] is not quote for key, quote in market.quotes.items())
    return [
        _count("quotes made anew", made, CHANGED),
        _count("trails made anew", steps["moved"], CHANGED),
        _count("blocks of memory a poll leaves behind", left, 10 * CHANGED),
    ]


async def drawn() -> list[Result]:
    """Of one flush to the board."""
    patch_compositor()
    moving = MovingMarket(ROWS)
    board = BenchBoard(flash=False)
    board.set_initial_market(moving.market)
    steps = _Steps()
    async with board.run_test(headless=False, size=(120, 40)):
        await board.show(moving.restate(moving.keys[:1]), moving.at + EVERY)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quote_grid, "row_line", steps.before("drawn", quote_grid.row_line))
            patch.setattr(column_layout, "_one_of_each_shape", steps.before_each("measured", _one_of_each_shape))
            await board.show(moving.restate(_spread(moving)), moving.at + EVERY)
    return [
        _count("rows drawn", steps["drawn"], CHANGED),
        _count("figures looked at for their width", steps["measured"], 3 * CHANGED),
    ]
