"""`bigboard sources try URL`: what is at an address, and the lines that would watch it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD, NONE_ANSWERED
from tui.cli.hints import hint_for
from tui.cli.out import config_file_text, keep_log, put
from tui.cli.record import Wanted
from tui.cli.table import Column, Row, lines, market_lines
from tui.domain import absorb
from tui.domain.text import clean
from tui.engine.addresses import is_own, read_address
from tui.engine.answer import Answer, FetchError
from tui.engine.clocks import utc_now
from tui.engine.config import DEFAULT
from tui.engine.log import keep_out_of_log
from tui.engine.opening import waiting
from tui.engine.secrets import hide, redact, secrets_of, without_keys
from tui.engine.source_lines import lines_of
from tui.engine.source_table import is_market
from tui.engine.trial import fetch_once
from tui.engine.written import ConfigError, found
from tui.sources import adapter_for
from tui.sources.secret import Secret
from tui.sources.source import Ask, Page, ParseError, Source
from tui.sources.survey import Found, feeds_named, survey

Fetch = Callable[[Source, Ask], Answer]

_EVERY: Final = timedelta(minutes=1)
_FEED_EVERY: Final = timedelta(minutes=5)
_MOST_ROWS: Final = 12
_MOST_COLUMNS: Final = 8
_MOST_NAMED: Final = 20
_UNNAMED: Final = "page"
_IN_UTC: Final = 'Its times count as UTC where they name no zone; zone = "Asia/Karachi" says otherwise.'
_KEPT_BACK: Final = "Its key is not printed: put it into the variable MY_KEY, or see key_file and key_command."
_NO_PLACE: Final = "The address held a key, which is not printed: this kind takes it only as part of its url."
_ACCEPT: Final = "text/html, application/json, text/csv, application/rss+xml, application/atom+xml, */*;q=0.5"


def try_address(arguments: Arguments, fetch: Fetch = fetch_once, clock: Callable[[], datetime] = utc_now) -> int:
    """Fetch once, and print what is found, the lines to watch it, and the rows these would give.

    Raises:
        ConfigError: the address or the market is none.
    """
    base, ask = _asked(arguments)
    secrets = secrets_of(base, (ask,))

    address = clean(hide(base.url, secrets))

    def refuse(line: str, *further: str) -> int:
        put([line, *further])
        return NONE_ANSWERED

    keep_log(DEFAULT)
    keep_out_of_log(secrets)
    try:
        page = fetch(base, ask).page
    except FetchError as error:
        return refuse(f"{address}: {hide(error.reason, secrets)}: {hint_for(error.http_status)}")
    assert page is not None, "the first answer of an address cannot be that nothing changed"
    page = without_keys(page, secrets)  # it may say back what it was asked with
    put([_head(address, base, page)])
    at = clock()
    try:
        discovered = survey(page, base, at)
    except ParseError as error:
        return refuse(f"nothing to watch: {error.reason}", *_feeds(page))
    put(hide(line, secrets) for line in (*_listed(discovered), *_feeds(page), ""))
    best = discovered[0]
    put(hide(line, secrets) for line in _proposed(best, ask))
    return GOOD if best.source else NONE_ANSWERED


def _asked(arguments: Arguments) -> tuple[Source, Ask]:
    """The address as a source and a request; a key in it is taken out and sent along unseen."""
    parts = read_address(arguments.url or "", lambda problem: ConfigError(f"URL: {problem}"))
    host = parts.hostname or ""
    market = arguments.market or _market_of(host)
    if not is_market(market):
        raise ConfigError(f'--market: found {found(market)}, expected capitals and digits such as "PSX"')
    query = parse_qsl(parts.query, keep_blank_values=True)
    secret = tuple((name, Secret(value)) for name, value in query if redact(f"{name}={value}") != f"{name}={value}")
    plain = [(name, value) for name, value in query if name not in dict(secret)]
    # a fragment is never sent, and may hold a token
    url = urlunsplit(parts._replace(query=urlencode(plain) if secret else parts.query, fragment=""))
    base = Source(
        name=_name_of(host),
        kind="table",
        url=url,
        every=_EVERY,
        market=market,
        key=secret[0][1] if secret else None,
        allow_private=is_own(parts),
    )
    return base, Ask(url=url, accept=_ACCEPT, secret_query=secret)


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


def _head(address: str, base: Source, page: Page) -> str:
    kind = page.content_type.partition(";")[0] or "no content type"
    size = f"{len(page.body) / 1000:,.1f} kB" if len(page.body) >= 1000 else f"{len(page.body)} bytes"
    where = f", in the end at {clean(redact(page.url))}" if _place(page.url) != _place(base.url) else ""
    return f"{address}: HTTP {page.http_status}, {clean(kind, 60)}, {size}{where}"


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rstrip("/")


def _listed(discovered: list[Found]) -> Iterator[str]:
    for each in discovered:
        yield ""
        yield f"found {each.words}"
        if each.titles:
            wide = min(len(each.titles), _MOST_COLUMNS)
            rows = [Row((*row[:wide], *("",) * (wide - len(row)))) for row in each.rows]
            columns = [Column(title) for title in each.titles[:wide]]
            yield from (f"  {line}" for line in lines(columns, rows))
            if len(each.titles) > wide:
                yield f"  and further columns: {', '.join(each.titles[wide : wide + _MOST_NAMED])}"


def _feeds(page: Page) -> Iterator[str]:
    for feed in feeds_named(page):
        yield f"the page names a feed: {clean(redact(urljoin(page.url, feed)))}"


def _proposed(best: Found, ask: Ask) -> Iterator[str]:
    if best.source is None or best.snapshot is None:
        yield "Nothing in it looks like symbols with prices. If it is, name its columns yourself:"
        yield 'kind = "table", and in [sources.table] columns = { symbol = "...", price = "..." }'
        return
    source = _settled(best.source, ask)
    yield f"These lines in {config_file_text()} watch it (bigboard config init writes that file):"
    yield ""
    yield from lines_of(source)
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
    yield from market_lines(absorb(waiting([source]), some), Wanted(()), coloured=False)
    more = len(told.quotes) + len(told.indices) - len(some.quotes) - len(some.indices)
    if more:
        yield f"and {more} more rows"


def _settled(source: Source, ask: Ask) -> Source:
    """The source with an interval that suits its kind, and the key of its address where its kind takes one."""
    least = adapter_for(source.kind).least_every
    every = max(_FEED_EVERY if source.kind == "feed" else _EVERY, least)
    if source.table is None or not ask.secret_query:
        return replace(source, every=every, key=None)
    return replace(source, every=every, table=replace(source.table, key_parameter=ask.secret_query[0][0]))
