"""The tree of a page as its readers see it: nodes, a walk without recursion, and the text below a node."""

from collections.abc import Callable, Iterator
from typing import Protocol


class HtmlNode(Protocol):
    """The parts of a parser's node that readers use."""

    @property
    def tag(self) -> str | None:
        """Lower-case name; `-text` for text."""

    @property
    def text_content(self) -> str | None:
        """Of a text node."""

    @property
    def attributes(self) -> dict[str, str | None]:
        """As written, references decoded."""

    @property
    def first_child(self) -> "HtmlNode | None":
        """None for a leaf."""

    @property
    def next(self) -> "HtmlNode | None":
        """None for the last child."""

    @property
    def parent(self) -> "HtmlNode | None":
        """None for the root."""


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
    node: HtmlNode, enters: Callable[[HtmlNode], bool], limit: int, boundary: Callable[[str], str] | None = None
) -> str:
    """Return the text below a node, cut to a number of characters.

    Args:
        node: an element.
        enters: whether a node and what is below it is shown.
        limit: the walk stops there.
        boundary: gives what marks the begin and the end of an element of a tag; nothing does where it is None.
    """
    pieces: list[str] = []
    length = 0
    for each, _ in walk_tree(node, enters):
        tag = each.tag or ""
        if tag == "-text":
            pieces.append(each.text_content or "")
        else:
            pieces.append(boundary(tag) if boundary is not None else "")
        length += len(pieces[-1])
        if length > limit:
            break
    return "".join(pieces)[:limit]
