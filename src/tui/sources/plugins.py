"""Kinds of source that other packages add, by the entry point group `bigboard.sources`.

An entry point's name is the kind, and its object is an `Adapter` of that kind:

    [project.entry-points."bigboard.sources"]
    kraken = "bigboard_kraken:ADAPTER"

What a plug-in does wrong is data: it stays in the list with the reason, and a source of its kind fails with it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, TypeVar

from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId
from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest

GROUP: Final = "bigboard.sources"
"""The entry point group of kinds of source."""

_MAX_NAME: Final = 60
_MAX_SUMMARY: Final = 100
_MIN_INTERVAL: Final = timedelta(seconds=1)
KIND_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)

_TYPES: Final = {"summary": str, "min_interval": timedelta, "market": str, "fatal_statuses": frozenset}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One kind of source that an installed package offers."""

    kind: CleanText
    package: CleanText
    """The name of the package and its version: `bigboard-kraken 1.0`."""
    adapter: Adapter
    """One that refuses to be polled where the plug-in cannot be used."""
    error: CleanText | None = None
    """Why it cannot be used, None for one that can."""
    is_duplicate: bool = False
    """Whether its kind is that of a built-in adapter or of a plug-in before it, which is used instead."""


@cache
def load_plugins(built_in: frozenset[str]) -> tuple[Plugin, ...]:
    """Load the plug-ins of all installed packages, by kind and package; once, and the same until the program ends."""
    entries = _attempt(lambda: sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, _package(entry))))
    if isinstance(entries, _Error):
        return (_unusable("?", "installed packages", f"cannot be listed: {entries.reason}"),)
    return tuple(_without_duplicates(built_in, entries))


def _without_duplicates(built_in: Iterable[str], entries: Iterable[EntryPoint]) -> Iterator[Plugin]:
    owners = dict.fromkeys(built_in, "bigboard")
    for entry in entries:
        package = _package(entry)
        if entry.name in owners:
            reason = f"the kind {entry.name} is already that of {owners[entry.name]}"
            yield _unusable(entry.name, package, reason, is_duplicate=True)
        else:
            owners[entry.name] = package
            yield _load(entry, package)


def _load(entry: EntryPoint, package: str) -> Plugin:
    loaded = _attempt(entry.load)
    if isinstance(loaded, _Error):
        return _unusable(entry.name, package, f"cannot be loaded: {loaded.reason}")
    problem = _attempt(lambda: _problem(entry.name, loaded))
    if isinstance(problem, _Error) or problem:
        return _unusable(entry.name, package, problem.reason if isinstance(problem, _Error) else problem)
    assert isinstance(loaded, Adapter), "or it had a problem"
    adapter = loaded._replace(
        summary=sanitize_line(loaded.summary, _MAX_SUMMARY),
        instrument_of=None if loaded.instrument_of is None else _guarded(loaded.instrument_of),
    )
    return Plugin(kind=CleanText(entry.name), package=_clean(package), adapter=adapter)


def _problem(kind: str, loaded: object) -> str:
    """Return why an object is not the adapter of a kind, empty where it is."""
    if not KIND_NAME.fullmatch(kind):
        return "invalid kind: expected small letters, digits, - and _"
    if not isinstance(loaded, Adapter):
        return f"is of type {type(loaded).__name__}, expected a tui.sources.adapter.Adapter"
    if loaded.kind != kind:
        return f"is an adapter of kind {loaded.kind}"
    record: Mapping[str, object] = loaded._asdict()
    wrong = [name for name, expected in _TYPES.items() if not isinstance(record[name], expected)]
    wrong += [name for name in ("parse", "build_requests") if not callable(record[name])]
    if not wrong and loaded.min_interval < _MIN_INTERVAL:
        wrong = ["min_interval"]
    return f"its {wrong[0]} is not valid" if wrong else ""


def _unusable(kind: str, package: str, reason: str, *, is_duplicate: bool = False) -> Plugin:
    error = sanitize_line(reason, MAX_ERROR_LENGTH)

    def build_requests(_source: SourceConfig) -> tuple[SourceRequest, ...]:
        raise ParseError(f"plug-in {package}: {error}")

    def parse(_response: Response, source: SourceConfig, _at: datetime) -> Snapshot:
        raise AssertionError(f"{source.name} makes no requests")

    name = sanitize_line(kind, _MAX_NAME)
    adapter = Adapter(
        kind=name,
        summary=error,
        min_interval=_MIN_INTERVAL,
        parse=parse,
        build_requests=build_requests,
        needs_url=False,
    )
    return Plugin(kind=name, package=_clean(package), adapter=adapter, error=error, is_duplicate=is_duplicate)


def _guarded(instrument_of: Callable[[str, SourceConfig], InstrumentId]) -> Callable[[str, SourceConfig], InstrumentId]:
    """Wrap a plug-in's function, since it is called before the first frame, where nothing may fail."""

    def call(symbol: str, source: SourceConfig) -> InstrumentId:
        instrument = _attempt(lambda: instrument_of(symbol, source))
        return instrument if isinstance(instrument, InstrumentId) else InstrumentId(source.market, symbol)

    return call


@dataclass(frozen=True, slots=True)
class _Error:
    """An error of another package's code."""

    reason: CleanText


def _attempt(call: Callable[[], T]) -> T | _Error:
    """Call into another package and return its result or its error: it may raise anything, even at its import."""
    try:
        return call()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a broken package must not prevent the board from starting
        return _Error(sanitize_line(f"{type(error).__name__}: {error}", MAX_ERROR_LENGTH))


def _package(entry: EntryPoint) -> str:
    name = _attempt(lambda: f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown package")
    return "unknown package" if isinstance(name, _Error) else name


def _clean(package: str) -> CleanText:
    return sanitize_line(package, _MAX_NAME)
