"""Points in time: parsing one, and converting one clock's time to another's."""

from collections.abc import Callable
from datetime import UTC, datetime

OnWall = Callable[[datetime], datetime]
"""Returns what the wall clock, as set now, shows at a time of another clock; both aware UTC."""


def same_time(at: datetime) -> datetime:
    """Return the time itself: what the wall clock shows where there is no other clock."""
    return at


def parse_iso_utc(text: str) -> datetime:
    """Parse an ISO 8601 time. It keeps its own zone, and is UTC where it names none. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
