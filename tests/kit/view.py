"""The board's state for tests of what is shown, and its lines as text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tests.kit.markets import a_market
from tests.kit.quotes import FIXED_NOW
from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.trading_calendar import SessionState
from tui.view.board_state import BoardState
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow, build_row
from tui.view.spans import Line, Span
from tui.view.tabs import ListEntry

NO_ALIGNMENTS: Final[Mapping[str, DecimalAlignment]] = MappingProxyType({})
"""The alignments of a grid that has no figures yet."""


def a_board_state(
    market: Market | None = None,
    now: datetime = FIXED_NOW,
    *,
    sessions: Mapping[str, SessionState] = MappingProxyType({}),
    paused: bool = False,
    trouble: str | None = None,
) -> BoardState:
    """Return the board's state of this market; `trouble` is why the engine ended."""
    return BoardState(market=market or a_market(), now=now, sessions=sessions, paused=paused, engine_error=trouble)


def a_row(market: Market, quote: Quote, now: datetime, flash: Direction | None = None) -> QuoteRow:
    """Return the grid's row of a quote, by the limits of the board."""
    state = BoardState()
    return build_row(
        market,
        quote,
        now,
        flash=flash,
        disagree_percent=state.disagree_percent,
        redraw_interval=state.redraw_interval,
    )


def entries(*texts: str) -> tuple[ListEntry, ...]:
    """Return the entries of a list, each as it is written: `PSX:OGDC`, or `# Banks`."""
    return tuple(map(ListEntry.parse, texts))


def text_of(line: Iterable[Span]) -> str:
    """Return a line as text."""
    return "".join(span.text for span in line)


def page_of(lines: Iterable[Line]) -> str:
    """Return lines as text, each without the blanks at its end."""
    return "\n".join(text_of(line).rstrip() for line in lines)
