"""What is asked of the past next: each instrument once, what is looked at first, today before years."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.market import Market
from tui.domain.past import BAR_SPANS, PastOutlook, PastSpan
from tui.domain.quote import InstrumentId
from tui.engine.environment import AdapterFor
from tui.sources.adapter import ParseError, Past, PastQuery, SourceConfig, SourceRequest

MAX_VIEWED: Final = 50
"""Instruments that were looked at, of which the oldest are forgotten."""
MARKS: Final[Mapping[PastSpan, timedelta]] = MappingProxyType({**BAR_SPANS, PastSpan.YEARS: timedelta(days=365)})
"""The span under which the history notes that something was asked for: bars of all years are by the day as well."""
_ASKED_AGAIN_AFTER: Final = {
    PastSpan.MINUTES: timedelta(hours=1),
    PastSpan.DAYS: timedelta(days=7),
    PastSpan.YEARS: timedelta(days=7),
}
"""In another run: the program was off in between, and what happened then is missing."""
_YEARS_KEPT: Final = timedelta(days=30)
"""How long bars with open, high and low are not replaced by closes alone."""

Asked = Mapping[tuple[InstrumentId, timedelta], datetime]
"""When each instrument was asked for (aware), by the spans of `MARKS`."""


class Asking(NamedTuple):
    """One request that is to be made."""

    query: PastQuery
    past: Past
    request: SourceRequest
    keys: Mapping[str, InstrumentId]
    """The instruments of its symbols."""

    @property
    def name(self) -> str:
        """The name of its source."""
        return self.query.source.name

    @property
    def host(self) -> str:
        """The host of its address, with its port."""
        return urlsplit(self.request.url).netloc


class PastPlan:
    """Which source is asked for what. It asks nothing itself.

    Args:
        sources: in order of preference.
        adapter_for: returns the adapter of a kind.
    """

    def __init__(self, sources: Sequence[SourceConfig], adapter_for: AdapterFor) -> None:
        self._adapter_for = adapter_for
        self._sources: dict[str, SourceConfig] = {}
        self._pasts: dict[str, Past] = {}
        self._done: set[tuple[InstrumentId, PastSpan]] = set()
        """What was answered in this run, or not long before it."""
        self._given: set[tuple[InstrumentId, PastSpan]] = set()
        """That of it for which there were bars in this run."""
        self._tried: set[tuple[str, InstrumentId, PastSpan]] = set()
        """What each source was asked for in this run."""
        self._viewed: dict[InstrumentId, None] = {}
        """The latest one last."""
        self.in_use = ""
        """The name of the source whose kind is being asked how it does it, for the reason if that fails."""
        self.set_sources(sources)

    def set_sources(self, sources: Sequence[SourceConfig]) -> None:
        """Plan for these from now on; those that did not change stay as they are."""
        known = self._sources
        self._sources = {source.name: source for source in sources if source.off_reason is None and source.asks_past}
        self._pasts = {name: past for name, past in self._pasts.items() if known[name] == self._sources.get(name)}

    def add_asked(self, asked: Asked, now: datetime) -> None:
        """Do not ask again for what earlier runs asked for not long ago (now is aware UTC, by the wall clock)."""
        for (key, mark), at in asked.items():
            for span, again_after in _ASKED_AGAIN_AFTER.items():
                if MARKS[span] == mark and timedelta(0) <= now - at <= again_after:
                    self._done.add((key, span))
            if mark == MARKS[PastSpan.YEARS] and timedelta(0) <= now - at <= _YEARS_KEPT:
                self._done.add((key, PastSpan.DAYS))

    def is_open(self, name: str) -> bool:
        """Return whether a source may be asked, or never will be."""
        return name in self._pasts or name not in self._sources

    def open(self, name: str) -> None:
        """Let a source be asked, since it has been polled."""
        if self.is_open(name):
            return
        self.in_use = name
        past = self._past_of(self._sources[name])
        if past is None:
            del self._sources[name]
        else:
            self._pasts[name] = past

    def _past_of(self, source: SourceConfig) -> Past | None:
        adapter = self._adapter_for(source.kind)
        if source.past is not None:
            from tui.sources.tables.past import past_of  # noqa: PLC0415 - few sources name a table

            return past_of(source.past, adapter)
        return None if adapter.load_past is None else adapter.load_past()

    def give_up(self, name: str) -> None:
        """Ask a source for nothing more in this run."""
        self._sources.pop(name, None)
        self._pasts.pop(name, None)

    def view(self, key: InstrumentId) -> None:
        """Ask for an instrument before all others, and for all that there is of it: a user looks at it."""
        self._viewed.pop(key, None)
        self._viewed[key] = None
        if len(self._viewed) > MAX_VIEWED:
            del self._viewed[next(iter(self._viewed))]

    def note(self, asking: Asking, answered: Collection[InstrumentId]) -> None:
        """Note that a request was made, and for which of its instruments there were bars."""
        span = asking.query.span
        self._tried.update((asking.name, key, span) for key in asking.keys.values())
        self._done.update((key, span) for key in answered)
        self._given.update((key, span) for key in answered)
        if span is PastSpan.YEARS:
            self._done.update((key, PastSpan.DAYS) for key in answered)

    def askings(self, market: Market) -> Iterator[Asking]:
        """Yield what could be asked for the instruments of a market, the most wanted first."""
        names = [name for name in self._sources if name in self._pasts]
        spelled = {name: self._spelled(name, market) for name in names}
        for key in reversed(self._viewed):
            for span in (PastSpan.MINUTES, PastSpan.YEARS, PastSpan.DAYS):
                for name in names:
                    lacking = [key] if key in spelled[name] and self._lacks(name, key, span) else []
                    yield from self._asking(name, span, lacking, spelled[name])
        for span in (PastSpan.MINUTES, PastSpan.DAYS):
            for name in names:
                if not self._pasts[name].only_viewed:
                    lacking = [key for key in spelled[name] if self._lacks(name, key, span)]
                    yield from self._asking(name, span, lacking, spelled[name])

    def outlook(self, market: Market) -> Mapping[InstrumentId, PastOutlook]:
        """Return what is still to come of each instrument that a user looks at."""
        if not self._viewed:
            return {}
        spelled = {name: self._spelled(name, market) for name in self._sources if name in self._pasts}
        unopened = [
            market.quotes_by_source[name].rows
            for name in self._sources
            if name not in self._pasts and name in market.quotes_by_source
        ]

        def to_come(key: InstrumentId, *spans: PastSpan) -> str | None:
            asked = (
                name for span in spans for name in spelled if key in spelled[name] and self._lacks(name, key, span)
            )
            is_given = any((key, span) in self._given for span in spans)
            return next(asked, None if is_given or any(key in rows for rows in unopened) else "")

        return {
            key: PastOutlook(to_come(key, PastSpan.MINUTES), to_come(key, PastSpan.YEARS, PastSpan.DAYS))
            for key in self._viewed
        }

    def _spelled(self, name: str, market: Market) -> Mapping[InstrumentId, str]:
        """Return the symbols of the instruments that a source reports now."""
        reported = market.quotes_by_source.get(name)
        if reported is None:
            return {}
        self.in_use = name
        rows = [row for key, row in reported.rows.items() if reported.is_current(key)]
        return self._pasts[name].spell(self._sources[name], rows)

    def _lacks(self, name: str, key: InstrumentId, span: PastSpan) -> bool:
        if span not in self._pasts[name].batches:
            return False
        return (key, span) not in self._done and (name, key, span) not in self._tried

    def _asking(
        self, name: str, span: PastSpan, lacking: Sequence[InstrumentId], spelled: Mapping[InstrumentId, str]
    ) -> Iterator[Asking]:
        if not lacking:
            return
        past, source = self._pasts[name], self._sources[name]
        keys = {spelled[key]: key for key in lacking[: past.batches[span]]}
        query = PastQuery(source, tuple(keys), span)
        self.in_use = name
        try:
            request = past.build(query)
        except ParseError:
            # such as one that needs a key for it and has none
            self._tried.update((name, key, span) for key in lacking)
        else:
            yield Asking(query, past, request, keys)
