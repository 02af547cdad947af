"""The demo's site: the pages of the exchange by path, with validators, compression and faults."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.faults import Fault
from tui.demo.http import Request, Response
from tui.demo.page_cache import CSV, HTML, TEXT, PageCache, RenderedPage, gzip_body
from tui.demo.pages import PICTURE
from tui.demo.wire import wire_response

_MAX_CATCH_UP: Final = 250_000
"""Price changes and seconds, about a second of computation."""
_CLOCK_SLACK: Final = timedelta(seconds=2)
_MAX_COMPRESSED: Final = 131_072
"""Bytes. A larger page costs more to compress than to send to the same machine."""
_REPORT_PATH: Final = "/news/"
_PAST_PATH: Final = "/past/"


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
        if page is None and (of_wire := wire_response(request.path, self._exchange.opened_at)) is not None:
            return of_wire
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
            if request.path == "/past.csv":
                return self._csv_page(self._exchange.past.minutes())
            if request.path.startswith(_PAST_PATH) and request.path.endswith(".csv"):
                return self._csv_page(self._exchange.past.days(request.path[len(_PAST_PATH) : -len(".csv")]))
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

    def _csv_page(self, text: str | None) -> RenderedPage | None:
        if text is None:
            return None
        return RenderedPage(body=text.encode(), content_type=CSV, modified=self._exchange.opened_at)

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
    etag = f'"{page.digest}-gz"' if compress else f'"{page.digest}"'
    headers = (*_headers(page), ("ETag", etag), ("Last-Modified", _http_date(page.modified)))
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
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
