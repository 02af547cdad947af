"""The entries of the tape as the history has them, beside the event that they came with."""

import json
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.tape import AlertSeen, ArticleSeen, Move, SessionChange, SourceChange, TapeEntry
from tui.storage.history.errors import NOT_AS_WRITTEN

MAX_SIZE: Final = 16 << 20
"""Bytes of the entries of one event once they are decompressed."""

_MOVES_ALONE: Final = b",[],[]]"
"""The end of what has no articles and no changes of sources."""
_MAX_SEARCHED: Final = 20
"""Instruments up to which their moves are searched for in the text, which is not read as a whole."""

WantedSymbols = Callable[[str, str, Sequence[str]], Collection[str]]
"""Returns which symbols of these are wanted, of a source and a market."""


def encode_entries(entries: Sequence[TapeEntry]) -> bytes | None:
    """Return the entries of one event; None where there are none. Their time is that of the event."""
    if not entries:
        return None
    moves: dict[str, dict[str, list[str]]] = {}
    articles: list[str] = []
    sources: list[str | None] = []
    sessions: list[str | bool] = []
    alerts: list[str] = []
    for entry in entries:
        match entry:
            case Move():
                of_market = moves.setdefault(entry.source, {}).setdefault(entry.key.market, [])
                of_market += (entry.key.symbol, f"{entry.old:f}", f"{entry.new:f}")
            case ArticleSeen():
                articles += (entry.id, entry.headline, entry.source)
            case SourceChange():
                sources += (entry.source, entry.old, entry.new, entry.reason)
            case SessionChange():
                sessions += (entry.market, entry.is_open)
            case AlertSeen():
                alerts += (entry.rule, entry.subject, entry.said, entry.source)
    others = [sessions, alerts] if alerts else [sessions] if sessions else []
    groups = [moves, articles, sources, *others]
    text = json.dumps(groups, ensure_ascii=False, separators=(",", ":"))
    # half a surrogate pair is no text
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def decode_entries(body: bytes, at: datetime, wanted: WantedSymbols | None = None) -> tuple[TapeEntry, ...]:
    """Return the entries of an event; none where `encode_entries` never wrote this.

    Args:
        body: as it was written.
        at: the time of the event, aware.
        wanted: of which symbols alone the moves are returned; None for all.
    """
    try:
        moves, articles, sources, *others = json.loads(_decompressed(body))
        sessions = _sessions(others[0], at) if others else ()
        alerts = _alerts(others[1], at) if len(others) > 1 else ()
        return (
            *sessions,
            *alerts,
            *_source_changes(sources, at),
            *_articles(articles, at),
            *_moves(moves, at, wanted),
        )
    except NOT_AS_WRITTEN:
        return ()


def decode_moves(body: bytes, at: datetime, keys: Collection[InstrumentId]) -> tuple[Move, ...]:
    """Return the moves of these instruments alone, without reading the others, as `decode_entries`."""
    try:
        text = _decompressed(body)
        if not any(_quoted(key.symbol) in text for key in keys):
            return ()
        found = _searched(text, at, keys) if len(keys) <= _MAX_SEARCHED else None
        if found is not None:
            return found
        symbols: dict[str, set[str]] = {}
        for key in keys:
            symbols.setdefault(key.market, set()).add(key.symbol)
        return tuple(_moves(json.loads(text)[0], at, lambda _, market, __: symbols.get(market, ())))
    except NOT_AS_WRITTEN:
        return ()


def _searched(text: bytes, at: datetime, keys: Collection[InstrumentId]) -> tuple[Move, ...] | None:
    """Return the moves of these instruments, searched for in the text; None where only reading it all can tell."""
    if b"\\" in text:
        return None  # else each quote begins or ends a text
    found: list[tuple[int, Move]] = []
    for key in keys:
        place = text.find(_quoted(key.symbol) + b',"')
        if place < 0:
            continue
        # [{"source":{"market":["symbol","old","new", ...
        moves = text.rfind(b'":[', 0, place)
        markets = text.rfind(b'":{', 0, max(moves, 0))
        is_plain = (
            moves > markets > 0
            and text.find(b"]", moves, place) < 0
            and text.find(b"}", markets, moves) < 0
            # a quote there ends a name, and this text is a symbol, no price
            and text.count(b'"', 0, markets) % 2 == 1
            and text.count(b'"', markets, moves) % 2 == 0
            and text.count(b'"', moves + 1, place) % 6 == 0
        )
        if not is_plain or _name_before(text, moves) != key.market:
            return None
        _, _, _, old, _, new, _ = text[place:].split(b'"', 6)
        move = Move(at, key, _price(old.decode()), _price(new.decode()), _name_before(text, markets))
        found.append((place, move))
    return tuple(move for _, move in sorted(found, key=itemgetter(0)))


def _name_before(text: bytes, quote: int) -> str:
    return text[text.rfind(b'"', 0, quote) + 1 : quote].decode()


@lru_cache(1_000)
def _quoted(symbol: str) -> bytes:
    return json.dumps(symbol, ensure_ascii=False).encode("utf-8", "replace")


def decode_others(body: bytes, at: datetime) -> tuple[ArticleSeen | SourceChange, ...]:
    """Return the articles and the changes of sources of an event, without reading its moves, as `decode_entries`."""
    try:
        text = _decompressed(body)
        if text.endswith(_MOVES_ALONE):
            return ()
        _, articles, sources, *_ = json.loads(text)
        return (*_source_changes(sources, at), *_articles(articles, at))
    except NOT_AS_WRITTEN:
        return ()


def _decompressed(body: bytes) -> bytes:
    # as a whole, for the sum at its end
    return zlib.decompressobj().decompress(body, MAX_SIZE)


def _source_changes(texts: Any, at: datetime) -> Iterator[SourceChange]:  # noqa: ANN401 - whatever the file holds
    for source, old, new, reason in _grouped(texts, 4):
        yield SourceChange(at, _text(source), SourceState(old), SourceState(new), reason and _text(reason))


def _sessions(values: Any, at: datetime) -> Iterator[TapeEntry]:  # noqa: ANN401 - likewise
    for market, is_open in _grouped(values, 2):
        yield SessionChange(at, _text(market), is_open is True)


def _alerts(texts: Any, at: datetime) -> Iterator[TapeEntry]:  # noqa: ANN401 - likewise
    for values in _grouped(texts, 4):
        yield AlertSeen(at, *map(_text, values))


def _articles(texts: Any, at: datetime) -> Iterator[ArticleSeen]:  # noqa: ANN401 - likewise
    for key, headline, source in _grouped(texts, 3):
        yield ArticleSeen(at, _text(key), _text(headline), _text(source))


def _moves(moves: Any, at: datetime, wanted: WantedSymbols | None = None) -> Iterator[Move]:  # noqa: ANN401 - likewise
    for source, markets in moves.items():
        for market, texts in markets.items():
            of_wanted = texts if wanted is None else _of_symbols(texts, wanted(source, market, texts[::3]))
            for symbol, old, new in _grouped(of_wanted, 3):
                yield Move(at, InstrumentId(market, _text(symbol)), _price(old), _price(new), source)


def _of_symbols(texts: list[Any], wanted: Collection[str]) -> list[Any]:
    """Return the moves of these symbols, each a symbol and two prices."""
    places = [3 * number for number, symbol in enumerate(texts[::3]) if symbol in wanted]
    return [text for place in places for text in texts[place : place + 3]]


def _grouped(texts: Any, count: int) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - likewise
    if not isinstance(texts, list):
        raise TypeError("not a list")
    return zip(*[iter(texts)] * count, strict=True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _price(text: object) -> Decimal:
    price = Decimal(_text(text))
    if not price.is_finite():
        raise ValueError("not a price")
    return price
