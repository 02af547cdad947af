"""Ask each site once which of its pages may be read, and remember the answer for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tui.domain.article_page import NOT_PERMITTED
from tui.engine.article_reasons import why_not_fetched
from tui.engine.http.errors import (
    ConnectError,
    DeadlineExceededError,
    FetcherProtocol,
    FetchError,
    HttpStatusError,
    NotPermittedError,
    PrivateAddressError,
    TlsError,
)
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.robots import NO_RULES, NOTHING_ALLOWED, RobotsRules, parse_robots, product_of

VALID_FOR: Final = 24 * 3600.0
"""Seconds after which a site is asked anew."""
RETRY_AFTER: Final = 600.0
"""Likewise where its robots.txt could not be had."""
_MAX_SITES: Final = 256
_PRODUCT: Final = "bigboard"
_UNREACHED: Final = (ConnectError, TlsError, DeadlineExceededError, PrivateAddressError)
_TOO_MANY: Final = 429
_CLIENT_ERRORS: Final = range(400, 500)


@dataclass(slots=True)
class _Site:
    """What is known of one site."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: RobotsRules | None = None
    """The last that were read; None before that."""
    problem: str = ""
    """Why nothing of it may be read, where its robots.txt could not be had."""
    until: float = float("-inf")
    """Steady seconds until which this holds."""


class RobotsGate:
    """The rules of all sites that were asked, a limited number of them. Used inside one event loop.

    Args:
        fetcher: makes the requests, within the limits of polls.
        monotonic: returns steady seconds.
    """

    def __init__(self, fetcher: FetcherProtocol, monotonic: Callable[[], float]) -> None:
        self._fetcher, self._monotonic = fetcher, monotonic
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    async def check(self, asked: SourceConfig, url: str) -> None:
        """Check that a page may be read by its site's rules; those of anybody hold where none name this program.

        A site that says that it has no such file permits everything. One that fails to answer permits nothing, unless
        it was read before.

        Args:
            asked: for which the page is read: its network, its User-Agent.
            url: of the page.

        Raises:
            NotPermittedError: it may not; the reason says why.
        """
        site = self._site(url)
        async with site.lock:
            if self._monotonic() >= site.until:
                await self._read(site, asked, url)
        rules = NOTHING_ALLOWED if site.rules is None else site.rules
        if not rules.allow(url):
            raise NotPermittedError(site.problem or NOT_PERMITTED)

    def delay(self, url: str) -> float:
        """Return the seconds that a site asks for between two pages, as far as it was asked."""
        site = self._sites.get(_origin(url))
        return site.rules.delay if site is not None and site.rules is not None else 0.0

    def _site(self, url: str) -> _Site:
        key = _origin(url)
        site = self._sites.setdefault(key, _Site())
        self._sites.move_to_end(key)
        if len(self._sites) > _MAX_SITES:
            idle = [each for each, other in self._sites.items() if not other.lock.locked() and each != key]
            for oldest in idle[: len(self._sites) - _MAX_SITES]:
                del self._sites[oldest]
        return site

    async def _read(self, site: _Site, asked: SourceConfig, url: str) -> None:
        request = SourceRequest(url=f"{_origin(url)}/robots.txt", accept="text/plain, */*;q=0.1")
        site.problem, valid_for = "", VALID_FOR
        if _origin(asked.url) != _origin(url):
            # a page that another site redirects to
            asked = asked._replace(headers=(), allow_private=False)
        try:
            result = await self._fetcher.fetch(asked, request)
            body = b"" if result.response is None else result.response.body
            site.rules = parse_robots(body, {_PRODUCT, product_of(asked.user_agent or _PRODUCT)})
        except HttpStatusError as error:
            if error.http_status in _CLIENT_ERRORS and error.http_status != _TOO_MANY:
                site.rules = NO_RULES
            else:
                valid_for = RETRY_AFTER
                site.problem = _problem(error)
        except FetchError as error:
            valid_for = RETRY_AFTER
            site.problem = _problem(error)
        finally:
            self._fetcher.forget_validators(asked.name)
        site.until = self._monotonic() + valid_for


def _problem(error: FetchError) -> str:
    if isinstance(error, _UNREACHED):
        # it would say the same of the page
        return why_not_fetched(error)
    return f"the site's robots.txt cannot be read: {error.reason}"


def _origin(url: str) -> str:
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}".lower()
