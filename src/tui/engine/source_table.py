"""A written source taken as a Source, or refused with the reason and what to write instead."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from tui.domain.text import clean
from tui.engine.secrets import redact
from tui.engine.written import ConfigError, fault, found, nearest
from tui.sources.source import Adapter, Source

if TYPE_CHECKING:
    from tui.engine.schema import SourceTable

LONGEST_NAME: Final = 24
LONGEST_URL: Final = 2048
MOST_SOURCES: Final = 100
MOST_HEADERS: Final = 20
LONGEST_EVERY: Final = timedelta(days=1)

_OWN_MACHINE: Final = timedelta(seconds=1)
_USUAL: Final = timedelta(seconds=15)
_EVERY = re.compile(r"([1-9][0-9]{0,5})(s|m|h)", re.ASCII)
_UNITS: Mapping[str, timedelta] = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
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


def read_interval(text: str) -> timedelta | None:
    """`15s`, `2m` or `1h` as a length of time; None where it is written otherwise."""
    match = _EVERY.fullmatch(text)
    return int(match[1]) * _UNITS[match[2]] if match else None


class _Reader:
    """Takes one written source; knows where it stands, for the error."""

    def __init__(self, file: Path | None, key: str) -> None:
        self._file = file
        self._key = key

    def source(self, table: "SourceTable", kinds: Mapping[str, Adapter]) -> Source:
        adapter = self._adapter(table.kind, kinds)
        url = self._url(table.url)
        return Source(
            name=self._name(table.name),
            kind=adapter.kind,
            url=table.url,
            every=self._every(table.every, adapter, own=_is_own(url)),
            market=self._market(table.market),
            headers=self._headers(table),
            allow_private=table.allow_private,
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

    def _url(self, url: str) -> SplitResult:
        expected = 'expected an address such as "https://www.brecorder.com/"'
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise self._wrong("url", f"found no address, {expected}") from None
        if parts.scheme not in ("http", "https"):
            scheme = found(f"{parts.scheme}:") if parts.scheme else "no scheme"
            raise self._wrong("url", f"found {scheme}, expected http or https")
        if parts.username is not None or parts.password is not None:
            raise self._wrong("url", "found a user name in the address; send it in headers.Authorization instead")
        if not host or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
            raise self._wrong("url", f"found {found(redact(url))}, {expected}")
        return parts

    def _every(self, every: str | None, adapter: Adapter, *, own: bool) -> timedelta:
        least = _OWN_MACHINE if own else adapter.least_every
        if every is None:
            return max(_USUAL, least)
        interval = read_interval(every)
        if interval is None:
            raise self._wrong("every", f'found {found(every)}, expected text such as "15s", "2m" or "1h"')
        if interval < least:
            polite = f"{least.total_seconds():.0f}s"
            raise self._wrong(
                "every", f'found {found(every)}, expected "{polite}" or more: the polite minimum of {adapter.kind}'
            )
        if interval > LONGEST_EVERY:
            raise self._wrong("every", f'found {found(every)}, expected "24h" or less')
        return interval

    def _market(self, market: str) -> str:
        if not _MARKET.fullmatch(market):
            raise self._wrong("market", f'found {found(market)}, expected capitals and digits such as "PSX"')
        return market

    def _headers(self, table: "SourceTable") -> tuple[tuple[str, str], ...]:
        headers = dict(table.headers)
        if table.user_agent is not None:
            headers["User-Agent"] = table.user_agent
        if len(headers) > MOST_HEADERS:
            raise self._wrong("headers", f"found {len(headers)}, expected {MOST_HEADERS} at most")
        for name, value in headers.items():
            self._check_header(name, value)
        return tuple(headers.items())

    def _check_header(self, name: str, value: str) -> None:
        if not _HEADER.fullmatch(name):
            raise self._wrong("headers", f'found the name {found(name)}, expected one such as "X-API-Key"')
        if name.lower() in _OWN_HEADERS:
            raise self._wrong(f"headers.{name}", "is set by the program itself; leave it out")
        if not _HEADER_VALUE.fullmatch(value):
            raise self._wrong(f"headers.{name}", "found a value that no header can carry, expected plain ASCII text")


def _is_own(url: SplitResult) -> bool:
    """Whether the address lies on this machine or its own network, where no one else's patience is asked for."""
    host = url.hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
