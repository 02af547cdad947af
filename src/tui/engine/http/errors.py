"""What one exchange with a source brought: an answer, or an error that says in a few plain words why not.

FetchError
├── AddressError       the address is not one we ask
│   └── PrivateAddressError   the host lies where this source has no business
├── UnreachableError   no connection: name not found, refused, unreachable
│   └── DroppedError   a connection was there and ended before a byte of the answer
├── TrustError         no secure connection
├── LateError          the deadline passed
├── CutShortError      the answer began and did not end as it should
├── TooLargeError      more than we take
├── GarbledError       not an HTTP answer, or in a coding we did not ask for
├── RedirectError      sent somewhere we do not go, or in circles
└── StatusError        an HTTP status other than a good answer
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tui.domain import CleanText, sanitize_line
from tui.domain.text import ERROR_LIMIT
from tui.sources.adapter import Response, SourceConfig, SourceRequest


class FetchError(Exception):
    """No answer worth reading; never holds the address, a header or any other secret."""

    def __init__(self, reason: str, *, http_status: int | None = None, retry_after: timedelta | None = None) -> None:
        self.reason: CleanText = sanitize_line(reason, ERROR_LIMIT)
        self.http_status = http_status
        self.retry_after = retry_after
        super().__init__(self.reason)


class InvalidUrlError(FetchError):
    """The address is not one we ask."""


class PrivateAddressError(InvalidUrlError):
    """The host lies where this source has no business."""


class ConnectError(FetchError):
    """There was no connection."""


class ConnectionDroppedError(ConnectError):
    """The connection ended before a byte of the answer came."""


class TlsError(FetchError):
    """There was no secure connection."""


class DeadlineExceededError(FetchError):
    """The deadline passed."""


class TruncatedResponseError(FetchError):
    """The answer began and did not end as it should; nothing of it counts."""


class ResponseTooLargeError(FetchError):
    """The answer is more than we take."""


class InvalidResponseError(FetchError):
    """This is not an HTTP answer in a coding we asked for."""


class RedirectError(FetchError):
    """We were sent somewhere we do not go, or in circles."""


class HttpStatusError(FetchError):
    """The server's answer is a status that brings no page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """One complete good answer."""

    page: Response | None
    """None where the server says that what it last sent still stands."""
    http_status: int


class FetcherProtocol(Protocol):
    """Whoever can get a page for a source."""

    async def fetch(self, source: SourceConfig, ask: SourceRequest | str) -> FetchResult:
        """One exchange; a bare address asks for just that. Raises FetchError."""
        ...

    def forget_validators(self, source_name: str) -> None:
        """Ask this source for full pages again: what it last sent could not be used."""
        ...
