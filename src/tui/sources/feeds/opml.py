"""Lists of feeds as programs that read news exchange them: OPML, read within the limits of a feed, and written."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.text import sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.article.links import safe_http_url
from tui.sources.decode.charset import decode
from tui.sources.feeds.item_parser import limited_tags, local_name
from tui.sources.feeds.tags import has_too_many_attributes, read_attributes, tags_of
from tui.sources.html.limits import MAX_DEPTH

MAX_OPML_FEEDS: Final = 1_000
"""Of one list; the rest is ignored."""
MAX_OPML_SIZE: Final = 4 << 20
"""Bytes."""
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class ListedFeed(NamedTuple):
    """A feed in a list."""

    url: str
    title: str = ""
    """Empty where none is stated."""


def parse_opml(body: bytes) -> tuple[list[ListedFeed], int]:
    """Return the feeds of a list, each address once, and the number of entries whose address is none.

    Raises:
        ParseError: it is too large, no OPML, ends before its root element does, is nested too deep, has too many
            elements or attributes, or declares entities of its own, which could expand to any size; or its charset is
            unreadable.
    """
    if len(body) > MAX_OPML_SIZE:
        raise ParseError(f"more than {MAX_OPML_SIZE >> 20} MB")
    text = decode(Response(url="", body=body, content_type="text/xml")).lstrip("\ufeff")
    feeds: dict[str, ListedFeed] = {}
    refused = 0
    for attributes in _outlines(text):
        address = attributes.get("xmlurl", "")
        url = safe_http_url(address, "") if address else None
        refused += bool(address) and url is None
        if url is not None and len(feeds) < MAX_OPML_FEEDS:
            title = sanitize_line(attributes.get("title") or attributes.get("text", ""))
            feeds.setdefault(same_address(url), ListedFeed(url, title))
    return list(feeds.values()), refused


def _outlines(text: str) -> Iterator[Mapping[str, str]]:
    """Yield the attributes of every entry. Raises as `parse_opml` does."""
    depth = 0
    for tag in limited_tags(tags_of(text)):
        if not tag["name"]:
            continue
        name = local_name(tag)
        if depth == 0 and (name != "opml" or tag["closing"]):
            break
        if tag["closing"]:
            depth -= 1
            if name == "opml":
                return
            continue
        if has_too_many_attributes(tag):
            raise ParseError("too many attributes")
        depth += not tag["attributes"].endswith("/")
        if depth > MAX_DEPTH:
            raise ParseError("nested too deep")
        if name == "outline":
            yield read_attributes(tag)
    raise ParseError("list of feeds cut short" if depth else "not a list of feeds (OPML)")


def same_address(url: str) -> str:
    """Return an address as it is compared: without its scheme, a slash at its end, and capitals in its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{parts.query}"


def opml_lines(feeds: Iterable[ListedFeed]) -> Iterator[str]:
    """Yield a list of feeds as OPML 2.0."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<opml version="2.0">'
    yield "  <head><title>bigboard</title></head>"
    yield "  <body>"
    for feed in feeds:
        title, url = (text.translate(_ESCAPES) for text in (feed.title, feed.url))
        yield f'    <outline type="rss" text="{title}" title="{title}" xmlUrl="{url}"/>'
    yield "  </body>"
    yield "</opml>"
