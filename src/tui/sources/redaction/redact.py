"""Secrets taken out of text before anyone can read it."""

import operator
import re
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.domain.poll_result import Snapshot
from tui.domain.quote import InstrumentId
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.redaction.secret import REDACTED, SHORTEST_KEY

if TYPE_CHECKING:
    from tui.sources.redaction.key_redactor import KeyHider

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_PARAMETER = re.compile(r"(?P<name>(?:(?<=[?&;#])|(?<![^\s\"'(,]))[\w.%\[\]-]{1,64})=(?P<value>[^&#\s\"'<>]+)")
_TELLING = re.compile(
    r"(?i)(?:key|token|secret|passw|pwd|crumb|(?<![a-z])sig(?:n|nature)?$|auth|credential|session|sid$|cookie|jwt|otp|access)"
)
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|api-?key"
    r"|(?<![\w-])(?=x-[\w-]{0,64}?(?:key|token|secret|auth|session))x-[\w-]{1,100}+)"
    r"([\"']?\s*+[:,]\s*+b?[\"']?)((?:bearer|basic|token)\s++)?[^\s\"',;][^\"'\n]*+"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z-]{1,15}")
# of several pieces of a header most are words: one that is a key has a digit or is long
_KEY_LIKE = re.compile(r"(?=[^0-9]{0,64}[0-9]).{6,}|.{16,}")


def redact_patterns(text: str) -> str:
    """The text with user names and passwords of addresses, telling parameters and telling headers hidden.

    It looks at names, so a secret under an innocent name stays: `?x=` is not known to be one.
    """
    text = _USERINFO.sub(REDACTED + "@", text)
    text = _PARAMETER.sub(_hide_telling, text)
    return _HEADER.sub(rf"\1\2\3{REDACTED}", text)


def _hide_telling(parameter: re.Match[str]) -> str:
    name = parameter["name"]
    return f"{name}={REDACTED}" if _TELLING.search(unquote(name)) else parameter[0]


def secrets_of(source: SourceConfig, asks: Iterable[SourceRequest] = ()) -> frozenset[str]:
    """Every key that is known to belong to a source, plain; `hide` knows the forms in which a server may quote it."""
    return frozenset(value for value in _known(source, asks) if len(value) >= SHORTEST_KEY)


def _known(source: SourceConfig, asks: Iterable[SourceRequest]) -> Iterator[str]:
    if source.key is not None:
        yield source.key.get_secret_value()
    for name, value in source.headers:
        if _TELLING.search(name):
            yield from _in_header(value)
    for ask in asks:
        yield from (secret.get_secret_value() for _, secret in ask.secret_query)
        for _, secret in ask.secret_headers:
            yield from _in_header(secret.get_secret_value())
        yield from _in_address(ask.url)
    yield from _in_address(source.url)


def _in_header(value: str) -> Iterator[str]:
    """The keys in the value of a header, without the scheme before them and the names of cookies."""
    scheme, _, rest = value.strip().partition(" ")
    value = rest.strip() if rest and _SCHEME.fullmatch(scheme) else value.strip()
    if not re.search(r"[\s;,]|=(?!=*$)", value):
        yield value
        yield from _passwords(value)
        return
    for part in re.split(r"[\s;,]+", value):
        name, _, told = part.partition("=")
        piece = (told or name).strip("\"'")
        if _KEY_LIKE.fullmatch(piece):
            yield piece


def _passwords(value: str) -> Iterator[str]:
    """The password in what Basic authentication sends."""
    try:
        user, colon, password = b64decode(value, validate=True).decode("ascii").partition(":")
    except ValueError:
        return
    if colon and user.isprintable():
        yield password


def _in_address(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield from (value for name, value in parse_qsl(parts.query) if _TELLING.search(name))
    yield from (part for part in (parts.username, parts.password) if part)


def redact_values(text: str, values: Collection[str]) -> str:
    """A text with each of these keys hidden, in whatever form it is quoted; do so before it is cut."""
    return _hider_of(values).text(text) if values else text


def redact_bytes(body: bytes, values: Collection[str]) -> bytes:
    """The body of an answer, in any charset that pages come in, with each of these keys hidden."""
    return _hider_of(values).body(body) if values else body


def _hider_of(values: Collection[str]) -> "KeyHider":
    from tui.sources.redaction.key_redactor import hider_of  # noqa: PLC0415 - a board without keys needs none

    return hider_of(frozenset(values))


def without_keys(page: Response, values: Collection[str]) -> Response:
    """An answer as a reader may have it: with none of these keys in it, so that nobody can show or cut one."""
    if not values:
        return page
    return replace(
        page,
        url=redact_values(page.url, values),
        body=redact_bytes(page.body, values),
        content_type=redact_values(page.content_type, values),
    )


def snapshot_without_keys(snapshot: Snapshot, values: Collection[str]) -> Snapshot:
    """What a reader made of an answer, with none of these keys in its texts: it may have put one together again."""
    cleaned: Snapshot = _texts_hidden(snapshot, values) if values else snapshot
    return cleaned


def _texts_hidden(value: Any, values: Collection[str]) -> Any:  # noqa: ANN401 - whatever a snapshot is made of
    """The same object where nothing is hidden; names that we gave ourselves stay."""
    match value:
        case Enum():
            return value
        case str():
            return redact_values(value, values)
        case InstrumentId(market, symbol):
            hidden = redact_values(symbol, values)
            return value if hidden == symbol else InstrumentId(market, hidden)
        case tuple():
            parts = tuple(_texts_hidden(each, values) for each in value)
            return value if all(map(operator.is_, parts, value)) else parts
        case _ if is_dataclass(value):
            held = {each.name: getattr(value, each.name) for each in fields(value) if each.name != "source"}
            changed = {name: _texts_hidden(each, values) for name, each in held.items()}
            changed = {name: each for name, each in changed.items() if each is not held[name]}
            return replace(value, **changed) if changed else value  # type: ignore[type-var]
        case _:
            return value
