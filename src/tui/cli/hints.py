"""Hints: what a user can do about a source that fails."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_AGAIN: Final = "it is polled again automatically"
_BROWSER: Final = "look at the address in a browser"
_TRY: Final = "`bigboard sources try URL` shows what is at the address"

_BY_STATUS: Final[Mapping[int, str]] = {
    401: "the site requires a key: see key_env, or headers",
    403: "the site refuses programs, or requires a key in headers",
    404: "the server has no such page: look at the address in a browser, and correct url",
    407: "the proxy requires a user name and password: put them into HTTPS_PROXY",
    410: "the server says that the page is gone for good: take the source out",
    429: "it is polled too often: raise every",
    451: "the site refuses this country: take the source out",
}
_COMPLETE: Final = (
    *("off:", "no column", "no key:", "limit reached", "asked to wait", "several columns", "no symbols configured"),
    *("invalid symbol", "the table has no titles", "no CSS selector", "no selector of elements"),
    *("a CSS selector that takes too long", "too many elements for the CSS selector"),
)
"""How reasons begin that say themselves what to do."""
_BY_REASON: Final[tuple[tuple[str, str], ...]] = (
    ("building requests failed:", "report it: the log has the details"),
    ("request failed:", "report it: the log has the details"),
    ("parsing failed:", "report it: the log has the details"),
    ("no such symbol", "look up how the provider spells it, and correct symbols"),
    ("wants a key", "put a valid key where key_env, key_file or key_command says"),
    ("proxy needs", "put both into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"),
    ("proxy", "look at the proxy, which `bigboard doctor` names"),
    ("request refused: a header", "correct headers and user_agent"),
    ("redirect refused: it carries the key", "correct url: it leads to another host, which must not get the key"),
    ("redirect refused: https to http", "correct url: a secure page must not lead to one that is not"),
    ("too many redirects", "correct url: write the address that a browser ends at"),
    ("certificate expired", "wait until the site renews it, and look at the clock of this machine"),
    ("certificate is for another name", "correct the host in url"),
    ("certificate not trusted", "name the file of its authority with ca_file, such as that of a company's proxy"),
    ("no name server answers", "this machine is offline, or its name server is down: look at the network"),
    ("network unreachable", "this machine is offline, or no way leads there: look at the network"),
    ("connection reset", f"the server or the network broke off: {_AGAIN}"),
    ("connection closed", f"the server or the network broke off: {_AGAIN}"),
    ("no connection", f"the server or the network does not answer: {_AGAIN}"),
    ("no answer", f"the server or the network is too slow: {_AGAIN}"),
    ("answer not complete", f"the server or the network is too slow: {_AGAIN}"),
    ("answer cut short", f"the server or the network broke off: {_AGAIN}"),
    ("page cut short", f"the server or the network broke off: {_AGAIN}"),
    ("feed cut short", f"the server or the network broke off: {_AGAIN}"),
    ("broken gzip", f"the server sent a damaged answer: {_AGAIN}"),
    ("page took too long", f"the page is too large, or this machine is busy: {_AGAIN}"),
    ("an earlier page", f"the page is too large, or this machine is busy: {_AGAIN}"),
)
"""How reasons begin, and what to do whether the source has an address or not."""
_WITHOUT_ADDRESS: Final[Mapping[str, str]] = {
    "connection refused": "the server or a firewall refuses: look at the network",
    "name not found": "this machine is offline, or its name server is wrong: look at the network",
    "secure connection failed": "something on the way answers in its place: look at the network",
    "not an HTTP answer": "something on the way answers in its place: look at the network",
}
"""What to do about a provider's server, whose address the user did not write."""
_TOO_LARGE: Final = ("answer too large", "too many", "nested too deep", "more than")
_UNREADABLE: Final = (
    *("not data", "not a page", "not a feed", "no CSV", "no rows", "no row ", "no ticker", "no table", "empty answer"),
    *("broken JSON", "broken XML", "broken CSV", "nothing on the page", "nothing in the XML", "charset:"),
    *("unexpected response", "rows of", "columns of unequal", 'no "', "several elements"),
)
"""How reasons begin where the response came and is not what its source should be."""


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
        return _for_status(status, url)
    if reason.startswith(_COMPLETE) or "bigboard sources try" in reason or "allow_private" in reason:
        return ""
    usual = next((hint for start, hint in _BY_REASON if reason.startswith(start)), "")
    return _at_host(reason, url) or usual or _for_content(reason, url)


def _at_host(reason: str, url: str) -> str:
    """Return what to do where the server was not found or does not answer as the address says."""
    parts = urlsplit(url)
    host, server = parts.hostname, parts.netloc.rpartition("@")[2]
    if not host:
        return _WITHOUT_ADDRESS.get(reason, "")
    by_reason = {
        "connection refused": f"nothing listens on {server}: look at its port, and whether the server runs",
        "name not found": f'no address for "{host}": it is misspelt, or this machine is offline',
        "secure connection failed": f"{server} may not speak TLS (https): try http://",
        "not an HTTP answer": f"{server} does not speak HTTP: look at the port, or try https://",
    }
    return by_reason.get(reason, "")


def _for_content(reason: str, url: str) -> str:
    """Return what to do where the response is not what its source should be."""
    if reason.startswith(_TOO_LARGE):
        return "name a smaller page, or rows of it" if url else "request fewer symbols"
    if reason.startswith(_UNREADABLE):
        return _TRY if url else f"the provider answers otherwise than usual: {_AGAIN}"
    return _BROWSER if url else ""


def _for_status(status: int, url: str) -> str:
    if status in _BY_STATUS and (url or status != 404):
        return _BY_STATUS[status]
    if status >= 500:
        return f"the site is in trouble: {_AGAIN}"
    return _BROWSER if url else "look up how the provider spells its symbols, and correct them"
