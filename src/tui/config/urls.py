"""Parse and check the addresses that users write."""

import ipaddress
import re
import socket
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tui.config.errors import ConfigError, quote_value
from tui.sources.adapter import MAX_URL_LENGTH
from tui.sources.redaction.redact import redact_patterns

DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
"""The port of each scheme where an address names none."""

# compiled only once something is wrong
_LIKE_AN_ADDRESS: Final = r"(?a)(?:[\w.-]{1,128}\.[\w-]{1,63}|localhost)(?::\d{1,5})?(?:/[\w./%~-]{0,256})?"
_HOST_WITH_PORT: Final = r"(?a)(?:[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|localhost):\d"
_LIKE_HTTP: Final = r"(?ai)(?:h{0,2}t{1,3}p{1,2}(?P<s>s{0,2})|feed|rss)(?:[:;]/{0,2}|//)(?=[\w])"
"""A scheme that is misspelt, or that readers of feeds take for http."""
_LIKE_A_PATH: Final = r"/(?!/)|[~.]{1,2}/|[A-Za-z]:[\\/](?!/)"
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""The public internet; an address outside is private to some network, or another form of an IPv4 address."""

_EXPECTED = 'expected an address such as "https://www.brecorder.com/"'


def parse_url(url: str, error: Callable[[str], ConfigError]) -> SplitResult:
    """Parse an http or https address.

    Args:
        url: the address.
        error: makes the error from its problem, which has no secret of the address.

    Raises:
        ConfigError: the address is invalid.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise error(f"found an invalid address, {_EXPECTED}") from None
    if not url.strip():
        raise error(f"found {quote_value(url)}, {_EXPECTED}")
    if parts.scheme not in ("http", "https"):
        is_scheme = parts.scheme and not re.match(_HOST_WITH_PORT, url)
        scheme = quote_value(f"{parts.scheme}:") if is_scheme else "no scheme"
        raise error(f"found {scheme}, expected http or https{_scheme_hint(url, parts.scheme)}")
    if parts.username is not None or parts.password is not None:
        raise error("found a user name in the address; send it in headers.Authorization instead")
    if not host or len(url) > MAX_URL_LENGTH or not url.isprintable() or " " in url:
        shown = redact_patterns(url)
        if url != url.strip():
            raise error(f"found {quote_value(shown)} with a blank before or after it; leave that out")
        where = "a blank is written %20 in an address" if host and " " in url.strip() else _EXPECTED
        raise error(f"found {quote_value(shown)}, {where}{'' if host else _repaired(shown)}")
    return parts


def _scheme_hint(url: str, scheme: str) -> str:
    """Return what to write instead of an address without http or https, where that is clear."""
    if scheme == "file" or re.match(_LIKE_A_PATH, url):
        return "; files are not read: serve the folder with python3 -m http.server 8080 --bind 127.0.0.1"
    if scheme and not re.match(_HOST_WITH_PORT, url) and not re.match(_LIKE_HTTP, url):
        return ""
    return _repaired(redact_patterns(url.partition("?")[0]))


def _repaired(address: str) -> str:
    """Return the address with a proper scheme as a question, where it is one then."""
    wrong = re.match(_LIKE_HTTP, address)
    bare = address[wrong.end() :] if wrong else address
    if not re.fullmatch(_LIKE_AN_ADDRESS, bare):
        return ""
    is_plain = is_private(bare.partition("/")[0].partition(":")[0]) or (wrong and not wrong["s"])
    return f"; did you mean {'http' if is_plain else 'https'}://{bare}?"


def is_private(host: str) -> bool:
    """Return whether the host, as written, is this machine or a network that is not the internet.

    All forms of a number that a resolver accepts are recognised: `127.1`, `0x7f.1`, `2130706433`, `::ffff:127.0.0.1`.
    """
    name = host.rstrip(".").lower()
    if _is_localhost(name):
        return True
    address = _literal(name)
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return True
    return address is not None and (not address.is_global or address.is_multicast)


def is_loopback(host: str) -> bool:
    """Return whether the host, as written, is this machine."""
    name = host.rstrip(".").lower()
    if _is_localhost(name):
        return True
    address = _literal(name)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _is_localhost(name: str) -> bool:
    return name == "localhost" or name.endswith(".localhost")


def _literal(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return _numeric_ipv4(name)
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or _nat64_target(address) or address
    return address


def _nat64_target(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _numeric_ipv4(name: str) -> ipaddress.IPv4Address | None:
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeError, ValueError):
        return None
