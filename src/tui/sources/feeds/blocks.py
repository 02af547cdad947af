"""What the body of a feed's article consists of before the publisher's own lines are left out: blocks of lines."""

from dataclasses import dataclass, field
from typing import NamedTuple

from tui.domain.blocks import BlockKind, Link
from tui.domain.text import CleanText


class BodyLine(NamedTuple):
    """One line of a block; code is one line with line feeds."""

    text: CleanText
    links: tuple[Link, ...] = ()
    is_link: bool = False
    """Whether nearly all of it is the text of links."""
    level: int = 0
    """Of a list item in how many lists its own list is; of the row of a table 1 if it has titles."""
    marker: str = ""
    """Of the first line of a list item."""


@dataclass(slots=True)
class BodyBlock:
    """Lines that belong together: the items of a list, the rows of a table, else one line."""

    kind: BlockKind
    lines: list[BodyLine] = field(default_factory=list)
    group: int = 0
    """Which list or table of the fragment its lines are of."""
    level: int = 0
    """Of a heading or a quote, as a `Block` has it."""
