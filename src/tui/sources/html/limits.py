"""Limits on the depth and the number of elements of markup, checked in one pass before it is parsed.

A parser's work grows with the square of the depth or of the attributes of hostile markup; here it is refused first.
"""

import re
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.html.open_elements import OpenElements
from tui.sources.html.tag import ATTRIBUTE, ATTRIBUTES, MAX_ATTRIBUTES, RAW_TEXT_ENDS, VOID_ELEMENTS, tag_names

MAX_DEPTH: Final = 256
MAX_ELEMENTS: Final = 900_000
"""In quarters of an element with its text: one that is never closed weighs as much as three end tags."""

_START_WEIGHT = 3
_END_WEIGHT = 1
_ATTRIBUTE_WEIGHT = 4
_MAX_UNCOUNTED_TAG = 1_000
"""Shorter tags have too few attributes to matter."""
_MAX_UNCOUNTED_PAGE = 200_000
"""Beyond so many characters of attributes in all, they are counted and weighed."""
_ATTRIBUTE = re.compile(ATTRIBUTE)
_MAX_PLAIN_TAGS: Final = 4_500
"""With so many tags at most, and so many open elements, the weight is below the limit, whatever they are."""
_MAX_PLAIN_DEPTH: Final = 60
_LEAVES_THAT_CLOSE: Final = ("td", "li", "p", "div", "h1", "h2", "h3")
"""Those of the leaves below that close what may be open before them."""
# elements with nothing but text in them, one after another, each in the plainest spelling
_PLAIN_ATTRIBUTES = r'(?:[\t\n\f\r ]++[a-z][a-z0-9_:-]*+="[^"<]*+"){0,8}+'
_LEAF = "|".join(rf"{name}{_PLAIN_ATTRIBUTES}>[^<]*+</{name}>" for name in ("span", *_LEAVES_THAT_CLOSE))
_LEAVES = rf"(?P<leaves><(?:{_LEAF})(?:[^<]*+<(?:{_LEAF}))*+)"
_TAG = rf"<(?P<closing>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?P<attributes>{ATTRIBUTES})(?P<end>>?)"
_PLAIN_TAG = re.compile(rf"<(/?)([a-zA-Z][^\t\n\f\r />]*+)({ATTRIBUTES})>?")
_NO_TAG = r"<(?:<(?![a-zA-Z/!]))*+"
_TOKEN = re.compile(rf"[^<]*+(?:{_LEAVES}|{_TAG}|{_NO_TAG})")
_SINGLE_TOKEN = re.compile(rf"[^<]*+(?:{_TAG}|{_NO_TAG})")


_NEEDS_NO_END: Final = tag_names("p li dt dd tr td th tbody thead tfoot colgroup option optgroup rp rt")
_START_TAG: Final = re.compile(r"<[a-zA-Z]")
_LAST_PARTS: Final = re.compile(
    r"</(?:body|main|article|footer|section|div|table|center|aside|form)\s{0,9}>\Z", re.IGNORECASE
)
_MAX_LAST_PART: Final = 30
_EMPTY_SCRIPT: Final = re.compile(r"<script[^<>]{0,1000}></script\s{0,9}>", re.IGNORECASE)
_MAX_TAIL: Final = 20_000
_MAX_WITHOUT_END: Final = 100_000
"""Tags of a page that lacks the end tag of `html` and may be whole: a longer one is hardly written by hand."""


def is_complete(markup: str) -> bool:
    """Return whether a page that leaves out its last end tags, as HTML permits, is all there.

    Its last part is closed, and nothing that needs an end tag is open. One of so many tags that to count them would
    take the time of reading it is taken for cut.

    Args:
        markup: as `check_html_limits` accepts it.

    Raises:
        ParseError: as `check_html_limits`.
    """
    if markup.count("<") > _MAX_WITHOUT_END:
        return False
    tail = _EMPTY_SCRIPT.sub("", markup[-_MAX_TAIL:]).rstrip()
    return _LAST_PARTS.search(tail[-_MAX_LAST_PART:]) is not None and _count_all(markup) <= _NEEDS_NO_END


def check_html_limits(markup: str) -> None:
    """Reject markup that a parser would not read in about linear time into a tree of bounded depth.

    Args:
        markup: without comments, as `strip_invisible` returns it.

    Raises:
        ParseError: more than 256 elements deep, more elements than any page has, or 250 attributes on one.
    """
    if not _is_surely_small(markup):
        _refuse_too_many_tags(markup)
        _count_all(markup)


def _refuse_too_many_tags(markup: str) -> None:
    """Refuse a page with more tags than the weight allows, without a second for each million of them.

    Raises:
        ParseError: there are too many.
    """
    signs = markup.count("<")
    if signs > MAX_ELEMENTS or (
        signs * _START_WEIGHT > MAX_ELEMENTS
        and len(_START_TAG.findall(markup)) * _START_WEIGHT + markup.count("</") * _END_WEIGHT > MAX_ELEMENTS
    ):
        raise ParseError("too many elements")


def _is_surely_small(markup: str) -> bool:
    """Return whether markup is within the limits by a quick count that is never below half of the true one.

    An end tag counts only for the innermost open element, so whatever a parser closes otherwise stays open here; what
    a parser adds by itself is at most one element for each of a table's.

    Raises:
        ParseError: an element has too many attributes.
    """
    if len(markup) > _MAX_UNCOUNTED_PAGE or markup.count("<") > _MAX_PLAIN_TAGS:
        return False
    stack: list[str] = []
    for closing, name, attributes in _PLAIN_TAG.findall(markup):
        if closing:
            if stack and stack[-1] == name:
                stack.pop()
        elif name not in VOID_ELEMENTS:
            stack.append(name)
            if len(stack) > _MAX_PLAIN_DEPTH:
                return False
        if len(attributes) > _MAX_UNCOUNTED_TAG:
            _count_attributes(attributes)
    return True


def _count_all(markup: str) -> frozenset[str]:
    """Check the limits by the rules of HTML; return the names of the elements that are open at the end.

    Raises:
        ParseError: as `check_html_limits`.
    """
    counter = _Counter()
    elements = counter.open
    stack = elements.stack
    at = 0
    while (token := (_TOKEN if len(stack) < MAX_DEPTH else _SINGLE_TOKEN).match(markup, at)) is not None:
        start, at = at, token.end()
        kind = token.lastgroup
        if kind == "end":
            closing, name, attributes, end = token.group("closing", "name", "attributes", "end")
            if not end:
                break  # the text ends within this tag
            name = name.lower()
            if closing:
                is_element = not elements.close(name) and name in {"p", "br"}
                counter.weight += (_START_WEIGHT if is_element else _END_WEIGHT) * (1 + elements.active_formatting)
            else:
                elements.open(name, attributes)
                counter.weight += _START_WEIGHT * (1 + elements.active_formatting)
                if name in RAW_TEXT_ENDS:
                    raw_text_end = RAW_TEXT_ENDS[name].search(markup, at)
                    at = len(markup) if raw_text_end is None else raw_text_end.start()
            if attributes:
                counter.add_attributes(attributes)
        elif kind == "leaves":
            # most of a long page is leaves: counting a row of them at once saves a quarter of the time of a large table
            counter.add_leaves(markup, start, at)
        else:
            continue
        if counter.weight > MAX_ELEMENTS:
            raise ParseError("too many elements")
        if len(stack) > MAX_DEPTH:
            raise ParseError("nested too deep")
    return elements.names


class _Counter:
    """The count of open elements, and the weight of all that a parser would have to store."""

    __slots__ = ("_attributes", "open", "weight")

    def __init__(self) -> None:
        self.open = OpenElements()
        self.weight = 0
        self._attributes = 0
        """Their characters so far."""

    def add_leaves(self, markup: str, start: int, end: int) -> None:
        """Count elements with nothing but text in them."""
        formatting = 1 + self.open.active_formatting
        self.weight += markup.count("<", start, end) // 2 * (_START_WEIGHT + _END_WEIGHT) * formatting
        for name in _LEAVES_THAT_CLOSE:
            if markup.find(f"<{name}", start, end) >= 0:
                self.open.open(name, "")
                self.open.close(name)
        self._attributes += end - start
        if self._attributes > _MAX_UNCOUNTED_PAGE:
            formatting = 1 + self.open.active_formatting
            self.weight += _ATTRIBUTE_WEIGHT * markup.count('="', start, end) * formatting

    def add_attributes(self, attributes: str) -> None:
        """Count the attributes of a tag.

        Raises:
            ParseError: it has too many.
        """
        self._attributes += len(attributes)
        if len(attributes) > _MAX_UNCOUNTED_TAG or self._attributes > _MAX_UNCOUNTED_PAGE:
            count = _count_attributes(attributes)
            if self._attributes > _MAX_UNCOUNTED_PAGE:
                self.weight += _ATTRIBUTE_WEIGHT * count * (1 + self.open.active_formatting)


def _count_attributes(attributes: str) -> int:
    count = 0
    for _ in _ATTRIBUTE.finditer(attributes):
        count += 1
        if count > MAX_ATTRIBUTES:
            raise ParseError("too many attributes")
    return count
