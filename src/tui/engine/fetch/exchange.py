"""One exchange with a source: where it began, where it has come to, and who may hear what."""

from dataclasses import dataclass
from typing import Final

import httpx

from tui.domain import CleanText, clean
from tui.engine.answer import AddressError, RedirectError
from tui.engine.redirect import Place, is_private
from tui.engine.secrets import hide, redact, secrets_of
from tui.sources.source import Ask, Source

_WEB: Final = frozenset({"http", "https"})


@dataclass(slots=True)
class Exchange:
    """One exchange under way."""

    source: Source
    ask: Ask
    home: httpx.URL
    left: float
    """Seconds until the deadline, of which waiting for a turn takes none."""
    begun: bool = False
    """Whether any head of an answer has come."""

    @property
    def private(self) -> bool:
        """Whether it may go to private networks: the source says so, or its own address is written as one."""
        return self.source.allow_private or is_private(place_of(self.home).host)

    def is_at_home(self, target: httpx.URL) -> bool:
        """Whether what is meant for the source's own host may be told to this one."""
        return place_of(self.home).shares_secrets_with(place_of(target))

    def gives_away(self, target: httpx.URL) -> bool:
        """Whether this is another place's address with our key in it, or a part of one, in whatever form."""
        return not self.is_at_home(target) and self._without_keys(str(target)) != str(target)

    def shown(self, target: httpx.URL) -> str:
        """The address without any key that a server may have written into it."""
        return redact(self._without_keys(str(target)))

    def header(self, response: httpx.Response, name: str) -> CleanText:
        """A header of an answer as it may be shown, hidden before it is cut; empty where there is none."""
        return clean(self._without_keys(response.headers.get(name, "")))

    def _without_keys(self, text: str) -> str:
        return hide(text, secrets_of(self.source, [self.ask]))


def address_of(url: str) -> httpx.URL:
    """A source's own address.

    Raises:
        AddressError: it is not a plain http or https address.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise AddressError("not an address") from None
    if address.scheme not in _WEB:
        raise AddressError("address refused: not http or https")
    if not _is_possible(address):
        raise AddressError("not an address")
    if address.userinfo:
        raise AddressError("address refused: it holds a password")
    return address


def sent_on(here: httpx.URL, location: str) -> httpx.URL:
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
    return place_of(address).is_possible


def place_of(address: httpx.URL) -> Place:
    """Whom an address talks to."""
    return Place(address.scheme, address.raw_host.decode("ascii"), address.port)
