"""The body of a feed's entry as an article: HTML fragments, escaped once or twice, by the same rules as a page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText
from tui.sources.adapter import ParseError
from tui.sources.article.extract import ExtractedArticle, clean_lines, extract_article
from tui.sources.article.html_page import parse_html
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.html.line import PageLine, split_lines
from tui.sources.html.markup_text import decode_references

_MAX_TEXT: Final = 4 * MAX_ARTICLE_LENGTH
_NAMES = r"(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|img|figure|table|blockquote|small|sub|sup|font|hr)"
_TAG = re.compile(rf"</?{_NAMES}(?=[\s/>])[^<>]{{0,4000}}>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?{_NAMES}(?:\s(?:[^<>&]|&(?![lg]t;)){{0,400}}+)?&gt;", re.IGNORECASE)
_FOOTER = re.compile(
    r"(?:The (?:post|article) .{1,300} (?:first )?appeared (?:first )?on .{1,100}"
    r"|(?:read|continue reading)\b.{0,120}(?:…|\.\.\.|→|»|\[…\]))\.?",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\s*\[(?:…|\.\.\.|&#8230;)\]$")


def plain_title(raw: str, *, is_plain: bool = False) -> str:
    """Return a headline without tags, its references decoded, not yet sanitized.

    Args:
        raw: as the feed's own format gives it, which may be HTML.
        is_plain: whether the feed states that it is not.
    """
    if is_plain:
        return raw
    bare = _TAG.sub("", raw[:_MAX_TEXT])
    return decode_references(_TAG.sub("", decode_references(bare)) if _ESCAPED_TAG.search(bare) else bare)


def extract_body(bodies: Sequence[str], title: CleanText | None) -> ExtractedArticle:
    """Return the longest article of these bodies, each a fragment of HTML or plain text."""
    articles = [_extract(body, title) for body in dict.fromkeys(bodies) if body.strip()]
    return max(articles, key=lambda article: sum(map(len, article.paragraphs)), default=ExtractedArticle())


def _extract(body: str, title: CleanText | None) -> ExtractedArticle:
    lines, has_image = _lines(body[:_MAX_TEXT])
    article = extract_article(clean_lines(lines), ArticleMetadata(title=title), body=True)
    paragraphs = (CleanText(_ELLIPSIS.sub("…", text)) for text in article.paragraphs if not _FOOTER.fullmatch(text))
    return replace(article, paragraphs=tuple(paragraphs), has_image=article.has_image or has_image)


def _lines(body: str) -> tuple[Sequence[PageLine], bool]:
    """Return the fragment's lines, and whether it contains a picture; nothing of a fragment that is too deep."""
    if not _TAG.search(body):
        if not _ESCAPED_TAG.search(body):
            return split_lines(decode_references(body)), False
        body = decode_references(body)
    try:
        page = parse_html(body)
    except ParseError:
        return (), False
    return page.lines, bool(page.images)
