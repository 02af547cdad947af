"""The Harbour Commodity Exchange, which exists in these tests only: a kind of source in a package of its own.

Requests: `/prices?symbols=OIL,RICE`. `url` replaces the base https://harbour.example.
Response: `{"time": 1795426200, "prices": [{"symbol": "OIL", "last": 71.20, "close": 70.00}]}`, seconds since 1970.
Missing: an unknown symbol is left out. Errors: `{"error": "..."}`.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from tui.domain.events import Snapshot
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.json import dicts_in, from_epoch, get_path, provider_error_message, read_json
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.request_urls import base_url, build_url, requested_symbols

_SYMBOL = re.compile(r"[A-Z]{2,8}", re.ASCII)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for all symbols. Raises ParseError."""
    symbols = requested_symbols(source, _SYMBOL, "OIL")
    url = build_url(base_url(source, "https://harbour.example"), "/prices", {"symbols": ",".join(symbols)})
    return (SourceRequest(url=url, accept="application/json"),)


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a moment (aware UTC). Raises ParseError."""
    answer = read_json(response)
    error = get_path(answer, "error")
    if error is not None:
        raise ParseError(provider_error_message(error) or "the exchange reports an error")
    rows = {str(row.get("symbol")): row for row in dicts_in(get_path(answer, "prices"))}
    return build_snapshot(
        [
            RawQuote(
                id=source.instrument(symbol),
                figures={
                    "price": rows[symbol].get("last"),
                    "previous_close": rows[symbol].get("close"),
                },
                currency="USD",
                as_of=from_epoch(get_path(answer, "time"), at),
            )
            for symbol in source.symbols
            if symbol in rows
        ],
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in source.symbols if symbol not in rows],
    )


ADAPTER: Final = Adapter(
    kind="harbour",
    summary="Harbour Commodity Exchange: oil and rice in dollars",
    min_interval=timedelta(seconds=10),
    parse=parse,
    build_requests=build_requests,
    needs_url=False,
    needs_symbols=True,
    market="HCE",
)
