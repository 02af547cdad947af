"""The secrets that are known to belong to a source: its key, and those in its headers, parameters and URLs."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.redact import names_secret
from tui.sources.redaction.secret import MIN_SECRET

_SCHEME = re.compile(r"[A-Za-z][A-Za-z-]{1,15}")
# most parts of a header are words: a key has a digit or is long
_KEY_LIKE = re.compile(r"(?=[^0-9]{0,64}[0-9]).{6,}|.{16,}")


def secrets_of(source: SourceConfig, requests: Iterable[SourceRequest] = ()) -> frozenset[str]:
    """Return every known secret of a source in plain form; `redact_values` finds the other forms it is quoted in."""
    return frozenset(value for value in _all_secrets(source, requests) if len(value) >= MIN_SECRET)


def _all_secrets(source: SourceConfig, requests: Iterable[SourceRequest]) -> Iterator[str]:
    if source.key is not None:
        yield source.key.get_secret_value()
    for name, value in source.headers:
        if names_secret(name):
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
    value = rest.strip() if rest and _SCHEME.fullmatch(scheme) else value.strip()
    if not re.search(r"[\s;,]|=(?!=*$)", value):
        yield value
        yield from _basic_password(value)
        return
    for part in re.split(r"[\s;,]+", value):
        name, _, assigned = part.partition("=")
        candidate = (assigned or name).strip("\"'")
        if _KEY_LIKE.fullmatch(candidate):
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
    yield from (value for name, value in parse_qsl(parts.query) if names_secret(name))
    yield from (part for part in (parts.username, parts.password) if part)
