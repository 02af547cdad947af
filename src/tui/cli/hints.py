"""Hints: what a user can do about a source that fails."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_BY_STATUS: Final[Mapping[int, str]] = {
    401: "the site requires a key: see key_env, or headers",
    403: "the site refuses programs, or requires a key in headers",
    404: "the server has no such page",
    410: "the server says that the page is gone for good",
    429: "it is polled too often: raise every",
    451: "the site refuses this country",
}
_COMPLETE: Final = ("off:", "no column", "no key:", "limit reached", "asked to wait")
"""How reasons begin that say themselves what to do."""
_UNREADABLE: Final = (
    "not data",
    "not a page",
    "not a feed",
    "no CSV",
    "no rows",
    "no ticker",
    "no table",
    "empty answer",
)
"""How reasons begin where the response came and is not what its source should be."""
_NETWORK: Final = (
    *("connection", "no connection", "secure connection", "certificate", "network", "name not found", "no name server"),
    *("no answer", "answer not complete", "answer cut short", "broken gzip", "not an HTTP answer", "proxy"),
)
"""How reasons begin where no response came, or not the whole of it."""
_BUGS: Final = ("building requests failed:", "request failed:", "parsing failed:")
"""How reasons begin where this program or a plug-in has a bug."""
_BROWSER: Final = "look at the address in a browser"


def hint_for_failure(reason: str, status: int | None, url: str) -> str:
    """Return what to do about a failed request.

    Args:
        reason: why it failed, as its health reports it.
        status: the HTTP status; None where no response came.
        url: the address of the source; empty for a provider that needs none.

    Returns:
        Empty where the reason itself says what to do.
    """
    if status is not None:
        return _BY_STATUS.get(status) or _for_other_status(status)
    if reason.startswith(_COMPLETE) or "bigboard sources try" in reason:
        return ""
    if reason.startswith(_BUGS):
        return "report it: the log has the details"
    if reason.startswith(_UNREADABLE) and url:
        return "`bigboard sources try URL` shows what is at the address"
    if reason.startswith(_NETWORK):
        return _for_network(reason, url)
    return _BROWSER if url else ""


def _for_network(reason: str, url: str) -> str:
    parts = urlsplit(url)
    host, server = parts.hostname, parts.netloc.rpartition("@")[2]
    if reason.startswith("proxy"):
        return "look at the proxy, which `bigboard doctor` names"
    by_reason = {
        "connection refused": f"nothing listens on {server}",
        "name not found": f'no address for "{host}": it is misspelt, or this machine is offline',
        "secure connection failed": f"{server} may not speak TLS (https): try http://",
    }
    if host and reason in by_reason:
        return by_reason[reason]
    return f"{_BROWSER}, and at the network"


def _for_other_status(status: int) -> str:
    if status >= 500:
        return "the site is in trouble: it is polled again automatically"
    return _BROWSER
