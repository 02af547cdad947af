"""A written source taken as a Source, or refused with the reason and what to write instead."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.config.api_keys import KEY_OPTIONS_HELP, ApiKeyError, load_api_key
from tui.config.durations import format_duration, parse_duration
from tui.config.errors import ConfigError, config_error, did_you_mean_known, quote_value
from tui.config.tables import build_table_spec
from tui.config.urls import is_local_network, parse_url
from tui.domain.quote import InstrumentId, InvalidSymbolError
from tui.domain.text import sanitize_line
from tui.sources.adapter import Adapter, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import TableSpec

if TYPE_CHECKING:
    from tui.config.schema import SourceModel

MAX_NAME: Final = 24
MAX_SOURCES: Final = 100
MAX_HEADERS: Final = 20
MAX_INTERVAL: Final = timedelta(days=1)
MAX_SYMBOLS: Final = 500
MAX_SYMBOL: Final = 64
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


def build_sources(
    tables: Sequence["SourceModel"], adapters: Sequence[Adapter], file: Path | None
) -> tuple[SourceConfig, ...]:
    """The sources in their written order, which is the order of preference.

    Raises:
        ConfigError: there is none, two share a name, or one of them cannot be taken.
    """
    if not tables:
        raise config_error(file, "sources", "found an empty list, expected one [[sources]] table per source")
    if len(tables) > MAX_SOURCES:
        raise config_error(file, "sources", f"found {len(tables)} sources, expected {MAX_SOURCES} at most")
    kinds = {adapter.kind: adapter for adapter in adapters}
    taken: dict[str, SourceConfig] = {}
    for place, table in enumerate(tables):
        source = _Reader(file, f"sources[{place}]").source(table, kinds)
        if source.name in taken:
            first = list(taken).index(source.name)
            raise config_error(
                file, f"sources[{place}].name", f"found {quote_value(source.name)}, which sources[{first}] already has"
            )
        taken[source.name] = source
    return tuple(taken.values())


def is_market_code(text: str) -> bool:
    """Whether this can be the code of a market."""
    return _MARKET.fullmatch(text) is not None


class _Reader:
    """Takes one written source; knows where it stands, for the error."""

    def __init__(self, file: Path | None, key: str) -> None:
        self._file = file
        self._key = key

    def source(self, table: "SourceModel", kinds: Mapping[str, Adapter]) -> SourceConfig:
        adapter = self._adapter(table.kind, kinds)
        name = self._name(table.name)
        own = self._is_own(table.url, adapter)
        every = self._every(table, adapter, own=own)
        market = self._market(adapter.market if table.market is None else table.market)
        symbols, instruments = self._symbols(table, adapter)
        key = self._secret(table, adapter)
        return SourceConfig(
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
            ignore_market_hours=table.steady or own,
        )

    def _wrong(self, key: str, problem: str) -> ConfigError:
        return config_error(self._file, f"{self._key}.{key}", problem)

    def _name(self, name: str) -> str:
        tidy = sanitize_line(name, MAX_NAME + 1)
        if not tidy or len(tidy) > MAX_NAME:
            raise self._wrong("name", f"found {quote_value(name)}, expected 1 to {MAX_NAME} characters")
        return tidy

    def _adapter(self, kind: str, kinds: Mapping[str, Adapter]) -> Adapter:
        if kind not in kinds:
            raise self._wrong(
                "kind", f"found {quote_value(kind)}, which is no kind of source" + did_you_mean_known(kind, kinds)
            )
        return kinds[kind]

    def _is_own(self, url: str | None, adapter: Adapter) -> bool:
        """Whether the address, where one must or may be given, lies on the user's own machine or network."""
        if url is not None:
            return is_local_network(parse_url(url, lambda problem: self._wrong("url", problem)))
        if adapter.needs_url:
            raise self._wrong("url", 'missing, expected an address such as "https://www.brecorder.com/"')
        return False

    def _every(self, table: "SourceModel", adapter: Adapter, *, own: bool) -> timedelta:
        every = table.every
        least = _OWN_MACHINE if own or table.faster_than_polite else adapter.min_interval
        if every is None:
            return max(_USUAL, adapter.min_interval)
        interval = parse_duration(every)
        if interval is None:
            raise self._wrong("every", f'found {quote_value(every)}, expected text such as "15s", "2m" or "1h"')
        if interval < least:
            polite = format_duration(least)
            raise self._wrong(
                "every",
                f'found {quote_value(every)}, expected "{polite}" or more: the polite minimum of {adapter.kind}; '
                "faster_than_polite = true says that you may ask more often",
            )
        if interval > MAX_INTERVAL:
            raise self._wrong("every", f'found {quote_value(every)}, expected "24h" or less')
        return interval

    def _market(self, market: str) -> str:
        if not is_market_code(market):
            raise self._wrong("market", f'found {quote_value(market)}, expected capitals and digits such as "PSX"')
        return market

    def _symbols(self, table: "SourceModel", adapter: Adapter) -> tuple[tuple[str, ...], Mapping[str, InstrumentId]]:
        symbols = tuple(table.symbols)
        if adapter.needs_symbols and not symbols:
            example = 'symbols = ["OGDC.KA"]' if adapter.kind == "yahoo" else "symbols = [...]"
            raise self._wrong("symbols", f"missing, expected what to ask {adapter.kind} for: {example}")
        if len(symbols) > MAX_SYMBOLS:
            raise self._wrong("symbols", f"found {len(symbols)}, expected {MAX_SYMBOLS} at most")
        for place, symbol in enumerate(symbols):
            if not symbol.strip() or len(symbol) > MAX_SYMBOL or not symbol.isprintable():
                expected = f"expected 1 to {MAX_SYMBOL} characters, spelled as {adapter.kind} spells it"
                raise self._wrong("symbols", f"found {quote_value(symbol)}, {expected}")
            if symbol in symbols[:place]:
                raise self._wrong("symbols", f"found {quote_value(symbol)} twice")
        named = table.symbols.items() if isinstance(table.symbols, dict) else ()
        instruments = {symbol: self._instrument(symbol, written) for symbol, written in named}
        return symbols, MappingProxyType(instruments)

    def _instrument(self, symbol: str, written: str) -> InstrumentId:
        market, colon, name = written.partition(":")
        try:
            if colon and is_market_code(market):
                return InstrumentId.parse(market, name)
        except InvalidSymbolError:
            pass
        expected = 'expected a market and a symbol such as "PSX:OGDC"'
        raise self._wrong(f"symbols.{quote_value(symbol)}", f"found {quote_value(written)}, {expected}")

    def _secret(self, table: "SourceModel", adapter: Adapter) -> Secret | None:
        try:
            key = load_api_key(table, self._file.parent if self._file else Path())
        except ApiKeyError as problem:
            raise self._wrong(problem.name, problem.problem) from None
        if key is None and adapter.needs_key:
            raise self._wrong("key_env", f"missing, {adapter.kind} wants a key of yours: {KEY_OPTIONS_HELP}")
        return key

    def _table(self, table: "SourceModel", adapter: Adapter, *, has_key: bool) -> TableSpec | None:
        if adapter.kind != TABLE:
            if table.table is not None:
                raise self._wrong("table", f'belongs to sources of kind "{TABLE}" only')
            return None
        if table.table is None:
            expected = 'expected [sources.table] with format = "html" and columns = { symbol = "...", price = "..." }'
            raise self._wrong("table", f"missing, {expected} (bigboard sources try URL writes one)")
        return build_table_spec(table.table, self._wrong, has_key=has_key)

    def _user_agent(self, text: str | None) -> str | None:
        if text is not None and not _HEADER_VALUE.fullmatch(text):
            raise self._wrong("user_agent", "found a value that no header can carry, expected plain ASCII text")
        return text

    def _headers(self, table: "SourceModel") -> tuple[tuple[str, str], ...]:
        if len(table.headers) > MAX_HEADERS:
            raise self._wrong("headers", f"found {len(table.headers)}, expected {MAX_HEADERS} at most")
        for name, value in table.headers.items():
            self._check_header(name, value)
        return tuple(table.headers.items())

    def _check_header(self, name: str, value: str) -> None:
        if not _HEADER.fullmatch(name):
            raise self._wrong("headers", f'found the name {quote_value(name)}, expected one such as "X-API-Key"')
        if name.lower() in _OWN_HEADERS:
            raise self._wrong(f"headers.{name}", "is set by the program itself; leave it out")
        if not _HEADER_VALUE.fullmatch(value):
            raise self._wrong(f"headers.{name}", "found a value that no header can carry, expected plain ASCII text")
