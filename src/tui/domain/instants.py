"""Points in time: one that a text states, and how one clock's time is put as another's."""

from collections.abc import Callable
from datetime import UTC, datetime

OnWall = Callable[[datetime], datetime]
"""What the wall clock, as it goes now, showed or will show at a moment of another clock; both aware UTC."""


def as_it_is(at: datetime) -> datetime:
    """The moment itself: what the wall clock shows where there is no other clock."""
    return at


def parse_iso_utc(text: str) -> datetime:
    """Read an ISO 8601 time. It keeps its own zone, and is UTC where it names none. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
