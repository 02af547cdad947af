"""`bigboard sources try URL`: fetch an address once, and print what is in it and the lines that would watch it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tui.cli.exit_codes import ALL_FAILED, OK
from tui.cli.hints import hint_for_failure
from tui.cli.output import config_file_text, configure_logging, print_lines
from tui.cli.parser import Arguments
from tui.cli.records import SymbolFilter
from tui.cli.table import TableColumn, TableRow, format_market, format_table
from tui.config.errors import ConfigError, quote_value
from tui.config.loader import DEFAULT_CONFIG
from tui.config.sources import is_market_code
from tui.config.toml_snippet import source_to_toml
from tui.config.urls import is_private, parse_url
from tui.domain.events import Snapshot
from tui.domain.market import apply
from tui.domain.quote import InstrumentKind
from tui.domain.text import sanitize_line
from tui.engine.clock import utc_now
from tui.engine.environment import market_before_polls
from tui.engine.http.errors import FetchError, FetchResult
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.sources.redaction.secret import Secret
from tui.sources.tables.discover import Candidate, discover, linked_feeds
from tui.storage.log import redact_in_logs
from tui.wiring import fetch_once

Fetch = Callable[[SourceConfig, SourceRequest], FetchResult]

_PRICE_TITLE: Final = re.compile(r"price|rate|last|close|value|bid|buying", re.IGNORECASE)
_INTERVAL: Final = timedelta(minutes=1)
_FEED_INTERVAL: Final = timedelta(minutes=5)
_MAX_ROWS: Final = 12
_MAX_COLUMNS: Final = 8
_MAX_TITLES: Final = 20
_DEFAULT_NAME: Final = "page"
_UTC_NOTE: Final = 'Its times count as UTC where they name no zone; zone = "Asia/Karachi" says otherwise.'
_KEY_NOTE: Final = "Its key is not printed: put it into the variable MY_KEY, or see key_file and key_command."
_KEY_IN_URL_NOTE: Final = "The address has a key, which is not printed: this kind takes it only as part of its url."
_ACCEPT: Final = "text/html, application/json, text/csv, application/rss+xml, application/atom+xml, */*;q=0.5"


def try_url(arguments: Arguments, fetch: Fetch = fetch_once, clock: Callable[[], datetime] = utc_now) -> int:
    """Fetch an address once; print what it has, the lines that would watch it, and the rows these would give.

    Raises:
        ConfigError: the address or the market is invalid.
    """
    base, request = _trial_request(arguments)
    secrets = secrets_of(base, (request,))
    address = sanitize_line(redact_values(base.url, secrets))

    def fail(*lines: str) -> int:
        print_lines(lines)
        return ALL_FAILED

    configure_logging(DEFAULT_CONFIG)
    redact_in_logs(secrets)
    try:
        response = fetch(base, request).response
    except FetchError as error:
        reason = f"{error.reason}: {hint_for_failure(error.reason, error.http_status, base.url)}"
        return fail(f"{address}: {sanitize_line(redact_values(reason, secrets))}")
    assert response is not None, "a first response cannot say that nothing changed"
    response = redact_response(response, secrets)  # it may quote the key of the request
    print_lines([_summary(address, base, response)])
    at = clock()
    try:
        discovered = discover(response, base, at)
    except ParseError as error:
        return fail(f"nothing to watch: {error.reason}", *_feeds(response))
    print_lines(redact_values(line, secrets) for line in (*_candidates(discovered), *_feeds(response), ""))
    best = discovered[0]
    print_lines(redact_values(line, secrets) for line in _proposal(best, request))
    return OK if best.source else ALL_FAILED


def _trial_request(arguments: Arguments) -> tuple[SourceConfig, SourceRequest]:
    """Return the address as a source and a request; a key in it is sent along but never shown."""
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
    # a fragment is never sent, and may contain a token
    url = urlunsplit(parts._replace(query=urlencode(plain) if secret else parts.query, fragment=""))
    base = SourceConfig(
        name=_name_of(host),
        kind="table",
        url=url,
        every=_INTERVAL,
        market=market,
        key=secret[0][1] if secret else None,
        allow_private=is_private(parts.hostname or ""),
    )
    return base, SourceRequest(url=url, accept=_ACCEPT, secret_query=secret)


def _market_of(host: str) -> str:
    """Guess the market of a host: PSX for Pakistani pages, else the host's own name, so that symbols never mix."""
    if host.endswith(".pk") or "psx" in host or "brecorder" in host:
        return "PSX"
    return re.sub(r"[^A-Z0-9]", "", _name_of(host).upper())[:16] or "WEB"


def _name_of(host: str) -> str:
    """Return the distinctive part of a host's name: `example` of `www.example.com`."""
    labels = [label for label in host.split(".") if label not in ("www", "api", "feeds", "data")]
    name = labels[0] if labels else ""
    return name[:24] if re.fullmatch(r"[a-z][a-z0-9-]*", name) else _DEFAULT_NAME


def _summary(address: str, base: SourceConfig, response: Response) -> str:
    kind = response.content_type.partition(";")[0] or "no content type"
    size = f"{len(response.body) / 1000:,.1f} kB" if len(response.body) >= 1000 else f"{len(response.body)} bytes"
    final_url = (
        f", in the end at {sanitize_line(redact_patterns(response.url))}"
        if _host_and_path(response.url) != _host_and_path(base.url)
        else ""
    )
    return f"{address}: HTTP {response.http_status}, {sanitize_line(kind, 60)}, {size}{final_url}"


def _host_and_path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rstrip("/")


def _candidates(discovered: list[Candidate]) -> Iterator[str]:
    for each in discovered:
        yield ""
        yield f"found {each.description}"
        if each.titles:
            column_count = min(len(each.titles), _MAX_COLUMNS)
            rows = [TableRow((*row[:column_count], *("",) * (column_count - len(row)))) for row in each.rows]
            columns = [TableColumn(title) for title in each.titles[:column_count]]
            yield from (f"  {line}" for line in format_table(columns, rows))
            if len(each.titles) > column_count:
                yield f"  and further columns: {', '.join(each.titles[column_count : column_count + _MAX_TITLES])}"


def _feeds(response: Response) -> Iterator[str]:
    for feed in linked_feeds(response):
        yield f"the page names a feed: {sanitize_line(redact_patterns(urljoin(response.url, feed)))}"


def _proposal(best: Candidate, request: SourceRequest) -> Iterator[str]:
    if best.source is None or best.snapshot is None:
        yield "Nothing in it looks like symbols with prices. If it is, name its columns yourself:"
        yield f'kind = "table", and in [sources.table] columns = {{ {_columns_to_name(best.titles)} }}'
        return
    source = _with_interval_and_key(best.source, request)
    yield f"These lines in {config_file_text()} watch it (bigboard config init writes that file):"
    yield ""
    yield from source_to_toml(source)
    if source.table is not None and "as_of" in source.table.columns:
        yield ""
        yield _UTC_NOTE
    if request.secret_query:
        yield ""
        yield _KEY_NOTE if source.key else _KEY_IN_URL_NOTE
    yield ""
    yield "They give:"
    yield ""
    yield from _sample(source, best.snapshot)


def _sample(source: SourceConfig, snapshot: Snapshot) -> Iterator[str]:
    """Yield the first rows and articles as `print` would show them."""
    indices = [quote for quote in snapshot.quotes if quote.kind is InstrumentKind.INDEX]
    others = [quote for quote in snapshot.quotes if quote.kind is not InstrumentKind.INDEX]
    shown = replace(
        snapshot, quotes=(*others[:_MAX_ROWS], *indices[:_MAX_ROWS]), articles=snapshot.articles[:_MAX_ROWS]
    )
    yield from format_market(apply(market_before_polls([source]), shown), SymbolFilter(()), coloured=False)
    more = len(snapshot.quotes) - len(shown.quotes)
    if more:
        yield f"and {more} more row{'s' if more > 1 else ''}"


def _columns_to_name(titles: tuple[str, ...]) -> str:
    """Return the settings of the two required columns, with the titles of the table where these are likely."""
    price = next((title for title in titles[1:] if _PRICE_TITLE.search(title)), None)
    if price is None:
        return 'symbol = "...", price = "..."'
    return f"symbol = {quote_value(titles[0])}, price = {quote_value(price)}"


def _with_interval_and_key(source: SourceConfig, request: SourceRequest) -> SourceConfig:
    """Return the source with an interval that suits its kind, and the key of its address where its kind takes one."""
    minimum = adapter_for(source.kind).min_interval
    every = max(_FEED_INTERVAL if source.kind == "feed" else _INTERVAL, minimum)
    if source.table is None or not request.secret_query:
        return replace(source, every=every, key=None)
    return replace(source, every=every, table=replace(source.table, key_parameter=request.secret_query[0][0]))
