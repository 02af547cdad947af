"""`bigboard sources try URL`: fetch an address once, and print what is in it and the lines that would watch it."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tui.cli.exit_codes import ALL_FAILED, OK
from tui.cli.hints import hint_for_failure
from tui.cli.output import configure_logging, print_lines
from tui.cli.parser import Arguments
from tui.cli.try_report import TRIAL_INTERVAL, article_lines, candidate_lines, feed_lines, proposal_lines
from tui.config.errors import ConfigError, quote_value
from tui.config.loader import DEFAULT_CONFIG, config_file
from tui.config.network import proxy_secrets
from tui.config.sources import is_market_code
from tui.config.toml_file import read_toml
from tui.config.urls import is_private, parse_url
from tui.domain.text import sanitize_line
from tui.engine.clock import utc_now
from tui.engine.http.errors import FetchError, FetchResult
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.sources.redaction.secret import Secret
from tui.sources.tables.discover import discover, read_page_head
from tui.sources.tables.row_markets import in_market_of_rows
from tui.sources.tables.site_names import DEFAULT_NAME, site_name
from tui.storage.log import redact_in_logs
from tui.wiring import fetch_once

Fetch = Callable[[SourceConfig, SourceRequest], FetchResult]

_NO_MARKET: Final = "WEB"
"""The market of a site whose address says nothing."""
_ACCEPT: Final = (
    "text/html, application/json, text/csv, application/xml, application/rss+xml, application/atom+xml, */*;q=0.5"
)


def try_url(arguments: Arguments, fetch: Fetch = fetch_once, clock: Callable[[], datetime] = utc_now) -> int:
    """Fetch an address once; print what it has, the lines that would watch it, and the rows these would give.

    Raises:
        ConfigError: the address or the market is invalid.
    """
    base, request = trial_request(arguments.url, arguments.market)
    secrets = secrets_of(base, (request,)) | proxy_secrets(os.environ)
    address = sanitize_line(redact_values(base.url, secrets))

    def fail(*lines: str) -> int:
        print_lines(lines)
        return ALL_FAILED

    configure_logging(DEFAULT_CONFIG)
    redact_in_logs(secrets)
    try:
        response = fetch(base, request).response
    except FetchError as error:
        hint = hint_for_failure(error.reason, error.http_status, base.url)
        reason = ": ".join(filter(None, (error.reason, hint)))
        return fail(f"{address}: {sanitize_line(redact_values(reason, secrets))}")
    assert response is not None, "a first response cannot say that nothing changed"
    response = redact_response(response, secrets)  # it may quote the key of the request
    head = read_page_head(response)
    base = _named_after_site(base, arguments.market, head.title)
    feeds = list(feed_lines(response.url, head.feeds))
    print_lines([_summary(address, base, response)])
    at = clock()
    try:
        discovered = discover(response, base, at)
    except ParseError as error:
        return fail(f"nothing to watch: {error.reason}", *feeds, *article_lines(response, address))
    print_lines(redact_values(line, secrets) for line in (*candidate_lines(discovered), *feeds, ""))
    best = in_market_of_rows(discovered[0], _own_market(base.url), response, at, chosen=arguments.market)
    lines = proposal_lines(best, request, _free_name(best.source.name if best.source else base.name, arguments.config))
    print_lines(redact_values(line, secrets) for line in lines)
    return OK if best.proposals else ALL_FAILED


def trial_request(url: str, market: str | None) -> tuple[SourceConfig, SourceRequest]:
    """Return an address as a source and a request; a key in it is sent along but never shown.

    Args:
        url: as the user typed it.
        market: of its symbols, where the user names one.

    Raises:
        ConfigError: the address or the market is invalid.
    """
    parts = parse_url(url or "", lambda problem: ConfigError(f"URL: {problem}"))
    market = market or _NO_MARKET
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
        name=sanitize_line(site_name(url)),
        kind="table",
        url=url,
        every=TRIAL_INTERVAL,
        market=market,
        key=secret[0][1] if secret else None,
        allow_private=is_private(parts.hostname or ""),
    )
    return base, SourceRequest(url=url, accept=_ACCEPT, secret_query=secret)


def _named_after_site(base: SourceConfig, market: str | None, title: str) -> SourceConfig:
    """Return the source with the name of its site, and with the market that the user names or that of the site."""
    name = sanitize_line(site_name(base.url, title))
    return base._replace(name=name, market=market or _market_of(base.url))


def _market_of(url: str) -> str:
    """Guess the market of a site: PSX for Pakistani pages, else the site's own name, so that symbols never mix.

    The title of a page names no market: a headline does not.
    """
    host = (urlsplit(url).hostname or "").casefold()
    if host.endswith(".pk") or "psx" in host or "brecorder" in host:
        return "PSX"
    return _own_market(url)


def _own_market(url: str) -> str:
    name = site_name(url)
    return (re.sub(r"[^A-Z0-9]", "", name.upper())[:16] or _NO_MARKET) if name != DEFAULT_NAME else _NO_MARKET


def _free_name(name: str, config: Path | None) -> str:
    """Return a name that no source of the configuration has: with a number after it where one has it."""
    taken = _configured_names(config)
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each.casefold() not in taken)


def _configured_names(config: Path | None) -> set[str]:
    """Return the names of the sources in the configuration; its keys are not read, and its faults do not matter."""
    try:
        file = config or config_file()
        tables = read_toml(file).get("sources") if file is not None else None
    except ConfigError:
        return set()
    sources = tables if isinstance(tables, list) else []
    return {str(each.get("name", "")).casefold() for each in sources if isinstance(each, dict)}


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
