"""The one door to the network: one page for one source, inside every bound we set, or a typed error."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

import httpx

import tui
from tui.domain import clean
from tui.engine.answer import (
    AddressError,
    Answer,
    CutShortError,
    DroppedError,
    FetchError,
    GarbledError,
    LateError,
    RedirectError,
    StatusError,
    UnreachableError,
)
from tui.engine.clocks import Clock, utc_now
from tui.engine.connection import diagnosis
from tui.engine.inflate import Caps, Intake
from tui.engine.redirect import Place, allow, is_host
from tui.engine.retry_after import refusal
from tui.engine.validators import Validators
from tui.sources.source import Page, Source

__all__ = ["Answer", "FetchError", "Fetcher", "Limits"]

_OWN_HEADERS: Final = {"user-agent": f"bigboard/{tui.__version__}", "accept": "*/*", "accept-encoding": "gzip"}
_NOT_THE_SOURCES: Final = frozenset({"accept-encoding", "connection", "host", "range", "te", "transfer-encoding"})
_GOOD: Final = frozenset({200, 203})
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CLOSING_SECONDS: Final = 0.2
_POOL: Final = httpx.Limits(max_connections=4, max_keepalive_connections=1, keepalive_expiry=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one exchange."""

    deadline: timedelta = timedelta(seconds=15)
    """Over everything: name look-up, connection, redirects, the whole body."""
    caps: Caps = field(default_factory=Caps)
    redirects: int = 5

    @property
    def httpx_timeout(self) -> dict[str, float]:
        """What the layer below is told: to give up connecting by itself just before the deadline does it.

        Cut off from outside amid a TLS handshake, httpcore 1.0.9 leaves the socket open until it is collected.
        """
        return {"connect": self.deadline.total_seconds() * 0.95}


@dataclass(slots=True)
class _Exchange:
    """One exchange under way."""

    source: Source
    home: httpx.URL
    begun: bool = False
    """Whether any head of an answer has come."""


class Fetcher:
    """Gets pages. One connection pool per source; a failure throws that source's pool away (fault N14).

    Entered and used inside one event loop. It drives httpx's transport, not its client: so no cookies are kept, no
    proxy or password of the environment is used, and nothing looks at a redirect before we do. A source's own headers
    never leave its own host.

    Args:
        clock: measures a Retry-After that is a date.
        limits: the bounds of each exchange.
    """

    def __init__(self, *, clock: Clock = utc_now, limits: Limits | None = None) -> None:
        self._clock = clock
        self._limits = limits or Limits()
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}
        self._proven: set[str] = set()
        self._validators = Validators()
        self.used_bytes = 0
        """Bytes received so far, headers included."""
        # at INFO they write whole addresses, keys and all
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        self._tls = httpx.create_ssl_context(trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*[self._drop(name) for name in list(self._pools)])

    def forget(self, source_name: str) -> None:
        """Ask this source for full pages again."""
        self._validators.forget(source_name)

    async def get(self, source: Source, url: str) -> Answer:
        """One exchange, redirects and all.

        Raises:
            FetchError: there is no answer worth reading; which one says why.
        """
        exchange = _Exchange(source, _address(url))
        try:
            async with asyncio.timeout(self._limits.deadline.total_seconds()):
                return await self._with_second_chance(exchange)
        except StatusError:
            raise
        except FetchError:
            await self._drop(source.name)
            raise
        except TimeoutError:
            await self._drop(source.name)
            missing = "answer not complete" if exchange.begun else "no answer"
            raise LateError(f"{missing} in {self._limits.deadline.total_seconds():g} s") from None

    async def _with_second_chance(self, exchange: _Exchange) -> Answer:
        """Ask again, once, where a connection kept from the last poll turns out to be gone."""
        name = exchange.source.name
        try:
            return await self._follow(exchange)
        except DroppedError:
            if name not in self._proven:
                raise
        await self._drop(name)
        return await self._follow(exchange)

    async def _follow(self, exchange: _Exchange) -> Answer:
        here = exchange.home
        for _ in range(self._limits.redirects + 1):
            answer = await self._ask(exchange, here)
            if isinstance(answer, Answer):
                return answer
            private = exchange.source.allow_private
            allow(_place(exchange.home), _place(here), _place(answer), private=private)
            here = answer
        raise RedirectError("too many redirects")

    async def _ask(self, exchange: _Exchange, target: httpx.URL) -> Answer | httpx.URL:
        """The answer, or where we are sent instead."""
        with _unanswered():
            headers = self._headers(exchange, target)
            request = httpx.Request("GET", target, headers=headers, extensions={"timeout": self._limits.httpx_timeout})
            response = await self._pool(exchange.source.name).handle_async_request(request)
        exchange.begun = True
        try:
            self.used_bytes += sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return _sent_on(target, response.headers["location"])
            answer = await self._answer(exchange.source, str(target), response)
        finally:
            await response.aclose()
        self._proven.add(exchange.source.name)
        return answer

    def _headers(self, exchange: _Exchange, target: httpx.URL) -> dict[str, str]:
        source = exchange.source
        headers = _OWN_HEADERS | self._validators.conditions(source.name, str(target))
        if _place(exchange.home).shares_secrets_with(_place(target)):
            told = {name.lower(): value for name, value in source.headers}
            headers |= {name: value for name, value in told.items() if name not in _NOT_THE_SOURCES}
        return headers

    async def _answer(self, source: Source, url: str, response: httpx.Response) -> Answer:
        status = response.status_code
        if status == _NOT_MODIFIED and self._validators.conditions(source.name, url):
            return Answer(page=None, http_status=status)
        if status not in _GOOD:
            raise refusal(status, response.headers.get("retry-after"), self._clock())
        body = await self._body(response)
        self._validators.learn(source.name, url, response.headers)
        content_type = clean(response.headers.get("content-type", ""))
        return Answer(page=Page(url=url, body=body, content_type=content_type, http_status=status), http_status=status)

    async def _body(self, response: httpx.Response) -> bytes:
        intake = Intake(clean(response.headers.get("content-encoding", "")), self._limits.caps)
        intake.expect(response.headers.get("content-length", ""))
        with _cut_short():
            async for chunk in response.aiter_raw():
                self.used_bytes += len(chunk)
                intake.take(chunk)
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        return intake.finish(framed=framed)

    def _pool(self, name: str) -> httpx.AsyncHTTPTransport:
        if name not in self._pools:
            self._pools[name] = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=_POOL)
        return self._pools[name]

    async def _drop(self, name: str) -> None:
        """Throw the source's connections away."""
        self._proven.discard(name)
        pool = self._pools.pop(name, None)
        if pool is not None:
            with suppress(TimeoutError, httpx.HTTPError):
                async with asyncio.timeout(_CLOSING_SECONDS):
                    await pool.aclose()


def _address(url: str) -> httpx.URL:
    """A source's own address.

    Raises:
        AddressError: it is not a plain http or https address.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise AddressError("not an address") from None
    if address.scheme not in {"http", "https"}:
        raise AddressError("address refused: not http or https")
    if not is_host(_place(address).host):
        raise AddressError("not an address")
    if address.userinfo:
        raise AddressError("address refused: it holds a password")
    return address


def _sent_on(here: httpx.URL, location: str) -> httpx.URL:
    try:
        there = here.join(location)
    except httpx.InvalidURL:
        raise RedirectError("redirect refused: not an address") from None
    if there.userinfo:
        raise RedirectError("redirect refused: it holds a password")
    return there


def _place(address: httpx.URL) -> Place:
    return Place(address.scheme, address.raw_host.decode("ascii"), address.port)


@contextmanager
def _unanswered() -> Iterator[None]:
    """Errors before the head of an answer has come, in our own terms."""
    try:
        yield
    except (httpx.LocalProtocolError, UnicodeEncodeError) as error:
        raise AddressError("request refused: a header cannot be sent") from error
    except httpx.RemoteProtocolError as error:
        if "disconnected" in str(error):
            raise DroppedError("connection closed without an answer") from error
        raise GarbledError("not an HTTP answer") from error
    except httpx.NetworkError as error:
        known = diagnosis(error, UnreachableError("no connection"))
        raise (known if isinstance(error, httpx.ConnectError) else DroppedError(known.reason)) from error
    except httpx.ConnectTimeout as error:
        raise TimeoutError from error
    except httpx.HTTPError as error:
        raise diagnosis(error, UnreachableError("no connection")) from error


@contextmanager
def _cut_short() -> Iterator[None]:
    """Errors amid the body, in our own terms."""
    try:
        yield
    except httpx.NetworkError as error:
        raise CutShortError("connection reset") from error
    except httpx.HTTPError as error:
        raise CutShortError("answer cut short") from error
