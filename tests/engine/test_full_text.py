"""An engine that fetches pages between its polls, over HTTP, and what a restart knows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.article_pages import PAGE, TEASER, TEXT, TITLE, a_feed
from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.waiting import wait_until
from tui.engine.environment import Environment
from tui.engine.market_feed import MarketFeed
from tui.wiring import Wiring

HTML = "text/html; charset=utf-8"
KEY = "127.0.0.1:story-1"
FEED = (
    f"<rss version='2.0'><channel><title>x</title><item><title>{TITLE}</title><link>/story</link>"
    f"<guid isPermaLink='false'>story-1</guid><description>{TEASER}</description></item></channel></rss>"
)


def respond(request: Request) -> ServerResponse:
    pages = {"/feed": FEED, "/story": PAGE}
    page = pages.get(request.path)
    return ServerResponse(body=page or "none", status=200 if page else 404, content_type=HTML)


@contextmanager
def running(server: LocalServer, state: Path | None = None, *, full_text: bool = False) -> Iterator[MarketFeed]:
    source = a_feed(f"{server.url}/feed")._replace(full_text=full_text, every=timedelta(seconds=5))
    feed = Wiring((source,), Environment(calendars={}, state=state)).open_feed(resume=True)
    feed.start()
    try:
        wait_until(lambda: KEY in feed.market.articles)
        yield feed
    finally:
        feed.stop(60)


def texts(feed: MarketFeed) -> tuple[str, ...]:
    page = feed.market.pages.get(KEY)
    return () if page is None or page.article is None else page.article.paragraphs


def test_a_page_is_fetched_between_polls_and_a_restart_has_it(tmp_path: Path) -> None:
    with LocalServer(respond) as server:
        with running(server, tmp_path) as feed:
            feed.fetch_article(KEY)
            wait_until(lambda: texts(feed) == TEXT)
            assert feed.market.articles[KEY].paragraphs == (TEASER,)
        with running(server, tmp_path) as feed:
            assert texts(feed) == TEXT

        assert [request.path for request in server.requests].count("/story") == 1


@pytest.mark.parametrize("full_text", [True, False])
def test_the_pages_of_a_chosen_feed_are_fetched_unasked(full_text: bool) -> None:
    with LocalServer(respond) as server, running(server, full_text=full_text) as feed:
        if full_text:
            wait_until(lambda: texts(feed) == TEXT)
        else:
            feed.fetch_article("another")
            feed.cancel_article(KEY)

        assert bool(server.requests_for("/story")) is full_text
