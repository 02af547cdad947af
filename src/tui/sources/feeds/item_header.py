"""The short texts of a feed's item: without markup, and without the name of the paper that an aggregator adds to it."""

import re
from dataclasses import dataclass
from typing import Final

from tui.domain.text import CleanText, sanitize_line
from tui.sources.feeds.item import MAX_TITLE, Item
from tui.sources.feeds.markup import CLOSING_TAG, ESCAPED_TAG, strip_tags
from tui.sources.html.markup_text import decode_references

_SEPARATORS: Final = r"[-–—|·•»:]"
_WORDS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class ItemHeader:
    """The short texts of an item, sanitized; None where it has none."""

    title: CleanText | None
    byline: CleanText | None = None
    category: CleanText | None = None
    outlet: str = ""
    """The paper that an aggregator has the article from."""

    def is_repeated_by(self, text: str) -> bool:
        """Return whether a text says nothing but the title, with or without the name of the paper."""
        words = " ".join(_WORDS.findall(text.casefold()))
        title, outlet = (" ".join(_WORDS.findall(each.casefold())) for each in (self.title or "", self.outlet))
        return bool(title) and words in {title, f"{title} {outlet}".strip(), f"{outlet} {title}".strip()}


def read_header(item: Item) -> ItemHeader:
    """Return the title, byline, category and outlet of an item."""
    outlet = _plain(item.outlet)
    title = sanitize_line(plain_title(item.title, is_plain=item.title_is_plain))
    return ItemHeader(
        title=_without_outlet(title, outlet) or None,
        byline=_plain(item.author) or outlet or None,
        category=_plain(item.category) or None,
        outlet=outlet,
    )


def plain_title(raw: str, *, is_plain: bool = False) -> str:
    """Return a headline without tags, its references decoded, not yet sanitized.

    Args:
        raw: as the feed's own format gives it, which may be HTML.
        is_plain: whether the feed states that it is not; one with end tags or references is HTML all the same.
    """
    if is_plain and not CLOSING_TAG.search(raw[:MAX_TITLE]):
        return decode_references(raw, terminated=True)
    bare = strip_tags(raw[:MAX_TITLE])
    title = decode_references(strip_tags(decode_references(bare)) if ESCAPED_TAG.search(bare) else bare)
    # some feeds escape their references three times
    return decode_references(title, terminated=True)


def _plain(raw: str) -> CleanText:
    return sanitize_line(plain_title(raw))


def _without_outlet(title: CleanText, outlet: str) -> CleanText:
    """Return a title without the name of the paper at its end, `Chip stocks slip - Demo Wire`."""
    if not outlet or not title.casefold().endswith(outlet.casefold()):
        return title
    front = title[: len(title) - len(outlet)].rstrip()
    headline = re.sub(rf"\s{_SEPARATORS}$", "", front)
    return CleanText(headline.rstrip()) if headline != front and headline.strip() else title
