"""What goes wrong below us, in our own terms."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tui.engine.answer import (
    ConnectError,
    ConnectionDroppedError,
    InvalidResponseError,
    InvalidUrlError,
    TruncatedResponseError,
)
from tui.engine.connection import classify_connection_error


@contextmanager
def map_request_errors() -> Iterator[None]:
    """Errors before the head of an answer has come, in our own terms."""
    try:
        yield
    except (httpx.LocalProtocolError, UnicodeEncodeError):
        raise InvalidUrlError("request refused: a header cannot be sent") from None  # the cause quotes the header
    except httpx.RemoteProtocolError as error:
        if "disconnected" in str(error):
            raise ConnectionDroppedError("connection closed without an answer") from error
        raise InvalidResponseError("not an HTTP answer") from error
    except httpx.NetworkError as error:
        known = classify_connection_error(error, ConnectError("no connection"))
        raise (known if isinstance(error, httpx.ConnectError) else ConnectionDroppedError(known.reason)) from error
    except httpx.ConnectTimeout as error:
        raise TimeoutError from error
    except httpx.HTTPError as error:
        raise classify_connection_error(error, ConnectError("no connection")) from error


@contextmanager
def map_body_errors() -> Iterator[None]:
    """Errors amid the body, in our own terms."""
    try:
        yield
    except httpx.NetworkError as error:
        raise TruncatedResponseError("connection reset") from error
    except httpx.HTTPError as error:
        raise TruncatedResponseError("answer cut short") from error
