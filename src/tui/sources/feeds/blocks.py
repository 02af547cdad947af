"""What the body of a feed's article consists of: blocks of lines, not yet sanitized."""

from dataclasses import dataclass, field
from enum import Enum, auto


class BlockKind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    LIST = auto()
    TABLE = auto()
    CODE = auto()
    CAPTION = auto()


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One line of a block, not yet sanitized."""

    text: str
    """With the targets of its links, `See the filing (https://sec.example/f.pdf).`"""
    text_without_targets: str
    """Without them."""
    is_link: bool = False
    """Whether nearly all of it is the text of links."""


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    kind: BlockKind
    lines: list[BlockLine] = field(default_factory=list)
    group: int = 0
    """Which list or table of the fragment its lines are of."""
