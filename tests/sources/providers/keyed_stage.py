"""What the tests of all providers that want a key share: a key to look for, and a poll of one recording."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from traceback import format_exception
from urllib.parse import quote

from tui.domain.events import Snapshot
from tui.domain.quote import Quote
from tui.sources import ParseError, Response, SourceConfig, adapter_for
from tui.sources.redaction.secret import Secret
from tui.testing import mutations

AT = datetime(2026, 7, 16, 21, tzinfo=UTC)
KEY = "cq1k9abcd0efgh2ijkl"
"""Stands in some of the recordings too, as providers repeat it."""


def a_source(kind: str, *symbols: str, key: str | None = KEY, url: str = "", market: str = "PSX") -> SourceConfig:
    return SourceConfig(
        name="mine",
        kind=kind,
        url=url,
        every=timedelta(hours=1),
        market=market,
        symbols=symbols,
        key=Secret(key) if key is not None else None,
    )


def recorded(kind: str, name: str) -> bytes:
    return (Path(__file__).parent / "recordings" / kind / f"{name}.json").read_bytes()


def read(source: SourceConfig, body: bytes | str, symbol: str | None = None) -> Snapshot:
    """What the adapter makes of a body, as the answer to a question for this symbol."""
    raw = body if isinstance(body, bytes) else body.encode()
    address = f"https://provider.example/quote?symbol={quote(symbol)}" if symbol else "https://provider.example/"
    page = Response(url=address, body=raw, content_type="application/json")
    return adapter_for(source.kind).parse(page, source, AT)


def refused(source: SourceConfig, body: bytes | str, symbol: str | None = None) -> ParseError | None:
    try:
        read(source, body, symbol)
    except ParseError as error:
        return error
    return None


def reason_for(source: SourceConfig, body: bytes | str, symbol: str | None = None) -> str | None:
    """Why a body is refused, None where it is not; the key must stand nowhere in the refusal."""
    error = refused(source, body, symbol)
    if error is None:
        return None
    assert KEY not in all_words(error)
    return error.reason


def all_words(error: BaseException) -> str:
    """All that could be shown or logged of an error."""
    return "".join(format_exception(error)) + repr(error) + str(error.args)


def only(snapshot: Snapshot) -> Quote:
    (quote_,) = snapshot.quotes
    return quote_


def believable(snapshot: Snapshot, body: bytes) -> bool:
    """Whether there are rows, and every price of them stands in the body as it is, or is flagged away."""
    text = body.decode("utf-8", "replace")
    prices = [row.price for row in snapshot.quotes]
    return bool(prices) and all(price is None or (price > 0 and _stands(price, text)) for price in prices)


def _stands(price: Decimal, text: str) -> bool:
    return f"{price:f}" in text or str(price) in text or f"{price:E}" in text.upper()


def assert_mutations_are_valid_or_refused(source: SourceConfig, seed: bytes, symbol: str | None = None) -> None:
    """Of a body damaged in many ways, each gives a price it holds, or the adapter's own error."""
    for body in mutations(seed, source.kind):
        if reason_for(source, body, symbol) is None:
            assert believable(read(source, body, symbol), body)
