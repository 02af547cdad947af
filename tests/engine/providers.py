"""Three kinds of source as the local server imitates them: pages with a serial number, and their figures."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from tests.kit.clock import START
from tui.domain.market import Market
from tui.sources.adapter import SourceConfig

SYMBOLS: Final = ("OGDC", "PPL", "MARI", "LUCK", "HUBC", "EFERT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One kind of source, and the pages that its server sends."""

    kind: str
    content_type: str
    body: Callable[[int, int], str]
    """Returns the page of a serial number with so many of its rows."""

    def source(self, url: str, every: float = 15.0) -> SourceConfig:
        symbols = tuple(f"{symbol}.KA" for symbol in SYMBOLS) if self.kind == "yahoo" else ()
        return SourceConfig(name="ill", kind=self.kind, url=url, every=timedelta(seconds=every), symbols=symbols)

    def page(self, serial: int, rows: int = len(SYMBOLS)) -> bytes:
        return self.body(serial, rows).encode()


def price_of(serial: int, number: int) -> Decimal:
    """Return the price in the n-th row of a page; no two pages share a price, and no price begins another."""
    return Decimal(f"{100 + number}.{serial % 9000 + 1000}")


def figures_of(serial: int) -> set[Decimal]:
    """Return every price of a page."""
    return {price_of(serial, number) for number in range(len(SYMBOLS))}


def shown(market: Market, source: str = "ill") -> set[Decimal]:
    """Return every price that the market shows from a source."""
    prices = (quote.price for quote in market.quotes.values() if quote.source == source)
    return {price for price in prices if price is not None}


def _ticker(serial: int, rows: int) -> str:
    lines = "".join(
        f"<li>{symbol} {price_of(serial, number)} Increased By ▲ 1.00 (0.99%)</li>\n"
        for number, symbol in enumerate(SYMBOLS[:rows])
    )
    return f"<!doctype html><html><head><title>Ticker</title></head><body><ul>{lines}</ul></body></html>"


def _spark(serial: int, rows: int) -> str:
    spark = [
        {
            "symbol": f"{symbol}.KA",
            "response": [
                {
                    "meta": {
                        "symbol": f"{symbol}.KA",
                        "currency": "PKR",
                        "range": "1d",
                        "regularMarketPrice": "@",
                        "previousClose": 100,
                        "regularMarketTime": int(START.timestamp()) - 10_000 + serial,
                    }
                }
            ],
        }
        for symbol in SYMBOLS[:rows]
    ]
    text = json.dumps({"spark": {"result": spark, "error": None}})
    for number in range(rows):
        text = text.replace('"@"', str(price_of(serial, number)), 1)
    return text


def _feed(serial: int, rows: int) -> str:
    items = "".join(
        f"<item><title>Harbour report {serial}, part {number}</title><link>https://harbour.example/{serial}/{number}</link>"
        f"<guid>harbour-{serial}-{number}</guid><description>Berth {number} is open again.</description></item>"
        for number in range(rows)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'


PROVIDERS: Final = (
    Provider(kind="brecorder", content_type="text/html; charset=utf-8", body=_ticker),
    Provider(kind="yahoo", content_type="application/json; charset=utf-8", body=_spark),
    Provider(kind="feed", content_type="application/rss+xml; charset=utf-8", body=_feed),
)
