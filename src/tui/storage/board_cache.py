"""The last responses of the sources, stored on disk so that the next start shows a board at once, with its age."""

import json
import logging
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zlib import adler32, crc32

from tui.domain.article import Article, newest_first
from tui.domain.events import ArticleFetched, BoardRestored, Snapshot
from tui.domain.instants import OnWall, same_time
from tui.domain.market import Market, apply
from tui.sources.adapter import SourceConfig
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.storage.atomic_file import read_bounded, write_atomic

_log = logging.getLogger(__name__)

MAX_AGE: Final = timedelta(days=7)
"""Longer than any holiday of a market; what is older than that is of no use."""

_NAME: Final = "board.json"
_MAX_BYTES: Final = 16 << 20
_MAX_ARTICLES: Final = 20
"""Of one source."""
_MIN_ARTICLES: Final = 3
_MAX_ALL_ARTICLES: Final = 200
"""Of all sources, each of which may have its least; the first frame waits for them, and the history has more."""
_MAX_PAGES: Final = 40
"""Of the articles of a source."""
_MAX_PAGE_TEXT: Final = 100_000
"""Characters of all pages together."""
_MAX_OWN_CLOCK_SKEW: Final = timedelta(minutes=1)
"""How far the clock of the run that stored the board may have been ahead of ours."""
_NOT_REQUESTED: Final = frozenset(
    {
        "name",
        "every",
        "key",
        "off_reason",
        "has_permission",
        "allow_private",
        "ignore_market_hours",
        "may_poll_faster",
        "backoff_cap",
        "network",
        "asks_past",
        "past",
        "full_text",
    }
)
"""The settings of a source that change neither its requests nor how its responses are parsed."""


class BoardCache:
    """The file of the stored board. A file in which anything is wrong counts as none.

    Args:
        folder: the state folder; None stores nothing.
        sources: whose responses are stored; one that now requests something else starts with nothing.
        on_wall: what the wall clock shows at a time of the market: the next start knows no other clock.
    """

    def __init__(self, folder: Path | None, sources: Sequence[SourceConfig], on_wall: OnWall = same_time) -> None:
        self._file = folder / _NAME if folder else None
        self._marks = {source.name: source_mark(source) for source in sources}
        self._on_wall = on_wall
        self._stored: Market | None = None

    def set_sources(self, sources: Sequence[SourceConfig]) -> None:
        """Store the responses of these sources from now on, each only once it has responded to its new requests."""
        self._marks = {source.name: source_mark(source) for source in sources}
        self._stored = None

    def restore(self, market: Market, now: datetime) -> Market:
        """Return the market before the first poll with the stored responses of its sources, or the same market.

        Args:
            market: before the first poll.
            now: aware UTC; responses from after it, or too long before it, are left out.
        """
        if self._file is None:
            return market
        try:
            content = read_bounded(self._file, _MAX_BYTES)
            stored = _checked_content(content) if content else {}
            snapshots = tuple(self._snapshots(stored, now))
            pages = tuple(self._pages(stored, frozenset(each.source for each in snapshots)))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            _log.warning("the stored board is ignored: %s", type(error).__name__)
            return market
        self._stored = apply(market, BoardRestored(snapshots, pages)) if snapshots else market
        return self._stored

    def save(self, market: Market) -> None:
        """Write the last responses of the market's sources, where that is something new."""
        from tui.storage.event_codec import VERSION, encode_event  # noqa: PLC0415 - as for reading

        before, self._stored = self._stored, market
        if self._file is None or not market.quotes_by_source or (before is not None and _same(before, market)):
            return
        articles = _articles_by_source(market)
        entries = {
            name: {
                "mark": self._marks[name],
                "event": encode_event(self._current_rows(market, name, articles.get(name, ()))),
                "pages": list(map(encode_event, _newest_pages(market, name))),
            }
            for name in market.health
            if name in market.quotes_by_source and not market.quotes_by_source[name].is_superseded
        }
        try:
            # half a surrogate pair is no text: it is stored as a question mark, and the board with it
            body = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            write_atomic(self._file, _checksum(body, VERSION) + b"\n" + body)
        except OSError as error:
            _log.warning("the board is not stored: %s", error.strerror or type(error).__name__)

    def _current_rows(self, market: Market, name: str, articles: Sequence[Article]) -> Snapshot:
        """Return the current rows of a source as one snapshot, at the time of the wall clock."""
        known = market.quotes_by_source[name]
        at = self._on_wall(known.at)
        return Snapshot(
            source=name,
            at=at,
            quotes=tuple(
                # most are of the last response, and a copy of many rows takes as long as all else
                row if row.polled_at == at else row._replace(polled_at=at)
                for key, row in known.rows.items()
                if known.is_current(key)
            ),
            articles=tuple(articles),
        )

    def _snapshots(self, stored: Mapping[str, Any], now: datetime) -> Iterator[Snapshot]:
        from tui.storage.event_codec import decode_snapshot  # noqa: PLC0415 - see _checked_content

        for name, entry in stored.items():
            if entry["mark"] != self._marks.get(name):
                continue
            snapshot = decode_snapshot(entry["event"])
            if snapshot.source == name and now - MAX_AGE <= snapshot.at <= now + _MAX_OWN_CLOCK_SKEW:
                yield snapshot

    def _pages(self, stored: Mapping[str, Any], names: Container[str]) -> list[ArticleFetched]:
        """Return the pages of the articles of these sources, oldest first."""
        from tui.storage.event_codec import decode_event  # noqa: PLC0415 - see _checked_content

        encoded = (each for name, entry in stored.items() if name in names for each in entry.get("pages", ()))
        events = map(decode_event, encoded)
        pages = [each for each in events if isinstance(each, ArticleFetched) and each.source in names]
        return sorted(pages, key=lambda page: page.at)


def _newest_pages(market: Market, name: str) -> list[ArticleFetched]:
    """Return the newest pages of the articles of a source, oldest first: the first frame of a start waits for them."""
    if not market.pages:
        return []
    from tui.domain.article_page import fetched_event  # noqa: PLC0415 - not before the first frame

    events: list[ArticleFetched] = []
    length = 0
    for key, page in reversed(tuple(market.pages.items())):
        length += page.size
        if len(events) == _MAX_PAGES or length > _MAX_PAGE_TEXT:
            break
        if page.source == name and (event := fetched_event(key, page)) is not None:
            events.append(event)
    return events[::-1]


def _articles_by_source(market: Market) -> Mapping[str, Sequence[Article]]:
    """Return the newest articles of each source that has any."""
    found: dict[str, list[Article]] = {}
    for article in newest_first(market.articles.values()):
        found.setdefault(article.source, []).append(article)
    count = max(_MIN_ARTICLES, min(_MAX_ARTICLES, _MAX_ALL_ARTICLES // max(1, len(found))))
    return {name: articles[:count] for name, articles in found.items()}


def _checked_content(content: bytes) -> dict[str, Any]:
    """Return what was written. Raises ValueError where a single byte differs."""
    from tui.storage.event_codec import VERSIONS  # noqa: PLC0415 - a first start has nothing to read

    checksum, _, body = content.partition(b"\n")
    if checksum not in {_checksum(body, version) for version in VERSIONS}:
        raise ValueError("not as it was written")
    stored: dict[str, Any] = json.loads(body)
    return stored


def _checksum(body: bytes, version: int) -> bytes:
    # the format is part of it: a program that does not know it starts with nothing
    return b"%08x" % crc32(body, crc32(b"bigboard %d" % version))


def _same(before: Market, market: Market) -> bool:
    """Return whether no source gave a good response in between."""
    return all(getattr(before, name) is getattr(market, name) for name in ("quotes_by_source", "articles", "pages"))


def source_mark(source: SourceConfig) -> str:
    """Return a checksum of all that decides the requests and how responses are parsed, which depends on no secret."""
    settings = {name: value for name, value in source._asdict().items() if name not in _NOT_REQUESTED}
    settings["url"] = redact_patterns(source.url)
    settings["headers"] = [redact_patterns(f"{name}: {value}") for name, value in source.headers]
    settings["instruments"] = sorted(source.instruments.items())
    if source.table is not None:
        table = source.table
        settings["table"] = [[each.name, getattr(table, each.name)] for each in fields(table) if each.name != "columns"]
        settings["columns"] = sorted(table.columns.items())
    text = redact_values(json.dumps(settings, ensure_ascii=False), secrets_of(source))
    settings_text = text.encode("utf-8", "backslashreplace")
    return f"{crc32(settings_text):08x}{adler32(settings_text):08x}"
