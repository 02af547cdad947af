"""A staged board whose polls go to the tape as well."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.kit.feed import ScriptedFeed
from tests.ui.stage import Stage, staged
from tui.domain.market import Market
from tui.ui.widgets.tape import TapePane


class TapedStage(Stage):
    """A board whose polls go to the tape as well."""

    feed: ScriptedFeed

    async def show(self, market: Market) -> None:
        for receive in self.feed._subscribers:
            receive(market)
        await super().show(market)

    @property
    def tape(self) -> TapePane:
        pane = self.board.side_widget("tape")
        assert isinstance(pane, TapePane)
        return pane

    @property
    def entries(self) -> list[str]:
        """The lines below the title of the pane."""
        region = self.tape.region
        lines = [line[region.x : region.right].rstrip() for line in self.lines[region.y + 1 : region.bottom]]
        return [line for line in lines if line]

    async def move(self, symbol: str, by: str, seconds: float = 15) -> None:
        """Let one price change, and poll."""
        self.source.move(symbol, by)
        await self.poll(seconds)


@asynccontextmanager
async def taped(size: tuple[int, int] = (80, 24), **settings: Any) -> AsyncIterator[TapedStage]:  # noqa: ANN401 - passed on
    async with staged(size, first_poll=False, **settings) as plain:
        stage = TapedStage(plain.app, plain._pilot, plain.source)
        stage.feed = ScriptedFeed(plain.source.market)
        stage.app.collect_tape(stage.feed)
        await stage.poll(1)
        yield stage
