"""What a page states about its article for machines, as it is written there: JSON-LD, and the `meta` elements."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tui.sources.article.json_ld import field_text, find_article
from tui.sources.article.page_tree import PageTree
from tui.sources.html.document import HtmlDocument, raw_text

_MAX_SCRIPTS: Final = 20
_MAX_METAS: Final = 400


class PageFields(NamedTuple):
    """A page, and what it states for machines."""

    document: HtmlDocument
    tree: PageTree
    """Its lines."""
    url: str
    json_ld: Mapping[str, object]
    """Of its article; empty where there is none."""
    metas: Mapping[str, str]
    """The contents of its `meta` elements, by name in small letters."""

    @property
    def site(self) -> str:
        """The name of the site; empty where it is not stated."""
        return self.metas.get("og:site_name", "")


def read_fields(document: HtmlDocument, tree: PageTree, url: str) -> PageFields:
    """Return what a page states for machines."""
    return PageFields(document, tree, url, _json_ld(document), _metas(document))


def _json_ld(document: HtmlDocument) -> Mapping[str, object]:
    """Return the first article in JSON-LD that has a headline, else the first one; empty where there is none."""
    first: Mapping[str, object] = {}
    for script in document.select('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        article = find_article(raw_text(script))
        if article is not None and field_text(article.get("headline")):
            return article
        first = first or article or {}
    return first


def _metas(document: HtmlDocument) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in document.select("meta[content]")[:_MAX_METAS]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            metas.setdefault(name.lower(), content.strip())
    return metas
