"""The page of an article as it is asked for, and when its host may be asked."""

from collections import OrderedDict
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.config.urls import is_private
from tui.domain.article import Article
from tui.engine.article_reasons import PRIVATE
from tui.engine.clock import Timeline
from tui.engine.http.errors import FetchError
from tui.engine.http.exchange import origin_of, parse_source_url
from tui.engine.monitor import Monitor
from tui.engine.robots_gate import RobotsGate
from tui.sources.adapter import SourceConfig

AUTOMATIC_GAP: Final = 5.0
"""Seconds between two pages of a host that nobody waits for."""
_MAX_HOSTS: Final = 256


class AskedPage(NamedTuple):
    """One page that is awaited."""

    article: Article
    url: str
    source: SourceConfig
    """As the fetcher gets it."""
    host: str
    """With its port: two of one host are not under way at a time."""
    is_automatic: bool
    """Whether the configuration asks for it, and no reader."""


def asked_page(article: Article, source: SourceConfig, *, is_automatic: bool) -> AskedPage:
    """Return the page of an article as it is fetched.

    A link is the word of a stranger: it leads into a private network only where the feed itself is there, on the same
    server. The headers of the feed are for that server alone.

    Raises:
        FetchError: it cannot be requested.
    """
    if article.link is None:
        raise FetchError("it has no link to a page")
    origin, own = origin_of(parse_source_url(article.link)), origin_of(parse_source_url(source.url))
    is_own = origin == own
    if not is_own and is_private(origin.host):
        raise FetchError(PRIVATE)
    asked = source._replace(
        name=f"{source.name} page",
        url=article.link,
        headers=source.headers if is_own else (),
        allow_private=source.allow_private and is_own,
    )
    return AskedPage(article, article.link, asked, host_of(article.link), is_automatic)


def host_of(url: str) -> str:
    """Return the host of an address with its port."""
    return urlsplit(url).netloc.lower()


class PagePace:
    """The waits of all hosts that are asked for pages.

    Args:
        monitor: polls the sources, and has the waits that their servers request.
        timeline: its times.
        robots: what sites ask for.
    """

    def __init__(self, monitor: Monitor, timeline: Timeline, robots: RobotsGate) -> None:
        self._monitor, self._timeline, self._robots = monitor, timeline, robots
        self._asked_at: OrderedDict[str, float] = OrderedDict()
        """When each host was asked last for a page, in steady seconds."""
        self._blocked_until: OrderedDict[str, float] = OrderedDict()
        """When the waits that hosts request end, likewise."""

    def wait_before(self, asked: AskedPage) -> float:
        """Return in how many seconds a page may be asked for; zero or less where it may be now."""
        gap = max(self._robots.delay(asked.url), AUTOMATIC_GAP if asked.is_automatic else 0.0)
        next_at = self._asked_at.get(asked.host, float("-inf")) + gap
        return max(next_at - self._timeline.monotonic(), self.block_of(asked.host))

    def block_of(self, host: str) -> float:
        """Return the seconds for which a host wants no request, whoever asked it before."""
        remaining = [self._blocked_until.get(host, 0.0) - self._timeline.monotonic(), 0.0]
        for name, poller in self._monitor.pollers.items():
            if poller.requests and host_of(poller.requests[0].url) == host:
                remaining.append(self._monitor.timing.remaining_block(name).total_seconds())
        return max(remaining)

    def note_asked(self, host: str) -> None:
        """Note that a request to a host has ended."""
        _remember(self._asked_at, host, self._timeline.monotonic())

    async def block(self, asked: AskedPage, wait: timedelta) -> None:
        """Ask a host for nothing for so long: no page, and where it is the feed's own no poll."""
        _remember(self._blocked_until, asked.host, self._timeline.monotonic() + wait.total_seconds())
        poller = self._monitor.pollers.get(asked.article.source)
        if poller is not None and poller.requests and host_of(poller.requests[0].url) == asked.host:
            await self._monitor.block(poller, wait)


def _remember(times: OrderedDict[str, float], host: str, at: float) -> None:
    times[host] = at
    times.move_to_end(host)
    if len(times) > _MAX_HOSTS:
        times.popitem(last=False)
