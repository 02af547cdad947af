"""Which elements are open at a place of a page, by the rules of HTML, so far as they decide how deep it is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


_VOID: Final = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
_OUTERMOST: Final = _names("html head body")
_FORMATTING: Final = _names("a b big code em font i nobr s small strike strong tt u")
_HEADINGS: Final = _names("h1 h2 h3 h4 h5 h6")
_TABLE_PARTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("td", "th"), _names("tr tbody thead tfoot table")),
    "tr": _names("tbody thead tfoot table"),
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup"), _names("table")),
}
"""What each part of a table stands in: it ends all that is open within that."""
_BLOCKS: Final = _names(
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer",
    "header hgroup listing main menu nav ol pre search section summary ul applet marquee object select",
)
"""Their end tags end all that is open in them."""
_ENDS_PARAGRAPH: Final = (
    (_BLOCKS - _names("button applet marquee object select")) | _HEADINGS | _names("form li dd dt hr p plaintext xmp")
)
_SPECIAL: Final = (
    _BLOCKS
    | _HEADINGS
    | _TABLE_PARTS.keys()
    | _names(
        "form frameset iframe li dd dt noembed noframes noscript p plaintext script style table template",
        "textarea title xmp",
    )
)
"""Only their own end tags, and those of what they stand in, end them."""
_WALLS: Final = _names("applet caption marquee object select table td template th")
"""No end tag of anything outside ends what is open in them, but for those of tables."""
_FORGETTING: Final = _names("applet caption marquee object td template th")
"""Formatting that begins in them does not begin anew after them."""
_ITEM_WALLS: Final = _SPECIAL - _names("address div p")
_ITEMS: Final = {"li": _names("li"), "dd": _names("dd dt"), "dt": _names("dd dt")}
_END_WALLS: Final[Mapping[str, frozenset[str]]] = {
    "p": _WALLS | {"button"},
    "li": _WALLS | {"ol", "ul"},
    "noscript": _SPECIAL,
    **dict.fromkeys(_TABLE_PARTS, _names("table template")),
    **dict.fromkeys(("table", "template"), _names("template")),
}
"""What end tags of these names do not reach through."""
_RUBY: Final = _names("rb rt rtc rp")
_ENDS_CHOICE: Final = _names("input keygen textarea select")
_RULED: Final = (
    _ENDS_CHOICE
    | _ENDS_PARAGRAPH
    | _VOID
    | _OUTERMOST
    | _TABLE_PARTS.keys()
    | _FORMATTING
    | _RUBY
    | _names("button option optgroup")
)
"""Start tags that may end what is open before them, or leave nothing open."""
_MOST_ALIKE: Final = 3


class OpenElements:
    """Takes a page tag by tag and tells how deep it is; a little more than that where tags are wrongly nested.

    Formatting that a block ends begins anew after it, so it is open until its own end tag.
    """

    __slots__ = ("_anew", "_stack", "active")

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._anew: list[str | None] = []
        """Of each, the attributes it begins anew with; None if it does not."""
        self.active = 0
        """How many begin anew."""

    @property
    def depth(self) -> int:
        """How many are open."""
        return len(self._stack)

    def isdisjoint(self, names: Iterable[str]) -> bool:
        """Whether none of these is open."""
        return not any(name in self._stack for name in names)

    def open(self, name: str, attributes: str) -> None:
        """Take a start tag; names are in small letters."""
        if name in _RULED and not self._makes_room(name):
            return
        self._stack.append(name)
        self._anew.append(None)
        if name in _FORMATTING:
            self._format(name, attributes)

    def _makes_room(self, name: str) -> bool:
        """End what may not be open around a start tag; tells whether its element is open then."""
        if name in _ENDS_CHOICE and self._end({"select"}, _WALLS) and name == "select":
            return False
        if "p" in self._stack and name in _ENDS_PARAGRAPH:
            self._end({"p"}, _END_WALLS["p"])
        if name in _VOID or name in _OUTERMOST:
            return False
        if name in _TABLE_PARTS:
            return self._clear(_TABLE_PARTS[name])
        if name in _ITEMS:
            self._end(_ITEMS[name], _ITEM_WALLS)
        elif name == "button":
            self._end({"button"}, _WALLS)
        elif self._stack and self._follows(self._stack[-1], name):
            self._cut(len(self._stack) - 1)
        return True

    def close(self, name: str) -> bool:
        """Take an end tag; tells whether it ended an element."""
        if not self.active and self._stack and self._stack[-1] == name:
            del self._stack[-1], self._anew[-1]
            return True
        if name in _FORMATTING:
            return self._close_formatting(name)
        if name == "form":
            return self._remove_form()
        walls = _END_WALLS.get(name, _WALLS if name in _SPECIAL else _SPECIAL)
        return self._end(_HEADINGS if name in _HEADINGS else {name}, walls)

    def _follows(self, last: str, name: str) -> bool:
        """Whether the innermost element ends where one of this name begins."""
        if last in _HEADINGS:
            return name in _HEADINGS
        if last in _RUBY:
            return name in _RUBY and "ruby" in self._stack
        return last == "option" and name in {"option", "optgroup"}

    def _end(self, names: Collection[str], walls: Collection[str]) -> bool:
        """End the innermost of these and all within it, unless a wall stands before it."""
        stack = self._stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in names:
                self._cut(at)
                return True
            if stack[at] in walls:
                return False
        return False

    def _clear(self, names: Collection[str]) -> bool:
        """End all that is open within the innermost of these."""
        stack = self._stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in names:
                self._cut(at + 1)
                return True
            if stack[at] == "template":
                return False
        return False

    def _cut(self, at: int) -> None:
        """End all from this place on."""
        stack, anew = self._stack, self._anew
        if not self.active:
            del stack[at:], anew[at:]
            return
        forgotten = next((place for place in range(at, len(stack)) if stack[place] in _FORGETTING), len(stack))
        again = [place for place in range(at, forgotten) if anew[place] is not None]
        self.active -= sum(one is not None for one in anew[forgotten:])
        stack[at:], anew[at:] = [stack[place] for place in again], [anew[place] for place in again]

    def _remove_form(self) -> bool:
        """Take out the form; what is open in it stays so."""
        stack = self._stack
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] == "form":
                del stack[at], self._anew[at]
                return True
            if stack[at] in _WALLS:
                return False
        return False

    def _close_formatting(self, name: str) -> bool:
        stack, anew = self._stack, self._anew
        around_block = False
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] == name:
                self.active -= anew[at] is not None
                anew[at] = None
                if around_block:
                    del stack[at], anew[at]
                else:
                    self._cut(at)
                return True
            if stack[at] in _WALLS:
                return False
            around_block = around_block or stack[at] in _SPECIAL
        return False

    def _format(self, name: str, attributes: str) -> None:
        """Have formatting begin anew after blocks: at most three alike, and one link."""
        stack, anew = self._stack, self._anew
        if name == "a":
            del stack[-1], anew[-1]
            self._close_formatting("a")
            stack.append("a")
            anew.append(None)
        anew[-1] = attributes
        self.active += 1
        alike: list[int] = []
        for at in range(len(stack) - 1, -1, -1):
            if stack[at] in _FORGETTING:
                break
            if stack[at] == name and anew[at] == attributes:
                alike.append(at)
        if len(alike) > _MOST_ALIKE:
            anew[alike[-1]] = None
            self.active -= 1
