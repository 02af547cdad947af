"""A page of markup as a bounded tree of elements: the only door to selectolax."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tui.sources.adapter import ParseError
from tui.sources.html.invisible import strip_invisible
from tui.sources.html.limits import check_html_limits
from tui.sources.html.tree import HtmlNode

_MAX_TEXT = 20_000
_MAX_LINE = 1_000


class HtmlDocument:
    """The elements of a page, selected by CSS.

    Raises:
        ParseError: its markup is so deep or so crowded that parsing it would take too long.
    """

    def __init__(self, text: str) -> None:
        text = strip_invisible(text)
        check_html_limits(text)
        self._tree = LexborHTMLParser(text)

    @property
    def body(self) -> HtmlNode | None:
        """The element around everything that is shown."""
        return self._tree.body

    @property
    def title(self) -> str:
        """Of the window; empty where there is none."""
        return self.text("title") or ""

    def select(self, selector: str, within: HtmlNode | None = None) -> Sequence[HtmlNode]:
        """Return the elements that match, in page order; of the whole page, or below one element.

        Raises:
            ParseError: this is no CSS selector.
        """
        try:
            return (self._tree if within is None else _lexbor(within)).css(selector)
        except SelectolaxError:
            raise ParseError(f'no CSS selector: "{selector}"') from None

    def first(self, selector: str) -> HtmlNode | None:
        """Return the first element that matches."""
        return self._tree.css_first(selector)

    def text(self, selector: str) -> str | None:
        """Return the text of the first element that matches, in one line; None where there is none."""
        node = self._tree.css_first(selector)
        return None if node is None else " ".join(raw_text(node)[:_MAX_TEXT].split())[:_MAX_LINE] or None


def raw_text(node: HtmlNode) -> str:
    """Return all text below an element as written, that of a script too."""
    return _lexbor(node).text(separator="")


def _lexbor(node: HtmlNode) -> LexborNode:
    assert isinstance(node, LexborNode), "nodes come from a tree"
    return node
