"""The newspaper page around a story, as HTML; what is in it is ours, so only the five signs of HTML need care."""

import hashlib
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.faults import Fault
from tui.demo.format import (
    date_line,
    http_date,
    hundredths_of_percent,
    iso_stamp,
    level,
    percent,
    points,
    rupees,
    time_line,
)
from tui.demo.http import Request, Response
from tui.demo.market_figures import IndexFigures
from tui.demo.reports import Report

PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 280" role="img"><rect width="640" height="280" '
    'fill="#14213d"/><g fill="#2a9d8f"><rect x="60" y="150" width="26" height="80"/><rect x="150" y="110" width="26" '
    'height="90"/><rect x="330" y="80" width="26" height="110"/><rect x="510" y="50" width="26" height="90"/></g>'
    '<g fill="#e76f51"><rect x="240" y="120" width="26" height="60"/><rect x="420" y="90" width="26" height="70"/></g>'
    '<path d="M40 220 160 160 250 170 340 120 430 130 600 60" fill="none" stroke="#fca311" stroke-width="4"/></svg>'
)
"""The one picture of the paper."""

_STYLE: Final = (
    "body{font:18px/1.6 Georgia,serif;color:#1b1b1b;background:#fdfcf9;margin:0 auto;max-width:62rem;padding:0 1rem}"
    "header,footer,nav,.ticker,.badge,.story__byline,.story__time{font-family:system-ui,sans-serif;font-size:14px}"
    "nav a{margin-right:1.2rem}a{color:inherit;text-decoration:none}.masthead{font-size:2.2rem;font-weight:700}"
    ".ticker{columns:3;border:solid #ddd;border-width:1px 0;padding:.6rem 0}.ticker__item{display:block}"
    ".up{color:#14653b}.down{color:#a4262c}.story{max-width:42rem}.story__title{line-height:1.2;margin:.3rem 0}"
    "figure{margin:1rem 0}figure img{width:100%}figcaption,footer{color:#666;font-size:14px}"
)
_SECTIONS: Final = ("Markets", "Business", "Companies", "Energy", "Technology", "Opinion", "World")
_DIRECTIONS: Final = {"Increased": "up", "Decreased": "down"}


def escaped(text: str) -> str:
    """The text with the signs that mean something to HTML written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def ticker_item(line: str) -> str:
    """One line of the ticker as an item of the strip; the line is ASCII and arrows."""
    word = "Increased" if " Increased " in line else "Decreased" if " Decreased " in line else ""
    return f'<span class="ticker__item {_DIRECTIONS.get(word, "same")}">{line}</span>'


def text_page(lines: Iterable[bytes], story: Report) -> bytes:
    """The page as a reader of text gets it: ticker, story, and the word on comments."""
    first, *rest = story.paragraphs
    body = "\n\n".join((f"image{story.dateline}: {first}", *rest))
    return b"\n".join((*lines, b"", body.encode(), b"", b"Comments", b"", b"Comments are closed.", b""))


def html_page(items: Iterable[bytes], story: Report, others: Sequence[Report]) -> bytes:
    """The page as a browser gets it, with links to other stories beside it."""
    return b"\n".join((_above_ticker(story).encode(), *items, _below_ticker(story, others).encode()))


def _above_ticker(story: Report) -> str:
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f"<title>{escaped(story.title)} - Demo Recorder</title>",
            f'<link rel="canonical" href="/news/{story.id}">\n<style>{_STYLE}</style>',
            f'<script type="application/ld+json">{_linked_data(story)}</script>\n</head>\n<body>',
            '<header><a class="masthead" href="/">Demo Recorder</a>',
            "<nav>" + "".join(f'<a href="/">{name}</a>' for name in _SECTIONS) + "</nav></header>",
            '<div class="ticker">',
        )
    )


def _below_ticker(story: Report, others: Sequence[Report]) -> str:
    title = escaped(story.title)
    return "\n".join(
        (
            '</div>\n<main>\n<article class="story">',
            f'<span class="badge">{story.category}</span>',
            f'<h2 class="story__title"><a class="story__link" href="/news/{story.id}">{title}</a></h2>',
            _credits(story),
            '<figure class="media"><div class="media__item"><picture><img src="/floor.svg" alt=""></picture></div>',
            f'<figcaption class="media__caption">{escaped(story.caption)}</figcaption></figure>',
            f'<div class="story__content">\n{_paragraphs(story)}\n</div>\n</article>\n</main>',
            _others(others),
            '<section id="comments"><h3>Comments</h3><p>Comments are closed.</p></section>',
            "<footer><p>Follow us</p>",
            f"<p>Copyright Demo Recorder, {story.published.year}</p>",
            "<p>A simulated exchange: no figure on this page is real.</p>",
            "</footer>\n</body>\n</html>\n",
        )
    )


def _credits(story: Report) -> str:
    return (
        f'<span class="story__byline"><a class="story__byline__link" href="/">{escaped(story.byline)}</a></span>\n'
        '<span class="story__time">Published '
        f'<span class="timestamp--date">{date_line(story.published)}</span> '
        f'<span class="timestamp--time"><span class="timestamp__time">{time_line(story.published)}</span></span></span>'
    )


def _paragraphs(story: Report) -> str:
    first, *rest = story.paragraphs
    return "\n".join(f"<p>{escaped(text)}</p>" for text in (f"{story.dateline}: {first}", *rest))


def _others(others: Sequence[Report]) -> str:
    links = "".join(f'<li><a href="/news/{one.id}">{escaped(one.title)}</a></li>' for one in others)
    return f'<aside class="related"><h4>Read next</h4><ul>{links}</ul></aside>' if links else ""


def _linked_data(story: Report) -> str:
    stamp = iso_stamp(story.published)
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": stamp,
            "dateModified": stamp,
            "articleSection": story.category,
            "author": [{"@type": "Organization", "name": story.byline}],
        }
    ).replace("<", "\\u003c")


HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"

_RELATED: Final = 4


@dataclass(frozen=True, kw_only=True)
class RenderedPage:
    """One printed page."""

    body: bytes = field(repr=False)
    content_type: str
    modified: datetime
    """When anything on it last changed, aware."""

    @cached_property
    def digest(self) -> str:
        """The same for the same content."""
        return hashlib.blake2b(self.body, digest_size=12).hexdigest()

    @cached_property
    def gzip_body(self) -> bytes:
        """The body under gzip, quickly rather than tightly: it crosses no wire."""
        return gzip_body(self.body)


class PageCache:
    """Prints the exchange's pages; lines whose price stands still are kept from one edition to the next."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._set: list[int | None] = [None] * len(exchange.listings)
        self._lines = [b""] * len(exchange.listings)
        self._items = [b""] * len(exchange.listings)
        self._editions: dict[tuple[str, int], RenderedPage] = {}
        self._revision = -1

    def page(self, content_type: str, story_id: int | None = None) -> RenderedPage | None:
        """The page with that story, or with the latest; None if there is no such story (any more)."""
        stories = self._exchange.reports
        story = stories[-1] if story_id is None else next((one for one in stories if one.id == story_id), None)
        if story is None:
            return None
        if self._revision != self._exchange.revision:
            self._reset()
        key = (content_type, story.id)
        if key not in self._editions:
            self._editions[key] = self._printed(content_type, story)
        return self._editions[key]

    def _reset(self) -> None:
        self._editions.clear()
        self._revision = self._exchange.revision
        for position, (price, known) in enumerate(zip(self._exchange.prices, self._set, strict=True)):
            if price != known:
                listing = self._exchange.listings[position]
                line = quote_line(listing.symbol, price, listing.previous)
                self._set[position] = price
                self._lines[position] = line.encode()
                self._items[position] = ticker_item(line).encode()

    def _printed(self, content_type: str, story: Report) -> RenderedPage:
        indices = [index_line(one) for one in self._exchange.index_figures()]
        if content_type == TEXT:
            page = text_page([*self._lines, *map(str.encode, indices)], story)
        else:
            items = [*self._items, *(ticker_item(line).encode() for line in indices)]
            page = html_page(items, story, self._related(story))
        return RenderedPage(body=page, content_type=content_type, modified=self._exchange.changed_at)

    def _related(self, story: Report) -> Sequence[Report]:
        return [one for one in reversed(self._exchange.reports) if one is not story][:_RELATED]


def gzip_body(body: bytes) -> bytes:
    """The body as one gzip member with no time in it: the same for the same body."""
    packer = zlib.compressobj(level=1, wbits=31)
    return packer.compress(body) + packer.flush()


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


def quote_line(symbol: str, price: int, previous: int) -> str:
    """`AGL 34.48 Decreased By ▼ -0.72 (-2.05%)`; prices in paisa. A price that did not move has the arrow down too."""
    change = price - previous
    told = f"({percent(hundredths_of_percent(change, previous))}%)"
    if change > 0:
        return f"{symbol} {rupees(price)} Increased By ▲ {rupees(change)} {told}"
    if change < 0:
        return f"{symbol} {rupees(price)} Decreased By ▼ {rupees(change)} {told}"
    return f"{symbol} {rupees(price)} No Change ▼ 0.00 (0%)"


def index_line(index: IndexFigures) -> str:
    """`BR30 26,900 Decreased By -375.9 (-1.38%)`: no arrow, whole points with commas, at most one decimal."""
    words = "Increased By" if index.change > 0 else "Decreased By" if index.change < 0 else "No Change"
    return f"{index.name} {level(index.level)} {words} {points(index.change)} ({percent(index.percent)}%)"
