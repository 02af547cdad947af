"""Getting one page for one source, inside every bound we set, or a typed error."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

import httpx

from tui.engine.clock import Clock, utc_now
from tui.engine.http.body import BodyLimits, BodyReader
from tui.engine.http.conditional import ConditionalRequests
from tui.engine.http.connections import ConnectionPools, OriginConnections
from tui.engine.http.error_mapping import map_body_errors, map_request_errors
from tui.engine.http.errors import (
    ConnectionDroppedError,
    DeadlineExceededError,
    FetchError,
    FetchResult,
    HttpStatusError,
    PrivateAddressError,
    RedirectError,
)
from tui.engine.http.exchange import FetchContext, origin_of, parse_source_url, redirect_target
from tui.engine.http.headers import request_headers, request_query
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.http.redirects import check_redirect
from tui.engine.http.retry_after import status_error
from tui.engine.http.ssrf_guard import Resolver, resolve_host
from tui.sources.adapter import Response, SourceConfig, SourceRequest

_GOOD: Final = frozenset({200, 203})
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The bounds of one exchange."""

    deadline: timedelta = timedelta(seconds=15)
    """Over everything: name look-up, connection, redirects, the whole body."""
    caps: BodyLimits = field(default_factory=BodyLimits)
    redirects: int = 5


class Fetcher:
    """Gets pages: one request at a time to one host, over one pool of connections that a failure throws away (N14).

    Entered and used inside one event loop. It drives httpx's transport, not its client: so no cookies are kept, no
    proxy or password of the environment is used, and nothing looks at a redirect before we do. A source's own headers
    and keys never leave its own host.

    Args:
        clock: measures a Retry-After that is a date.
        limits: the bounds of each exchange.
        lanes: the queues before the hosts.
        resolve: the resolver of names.
    """

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        limits: FetchLimits | None = None,
        lanes: HostRateLimiter | None = None,
        resolve: Resolver = resolve_host,
    ) -> None:
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._lanes = lanes or HostRateLimiter()
        self._lines = ConnectionPools(resolve)
        self._validators = ConditionalRequests()
        self.used_bytes = 0
        """Bytes received so far, headers included."""
        # at INFO they write whole addresses, keys and all
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._lines.close()

    def forget_validators(self, source_name: str) -> None:
        """Ask this source for full pages again."""
        self._validators.forget(source_name)

    async def fetch(self, source: SourceConfig, ask: SourceRequest | str) -> FetchResult:
        """One exchange, redirects and all.

        Raises:
            FetchError: there is no answer worth reading; which one says why.
        """
        asked = ask if isinstance(ask, SourceRequest) else SourceRequest(url=ask)
        home = here = parse_source_url(asked.url)
        exchange = FetchContext(source, asked, home, self._limits.deadline.total_seconds())
        for _ in range(self._limits.redirects + 1):
            answer = await self._hop(exchange, here)
            if isinstance(answer, FetchResult):
                return answer
            # before a reason can quote the address
            if exchange.leaks_secret_to(answer):
                raise RedirectError("redirect refused: it carries the key to another host")
            check_redirect(origin_of(home), origin_of(here), origin_of(answer), private=source.allow_private)
            here = answer
        raise RedirectError("too many redirects")

    async def _hop(self, exchange: FetchContext, target: httpx.URL) -> FetchResult | httpx.URL:
        """The answer, or where we are sent instead.

        A connection kept from the last poll may turn out to be gone; then it is asked for again, once.
        """
        was_proven = self._lines.pool_for(origin_of(target), private=exchange.private).has_succeeded
        try:
            return await self._turn(exchange, target)
        except ConnectionDroppedError:
            if not was_proven:
                raise
        except PrivateAddressError:
            if target is exchange.origin_url:
                raise
            raise RedirectError("redirect refused: private address") from None
        return await self._turn(exchange, target)

    async def _turn(self, exchange: FetchContext, target: httpx.URL) -> FetchResult | httpx.URL:
        """One request, in its turn and within what is left of the time."""
        loop = asyncio.get_running_loop()
        async with self._lanes.acquire(origin_of(target)):
            began = loop.time()
            await self._lines.drop_idle()
            line = self._lines.pool_for(origin_of(target), private=exchange.private)
            line.busy += 1
            try:
                async with asyncio.timeout(exchange.left):
                    return await self._ask(exchange, target, line)
            except HttpStatusError:
                raise
            except FetchError:
                await self._lines.drop(origin_of(target), private=exchange.private)
                raise
            except TimeoutError:
                await self._lines.drop(origin_of(target), private=exchange.private)
                missing = "answer not complete" if exchange.begun else "no answer"
                raise DeadlineExceededError(f"{missing} in {self._limits.deadline.total_seconds():g} s") from None
            finally:
                line.busy -= 1
                exchange.left -= loop.time() - began

    async def _ask(self, exchange: FetchContext, target: httpx.URL, line: OriginConnections) -> FetchResult | httpx.URL:
        at_home = exchange.is_same_origin(target)
        shown = exchange.redacted_url(target)
        conditions = self._validators.headers_for(exchange.source.name, shown)
        with map_request_errors():
            query = request_query(target.query.decode("ascii"), exchange.ask, at_home=at_home).encode("ascii")
            request = httpx.Request(
                "GET",
                target if query == target.query else target.copy_with(query=query),
                headers=request_headers(exchange.source, exchange.ask, conditions, at_home=at_home),
                # cut off from outside amid a TLS handshake, httpcore 1.0.9 leaves the socket open: it gives up first
                extensions={"timeout": {"connect": exchange.left * 0.95}},
            )
            response = await line.transport.handle_async_request(request)
        exchange.begun = True
        try:
            self.used_bytes += sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return redirect_target(target, response.headers["location"])
            answer = await self._answer(exchange, shown, response)
        finally:
            await response.aclose()
        line.has_succeeded = True
        return answer

    async def _answer(self, exchange: FetchContext, url: str, response: httpx.Response) -> FetchResult:
        status, source = response.status_code, exchange.source
        if status == _NOT_MODIFIED and self._validators.headers_for(source.name, url):
            return FetchResult(page=None, http_status=status)
        if status not in _GOOD:
            raise status_error(status, response.headers.get("retry-after"), self._clock())
        body = await self._body(exchange, response)
        self._validators.remember(source.name, url, response.headers)
        page = Response(
            url=url,
            body=body,
            content_type=exchange.header(response, "content-type"),
            http_status=status,
            received=response.num_bytes_downloaded,
        )
        return FetchResult(page=page, http_status=status)

    async def _body(self, exchange: FetchContext, response: httpx.Response) -> bytes:
        intake = BodyReader(exchange.header(response, "content-encoding"), self._limits.caps)
        intake.check_declared_length(response.headers.get("content-length", ""))
        with map_body_errors():
            async for chunk in response.aiter_raw():
                self.used_bytes += len(chunk)
                intake.feed(chunk)
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        return intake.finish(framed=framed)
