"""Parse and check the addresses that users write."""

import ipaddress
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tui.config.errors import ConfigError, quote_value
from tui.sources.redaction.redact import redact_patterns

MAX_URL: Final = 2048

_LIKE_AN_ADDRESS: Final = re.compile(r"[\w.-]{1,128}\.[\w-]{2,63}(?::\d{1,5})?(?:/[\w./%~-]{0,256})?", re.ASCII)
_HOST_WITH_PORT: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}:\d", re.ASCII)

_EXPECTED = 'expected an address such as "https://www.brecorder.com/"'


def parse_url(url: str, wrong: Callable[[str], ConfigError]) -> SplitResult:
    """Parse an http or https address.

    Args:
        url: the address.
        wrong: makes the error from its problem, in which no secret of the address stands.

    Raises:
        ConfigError: the address is invalid.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong(f"found no address, {_EXPECTED}") from None
    if parts.scheme not in ("http", "https"):
        scheme = quote_value(f"{parts.scheme}:") if parts.scheme else "no scheme"
        raise wrong(f"found {scheme}, expected http or https{_scheme_hint(url, parts.scheme)}")
    if parts.username is not None or parts.password is not None:
        raise wrong("found a user name in the address; send it in headers.Authorization instead")
    if not host or len(url) > MAX_URL or not url.isprintable() or " " in url:
        raise wrong(f"found {quote_value(redact_patterns(url))}, {_EXPECTED}")
    return parts


def _scheme_hint(url: str, scheme: str) -> str:
    """Return what to write instead of an address without http or https, where that is clear."""
    if scheme == "file":
        return "; files are not read: serve the folder with python3 -m http.server 8080 --bind 127.0.0.1"
    if scheme and not _HOST_WITH_PORT.match(url):
        return ""
    address = redact_patterns(url.partition("?")[0])
    return f"; did you mean https://{address}?" if _LIKE_AN_ADDRESS.fullmatch(address) else ""


def is_local_network(url: SplitResult) -> bool:
    """Whether the address lies on this machine or its local network, where polling is nobody else's load."""
    host = url.hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
