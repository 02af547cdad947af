"""`bigboard sources`: what is configured, and what could be."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tui.cli.doctor import hint_for_status
from tui.cli.exit import ALL_FAILED, OK
from tui.cli.output import config_file_text, configure_logging, path_text, print_lines
from tui.cli.parser import Arguments
from tui.cli.records import SymbolFilter
from tui.cli.table import TableColumn, TableRow, format_market, format_table
from tui.config.durations import format_duration
from tui.config.errors import ConfigError, quote_value
from tui.config.loader import DEFAULT_CONFIG, Config, load_config
from tui.config.sources import is_market_code
from tui.config.toml_snippet import source_to_toml
from tui.config.urls import is_local_network, parse_url
from tui.domain import apply
from tui.domain.text import sanitize_line
from tui.engine.clock import utc_now
from tui.engine.engine import fetch_once
from tui.engine.http.errors import FetchError, FetchResult
from tui.engine.initial_market import market_before_polls
from tui.sources import ADAPTERS, adapter_for, markets_of
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest
from tui.sources.redaction.poll_data import without_keys
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.sources.redaction.secret import Secret
from tui.sources.tables.discover import Candidate, discover, linked_feeds
from tui.storage.log import redact_in_logs

_SOURCES = (
    TableColumn("SOURCE"),
    TableColumn("KIND"),
    TableColumn("EVERY"),
    TableColumn("MARKET"),
    TableColumn("ASKS FOR"),
)
_KINDS = (TableColumn("KIND"), TableColumn("AT MOST EVERY"), TableColumn("NEEDS"), TableColumn("READS"))
_MOST_NAMED = 4


def list_sources(arguments: Arguments) -> int:
    """Print the configured sources in their order of preference, then every kind there is; or look at an address.

    Raises:
        ConfigError: the configuration or the address is wrong.
    """
    if arguments.action:
        from tui.cli.sources import try_url  # noqa: PLC0415 - a list needs no page reader

        return try_url(arguments)
    print_lines(_catalogue(load_config(arguments.config)))
    return OK


def _catalogue(config: Config) -> Iterator[str]:
    yield (
        f"From {path_text(config.file)}:"
        if config.file
        else "Built in, since there is no configuration (bigboard config init):"
    )
    yield ""
    yield from format_table(
        _SOURCES,
        [
            TableRow(
                (
                    source.name,
                    source.kind,
                    format_duration(source.every),
                    ", ".join(markets_of(source)),
                    _asked(source),
                )
            )
            for source in config.sources
        ],
    )
    yield ""
    yield from format_table(
        _KINDS,
        [
            TableRow((adapter.kind, format_duration(adapter.min_interval), _needs(adapter), adapter.summary))
            for adapter in ADAPTERS
        ],
    )
    yield ""
    yield "`bigboard sources try URL` looks at an address and writes the lines that watch it."


def _asked(source: SourceConfig) -> str:
    some = ", ".join(source.symbols[:_MOST_NAMED])
    more = len(source.symbols) - _MOST_NAMED
    named = sanitize_line(f"{some} and {more} more" if more > 0 else some)
    return " ".join(
        part for part in (sanitize_line(redact_patterns(redact_values(source.url, secrets_of(source)))), named) if part
    )


def _needs(adapter: Adapter) -> str:
    needs = {
        "url": adapter.needs_url,
        "symbols": adapter.needs_symbols,
        "key": adapter.needs_key,
        "permission": adapter.needs_permission,
    }
    return ", ".join(word for word, is_needed in needs.items() if is_needed) or "nothing"


Fetch = Callable[[SourceConfig, SourceRequest], FetchResult]

_EVERY: Final = timedelta(minutes=1)
_FEED_EVERY: Final = timedelta(minutes=5)
_MOST_ROWS: Final = 12
_MOST_COLUMNS: Final = 8
_MAX_TITLES: Final = 20
_UNNAMED: Final = "page"
_IN_UTC: Final = 'Its times count as UTC where they name no zone; zone = "Asia/Karachi" says otherwise.'
_KEPT_BACK: Final = "Its key is not printed: put it into the variable MY_KEY, or see key_file and key_command."
_NO_PLACE: Final = "The address held a key, which is not printed: this kind takes it only as part of its url."
_ACCEPT: Final = "text/html, application/json, text/csv, application/rss+xml, application/atom+xml, */*;q=0.5"


def try_url(arguments: Arguments, fetch: Fetch = fetch_once, clock: Callable[[], datetime] = utc_now) -> int:
    """Fetch once, and print what is found, the lines to watch it, and the rows these would give.

    Raises:
        ConfigError: the address or the market is none.
    """
    base, ask = _trial_request(arguments)
    secrets = secrets_of(base, (ask,))

    address = sanitize_line(redact_values(base.url, secrets))

    def refuse(line: str, *further: str) -> int:
        print_lines([line, *further])
        return ALL_FAILED

    configure_logging(DEFAULT_CONFIG)
    redact_in_logs(secrets)
    try:
        page = fetch(base, ask).page
    except FetchError as error:
        return refuse(f"{address}: {redact_values(error.reason, secrets)}: {hint_for_status(error.http_status)}")
    assert page is not None, "the first answer of an address cannot be that nothing changed"
    page = without_keys(page, secrets)  # it may say back what it was asked with
    print_lines([_head(address, base, page)])
    at = clock()
    try:
        discovered = discover(page, base, at)
    except ParseError as error:
        return refuse(f"nothing to watch: {error.reason}", *_feeds(page))
    print_lines(redact_values(line, secrets) for line in (*_listed(discovered), *_feeds(page), ""))
    best = discovered[0]
    print_lines(redact_values(line, secrets) for line in _proposed(best, ask))
    return OK if best.source else ALL_FAILED


def _trial_request(arguments: Arguments) -> tuple[SourceConfig, SourceRequest]:
    """The address as a source and a request; a key in it is taken out and sent along unseen."""
    parts = parse_url(arguments.url or "", lambda problem: ConfigError(f"URL: {problem}"))
    host = parts.hostname or ""
    market = arguments.market or _market_of(host)
    if not is_market_code(market):
        raise ConfigError(f'--market: found {quote_value(market)}, expected capitals and digits such as "PSX"')
    query = parse_qsl(parts.query, keep_blank_values=True)
    secret = tuple(
        (name, Secret(value)) for name, value in query if redact_patterns(f"{name}={value}") != f"{name}={value}"
    )
    plain = [(name, value) for name, value in query if name not in dict(secret)]
    # a fragment is never sent, and may hold a token
    url = urlunsplit(parts._replace(query=urlencode(plain) if secret else parts.query, fragment=""))
    base = SourceConfig(
        name=_name_of(host),
        kind="table",
        url=url,
        every=_EVERY,
        market=market,
        key=secret[0][1] if secret else None,
        allow_private=is_local_network(parts),
    )
    return base, SourceRequest(url=url, accept=_ACCEPT, secret_query=secret)


def _market_of(host: str) -> str:
    """A guess: pages of Pakistan speak of its exchange, and another's symbols are not to be taken for its own."""
    if host.endswith(".pk") or "psx" in host or "brecorder" in host:
        return "PSX"
    return re.sub(r"[^A-Z0-9]", "", _name_of(host).upper())[:16] or "WEB"


def _name_of(host: str) -> str:
    """The telling part of a host's name: `example` of `www.example.com`."""
    labels = [label for label in host.split(".") if label not in ("www", "api", "feeds", "data")]
    name = labels[0] if labels else ""
    return name[:24] if re.fullmatch(r"[a-z][a-z0-9-]*", name) else _UNNAMED


def _head(address: str, base: SourceConfig, page: Response) -> str:
    kind = page.content_type.partition(";")[0] or "no content type"
    size = f"{len(page.body) / 1000:,.1f} kB" if len(page.body) >= 1000 else f"{len(page.body)} bytes"
    where = (
        f", in the end at {sanitize_line(redact_patterns(page.url))}" if _place(page.url) != _place(base.url) else ""
    )
    return f"{address}: HTTP {page.http_status}, {sanitize_line(kind, 60)}, {size}{where}"


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rstrip("/")


def _listed(discovered: list[Candidate]) -> Iterator[str]:
    for each in discovered:
        yield ""
        yield f"found {each.words}"
        if each.titles:
            wide = min(len(each.titles), _MOST_COLUMNS)
            rows = [TableRow((*row[:wide], *("",) * (wide - len(row)))) for row in each.rows]
            columns = [TableColumn(title) for title in each.titles[:wide]]
            yield from (f"  {line}" for line in format_table(columns, rows))
            if len(each.titles) > wide:
                yield f"  and further columns: {', '.join(each.titles[wide : wide + _MAX_TITLES])}"


def _feeds(page: Response) -> Iterator[str]:
    for feed in linked_feeds(page):
        yield f"the page names a feed: {sanitize_line(redact_patterns(urljoin(page.url, feed)))}"


def _proposed(best: Candidate, ask: SourceRequest) -> Iterator[str]:
    if best.source is None or best.snapshot is None:
        yield "Nothing in it looks like symbols with prices. If it is, name its columns yourself:"
        yield 'kind = "table", and in [sources.table] columns = { symbol = "...", price = "..." }'
        return
    source = _settled(best.source, ask)
    yield f"These lines in {config_file_text()} watch it (bigboard config init writes that file):"
    yield ""
    yield from source_to_toml(source)
    if source.table is not None and "as_of" in source.table.columns:
        yield ""
        yield _IN_UTC
    if ask.secret_query:
        yield ""
        yield _KEPT_BACK if source.key else _NO_PLACE
    yield ""
    yield "They give:"
    yield ""
    told = best.snapshot
    some = replace(
        told, quotes=told.quotes[:_MOST_ROWS], indices=told.indices[:_MOST_ROWS], articles=told.articles[:_MOST_ROWS]
    )
    yield from format_market(apply(market_before_polls([source]), some), SymbolFilter(()), coloured=False)
    more = len(told.quotes) + len(told.indices) - len(some.quotes) - len(some.indices)
    if more:
        yield f"and {more} more rows"


def _settled(source: SourceConfig, ask: SourceRequest) -> SourceConfig:
    """The source with an interval that suits its kind, and the key of its address where its kind takes one."""
    least = adapter_for(source.kind).min_interval
    every = max(_FEED_EVERY if source.kind == "feed" else _EVERY, least)
    if source.table is None or not ask.secret_query:
        return replace(source, every=every, key=None)
    return replace(source, every=every, table=replace(source.table, key_parameter=ask.secret_query[0][0]))
