"""The vocabulary of the market: values and laws, pure, with no clock and no I/O."""

from tui.domain.article import Article, Comments
from tui.domain.diff import Change, diff
from tui.domain.events import Failure, NotModified, PollResult, Snapshot
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market, apply
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import CleanText, sanitize_block, sanitize_line

__all__ = [
    "Article",
    "Change",
    "CleanText",
    "Comments",
    "Direction",
    "Failure",
    "InstrumentId",
    "InstrumentKind",
    "IntradaySeries",
    "Market",
    "NotModified",
    "PollResult",
    "Quote",
    "Snapshot",
    "SourceHealth",
    "SourceState",
    "apply",
    "diff",
    "sanitize_block",
    "sanitize_line",
]
