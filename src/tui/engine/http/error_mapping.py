"""Map the errors of httpx, sockets and TLS to the errors of this package."""

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from tui.engine.http.errors import (
    ConnectError,
    ConnectionDroppedError,
    FetchError,
    InvalidResponseError,
    InvalidUrlError,
    TlsError,
    TruncatedResponseError,
)

_CERTIFICATE_EXPIRED: Final = 10
_NAME_MISMATCH: Final = frozenset({62, 64})
_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})


def classify_connection_error(error: BaseException, otherwise: FetchError) -> FetchError:
    """Return the error for a failed connection: that of the first known cause, else `otherwise`."""
    for cause in _causes(error, set()):
        known = _error_for(cause)
        if known is not None:
            return known
    return otherwise


def _causes(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each, seen)
    yield from _causes(error.__cause__, seen)
    yield from _causes(error.__context__, seen)


def _error_for(cause: BaseException) -> FetchError | None:  # noqa: PLR0911 - a table of causes reads best flat
    match cause:
        case ssl.SSLCertVerificationError():
            return TlsError(_certificate_reason(cause.verify_code))
        case ssl.SSLError():
            return TlsError("secure connection failed")
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return ConnectError("no name server answers")
        case socket.gaierror():
            return ConnectError("name not found")
        case ConnectionRefusedError():
            return ConnectError("connection refused")
        case ConnectionError():
            return ConnectError("connection reset")
        case OSError() if cause.errno in _NO_ROUTE:
            return ConnectError("network unreachable")
        case TimeoutError():
            return ConnectError("no connection")
        case _:
            return None


def _certificate_reason(code: int) -> str:
    if code == _CERTIFICATE_EXPIRED:
        return "certificate expired"
    return "certificate is for another name" if code in _NAME_MISMATCH else "certificate not trusted"


def _proxy_reason(text: str) -> str:
    """Return why a proxy opened no connection, from its status line: `407 Proxy Authentication Required`."""
    status = text[:3]
    if status == "407":
        return "proxy needs a user name and password (HTTP 407)"
    return f"proxy refused the connection (HTTP {status})" if status.isdecimal() else "proxy refused the connection"


@contextmanager
def map_request_errors(*, is_proxied: bool = False) -> Iterator[None]:
    """Map errors that occur before the response head.

    Args:
        is_proxied: whether the connection is to a proxy; then it is the proxy that cannot be reached.
    """
    try:
        yield
    except (httpx.LocalProtocolError, UnicodeEncodeError):
        raise InvalidUrlError("request refused: a header cannot be sent") from None  # the cause quotes the header
    except httpx.RemoteProtocolError as error:
        if "disconnected" in str(error):
            raise ConnectionDroppedError("connection closed without an answer") from error
        raise InvalidResponseError("not an HTTP answer") from error
    except httpx.ProxyError as error:
        raise ConnectError(_proxy_reason(str(error))) from error
    except httpx.NetworkError as error:
        known = classify_connection_error(error, ConnectError("no connection"))
        if not isinstance(error, httpx.ConnectError):
            known = ConnectionDroppedError(known.reason)
        elif is_proxied and isinstance(known, ConnectError):
            known = ConnectError(f"proxy: {known.reason}")
        raise known from error
    except httpx.ConnectTimeout as error:
        raise TimeoutError from error
    except httpx.HTTPError as error:
        raise classify_connection_error(error, ConnectError("no connection")) from error


@contextmanager
def map_body_errors() -> Iterator[None]:
    """Map errors that occur within the body."""
    try:
        yield
    except httpx.NetworkError as error:
        raise TruncatedResponseError("connection reset") from error
    except httpx.HTTPError as error:
        raise TruncatedResponseError("answer cut short") from error
