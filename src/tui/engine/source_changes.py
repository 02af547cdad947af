"""What differs between the sources of two configurations: which go on, which begin anew, and which are gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from tui.domain.events import Continuity, ReplacedSource, SourcesReplaced
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig
from tui.storage.board_cache import source_mark


class SourceChanges(NamedTuple):
    """The difference between two sets of sources."""

    sources: tuple[SourceConfig, ...]
    """The new ones, in order of preference."""
    continuity: Mapping[str, Continuity]
    """Of each of the new ones, by name."""
    removed: tuple[str, ...]
    """The names of those that are gone."""
    same_server: frozenset[str]
    """Those that ask the same server as before, whose limits go on."""

    @property
    def begun(self) -> tuple[SourceConfig, ...]:
        """Those that begin anew."""
        return tuple(each for each in self.sources if self.continuity[each.name] is not Continuity.UNCHANGED)

    def event(self, at: datetime) -> SourcesReplaced:
        """Return the event that brings them into the market at a time, aware UTC."""
        return SourcesReplaced(tuple(_replaced(each, self.continuity[each.name]) for each in self.sources), at)


def restarted_sources(sources: Sequence[SourceConfig], at: datetime) -> SourcesReplaced:
    """Return the event that states, at a time (aware UTC), which sources there are and that all begin anew.

    It changes nothing in the market of a program that starts; a history needs it to tell what was polled.
    """
    return SourcesReplaced(tuple(_replaced(each, Continuity.RESTARTED) for each in sources), at)


def _replaced(source: SourceConfig, continuity: Continuity) -> ReplacedSource:
    return ReplacedSource(source.name, source.kind, source.every, markets_of(source), continuity)


def compare_sources(old: Sequence[SourceConfig], new: Sequence[SourceConfig]) -> SourceChanges:
    """Return the difference between the sources until now and those from now on, each with names of their own."""
    known = {each.name: each for each in old}
    return SourceChanges(
        sources=tuple(new),
        continuity=MappingProxyType({each.name: _continuity(known.get(each.name), each) for each in new}),
        removed=tuple(known.keys() - {each.name for each in new}),
        same_server=frozenset(each.name for each in new if _has_same_server(known.get(each.name), each)),
    )


def _continuity(old: SourceConfig | None, new: SourceConfig) -> Continuity:
    if old is None:
        return Continuity.NEW
    if old == new:
        return Continuity.UNCHANGED
    if source_mark(old) == source_mark(new):
        return Continuity.RESTARTED
    # a symbol that is added must not empty the board until the next response
    is_same_otherwise = source_mark(_without_symbols(old)) == source_mark(_without_symbols(new))
    return Continuity.SUPERSEDED if is_same_otherwise else Continuity.NEW


def _without_symbols(source: SourceConfig) -> SourceConfig:
    return source._replace(symbols=(), instruments=MappingProxyType({}))


def _has_same_server(old: SourceConfig | None, new: SourceConfig) -> bool:
    return old is not None and (old.kind, urlsplit(old.url).netloc) == (new.kind, urlsplit(new.url).netloc)
