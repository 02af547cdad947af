"""Everything the board shows, at one moment."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from tui.domain.market import Market, frozen
from tui.domain.trading_calendar import SessionState
from tui.view.terminal_profile import TerminalProfile

_NOTHING = Market()
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class BoardState(NamedTuple):
    """One immutable state of the whole screen, handed down to every panel."""

    market: Market = _NOTHING
    now: datetime = _NEVER
    """What ages and waits are measured from, aware: it goes on evenly, whoever sets the wall clock."""
    wall: datetime | None = None
    """The same moment on the wall clock, aware, in the zone people read times in; None where that is `now` itself."""
    lasts: timedelta = timedelta(0)
    """How long what is drawn of it may stay on the screen before it is drawn anew."""
    sessions: Mapping[str, SessionState] = frozen({})
    """By market code, for every market with a calendar."""
    paused: bool = False
    disagree: Decimal = Decimal(1)
    """By more than so many percent two sources disagree."""
    bytes_per_second: float | None = None
    """Bytes per second that the terminal is sent; None where nobody counts."""
    bytes_sent: int = 0
    """Bytes that it has been sent since the program began."""
    dropped: int = 0
    """Pieces of input that could not be read, or were too many at once, since the program began."""
    link: TerminalProfile | None = None
    """How the board draws, and why so."""
    engine_error: str | None = None
    """What is wrong with the program itself, such as a poller that no longer beats."""

    @property
    def clock(self) -> datetime:
        """The time of day, aware, in the zone people read times in."""
        return self.wall or self.now

    def on_wall(self, at: datetime) -> datetime:
        """What the wall clock, as it goes now, showed at a moment that an age is measured from; both aware."""
        return at + (self.clock - self.now)
