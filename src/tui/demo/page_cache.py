"""The rendered pages of the demo's exchange, each rendered once until something changes."""

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.pages import html_page, index_line, quote_line, text_page
from tui.demo.reports import Report

HTML: Final = "text/html; charset=utf-8"
CSV: Final = "text/csv; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"

_MAX_RELATED: Final = 4


@dataclass(frozen=True, kw_only=True)
class RenderedPage:
    """One rendered page."""

    body: bytes = field(repr=False)
    content_type: str
    modified: datetime
    """When its content last changed, aware."""

    @cached_property
    def digest(self) -> str:
        """The hash of its content."""
        return hashlib.blake2b(self.body, digest_size=12).hexdigest()

    @cached_property
    def gzip_body(self) -> bytes:
        """The body compressed by gzip, at the fastest level: it crosses no network."""
        return gzip_body(self.body)


class PageCache:
    """Renders the exchange's pages, each once until something changes."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._pages: dict[tuple[str, int], RenderedPage] = {}
        self._revision = exchange.revision

    def page(self, content_type: str, report_id: int | None = None) -> RenderedPage | None:
        """Return the page with that report, or with the latest; None where there is no such report (any more)."""
        reports = self._exchange.reports
        report = reports[-1] if report_id is None else next((each for each in reports if each.id == report_id), None)
        if report is None:
            return None
        if self._revision != self._exchange.revision:
            self._pages.clear()
            self._revision = self._exchange.revision
        key = (content_type, report.id)
        if key not in self._pages:
            self._pages[key] = self._render(content_type, report)
        return self._pages[key]

    def _render(self, content_type: str, report: Report) -> RenderedPage:
        exchange = self._exchange
        lines = [
            quote_line(listing.symbol, price, listing.previous)
            for listing, price in zip(exchange.listings, exchange.prices, strict=True)
        ]
        lines += map(index_line, exchange.index_figures())
        related = [other for other in reversed(exchange.reports) if other is not report][:_MAX_RELATED]
        body = text_page(lines, report) if content_type == TEXT else html_page(lines, report, related)
        return RenderedPage(body=body, content_type=content_type, modified=exchange.changed_at)


def gzip_body(body: bytes) -> bytes:
    """Compress a body by gzip without a time stamp: the same for the same body."""
    compressor = zlib.compressobj(level=1, wbits=31)
    return compressor.compress(body) + compressor.flush()
