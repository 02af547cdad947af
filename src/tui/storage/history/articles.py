"""The articles that are in the history, each once, with its versions and when it was first seen."""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from heapq import merge
from pathlib import Path
from typing import Final, NamedTuple

from tui.domain.article import MAX_VERSIONS, Article
from tui.domain.article_page import MAX_PAGES, MAX_TOTAL_TEXT
from tui.domain.bars import EPOCH
from tui.domain.events import ArticleFetched, Snapshot
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.delta import decode_rows, is_page, rows_in, unpack_json
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.history.reader import HistoryReader

MAX_RESTORED_AGE: Final = timedelta(days=30)
"""How far back a board looks for articles of earlier runs."""
MAX_EVENTS_READ: Final = 5_000
"""Responses that a board looks at for that."""
MAX_PAGES_SOUGHT: Final = 5_000
"""Events of no source alone that it looks at for the pages of articles."""
_PAGE: Final = 100
_MICROSECOND: Final = timedelta(microseconds=1)
_LISTS_ARTICLES: Final = b'{"articles":['
_HAS_ARTICLES: Final = b'"articles":true'
"""In the line of JSON of a response that states its articles; within a text the quotes would be escaped."""
_HAS_NONE: Final = b'{"articles":false'
"""Begins the line of one that does not; earlier versions had it at the end."""


class SeenArticle(NamedTuple):
    """An article, as it was seen last."""

    article: Article
    """With the time at which a poll first brought it."""
    versions: tuple[Article, ...] = ()
    """Other versions that were seen, the newest first, at most so many as a board knows."""


class ArticleReader(HistoryReader):
    """A connection that reads responses with articles.

    Args:
        file: the path of a history.
    """

    def page_bodies(self, since: datetime, until: datetime) -> Iterator[bytes]:
        """Yield what became of the pages of articles in a span of time (aware), as it is kept, the newest first."""
        for body in self.last_of_no_source(until, MAX_PAGES_SOUGHT, since):
            if is_page(body):
                yield body

    def bodies(
        self, since: datetime, until: datetime, sources: Collection[str] | None = None
    ) -> Iterator[tuple[datetime, bytes]]:
        """Yield when each response was, and the response as it is kept, the newest first.

        Args:
            since: aware.
            until: aware.
            sources: the names of those wanted; None for all.
        """
        with plain_errors():
            known = dict(self._connection.execute("SELECT id, name FROM source").fetchall())
        wanted = [number for number, name in known.items() if name and (sources is None or name in sources)]
        span = to_microseconds(since), to_microseconds(until)
        for at, _, body in merge(*(self._of_source(number, *span) for number in wanted), reverse=True):
            yield from_microseconds(at), body

    def _of_source(self, source: int, first: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield the time, the number and the body of each event of a source, the newest first."""
        query = (
            "SELECT at, id, body FROM event WHERE source = ? AND at >= ? AND (at, id) < (?, ?)"
            " ORDER BY at DESC, id DESC LIMIT ?"
        )
        place: tuple[int, int] | None = (end, 0)
        while place is not None:
            with plain_errors():
                rows = self._connection.execute(query, (source, first, *place, _PAGE)).fetchall()
            yield from rows
            place = rows[-1][:2] if len(rows) == _PAGE else None


def read_articles(
    reader: ArticleReader,
    since: datetime,
    until: datetime,
    *,
    sources: Collection[str] | None = None,
    max_events: int | None = None,
    is_enough: Callable[[int], bool] = lambda _count: False,
) -> list[SeenArticle]:
    """Return the articles that responses of a span of time (aware) listed, those seen last first.

    A response that this program never wrote is left out.

    Args:
        reader: of the history.
        since: aware.
        until: aware.
        sources: the names of those wanted; None for all.
        max_events: responses that are looked at, the newest; None for all.
        is_enough: asked with the number of articles found whether no more are wanted.

    Raises:
        HistoryError: the file cannot be read.
    """
    found: dict[str, SeenArticle] = {}
    unstated: dict[str, frozenset[str]] = {}
    for number, (at, body) in enumerate(reader.bodies(since, until, sources)):
        if is_enough(len(found)):
            return list(found.values())
        if number == max_events:
            # this one is among those before
            since = at + _MICROSECOND
            break
        stored = _stated_in(body)
        if stored is not None:
            _add(found, stored.event.articles)
            unstated[stored.event.source] = stored.unstated
    for source, ids in unstated.items():
        if is_enough(len(found)):
            break
        _add(found, _stated_before(reader, since, source, ids))
    return list(found.values())


class _Stated(NamedTuple):
    """A response that states articles."""

    event: Snapshot
    unstated: frozenset[str]
    """The ids of those that it lists and an earlier one states."""


def _stated_in(body: bytes) -> _Stated | None:
    """Return a response that states articles; None for any other, or one that this program never wrote."""
    try:
        if zlib.decompressobj().decompress(body, len(_HAS_NONE)) == _HAS_NONE:
            return None
        text = unpack_json(body)
        if not text.startswith(_LISTS_ARTICLES) and _HAS_ARTICLES not in text:
            return None
        stored = rows_in(text)
    except NOT_AS_WRITTEN:
        return None
    if not isinstance(stored.event, Snapshot):
        return None
    listed = frozenset(stored.listed or ())
    return _Stated(stored.event, listed.difference(article.id for article in stored.event.articles))


def _stated_before(reader: ArticleReader, until: datetime, source: str, ids: frozenset[str]) -> Iterator[Article]:
    """Yield the articles with these ids as a source stated them last before a time (aware)."""
    for number, (_, body) in enumerate(reader.bodies(EPOCH, until, {source})):
        if not ids or number == MAX_EVENTS_READ:
            return
        stored = _stated_in(body)
        if stored is not None:
            yield from (article for article in stored.event.articles if article.id in ids)
            ids &= stored.unstated


def _add(found: dict[str, SeenArticle], articles: Iterable[Article]) -> None:
    for article in articles:
        known = found.get(article.id)
        found[article.id] = SeenArticle(article) if known is None else _with_earlier(known, article)


def _with_earlier(known: SeenArticle, earlier: Article) -> SeenArticle:
    """Return an article with what an earlier response had of it."""
    article = known.article
    if earlier.polled_at < article.polled_at:
        article = article._replace(polled_at=earlier.polled_at)
    if earlier == article or earlier in known.versions or len(known.versions) >= MAX_VERSIONS:
        return SeenArticle(article, known.versions)
    return SeenArticle(article, (*known.versions, earlier))


def pages_to_restore(file: Path, now: datetime, sources: Collection[str]) -> tuple[ArticleFetched, ...]:
    """Return what became of the pages of articles in earlier runs, the last of each, oldest first; a bounded number.

    Args:
        file: of the history.
        now: aware, by the wall clock.
        sources: the names of those that give articles.

    Raises:
        HistoryError: the file cannot be read.
    """
    found: dict[str, ArticleFetched] = {}
    length = 0
    with closing(ArticleReader(file)) as reader:
        for body in reader.page_bodies(now - MAX_RESTORED_AGE, now):
            try:
                event = decode_rows(body).event
            except NOT_AS_WRITTEN:
                continue
            if not isinstance(event, ArticleFetched) or event.source not in sources or event.id in found:
                continue
            found[event.id] = event
            length += 0 if event.article is None else sum(len(block.text) for block in event.article.blocks)
            if len(found) >= MAX_PAGES or length > MAX_TOTAL_TEXT:
                break
    return tuple(reversed(found.values()))


def articles_to_restore(
    file: Path, now: datetime, sources: Collection[str], capacity: int, is_ending: Callable[[], bool] = lambda: False
) -> tuple[Article, ...]:
    """Return the articles of earlier runs with which a board begins, oldest first.

    Args:
        file: of the history.
        now: aware, by the wall clock.
        sources: the names of those that give articles.
        capacity: articles after which no more are looked for.
        is_ending: whether the program ends meanwhile.

    Raises:
        HistoryError: the file cannot be read.
    """
    with closing(ArticleReader(file)) as reader:
        found = read_articles(
            reader,
            now - MAX_RESTORED_AGE,
            now,
            sources=sources,
            max_events=MAX_EVENTS_READ,
            is_enough=lambda count: count >= capacity or is_ending(),
        )
    return tuple(seen.article for seen in reversed(found))
