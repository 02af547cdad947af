"""Secrets taken out of text before anyone can read it."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from tui.sources.source import Ask, Source

HIDDEN: Final = "***"

_SHORTEST: Final = 6

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_PARAMETER = re.compile(r"(?P<name>(?:(?<=[?&;#])|(?<![^\s\"'(,]))[\w.%\[\]-]{1,64})=(?P<value>[^&#\s\"'<>]+)")
_TELLING = re.compile(
    r"(?i)(?:key|token|secret|passw|pwd|crumb|(?<![a-z])sig(?:n|nature)?$|auth|credential|session|sid$|cookie|jwt|otp|access)"
)
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|secret|auth|session)[\w-]*|api-?key)"
    r"([\"']?\s*[:,]\s*b?[\"']?)((?:bearer|basic|token)\s+)?[^\s\"',;][^\"'\n]*"
)


def redact(text: str) -> str:
    """The text with user names and passwords of addresses, telling parameters and telling headers hidden.

    It looks at names, so a secret under an innocent name stays: `?x=` is not known to be one.
    """
    text = _USERINFO.sub(HIDDEN + "@", text)
    text = _PARAMETER.sub(_hide_telling, text)
    return _HEADER.sub(rf"\1\2\3{HIDDEN}", text)


def _hide_telling(parameter: re.Match[str]) -> str:
    name = parameter["name"]
    return f"{name}={HIDDEN}" if _TELLING.search(unquote(name)) else parameter[0]


def secrets_of(source: Source, asks: Iterable[Ask] = ()) -> frozenset[str]:
    """Every key that is known to belong to a source, each in the forms in which a page may echo it."""
    plain = {value for value in _told(source, asks) if len(value) >= _SHORTEST}
    return frozenset(form for value in plain for form in (value, quote(value, safe=""), quote_plus(value)))


def _told(source: Source, asks: Iterable[Ask]) -> Iterator[str]:
    if source.key is not None:
        yield source.key.reveal()
    for name, value in source.headers:
        if _TELLING.search(name):
            yield value
            yield from re.split(r"[\s;,=]+", value)
    for ask in asks:
        yield from (secret.reveal() for _, secret in (*ask.secret_query, *ask.secret_headers))
        yield from _in_address(ask.url)
    yield from _in_address(source.url)


def _in_address(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield from (value for name, value in parse_qsl(parts.query) if _TELLING.search(name))
    yield from (part for part in (parts.username, parts.password) if part)


def hide(text: str, values: Collection[str]) -> str:
    """The text with each of these values hidden, the longest first."""
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return text


def hide_bytes(body: bytes, values: Collection[str]) -> bytes:
    """Bytes of any charset that pages come in, with each of these values hidden."""
    for value in sorted(values, key=len, reverse=True):
        for charset in ("utf-8", "utf-16-le", "utf-16-be"):
            body = body.replace(value.encode(charset), HIDDEN.encode(charset))
    return body
