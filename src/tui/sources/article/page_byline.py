"""The author of any page: what it states for machines before what it prints."""

import re
from collections.abc import Iterator
from typing import Final

from tui.sources.article.json_ld import field_names
from tui.sources.article.page_fields import PageFields
from tui.sources.html.document import raw_text

_AUTHORS: Final = (
    *("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl"),
    *("citation_author", "article:author_name", "cxenseparse:author", "twitter:creator:name"),
)
_AUTHOR_ELEMENTS: Final = (
    '[itemprop="author"] [itemprop="name"], [rel~="author"], [itemprop="author"]',
    ".byline a, .author a, .author-name, .byline__name, .article-author, .byline, .author",
)
_BY = re.compile(
    r"\s{0,9}(?:(?:written |reported |posted |published )?by|von|par|por|di|door|af|av|text|autore?|autor(?:in)?)\b"
    r"[\s:]{1,9}",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*[|•·–—(]\s.*|\s*,?\s+(?:on|am|le|el|il)\s+[0-9].*|\s*,?\s*(?:published|updated|posted|last updated)\b.*"
    r"|\s*,?\s*[0-9]{1,2}(?:[./-]|\s+[A-Za-z]{3}).*"
    r"|\s*,?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+[0-9].*",
    re.IGNORECASE,
)
_PRINTED_BY = re.compile(r"(?:By|BY|Von|Par|Por|Di)\s+(?=[^\W\d_a-z])")
_MAX_NAME: Final = 120
_NO_NAMES: Final = frozenset(
    {"admin", "administrator", "editor", "redaktion", "redaction", "staff", "webmaster", "root"}
)


def read_byline(page: PageFields) -> str | None:
    """Return who wrote the article of a page, not yet sanitized; None where it names nobody."""
    authors = (_clean_name(each, page.site) for each in field_names(page.json_ld.get("author")))
    stated = ", ".join(dict.fromkeys(filter(None, authors)))
    return stated or next(filter(None, (_clean_name(text, page.site) for text in _bylines(page))), None)


def _bylines(page: PageFields) -> Iterator[str]:
    """Yield the texts that may name the author, the best ones first."""
    yield from (page.metas.get(name, "") for name in _AUTHORS)
    for selector in _AUTHOR_ELEMENTS:
        for node in page.document.select(selector)[:3]:
            yield " ".join(raw_text(node)[: 2 * _MAX_NAME].split())
    yield from (line.text for line in page.tree.lines if len(line.text) < _MAX_NAME and _PRINTED_BY.match(line.text))


def _clean_name(text: str, site: str) -> str | None:
    """Return the name in a byline; None where it is an address, the site's own name or nobody's."""
    name = _AFTER_NAME.sub("", _BY.sub("", text[: 2 * _MAX_NAME], count=1)).strip(" \t,;:|-–—·•")
    folded = name.casefold()
    if not name or len(name) > _MAX_NAME or folded in _NO_NAMES or folded == site.casefold():
        return None
    if "://" in name or "@" in name or folded.startswith("www.") or not any(map(str.isalpha, name)):
        return None
    return name
