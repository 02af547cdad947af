"""Markup as lines of text and the fields made for its story: the only door to selectolax."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tui.sources.adapter import ParseError
from tui.sources.article.json_ld import read_json_ld
from tui.sources.article.metadata import ArticleMetadata, parse_byline, strip_site_name
from tui.sources.decode.dates import parse_time
from tui.sources.html.invisible import without_unread
from tui.sources.html.limits import check_html_limits, flatten_spans
from tui.sources.html.line import PageLine
from tui.sources.html.lines_of_tree import HtmlNode, LineExtractor

_MOST_SCRIPTS = 20
_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """A page of markup, read."""

    lines: tuple[PageLine, ...]
    images: tuple[int, ...]
    """Before which lines a picture stands."""
    containers: tuple[int, ...]
    """The container of each container; the page is its own."""
    imprint: ArticleMetadata
    window_title: str
    asks_for_password: bool
    is_listing: bool
    """Whether the page shows cards of several stories and the body of none."""


class HtmlDocument:
    """The elements of a page, for a reader that picks some of them.

    Raises:
        ParseError: it is nested so deep that parsing it would not end soon (fault P3).
    """

    def __init__(self, text: str) -> None:
        text = without_unread(text)
        check_html_limits(text)
        self._parsed = LexborHTMLParser(text)

    @property
    def title(self) -> str:
        """Of the window."""
        return _text(self._parsed.css_first("title")) or ""

    def select(self, selector: str, within: HtmlNode | None = None) -> Sequence[HtmlNode]:
        """The elements that match, in the order of the page; of the whole page, or below one element.

        Raises:
            ParseError: this is no CSS selector.
        """
        try:
            return (self._parsed if within is None else _lexbor(within)).css(selector)
        except SelectolaxError:
            raise ParseError(f'no CSS selector: "{selector}"') from None


def _lexbor(node: HtmlNode) -> LexborNode:
    assert isinstance(node, LexborNode), "nodes come from a tree"
    return node


def parse_html(text: str) -> HtmlPage:
    """Read a page of markup; pictures, scripts and the like leave no text.

    Raises:
        ParseError: it is nested so deep that parsing it would not end soon (fault P3).
    """
    text = without_unread(text)
    tree = LexborHTMLParser(flatten_spans(text, check_html_limits(text)))
    walker = LineExtractor()
    if tree.body is not None:
        walker.walk(tree.body)
    has_body = any(line.story for line in walker.lines)
    machine = _json_ld(tree)
    is_listing = not has_body and not machine.is_story and len(tree.css("article, .story__title")) > 2
    imprint = machine if is_listing else machine.merged_with(_marked(tree)).merged_with(_meta(tree))
    return HtmlPage(
        lines=tuple(walker.lines),
        images=tuple(walker.images),
        containers=tuple(walker.containers),
        imprint=imprint.merged_with(ArticleMetadata(is_story=has_body)),
        window_title=_text(tree.css_first("title")) or "",
        asks_for_password=tree.css_first("input[type=password]") is not None,
        is_listing=is_listing,
    )


def _json_ld(tree: LexborHTMLParser) -> ArticleMetadata:
    for script in tree.css('script[type="application/ld+json"]')[:_MOST_SCRIPTS]:
        imprint = read_json_ld(script.text())
        if imprint is not None:
            return imprint
    return ArticleMetadata()


def _marked(tree: LexborHTMLParser) -> ArticleMetadata:
    """The imprint in the classes of the story's own markup: `story__title` and its like."""
    title = _text(tree.css_first(".story__title")) or _text(tree.css_first("h1 .story__link, h2 .story__link"))
    time = _text(tree.css_first(".story__time")) or " ".join(
        filter(None, (_text(tree.css_first(f".timestamp--{part}")) for part in ("date", "time")))
    )
    printed = (parse_byline(time) or ArticleMetadata(published=parse_time(time))) if time else ArticleMetadata()
    return ArticleMetadata(
        title=title,
        byline=_text(tree.css_first(".story__byline__link")) or _text(tree.css_first(".story__byline")),
        category=_text(tree.css_first(".badge")),
        published=printed.published,
        updated=printed.updated,
    )


def _meta(tree: LexborHTMLParser) -> ArticleMetadata:
    """The imprint in the head of the page."""
    published = _content(tree, "article:published_time")
    updated = _content(tree, "article:modified_time")
    canonical = tree.css_first('link[rel="canonical"]')
    kind = _content(tree, "og:type") or ""
    shared = _content(tree, "og:title") if kind.lower() == "article" else None
    return ArticleMetadata(
        title=strip_site_name(shared) if shared else None,
        category=_content(tree, "article:section"),
        published=parse_time(published) if published else None,
        updated=parse_time(updated) if updated else None,
        link=(canonical.attributes.get("href") if canonical is not None else None) or _content(tree, "og:url"),
        is_story=kind.lower() == "article",
    )


def _content(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f'meta[property="{name}"]')
    return node.attributes.get("content") if node is not None else None


def _text(node: LexborNode | None) -> str | None:
    """The text of a small element, None where there is none to speak of."""
    return " ".join(node.text(separator="")[:_LONGEST_TEXT].split())[:1_000] or None if node is not None else None
