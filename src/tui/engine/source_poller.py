"""One poll of one source: its requests one after the other, each answer read, and what they say laid together."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tui.domain import CleanText, Failure, NotModified, PollResult, Snapshot, sanitize_line
from tui.domain.instants import OnWall, as_it_is
from tui.domain.observations import deduplicate
from tui.domain.poll_result import Short, counted, is_settled, shortfall, stamped
from tui.engine.clock import Clock
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.http.errors import (
    ConnectError,
    DeadlineExceededError,
    FetcherProtocol,
    FetchError,
    InvalidResponseError,
    TlsError,
    TruncatedResponseError,
)
from tui.sources.adapter import MAX_ROWS, Adapter, ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import is_refusal
from tui.sources.redaction.poll_data import snapshot_without_keys, without_keys
from tui.sources.redaction.redact import redact_values, secrets_of

AdapterFor = Callable[[str], Adapter]

_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_OUTAGES: Final = (ConnectError, TlsError, DeadlineExceededError, TruncatedResponseError, InvalidResponseError)
_GONE: Final = frozenset({404, 410})
_GONE_TOO_OFTEN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFailure:
    """A request that brought nothing."""

    reason: str
    http_status: int | None = None
    retry_after: timedelta | None = None
    page: Response | None = None
    """The answer, where one came and could not be used."""
    is_unread: bool = False
    """Whether an answer came."""
    is_the_hosts: bool = False
    """Whether the next request would fare no better."""
    is_refusal: bool = False
    """Whether the server does not want to answer us, where others could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What one poll brought, before the market judges it."""

    outcome: PollResult
    retry_after: timedelta | None = None
    """How long the server asked to be left alone."""
    rejected: RequestFailure | None = None
    """An answer that could not be used, and why."""
    latest: Response | None = None
    """The last answer that was read."""
    discard_validators: bool = False
    """Whether the next answers must come in full."""
    is_refusal: bool = False
    """Whether it failed because the server does not want to answer us."""


class SourcePoller:
    """What is kept of a source between polls, and how it is polled. Used inside one event loop.

    Args:
        source: which.
        fetcher: gets its pages.
        clock: the time that answers are stamped with, aware UTC; it must never jump.
        on_wall: what the wall clock shows at a moment of it: readers hold it against the times they are given.
        adapter_for: which reader reads a kind.
        reading_limit: how long one page may take to read.
    """

    def __init__(
        self,
        source: SourceConfig,
        *,
        fetcher: FetcherProtocol,
        clock: Clock,
        adapter_for: AdapterFor,
        reading_limit: timedelta,
        on_wall: OnWall = as_it_is,
    ) -> None:
        self.source = source
        self.lock = asyncio.Lock()
        self.stage = "plan"
        """Who is at work, for the reason if that breaks."""
        self.asks: tuple[SourceRequest, ...] = ()
        """The latest plan."""
        self.polite: timedelta | None = None
        """The shortest interval at which its kind may be asked, once that is known."""
        self.not_found_streak = 0
        """Polls in a row that found nothing at the address."""
        self.was_asked = False
        """Whether any request was made yet."""
        self.rejected_page: tuple[str, CleanText | None] | None = None
        """What the page that nobody can use just now was kept as, and where."""
        self._fetcher = fetcher
        self._clock = clock
        self._on_wall = on_wall
        self._adapter_for = adapter_for
        self._reading_limit = reading_limit
        self._threads = DaemonThreadExecutor()
        self._reading: Future[Snapshot] | None = None
        self._parts: dict[SourceRequest, Snapshot] = {}
        self._short: dict[SourceRequest, Short] = {}
        self._resized = False
        self._was_whole = True
        self._unread: Response | None = None

    @property
    def secrets(self) -> frozenset[str]:
        """Every key that may have gone out with its requests."""
        return secrets_of(self.source, self.asks)

    def plan(self) -> Adapter:
        """Decide on the requests of the next poll.

        Raises:
            ParseError: this source must not be asked.
        """
        self.stage = "plan"
        adapter = self._adapter_for(self.source.kind)
        self.polite = adapter.min_interval
        self.asks = tuple(adapter.build_requests(self.source))
        self._parts = {ask: part for ask, part in self._parts.items() if ask in self.asks}
        self._short = {ask: short for ask, short in self._short.items() if ask in self.asks}
        self._was_whole = self._was_whole and len(self._parts) == len(self.asks)
        return adapter

    async def poll(self, adapter: Adapter) -> PollReport:
        """Make the requests of the plan, as far as they are worth making."""
        self.was_asked = True
        self._resized = False
        told: dict[SourceRequest, Response | None] = {}
        misses: list[RequestFailure] = []
        for ask in self.asks:
            try:
                told[ask] = await self._hear(adapter, ask)
            except (FetchError, ParseError) as error:
                misses.append(self._missed(error))
                if misses[-1].is_the_hosts or misses[-1].http_status in adapter.fatal_statuses:
                    break
        waits = [miss.retry_after for miss in misses if miss.retry_after is not None]
        return PollReport(
            outcome=self._outcome(adapter, told, misses),
            retry_after=max(waits, default=None),
            rejected=next((miss for miss in misses if miss.page), None),
            latest=next((page for page in reversed(told.values()) if page), None),
            discard_validators=any(miss.is_unread for miss in misses),
            is_refusal=any(miss.is_refusal for miss in misses),
        )

    def from_exception(self, error: Exception) -> PollReport:
        """The round that a bug of ours ended."""
        return PollReport(outcome=self.failure(f"{self.stage} failed: {type(error).__name__}"), discard_validators=True)

    def skipped_by_retry_after(self, wait: timedelta, reason: str) -> PollReport:
        """The round in which nobody was asked, as the server wished before."""
        miss = RequestFailure(reason=reason, retry_after=wait)
        return PollReport(outcome=self.failure(reason, miss), retry_after=wait)

    def failure(self, reason: str, miss: RequestFailure | None = None, *, stops: bool = False) -> Failure:
        """A poll that brought nothing."""
        return Failure(
            source=self.source.name,
            at=self._clock(),
            reason=self._said(reason),
            http_status=miss.http_status if miss else None,
            retry_after=miss.retry_after if miss else None,
            stops=stops,
        )

    def _said(self, reason: str) -> CleanText:
        """A reason as it may be shown: some providers quote our own key at us."""
        return sanitize_line(redact_values(reason, self.secrets))

    async def _hear(self, adapter: Adapter, ask: SourceRequest) -> Response | None:
        """Make one request; the page that came, None where the server says that its last one still stands."""
        self._unread = None
        if self._reading is not None and not self._reading.done():
            raise ParseError("an earlier page is still being read")
        self.stage = "fetcher"
        answer = await self._fetcher.fetch(self.source, ask)
        if answer.page is None:
            if ask not in self._parts:
                raise ParseError("the server says unchanged of a page we do not have")
            return None
        self.stage = "reader"
        self._unread = answer.page
        page = replace(answer.page, previous=self._parts.get(ask))
        part = replace(await self._read(adapter, page), http_status=answer.http_status)
        doubt = self._doubt(ask, part)
        if doubt is not None:
            raise ParseError(doubt)
        self._parts[ask] = part
        self._unread = None  # a page of a thousand rows need not lie here until the next
        return answer.page

    def _doubt(self, ask: SourceRequest, part: Snapshot) -> str | None:
        """Why one part of several is not to be believed; a lone one is judged by the market."""
        known = self._parts.get(ask)
        doubt = shortfall(part.valid_rows, known.valid_rows) if known and len(self.asks) > 1 else None
        if doubt is None:
            self._short.pop(ask, None)
            return None
        now = self._clock()
        short = self._short[ask] = counted(self._short.get(ask), part.valid_rows, now)
        if not is_settled(short, now):
            return doubt
        self._resized = True
        del self._short[ask]
        return None

    async def _read(self, adapter: Adapter, page: Response) -> Snapshot:
        """The page as its adapter reads it, in a thread of its own so that neither keys nor other polls wait."""
        at = self._clock()
        on_wall = self._on_wall(at)
        self._reading = self._threads.submit(_parsed, adapter, page, self.source, on_wall, self.secrets)
        try:
            async with asyncio.timeout(self._reading_limit.total_seconds()):
                return stamped(await asyncio.wrap_future(self._reading), on_wall, at)
        except TimeoutError:
            raise ParseError("page took too long to read") from None

    def _missed(self, error: FetchError | ParseError) -> RequestFailure:
        if isinstance(error, ParseError):
            return RequestFailure(
                reason=error.reason, page=self._unread, is_unread=True, is_refusal=is_refusal(error.reason)
            )
        asks_to_wait = error.http_status == _TOO_MANY or error.retry_after is not None
        return RequestFailure(
            reason=error.reason,
            http_status=error.http_status,
            retry_after=error.retry_after,
            is_the_hosts=asks_to_wait or isinstance(error, ConnectError | DeadlineExceededError),
            is_refusal=not (isinstance(error, _OUTAGES) or (error.http_status or 0) >= _SERVER_ERROR),
        )

    def _outcome(
        self, adapter: Adapter, told: Mapping[SourceRequest, Response | None], misses: Sequence[RequestFailure]
    ) -> PollResult:
        refused = next((miss for miss in misses if miss.http_status in adapter.fatal_statuses), None)
        if refused is not None:
            return self.failure(f"stopped: {refused.reason}; r asks again", refused, stops=True)
        if not told:
            return self._nothing(misses[0] if misses else RequestFailure(reason="nothing to ask for"))
        self.not_found_streak = 0
        missing = len(self.asks) - len(told)
        stands = not any(told.values()) and not missing and self._was_whole
        self._was_whole = not missing
        if stands:
            return NotModified(source=self.source.name, at=self._clock())
        return self._together(
            [self._parts[ask] for ask in told],
            note=self._said(f"{missing} of {len(self.asks)} requests failed: {misses[0].reason}") if missing else None,
            unheard=sum(part.valid_rows for ask, part in self._parts.items() if ask not in told),
            received=_received(told.values()),
        )

    def _nothing(self, first: RequestFailure) -> Failure:
        self.not_found_streak = self.not_found_streak + 1 if first.http_status in _GONE else 0
        if self.not_found_streak < _GONE_TOO_OFTEN:
            return self.failure(first.reason, first)
        return self.failure(f"gone: {first.reason} five times; r asks again", first, stops=True)

    def _together(
        self, parts: Sequence[Snapshot], *, note: CleanText | None, unheard: int, received: int | None
    ) -> PollResult:
        """One answer of all parts, each instrument once."""
        first = parts[0]
        rows = sum(len(part.quotes) + len(part.indices) for part in parts)
        if rows > MAX_ROWS:
            return self.failure("too many rows")
        at = first.at if len(parts) == len(self.asks) == 1 else self._clock()
        return replace(
            first,
            at=at,
            ahead=self._on_wall(at) - at,
            quotes=deduplicate(quote for part in parts for quote in part.quotes),
            indices=deduplicate(level for part in parts for level in part.indices),
            articles=tuple(article for part in parts for article in part.articles),
            note=note or next((self._said(part.note) for part in parts if part.note), None),
            unheard=unheard,
            received=received,
            resized=self._resized,
        )


def _parsed(adapter: Adapter, page: Response, source: SourceConfig, at: datetime, secrets: Collection[str]) -> Snapshot:
    """What a page says without the keys that it may quote: a reader must cut none, and put none together again."""
    return snapshot_without_keys(adapter.parse(without_keys(page, secrets), source, at), secrets)


def _received(pages: Iterable[Response | None]) -> int | None:
    """What these answers took over the line together, where it was counted."""
    counts = [page.received for page in pages if page is not None and page.received is not None]
    return sum(counts) if counts else None
