"""Events as JSON values, and back.

A digest may say that a file is as it was written, not that this program wrote it: every field is checked as if it came
from a page. What was valid then passes, since the same limits applied to it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from tui.domain.article import Article, Comments
from tui.domain.events import BoardRestored, Event, Failure, NextPollPlanned, NotModified, PageRejected, Snapshot
from tui.domain.instants import parse_iso_utc
from tui.domain.market import MAX_ARTICLES
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.text import MAX_SYMBOL_LENGTH, CleanText, sanitize_block, sanitize_line
from tui.sources.adapter import MAX_ROWS

VERSION: Final = 2
"""Of the format of every event; another one is not decoded."""

T = TypeVar("T")

_KINDS: Final = {each.value: each for each in InstrumentKind}
_DIRECTIONS: Final = {None: None} | {each.value: each for each in Direction}
_SCHEMES: Final = ("http://", "https://")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_MAX_DIGITS: Final = 40
_MAX_COUNT: Final = 10**18
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_MAX_SPAN: Final = timedelta(days=3660)
_MAX_SNAPSHOTS: Final = 1000


def encode_event(event: Event) -> list[Any]:
    """Encode an event as its version, its kind and its fields without those that have their default."""
    kind = next(kind for kind, (event_type, _) in _EVENTS.items() if event_type is type(event))
    encoded = _encode_fields(event, _EVENTS[kind][1])
    if isinstance(event, Snapshot):
        encoded["quotes"] = [_encode_quote(quote, event.at) for quote in event.quotes]
        encoded["articles"] = [_encode_fields(article, _ARTICLE) for article in event.articles]
    elif isinstance(event, BoardRestored):
        encoded["snapshots"] = [encode_event(snapshot) for snapshot in event.snapshots]
    return [VERSION, kind, encoded]


def decode_event(value: Sequence[Any]) -> Event:
    """Decode an event.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: `encode_event` of this version never returned this.
    """
    version, kind, encoded = value
    if type(version) is not int or version != VERSION:
        raise ValueError("another version")
    event_type, table = _EVENTS[kind]
    decoded = _decode_fields(encoded, table)
    if event_type is Snapshot:
        source, at = decoded["source"], decoded["at"]
        decoded["quotes"] = tuple(_decode_quote(row, source, at) for row in _list(encoded["quotes"], MAX_ROWS))
        articles = [_decode_fields(row, _ARTICLE) for row in _list(encoded["articles"], MAX_ARTICLES)]
        decoded["articles"] = tuple(Article(source=source, **article) for article in articles)
    elif event_type is BoardRestored:
        decoded["snapshots"] = tuple(map(decode_snapshot, _list(encoded["snapshots"], _MAX_SNAPSHOTS)))
    return event_type(**decoded)


def decode_snapshot(value: Sequence[Any]) -> Snapshot:
    """Decode an event that must be a snapshot. Raises as `decode_event`."""
    event = decode_event(value)
    if not isinstance(event, Snapshot):
        raise TypeError("not a snapshot")
    return event


def _encode_fields(value: Event | Article, table: "_Fields") -> dict[str, Any]:
    defaults = {each.name: each.default for each in fields(value)}
    return {
        name: codec.encode(field) for name, codec in table.items() if (field := getattr(value, name)) != defaults[name]
    }


def _decode_fields(encoded: Mapping[str, Any], table: "_Fields") -> dict[str, Any]:
    return {name: codec.decode(encoded[name]) for name, codec in table.items() if name in encoded}


def _encode_quote(quote: Quote, at: datetime) -> list[Any]:
    """Encode a quote of a poll at that time; what its source did not report is null."""
    numbers = (quote.price, quote.change, quote.percent, quote.open, quote.high, quote.low, quote.previous_close)
    values = [*quote.id, quote.kind, *map(_digits, numbers), quote.volume, quote.direction, quote.name, quote.currency]
    return [*values, _time_text(quote.as_of), quote.flags, _polled_at(quote.polled_at, at)]


def _decode_quote(row: Sequence[Any], source: str, at: datetime) -> Quote:
    market, symbol, kind, *numbers, volume, direction, name, currency, as_of, flags, polled_at = row
    price, change, percent, opening, high, low, previous_close = map(_number, numbers)
    return Quote(
        id=_id(market, symbol),
        kind=_KINDS[kind],
        price=price,
        change=change,
        percent=percent,
        open=opening,
        high=high,
        low=low,
        previous_close=previous_close,
        volume=_count(volume),
        direction=_DIRECTIONS[direction],
        name=_line(name),
        currency=_currency(currency),
        as_of=_time(as_of),
        flags=tuple(map(sanitize_line, _list(flags))),
        polled_at=_time(polled_at) or at,
        source=source,
    )


def _digits(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _id(market: str, symbol: str) -> InstrumentId:
    if not (_is_code(market) and _is_code(symbol)):
        raise ValueError("not an instrument")
    return InstrumentId(market, symbol)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and 0 < len(text) <= MAX_SYMBOL_LENGTH


def _number(digits: str | None) -> Decimal | None:
    if digits is None:
        return None
    if len(digits) > _MAX_DIGITS or not _NUMBER.fullmatch(digits):
        raise ValueError("not a figure")
    return Decimal(digits)


def _count(count: int | None) -> int | None:
    if count is not None and (type(count) is not int or not 0 <= count < _MAX_COUNT):
        raise ValueError("not a count")
    return count


def _list(values: list[T], limit: int | None = None) -> list[T]:
    if type(values) is not list:
        raise TypeError("not a list")
    if limit is not None and len(values) > limit:
        raise ValueError("too many values")
    return values


def _line(text: str | None) -> CleanText | None:
    return None if text is None else sanitize_line(text)


@lru_cache(maxsize=64)
def _currency(code: str | None) -> CleanText | None:
    """Cached, since most quotes have one of a few."""
    return _line(code)


def _time_text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else _checked_time(text)


def _checked_time(text: str) -> datetime:
    """Return a time, aware. Raises ValueError for one so far away that it has no time of day in some zone."""
    at = parse_iso_utc(text)
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError("not a time of any market")
    return at


def _utc(text: str) -> datetime:
    return _checked_time(text).astimezone(UTC)


def _polled_at(polled_at: datetime, at: datetime) -> str | None:
    return None if polled_at == at else polled_at.isoformat()


def _name(text: str) -> str:
    if type(text) is not str:
        raise TypeError("not a name")
    return text


def _span(seconds: float) -> timedelta:
    if type(seconds) not in (int, float) or not abs(seconds) <= _MAX_SPAN.total_seconds():
        raise ValueError("not a span of time")
    return timedelta(seconds=seconds)


def _paragraphs(texts: list[str]) -> tuple[CleanText, ...]:
    return tuple(map(sanitize_block, _list(texts)))


def _link(url: str) -> str | None:
    return url if url.startswith(_SCHEMES) and sanitize_line(url, len(url)) == url else None


class _Codec(NamedTuple):
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def _same(value: T) -> T:
    return value


_Fields = Mapping[str, _Codec]
_SOURCE: Final = _Codec(_same, _name)
_TIME: Final = _Codec(_time_text, _utc)
_OPTIONAL_TIME: Final = _Codec(_time_text, _time)
_SPAN: Final = _Codec(timedelta.total_seconds, _span)
_TEXT: Final = _Codec(_same, sanitize_line)
_COUNT: Final = _Codec(_same, _count)
_FLAG: Final = _Codec(_same, bool)

_ARTICLE: Final[_Fields] = {
    "id": _TEXT,
    "title": _TEXT,
    "dateline": _TEXT,
    "byline": _TEXT,
    "category": _TEXT,
    "published": _OPTIONAL_TIME,
    "updated": _OPTIONAL_TIME,
    "paragraphs": _Codec(_same, _paragraphs),
    "has_image": _FLAG,
    "caption": _TEXT,
    "link": _Codec(_same, _link),
    "comments": _Codec(_same, Comments),
    "polled_at": _Codec(_time_text, _checked_time),
}
_EVENTS: Final[Mapping[str, tuple[type[Event], _Fields]]] = {
    "snapshot": (
        Snapshot,
        {
            "source": _SOURCE,
            "at": _TIME,
            "wall_clock_offset": _SPAN,
            "note": _TEXT,
            "http_status": _COUNT,
            "received": _COUNT,
            "missing_rows": _COUNT,
            "resized": _FLAG,
        },
    ),
    "not modified": (NotModified, {"source": _SOURCE, "at": _TIME, "http_status": _COUNT}),
    "failure": (
        Failure,
        {
            "source": _SOURCE,
            "at": _TIME,
            "reason": _TEXT,
            "http_status": _COUNT,
            "retry_after": _SPAN,
            "stops": _FLAG,
        },
    ),
    "next poll planned": (NextPollPlanned, {"source": _SOURCE, "next_try": _OPTIONAL_TIME, "every": _SPAN}),
    "page rejected": (PageRejected, {"source": _SOURCE, "place": _Codec(_same, _line)}),
    "board restored": (BoardRestored, {}),
}
