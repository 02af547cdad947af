"""Check where a redirect may lead and which origins may share secrets: no private network, no key for a stranger.

Addresses are checked as written here; the address that a name resolves to is checked where the connection is opened.
"""

import ipaddress
import re
from typing import Final, NamedTuple

from tui.config.urls import DEFAULT_PORTS, is_private
from tui.engine.http.errors import RedirectError

_PORTS: Final = range(1, 65_536)
_NAME: Final = re.compile(r"(?=[A-Za-z0-9_])(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?", re.ASCII)
_MAX_NAME: Final = 253


class Origin(NamedTuple):
    """Scheme, host and port of an address."""

    scheme: str
    host: str
    """ASCII, lower case, an IPv6 address without its brackets."""
    port: int | None
    """None is the scheme's default."""

    def may_share_secrets(self, other: "Origin") -> bool:
        """Return whether secrets for this origin may be sent to the other: the same one, or the https form of it."""
        if self.host != other.host:
            return False
        if self.scheme == other.scheme:
            return self.effective_port == other.effective_port
        return (self.scheme, self.effective_port, other.scheme, other.effective_port) == ("http", 80, "https", 443)

    @property
    def effective_port(self) -> int | None:
        """The port, also where the address does not name it."""
        return self.port or DEFAULT_PORTS.get(self.scheme)

    @property
    def is_possible(self) -> bool:
        """Whether the host is a name or an IP address, and the port in range."""
        return is_host(self.host) and (self.port is None or self.port in _PORTS)


def check_redirect(source_origin: Origin, redirecting: Origin, target: Origin, *, private: bool) -> None:
    """Check that a redirect may be followed.

    Args:
        source_origin: the source's own origin.
        redirecting: the origin that redirects.
        target: the origin that it redirects to.
        private: whether this source may be on a private network.

    Raises:
        RedirectError: it leads to another protocol than http and https, from https to http, or into a private network
            that neither the source's own address nor its configuration allows.
    """
    if target.scheme not in DEFAULT_PORTS:
        raise RedirectError(f"redirect refused: {target.scheme[:20] or 'no scheme'}")
    if not target.is_possible:
        raise RedirectError("redirect refused: not an address")
    if redirecting.scheme == "https" and target.scheme == "http":
        raise RedirectError("redirect refused: https to http")
    if not private and is_private(target.host) and not is_private(source_origin.host):
        raise RedirectError("redirect refused: private address")


def is_host(text: str) -> bool:
    """Return whether the text can be the host of an address: a name, or an IP address without brackets."""
    is_name = len(text.removesuffix(".")) <= _MAX_NAME and _NAME.fullmatch(text) is not None
    return is_name or _is_ipv6(text)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
