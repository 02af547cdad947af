"""Three kinds of source as a server of ours plays them: pages with a serial number, and what they say."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from tests.engine.stories import START
from tui.domain.market import Market
from tui.sources.adapter import SourceConfig

SYMBOLS: Final = ("OGDC", "PPL", "MARI", "LUCK", "HUBC", "EFERT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """How one kind of source answers."""

    kind: str
    content_type: str
    body: Callable[[int, int], str]
    """The page of a serial number with so many of its rows."""

    def source(self, url: str, every: float = 15.0) -> SourceConfig:
        symbols = tuple(f"{symbol}.KA" for symbol in SYMBOLS) if self.kind == "yahoo" else ()
        return SourceConfig(name="ill", kind=self.kind, url=url, every=timedelta(seconds=every), symbols=symbols)

    def page(self, serial: int, rows: int = len(SYMBOLS)) -> bytes:
        return self.body(serial, rows).encode()


def price_of(serial: int, place: int) -> Decimal:
    """What the n-th row of a page says; no two pages share a price, and no price begins another."""
    return Decimal(f"{100 + place}.{serial % 9000 + 1000}")


def figures_of(serial: int) -> set[Decimal]:
    """Every price that a page says."""
    return {price_of(serial, place) for place in range(len(SYMBOLS))}


def shown(market: Market, source: str = "ill") -> set[Decimal]:
    """Every price that the market shows from a source."""
    shown = (quote.price for quote in market.quotes.values() if quote.source == source)
    return {price for price in shown if price is not None}


def _ticker(serial: int, rows: int) -> str:
    lines = "".join(
        f"<li>{symbol} {price_of(serial, place)} Increased By ▲ 1.00 (0.99%)</li>\n"
        for place, symbol in enumerate(SYMBOLS[:rows])
    )
    return f"<!doctype html><html><head><title>Ticker</title></head><body><ul>{lines}</ul></body></html>"


def _spark(serial: int, rows: int) -> str:
    told = [
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
    text = json.dumps({"spark": {"result": told, "error": None}})
    for place in range(rows):
        text = text.replace('"@"', str(price_of(serial, place)), 1)
    return text


def _feed(serial: int, rows: int) -> str:
    items = "".join(
        f"<item><title>Harbour report {serial}, part {place}</title><link>https://harbour.example/{serial}/{place}</link>"
        f"<guid>harbour-{serial}-{place}</guid><description>Berth {place} is open again.</description></item>"
        for place in range(rows)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'


PROVIDERS: Final = (
    Provider(kind="brecorder", content_type="text/html; charset=utf-8", body=_ticker),
    Provider(kind="yahoo", content_type="application/json; charset=utf-8", body=_spark),
    Provider(kind="feed", content_type="application/rss+xml; charset=utf-8", body=_feed),
)
