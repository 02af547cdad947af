"""Sixty feeds on one board, polled over HTTP: none is pushed out of the list of headlines by any other."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.waiting import wait_until
from tui.domain.market import Market
from tui.engine.clock import Timeline, monotonic_boottime, utc_now
from tui.engine.engine import Engine
from tui.engine.environment import Environment
from tui.sources.adapter import SourceConfig
from tui.view.headlines import list_headlines
from tui.view.settings import NewsSettings

FEEDS, SERVERS = 60, 6
SHOWN = 10
"""Of each feed, the newest."""
XML = "application/rss+xml; charset=utf-8"


def size_of(feed: int) -> int:
    """Return how many articles a feed lists: most of them few, some as many as are read."""
    return 100 if feed % 7 == 0 else 12 + feed % 20


def items(feed: int, edition: int) -> Iterator[str]:
    """Yield the items of a feed, the newest first; every fifth feed states no times."""
    now = datetime.now(UTC)
    for number in range(size_of(feed) + edition, edition, -1):
        age = timedelta(minutes=(size_of(feed) + edition - number) * (feed % 9 + 1))
        date = "" if feed % 5 == 0 else f"<pubDate>{format_datetime(now - age - timedelta(minutes=1))}</pubDate>"
        yield (
            f"<item><title>Report {number} of desk {feed}</title><guid>desk-{feed}-{number}</guid>{date}"
            f"<description>What desk {feed} says in its report {number}.</description></item>"
        )


def titles(feed: int, edition: int) -> set[str]:
    last = size_of(feed) + edition
    return {f"Report {number} of desk {feed}" for number in range(last, last - SHOWN, -1)}


def shown_titles(market: Market) -> dict[str, set[str]]:
    """Return the headlines on the board by source."""
    found: dict[str, set[str]] = defaultdict(set)
    for headline in list_headlines(market, NewsSettings(), UTC, lambda _article: True):
        found[headline.article.source].add(headline.article.headline)
    return found


@pytest.mark.slow
def test_sixty_feeds_on_one_engine_show_their_ten_newest_each() -> None:
    editions = dict.fromkeys(range(FEEDS), 0)

    def respond(request: Request) -> ServerResponse:
        feed = int(request.path.strip("/"))
        body = f"<rss><channel><title>Desk {feed}</title>{''.join(items(feed, editions[feed]))}</channel></rss>"
        return ServerResponse(body=body, content_type=XML)

    with ExitStack() as stack:
        servers = [stack.enter_context(LocalServer(respond)) for _ in range(SERVERS)]
        sources = [
            SourceConfig(
                name=f"desk{feed}",
                kind="feed",
                url=f"{servers[feed % SERVERS].url}/{feed}",
                every=timedelta(hours=1),
                allow_private=True,
            )
            for feed in range(FEEDS)
        ]
        ahead = [0.0]
        engine = Engine(
            sources,
            Environment(calendars={}, timeline=Timeline(utc_now, lambda: monotonic_boottime() + ahead[0])),
        )
        stack.callback(engine.stop)
        engine.start()
        wait_until(lambda: all(health.last_good for health in engine.market.health.values()))
        for edition in (0, 3):
            if edition:
                # all sixty have three more at the same time
                before = {name: health.last_good for name, health in engine.market.health.items()}
                editions.update(dict.fromkeys(editions, edition))
                ahead[0] += 2 * 3_600
                wait_until(
                    lambda: all(
                        health.last_good != before[name]  # noqa: B023 - likewise
                        for name, health in engine.market.health.items()
                    )
                )
            shown = shown_titles(engine.market)
            missing = {name: titles(feed, edition) - shown[name] for feed, name in enumerate(engine.market.health)}
            assert {name: lacking for name, lacking in missing.items() if lacking} == {}
        assert sum(len(server.requests) for server in servers) >= 2 * FEEDS
