"""Check that a response is a feed, and name what it is where it is none."""

from typing import Final

from tui.sources.adapter import ParseError, Response
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN, is_blocked_page
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import looks_like_json
from tui.sources.feeds.item_parser import find_root, is_feed, local_name
from tui.sources.feeds.tags import Tag
from tui.sources.html.markup_text import visible_words, window_title

MAX_ITEMS: Final = 100
"""Of a feed; the rest is ignored."""

_HTML_ROOTS = frozenset({"html", "head", "body", "div", "p", "script", "meta"})


def check_feed_xml(response: Response) -> tuple[str, Tag]:
    """Return the feed as text, and its first tag.

    Raises:
        ParseError: it is empty, another format, a captcha or an HTML page in place of a feed, or declares entities,
            which could expand to any size; or its charset is unreadable.
    """
    if not response.body.strip():
        raise ParseError("empty answer")
    # some publishers write the byte order mark twice
    text = decode(response).lstrip("\ufeff")
    if not text[:1_000].lstrip().startswith("<"):
        raise ParseError(_explain_text(text))
    root = find_root(text)
    if not is_feed(root):
        raise ParseError(_explain_root(local_name(root), text))
    return text, root


def _explain_text(text: str) -> str:
    if looks_like_json(text):
        return "not a feed: JSON"
    return f"not a feed: {ASKS_FOR_HUMAN}" if is_blocked_page(words=text[:5_000]) else "not a feed: plain text"


def _explain_root(root: str, text: str) -> str:
    if root not in _HTML_ROOTS:
        return "not a feed"
    is_blocked = is_blocked_page(words=visible_words(text[:200_000]), title=window_title(text), markup=text)
    return f"not a feed: {ASKS_FOR_HUMAN}" if is_blocked else "not a feed: an HTML page"
