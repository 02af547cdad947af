"""Ask the providers of the user's sources for instruments by name, within the limits of their polls."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from tui.domain.listing import Listing
from tui.domain.text import CleanText, sanitize_line
from tui.engine.environment import AdapterFor
from tui.engine.http.errors import FetcherProtocol, FetchError
from tui.engine.http.retry_after import format_wait
from tui.sources.adapter import ParseError, SourceConfig
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_values, secrets_of

MAX_TYPED: Final = 60
"""Characters that are searched for."""
_PARSE_TIMEOUT: Final = 5.0
"""Seconds that reading one response may take."""


class SearchResult(NamedTuple):
    """What a search brought."""

    found: tuple[Listing, ...] = ()
    problems: tuple[CleanText, ...] = ()
    """Why a source found nothing, with its name."""


Receive = Callable[[SearchResult], None]
"""Receives the result of a search, on the engine's thread; must neither block nor raise."""


class SymbolSearch:
    """Searches by the first source of each kind that can. Used inside one event loop.

    Args:
        sources: in order of preference.
        fetcher: makes the requests, each in its turn at its host.
        adapter_for: returns the adapter of a kind.
        remaining_block: returns how long a source must not be asked yet.
        block_for: called where a server requests a wait.
        secrets: passwords of proxies, which no text may have.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        fetcher: FetcherProtocol,
        adapter_for: AdapterFor,
        *,
        remaining_block: Callable[[str], timedelta],
        block_for: Callable[[str, timedelta], None],
        secrets: frozenset[str] = frozenset(),
    ) -> None:
        self._by_kind: Mapping[str, SourceConfig] = {}
        self.set_sources(sources)
        self._fetcher = fetcher
        self._adapter_for = adapter_for
        self._remaining_block = remaining_block
        self._block_for = block_for
        self._secrets = secrets
        self._searching: asyncio.Task[SearchResult] | None = None

    def set_sources(self, sources: Sequence[SourceConfig]) -> None:
        """Search by these from now on."""
        by_kind: dict[str, SourceConfig] = {}
        for source in sources:
            if source.off_reason is None:
                by_kind.setdefault(source.kind, source)
        self._by_kind = by_kind

    def start(self, typed: str, receive: Receive) -> None:
        """Search for what is typed, in place of a search that is under way; the result goes to `receive`."""
        if self._searching is not None:
            self._searching.cancel()
        self._searching = asyncio.create_task(self.find(typed))
        self._searching.add_done_callback(lambda task: _deliver(task, receive))

    async def find(self, typed: str) -> SearchResult:
        """Return what the sources find, all asked at the same time."""
        adapters = {kind: self._adapter_for(kind) for kind in self._by_kind}
        searches = [
            self._search(self._by_kind[kind], typed[:MAX_TYPED])
            for kind, adapter in adapters.items()
            if adapter.build_search is not None
        ]
        results = await asyncio.gather(*searches)
        return SearchResult(
            found=tuple(listing for result in results for listing in result.found),
            problems=tuple(problem for result in results for problem in result.problems),
        )

    async def _search(self, source: SourceConfig, typed: str) -> SearchResult:
        adapter = self._adapter_for(source.kind)
        assert adapter.build_search is not None
        assert adapter.parse_search is not None, "what asks for a search reads its response"
        blocked_for = self._remaining_block(source.name)
        if blocked_for:
            return self._problem(source, f"must not be asked for {format_wait(blocked_for)} more")
        # under a name of its own: what a server says of one page holds for no other
        asked = source._replace(name=f"{source.name} search")
        try:
            request = adapter.build_search(typed, source)
            result = await self._fetcher.fetch(asked, request)
            if result.response is None:
                return self._problem(source, "responded without a page")
            async with asyncio.timeout(_PARSE_TIMEOUT):
                response = redact_response(result.response, self._secrets_of(source))
                found = await asyncio.to_thread(adapter.parse_search, response, source)
        except TimeoutError:
            return self._problem(source, "page took too long to read")
        except (FetchError, ParseError) as error:
            wait = getattr(error, "retry_after", None)
            if wait is not None:
                self._block_for(source.name, wait)
            return self._problem(source, error.reason)
        finally:
            self._fetcher.forget_validators(asked.name)
        return SearchResult(found=tuple(self._redacted(listing, source) for listing in found))

    def _redacted(self, listing: Listing, source: SourceConfig) -> Listing:
        return listing._replace(name=sanitize_line(redact_values(listing.name, self._secrets_of(source))))

    def _problem(self, source: SourceConfig, reason: str) -> SearchResult:
        text = redact_values(f"{source.name}: {reason}", self._secrets_of(source))
        return SearchResult(problems=(sanitize_line(text),))

    def _secrets_of(self, source: SourceConfig) -> frozenset[str]:
        return secrets_of(source) | self._secrets


def _deliver(task: "asyncio.Task[SearchResult]", receive: Receive) -> None:
    """Deliver the result of a search, or that a fault of the program ended it; one that was replaced brings none."""
    if task.cancelled():
        return
    error = task.exception()
    receive(task.result() if error is None else SearchResult(problems=(CleanText(f"failed: {type(error).__name__}"),)))
