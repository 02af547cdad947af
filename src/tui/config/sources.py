"""Build the sources of a configuration, or reject one with the reason and what to write instead."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, get_args

from tui.config.errors import (
    KEY_OPTIONS_HELP,
    ConfigError,
    ErrorCollector,
    config_error,
    did_you_mean_known,
    quote_value,
    source_label,
)
from tui.config.patterns import MARKET_CODE, RESERVED_HEADERS
from tui.config.urls import is_private, parse_url
from tui.domain.instants import format_interval, parse_duration
from tui.domain.quote import InstrumentId, InvalidSymbolError
from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import DEFAULT_NETWORK, Adapter, NetworkSettings, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_fields import TableFormat

if TYPE_CHECKING:
    from tui.config.source_schema import SourceModel
    from tui.config.valid_part import Rejected
    from tui.sources.table_spec import PastTable, TableSpec

MAX_INTERVAL: Final = timedelta(days=1)
MAX_SYMBOL: Final = 64
TABLE: Final = "table"

_FORMATS: Final[Mapping[str, str]] = {
    each: f'; did you mean "{TABLE}", and format = "{each}" in [sources.table]?' for each in get_args(TableFormat)
}
"""What is meant by a kind that is a format."""
_OTHER_KINDS: Final[Mapping[str, str]] = dict.fromkeys(("rss", "atom", "news", "articles", "xml feed"), "feed")
_MIN_INTERVAL: Final = timedelta(seconds=1)
_DEFAULT_INTERVAL: Final = timedelta(seconds=15)


def build_sources(
    tables: Sequence["SourceModel"],
    adapters: Sequence[Adapter],
    file: Path | None,
    rejected: Mapping[int, "Rejected"] = MappingProxyType({}),
) -> tuple[SourceConfig, ...]:
    """Build the sources in the order of the file, which is the order of preference.

    Args:
        tables: of the sources, by the schema.
        adapters: the kinds of source there are.
        file: the configuration, named in errors.
        rejected: what the schema rejected, by the place of its source, which is without it: what follows from that is
            not reported again.

    Raises:
        ConfigError: sources share a name, or the keys of one do not fit each other or its kind.
    """
    kinds = {adapter.kind: adapter for adapter in adapters}
    errors = ErrorCollector()
    sources: list[SourceConfig] = []
    indices: dict[str, int] = {}
    for index, table in enumerate(tables):
        if errors.is_full:
            continue
        wrong = rejected.get(index)
        has_name = wrong is None or "name" not in wrong.keys
        first = indices.setdefault(sanitize_line(table.name), index) if has_name else index
        if first != index:
            errors.add(_duplicate_name(table.name, first, index, file))
        try:
            sources.append(_SourceBuilder(file, index, table.name).build(table, kinds))
        except ConfigError as error:
            label = source_label(index, table.name)
            errors.add(error if wrong is None else error.without(partial(wrong.explains, label)))
    errors.raise_all()
    return tuple(sources)


def _duplicate_name(name: str, first: int, second: int, file: Path | None) -> ConfigError:
    from tui.config.toml_lines import find_line  # noqa: PLC0415 - only once something is wrong

    lines = [file and find_line(file, f"sources[{index}].name") for index in (first, second)]
    both = f"lines {lines[0]} and {lines[1]}" if all(lines) else f"sources {first + 1} and {second + 1}"
    problem = f"{both} both name a source {quote_value(name)}; give each a name of its own"
    return config_error(file, f"sources[{second}].name", problem, label="name")


def _key_options(table: "SourceModel") -> list[str]:
    """Return the names of the options by which a source names its key."""
    return [name for name in ("key_env", "key_file", "key_command") if getattr(table, name) is not None]


def is_market_code(text: str) -> bool:
    """Return whether the text is the code of a market, such as `PSX`."""
    return re.fullmatch(MARKET_CODE, text) is not None


class _SourceBuilder:
    """The builder of a source, with the checks that the schema cannot make: of values that depend on each other."""

    def __init__(self, file: Path | None, index: int, name: str) -> None:
        self._file = file
        self._index = index
        self._label = source_label(index, name)

    def build(self, table: "SourceModel", kinds: Mapping[str, Adapter]) -> SourceConfig:
        errors = ErrorCollector()
        name = errors.run(CleanText(""), self._name, table.name)
        adapter = errors.run(None, self._adapter, table.kind, kinds)
        if adapter is None:
            for check in self._checks_of_any_kind():
                errors.run(None, check, table)
            errors.raise_all()
            raise AssertionError("an unknown kind is an error")
        # no interval is too short for an address that is invalid itself
        local = errors.run(None, self._is_local, table, adapter) is not False
        every = errors.run(_DEFAULT_INTERVAL, self._every, table, adapter, local=local)
        symbols = errors.run((), self._symbols, table, adapter)
        instruments = errors.run({}, self._instruments, table)
        key, off_reason = errors.run((None, None), self._api_key, table, adapter)
        spec = errors.run(None, self._table, table, adapter)
        headers = errors.run((), self._headers, table)
        network = errors.run(DEFAULT_NETWORK, self._network, table)
        past = errors.run(None, self._past, table)
        errors.raise_all()
        return SourceConfig(
            name=name,
            kind=adapter.kind,
            url=table.url or "",
            every=every,
            market=table.market or adapter.market,
            symbols=symbols,
            instruments=instruments,
            key=key,
            off_reason=off_reason,
            has_permission=table.i_have_permission,
            user_agent=table.user_agent,
            table=spec,
            headers=headers,
            allow_private=table.allow_private,
            # a server of the user's own has no trading hours, and polling it loads nobody else's
            ignore_market_hours=table.steady or local,
            may_poll_faster=table.faster_than_polite or local,
            network=network,
            asks_past=table.past is not False,
            past=past,
            full_text=table.full_text,
        )

    def _checks_of_any_kind(self) -> tuple[Callable[["SourceModel"], object], ...]:
        own = (self._host, self._spelled_symbols, self._instruments, self._key_option, self._spec)
        return (*own, self._headers, self._network, self._past)

    def _error(self, key: str, problem: str) -> ConfigError:
        return config_error(self._file, f"sources[{self._index}].{key}", problem, label=f"{self._label}: {key}")

    def _name(self, name: str) -> CleanText:
        clean = sanitize_line(name)
        if not clean:
            raise self._error("name", f"found {quote_value(name)}, expected characters that can be seen")
        return clean

    def _adapter(self, kind: str, kinds: Mapping[str, Adapter]) -> Adapter:
        if kind not in kinds:
            usual = kind.lower()
            meant = _FORMATS.get(usual) or did_you_mean_known(_OTHER_KINDS.get(usual, kind), kinds)
            raise self._error("kind", f"found {quote_value(kind)}, which is no kind of source{meant}")
        return kinds[kind]

    def _is_local(self, table: "SourceModel", adapter: Adapter) -> bool:
        """Check the address, and return whether it lies on the user's own machine or network."""
        host = self._host(table)
        if host is None and adapter.needs_url:
            raise self._error("url", 'missing, expected an address such as "https://www.brecorder.com/"')
        return host is not None and is_private(host)

    def _host(self, table: "SourceModel") -> str | None:
        if table.url is None:
            return None
        return parse_url(table.url, lambda problem: self._error("url", problem)).hostname or ""

    def _every(self, table: "SourceModel", adapter: Adapter, *, local: bool) -> timedelta:
        if table.every is None:
            return max(_DEFAULT_INTERVAL, adapter.min_interval)
        interval = parse_duration(table.every)
        assert interval, "the schema admits no other form"
        polite = _MIN_INTERVAL if local or table.faster_than_polite else adapter.min_interval
        if interval < polite:
            raise self._error(
                "every",
                f'found {quote_value(table.every)}, expected "{format_interval(polite)}" or more: the polite minimum '
                f"of {adapter.kind}; faster_than_polite = true states that you may poll more often",
            )
        if interval > MAX_INTERVAL:
            raise self._error("every", f'found {quote_value(table.every)}, expected "24h" or less')
        return interval

    def _symbols(self, table: "SourceModel", adapter: Adapter) -> tuple[str, ...]:
        if adapter.needs_symbols and not table.symbols:
            example = 'symbols = ["OGDC.KA"]' if adapter.kind == "yahoo" else "symbols = [...]"
            raise self._error("symbols", f"missing, expected what to request from {adapter.kind}: {example}")
        return self._spelled_symbols(table)

    def _spelled_symbols(self, table: "SourceModel") -> tuple[str, ...]:
        symbols = tuple(table.symbols)
        errors = ErrorCollector()
        for symbol, count in Counter(symbols).items():
            if errors.is_full:
                break
            if not symbol.strip() or len(symbol) > MAX_SYMBOL or not symbol.isprintable():
                expected = f"expected 1 to {MAX_SYMBOL} characters, spelled as {table.kind} spells it"
                errors.add(self._error("symbols", f"found {quote_value(symbol)}, {expected}"))
            elif count > 1:
                errors.add(self._error("symbols", f"found {quote_value(symbol)} twice"))
        errors.raise_all()
        return symbols

    def _instruments(self, table: "SourceModel") -> Mapping[str, InstrumentId]:
        named = table.symbols.items() if isinstance(table.symbols, dict) else ()
        errors = ErrorCollector()
        found = {symbol: errors.run(None, self._instrument, symbol, text) for symbol, text in named}
        errors.raise_all()
        return MappingProxyType({symbol: each for symbol, each in found.items() if each is not None})

    def _instrument(self, symbol: str, text: str) -> InstrumentId:
        market, colon, name = text.partition(":")
        try:
            if colon and is_market_code(market):
                return InstrumentId.parse(market, name)
        except InvalidSymbolError:
            pass
        expected = 'expected a market and a symbol such as "PSX:OGDC"'
        raise self._error(f"symbols.{quote_value(symbol)}", f"found {quote_value(text)}, {expected}")

    def _api_key(self, table: "SourceModel", adapter: Adapter) -> tuple[Secret | None, CleanText | None]:
        """Return the key, and why it cannot be loaded: the file is right then, and this source alone is off."""
        options = self._key_option(table)
        if not options and adapter.needs_key:
            raise self._error("key_env", f"missing, {adapter.kind} needs an API key of yours: {KEY_OPTIONS_HELP}")
        if not options:
            return None, None
        from tui.config.api_keys import ApiKeyError, load_api_key  # noqa: PLC0415 - most sources have none

        try:
            return load_api_key(table, self._file.parent if self._file else Path()), None
        except ApiKeyError as error:
            return None, sanitize_line(str(error), MAX_ERROR_LENGTH)

    def _key_option(self, table: "SourceModel") -> list[str]:
        """Return the option that names the key, if one does."""
        options = _key_options(table)
        if len(options) > 1:
            raise self._error(options[1], f"found beside {options[0]}, expected one way to the key")
        return options

    def _table(self, table: "SourceModel", adapter: Adapter) -> "TableSpec | None":
        if adapter.kind != TABLE:
            if table.table is not None:
                raise self._error("table", f'belongs to sources of kind "{TABLE}" only')
            return None
        if table.table is None:
            expected = 'expected [sources.table] with format = "html" and columns = { symbol = "...", price = "..." }'
            raise self._error("table", f"missing, {expected} (bigboard sources try URL writes one)")
        return self._spec(table)

    def _spec(self, table: "SourceModel") -> "TableSpec | None":
        if table.table is None:
            return None
        from tui.config.tables import build_table_spec  # noqa: PLC0415 - most sources are no tables

        return build_table_spec(table.table, self._error, has_key=bool(_key_options(table)))

    def _past(self, table: "SourceModel") -> "PastTable | None":
        if isinstance(table.past, bool):
            return None
        from tui.config.tables import build_past_table  # noqa: PLC0415 - few sources name one

        return build_past_table(table.past, self._error, has_key=bool(_key_options(table)))

    def _network(self, table: "SourceModel") -> NetworkSettings:
        if table.proxy is None and table.ca_file is None:
            return DEFAULT_NETWORK
        from tui.config.network import build_network  # noqa: PLC0415 - most sources set nothing of it

        return build_network(table, self._file or Path(), self._error)

    def _headers(self, table: "SourceModel") -> tuple[tuple[str, str], ...]:
        errors = ErrorCollector()
        for name in table.headers:
            if name.lower() in RESERVED_HEADERS:
                errors.add(self._error(f"headers.{name}", "is set by the program itself; leave it out"))
        errors.raise_all()
        return tuple(table.headers.items())
