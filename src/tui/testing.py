"""The contract of every kind of source, as checks for the tests of a provider, ours or a plug-in's.

Each check raises AssertionError with what is wrong. A provider's test passes responses that it has recorded:

    response = response_to(ADAPTER, source, recorded_body, "application/json")
    check_contract(ADAPTER, source, [response], at)

`at` is the time of the poll, aware UTC: soon after the responses were recorded, since a quote may not be newer.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tui.domain.article import Article
from tui.domain.bars import EPOCH, Bar
from tui.domain.events import Snapshot
from tui.domain.past import BAR_SPANS, PastSpan
from tui.domain.quote import Quote
from tui.domain.text import MAX_ERROR_LENGTH, sanitize_block, sanitize_line
from tui.sources.adapter import Adapter, ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.plugins import KIND_NAME

ERROR_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>\n"
)
OTHER_BODIES: Final = (
    *(b"", b" \r\n", ERROR_PAGE, b"{}", b"[]", b"[1]", b'{"a": 1}', b'[{"a": 1}]', b"null", b'"x"', b"<x/>"),
    *(b"\0", b"\xff" * 99, b"<", b"<html>", b"a" * 10_000, b"<a>" * 9_999, b"[" * 9_999, "\u202e".encode() * 99),
)
"""Bodies that no provider responds with."""
CONTENT_TYPES: Final = ("", "text/html", "text/plain; charset=nonsense", "application/json", "\u0661")
HOSTILE_SYMBOLS: Final = (
    *("A&B=C", "A#B", "A?x=1", "A/../B", "../A", "A B", "A,B", "A%26", "", "\x1b[31m", "Ａ", "A\r\nX: y", 'A"]'),
    "A" * 99,
)
"""Symbols that would change an address into which they are put as they are."""

_MAX_TEXT: Final = 10_000
_PIECES: Final = (
    *(b'"', b"{", b"}", b"[", b",", b"NaN", b"-", b"1e999", b"null", b"\\u001b", b"\0", b"\xff", b"9" * 50, b"0"),
)

Row = Quote | Article


def check_contract(adapter: Adapter, source: SourceConfig, responses: Sequence[Response], at: datetime) -> None:
    """Run every check of an adapter, with good responses to the requests of a source."""
    check_record(adapter)
    check_requests(adapter, source)
    check_other_bodies(adapter, source, at)
    for response in responses:
        check_response(adapter, source, response, at)
        check_truncated(adapter, source, response, at)
        check_mutations(adapter, source, response, at)


def response_to(
    adapter: Adapter, source: SourceConfig, body: bytes, content_type: str = "application/json"
) -> Response:
    """Return a body as the response to the first request that a source makes."""
    return Response(url=adapter.build_requests(source)[0].url, body=body, content_type=content_type)


def check_record(adapter: Adapter) -> None:
    """Check that an adapter is described in one line and polls its server once a second at most."""
    assert KIND_NAME.fullmatch(adapter.kind), f"{adapter.kind!r} is no kind"
    assert 10 < len(adapter.summary) < 100, "the summary is not one line"
    assert adapter.summary == sanitize_line(adapter.summary), "the summary has control characters"
    assert adapter.min_interval >= timedelta(seconds=1), "it polls too often"


def check_requests(adapter: Adapter, source: SourceConfig) -> None:
    """Check that requests go to the source, and that no symbol can change more than its own parameter."""
    requests = adapter.build_requests(source)
    assert requests, "no requests"
    assert all(request.url.startswith(("https://", "http://")) for request in requests)
    assert source.key is None or not any(_shows_key(request, source) for request in requests), "an address has the key"
    if adapter.needs_url:
        return
    base = "http://127.0.0.1:1234/mirror"
    for request in adapter.build_requests(source._replace(url=f"{base}/")):
        assert request.url.startswith(f"{base}/") or request.url == base, f"url is ignored: {request.url}"
    if adapter.needs_symbols:
        assert _plan(adapter, source._replace(symbols=())) is None, "it makes requests without symbols"
        check_symbols(adapter, source)


def check_symbols(adapter: Adapter, source: SourceConfig) -> None:
    """Check that a symbol of strange characters is refused, or stays within its own part of the address."""
    valid = [*adapter.build_requests(source), *adapter.build_requests(source._replace(symbols=source.symbols[:1]))]
    shapes = [_shape(request.url) for request in valid]
    for symbol in HOSTILE_SYMBOLS:
        for request in _plan(adapter, source._replace(symbols=(symbol,))) or ():
            assert request.url.isascii(), symbol
            assert request.url.isprintable(), symbol
            assert _shape(request.url) in shapes, f"{symbol!r} makes {request.url}"


def check_response(adapter: Adapter, source: SourceConfig, response: Response, at: datetime) -> Snapshot:
    """Check that a good response gives rows of the source and the time, and the same ones each time."""
    snapshot = adapter.parse(response, source, at)
    assert snapshot.valid_rows + len(snapshot.articles) > 0, "no rows"
    assert (snapshot.source, snapshot.at) == (source.name, at), "the snapshot is of another source or time"
    for row in _rows(snapshot):
        _check_row(row, source, at)
    ids = [row.id for row in snapshot.quotes]
    assert len(set(ids)) == len(ids), "an instrument has two rows"
    assert adapter.parse(response, source, at) == snapshot, "the same response gives other rows: parse is not pure"
    return snapshot


def check_refusal(adapter: Adapter, source: SourceConfig, response: Response, at: datetime) -> str:
    """Check that a response is refused with a ParseError, and return its reason: a few clean words."""
    try:
        snapshot = adapter.parse(response, source, at)
    except ParseError as error:
        _check_reason(error, source)
        return error.reason
    raise AssertionError(f"accepted {response.body[:60]!r}: {snapshot}")


def check_other_bodies(adapter: Adapter, source: SourceConfig, at: datetime) -> None:
    """Check that other bodies are refused, whatever their content type."""
    for body in OTHER_BODIES:
        for content_type in CONTENT_TYPES:
            check_refusal(adapter, source, response_to(adapter, source, body, content_type), at)


def check_truncated(adapter: Adapter, source: SourceConfig, response: Response, at: datetime) -> None:
    """Check that the first half of a response is refused."""
    check_refusal(adapter, source, response._replace(body=response.body[: len(response.body) // 2]), at)


def check_mutations(
    adapter: Adapter, source: SourceConfig, response: Response, at: datetime, *, count: int = 200
) -> None:
    """Check that a response damaged in many ways gives valid rows or a ParseError, and no other exception."""
    for body in mutations(response.body, adapter.kind, count):
        try:
            snapshot = adapter.parse(response._replace(body=body), source, at)
        except ParseError as error:
            _check_reason(error, source)
        else:
            for row in _rows(snapshot):
                _check_row(row, source, at)


def check_past(
    adapter: Adapter, source: SourceConfig, snapshot: Snapshot, bodies: Mapping[PastSpan, bytes], at: datetime
) -> None:
    """Check how an adapter that knows the past is asked for it, and that it refuses damaged responses.

    Args:
        adapter: has `load_past`.
        source: with at least one symbol.
        snapshot: of its polls, whose instruments are asked for.
        bodies: a good response to the first request for each span that the adapter can be asked for.
        at: when they were received, aware UTC.
    """
    assert adapter.load_past is not None, "it knows no past"
    past = adapter.load_past()
    assert past.batches.keys() == bodies.keys(), "a span without a good response"
    assert past.pace >= timedelta(seconds=1), "it asks too often"
    spelled = past.spell(source, snapshot.quotes)
    assert spelled, "it spells no instrument of its own rows"
    assert spelled.keys() <= {row.id for row in snapshot.quotes}, "it spells an instrument that has no row"
    for span, count in past.batches.items():
        query = PastQuery(source, tuple(spelled.values())[:count], span)
        request = past.build(query)
        assert not _shows_key(request, source), "an address has the key"
        _check_past_symbols(past, query)
        response = Response(url=request.url, body=bodies[span], content_type="application/json")
        _check_bars(past, query, response, at, needs_bars=True)
        for body in (*OTHER_BODIES, *mutations(response.body, f"{adapter.kind} {span}", 50)):
            _check_bars(past, query, response._replace(body=body), at)


def _check_past_symbols(past: Past, query: PastQuery) -> None:
    shape = _shape(past.build(query._replace(symbols=query.symbols[:1])).url)
    for symbol in HOSTILE_SYMBOLS:
        try:
            request = past.build(query._replace(symbols=(symbol,)))
        except ParseError:
            continue
        assert request.url.isascii(), symbol
        assert request.url.isprintable(), symbol
        assert _shape(request.url) == shape, f"{symbol!r} makes {request.url}"


def _check_bars(past: Past, query: PastQuery, response: Response, at: datetime, *, needs_bars: bool = False) -> None:
    try:
        found = past.parse(response, query, at)
    except ParseError as error:
        if needs_bars:
            raise AssertionError(error.reason) from None
        _check_reason(error, query.source)
        return
    assert found.keys() <= set(query.symbols), "a symbol that was not asked for"
    assert any(found.values()) or not needs_bars, "no bars"
    for symbol, bars in found.items():
        assert [bar.at for bar in bars] == sorted({bar.at for bar in bars}), f"{symbol}: not the oldest first"
        for bar in bars:
            _check_bar(bar, query.span, at)


def _check_bar(bar: Bar, span: PastSpan, at: datetime) -> None:
    assert bar.is_filled, "nobody saw it"
    assert bar.at.utcoffset() == timedelta(0), f"{bar} is not in UTC"
    assert not (bar.at - EPOCH) % BAR_SPANS[span], f"{bar} begins between two spans"
    assert bar.at <= at + timedelta(days=1), f"{bar} is of the future"
    assert 0 < bar.low <= min(bar.open, bar.close), f"{bar} has a low that is none"
    assert bar.high >= max(bar.open, bar.close), f"{bar} has a high that is none"
    assert bar.volume is None or bar.volume >= 0, f"{bar} has a volume below zero"


def mutations(body: bytes, salt: str, count: int = 200) -> Iterator[bytes]:
    """Yield a body damaged in many ways, the same ones in each run."""
    chance = random.Random(salt)  # noqa: S311 - damage that can be repeated, nothing secret
    for _ in range(count):
        mutated = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(max(1, len(mutated)))
            match chance.randrange(3):
                case 0:
                    mutated[at : at + 1] = bytes([chance.randrange(256)])
                case 1:
                    mutated[at:at] = chance.choice(_PIECES)
                case _:
                    del mutated[at : at + chance.randint(1, 40)]
        yield bytes(mutated)


def _plan(adapter: Adapter, source: SourceConfig) -> tuple[SourceRequest, ...] | None:
    """Return the requests of a source, None where it must not be polled."""
    try:
        return adapter.build_requests(source)
    except ParseError:
        return None


def _shows_key(request: SourceRequest, source: SourceConfig) -> bool:
    return source.key is not None and source.key.get_secret_value() in request.url


def _shape(url: str) -> tuple[str, int, list[str], str]:
    """Return the parts of an address that no symbol may change: host, path depth, parameter names, fragment."""
    parts = urlsplit(url)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return parts.netloc, parts.path.count("/"), names, parts.fragment


def _rows(snapshot: Snapshot) -> list[Row]:
    return [*snapshot.quotes, *snapshot.articles]


def _check_row(row: Row, source: SourceConfig, at: datetime) -> None:
    assert (row.source, row.polled_at) == (source.name, at), f"{row.id} is of another source or time"
    time = row.published if isinstance(row, Article) else row.as_of
    assert time is None or time.utcoffset() is not None, f"{row.id} has a time without a zone"
    if not isinstance(row, Article):
        assert time is None or time <= at + timedelta(days=1), f"{row.id} is of the future"
        assert row.price is not None or row.flags, f"{row.id} has no price and no flag with the reason"
        assert row.price is None or row.price > 0, f"{row.id} has the price {row.price}"
    for text in _texts(row):
        clean = (sanitize_line(text, _MAX_TEXT), sanitize_block(text), sanitize_block(text, spaced=True))
        assert text in clean, f"{row.id} has text that is not sanitized: {text!r}"


def _texts(row: Row) -> list[str]:
    if isinstance(row, Article):
        texts = (row.id, row.title, row.dateline, row.byline, *(block.text for block in row.blocks))
        return [text for text in texts if text]
    return [text for text in (row.id.market, row.id.symbol, row.name, row.currency, row.exchange, *row.flags) if text]


def _check_reason(error: ParseError, source: SourceConfig) -> None:
    assert 0 < len(error.reason) <= MAX_ERROR_LENGTH, "no reason, or one that is no line"
    assert error.reason == sanitize_line(error.reason), f"the reason is not clean: {error.reason!r}"
    assert source.key is None or source.key.get_secret_value() not in error.reason, "the reason has the key in it"
