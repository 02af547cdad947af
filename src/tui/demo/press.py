"""What the demo's server answers: which page, in which form, or that nothing changed."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tui.demo.dates import http_date
from tui.demo.exchange import Exchange
from tui.demo.faults import Fault
from tui.demo.front_page import HTML, TEXT, PageCache, RenderedPage, gzip_body
from tui.demo.page import PICTURE
from tui.demo.wire import Request, Response

_MOST_CATCHING_UP: Final = 250_000
"""Price changes and seconds: about a second's work."""
_CLOCK_SLACK: Final = timedelta(seconds=2)
_MOST_PACKED: Final = 131_072
"""Bytes. A larger page costs more to pack and unpack than to send to the same machine."""
_STORY_PATH: Final = "/news/"


class DemoSite:
    """Answers requests from the exchange's pages, one at a time; each first lets it trade up to the clock's time."""

    def __init__(self, exchange: Exchange, *, every: timedelta, clock: Callable[[], datetime]) -> None:
        self._exchange = exchange
        self._front_page = PageCache(exchange)
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()

    def respond(self, request: Request, fault: Fault | None) -> Response:
        """The answer to a request, spoiled by the fault if there is one."""
        if request.method not in {"GET", "HEAD"}:
            return Response(status=405, headers=(("Allow", "GET, HEAD"),))
        if request.path == "/floor.svg":
            return Response(headers=(("Content-Type", "image/svg+xml"),), body=PICTURE.encode())
        edition = self._edition(request)
        if edition is None:
            return Response(status=404, headers=(("Content-Type", TEXT),), body=b"No such page.\n")
        packs = request.accepts("accept-encoding", "gzip")
        if fault is None:
            return _printed(edition, request, packs=packs)
        # a page that went wrong gives no validator: it must never be taken for the good one
        spoiled = fault.spoil(Response(headers=_headers(edition), body=edition.body), self._every)
        return _packed(spoiled) if packs else spoiled

    def _edition(self, request: Request) -> RenderedPage | None:
        with self._lock:
            self._catch_up()
            if request.path == "/page.txt":
                return self._front_page.page(TEXT)
            wants_text = request.accepts("accept", "text/plain") and not request.accepts("accept", "text/html")
            content_type = TEXT if wants_text else HTML
            if request.path == "/":
                return self._front_page.page(content_type)
            number = request.path.removeprefix(_STORY_PATH).partition("/")[0]
            if request.path.startswith(_STORY_PATH) and number.isascii() and number.isdecimal():
                return self._front_page.page(content_type, int(number[:18]))
            return None

    def _catch_up(self) -> None:
        """Trade up to the clock's time; a clock set back, or too long a sleep, is passed over without trading."""
        now = self._clock()
        gap = now - self._exchange.now
        if gap < -_CLOCK_SLACK or gap.total_seconds() * (self._exchange.rate + 1) > _MOST_CATCHING_UP:
            self._exchange.skip_to(now)
        else:
            self._exchange.advance(now)


def _headers(edition: RenderedPage) -> tuple[tuple[str, str], ...]:
    return (
        ("Server", "bigboard-demo"),
        ("Content-Type", edition.content_type),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept, Accept-Encoding"),
    )


def _printed(edition: RenderedPage, request: Request, *, packs: bool) -> Response:
    packs = packs and len(edition.body) <= _MOST_PACKED
    tag = f'"{edition.digest}-gz"' if packs else f'"{edition.digest}"'
    headers = (*_headers(edition), ("ETag", tag), ("Last-Modified", http_date(edition.modified)))
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status=304, headers=headers)
    if packs:
        return Response(headers=(*headers, ("Content-Encoding", "gzip")), body=edition.gzip_body)
    return Response(headers=headers, body=edition.body)


def _packed(response: Response) -> Response:
    if not response.body or any(name == "Content-Encoding" for name, _ in response.headers):
        return response
    headers = (*response.headers, ("Content-Encoding", "gzip"))
    return Response(status=response.status, headers=headers, body=gzip_body(response.body))
