"""One poll of one source: its requests one after the other, each response parsed, and the parts combined."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from tui.domain.completeness import ShortResponses, judge_row_count
from tui.domain.events import Failure, NotModified, PollResult, Snapshot, stamp_snapshot
from tui.domain.observations import deduplicate
from tui.domain.text import CleanText, sanitize_line
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.environment import Environment
from tui.engine.http.errors import (
    ConnectError,
    ConnectionDroppedError,
    DeadlineExceededError,
    FetcherProtocol,
    FetchError,
    HttpStatusError,
    InvalidResponseError,
    TlsError,
    TruncatedResponseError,
)
from tui.engine.poll_report import PollReport, RequestFailure
from tui.sources.adapter import MAX_ROWS, Adapter, ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import is_refusal
from tui.sources.redaction.poll_data import parse_redacted
from tui.sources.redaction.redact import redact_values, secrets_of

_TOO_MANY_REQUESTS: Final = 429
_SERVER_ERROR: Final = 500
_OUTAGES: Final = (ConnectError, TlsError, DeadlineExceededError, TruncatedResponseError, InvalidResponseError)
_NOT_FOUND: Final = frozenset({404, 410})
_MAX_NOT_FOUND: Final = 5


class SourcePoller:
    """Polls one source, and has its state from poll to poll. Used inside one event loop.

    Args:
        source: the source.
        fetcher: makes its requests.
        environment: its timeline, its adapters and the passwords of proxies.
        parse_timeout: how long parsing one page may take.
    """

    def __init__(
        self, source: SourceConfig, fetcher: FetcherProtocol, environment: Environment, parse_timeout: timedelta
    ) -> None:
        self.source = source
        self.lock = asyncio.Lock()
        self.stage = "building requests"
        """The stage that runs, for the reason if that fails unexpectedly."""
        self.requests: tuple[SourceRequest, ...] = ()
        """Those of the latest poll."""
        self.min_interval: timedelta | None = None
        """The minimum interval for its kind, once that is known."""
        self.not_found_streak = 0
        """Polls in a row that found no page at the URL."""
        self.was_polled = False
        """Whether any request was made yet."""
        self.rejected_page: tuple[str, CleanText | None] | None = None
        """The name and the path under which its present unusable page was stored."""
        self._fetcher = fetcher
        self._clock = environment.timeline.now
        self._on_wall = environment.timeline.on_wall
        self._adapter_for = environment.adapter_for
        self._proxy_secrets = environment.proxy_secrets
        self._parse_timeout = parse_timeout
        self._executor = DaemonThreadExecutor()
        self._parsing: Future[Any] | None = None
        self._last_parts: dict[SourceRequest, Snapshot] = {}
        self._short: dict[SourceRequest, ShortResponses] = {}
        self._resized = False
        self._was_complete = True
        self._unparsed: Response | None = None

    @property
    def secrets(self) -> frozenset[str]:
        """Every key that may have gone out with its requests, a proxy's password too."""
        return secrets_of(self.source, self.requests) | self._proxy_secrets

    @property
    def source_and_host(self) -> tuple[str, str]:
        """The two names under which a wait that its server requested is stored."""
        return self.source.name, urlsplit(self.requests[0].url).hostname or "" if self.requests else ""

    def build_requests(self) -> Adapter:
        """Build the requests of the next poll; return the adapter that parses the responses.

        Raises:
            ParseError: this source must not be polled.
        """
        self.stage = "building requests"
        adapter = self._adapter_for(self.source.kind)
        self.min_interval = adapter.min_interval
        if self.source.off_reason is not None:
            raise ParseError(f"off: {self.source.off_reason}")
        self.requests = tuple(adapter.build_requests(self.source))
        self._last_parts = {request: part for request, part in self._last_parts.items() if request in self.requests}
        self._short = {request: short for request, short in self._short.items() if request in self.requests}
        self._was_complete = self._was_complete and len(self._last_parts) == len(self.requests)
        return adapter

    async def poll(self, adapter: Adapter) -> PollReport:
        """Make the requests, until one fails for a reason that the next one would share."""
        self.was_polled = True
        self._resized = False
        responses: dict[SourceRequest, Response | None] = {}
        failures: list[RequestFailure] = []
        for request in self.requests:
            try:
                responses[request] = await self._request(adapter, request)
            except (FetchError, ParseError) as error:
                failures.append(self._request_failure(error))
                if failures[-1].is_host_failure or failures[-1].http_status in adapter.fatal_statuses:
                    break
        waits = [each.retry_after for each in failures if each.retry_after is not None]
        return PollReport(
            result=self._result(adapter, responses, failures),
            retry_after=max(waits, default=None),
            rejected=next((each for each in failures if each.response), None),
            latest=next((each for each in reversed(responses.values()) if each), None),
            discard_validators=any(each.is_invalid for each in failures),
            is_refusal=any(each.is_refusal for each in failures),
            is_unreached=not responses and bool(failures) and all(each.is_unreached for each in failures),
        )

    def from_exception(self, error: Exception) -> PollReport:
        """Return the report of a poll that a bug of ours ended."""
        return PollReport(result=self.failure(f"{self.stage} failed: {type(error).__name__}"), discard_validators=True)

    def skipped_by_retry_after(self, wait: timedelta, reason: str) -> PollReport:
        """Return the report of a poll that made no request, since the server had requested a wait."""
        failure = RequestFailure(reason=reason, retry_after=wait)
        return PollReport(result=self.failure(reason, failure), retry_after=wait)

    def failure(self, reason: str, request: RequestFailure | None = None, *, stops: bool = False) -> Failure:
        """Return the event of a poll that failed."""
        return Failure(
            source=self.source.name,
            at=self._clock(),
            reason=self._displayable(reason),
            http_status=request.http_status if request else None,
            retry_after=request.retry_after if request else None,
            stops=stops,
        )

    def _displayable(self, reason: str) -> CleanText:
        """Return a reason without our keys and control characters: some providers quote the key in their errors."""
        return sanitize_line(redact_values(reason, self.secrets))

    async def _request(self, adapter: Adapter, request: SourceRequest) -> Response | None:
        """Make one request; return its response, None where the server confirmed the last one."""
        self._unparsed = None
        if self._parsing is not None and not self._parsing.done():
            raise ParseError("an earlier page is still being parsed")
        self.stage = "request"
        try:
            result = await self._fetcher.fetch(self.source, request)
        except HttpStatusError as status_error:
            raise await self._explained(adapter, status_error) from None
        if result.response is None:
            if request not in self._last_parts:
                raise ParseError("the server says that nothing changed, but its page was never received")
            return None
        self.stage = "parsing"
        self._unparsed = result.response
        part = (await self._parse(adapter, result.response))._replace(http_status=result.http_status)
        error = self._missing_rows_error(request, part)
        if error is not None:
            raise ParseError(error)
        self._last_parts[request] = part
        self._unparsed = None  # a page of a thousand rows need not stay in memory until the next
        return result.response

    def _missing_rows_error(self, request: SourceRequest, part: Snapshot) -> str | None:
        """Return why one response of several is rejected for missing rows; a single one is judged by the market."""
        known = self._last_parts.get(request)
        if known is None or len(self.requests) == 1:
            return None
        short, error = judge_row_count(known.valid_rows, self._short.get(request), part.valid_rows, self._clock())
        if short is None or error is None:
            self._short.pop(request, None)
        else:
            self._short[request] = short
        self._resized |= short is not None and error is None
        return error

    async def _parse(self, adapter: Adapter, response: Response) -> Snapshot:
        """Parse a response in a thread of its own, so that neither keys nor other polls wait."""
        at = self._clock()
        on_wall = self._on_wall(at)
        parsed = self._executor.submit(parse_redacted, adapter, response, self.source, on_wall, self.secrets)
        self._parsing = parsed
        try:
            async with asyncio.timeout(self._parse_timeout.total_seconds()):
                return stamp_snapshot(await asyncio.wrap_future(parsed), on_wall, at)
        except TimeoutError:
            raise ParseError("page took too long to read") from None

    async def _explained(self, adapter: Adapter, error: HttpStatusError) -> HttpStatusError:
        """Return the error of a status, its reason with the words of its response where there are some."""
        if error.response is not None:
            from tui.sources.error_responses import error_message, explained_reason  # noqa: PLC0415 - start-up time

            at = self._on_wall(self._clock())
            words = self._executor.submit(error_message, adapter, error.response, self.source, at, self.secrets)
            self._parsing = words
            # its exception is not raised: a bug in an adapter must not hide the status
            await asyncio.wait([asyncio.wrap_future(words)], timeout=self._parse_timeout.total_seconds())
            if words.done() and words.exception() is None:
                error.reason = self._displayable(explained_reason(error.reason, error.http_status, words.result()))
        return error

    def _request_failure(self, error: FetchError | ParseError) -> RequestFailure:
        if isinstance(error, ParseError):
            return RequestFailure(
                reason=error.reason, response=self._unparsed, is_invalid=True, is_refusal=is_refusal(error.reason)
            )
        requests_wait = error.http_status == _TOO_MANY_REQUESTS or error.retry_after is not None
        is_outage = isinstance(error, _OUTAGES) or (error.http_status or 0) >= _SERVER_ERROR
        return RequestFailure(
            reason=error.reason,
            http_status=error.http_status,
            retry_after=error.retry_after,
            is_host_failure=requests_wait or isinstance(error, ConnectError | DeadlineExceededError),
            is_refusal=not is_outage or is_refusal(error.reason),
            is_unreached=isinstance(error, ConnectError) and not isinstance(error, ConnectionDroppedError),
        )

    def _result(
        self, adapter: Adapter, responses: Mapping[SourceRequest, Response | None], failures: Sequence[RequestFailure]
    ) -> PollResult:
        fatal = next((each for each in failures if each.http_status in adapter.fatal_statuses), None)
        if fatal is not None:
            return self.failure(f"stopped: {fatal.reason}; press r to try again", fatal, stops=True)
        if not responses:
            return self._total_failure(failures[0] if failures else RequestFailure(reason="no requests to make"))
        self.not_found_streak = 0
        missing = len(self.requests) - len(responses)
        is_unchanged = not any(responses.values()) and not missing and self._was_complete
        self._was_complete = not missing
        if is_unchanged:
            return NotModified(source=self.source.name, at=self._clock())
        return self._combine(
            [self._last_parts[request] for request in responses],
            note=self._displayable(f"{missing} of {len(self.requests)} requests failed: {failures[0].reason}")
            if missing
            else None,
            missing_rows=sum(part.valid_rows for request, part in self._last_parts.items() if request not in responses),
            received=_received(responses.values()),
        )

    def _total_failure(self, first: RequestFailure) -> Failure:
        self.not_found_streak = self.not_found_streak + 1 if first.http_status in _NOT_FOUND else 0
        if self.not_found_streak < _MAX_NOT_FOUND:
            return self.failure(first.reason, first)
        return self.failure(f"gone: {first.reason} five times; press r to try again", first, stops=True)

    def _combine(
        self, parts: Sequence[Snapshot], *, note: CleanText | None, missing_rows: int, received: int | None
    ) -> PollResult:
        """Combine the parts into one snapshot, each instrument once."""
        first = parts[0]
        rows = sum(len(part.quotes) for part in parts)
        if rows > MAX_ROWS:
            return self.failure("too many rows")
        at = first.at if len(parts) == len(self.requests) == 1 else self._clock()
        return first._replace(
            at=at,
            wall_clock_offset=self._on_wall(at) - at,
            quotes=deduplicate(quote for part in parts for quote in part.quotes),
            articles=tuple(article for part in parts for article in part.articles),
            note=note or next((self._displayable(part.note) for part in parts if part.note), None),
            missing_rows=missing_rows,
            received=received,
            resized=self._resized,
        )


def _received(responses: Iterable[Response | None]) -> int | None:
    """Return the bytes received for these responses together, None if unknown."""
    counts = [each.received for each in responses if each is not None and each.received is not None]
    return sum(counts) if counts else None
