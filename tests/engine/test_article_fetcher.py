"""When pages are asked for: one at a time to a host, politely, never for ever, in virtual time."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

import pytest

from tests.engine.article_pages import PAGE, TEXT, Pages, a_feed, a_teaser
from tests.engine.past_web import no_threads
from tests.kit.clock import START, VirtualTime, virtual_time
from tests.kit.fetcher import http_error
from tests.kit.sources import PAIRS
from tui.domain.article import Article
from tui.engine.article_fetcher import MAX_AT_ONCE, MAX_AUTOMATIC, MAX_WAITING
from tui.engine.clock import Timeline, utc_now
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.environment import Environment
from tui.engine.http.errors import FetchError, FetchResult, HttpStatusError, Permit
from tui.engine.page_pace import AUTOMATIC_GAP
from tui.engine.robots_gate import RETRY_AFTER, VALID_FOR
from tui.sources.adapter import Response, SourceConfig, SourceRequest

__all__ = ["no_threads"]

HANGS = -1.0
DAY = 24 * 3600


class Requested(NamedTuple):
    """One request."""

    at: float
    """Seconds from the start."""
    url: str


class Web:
    """Fetches pages of servers that a test scripts.

    Args:
        clock: of the test.
        answers: the body by URL, or an error; by default a page, and no robots.txt.
        delay: seconds until a page is there; `HANGS` for never.
    """

    def __init__(
        self, clock: VirtualTime, answers: Mapping[str, str | FetchError] = MappingProxyType({}), *, delay: float = 1.0
    ) -> None:
        self.requests: list[Requested] = []
        self.answers = dict(answers)
        self.delay = delay
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self._clock = clock

    async def fetch(self, _source: SourceConfig, request: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        url = request.url
        self.requests.append(Requested(round(self._clock.steady(), 2), url))
        if url.endswith("/robots.txt"):
            answer: str | FetchError = self.answers.get(url, HttpStatusError("HTTP 404", http_status=404))
        else:
            answer = self.answers.get(url, PAGE)
            host = url.split("/")[2]
            assert self.at_once.get(host, 0) == 0, f"two requests to {host} at a time"
            self.at_once[host] = 1
            self.most_at_once = max(self.most_at_once, sum(self.at_once.values()))
            try:
                await (asyncio.sleep(self.delay) if self.delay != HANGS else asyncio.sleep(10 * DAY))
            finally:
                self.at_once[host] = 0
        if isinstance(answer, FetchError):
            raise answer
        return FetchResult(response=Response(url=url, body=answer.encode()), http_status=200)

    def forget_validators(self, _source_name: str) -> None:
        """It has none."""

    @property
    def pages(self) -> list[tuple[float, str]]:
        """When each page was asked for."""
        return [(each.at, each.url) for each in self.requests if not each.url.endswith("/robots.txt")]

    @property
    def robots(self) -> list[float]:
        """When a robots.txt was asked for."""
        return [each.at for each in self.requests if each.url.endswith("/robots.txt")]


def teasers(count: int, host: str = "a.example") -> list[Article]:
    return [a_teaser(f"https://{host}/{number}", f"{host}/{number}") for number in range(count)]


def pages_of(clock: VirtualTime, web: Web, *articles: Article, full_text: bool = False) -> Pages:
    environment = Environment(
        timeline=Timeline(utc_now, clock.steady), random=lambda: 0.0, calendars={}, adapter_for=lambda _kind: PAIRS
    )
    feed = a_feed("https://feed.example/rss")._replace(full_text=full_text)
    return Pages([feed], articles, web, environment)


def http_status(status: int, wait: float | None = None) -> HttpStatusError:
    retry_after = None if wait is None else timedelta(seconds=wait)
    return HttpStatusError(f"HTTP {status}", http_status=status, retry_after=retry_after)


@virtual_time
async def test_pages_of_one_host_are_asked_for_one_after_the_other(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, *teasers(3))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    assert [page.is_requested for page in pages.monitor.market.pages.values()] == [True] * 3

    await asyncio.sleep(10)

    assert web.pages == [(0, "https://a.example/0"), (1, "https://a.example/1"), (2, "https://a.example/2")]
    assert web.robots == [0]
    assert all(pages.texts(f"a.example/{number}") == TEXT for number in range(3))


@virtual_time
async def test_hosts_are_asked_side_by_side_but_few_at_a_time(clock: VirtualTime) -> None:
    web = Web(clock)
    articles = [a_teaser(f"https://h{number}.example/", f"a{number}") for number in range(3 * MAX_AT_ONCE)]
    pages = pages_of(clock, web, *articles)
    for article in articles:
        pages.fetcher.request(article.id)

    await asyncio.sleep(10)

    assert web.most_at_once == MAX_AT_ONCE
    assert len(web.pages) == 3 * MAX_AT_ONCE


@virtual_time
async def test_a_page_that_is_awaited_is_not_asked_for_twice(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, *teasers(1))
    for _ in range(3):
        pages.fetcher.request("a.example/0")
        await asyncio.sleep(0.1)
    await asyncio.sleep(10)

    assert len(web.pages) == 1


@virtual_time
async def test_a_page_can_be_asked_for_again(clock: VirtualTime) -> None:
    web = Web(clock, {"https://a.example/0": http_error(404)})
    pages = pages_of(clock, web, *teasers(1))
    pages.fetcher.request("a.example/0")
    await asyncio.sleep(5)
    assert pages.reason("a.example/0") == "page not found (HTTP 404)"
    del web.answers["https://a.example/0"]
    pages.fetcher.request("a.example/0")
    await asyncio.sleep(5)

    assert pages.texts("a.example/0") == TEXT


@virtual_time
async def test_a_request_is_cancelled_wherever_it_is(clock: VirtualTime) -> None:
    web = Web(clock, delay=HANGS)
    pages = pages_of(clock, web, *teasers(3))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    await asyncio.sleep(1)
    pages.fetcher.cancel("a.example/1")
    pages.fetcher.cancel("a.example/0")
    await asyncio.sleep(1)

    assert list(pages.monitor.market.pages) == ["a.example/2"]
    assert [url for _, url in web.pages] == ["https://a.example/0", "https://a.example/2"]


@virtual_time
async def test_no_more_than_so_many_wait(clock: VirtualTime) -> None:
    pages = pages_of(clock, Web(clock, delay=HANGS), *teasers(MAX_WAITING + 1))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    await asyncio.sleep(1)

    reasons = [page.reason for page in pages.monitor.market.pages.values() if not page.is_requested]
    assert reasons == ["too many pages are asked for already"]


@virtual_time
async def test_a_short_wait_that_a_server_requests_is_waited_and_a_long_one_said(clock: VirtualTime) -> None:
    web = Web(clock, {"https://a.example/0": http_status(429, 30), "https://a.example/2": http_status(503, 3600)})
    pages = pages_of(clock, web, *teasers(5))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    await asyncio.sleep(60)

    assert [at for at, _ in web.pages] == [0, 31, 32]
    assert [pages.reason(f"a.example/{number}") for number in range(5)] == [
        "the site asks to wait 30 s",
        None,
        "the site asks to wait 60 min",
        "the site asks to wait 60 min",
        "the site asks to wait 60 min",
    ]


@virtual_time
async def test_a_wait_that_the_feed_was_given_holds_for_its_pages(clock: VirtualTime) -> None:
    web = Web(clock, {"https://feed.example/rss": http_status(429, 3600)}, delay=0)
    pages = pages_of(clock, web, a_teaser("https://feed.example/1"))
    asyncio.get_running_loop().set_default_executor(DaemonThreadExecutor())
    await pages.monitor.poll("feed")
    web.requests.clear()
    pages.fetcher.request("a1")
    await asyncio.sleep(10)

    assert pages.reason() == "the site asks to wait 60 min"
    assert not web.requests


@virtual_time
async def test_the_pages_of_a_site_keep_the_distance_that_it_asks_for(clock: VirtualTime) -> None:
    web = Web(clock, {"https://a.example/robots.txt": "User-agent: *\nCrawl-delay: 20\n"})
    pages = pages_of(clock, web, *teasers(3))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    await asyncio.sleep(100)

    assert [at for at, _ in web.pages] == [0, 21, 42]


@virtual_time
async def test_the_rules_of_a_site_are_asked_for_once_a_day(clock: VirtualTime) -> None:
    web = Web(clock, {"https://a.example/robots.txt": "User-agent: *\nDisallow: /1\n"}, delay=0)
    pages = pages_of(clock, web, *teasers(2))
    for _ in range(4):
        pages.fetcher.request("a.example/0")
        pages.fetcher.request("a.example/1")
        await asyncio.sleep(VALID_FOR / 2)

    assert web.robots == [0, VALID_FOR]
    assert {url for _, url in web.pages} == {"https://a.example/0"}
    assert pages.reason("a.example/1") == "the site permits no program to read it (robots.txt)"


@virtual_time
async def test_rules_that_cannot_be_had_permit_nothing_until_they_can(clock: VirtualTime) -> None:
    web = Web(clock, {"https://a.example/robots.txt": http_status(503)}, delay=0)
    pages = pages_of(clock, web, *teasers(1))
    for _ in range(3):
        pages.fetcher.request("a.example/0")
        await asyncio.sleep(RETRY_AFTER / 2)
    assert (web.robots, web.pages) == ([0, RETRY_AFTER], [])
    assert pages.reason("a.example/0") == "the site's robots.txt cannot be read: HTTP 503"

    del web.answers["https://a.example/robots.txt"]
    await asyncio.sleep(RETRY_AFTER)
    pages.fetcher.request("a.example/0")
    await asyncio.sleep(1)
    assert pages.texts("a.example/0") == TEXT

    # what was read before holds while they cannot be had again
    web.answers["https://a.example/robots.txt"] = http_status(503)
    await asyncio.sleep(VALID_FOR)
    pages.fetcher.request("a.example/0")
    await asyncio.sleep(1)
    assert pages.reason("a.example/0") is None


@virtual_time
async def test_pages_are_awaited_no_longer_when_their_source_is_gone(clock: VirtualTime) -> None:
    web = Web(clock, delay=HANGS)
    pages = pages_of(clock, web, *teasers(2))
    for article in pages.monitor.market.articles:
        pages.fetcher.request(article)
    await asyncio.sleep(1)
    pages.fetcher.set_sources(())
    await asyncio.sleep(1)
    pages.fetcher.request("a.example/1")
    await asyncio.sleep(1)

    assert not pages.monitor.market.pages
    assert len(web.pages) == 1


def fail(*_: object) -> None:
    raise KeyError


@virtual_time
async def test_a_fault_of_the_reader_ends_its_page_alone(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, *teasers(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.engine.article_fetcher.read_full_page", fail)
        pages.fetcher.request("a.example/0")
        await asyncio.sleep(2)
    pages.fetcher.request("a.example/1")
    await asyncio.sleep(5)

    assert pages.reason("a.example/0") == "failed: KeyError"
    assert pages.texts("a.example/1") == TEXT


@virtual_time
async def test_what_is_not_there_is_not_asked_for(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, a_teaser(None))
    pages.fetcher.request("unknown")
    pages.fetcher.request("a1")
    await asyncio.sleep(1)

    assert pages.reason() == "it has no link to a page"
    assert not web.requests


@virtual_time
async def test_chosen_feeds_are_read_in_full_at_once_slowly_and_the_newest_first(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, *teasers(MAX_AUTOMATIC + 10), full_text=True)
    pages.latest.publish()
    await asyncio.sleep(1000)

    assert [at for at, _ in web.pages] == [number * (AUTOMATIC_GAP + 1) for number in range(MAX_AUTOMATIC)]
    pages.latest.publish()
    await asyncio.sleep(1000)
    assert len(web.pages) == MAX_AUTOMATIC

    pages.add(a_teaser("https://a.example/new", "new")._replace(published=START + timedelta(hours=1)))
    pages.latest.publish()
    await asyncio.sleep(100)
    assert web.pages[-1][1] == "https://a.example/new"


@virtual_time
async def test_what_a_reader_waits_for_goes_before_what_nobody_waits_for(clock: VirtualTime) -> None:
    web = Web(clock)
    pages = pages_of(clock, web, *teasers(10), full_text=True)
    pages.latest.publish()
    await asyncio.sleep(2)
    pages.fetcher.request("a.example/9")
    await asyncio.sleep(1.5)

    assert [url for _, url in web.pages] == ["https://a.example/0", "https://a.example/9"]
