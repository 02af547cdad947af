"""The demo's site: pages of the exchange by path, with validators, compression and faults."""

import hashlib
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.faults import Fault
from tui.demo.http import Request, Response
from tui.demo.pages import PICTURE, html_page, index_line, quote_line, text_page
from tui.demo.reports import Report

HTML: Final = "text/html; charset=utf-8"
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
        report = reports[-1] if report_id is None else next((one for one in reports if one.id == report_id), None)
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
        related = [one for one in reversed(exchange.reports) if one is not report][:_MAX_RELATED]
        body = text_page(lines, report) if content_type == TEXT else html_page(lines, report, related)
        return RenderedPage(body=body, content_type=content_type, modified=exchange.changed_at)


def gzip_body(body: bytes) -> bytes:
    """Compress a body by gzip without a time stamp: the same for the same body."""
    compressor = zlib.compressobj(level=1, wbits=31)
    return compressor.compress(body) + compressor.flush()


_MAX_CATCH_UP: Final = 250_000
"""Price changes and seconds, about a second of computation."""
_CLOCK_SLACK: Final = timedelta(seconds=2)
_MAX_COMPRESSED: Final = 131_072
"""Bytes. A larger page costs more to compress than to send to the same machine."""
_REPORT_PATH: Final = "/news/"


class DemoSite:
    """Responds to requests, one at a time; each first lets the exchange trade up to the clock's time."""

    def __init__(self, exchange: Exchange, *, every: timedelta, clock: Callable[[], datetime]) -> None:
        self._exchange = exchange
        self._pages = PageCache(exchange)
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()

    def respond(self, request: Request, fault: Fault | None) -> Response:
        """Respond to a request, under the fault if there is one."""
        if request.method not in {"GET", "HEAD"}:
            return Response(status=405, headers=(("Allow", "GET, HEAD"),))
        if request.path == "/floor.svg":
            return Response(headers=(("Content-Type", "image/svg+xml"),), body=PICTURE.encode())
        page = self._page(request)
        if page is None:
            return Response(status=404, headers=(("Content-Type", TEXT),), body=b"No such page.\n")
        compresses = request.accepts("accept-encoding", "gzip")
        if fault is None:
            return _respond(page, request, compress=compresses)
        # a faulty page has no validator: a later 304 would otherwise confirm it
        faulty = fault.apply(Response(headers=_headers(page), body=page.body), self._every)
        return _compressed(faulty) if compresses else faulty

    def _page(self, request: Request) -> RenderedPage | None:
        with self._lock:
            self._catch_up()
            if request.path == "/page.txt":
                return self._pages.page(TEXT)
            wants_text = request.accepts("accept", "text/plain") and not request.accepts("accept", "text/html")
            content_type = TEXT if wants_text else HTML
            if request.path == "/":
                return self._pages.page(content_type)
            number = request.path.removeprefix(_REPORT_PATH).partition("/")[0]
            if request.path.startswith(_REPORT_PATH) and number.isascii() and number.isdecimal():
                return self._pages.page(content_type, int(number[:18]))
            return None

    def _catch_up(self) -> None:
        """Trade up to the clock's time; a clock set back, or too long a gap, is skipped without trading."""
        now = self._clock()
        gap = now - self._exchange.now
        if gap < -_CLOCK_SLACK or gap.total_seconds() * (self._exchange.rate + 1) > _MAX_CATCH_UP:
            self._exchange.skip_to(now)
        else:
            self._exchange.advance(now)


def _headers(page: RenderedPage) -> tuple[tuple[str, str], ...]:
    return (
        ("Server", "bigboard-demo"),
        ("Content-Type", page.content_type),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept, Accept-Encoding"),
    )


def _respond(page: RenderedPage, request: Request, *, compress: bool) -> Response:
    compress = compress and len(page.body) <= _MAX_COMPRESSED
    tag = f'"{page.digest}-gz"' if compress else f'"{page.digest}"'
    headers = (*_headers(page), ("ETag", tag), ("Last-Modified", _http_date(page.modified)))
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status=304, headers=headers)
    if compress:
        return Response(headers=(*headers, ("Content-Encoding", "gzip")), body=page.gzip_body)
    return Response(headers=headers, body=page.body)


def _compressed(response: Response) -> Response:
    if not response.body or any(name == "Content-Encoding" for name, _ in response.headers):
        return response
    headers = (*response.headers, ("Content-Encoding", "gzip"))
    return Response(status=response.status, headers=headers, body=gzip_body(response.body))


def _http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
