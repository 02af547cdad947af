"""The ids of a feed's articles: stable over polls, and never the same for two articles of the feed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tui.domain.text import CleanText, sanitize_line
from tui.sources.article.extract import ExtractedArticle
from tui.sources.article.identity import article_id, article_number, limited_id
from tui.sources.article.links import own_fragment, strip_tracking
from tui.sources.article.metadata import ArticleMetadata

_MAX_GUID: Final = 2_048
_URL_PREFIXES: Final = ("http:", "https:")
_GLOBAL_PREFIXES: Final = ("tag:", "urn:", *_URL_PREFIXES)
_REVISION: Final = re.compile(r"#(?:v|rev|revision|version|update)?[-_.]?[0-9]{1,3}", re.IGNORECASE)
_REVISION_OF_LINK: Final = re.compile(
    r"(?P<name>.*)(?:[?&](?:v|ver|version|rev|revision|updated?|modified|lastmod|lastupdated?)=[0-9][0-9T:.Z+-]{0,34}"
    r"|#(?:[0-9]{10}(?:[0-9]{3})?|[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:.Z+-]{0,25}))",
    re.IGNORECASE | re.DOTALL,
)
"""A number or time of a revision behind the link of the article itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemIdentity:
    """All that may identify one item of a feed."""

    guid: str
    """The feed's own id; empty where there is none."""
    link: str | None
    title: str
    """The headline, else the first words."""
    site: str
    """Of the link, else of the feed."""
    day: str = ""
    """Of the publication; two articles without guid and link may have one headline."""

    @property
    def plain_link(self) -> str | None:
        """The link without tracking."""
        return strip_tracking(self.link) if self.link else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be the id of an item."""

    id: CleanText
    needs_title: bool = False
    """Whether two items with it are one article only if their headlines agree too."""


def choose_ids(items: Sequence[ItemIdentity]) -> list[CleanText]:
    """Return the id of each item.

    It is the article number, else the feed's own id, else the URL without tracking, else a digest of the headline;
    an id that is no URL has the name of the site in front. What several different articles of the feed have alike,
    such as the number of a section or one guid for all, identifies none of them.
    """
    candidates = [list(_candidates(item)) for item in items]
    first: dict[str, ItemIdentity] = {}
    shared: set[str] = set()
    for item, own in zip(items, candidates, strict=True):
        for candidate in own:
            if _differs(first.setdefault(candidate.id, item), item, candidate):
                shared.add(candidate.id)
    return [
        next((candidate.id for candidate in own if candidate.id not in shared), _digest_id(item))
        for item, own in zip(items, candidates, strict=True)
    ]


def _differs(one: ItemIdentity, other: ItemIdentity, candidate: _Candidate) -> bool:
    """Return whether two items with the same candidate are different articles."""
    if one is other:
        return False
    if one.title.casefold() == other.title.casefold():
        # a headline such as that of a daily report comes again at another address
        on_two_days = bool(one.day and other.day) and one.day != other.day
        return on_two_days and one.plain_link != other.plain_link
    return candidate.needs_title or one.plain_link != other.plain_link


def _candidates(item: ItemIdentity) -> Iterator[_Candidate]:
    """Yield what may identify the item, the best first."""
    plain = item.plain_link
    for url in filter(None, (item.link, item.guid)):
        number = article_number(url)
        if number is not None:
            yield _Candidate(number)
    guid = sanitize_line(item.guid, _MAX_GUID)
    if guid:
        yield from _guid_candidates(guid, plain, item.site)
    if plain and not _is_front_page(plain):
        yield _Candidate(limited_id(plain), needs_title=True)


def _guid_candidates(guid: str, plain: str | None, site: str) -> Iterator[_Candidate]:
    if guid.startswith(_URL_PREFIXES):
        guid = strip_tracking(guid)
        if _is_front_page(guid):
            return
    prefix = "" if guid.startswith(_GLOBAL_PREFIXES) else f"{site}:"
    name, _, fragment = guid.rpartition("#")
    # some publishers count the revisions of an article in its guid, and leave its link as it is
    if name and plain and not own_fragment(plain) and _REVISION.fullmatch(f"#{fragment}"):
        yield _Candidate(limited_id(prefix + name), needs_title=True)
    revision = _REVISION_OF_LINK.fullmatch(guid)
    if plain and revision is not None and revision["name"] == plain:
        yield _Candidate(limited_id(plain), needs_title=True)
    yield _Candidate(limited_id(prefix + guid), needs_title=guid == plain)


def _is_front_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query and not parts.fragment


def _digest_id(item: ItemIdentity) -> CleanText:
    digest = article_id(ExtractedArticle(metadata=ArticleMetadata(title=f"{item.title} {item.day}".strip())), None, "")
    return limited_id(f"{item.site}:{digest}")
