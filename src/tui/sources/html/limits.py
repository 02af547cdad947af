"""How deep and how wide markup is, told in one pass before any parser sees it (fault P3)."""

import re
from collections.abc import Iterable
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.html.open_elements import OpenElements
from tui.sources.html.tag import ATTRIBUTE, ATTRIBUTES, WHITE

# fields of a story are picked by these classes
_PICKED: Final = ("story__", "badge", "timestamp--")
_STRIP_TAG: Final = re.compile(r'<[^<">]*+(?:"[^"<]*+"[^<">]*+)*+>')
_FILLED: Final = re.compile(r"\w")
_FEW: Final = 8


def flatten_spans(markup: str, strips: Iterable[slice]) -> str:
    """The markup with edges in place of the tags of these strips: what is left are the same lines.

    Args:
        markup: of a page.
        strips: where spans stand that hold nothing but text, in the order of the page.
    """
    pieces: list[str] = []
    at = 0
    for strip in strips:
        spans = markup[strip]
        text = _bare(spans)
        if _FILLED.search(text) and not any(name in spans for name in _PICKED):
            pieces += (markup[at : strip.start], text)
            at = strip.stop
    return "".join((*pieces, markup[at:])) if pieces else markup


def _bare(spans: str) -> str:
    """The text of the spans, with an edge for each tag."""
    # a strip has few different tags, and each is replaced everywhere faster than tag by tag
    for _ in range(_FEW):
        tag = _STRIP_TAG.search(spans)
        if tag is None:
            return spans
        spans = spans.replace(tag[0], ELEMENT_BOUNDARY)
    return _STRIP_TAG.sub(ELEMENT_BOUNDARY, spans)


MAX_DEPTH: Final = 256
MAX_ELEMENTS: Final = 1_200_000
"""In quarters of an element with its text: one that is never closed weighs as much as three end tags."""
MAX_ATTRIBUTES: Final = 250
LONG_STRIP: Final = 256
"""So many spans in a row are worth a second look."""

_START = 3
_END = 1
_ATTRIBUTE_WEIGHT = 4
_LONG_TAG = 1_000
_MUCH = 200_000
"""So many characters of attributes may hold so many that they are counted."""
_ATTRIBUTE = re.compile(ATTRIBUTE)
_RAW = {
    name: re.compile(rf"</{name}[{WHITE}/>]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
}
_LEAVES_THAT_END = ("td", "li", "p", "div")
"""Those of the leaves that end what may be open before them."""
_UNLIKE_TEXT = ("svg", "math", "table", "select", "frameset", "plaintext")


# elements with nothing but text in them, one after another, each spelt in the plainest way
_PLAIN_ATTRIBUTES = r'(?:[\t\n\f\r ]++[a-z][a-z0-9_:-]*+="[^"<]*+"){0,8}+'
_PLAIN = "|".join(rf"{name}{_PLAIN_ATTRIBUTES}>[^<]*+</{name}>" for name in ("span", "td", "li", "p", "div"))
_LEAVES = rf"<(?:{_PLAIN})(?:[^<]*+<(?:{_PLAIN}))*+()"
_STEP = rf"<(?:!--()|(/?)([a-zA-Z][^\t\n\f\r />]*+)({ATTRIBUTES})(>?)|(?:<(?![a-zA-Z/!]))*+)"
_STRIDE = re.compile(rf"[^<]*+(?:{_LEAVES}|{_STEP})")
"""The next thing of note: leaves, as many as there are; the start of a comment; a tag; or a bracket that is none."""
_ONE_STEP = re.compile(rf"[^<]*+(?:(?!)()|{_STEP})")
"""The same without leaves."""
_LEAF, _COMMENT, _TAG = 1, 2, 6


def check_html_limits(markup: str) -> list[slice]:
    """Let pass only markup that a parser reads in about linear time and a walker without a deep stack.

    Returns:
        Where long strips of spans stand that hold nothing but text, and that text would fare alike in the place of.

    Raises:
        ParseError: more than 256 elements deep, more elements than any page has, or 250 attributes on one.
    """
    seen = _Seen()
    strips: list[slice] = []
    at = 0
    while (step := (_STRIDE if seen.open.depth < MAX_DEPTH else _ONE_STEP).match(markup, at)) is not None:
        start, at = at, step.end()
        if step.lastindex == _TAG:
            closing, name, attributes, ended = step.group(3, 4, 5, 6)
            if not ended:
                break  # the text ends within this tag
            name = name.lower()
            seen.tag(name, attributes, closing=closing == "/")
            if name in _RAW and not closing:
                end = _RAW[name].search(markup, at)
                at = len(markup) if end is None else end.start()
        elif step.lastindex == _LEAF:
            # most of a long page is leaves
            seen.leaves(markup, start, at)
            if _is_strip(markup, start, at) and seen.is_plain:
                strips.append(slice(start, at))
        elif step.lastindex == _COMMENT:
            end_of_comment = markup.find("-->", at)
            at = len(markup) if end_of_comment < 0 else end_of_comment
    return strips


class _Seen:
    """What is open at a place of the markup, and how much a parser would have to keep of what came before it."""

    __slots__ = ("_attributes", "_total", "open")

    def __init__(self) -> None:
        self.open = OpenElements()
        self._total = 0
        self._attributes = 0

    @property
    def is_plain(self) -> bool:
        """Whether a span and a text fare alike here."""
        return not self.open.active and self.open.isdisjoint(_UNLIKE_TEXT)

    def leaves(self, markup: str, start: int, end: int) -> None:
        """Take elements with nothing but text in them."""
        self._weigh(markup.count("<", start, end) // 2 * (_START + _END))
        for name in _LEAVES_THAT_END:
            if markup.find(f"<{name}", start, end) >= 0:
                self.open.open(name, "")
                self.open.close(name)
        self._attributes += end - start
        if self._attributes > _MUCH:
            self._weigh(_ATTRIBUTE_WEIGHT * markup.count('="', start, end))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Take one tag."""
        if closing:
            is_element = not self.open.close(name) and name in {"p", "br"}
            self._weigh(_START if is_element else _END)
        else:
            self.open.open(name, attributes)
            self._weigh(_START)
        if self.open.depth > MAX_DEPTH:
            raise ParseError("nested too deep")
        self._attributes += len(attributes)
        if len(attributes) > _LONG_TAG or self._attributes > _MUCH:
            count = _attributes_in(attributes)
            self._weigh(_ATTRIBUTE_WEIGHT * count if self._attributes > _MUCH else 0)

    def _weigh(self, weight: int) -> None:
        self._total += weight * (1 + self.open.active)
        if self._total > MAX_ELEMENTS:
            raise ParseError("too many elements")


def _attributes_in(attributes: str) -> int:
    count = 0
    for _ in _ATTRIBUTE.finditer(attributes):
        count += 1
        if count > MAX_ATTRIBUTES:
            raise ParseError("too many attributes")
    return count


def _is_strip(text: str, start: int, end: int) -> bool:
    """Whether these leaves are spans only, and many."""
    spans = text.count("<span", start, end)
    return spans >= LONG_STRIP and 2 * spans == text.count("<", start, end)
