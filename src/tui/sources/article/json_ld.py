"""The metadata of an article in JSON-LD, the machine-readable part of a page."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from tui.sources.article.metadata import ArticleMetadata
from tui.sources.decode.dates import parse_time
from tui.sources.html.markup_text import decode_references

_MAX_SCRIPT: Final = 262_144

_ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "TechArticle",
        "ScholarlyArticle",
        "Report",
        "SocialMediaPosting",
    ]
)
_DECODER = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(r"\s*+(?:/[/*]\s*+)?<!\[CDATA\[(?:\s*+\*/)?")
"""What hides a script from readers of XML."""
_MAX_OBJECTS = 2_000
_MAX_ITEMS = 200
_MAX_NAMES = 8
_MAX_TEXT = 4_000


def read_json_ld(script: str) -> ArticleMetadata | None:
    """Return the metadata of the first article in a JSON-LD script; None if it is invalid, too large or has none."""
    article = find_article(script)
    return None if article is None else _metadata(article)


def find_article(script: str) -> dict[str, object] | None:
    """Return the first article in a JSON-LD script; None if it is invalid, too large or has none."""
    if len(script) > _MAX_SCRIPT:
        return None
    try:
        root: object
        root, _ = _DECODER.raw_decode(_WRAPPING.sub("", script, count=1).lstrip())
    except (ValueError, RecursionError):
        return None
    return next(filter(_is_article, _objects(root)), None)


def _objects(root: object) -> Iterator[dict[str, object]]:
    """Yield every object within a value, outer ones first."""
    waiting: deque[object] = deque([root])
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value[:_MAX_ITEMS])


def _is_article(value: dict[str, object]) -> bool:
    types = value.get("@type")
    return any(
        isinstance(each, str) and each in _ARTICLE_TYPES for each in (types if isinstance(types, list) else [types])
    )


def _metadata(article: dict[str, object]) -> ArticleMetadata:
    published, updated = field_text(article.get("datePublished")), field_text(article.get("dateModified"))
    return ArticleMetadata(
        title=field_text(article.get("headline")),
        byline=", ".join(field_names(article.get("author"))) or None,
        category=next(iter(field_names(article.get("articleSection"))), None),
        published=parse_time(published) if published else None,
        updated=parse_time(updated) if updated else None,
        link=article_link(article),
        is_article=True,
    )


def field_names(value: object) -> list[str]:
    """Return the names in a field: texts, or objects with a name; addresses are none."""
    names: list[str] = []
    for person in value[:_MAX_NAMES] if isinstance(value, list) else [value]:
        name = field_text(person.get("name") if isinstance(person, dict) else person)
        if name and not name.startswith(("http:", "https:")):
            names.append(name)
    return names


def article_link(article: Mapping[str, object]) -> str | None:
    """Return the URL that an article states as its own, not yet validated."""
    page = article.get("mainEntityOfPage")
    return field_text(article.get("url")) or field_text(page.get("@id") if isinstance(page, dict) else page)


def field_text(value: object, limit: int = _MAX_TEXT) -> str | None:
    """Return the text of a field, character references decoded; None where it is none, or longer than the limit."""
    if not isinstance(value, str) or len(value) > limit:
        return None
    # JSON can escape half a surrogate pair, which is no character
    return decode_references(value.encode("utf-8", "ignore").decode()).strip() or None
