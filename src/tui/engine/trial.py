"""One answer of one address, outside any schedule, for a user who wants to see what is there."""

import asyncio
from contextlib import AbstractAsyncContextManager
from functools import partial

from tui.engine.answer import Answer, Fetching
from tui.engine.clocks import Clock, utc_now
from tui.engine.engine import MakeFetcher, new_loop, web_fetcher
from tui.sources.source import Ask, Source


def fetch_once(source: Source, ask: Ask, *, clock: Clock = utc_now, make_fetcher: MakeFetcher | None = None) -> Answer:
    """Ask once, within every bound that holds for polls.

    Raises:
        FetchError: there is no answer worth reading.
    """
    made: AbstractAsyncContextManager[Fetching] = (make_fetcher or partial(web_fetcher, clock))()

    async def asked() -> Answer:
        async with made as fetcher:
            return await fetcher.get(source, ask)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(asked())
