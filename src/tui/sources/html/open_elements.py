"""The stack of open elements, by those rules of HTML that decide how deep a page is."""

from collections.abc import Collection, Mapping
from typing import Final

from tui.sources.html.tag import HEADINGS, VOID_ELEMENTS, tag_names

_OUTERMOST: Final = tag_names("html head body")
_FORMATTING: Final = tag_names("a b big code em font i nobr s small strike strong tt u")
_TABLE_PARTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("td", "th"), tag_names("tr tbody thead tfoot table")),
    "tr": tag_names("tbody thead tfoot table"),
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup"), tag_names("table")),
}
"""The parents of each part of a table: it closes everything that is open within them."""
_BLOCKS: Final = tag_names(
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer",
    "header hgroup listing main menu nav ol pre search section summary ul applet marquee object select",
)
"""Their end tags close everything that is open in them."""
_CLOSES_PARAGRAPH: Final = (
    (_BLOCKS - tag_names("button applet marquee object select"))
    | HEADINGS
    | tag_names("form li dd dt hr p plaintext xmp")
)
_SPECIAL: Final = (
    _BLOCKS
    | HEADINGS
    | _TABLE_PARTS.keys()
    | tag_names(
        "form frameset iframe li dd dt noembed noframes noscript p plaintext script style table template",
        "textarea title xmp",
    )
)
"""Only their own end tags, and those of elements around them, close them."""
_SCOPES: Final = tag_names("applet caption marquee object select table td template th")
"""No end tag of an outer element closes what is open in them, but for those of tables."""
_MARKERS: Final = tag_names("applet caption marquee object td template th")
"""Formatting that is opened in them is not reopened after them."""
_ITEM_SCOPES: Final = _SPECIAL - tag_names("address div p")
_ITEMS: Final = {"li": tag_names("li"), "dd": tag_names("dd dt"), "dt": tag_names("dd dt")}
_END_TAG_SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "p": _SCOPES | {"button"},
    "li": _SCOPES | {"ol", "ul"},
    "noscript": _SPECIAL,
    **dict.fromkeys(_TABLE_PARTS, tag_names("table template")),
    **dict.fromkeys(("table", "template"), tag_names("template")),
}
"""For each end tag, the elements whose end limits it: it closes nothing around them."""
_RUBY: Final = tag_names("rb rt rtc rp")
_CLOSES_SELECT: Final = tag_names("input keygen textarea select")
_WITH_RULES: Final = (
    _CLOSES_SELECT
    | _CLOSES_PARAGRAPH
    | VOID_ELEMENTS
    | _OUTERMOST
    | _TABLE_PARTS.keys()
    | _FORMATTING
    | _RUBY
    | tag_names("button option optgroup")
)
"""Start tags that may close what is open before them, or open nothing."""
_MAX_ALIKE: Final = 3
"""Formatting elements of the same name and attributes that are reopened."""


class OpenElements:
    """The elements open after each tag of a page; a few more than a parser has where tags are wrongly nested.

    Formatting that the end of a block closes is reopened after it, so it counts as open until its own end tag.
    """

    __slots__ = ("_reopened", "active_formatting", "stack")

    def __init__(self) -> None:
        self.stack: list[str] = []
        """Their names, the innermost last; read only, and always the same list."""
        self._reopened: list[str | None] = []
        """Of each open element, the attributes it is reopened with; None if it is not."""
        self.active_formatting = 0
        """The number of them that are reopened."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the open elements."""
        return frozenset(self.stack)

    def open(self, name: str, attributes: str) -> None:
        """Apply a start tag; names are in small letters."""
        if name in _WITH_RULES and not self._prepare(name):
            return
        self.stack.append(name)
        self._reopened.append(None)
        if name in _FORMATTING:
            self._format(name, attributes)

    def _prepare(self, name: str) -> bool:
        """Close what a start tag closes; return whether it opens an element."""
        if name in _TABLE_PARTS:
            return self._close_within(_TABLE_PARTS[name])
        if name in _CLOSES_SELECT and self._close_innermost({"select"}, _SCOPES) and name == "select":
            return False
        if name in _CLOSES_PARAGRAPH and "p" in self.stack:
            self.close("p")
        if name in VOID_ELEMENTS or name in _OUTERMOST:
            return False
        if name in _ITEMS:
            self._close_innermost(_ITEMS[name], _ITEM_SCOPES)
        elif name == "button":
            self._close_innermost({"button"}, _SCOPES)
        elif self.stack and self._closes_last(self.stack[-1], name):
            self._close_from(len(self.stack) - 1)
        return True

    def close(self, name: str) -> bool:
        """Apply an end tag; return whether it closed an element."""
        if not self.active_formatting and self.stack and self.stack[-1] == name:
            del self.stack[-1], self._reopened[-1]
            return True
        if name in _FORMATTING:
            return self._close_formatting(name)
        if name == "form":
            return self._remove_form()
        scopes = _END_TAG_SCOPES.get(name, _SCOPES if name in _SPECIAL else _SPECIAL)
        return self._close_innermost(HEADINGS if name in HEADINGS else {name}, scopes)

    def _closes_last(self, last: str, name: str) -> bool:
        """Return whether the start tag of this name closes the innermost element."""
        if last in HEADINGS:
            return name in HEADINGS
        if last in _RUBY:
            return name in _RUBY and "ruby" in self.stack
        return last == "option" and name in {"option", "optgroup"}

    def _close_innermost(self, names: Collection[str], scopes: Collection[str]) -> bool:
        """Close the innermost of these and everything within it, unless that is outside of one of these scopes."""
        stack = self.stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in names:
                self._close_from(at)
                return True
            if stack[at] in scopes:
                return False
        return False

    def _close_within(self, names: Collection[str]) -> bool:
        """Close everything within the innermost of these."""
        stack = self.stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in names:
                self._close_from(at + 1)
                return True
            if stack[at] == "template":
                return False
        return False

    def _close_from(self, at: int) -> None:
        """Close all elements from this index on, and reopen the formatting among them."""
        stack, reopened = self.stack, self._reopened
        if not self.active_formatting:
            del stack[at:], reopened[at:]
            return
        marker = next((index for index in range(at, len(stack)) if stack[index] in _MARKERS), len(stack))
        active = [index for index in range(at, marker) if reopened[index] is not None]
        self.active_formatting -= sum(attributes is not None for attributes in reopened[marker:])
        stack[at:], reopened[at:] = [stack[index] for index in active], [reopened[index] for index in active]

    def _remove_form(self) -> bool:
        """Close the form alone; what is open in it stays open."""
        stack = self.stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] == "form":
                del stack[at], self._reopened[at]
                return True
            if stack[at] in _SCOPES:
                return False
        return False

    def _close_formatting(self, name: str) -> bool:
        stack, reopened = self.stack, self._reopened
        around_block = False
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] == name:
                self.active_formatting -= reopened[at] is not None
                reopened[at] = None
                if around_block:
                    del stack[at], reopened[at]
                else:
                    self._close_from(at)
                return True
            if stack[at] in _SCOPES:
                return False
            around_block = around_block or stack[at] in _SPECIAL
        return False

    def _format(self, name: str, attributes: str) -> None:
        """Mark formatting as reopened after blocks: at most three alike, and one link."""
        stack, reopened = self.stack, self._reopened
        if name == "a":
            del stack[-1], reopened[-1]
            self._close_formatting("a")
            stack.append("a")
            reopened.append(None)
        reopened[-1] = attributes
        self.active_formatting += 1
        alike: list[int] = []
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in _MARKERS:
                break
            if stack[at] == name and reopened[at] == attributes:
                alike.append(at)
        if len(alike) > _MAX_ALIKE:
            reopened[alike[-1]] = None
            self.active_formatting -= 1
