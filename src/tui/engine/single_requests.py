"""One poll of every source, or one request, without an engine that goes on."""

import asyncio
from collections.abc import Sequence

from tui.domain.market import Market
from tui.engine.daemon_executor import new_loop
from tui.engine.environment import Environment
from tui.engine.http.errors import FetchResult
from tui.engine.monitor import Monitor
from tui.engine.robots_gate import RobotsGate
from tui.sources.adapter import SourceConfig, SourceRequest


def poll_once(sources: Sequence[SourceConfig], environment: Environment) -> Market:
    """Poll every source once, all at the same time, and return the market; failures are in its health.

    With a state folder, waits that servers requested of an earlier run are respected here too.
    """

    async def poll() -> Market:
        async with environment.make_fetcher(environment.wall) as fetcher:
            monitor = Monitor(sources, fetcher=fetcher, environment=environment)
            await monitor.poll_all()
            return monitor.market

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(poll())


def fetch_once(source: SourceConfig, request: SourceRequest, environment: Environment) -> FetchResult:
    """Make one request, within every limit that holds for polls.

    Raises:
        FetchError: there is no usable response.
    """

    async def fetch() -> FetchResult:
        async with environment.make_fetcher(environment.wall) as fetcher:
            return await fetcher.fetch(source, request)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(fetch())


def fetch_page_once(source: SourceConfig, request: SourceRequest, environment: Environment) -> FetchResult:
    """Fetch a page to read, within every limit that holds for polls, where its site permits it.

    Raises:
        FetchError: there is no usable response, or the site permits no program to read the page.
    """

    async def fetch() -> FetchResult:
        async with environment.make_fetcher(environment.wall) as fetcher:
            robots = RobotsGate(fetcher, environment.timeline.monotonic)

            async def permit(url: str) -> None:
                await robots.check(source, url)

            await permit(request.url)
            return await fetcher.fetch(source, request, permit)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(fetch())
