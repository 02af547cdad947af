"""A written source taken as a Source, or refused with the reason and what to write instead."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.quote import InstrumentId, SymbolError
from tui.domain.text import clean
from tui.engine.addresses import is_own, read_address
from tui.engine.intervals import read_interval, written_interval
from tui.engine.source_keys import WAYS, KeyProblem, key_of
from tui.engine.table_keys import spec_from
from tui.engine.written import ConfigError, fault, found, nearest
from tui.sources.secret import Secret
from tui.sources.source import Adapter, Source
from tui.sources.table_spec import TableSpec

if TYPE_CHECKING:
    from tui.engine.schema import SourceTable

LONGEST_NAME: Final = 24
MOST_SOURCES: Final = 100
MOST_HEADERS: Final = 20
LONGEST_EVERY: Final = timedelta(days=1)
MOST_SYMBOLS: Final = 500
LONGEST_SYMBOL: Final = 64
TABLE: Final = "table"

_OWN_MACHINE: Final = timedelta(seconds=1)
_USUAL: Final = timedelta(seconds=15)
_MARKET = re.compile(r"[A-Z][A-Z0-9._-]{0,15}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_|~-]{1,64}", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?", re.ASCII)
_OWN_HEADERS: Final = frozenset(
    {
        *("host", "accept-encoding", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect"),
        *("if-modified-since", "if-none-match", "range"),
    }
)


def sources_from(tables: Sequence["SourceTable"], adapters: Sequence[Adapter], file: Path | None) -> tuple[Source, ...]:
    """The sources in their written order, which is the order of preference.

    Raises:
        ConfigError: there is none, two share a name, or one of them cannot be taken.
    """
    if not tables:
        raise fault(file, "sources", "found an empty list, expected one [[sources]] table per source")
    if len(tables) > MOST_SOURCES:
        raise fault(file, "sources", f"found {len(tables)} sources, expected {MOST_SOURCES} at most")
    kinds = {adapter.kind: adapter for adapter in adapters}
    taken: dict[str, Source] = {}
    for place, table in enumerate(tables):
        source = _Reader(file, f"sources[{place}]").source(table, kinds)
        if source.name in taken:
            first = list(taken).index(source.name)
            raise fault(
                file, f"sources[{place}].name", f"found {found(source.name)}, which sources[{first}] already has"
            )
        taken[source.name] = source
    return tuple(taken.values())


def is_market(text: str) -> bool:
    """Whether this can be the code of a market."""
    return _MARKET.fullmatch(text) is not None


class _Reader:
    """Takes one written source; knows where it stands, for the error."""

    def __init__(self, file: Path | None, key: str) -> None:
        self._file = file
        self._key = key

    def source(self, table: "SourceTable", kinds: Mapping[str, Adapter]) -> Source:
        adapter = self._adapter(table.kind, kinds)
        name = self._name(table.name)
        own = self._is_own(table.url, adapter)
        every = self._every(table, adapter, own=own)
        market = self._market(adapter.market if table.market is None else table.market)
        symbols, instruments = self._symbols(table, adapter)
        key = self._secret(table, adapter)
        return Source(
            name=name,
            kind=adapter.kind,
            url=table.url or "",
            every=every,
            market=market,
            symbols=symbols,
            instruments=instruments,
            key=key,
            has_permission=table.i_have_permission,
            user_agent=self._user_agent(table.user_agent),
            table=self._table(table, adapter, has_key=key is not None),
            headers=self._headers(table),
            allow_private=table.allow_private,
            # a server of one's own keeps no exchange's hours, and nobody else pays for what it is asked
            steady=table.steady or own,
        )

    def _wrong(self, key: str, problem: str) -> ConfigError:
        return fault(self._file, f"{self._key}.{key}", problem)

    def _name(self, name: str) -> str:
        tidy = clean(name, LONGEST_NAME + 1)
        if not tidy or len(tidy) > LONGEST_NAME:
            raise self._wrong("name", f"found {found(name)}, expected 1 to {LONGEST_NAME} characters")
        return tidy

    def _adapter(self, kind: str, kinds: Mapping[str, Adapter]) -> Adapter:
        if kind not in kinds:
            raise self._wrong("kind", f"found {found(kind)}, which is no kind of source" + nearest(kind, kinds))
        return kinds[kind]

    def _is_own(self, url: str | None, adapter: Adapter) -> bool:
        """Whether the address, where one must or may be given, lies on the user's own machine or network."""
        if url is not None:
            return is_own(read_address(url, lambda problem: self._wrong("url", problem)))
        if adapter.needs_url:
            raise self._wrong("url", 'missing, expected an address such as "https://www.brecorder.com/"')
        return False

    def _every(self, table: "SourceTable", adapter: Adapter, *, own: bool) -> timedelta:
        every = table.every
        least = _OWN_MACHINE if own or table.faster_than_polite else adapter.least_every
        if every is None:
            return max(_USUAL, adapter.least_every)
        interval = read_interval(every)
        if interval is None:
            raise self._wrong("every", f'found {found(every)}, expected text such as "15s", "2m" or "1h"')
        if interval < least:
            polite = written_interval(least)
            raise self._wrong(
                "every",
                f'found {found(every)}, expected "{polite}" or more: the polite minimum of {adapter.kind}; '
                "faster_than_polite = true says that you may ask more often",
            )
        if interval > LONGEST_EVERY:
            raise self._wrong("every", f'found {found(every)}, expected "24h" or less')
        return interval

    def _market(self, market: str) -> str:
        if not is_market(market):
            raise self._wrong("market", f'found {found(market)}, expected capitals and digits such as "PSX"')
        return market

    def _symbols(self, table: "SourceTable", adapter: Adapter) -> tuple[tuple[str, ...], Mapping[str, InstrumentId]]:
        symbols = tuple(table.symbols)
        if adapter.needs_symbols and not symbols:
            example = 'symbols = ["OGDC.KA"]' if adapter.kind == "yahoo" else "symbols = [...]"
            raise self._wrong("symbols", f"missing, expected what to ask {adapter.kind} for: {example}")
        if len(symbols) > MOST_SYMBOLS:
            raise self._wrong("symbols", f"found {len(symbols)}, expected {MOST_SYMBOLS} at most")
        for place, symbol in enumerate(symbols):
            if not symbol.strip() or len(symbol) > LONGEST_SYMBOL or not symbol.isprintable():
                expected = f"expected 1 to {LONGEST_SYMBOL} characters, spelled as {adapter.kind} spells it"
                raise self._wrong("symbols", f"found {found(symbol)}, {expected}")
            if symbol in symbols[:place]:
                raise self._wrong("symbols", f"found {found(symbol)} twice")
        named = table.symbols.items() if isinstance(table.symbols, dict) else ()
        instruments = {symbol: self._instrument(symbol, written) for symbol, written in named}
        return symbols, MappingProxyType(instruments)

    def _instrument(self, symbol: str, written: str) -> InstrumentId:
        market, colon, name = written.partition(":")
        try:
            if colon and is_market(market):
                return InstrumentId.of(market, name)
        except SymbolError:
            pass
        expected = 'expected a market and a symbol such as "PSX:OGDC"'
        raise self._wrong(f"symbols.{found(symbol)}", f"found {found(written)}, {expected}")

    def _secret(self, table: "SourceTable", adapter: Adapter) -> Secret | None:
        try:
            key = key_of(table, self._file.parent if self._file else Path())
        except KeyProblem as problem:
            raise self._wrong(problem.name, problem.problem) from None
        if key is None and adapter.needs_key:
            raise self._wrong("key_env", f"missing, {adapter.kind} wants a key of yours: {WAYS}")
        return key

    def _table(self, table: "SourceTable", adapter: Adapter, *, has_key: bool) -> TableSpec | None:
        if adapter.kind != TABLE:
            if table.table is not None:
                raise self._wrong("table", f'belongs to sources of kind "{TABLE}" only')
            return None
        if table.table is None:
            expected = 'expected [sources.table] with format = "html" and columns = { symbol = "...", price = "..." }'
            raise self._wrong("table", f"missing, {expected} (bigboard sources try URL writes one)")
        return spec_from(table.table, self._wrong, has_key=has_key)

    def _user_agent(self, text: str | None) -> str | None:
        if text is not None and not _HEADER_VALUE.fullmatch(text):
            raise self._wrong("user_agent", "found a value that no header can carry, expected plain ASCII text")
        return text

    def _headers(self, table: "SourceTable") -> tuple[tuple[str, str], ...]:
        if len(table.headers) > MOST_HEADERS:
            raise self._wrong("headers", f"found {len(table.headers)}, expected {MOST_HEADERS} at most")
        for name, value in table.headers.items():
            self._check_header(name, value)
        return tuple(table.headers.items())

    def _check_header(self, name: str, value: str) -> None:
        if not _HEADER.fullmatch(name):
            raise self._wrong("headers", f'found the name {found(name)}, expected one such as "X-API-Key"')
        if name.lower() in _OWN_HEADERS:
            raise self._wrong(f"headers.{name}", "is set by the program itself; leave it out")
        if not _HEADER_VALUE.fullmatch(value):
            raise self._wrong(f"headers.{name}", "found a value that no header can carry, expected plain ASCII text")
