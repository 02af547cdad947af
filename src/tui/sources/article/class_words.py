"""What the words in the class and the id of an element say about its text."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from tui.sources.html.tag import tag_names


class RegionHint(IntEnum):
    """What the name of a region says: a weight for its score, never a verdict on what is within."""

    NONE = 0
    BODY = 1
    """The body of an article."""
    ASIDE = 2
    """Perhaps no part of the article."""
    FOREIGN = 3
    """Hardly ever a part of it: other stories, share buttons."""
    HIDDEN = 4
    """Not shown until something is pressed, or never."""
    COMMENTS = 5
    """What readers write, which may be more than the article."""


_MAX_CACHED: Final = 2_048
"""Names: the pages of a site have the same ones."""
_PART = re.compile(r"[A-Za-z]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}(?![a-z])")
"""The words of `relatedStories`; shorter ones are more often chance, as in the names that tools make."""
_STATES: Final = tag_names("has no with without not show hide is enable disable label labels field")
"""Before another word they say what else is there, or how it looks: `has-sidebar`, `label-hidden`."""
_STATE_ENDS: Final = tag_names(
    "enabled disabled open opened closed collapsed expanded layout template page visible active"
)
"""After another word they say how something is: `modal-enabled`."""
_ASIDE: Final = tag_names(
    "nav navbar navigation menu menus footer foot rail breadcrumb breadcrumbs share shares sharing social advert",
    "adverts advertisement advertising ad ads adslot dfp promo promos promotion sponsor sponsored widget widgets",
    "trending popular recommend recommendation recirc recirculation follow tag tags taglist subscribe subscription",
    "signup ticker paywall login toolbar pagination pager byline meta metadata timestamp credit credits copyright",
    "legal disclaimer skip hidden modal popup overlay lightbox carousel toc infobox teasers cards slideshow suggest",
    "suggested suggestions rating poll quiz donate donation onward alert alerts notification notifications banner",
    "masthead topbar tools utility kicker subnav player bottombar readnext jump noprint printonly bio author authors",
    "biography dateline syndication sidebox hatnote reflist catlinks printfooter dropdown hashtags vote votes",
    "bookmark bookmarks feedback likes reactions reply replies",
)
_FOREIGN: Final = tag_names(
    "taboola outbrain newsletter newsletters sidebar related cookie cookies consent gdpr sharedaddy sharebar",
    "sharebuttons relatedposts recommended recommendations navbox zergnet vjs jwplayer",
)
_FOREIGN_PAIRS: Final = tag_names(
    "share-buttons share-button share-bar share-tools share-links social-share social-links social-media",
    "most-read most-popular read-more read-next read-also also-read also-like more-from more-stories more-news more-on",
    "see-also prev-next table-of post-nav sr-only visually-hidden screen-reader you-may",
)
_COMMENTS: Final = tag_names("comment comments commentlist respond disqus responses")
_BODY: Final = tag_names(
    "articlebody articletext articlecontent storybody storytext storycontent postbody postcontent entrycontent",
    "bodycopy hentry richtext maincontent newsbody newstext newscontent",
)
_BODY_FIRST: Final = tag_names("article story post entry news blog main single page body content text rich")
_BODY_SECOND: Final = tag_names("body text content copy story detail details paragraphs main entry article")
_TELLING: Final = frozenset(
    {*_STATE_ENDS, *_ASIDE, *_FOREIGN, *_COMMENTS, *_BODY, *_BODY_SECOND}
    | {pair.rpartition("-")[2] for pair in _FOREIGN_PAIRS}
)
"""The other words say nothing, but for those before one of these."""


@lru_cache(maxsize=_MAX_CACHED)
def hint_of_name(name: str) -> RegionHint:
    """Return what the class and the id of an element say, both in one text.

    A name that speaks of the body as well takes one step off: `card card-article` is no aside.
    """
    hint = RegionHint.NONE
    is_body = False
    before = ""
    for word in _words(name):
        if word not in _TELLING:
            pass
        elif word in _STATE_ENDS:
            hint = RegionHint.NONE if hint is RegionHint.ASIDE else hint
        elif before in _STATES:
            pass
        elif word in _COMMENTS:
            hint = RegionHint.COMMENTS
        elif word in _FOREIGN or f"{before}-{word}" in _FOREIGN_PAIRS:
            hint = max(hint, RegionHint.FOREIGN)
        elif word in _ASIDE:
            hint = max(hint, RegionHint.ASIDE)
        elif word in _BODY or (before in _BODY_FIRST and word in _BODY_SECOND):
            is_body = True
        before = word
    if not is_body or hint > RegionHint.FOREIGN:
        return hint
    return (RegionHint.BODY, RegionHint.BODY, RegionHint.NONE, RegionHint.ASIDE)[hint]


def _words(name: str) -> list[str]:
    parts: list[str] = _PART.findall(name)
    if name.islower():
        return parts
    words: list[str] = []
    for part in parts:
        lower = part.lower()
        if lower == part or lower in _ASIDE or lower in _FOREIGN or lower in _BODY:
            words.append(lower)
        else:
            words += map(str.lower, _CAMEL.findall(part))
    return words
