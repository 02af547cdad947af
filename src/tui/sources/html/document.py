"""A page of markup as a bounded tree of elements; selectolax is imported here alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tui.sources.adapter import ParseError
from tui.sources.html.invisible import strip_invisible
from tui.sources.html.limits import check_html_limits
from tui.sources.html.tag import ATTRIBUTES

HtmlNode: TypeAlias = LexborNode
"""A node of the tree, whose `tag` is in small letters, `-text` for a text."""

TABLE_SECTIONS = frozenset(["thead", "tbody", "tfoot"])

_MAX_TEXT = 20_000
_MAX_LINE = 1_000
_MAX_OPTIONS = 1_000
"""Of a page, beyond which their tags are left out: the parser's work grows with the square of those of one `select`."""
_FEW_TAGS = 20_000
_MAX_LOOKS = 100_000_000
"""From elements of a page to others beside them: half a second of work."""
_SIBLINGS = re.compile(r":(?:nth|first|last|only)-|:has\(|~(?!=)", re.IGNORECASE)
"""Has the parser look from each element through all those beside it."""
_OF = re.compile(r":nth-[a-z-]{1,20}\([^()]{0,100}\bof\b", re.IGNORECASE)
"""For each element it would look at all those beside it once more."""
_OPTION = re.compile(rf"</?option(?=[\s/>]){ATTRIBUTES}>", re.IGNORECASE)


class HtmlDocument:
    """The elements of a page, selected by CSS.

    Raises:
        ParseError: its markup is so deep or so crowded that parsing it would take too long.
    """

    def __init__(self, text: str) -> None:
        text = _with_few_options(strip_invisible(text))
        check_html_limits(text)
        self._tree = LexborHTMLParser(text)
        self._tags = text.count("<")

    @property
    def body(self) -> HtmlNode | None:
        """The element around everything that is shown."""
        return self._tree.body

    @property
    def title(self) -> str:
        """The title of the window; empty where there is none."""
        return self.text("title") or ""

    def select(self, selector: str, within: HtmlNode | None = None) -> Sequence[HtmlNode]:
        """Return the elements that match, in page order; of the whole page, or below one element.

        Raises:
            ParseError: this is no CSS selector, or one that takes too long on this page.
        """
        if _OF.search(selector):
            raise ParseError(f'a CSS selector that takes too long: "{selector}"')
        if self._tags > _FEW_TAGS and _SIBLINGS.search(selector) and self._looks > _MAX_LOOKS:
            raise ParseError(f'too many elements for the CSS selector "{selector}"')
        try:
            return (self._tree if within is None else within).css(selector)
        except SelectolaxError:
            raise ParseError(f'no CSS selector: "{selector}"') from None

    @cached_property
    def _looks(self) -> int:
        """How many elements there are beside each element, in all."""
        looks, beside = 0, [0]
        for node, begins in walk_tree(self._tree.root, _enters_all) if self._tree.root is not None else ():
            if node.tag == "-text":
                continue
            if begins:
                beside[-1] += 1
                beside.append(0)
            else:
                looks += beside.pop() ** 2
        return looks

    def first(self, selector: str) -> HtmlNode | None:
        """Return the first element that matches."""
        return self._tree.css_first(selector)

    def text(self, selector: str) -> str | None:
        """Return the text of the first element that matches, in one line; None where there is none."""
        node = self._tree.css_first(selector)
        return None if node is None else " ".join(raw_text(node)[:_MAX_TEXT].split())[:_MAX_LINE] or None


def _with_few_options(markup: str) -> str:
    """Return a page without the tags of options, whose text is not shown, where it has many of them."""
    if markup.lower().count("option") <= 2 * _MAX_OPTIONS:
        return markup
    tags = islice(_OPTION.finditer(markup), 2 * _MAX_OPTIONS, None)
    return markup if next(tags, None) is None else _OPTION.sub(" ", markup)


def _enters_all(_node: HtmlNode) -> bool:
    return True


def raw_text(node: HtmlNode) -> str:
    """Return all text below an element as written, that of a script too."""
    return node.text(separator="")


def children(node: HtmlNode) -> Iterator[HtmlNode]:
    """Yield the nodes directly below."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def table_rows(table: HtmlNode) -> Iterator[HtmlNode]:
    """Yield the table's own rows, not those of a table within it."""
    for child in children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in TABLE_SECTIONS and table.tag == "table":
            yield from table_rows(child)


def walk_tree(node: HtmlNode, enters: Callable[[HtmlNode], bool]) -> Iterator[tuple[HtmlNode, bool]]:
    """Walk the nodes below a node in page order, without recursion.

    Args:
        node: not visited itself.
        enters: whether to visit a node and what is below it.

    Yields:
        Each visited element twice, with True where it begins and with False where it ends; each text once.
    """
    current, depth = node.first_child, 0
    while current is not None:
        child = None
        if enters(current):
            yield current, True
            child = current.first_child
            if child is None and current.tag != "-text":
                yield current, False
        if child is not None:
            current, depth = child, depth + 1
            continue
        while (sibling := current.next) is None and depth:
            parent = current.parent
            assert parent is not None, "a node below another has a parent"
            current, depth = parent, depth - 1
            yield current, False
        current = sibling


def text_below(
    node: HtmlNode, enters: Callable[[HtmlNode], bool], limit: int, boundary: Callable[[HtmlNode], str] | None = None
) -> str:
    """Return the text below a node, cut to a number of characters.

    Args:
        node: an element.
        enters: whether a node and what is below it is shown.
        limit: of characters, where the walk stops.
        boundary: returns the mark for where an element begins and ends; None for no marks.
    """
    pieces: list[str] = []
    length = 0
    for each, _ in walk_tree(node, enters):
        if each.tag == "-text":
            pieces.append(each.text_content or "")
        else:
            pieces.append(boundary(each) if boundary is not None else "")
        length += len(pieces[-1])
        if length > limit:
            break
    return "".join(pieces)[:limit]
