"""The contract between sources and the engine: a source's configuration, its requests, a response, an adapter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line
from tui.sources.redaction.secret import Secret

if TYPE_CHECKING:
    from tui.domain.bars import Bar
    from tui.domain.listing import Listing
    from tui.domain.past import PastSpan
    from tui.sources.table_spec import PastTable, TableSpec

MAX_SYMBOLS: Final = 1_000
"""Symbols of one source."""
MAX_ROWS: Final = 20_000
MAX_URL_LENGTH: Final = 2_048
MAX_BACKOFF: Final = timedelta(minutes=15)
"""The maximum wait between polls of a source that fails, unless it has one of its own or a longer interval."""
NEWS_KINDS: Final = frozenset({"brecorder", "feed"})
"""The built-in kinds of source that give articles."""


class ParseError(Exception):
    """A response cannot be used, or a source must not be polled; `reason` is one short plain phrase, sanitized."""

    def __init__(self, reason: str) -> None:
        self.reason: CleanText = sanitize_line(reason, MAX_ERROR_LENGTH)
        super().__init__(self.reason)


class NetworkSettings(NamedTuple):
    """How a source is reached, where the user has set it; the environment decides what is not set."""

    proxy: str | None = None
    """The address of an HTTP proxy, without a password; `none` for a direct connection."""
    no_proxy: tuple[str, ...] = ()
    """Hosts that are reached without the proxy."""
    ca_file: Path | None = None
    """Certificate authorities that are trusted besides the bundled ones."""


_NO_INSTRUMENTS: Final[Mapping[str, InstrumentId]] = MappingProxyType({})
DEFAULT_NETWORK: Final = NetworkSettings()
"""Nothing is set."""


class SourceConfig(NamedTuple):
    """One source, as the user configured it."""

    name: str
    """Shown on the board; unique."""
    kind: str
    """Of the adapter that parses it."""
    url: str
    """http or https; empty for a provider whose address its adapter knows."""
    every: timedelta
    """The poll interval."""
    market: str = "PSX"
    """Of symbols that name none."""
    symbols: tuple[str, ...] = ()
    """To request from a provider, in its own spelling and the user's order."""
    instruments: Mapping[str, InstrumentId] = _NO_INSTRUMENTS
    """The instrument of a provider's symbol, where that is not the market and the symbol themselves."""
    key: Secret | None = None
    """For providers that need one."""
    off_reason: str | None = None
    """Why it must not be polled, such as a key that cannot be loaded; None where it may be."""
    has_permission: bool = False
    """Whether the user states that the publisher permits automatic reading; some sources are off otherwise."""
    user_agent: str | None = None
    """The User-Agent header; None is bigboard and its version."""
    table: "TableSpec | None" = None
    """How to parse a page that no adapter knows."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with each request, and never to another host."""
    allow_private: bool = False
    """Whether its address may be on a private or loopback network."""
    ignore_market_hours: bool = False
    """Whether it is polled as often while its markets are closed."""
    may_poll_faster: bool = False
    """Whether it may be polled more often than its kind allows: the user states so, or it is the user's own server."""
    backoff_cap: timedelta = MAX_BACKOFF
    """The maximum wait between polls while it fails."""
    network: NetworkSettings = DEFAULT_NETWORK
    """Its proxy and authorities, where the user has set them."""
    asks_past: bool = True
    """Whether it is asked, once, for the time before it was first polled."""
    past: "PastTable | None" = None
    """Where that is, where the user names a table of it; else its kind may know."""
    full_text: bool = False
    """Whether the page of each new article is read as well, where the source gives its first words alone."""

    def __repr__(self) -> str:
        # a header may be a secret
        shown = (f"{name}={value!r}" for name, value in self._asdict().items() if name != "headers")
        return f"SourceConfig({', '.join(shown)})"

    def instrument(self, symbol: str) -> InstrumentId:
        """Return the instrument of a provider's symbol.

        Raises:
            InvalidSymbolError: it cannot be the symbol of an instrument.
        """
        return self.instruments.get(symbol) or InstrumentId.parse(self.market, symbol)


class RequestBody(NamedTuple):
    """What is sent to an address instead of asking for what is there."""

    content: bytes
    content_type: str
    idempotency_key: str
    """The same however often it is sent, by which a server can tell that it has it already."""


class SourceRequest(NamedTuple):
    """One request of a poll."""

    url: str
    """Without secrets: it is shown and logged."""
    accept: str = "*/*"
    secret_query: tuple[tuple[str, Secret], ...] = ()
    """Parameters added to the address only when it is sent."""
    secret_headers: tuple[tuple[str, Secret], ...] = ()
    start_date: tuple[str, int] | None = None
    """A parameter added only when it is sent, since it changes: the date, in UTC, of so many days ago."""
    body: RequestBody | None = None
    """What is sent by POST; None for a request by GET."""


def _single_request(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return the request of a source that is one page."""
    return (SourceRequest(url=source.url),)


class Response(NamedTuple):
    """One complete response, decoded from its transfer and content coding, not from its charset."""

    url: str
    """After redirects."""
    body: bytes
    content_type: str = ""
    """As the server states it, with its charset parameter; may be empty or wrong."""
    http_status: int = 200
    received: int | None = None
    """Bytes of its body over the network, compressed where it was; None where they were not counted."""

    def __repr__(self) -> str:
        # the body is long, and may hold a key
        shown = (f"{name}={value!r}" for name, value in self._asdict().items() if name != "body")
        return f"Response({', '.join(shown)})"


class PastQuery(NamedTuple):
    """What one request for the past asks for."""

    source: SourceConfig
    symbols: tuple[str, ...]
    """As the source spells them, each of it; at least one."""
    span: "PastSpan"


class Past(NamedTuple):
    """How a kind of source is asked for the time before it was polled, once for each instrument."""

    batches: "Mapping[PastSpan, int]"
    """How many symbols one request may name, by what can be asked for; nothing else can."""
    build: Callable[[PastQuery], SourceRequest]
    """Returns the request. Raises ParseError, with the reason, where it must not be asked."""
    parse: "Callable[[Response, PastQuery, datetime], Mapping[str, Sequence[Bar]]]"
    """Parses a response received at a time (aware UTC) to the bars of each symbol, oldest first, each of the length
    that `BAR_SPANS` has for the span; a symbol may be missing. Raises ParseError and nothing else."""
    spell: Callable[[SourceConfig, Sequence[Quote]], Mapping[InstrumentId, str]]
    """Returns how the source spells the instruments of its rows, given in the order in which it reports them; one for
    which that is not known is missing."""
    pace: timedelta = timedelta(seconds=10)
    """The minimum time between two requests for the past to one host."""
    only_viewed: bool = False
    """Whether it is asked for what a user looks at alone, since its limits are low."""


class Adapter(NamedTuple):
    """One kind of source: what it needs, which requests it makes, and a pure function that parses a response."""

    kind: str
    summary: str
    """One line for `bigboard sources`."""
    min_interval: timedelta
    """The minimum interval between polls that is polite."""
    parse: Callable[[Response, SourceConfig, datetime], Snapshot]
    """Parses one response received at a time (aware UTC). Raises ParseError and nothing else."""
    build_requests: Callable[[SourceConfig], tuple[SourceRequest, ...]] = _single_request
    """Returns the requests of one poll, in order. Raises ParseError, with the reason, where it must not be polled."""
    needs_key: bool = False
    needs_url: bool = True
    """Whether the user must give an address; else the adapter has one."""
    needs_symbols: bool = False
    needs_permission: bool = False
    """Whether it is off unless the user states that the publisher permits automatic reading."""
    market: str = "PSX"
    """The market of a source that names none."""
    instrument_of: Callable[[str, SourceConfig], InstrumentId] | None = None
    """Returns the instrument of a symbol, where its spelling names the market; None: it is of the source's market."""
    fatal_statuses: frozenset[int] = frozenset()
    """HTTP statuses by which such a source refuses to be polled: it pauses until the user polls it again."""
    build_search: Callable[[str, SourceConfig], SourceRequest] | None = None
    """Returns the request that asks for instruments by what is typed. Raises ParseError. None: it cannot search."""
    parse_search: Callable[[Response, SourceConfig], "tuple[Listing, ...]"] | None = None
    """Parses the response of such a request. Raises ParseError and nothing else."""
    load_past: Callable[[], Past] | None = None
    """Returns how it is asked for the past. None: it cannot tell it."""
