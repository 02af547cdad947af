"""What a page says of its story in JSON-LD, the form made for machines."""

import json
from collections import deque
from collections.abc import Iterator
from typing import Final

from tui.sources.article.metadata import ArticleMetadata
from tui.sources.decode.dates import parse_time
from tui.sources.html.references import read_references

LONGEST: Final = 262_144

_STORIES = frozenset(
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
_MOST_OBJECTS = 2_000
_LONGEST_TEXT = 4_000


def read_json_ld(script: str) -> ArticleMetadata | None:
    """The imprint of the first story in a JSON-LD script; None if it is broken, too large or holds none."""
    if len(script) > LONGEST:
        return None
    try:
        root: object = json.loads(script.strip(), strict=False)
    except (ValueError, RecursionError):
        return None
    story = next(filter(_is_story, _objects(root)), None)
    return None if story is None else _imprint(story)


def _objects(root: object) -> Iterator[dict[str, object]]:
    """Every object within, outer ones first."""
    waiting: deque[object] = deque([root])
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value[:200])


def _is_story(value: dict[str, object]) -> bool:
    kinds = value.get("@type")
    return any(isinstance(kind, str) and kind in _STORIES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _imprint(story: dict[str, object]) -> ArticleMetadata:
    published, updated = _text(story.get("datePublished")), _text(story.get("dateModified"))
    return ArticleMetadata(
        title=_text(story.get("headline")),
        byline=", ".join(_names(story.get("author"))) or None,
        category=next(iter(_names(story.get("articleSection"))), None),
        published=parse_time(published) if published else None,
        updated=parse_time(updated) if updated else None,
        link=_link(story),
        is_story=True,
    )


def _names(value: object) -> list[str]:
    names: list[str] = []
    for one in value[:8] if isinstance(value, list) else [value]:
        name = _text(one.get("name") if isinstance(one, dict) else one)
        if name and not name.startswith(("http:", "https:")):
            names.append(name)
    return names


def _link(story: dict[str, object]) -> str | None:
    page = story.get("mainEntityOfPage")
    return _text(story.get("url")) or _text(page.get("@id") if isinstance(page, dict) else page)


def _text(value: object) -> str | None:
    """The text of a field, character references read; None where it is no text."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return None
    # half a pair of surrogates, which JSON can spell, is no character
    return read_references(value.encode("utf-8", "ignore").decode()).strip() or None
