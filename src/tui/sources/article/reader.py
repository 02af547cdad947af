"""Read the article of any web page: `read_page` is the door to it."""

from collections.abc import Sequence

from tui.domain.article import Completeness
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.article.extract import clean_lines, extract_article
from tui.sources.article.html_page import parse_html
from tui.sources.article.identity import canonical_link
from tui.sources.article.links import safe_http_url
from tui.sources.article.main_block import main_content_lines
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.article.reading import PageReading, PageRule
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.html.line import split_lines


def read_page(body: bytes, content_type: str | None, url: str, rules: Sequence[PageRule] = ()) -> PageReading:
    """Read the article of a page: pure, in time about linear in the page, and it never raises.

    Args:
        body: the page, without transfer and content coding.
        content_type: as the server states it, with its charset; None or empty where it states none.
        url: of the page, after redirects; its links are relative to it.
        rules: for the pages of some sites; not regarded yet.

    Returns:
        Its text and metadata, cleaned. What cannot be read has no blocks and a `reason`.
    """
    assert all(rule.host for rule in rules), "a rule names a host"
    try:
        kind, text = detect_content(Response(url=url, body=body, content_type=content_type or ""))
        return _read_lines(kind, text, url)
    except ParseError as error:
        return PageReading(reason=error.reason, link=safe_http_url(url, url))


def _read_lines(kind: ContentKind, text: str, url: str) -> PageReading:
    if kind is ContentKind.PLAIN:
        article = extract_article(clean_lines(split_lines(text)), ArticleMetadata(), body=False)
    else:
        page = parse_html(text)
        marked = [index for index, line in enumerate(page.lines) if line.in_article]
        body = marked or main_content_lines(page.lines, page.containers)
        lines = clean_lines([page.lines[index] for index in body])
        article = extract_article(lines, page.metadata, body=bool(marked))
    metadata = article.metadata
    return PageReading(
        blocks=article.blocks,
        completeness=Completeness.WHOLE if article.blocks else Completeness.UNKNOWN,
        reason=CleanText("" if article.blocks else "no article on the page"),
        title=_field(metadata.title),
        dateline=article.dateline,
        byline=_field(metadata.byline),
        category=_field(metadata.category),
        published=metadata.published,
        updated=metadata.updated,
        caption=article.caption,
        has_image=article.has_image,
        link=canonical_link(article, url),
        comments=article.comments,
    )


def _field(text: str | None) -> CleanText | None:
    return (sanitize_line(text) or None) if text else None
