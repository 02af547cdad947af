"""Events as history keeps them: of a response what changed since the last one, and back to whole events.

A feed lists the same articles again with each new one: what is kept is the new one, and the ids of all.

The first response of each source in a run is kept whole, and one in so many after it: older ones can then be deleted.
What is planned, where a rejected page was stored, and what an earlier run knew is no history.
"""

import json
import zlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tui.domain.article import Article
from tui.domain.events import (
    AlertsRang,
    ArticleFetched,
    ArticleRequestCancelled,
    ArticleRequested,
    ArticlesRestored,
    BoardRestored,
    DayFilled,
    DayRestored,
    Event,
    Failure,
    NextPollPlanned,
    NotModified,
    PageRejected,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.instants import OnWall, same_time
from tui.domain.quote import InstrumentId, Quote
from tui.storage.event_codec import decode_event, encode_event

WHOLE_AFTER: Final = 500
"""Responses of a source with changes only, after which one is kept whole again."""
MAX_BODY: Final = 64 << 20
"""Bytes of an event once it is decompressed."""
ARTICLES: Final = "articles"
"""In what is kept of a response: True where it states all its articles, False where none, else the ids of all."""
_LEVEL: Final = 1
_PAGE: Final = b',"ArticleFetched",'
_MAX_HEAD: Final = 64
"""Bytes in which the name of an event's type is."""
_Plain = (
    NotModified
    | Failure
    | SourcePaused
    | SourceResumed
    | SourcesReplaced
    | SessionChanged
    | ArticleFetched
    | AlertsRang
)


class StoredEvent(NamedTuple):
    """One event as the file has it."""

    at: datetime
    """Aware UTC, by the wall clock."""
    source: str
    """Empty for an event that is of no source alone."""
    is_whole: bool
    """Whether it needs no earlier event of its source."""
    is_unchanged: bool
    """Whether it says no more than that nothing has changed: it replaces the last such event of its source."""
    body: bytes
    is_response: bool = False
    """Whether it is a good response with all values, after which an earlier one without changes tells nothing more."""
    tape: bytes | None = None
    """The entries of the tape that came with it, as `encode_entries` has them; None where there are none."""


class _Reported(NamedTuple):
    """The rows of a source's last response."""

    rows: Mapping[InstrumentId, Quote]
    articles: tuple[Article, ...]
    since_whole: int


class DeltaEncoder:
    """Encodes events in the order in which they were applied.

    Args:
        on_wall: what the wall clock shows at a time of the events: another run knows no other clock.
    """

    def __init__(self, on_wall: OnWall = same_time) -> None:
        self._on_wall = on_wall
        self._reported: dict[str, _Reported] = {}

    def forget(self) -> None:
        """Encode the next response of every source whole: an event was lost."""
        self._reported.clear()

    def encode(self, event: Event) -> StoredEvent | None:
        """Return an event as it is kept; None where it is not."""
        match event:
            case Snapshot():
                return self.encode_response(event)
            case NotModified() | Failure() | SourcePaused() | SourceResumed():
                return self._plain(event, event.source, is_unchanged=isinstance(event, NotModified))
            case SourcesReplaced() | SessionChanged() | AlertsRang() | ArticleFetched():
                # a page stays known whatever its source responds later: it is no change of a response
                return self._plain(event, "", is_unchanged=False)
            case (
                NextPollPlanned() | PageRejected() | BoardRestored() | DayRestored() | DayFilled() | ArticlesRestored()
            ):
                return None
            case ArticleRequested() | ArticleRequestCancelled():
                return None

    def _plain(self, event: _Plain, source: str, *, is_unchanged: bool) -> StoredEvent:
        wall = self._on_wall(event.at)
        body = pack_json({"event": encode_event(event._replace(at=wall))})
        return StoredEvent(wall, source, is_whole=False, is_unchanged=is_unchanged, body=body)

    def encode_response(self, snapshot: Snapshot) -> StoredEvent:
        """Return a response with what changed since the one of its source before it."""
        known = self._reported.get(snapshot.source)
        is_whole = known is None or known.since_whole >= WHOLE_AFTER
        before = {} if known is None or is_whole else known.rows
        rows = {row.id: row for row in snapshot.quotes}
        wall = self._on_wall(snapshot.at)
        changed = tuple(
            row if row.polled_at == wall else row._replace(polled_at=wall)
            for key, row in rows.items()
            if (was := before.get(key)) is None or was != row
        )
        gone = [list(key) for key in before if key not in rows]
        articles, listed = _stated_articles(snapshot.articles, None if known is None or is_whole else known.articles)
        stored = snapshot._replace(
            at=wall,
            wall_clock_offset=snapshot.wall_clock_offset - (wall - snapshot.at),
            quotes=changed,
            articles=articles,
        )
        is_unchanged = not (is_whole or changed or gone or listed)
        since = 0 if is_whole or known is None else known.since_whole + (not is_unchanged)
        self._reported[snapshot.source] = _Reported(rows, snapshot.articles, since)
        # first whether it states articles: who looks for them need not decompress the rest
        packed = {ARTICLES: listed, "event": encode_event(stored), "whole": is_whole, "gone": gone}
        # the values that it lacks were confirmed last by what came before it
        is_complete = not gone and all(row.price is not None for row in changed)
        return StoredEvent(wall, snapshot.source, is_whole, is_unchanged, pack_json(packed), is_response=is_complete)


def _stated_articles(
    articles: tuple[Article, ...], before: tuple[Article, ...] | None
) -> tuple[tuple[Article, ...], bool | list[str]]:
    """Return the articles that are kept of a response, and which it has: these (True), those before (False), or by ids.

    Args:
        articles: of the response.
        before: of the one before it; None where it is kept whole.
    """
    if before is None:
        return articles, True
    if articles == before:
        return (), False
    known = {article.id: article for article in before}
    ids = [str(article.id) for article in articles]
    if len(set(ids)) < len(ids):
        return articles, True
    return tuple(article for article in articles if known.get(article.id) != article), ids


class StoredRows(NamedTuple):
    """A response as it is kept: the rows that changed, and what else tells the whole one."""

    event: Event
    """Of a response with the changed rows only."""
    is_whole: bool = False
    gone: frozenset[InstrumentId] = frozenset()
    has_articles: bool = True
    """Whether all its articles are stated; else they are those of the response before, or those with the ids."""
    listed: tuple[str, ...] | None = None
    """The ids of all its articles, of which those are stated that are not as in the response before; else None."""

    def articles_after(self, before: tuple[Article, ...]) -> tuple[Article, ...]:
        """Return all articles of the response, by those of the response before; what neither has is left out."""
        if not isinstance(self.event, Snapshot):
            return before
        stated = self.event.articles
        if self.listed is None:
            return stated if self.has_articles or self.is_whole else before
        known = {str(article.id): article for article in (*before, *stated)}
        return tuple(known[key] for key in self.listed if key in known)


def decode_rows_of(body: bytes, keys: Collection[InstrumentId]) -> tuple[Quote, ...]:
    """Return the rows of these instruments that changed with a stored event; no others are decoded.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: `DeltaEncoder` never wrote this.
    """
    text = unpack_json(body)
    if not any(_encoded(list(key)) in text for key in keys):
        return ()
    version, name, fields = json.loads(text)["event"]
    if name != Snapshot.__name__:
        return ()
    count, columns = fields["quotes"]["count"], fields["quotes"]["columns"]
    names = columns["id"] * count if len(columns["id"]) == 1 else columns["id"]
    places = [number for number, each in enumerate(names) if tuple(each) in keys]
    chosen = {
        key: values if len(values) == 1 else [values[place] for place in places] for key, values in columns.items()
    }
    fields = {**fields, "quotes": {"count": len(places), "columns": chosen}}
    fields.pop("articles", None)
    event = decode_event([version, name, fields])
    return event.quotes if isinstance(event, Snapshot) else ()


def is_page(body: bytes) -> bool:
    """Return whether a stored event says what became of the page of an article, without decoding it; not if damaged."""
    try:
        return _PAGE in zlib.decompressobj().decompress(body, _MAX_HEAD)
    except (zlib.error, TypeError):
        return False


def decode_rows(body: bytes) -> StoredRows:
    """Return a stored event with the rows that changed.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: `DeltaEncoder` never wrote this.
    """
    return rows_in(unpack_json(body))


def rows_in(text: bytes) -> StoredRows:
    """Return the same of the line of JSON that `unpack_json` returns."""
    packed = json.loads(text)
    if not isinstance(packed, dict):
        raise TypeError("not an event")
    return rows_of(packed)


def rows_of(packed: dict[str, Any]) -> StoredRows:
    """Return the same of the JSON value in that line."""
    event = decode_event(packed["event"])
    if not isinstance(event, Snapshot):
        return StoredRows(event)
    gone = frozenset(InstrumentId(market, symbol) for market, symbol in packed["gone"])
    stated = packed[ARTICLES]
    listed = tuple(map(str, stated)) if isinstance(stated, list) else None
    return StoredRows(event, packed["whole"] is True, gone, stated is True, listed)


def pack_json(content: object) -> bytes:
    """Return a JSON value as the file has it: one line of text, compressed."""
    return zlib.compress(_encoded(content), _LEVEL)


def _encoded(content: object) -> bytes:
    # half a surrogate pair is no text: it is stored as a question mark, and the event with it
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack_json(body: bytes, limit: int = MAX_BODY) -> bytes:
    """Return the line of JSON, of so many bytes at most, that is in the file. Raises ValueError where there is none."""
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(body, limit)
    except zlib.error:
        raise ValueError("not as it was written") from None
    if stream.unconsumed_tail:
        raise ValueError("too large")
    if not stream.eof:
        raise ValueError("cut short")
    return text
