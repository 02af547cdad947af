"""The metadata of an article in JSON-LD, the machine-readable part of a page."""

import json
from collections import deque
from collections.abc import Iterator
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
    ]
)
_MAX_OBJECTS = 2_000
_MAX_ITEMS = 200
_MAX_NAMES = 8
_MAX_TEXT = 4_000


def read_json_ld(script: str) -> ArticleMetadata | None:
    """Return the metadata of the first article in a JSON-LD script; None if it is invalid, too large or has none."""
    if len(script) > _MAX_SCRIPT:
        return None
    try:
        root: object = json.loads(script.strip(), strict=False)
    except (ValueError, RecursionError):
        return None
    article = next(filter(_is_article, _objects(root)), None)
    return None if article is None else _metadata(article)


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
    published, updated = _text(article.get("datePublished")), _text(article.get("dateModified"))
    return ArticleMetadata(
        title=_text(article.get("headline")),
        byline=", ".join(_names(article.get("author"))) or None,
        category=next(iter(_names(article.get("articleSection"))), None),
        published=parse_time(published) if published else None,
        updated=parse_time(updated) if updated else None,
        link=_link(article),
        is_article=True,
    )


def _names(value: object) -> list[str]:
    names: list[str] = []
    for person in value[:_MAX_NAMES] if isinstance(value, list) else [value]:
        name = _text(person.get("name") if isinstance(person, dict) else person)
        if name and not name.startswith(("http:", "https:")):
            names.append(name)
    return names


def _link(article: dict[str, object]) -> str | None:
    page = article.get("mainEntityOfPage")
    return _text(article.get("url")) or _text(page.get("@id") if isinstance(page, dict) else page)


def _text(value: object) -> str | None:
    """Return the text of a field, character references decoded; None where it is no text."""
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        return None
    # JSON can escape half a surrogate pair, which is no character
    return decode_references(value.encode("utf-8", "ignore").decode()).strip() or None
