"""The result of a fetch: a response, or an error that says in a few plain words why there is none.

FetchError
├── InvalidUrlError            the address cannot be requested
│   └── PrivateAddressError    the host is on a private network that the source may not reach
├── ConnectError               no connection: name not found, refused, unreachable
│   └── ConnectionDroppedError the connection ended before a byte of the response
├── TlsError                   no secure connection
├── DeadlineExceededError      the deadline passed
├── TruncatedResponseError     the response began and did not end as it should
├── ResponseTooLargeError      larger than the limits
├── InvalidResponseError       not HTTP, or in a coding that was not requested
├── RedirectError              to an address that is refused, or in circles
│   └── PrivateRedirectError   to a private network that the source may not reach
├── HttpStatusError            an HTTP status without a page
└── NotPermittedError          the site does not permit it, or it is not known whether it does
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple, Protocol

from tui.domain.text import MAX_ERROR_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import Response, SourceConfig, SourceRequest


class FetchError(Exception):
    """There is no usable response; the reason never holds the address, a header or any other secret."""

    def __init__(self, reason: str, *, http_status: int | None = None, retry_after: timedelta | None = None) -> None:
        self.reason: CleanText = sanitize_line(reason, MAX_ERROR_LENGTH)
        self.http_status = http_status
        self.retry_after = retry_after
        super().__init__(self.reason)


class InvalidUrlError(FetchError):
    """The address cannot be requested."""


class PrivateAddressError(InvalidUrlError):
    """The host is on a private network that the source may not reach."""


class ConnectError(FetchError):
    """There was no connection."""


class ConnectionDroppedError(ConnectError):
    """The connection ended before a byte of the response came."""


class TlsError(FetchError):
    """There was no secure connection."""


class DeadlineExceededError(FetchError):
    """The deadline passed."""


class TruncatedResponseError(FetchError):
    """The response began and did not end as it should; no part of it is used."""


class ResponseTooLargeError(FetchError):
    """The response is larger than the limits."""


class InvalidResponseError(FetchError):
    """The response is not HTTP, or in a coding that was not requested."""


class RedirectError(FetchError):
    """A redirect leads to an address that is refused, or in circles."""


class PrivateRedirectError(RedirectError):
    """A redirect leads to a private network that the source may not reach."""


class HttpStatusError(FetchError):
    """The response has a status without a page."""

    response: Response | None = None
    """With the server's words on what is wrong, where it has any; not yet redacted."""


class FetchResult(NamedTuple):
    """One complete successful response."""

    response: Response | None
    """None where the server confirmed its last response as unchanged (304)."""
    http_status: int


class NotPermittedError(FetchError):
    """The site does not permit that the page is read, or it is not known whether it does."""


Permit = Callable[[str], Awaitable[None]]
"""Raises FetchError where an address must not be requested."""


class FetcherProtocol(Protocol):
    """Fetches pages for sources."""

    async def fetch(self, source: SourceConfig, request: SourceRequest, permit: Permit | None = None) -> FetchResult:
        """Send one request; `permit` is asked before a redirect is followed. Raises FetchError."""
        ...

    def forget_validators(self, source_name: str) -> None:
        """Request full pages of this source again, because its last one could not be used."""
        ...
