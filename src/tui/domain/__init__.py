"""The vocabulary of the market: values and laws, pure, with no clock and no I/O."""

from tui.domain.article import Article, Comments
from tui.domain.change import Change, diff
from tui.domain.health import SourceHealth, SourceState
from tui.domain.market import Market, absorb
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote
from tui.domain.snapshot import Failure, Outcome, Snapshot, Unchanged
from tui.domain.text import CleanText, clean, clean_block
from tui.domain.trail import Trail

__all__ = [
    "Article",
    "Change",
    "CleanText",
    "Comments",
    "Direction",
    "Failure",
    "IndexLevel",
    "InstrumentId",
    "Market",
    "Outcome",
    "Quote",
    "Snapshot",
    "SourceHealth",
    "SourceState",
    "Trail",
    "Unchanged",
    "absorb",
    "clean",
    "clean_block",
    "diff",
]
