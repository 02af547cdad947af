"""Getting one page for one source, inside every bound we set, or a typed error."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

import httpx

from tui.engine.answer import (
    Answer,
    DroppedError,
    FetchError,
    LateError,
    PrivateAddressError,
    RedirectError,
    StatusError,
)
from tui.engine.clocks import Clock, utc_now
from tui.engine.fetch.exchange import Exchange, address_of, place_of, sent_on
from tui.engine.fetch.failures import cut_short, unanswered
from tui.engine.fetch.lines import Line, Lines
from tui.engine.guard import Resolve, resolve
from tui.engine.inflate import Caps, Intake
from tui.engine.lanes import Lanes
from tui.engine.redirect import allow
from tui.engine.request import headers_for, query_for
from tui.engine.retry_after import refusal
from tui.engine.validators import Validators
from tui.sources.source import Ask, Page, Source

_GOOD: Final = frozenset({200, 203})
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one exchange."""

    deadline: timedelta = timedelta(seconds=15)
    """Over everything: name look-up, connection, redirects, the whole body."""
    caps: Caps = field(default_factory=Caps)
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
        limits: Limits | None = None,
        lanes: Lanes | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._clock = clock
        self._limits = limits or Limits()
        self._lanes = lanes or Lanes()
        self._lines = Lines(resolve)
        self._validators = Validators()
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

    def forget(self, source_name: str) -> None:
        """Ask this source for full pages again."""
        self._validators.forget(source_name)

    async def get(self, source: Source, ask: Ask | str) -> Answer:
        """One exchange, redirects and all.

        Raises:
            FetchError: there is no answer worth reading; which one says why.
        """
        asked = ask if isinstance(ask, Ask) else Ask(url=ask)
        home = here = address_of(asked.url)
        exchange = Exchange(source, asked, home, self._limits.deadline.total_seconds())
        for _ in range(self._limits.redirects + 1):
            answer = await self._hop(exchange, here)
            if isinstance(answer, Answer):
                return answer
            # before a reason can quote the address
            if exchange.gives_away(answer):
                raise RedirectError("redirect refused: it carries the key to another host")
            allow(place_of(home), place_of(here), place_of(answer), private=source.allow_private)
            here = answer
        raise RedirectError("too many redirects")

    async def _hop(self, exchange: Exchange, target: httpx.URL) -> Answer | httpx.URL:
        """The answer, or where we are sent instead.

        A connection kept from the last poll may turn out to be gone; then it is asked for again, once.
        """
        was_proven = self._lines.to(place_of(target), private=exchange.private).proven
        try:
            return await self._turn(exchange, target)
        except DroppedError:
            if not was_proven:
                raise
        except PrivateAddressError:
            if target is exchange.home:
                raise
            raise RedirectError("redirect refused: private address") from None
        return await self._turn(exchange, target)

    async def _turn(self, exchange: Exchange, target: httpx.URL) -> Answer | httpx.URL:
        """One request, in its turn and within what is left of the time."""
        loop = asyncio.get_running_loop()
        async with self._lanes.turn(place_of(target)):
            began = loop.time()
            await self._lines.drop_idle()
            line = self._lines.to(place_of(target), private=exchange.private)
            line.busy += 1
            try:
                async with asyncio.timeout(exchange.left):
                    return await self._ask(exchange, target, line)
            except StatusError:
                raise
            except FetchError:
                await self._lines.drop(place_of(target), private=exchange.private)
                raise
            except TimeoutError:
                await self._lines.drop(place_of(target), private=exchange.private)
                missing = "answer not complete" if exchange.begun else "no answer"
                raise LateError(f"{missing} in {self._limits.deadline.total_seconds():g} s") from None
            finally:
                line.busy -= 1
                exchange.left -= loop.time() - began

    async def _ask(self, exchange: Exchange, target: httpx.URL, line: Line) -> Answer | httpx.URL:
        at_home = exchange.is_at_home(target)
        shown = exchange.shown(target)
        conditions = self._validators.conditions(exchange.source.name, shown)
        with unanswered():
            query = query_for(target.query.decode("ascii"), exchange.ask, at_home=at_home).encode("ascii")
            request = httpx.Request(
                "GET",
                target if query == target.query else target.copy_with(query=query),
                headers=headers_for(exchange.source, exchange.ask, conditions, at_home=at_home),
                # cut off from outside amid a TLS handshake, httpcore 1.0.9 leaves the socket open: it gives up first
                extensions={"timeout": {"connect": exchange.left * 0.95}},
            )
            response = await line.transport.handle_async_request(request)
        exchange.begun = True
        try:
            self.used_bytes += sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return sent_on(target, response.headers["location"])
            answer = await self._answer(exchange, shown, response)
        finally:
            await response.aclose()
        line.proven = True
        return answer

    async def _answer(self, exchange: Exchange, url: str, response: httpx.Response) -> Answer:
        status, source = response.status_code, exchange.source
        if status == _NOT_MODIFIED and self._validators.conditions(source.name, url):
            return Answer(page=None, http_status=status)
        if status not in _GOOD:
            raise refusal(status, response.headers.get("retry-after"), self._clock())
        body = await self._body(exchange, response)
        self._validators.learn(source.name, url, response.headers)
        page = Page(
            url=url,
            body=body,
            content_type=exchange.header(response, "content-type"),
            http_status=status,
            received=response.num_bytes_downloaded,
        )
        return Answer(page=page, http_status=status)

    async def _body(self, exchange: Exchange, response: httpx.Response) -> bytes:
        intake = Intake(exchange.header(response, "content-encoding"), self._limits.caps)
        intake.expect(response.headers.get("content-length", ""))
        with cut_short():
            async for chunk in response.aiter_raw():
                self.used_bytes += len(chunk)
                intake.take(chunk)
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        return intake.finish(framed=framed)
