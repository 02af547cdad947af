"""One exchange with a source: where it began, where it has come to, and who may hear what."""

from dataclasses import dataclass
from typing import Final

import httpx

from tui.domain import CleanText, sanitize_line
from tui.engine.http.errors import InvalidUrlError, RedirectError
from tui.engine.http.redirects import Origin, is_private
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of

_WEB: Final = frozenset({"http", "https"})


@dataclass(slots=True)
class FetchContext:
    """One exchange under way."""

    source: SourceConfig
    ask: SourceRequest
    origin_url: httpx.URL
    left: float
    """Seconds until the deadline, of which waiting for a turn takes none."""
    begun: bool = False
    """Whether any head of an answer has come."""

    @property
    def private(self) -> bool:
        """Whether it may go to private networks: the source says so, or its own address is written as one."""
        return self.source.allow_private or is_private(origin_of(self.origin_url).host)

    def is_same_origin(self, target: httpx.URL) -> bool:
        """Whether what is meant for the source's own host may be told to this one."""
        return origin_of(self.origin_url).may_share_secrets(origin_of(target))

    def leaks_secret_to(self, target: httpx.URL) -> bool:
        """Whether this is another place's address with our key in it, or a part of one, in whatever form."""
        return not self.is_same_origin(target) and self._without_keys(str(target)) != str(target)

    def redacted_url(self, target: httpx.URL) -> str:
        """The address without any key that a server may have written into it."""
        return redact_patterns(self._without_keys(str(target)))

    def header(self, response: httpx.Response, name: str) -> CleanText:
        """A header of an answer as it may be shown, hidden before it is cut; empty where there is none."""
        return sanitize_line(self._without_keys(response.headers.get(name, "")))

    def _without_keys(self, text: str) -> str:
        return redact_values(text, secrets_of(self.source, [self.ask]))


def parse_source_url(url: str) -> httpx.URL:
    """A source's own address.

    Raises:
        AddressError: it is not a plain http or https address.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise InvalidUrlError("not an address") from None
    if address.scheme not in _WEB:
        raise InvalidUrlError("address refused: not http or https")
    if not _is_possible(address):
        raise InvalidUrlError("not an address")
    if address.userinfo:
        raise InvalidUrlError("address refused: it holds a password")
    return address


def redirect_target(here: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads.

    Raises:
        RedirectError: it is no address that we follow.
    """
    try:
        there = here.join(location)
    except httpx.InvalidURL:
        raise RedirectError("redirect refused: not an address") from None
    if there.scheme in _WEB and not _is_possible(there):
        raise RedirectError("redirect refused: not an address")
    if there.userinfo:
        raise RedirectError("redirect refused: it holds a password")
    return there


def _is_possible(address: httpx.URL) -> bool:
    try:
        _ = address.host  # decoded for the first header of a request: not every name that begins with xn-- can be
    except ValueError:
        return False
    return origin_of(address).is_possible


def origin_of(address: httpx.URL) -> Origin:
    """Whom an address talks to."""
    return Origin(address.scheme, address.raw_host.decode("ascii"), address.port)
