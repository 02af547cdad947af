"""A whole market as bytes, and back: what a board loads that joins a collector, before it folds later events.

Folding events over the market that is decoded gives what folding them over the original gives.
"""

import json
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from tui.domain.article_page import ArticlePage
from tui.domain.instants import OnWall, same_time
from tui.domain.market import Market
from tui.domain.observations import SourceRows
from tui.domain.quote import InstrumentId, Quote
from tui.sources.adapter import MAX_ROWS
from tui.storage import event_codec
from tui.storage.history.delta import pack_json, unpack_json
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.value_codec import Codec, codec_for
from tui.storage.wall_clock import on_wall_clock

VERSION: Final = 1
"""Of what a state is made of; its rows, articles and alerts have the version of events."""
_MAX_VERSION: Final = 100_000
MAX_TEXT: Final = 64 << 20
"""Bytes of a state once it is decompressed."""
BYTES_PER_VALUE: Final = 32
"""Of the bytes that a state or an event may have: a JSON value takes up to some two hundred bytes of memory."""


class MarketError(ValueError):
    """The bytes are no state that this program can read; the message is a short plain reason."""


def encode_market(market: Market, on_wall: OnWall = same_time) -> bytes:
    """Return a market that `apply` made as bytes.

    Args:
        market: at a time of the engine.
        on_wall: what the wall clock shows at a time of the market: another program knows no other clock.
    """
    stored = on_wall_clock(market._replace(quotes=MappingProxyType({})), on_wall)
    defaults = Market._field_defaults
    fields = {
        name: codec.encode(value)
        for name, codec in _codecs().items()
        if (value := getattr(stored, name)) != defaults[name]
    }
    return pack_json([VERSION, event_codec.VERSION, fields | {"quotes": _places_of(market)}])


def decode_market(body: bytes) -> Market:
    """Return the market that was encoded, its times by the wall clock.

    Raises:
        MarketError: it is damaged, of another version, or nothing that `encode_market` returned.
    """
    try:
        return _decoded(checked_json(body, MAX_TEXT))
    except MarketError:
        raise
    except NOT_AS_WRITTEN:
        raise MarketError("a state that is damaged, or was not written by this program") from None


def checked_json(body: bytes, limit: int) -> Any:  # noqa: ANN401 - what JSON may hold
    """Return the JSON value that was packed, of so many bytes at most once it is decompressed.

    Raises:
        ValueError, RecursionError: it is none, or has more values than any state or event.
    """
    text = unpack_json(body, limit)
    if BYTES_PER_VALUE * sum(map(text.count, (b",", b"[", b"{"))) > limit:
        raise ValueError("too many values")
    return json.loads(text)


@cache
def _codecs() -> Mapping[str, Codec]:
    """Return the codec of each field but the best quotes, which are rows of a source."""
    # the module of markets loads that of pages later
    hints = get_type_hints(Market, localns={"ArticlePage": ArticlePage})
    return {name: codec_for(hint) for name, hint in hints.items() if name != "quotes"}


def _places_of(market: Market) -> dict[str, Any]:
    """Return where the best quotes are: all the rows of a source, or the number of a source and of a row for each."""
    names = list(market.quotes_by_source)
    for name in names:
        if market.quotes is market.quotes_by_source[name].rows:
            return {"all": name}
    numbers = {name: number for number, name in enumerate(names)}
    rows = [{key: place for place, key in enumerate(each.rows)} for each in market.quotes_by_source.values()]
    sources = [numbers[quote.source] for quote in market.quotes.values()]
    return {"sources": sources, "rows": [rows[source][key] for source, key in zip(sources, market.quotes, strict=True)]}


def _quotes_at(places: dict[str, Any], by_source: Mapping[str, SourceRows]) -> Mapping[InstrumentId, Quote]:
    """Return the best quotes: the very rows of their sources, since `apply` compares by identity first."""
    if "all" in places:
        return by_source[places["all"]].rows
    rows = [list(each.rows.values()) for each in by_source.values()]
    sources, numbers = places["sources"], places["rows"]
    if any(type(each) is not int or each < 0 for each in (*sources, *numbers)):
        raise ValueError("not a place")
    quotes = [rows[source][number] for source, number in zip(sources, numbers, strict=True)]
    return MappingProxyType({quote.id: quote for quote in quotes})


def _decoded(value: Any) -> Market:  # noqa: ANN401 - what JSON may hold
    version, of_rows, fields = value
    if version != VERSION:
        raise MarketError(f"a state of {version_words(version, {VERSION})}")
    if of_rows not in event_codec.VERSIONS:
        raise MarketError(f"a state with rows of {version_words(of_rows, event_codec.VERSIONS)}")
    codecs, places = _codecs(), fields.pop("quotes")
    market = Market(**{name: codecs[name].decode(each) for name, each in fields.items()})
    _check(market)
    return market._replace(quotes=_quotes_at(places, market.quotes_by_source))


def version_words(found: object, read: Collection[int]) -> str:
    """Return what is wrong with a version: `version 7; this program reads 4 and 5`."""
    number = found if type(found) is int and 0 <= found < _MAX_VERSION else "?"
    return f"version {number}; this program reads {' and '.join(map(str, sorted(read)))}"


def _check(market: Market) -> None:
    """Check what the types of the fields do not say."""
    for name, rows in market.quotes_by_source.items():
        if any(row.source != name for row in rows.rows.values()) or not rows.unconfirmed <= rows.rows.keys():
            raise ValueError("a row of another source")
    if any(health.name != name for name, health in market.health.items()):
        raise ValueError("the health of another source")
    if market.article_capacity > MAX_ROWS:
        raise ValueError("room for too many articles")
