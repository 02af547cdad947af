"""What a source is, what an adapter gets, and the one error it may raise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tui.domain.health import BACKOFF_CAP
from tui.domain.snapshot import Snapshot
from tui.domain.text import ERROR_LIMIT, CleanText, clean

MOST_ROWS: Final = 20_000


class ParseError(Exception):
    """The answer is not what this adapter reads; `reason` is one short plain phrase, clean."""

    def __init__(self, reason: str) -> None:
        self.reason: CleanText = clean(reason, ERROR_LIMIT)
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing the user watches, as configured."""

    name: str
    """Shown on the board; unique."""
    kind: str
    """Which adapter reads it."""
    url: str
    """http or https."""
    every: timedelta
    """The poll interval."""
    market: str = "PSX"
    """The market its bare symbols belong to."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Sent with each request, and never to another host."""
    allow_private: bool = False
    """Whether its address may lie on a private or loopback network."""
    steady: bool = False
    """Whether it is asked as often while its market is closed."""
    backoff_cap: timedelta = BACKOFF_CAP
    """The longest wait between tries while it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One complete answer, decoded from its transfer and content coding, not from its charset."""

    url: str
    """Where it came from in the end."""
    body: bytes = field(repr=False)
    content_type: str = ""
    """As the server says it, with its charset parameter; may be empty or wrong."""
    http_status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How one kind of source is read: a record of data and one pure function."""

    kind: str
    summary: str
    """One line for `bigboard sources`."""
    least_every: timedelta
    """The shortest polite interval."""
    parse: Callable[[Page, Source, datetime], Snapshot]
    """Reads one page fetched at a moment (aware UTC). Raises ParseError and nothing else."""
