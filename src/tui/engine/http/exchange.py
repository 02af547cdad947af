"""The state of one fetch across its redirects, and which host may receive the secrets of the source."""

from dataclasses import dataclass
from typing import Final

import httpx

from tui.config.urls import is_private
from tui.domain.text import CleanText, sanitize_line
from tui.engine.http.errors import HttpStatusError, InvalidUrlError, RedirectError
from tui.engine.http.redirects import Origin
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of

_SCHEMES: Final = frozenset({"http", "https"})


@dataclass(slots=True)
class FetchContext:
    """One fetch under way."""

    source: SourceConfig
    request: SourceRequest
    origin_url: httpx.URL
    remaining: float
    """Seconds until the deadline; waiting for the rate limit takes none of them."""
    head_received: bool = False
    """Whether a response head has come."""
    proxy_secrets: frozenset[str] = frozenset()
    """The passwords of the proxies that may be used."""
    status_error: HttpStatusError | None = None
    """The error of a response whose words are not yet read."""

    @property
    def private(self) -> bool:
        """Whether private networks are allowed: by the source, or since its own address is written as one."""
        return self.source.allow_private or is_private(origin_of(self.origin_url).host)

    def is_same_origin(self, target: httpx.URL) -> bool:
        """Return whether secrets for the source's own origin may be sent to this one."""
        return origin_of(self.origin_url).may_share_secrets(origin_of(target))

    def leaks_secret_to(self, target: httpx.URL) -> bool:
        """Return whether this address of another origin has the source's key in it, or part of it, in any encoding."""
        return not self.is_same_origin(target) and self._without_keys(str(target)) != str(target)

    def redacted_url(self, target: httpx.URL) -> str:
        """Return the address without any key that a server may have written into it."""
        return redact_patterns(self._without_keys(str(target)))

    def header(self, response: httpx.Response, name: str) -> CleanText:
        """Return a response header fit to be shown, redacted before it is cut; empty where there is none."""
        return sanitize_line(self._without_keys(response.headers.get(name, "")))

    def _without_keys(self, text: str) -> str:
        return redact_values(text, secrets_of(self.source, [self.request]) | self.proxy_secrets)


def parse_source_url(url: str) -> httpx.URL:
    """Parse the address of a source.

    Raises:
        InvalidUrlError: it is not a plain http or https address.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise InvalidUrlError("not an address") from None
    if address.scheme not in _SCHEMES:
        raise InvalidUrlError("address refused: not http or https")
    if not _is_possible(address):
        raise InvalidUrlError("not an address")
    if address.userinfo:
        raise InvalidUrlError("address refused: it has a password")
    return address


def redirect_target(current: httpx.URL, location: str) -> httpx.URL:
    """Return the address that a redirect leads to.

    Raises:
        RedirectError: it is not an address that is followed.
    """
    try:
        target = current.join(location)
    except httpx.InvalidURL:
        raise RedirectError("redirect refused: not an address") from None
    if target.scheme in _SCHEMES and not _is_possible(target):
        raise RedirectError("redirect refused: not an address")
    if target.userinfo:
        raise RedirectError("redirect refused: it has a password")
    return target


def _is_possible(address: httpx.URL) -> bool:
    try:
        _ = address.host  # decodes a name that begins with xn--, which not every such name can be
    except ValueError:
        return False
    return origin_of(address).is_possible


def origin_of(address: httpx.URL) -> Origin:
    """Return the origin of an address."""
    return Origin(address.scheme, address.raw_host.decode("ascii"), address.port)
