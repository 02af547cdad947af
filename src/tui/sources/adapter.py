"""What a source is, what an adapter gets, and the one error it may raise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.poll_result import Snapshot
from tui.domain.quote import InstrumentId
from tui.domain.source_health import BACKOFF_CAP
from tui.domain.text import ERROR_LIMIT, CleanText, sanitize_line
from tui.sources.redaction.secret import Secret

if TYPE_CHECKING:
    from tui.sources.table_spec import TableSpec

MAX_ROWS: Final = 20_000


class ParseError(Exception):
    """The answer is not what this adapter reads; `reason` is one short plain phrase, clean."""

    def __init__(self, reason: str) -> None:
        self.reason: CleanText = sanitize_line(reason, ERROR_LIMIT)
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """One thing the user watches, as configured."""

    name: str
    """Shown on the board; unique."""
    kind: str
    """Which adapter reads it."""
    url: str
    """http or https; empty for a provider whose address its adapter knows."""
    every: timedelta
    """The poll interval."""
    market: str = "PSX"
    """The market its bare symbols belong to."""
    symbols: tuple[str, ...] = ()
    """What to ask a provider for, in its own spelling and the user's order."""
    instruments: Mapping[str, InstrumentId] = field(default_factory=lambda: MappingProxyType({}))
    """Which instrument a provider's symbol means, where that is not the market and the symbol themselves."""
    key: Secret | None = None
    """For providers that want one."""
    has_permission: bool = False
    """Whether the user states that the publisher permits automatic reading; some sources are off without."""
    user_agent: str | None = None
    """What to call ourselves there; None is bigboard and its version."""
    table: "TableSpec | None" = None
    """How to read a page that no adapter knows."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Sent with each request, and never to another host."""
    allow_private: bool = False
    """Whether its address may lie on a private or loopback network."""
    ignore_market_hours: bool = False
    """Whether it is asked as often while its markets are closed."""
    backoff_cap: timedelta = BACKOFF_CAP
    """The longest wait between tries while it fails."""

    def instrument(self, symbol: str) -> InstrumentId:
        """What a provider's symbol means here.

        Raises:
            SymbolError: it cannot be the symbol of an instrument.
        """
        return self.instruments.get(symbol) or InstrumentId.parse(self.market, symbol)


class SourceRequest(NamedTuple):
    """One request of a poll."""

    url: str
    """As it may be shown and logged."""
    accept: str = "*/*"
    secret_query: tuple[tuple[str, Secret], ...] = ()
    """Parameters added to the address at the moment of sending, and nowhere else."""
    secret_headers: tuple[tuple[str, Secret], ...] = ()


def single_request(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """The plan of a source that is one page."""
    return (SourceRequest(url=source.url),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One complete answer, decoded from its transfer and content coding, not from its charset."""

    url: str
    """Where it came from in the end."""
    body: bytes = field(repr=False)
    content_type: str = ""
    """As the server says it, with its charset parameter; may be empty or wrong."""
    http_status: int = 200
    received: int | None = None
    """Bytes of its body as they came over the line, still packed where it was; None where nobody counted."""


class Adapter(NamedTuple):
    """How one kind of source is read: a record of data and one pure function."""

    kind: str
    summary: str
    """One line for `bigboard sources`."""
    min_interval: timedelta
    """The shortest polite interval."""
    parse: Callable[[Response, SourceConfig, datetime], Snapshot]
    """Reads one page fetched at a moment (aware UTC). Raises ParseError and nothing else."""
    build_requests: Callable[[SourceConfig], tuple[SourceRequest, ...]] = single_request
    """Which requests one poll makes, in order. Raises ParseError where the source must not be asked, saying why."""
    needs_key: bool = False
    needs_url: bool = True
    """Whether the user must say where; else the adapter knows."""
    needs_symbols: bool = False
    needs_permission: bool = False
    """Whether it is off unless the user states that the publisher permits automatic reading."""
    market: str = "PSX"
    """Of a source that names none."""
    instrument_of: Callable[[str, SourceConfig], InstrumentId] | None = None
    """Which instrument a symbol means, where its spelling tells the market; else it is one of the source's market."""
    fatal_statuses: frozenset[int] = frozenset()
    """HTTP statuses by which such a source says that it is not to be asked: it pauses until the user says otherwise."""
