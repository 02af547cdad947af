"""What a collector says of itself each second: that it polls, how far it has come, and what is wrong with it."""

import json
from datetime import UTC, datetime
from typing import Final, NamedTuple

from tui.domain.text import CleanText, sanitize_line

INTERVAL: Final = 1.0
"""Seconds between two."""
_MAX_BODY: Final = 2_048


class Heartbeat(NamedTuple):
    """One heartbeat of a collector."""

    term: int
    number: int
    """Of the last event that the server has."""
    at: datetime
    """Aware UTC, by the wall clock of the collector."""
    problem: CleanText = CleanText("")
    """What is wrong there; empty where all is well."""


def encode_heartbeat(heartbeat: Heartbeat) -> bytes:
    """Return a heartbeat as it is sent."""
    return json.dumps({**heartbeat._asdict(), "at": heartbeat.at.timestamp()}).encode()


def decode_heartbeat(body: bytes) -> Heartbeat:
    """Return the heartbeat that was sent.

    Raises:
        ValueError: it is none.
    """
    try:
        fields = json.loads(body[:_MAX_BODY])
        at = datetime.fromtimestamp(float(fields["at"]), UTC)
        term, number = fields["term"], fields["number"]
        problem = sanitize_line(str(fields.get("problem", "")), 200)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        raise ValueError("not a heartbeat") from None
    if any(type(count) is not int or count < 0 for count in (term, number)):
        raise ValueError("not a heartbeat")
    return Heartbeat(term, number, at, problem)
