"""Everything the board shows, at one moment."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from tui.domain.market import Market, read_only
from tui.domain.session import SessionState
from tui.view.link import Link

_NOTHING = Market()
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """One immutable state of the whole screen, handed down to every panel."""

    market: Market = _NOTHING
    now: datetime = _NEVER
    """Aware, in the zone people read times in."""
    sessions: Mapping[str, SessionState] = read_only({})
    """By market code, for every market with a calendar."""
    paused: bool = False
    disagree: Decimal = Decimal(1)
    """By more than so many percent two sources disagree."""
    sent: float | None = None
    """Bytes per second that the terminal is sent; None where nobody counts."""
    sent_in_all: int = 0
    """Bytes that it has been sent since the program began."""
    dropped: int = 0
    """Characters and sequences from the terminal that were no input, or too much of it, since the program began."""
    link: Link | None = None
    """How the board draws, and why so."""
    trouble: str | None = None
    """What is wrong with the program itself, such as a poller that no longer beats."""
