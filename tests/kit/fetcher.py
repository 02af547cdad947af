"""A fetcher that responds as a test says, poll by poll, and never touches a network."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self

from tui.engine.http.errors import FetchError, FetchResult, Permit
from tui.sources.adapter import Response, SourceConfig, SourceRequest

UNCHANGED = FetchResult(response=None, http_status=304)
HANGS = "hangs"

ScriptedResponse = str | FetchResult | Exception
"""A page's text, a result, an error to raise, or HANGS."""


@dataclass
class ScriptedFetcher:
    """A fetcher that returns the responses of each source in turn; the last one repeats."""

    responses: dict[str, list[ScriptedResponse]] = field(default_factory=dict)
    """Those that are left, by the name of the source."""
    polled: list[str] = field(default_factory=list)
    """The source of each request, in order."""
    forgotten: list[str] = field(default_factory=list)
    """The sources whose validators were to be forgotten, in order."""
    closed: bool = False

    def respond(self, name: str, *responses: ScriptedResponse) -> Self:
        """Add to the responses of the named source."""
        self.responses.setdefault(name, []).extend(responses)
        return self

    async def fetch(self, source: SourceConfig, request: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        """Return the source's next response, or raise it."""
        self.polled.append(source.name)
        responses = self.responses[source.name]
        response = responses.pop(0) if len(responses) > 1 else responses[0]
        if response == HANGS:
            await asyncio.Event().wait()
        if isinstance(response, Exception):
            raise response
        if isinstance(response, FetchResult):
            return response
        return FetchResult(response=Response(url=request.url, body=response.encode()), http_status=200)

    def forget_validators(self, source_name: str) -> None:
        """Record what was to be forgotten."""
        self.forgotten.append(source_name)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True


def http_error(status: int, wait: float | None = None) -> FetchError:
    """Return a server's refusal, which may request a wait of so many seconds."""
    retry_after = None if wait is None else timedelta(seconds=wait)
    return FetchError(f"HTTP {status}", http_status=status, retry_after=retry_after)
