"""What the exchange's newspaper prints at this moment, set anew only where something changed."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.page import html_page, text_page, ticker_item
from tui.demo.story import Report
from tui.demo.ticker import index_line, quote_line

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
        indices = [index_line(one) for one in self._exchange.index_lines()]
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
