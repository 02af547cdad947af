"""How deep and how wide markup is, told in one pass before any parser sees it (fault P3)."""

import re
from typing import Final

from tui.sources.source import ParseError

DEEPEST: Final = 256
MOST_ELEMENTS: Final = 1_000_000
MOST_ATTRIBUTES: Final = 250
LONG_STRIP: Final = 256
"""So many spans in a row are worth a second look."""

_LONG_TAG = 1_000
# The tokenizer's own view of a tag: a quote delimits only right after "=", so no part of a page can hide in one.
_ATTRIBUTE = (
    r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+"
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_RAW = {
    name: re.compile(rf"</{name}[\t\n\f\r />]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
}
_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_CLOSED_BY_OTHERS = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "caption",
        "rp",
        "rt",
        "html",
        "head",
        "body",
    ]
)
_NOT_NESTED = _VOID | _CLOSED_BY_OTHERS
_UNLIKE_TEXT = frozenset({"svg", "math", "table", "select", "frameset", "plaintext"})
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_INLINE = frozenset(
    [
        "span",
        "label",
        "abbr",
        "cite",
        "q",
        "sub",
        "sup",
        "time",
        "mark",
        "bdi",
        "bdo",
        "ins",
        "del",
        "kbd",
        "samp",
        "var",
        "data",
        "picture",
    ]
)


# elements with nothing but text in them, one after another, each spelt in the plainest way
_PLAIN_ATTRIBUTES = r'(?:[\t\n\f\r ]++[a-z][a-z0-9_:-]*+="[^"<]*+"){0,8}+'
_PLAIN = "|".join(rf"{name}{_PLAIN_ATTRIBUTES}>[^<]*+</{name}>" for name in ("span", "td", "li", "p", "div"))
_LEAVES = rf"<(?:{_PLAIN})(?:[^<]*+<(?:{_PLAIN}))*+()"
_STEP = rf"<(?:!--()|(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:[\t\n\f\r /]++|{_ATTRIBUTE})*+)(>?)|)"
_STRIDE = re.compile(rf"[^<]*+(?:{_LEAVES}|{_STEP})")
"""The next thing of note: leaves, as many as there are; the start of a comment; a tag; or a bracket that is none."""
_ONE_STEP = re.compile(rf"[^<]*+(?:(?!)()|{_STEP})")
"""The same without leaves."""
_LEAF, _COMMENT, _TAG = 1, 2, 6


def check_nesting(markup: str) -> list[slice]:
    """Let pass only markup that a parser reads in about linear time and a walker without a deep stack.

    Returns:
        Where long strips of spans stand that hold nothing but text, and that text would fare alike in the place of.

    Raises:
        ParseError: more than 256 elements deep, more than a million elements, or 250 attributes on one.
    """
    opened = _Opened()
    strips: list[slice] = []
    at = 0
    while (step := (_STRIDE if opened.depth < DEEPEST else _ONE_STEP).match(markup, at)) is not None:
        start, at = at, step.end()
        if step.lastindex == _TAG:
            closing, name, attributes, ended = step.group(3, 4, 5, 6)
            if not ended:
                break  # the text ends within this tag
            name = name.lower()
            opened.take(name, attributes, closing=closing == "/")
            if name in _RAW and not closing:
                end = _RAW[name].search(markup, at)
                at = len(markup) if end is None else end.start()
        elif step.lastindex == _LEAF:
            # most of a long page is leaves: they leave no trace on what is open
            opened.count(markup.count("<", start, at))
            if _is_strip(markup, start, at) and opened.is_plain:
                strips.append(slice(start, at))
        elif step.lastindex == _COMMENT:
            end_of_comment = markup.find("-->", at)
            at = len(markup) if end_of_comment < 0 else end_of_comment
    return strips


class _Opened:
    """The elements that are open at a place of the markup, and how many there were."""

    __slots__ = ("_active", "_elements", "_formatting", "_stack", "depth")

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._formatting: dict[str, list[str]] = {}
        self._active = 0
        self._elements = 0
        self.depth = 0
        """How many are open, formatting among them."""

    @property
    def is_plain(self) -> bool:
        """Whether a span and a text fare alike here."""
        return not self._active and _UNLIKE_TEXT.isdisjoint(self._stack)

    def count(self, tags: int) -> None:
        """Count so many tags more."""
        # formatting that was never closed is opened again in every block that follows
        self._elements += tags * (1 + self._active)
        if self._elements > MOST_ELEMENTS:
            raise ParseError("too many elements")

    def take(self, name: str, attributes: str, *, closing: bool) -> None:
        """Open or close one element."""
        stack = self._stack
        self._elements += 1 + self._active
        if name in _FORMATTING:
            alike = self._formatting.setdefault(name, [])
            self._active += _format(alike, attributes, closing=closing, alone=name == "a")
        elif closing:
            if stack and stack[-1] == name:
                del stack[-1]
            else:
                _close(stack, name)
        elif name not in _NOT_NESTED and not (attributes.endswith("/") and "svg" in stack):
            stack.append(name)
        if len(attributes) > _LONG_TAG and len(_ATTRIBUTES.findall(attributes)) > MOST_ATTRIBUTES:
            raise ParseError("too many attributes")
        self.depth = len(stack) + self._active
        if self.depth > DEEPEST:
            raise ParseError("nested too deep")
        if self._elements > MOST_ELEMENTS:
            raise ParseError("too many elements")


def _is_strip(text: str, start: int, end: int) -> bool:
    """Whether these leaves are spans only, and many."""
    spans = text.count("<span", start, end)
    return spans >= LONG_STRIP and 2 * spans == text.count("<", start, end)


def _format(opened: list[str], attributes: str, *, closing: bool, alone: bool) -> int:
    """By how many the open formatting elements of one name grow; the standard keeps at most three alike."""
    if closing:
        return -1 if opened and opened.pop() is not None else 0
    if (alone and opened) or opened.count(attributes) >= 3:
        return 0
    opened.append(attributes)
    return 1


def _close(stack: list[str], name: str) -> None:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth] == name:
            del stack[depth:]
            return
        if name in _INLINE and stack[depth] not in _INLINE:
            return
