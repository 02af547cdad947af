"""One answer of one address, outside any schedule, for a user who wants to see what is there."""

import asyncio
from contextlib import AbstractAsyncContextManager
from functools import partial

from tui.engine.answer import FetcherProtocol, FetchResult
from tui.engine.clocks import Clock, utc_now
from tui.engine.engine import MakeFetcher, http_fetcher, new_loop
from tui.sources.source import SourceConfig, SourceRequest


def fetch_once(
    source: SourceConfig, ask: SourceRequest, *, clock: Clock = utc_now, make_fetcher: MakeFetcher | None = None
) -> FetchResult:
    """Ask once, within every bound that holds for polls.

    Raises:
        FetchError: there is no answer worth reading.
    """
    made: AbstractAsyncContextManager[FetcherProtocol] = (make_fetcher or partial(http_fetcher, clock))()

    async def asked() -> FetchResult:
        async with made as fetcher:
            return await fetcher.fetch(source, ask)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(asked())
