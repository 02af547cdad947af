"""Parse and check the addresses that users write."""

import ipaddress
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tui.config.errors import ConfigError, quote_value
from tui.sources.redaction.redact import redact_patterns

MAX_URL: Final = 2048

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
        raise wrong(f"found {scheme}, expected http or https")
    if parts.username is not None or parts.password is not None:
        raise wrong("found a user name in the address; send it in headers.Authorization instead")
    if not host or len(url) > MAX_URL or not url.isprintable() or " " in url:
        raise wrong(f"found {quote_value(redact_patterns(url))}, {_EXPECTED}")
    return parts


def is_local_network(url: SplitResult) -> bool:
    """Whether the address lies on this machine or its local network, where polling is nobody else's load."""
    host = url.hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
