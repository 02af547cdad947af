"""The lists that are open in a fragment of HTML, and what their items begin with."""

from dataclasses import dataclass
from typing import Final

from tui.domain.blocks import BULLET
from tui.sources.html.document import HtmlNode

_MAX_NUMBER: Final = 1_000_000
_MAX_ROMAN: Final = 100
_ROMAN: Final = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class OpenList:
    """An open list."""

    next_number: int | None
    """None for one with bullets."""
    kind: str = "1"
    """`1`, `a`, `A`, `i` or `I`, as HTML names them."""
    step: int = 1
    """Minus one for a list that counts down."""

    def marker(self) -> str:
        """Return what the next item begins with."""
        if self.next_number is None:
            return BULLET
        number, self.next_number = self.next_number, self.next_number + self.step
        return f"{_numeral(number, self.kind)}."


def open_list(tag: str, node: HtmlNode) -> OpenList:
    """Return the list that a tag opens."""
    if tag != "ol":
        return OpenList(None)
    start = attribute_number(node.attributes.get("start"))
    is_reversed = "reversed" in node.attributes
    if start is None:
        start = _count_items(node) if is_reversed else 1
    return OpenList(start, node.attributes.get("type") or "1", -1 if is_reversed else 1)


def _count_items(node: HtmlNode) -> int:
    count = 0
    child = node.first_child
    while child is not None and count < _MAX_NUMBER:
        count += child.tag == "li"
        child = child.next
    return count


def _numeral(number: int, kind: str) -> str:
    """Return a number as its list prints it: in letters up to 26, in Roman numerals up to 100, else in digits."""
    if kind in {"a", "A"} and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind not in {"i", "I"} or not 1 <= number <= _MAX_ROMAN:
        return str(number)
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral if kind == "i" else numeral.upper()


def attribute_number(text: str | None) -> int | None:
    """Return the number of an attribute; None where it has none of ordinary size."""
    if not text or len(text) > 7 or not text.strip().isdecimal():
        return None
    number = int(text)
    return number if number <= _MAX_NUMBER else None
