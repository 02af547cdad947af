"""Why the page of an article could not be had, in plain words."""

from collections.abc import Mapping
from typing import Final

from tui.engine.http.errors import FetchError, PrivateAddressError, PrivateRedirectError, ResponseTooLargeError
from tui.engine.http.retry_after import format_wait

PRIVATE: Final = "its link leads into a private network"
_BY_STATUS: Final[Mapping[int, str]] = {
    401: "the page asks for a login (HTTP 401)",
    402: "the page is for subscribers (HTTP 402)",
    403: "the site refuses it (HTTP 403)",
    404: "page not found (HTTP 404)",
    407: "a proxy asks for a login (HTTP 407)",
    410: "page not found (HTTP 410)",
    429: "the site wants fewer requests (HTTP 429)",
    451: "the site may not show it here, by law (HTTP 451)",
}
_SERVER_ERROR: Final = 500


def why_not_fetched(error: FetchError) -> str:
    """Return why a page could not be had; the teaser stays."""
    if error.retry_after is not None:
        return f"the site asks to wait {format_wait(error.retry_after)}"
    status = error.http_status or 0
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= _SERVER_ERROR:
        return f"the site has a fault (HTTP {status})"
    if isinstance(error, ResponseTooLargeError):
        return "the page is too large"
    if isinstance(error, PrivateAddressError | PrivateRedirectError):
        return PRIVATE
    return error.reason
