"""Fetch one page for one source within limits, or raise a typed error."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType, TracebackType
from typing import Final, Self

import httpx

from tui.config.network import NetworkSettingError, authority_file, proxy_for, proxy_secrets
from tui.engine.clock import Clock, utc_now
from tui.engine.http.body import BodyLimits, BodyReader
from tui.engine.http.conditional import ConditionalRequests
from tui.engine.http.connections import ConnectionPools, OriginConnections, Route
from tui.engine.http.error_mapping import map_body_errors, map_request_errors
from tui.engine.http.errors import (
    ConnectionDroppedError,
    DeadlineExceededError,
    FetchError,
    FetchResult,
    HttpStatusError,
    InvalidUrlError,
    Permit,
    PrivateAddressError,
    PrivateRedirectError,
    RedirectError,
)
from tui.engine.http.exchange import FetchContext, origin_of, parse_source_url, redirect_target
from tui.engine.http.headers import request_headers, request_query
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.http.redirects import check_redirect
from tui.engine.http.retry_after import status_error
from tui.engine.http.ssrf_guard import Resolver, resolve_host
from tui.sources.adapter import Response, SourceConfig, SourceRequest

_SUCCESS: Final = frozenset({200, 203})
_ACCEPTED: Final = range(200, 300)
"""Of what was sent."""
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ERROR_BODY: Final = BodyLimits(wire=64 << 10, decoded=256 << 10)
"""Of a response that says what is wrong: a larger one is a page of the site."""
_MAX_ERROR_BODY_SECONDS: Final = 2
_NO_VARIABLES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The limits of one fetch."""

    deadline: timedelta = timedelta(seconds=15)
    """For everything together: name look-up, connection, redirects, the complete body."""
    body: BodyLimits = field(default_factory=BodyLimits)
    redirects: int = 5
    """How many are followed."""


class Fetcher:
    """Fetches pages, one request at a time to each host.

    Entered and used inside one event loop. It drives httpx's transport, not its client: so no cookies are stored, no
    password file is read, and each redirect is checked before it is followed, and gets the proxy for its own host. A
    source's own headers and keys are sent to its own origin alone.

    Args:
        clock: measures a Retry-After that is a date.
        limits: of each fetch.
        rate_limiter: limits the requests to each host.
        resolve: the host name resolver.
        environ: names a proxy and authorities for sources that name none.
    """

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        limits: FetchLimits | None = None,
        rate_limiter: HostRateLimiter | None = None,
        resolve: Resolver = resolve_host,
        environ: Mapping[str, str] = _NO_VARIABLES,
    ) -> None:
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._rate_limiter = rate_limiter or HostRateLimiter()
        self._pools = ConnectionPools(resolve)
        self._environ = environ
        self._proxy_secrets = proxy_secrets(environ)
        self._validators = ConditionalRequests()
        # at INFO they log complete addresses with their keys
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pools.close()

    def forget_validators(self, source_name: str) -> None:
        """Request full pages of this source again."""
        self._validators.forget(source_name)

    async def fetch(self, source: SourceConfig, request: SourceRequest, permit: Permit | None = None) -> FetchResult:
        """Send one request and follow its redirects; one with a body is not sent on, nor sent twice.

        Args:
            source: for which it is sent.
            request: what is sent.
            permit: asked before each redirect is followed, while no host is kept waiting; None permits all.

        Raises:
            FetchError: there is no usable response; its class and reason say why.
        """
        source_url = current = parse_source_url(request.url)
        deadline = self._limits.deadline.total_seconds()
        context = FetchContext(source, request, source_url, deadline, proxy_secrets=self._proxy_secrets)
        for _ in range(self._limits.redirects + 1):
            result = await self._request(context, current)
            if isinstance(result, FetchResult):
                return result
            if request.body is not None:
                raise RedirectError("redirect refused: what is sent goes to no other address")
            # checked first, since later reasons may quote the address
            if context.leaks_secret_to(result):
                raise RedirectError("redirect refused: it carries the key to another host")
            check_redirect(origin_of(source_url), origin_of(current), origin_of(result), private=source.allow_private)
            if permit is not None:
                await permit(str(result))
            current = result
        raise RedirectError("too many redirects")

    async def _request(self, context: FetchContext, target: httpx.URL) -> FetchResult | httpx.URL:
        """Return the response, or the target of a redirect.

        The connection of an earlier poll may meanwhile be closed; then the request is sent again, once.
        """
        route = self._route(context, target)
        had_succeeded = self._pools.pool_for(route).has_succeeded
        try:
            return await self._request_once(context, target, route)
        except ConnectionDroppedError:
            # whether what was sent has arrived is not known
            if not had_succeeded or context.request.body is not None:
                raise
        except PrivateAddressError:
            if target is context.origin_url:
                raise
            raise PrivateRedirectError("redirect refused: private address") from None
        return await self._request_once(context, target, route)

    def _route(self, context: FetchContext, target: httpx.URL) -> Route:
        origin, settings = origin_of(target), context.source.network
        try:
            proxy = proxy_for(origin.scheme, origin.host, origin.effective_port or 0, settings, self._environ)
        except NetworkSettingError as error:
            raise InvalidUrlError(str(error)) from None
        return Route(origin, context.private, proxy, authority_file(settings, self._environ))

    async def _request_once(self, context: FetchContext, target: httpx.URL, route: Route) -> FetchResult | httpx.URL:
        """Send one request within the rate limit and the rest of the deadline."""
        loop = asyncio.get_running_loop()
        async with self._rate_limiter.acquire(route.origin):
            started = loop.time()
            await self._pools.drop_idle()
            pool = self._pools.pool_for(route)
            pool.busy += 1
            try:
                async with asyncio.timeout(context.remaining):
                    return await self._send(context, target, pool, is_proxied=route.proxy is not None)
            except HttpStatusError:
                raise
            except FetchError:
                await self._pools.drop(route)
                raise
            except TimeoutError:
                await self._pools.drop(route)
                if context.status_error is not None:
                    raise context.status_error from None
                missing = "answer not complete" if context.head_received else "no answer"
                raise DeadlineExceededError(f"{missing} in {self._limits.deadline.total_seconds():g} s") from None
            finally:
                pool.busy -= 1
                context.remaining -= loop.time() - started

    async def _send(
        self, context: FetchContext, target: httpx.URL, pool: OriginConnections, *, is_proxied: bool
    ) -> FetchResult | httpx.URL:
        same_origin = context.is_same_origin(target)
        url = context.redacted_url(target)
        conditions = self._validators.headers_for(context.source.name, url)
        with map_request_errors(is_proxied=is_proxied):
            today, own_query = self._clock().date(), target.query.decode("ascii")
            query = request_query(own_query, context.request, today, same_origin=same_origin).encode("ascii")
            request = httpx.Request(
                "GET" if context.request.body is None else "POST",
                target if query == target.query else target.copy_with(query=query),
                headers=request_headers(context.source, context.request, conditions, same_origin=same_origin),
                content=None if context.request.body is None else context.request.body.content,
                # cancelled within a TLS handshake, httpcore 1.0.9 leaks the socket: its own timeout comes first
                extensions={"timeout": {"connect": context.remaining * 0.95}},
            )
            response = await pool.transport.handle_async_request(request)
        context.head_received = True
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return redirect_target(target, response.headers["location"])
            result = await self._result(context, url, response)
        finally:
            await response.aclose()
        pool.has_succeeded = True
        return result

    async def _result(self, context: FetchContext, url: str, response: httpx.Response) -> FetchResult:
        status, source = response.status_code, context.source
        if status == _NOT_MODIFIED and self._validators.headers_for(source.name, url):
            return FetchResult(response=None, http_status=status)
        if context.request.body is not None and status in _ACCEPTED:
            return FetchResult(response=None, http_status=status)
        if status not in _SUCCESS:
            context.status_error = status_error(status, response.headers.get("retry-after"), self._clock())
            context.status_error.response = await self._error_response(context, url, response)
            raise context.status_error
        full_response = await self._full_response(context, url, response, self._limits.body)
        self._validators.remember(source.name, url, response.headers)
        return FetchResult(response=full_response, http_status=status)

    async def _error_response(self, context: FetchContext, url: str, response: httpx.Response) -> Response | None:
        """Return the response of an error status; None unless a short body comes soon."""
        try:
            async with asyncio.timeout(_MAX_ERROR_BODY_SECONDS):
                full_response = await self._full_response(context, url, response, _ERROR_BODY)
        except (FetchError, TimeoutError):
            return None
        return full_response if full_response.body else None

    async def _full_response(
        self, context: FetchContext, url: str, response: httpx.Response, limits: BodyLimits
    ) -> Response:
        return Response(
            url=url,
            body=await self._read_body(context, response, limits),
            content_type=context.header(response, "content-type"),
            http_status=response.status_code,
            received=response.num_bytes_downloaded,
        )

    async def _read_body(self, context: FetchContext, response: httpx.Response, limits: BodyLimits) -> bytes:
        reader = BodyReader(context.header(response, "content-encoding"), limits)
        reader.check_declared_length(response.headers.get("content-length", ""))
        with map_body_errors():
            async for chunk in response.aiter_raw():
                reader.feed(chunk)
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        return reader.finish(framed=framed)
