"""`bigboard read URL|FILE|-|N`: print the article of a page, or what was taken of it and why."""

import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.hints import hint_for_failure
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.try_url import trial_request
from tui.config.loader import Config, load_config
from tui.config.network import proxy_secrets
from tui.domain.article import Article, Completeness
from tui.domain.text import count_of, sanitize_line
from tui.engine.clock import utc_now
from tui.engine.environment import Environment
from tui.engine.http.errors import FetchError, FetchResult
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.article.reader import read_page
from tui.sources.article.reading import PageReading, as_article
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_values, secrets_of
from tui.storage.log import redact_in_logs
from tui.view.article_text import article_to_markdown, article_to_text
from tui.view.records import article_record, to_json
from tui.view.settings import DEFAULT_ARTICLE_WIDTH
from tui.wiring import environment_for, fetch_page_once

FetchPage = Callable[[SourceConfig, SourceRequest, Environment], FetchResult]

_MAX_FILE: Final = 20_000_000
"""Bytes of a file or of standard input; the largest page that is polled is smaller."""
_MIN_WIDTH: Final = 20
_MAX_WIDTH: Final = 400
_NUMBER: Final = r"[0-9]{1,6}"
"""Of an article of `bigboard news`."""
_ANY_ADDRESS: Final = "https://0.invalid/"
"""In place of an address that is not known."""
_NOT_FETCHED: Final = "its page was not read; enter in the reader of the board fetches it"


class _Page(NamedTuple):
    """A page to read."""

    body: bytes
    url: str
    content_type: str = ""


class _NoPageError(Exception):
    """There is no page to read; its text says why.

    Args:
        message: for the user.
        status: with which the program ends.
    """

    def __init__(self, message: str, status: int = ALL_FAILED) -> None:
        super().__init__(message)
        self.status = status


def run_read(arguments: Arguments, fetch: FetchPage = fetch_page_once, clock: Callable[[], datetime] = utc_now) -> int:
    """Print an article; 2 for a file that cannot be read, 3 where only a part could be, 4 where there is no article.

    Raises:
        ConfigError: the configuration or the address is wrong.
    """
    width = DEFAULT_ARTICLE_WIDTH if arguments.width is None else arguments.width
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        print_error(f"--width: found {width}, expected {_MIN_WIDTH} to {_MAX_WIDTH}")
        return USAGE_ERROR
    config = load_config(arguments.config)
    if re.fullmatch(_NUMBER, arguments.page) and not Path(arguments.page).exists():
        return _print_seen(int(arguments.page), config, arguments, width, clock())
    try:
        page = _load_page(arguments, config, fetch)
    except _NoPageError as error:
        print_error(str(error))
        return error.status
    reading = read_page(page.body, page.content_type, page.url or _ANY_ADDRESS, config.page_rules)
    reading, lost = (reading, 0) if page.url else _without_lost_links(reading)
    if arguments.explain:
        print_lines(_explained(reading))
    elif reading:
        _print(as_article(reading, clock(), "read"), reading.reason, arguments, width)
    if not reading:
        print_error(reading.reason)
        return ALL_FAILED
    if lost:
        print_error(f"left out: {count_of(lost, 'link')} without a host; --url URL says where the page came from")
    if reading.completeness is not Completeness.WHOLE:
        print_error(f"{reading.completeness.value}: {reading.reason}")
        return PARTIAL_FAILURE
    return OK


def _print_seen(number: int, config: Config, arguments: Arguments, width: int, now: datetime) -> int:
    """Print an article of `bigboard news`; 3 where only a part of it is there, 4 where there is none."""
    from tui.cli.seen_article import NotSeenError, seen_article  # noqa: PLC0415 - loads SQLite, for this alone

    try:
        article, reason = seen_article(number, config, now)
    except NotSeenError as error:
        print_error(str(error))
        return ALL_FAILED
    _print(article, reason, arguments, width)
    if article.completeness in (Completeness.WHOLE, Completeness.UNKNOWN):
        return OK
    print_error(f"{article.completeness.value}: {reason or _NOT_FETCHED}")
    return PARTIAL_FAILURE


def _load_page(arguments: Arguments, config: Config, fetch: FetchPage) -> _Page:
    named = arguments.page
    if named == "-":
        return _Page(_checked_size(sys.stdin.buffer.read(_MAX_FILE + 1), "standard input"), arguments.url)
    if "://" not in named:
        return _Page(_read_file(Path(named)), arguments.url)
    return _fetch_page(named, config, fetch)


def _read_file(file: Path) -> bytes:
    shown = sanitize_line(str(file))
    try:
        with file.expanduser().open("rb") as stream:
            return _checked_size(stream.read(_MAX_FILE + 1), shown)
    except OSError as error:
        hint = "; an address begins with https://" if not file.exists() and "." in file.name else ""
        raise _NoPageError(f"{shown}: {error.strerror or 'it cannot be read'}{hint}", USAGE_ERROR) from None
    except (RuntimeError, ValueError):
        raise _NoPageError(f"{shown}: no such file", USAGE_ERROR) from None


def _checked_size(body: bytes, shown: str) -> bytes:
    if len(body) > _MAX_FILE:
        raise _NoPageError(f"{shown}: larger than {_MAX_FILE // 1_000_000} MB")
    return body


def _fetch_page(url: str, config: Config, fetch: FetchPage) -> _Page:
    base, request = trial_request(url, None)
    networks = {source.network for source in config.sources}
    if len(networks) == 1:
        base = base._replace(network=networks.pop())
    secrets = secrets_of(base, (request,)) | proxy_secrets(os.environ)
    configure_logging(config)
    redact_in_logs(secrets)
    try:
        response = fetch(base, request, environment_for(config)).response
    except FetchError as error:
        hint = hint_for_failure(error.reason, error.http_status, base.url)
        reason = ": ".join(filter(None, (error.reason, hint)))
        raise _NoPageError(sanitize_line(redact_values(f"{base.url}: {reason}", secrets))) from None
    assert response is not None, "a first response cannot say that nothing changed"
    response = redact_response(response, secrets)
    return _Page(response.body, response.url, response.content_type)


def _without_lost_links(reading: PageReading) -> tuple[PageReading, int]:
    """Return what was read without links that lead nowhere while the address is not known, and how many they are."""
    blocks = [
        block._replace(links=tuple(link for link in block.links if not link.target.startswith(_ANY_ADDRESS)))
        for block in reading.blocks
    ]
    lost = sum(len(block.links) for block in reading.blocks) - sum(len(block.links) for block in blocks)
    link = None if reading.link and reading.link.startswith(_ANY_ADDRESS) else reading.link
    return reading._replace(blocks=tuple(blocks), link=link), lost


def _print(article: Article, reason: str, arguments: Arguments, width: int) -> None:
    if arguments.format == "json":
        record = article_record(article)
        text = "\n".join(block.text for block in article.blocks)
        print_utf8(to_json({**record, "text": text, "reason": reason}))
    elif arguments.format == "markdown":
        print_utf8(article_to_markdown(article).rstrip("\n"))
    else:
        print_lines(article_to_text(article, width).splitlines())


def _explained(reading: PageReading) -> list[str]:
    """Return what was taken of a page and why, a line each."""
    stated = {
        "title": reading.title,
        "byline": reading.byline,
        "published": reading.published and f"{reading.published.isoformat()} ({reading.precision.value})",
        "updated": reading.updated and reading.updated.isoformat(),
        "link": reading.link,
    }
    kinds: dict[str, int] = {}
    for block in reading.blocks:
        kinds[block.kind.value] = kinds.get(block.kind.value, 0) + 1
    counted = ", ".join(f"{count} x {kind}" for kind, count in kinds.items())
    return [
        *reading.steps,
        *(f"{name}: {value}" for name, value in stated.items() if value),
        f"blocks: {counted or 'none'}",
        f"{reading.completeness.value}{f': {reading.reason}' if reading.reason else ''}",
    ]
