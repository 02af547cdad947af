"""Redact secrets in text: the secret values of a source, and every value whose name announces a secret."""

import re
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.secret import MIN_SECRET, REDACTED, SENSITIVE_NAMES

if TYPE_CHECKING:
    from tui.sources.redaction.key_redactor import KeyRedactor

_USERINFO = r"(?<=://)[^/?#\s]*@"
_PARAMETER = r"(?P<name>(?:(?<=[?&;#])|(?<![^\s\"'(,]))[\w.%\[\]-]{1,64})=(?P<value>[^&#\s\"'<>]+)"
# the additional ones are too short or too common to announce a secret in running text
# this one and the two below are compiled when they are first needed
_SECRET_NAME = rf"(?i){SENSITIVE_NAMES}|crumb|otp|access|sid$|(?<![a-z])sig(?:n|nature)?$"
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|api-?key"
    r"|(?<![\w-])(?=x-[\w-]{0,64}?(?:key|token|secret|auth|session))x-[\w-]{1,100}+)"
    r"([\"']?\s*+[:,]\s*+b?[\"']?)((?:bearer|basic|token)\s++)?[^\s\"',;][^\"'\n]*+"
)
_SCHEME = r"[A-Za-z][A-Za-z-]{1,15}"
# most parts of a header are words: a key has a digit or is long
_KEY_LIKE = r"(?=[^0-9]{0,64}[0-9]).{6,}|.{16,}"


def _names_secret(name: str) -> bool:
    """Return whether the value of a parameter or header of this name is a secret."""
    return re.search(_SECRET_NAME, name) is not None


def redact_patterns(text: str) -> str:
    """Replace user names and passwords in URLs, and the values of parameters and headers that a name marks as secret.

    Only names are recognized, so a secret under an innocent name, such as `?x=`, stays.
    """
    # most texts have neither, and no pattern is compiled for them
    if "@" in text:
        text = re.sub(_USERINFO, REDACTED + "@", text)
    if "=" in text:
        text = re.sub(_PARAMETER, _redact_parameter, text)
    return _HEADER.sub(rf"\1\2\3{REDACTED}", text)


def _redact_parameter(parameter: re.Match[str]) -> str:
    name = parameter["name"]
    return f"{name}={REDACTED}" if _names_secret(unquote(name)) else parameter[0]


def redact_values(text: str, values: Collection[str]) -> str:
    """Replace each of these keys in a text, however it is quoted; call this before the text is cut."""
    return _redactor_for(values).redact_text(text) if values else text


def redact_bytes(body: bytes, values: Collection[str]) -> bytes:
    """Replace each of these keys in a response body, in any charset that pages come in."""
    return _redactor_for(values).redact_body(body) if values else body


def _redactor_for(values: Collection[str]) -> "KeyRedactor":
    from tui.sources.redaction.key_redactor import redactor_for  # noqa: PLC0415 - a board without keys needs none

    return redactor_for(frozenset(values))


def secrets_of(source: SourceConfig, requests: Iterable[SourceRequest] = ()) -> frozenset[str]:
    """Return every known secret of a source in plain form; `redact_values` finds the other forms it is quoted in."""
    return frozenset(value for value in _all_secrets(source, requests) if len(value) >= MIN_SECRET)


def _all_secrets(source: SourceConfig, requests: Iterable[SourceRequest]) -> Iterator[str]:
    if source.key is not None:
        yield source.key.get_secret_value()
    for name, value in source.headers:
        if _names_secret(name):
            yield from _in_header(value)
    for request in requests:
        yield from (secret.get_secret_value() for _, secret in request.secret_query)
        for _, secret in request.secret_headers:
            yield from _in_header(secret.get_secret_value())
        yield from _in_url(request.url)
    yield from _in_url(source.url)


def _in_header(value: str) -> Iterator[str]:
    """Yield the keys in the value of a header, without the scheme before them and the names of cookies."""
    scheme, _, rest = value.strip().partition(" ")
    value = rest.strip() if rest and re.fullmatch(_SCHEME, scheme) else value.strip()
    if not re.search(r"[\s;,]|=(?!=*$)", value):
        yield value
        yield from _basic_password(value)
        return
    for part in re.split(r"[\s;,]+", value):
        name, _, assigned = part.partition("=")
        candidate = (assigned or name).strip("\"'")
        if re.fullmatch(_KEY_LIKE, candidate):
            yield candidate


def _basic_password(value: str) -> Iterator[str]:
    """Yield the password in the credentials of Basic authentication."""
    try:
        user, colon, password = b64decode(value, validate=True).decode("ascii").partition(":")
    except ValueError:
        return
    if colon and user.isprintable():
        yield password


def _in_url(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield from (value for name, value in parse_qsl(parts.query) if _names_secret(name))
    yield from (part for part in (parts.username, parts.password) if part)
