"""The lists that are open in a fragment of HTML, and what their items begin with."""

from dataclasses import dataclass
from typing import Final

from tui.sources.html.document import HtmlNode

_MAX_NUMBER: Final = 1_000_000


@dataclass(slots=True)
class OpenList:
    """An open list."""

    next_number: int | None
    """None for one with bullets."""
    letters: bool = False

    def marker(self) -> str:
        """Return what the next item begins with."""
        if self.next_number is None:
            return "• "
        number, self.next_number = self.next_number, self.next_number + 1
        if self.letters and 1 <= number <= 26:
            return f"{chr(ord('a') + number - 1)}. "
        return f"{number}. "


def open_list(tag: str, node: HtmlNode) -> OpenList:
    """Return the list that a tag opens."""
    if tag != "ol":
        return OpenList(None)
    start = attribute_number(node.attributes.get("start"))
    return OpenList(1 if start is None else start, letters=(node.attributes.get("type") or "") in {"a", "A"})


def attribute_number(text: str | None) -> int | None:
    """Return the number of an attribute; None where it has none of ordinary size."""
    if not text or len(text) > 7 or not text.strip().isdecimal():
        return None
    number = int(text)
    return number if number <= _MAX_NUMBER else None
