"""What goes wrong below us, in our own terms."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tui.engine.answer import AddressError, CutShortError, DroppedError, GarbledError, UnreachableError
from tui.engine.connection import diagnosis


@contextmanager
def unanswered() -> Iterator[None]:
    """Errors before the head of an answer has come, in our own terms."""
    try:
        yield
    except (httpx.LocalProtocolError, UnicodeEncodeError):
        raise AddressError("request refused: a header cannot be sent") from None  # the cause quotes the header
    except httpx.RemoteProtocolError as error:
        if "disconnected" in str(error):
            raise DroppedError("connection closed without an answer") from error
        raise GarbledError("not an HTTP answer") from error
    except httpx.NetworkError as error:
        known = diagnosis(error, UnreachableError("no connection"))
        raise (known if isinstance(error, httpx.ConnectError) else DroppedError(known.reason)) from error
    except httpx.ConnectTimeout as error:
        raise TimeoutError from error
    except httpx.HTTPError as error:
        raise diagnosis(error, UnreachableError("no connection")) from error


@contextmanager
def cut_short() -> Iterator[None]:
    """Errors amid the body, in our own terms."""
    try:
        yield
    except httpx.NetworkError as error:
        raise CutShortError("connection reset") from error
    except httpx.HTTPError as error:
        raise CutShortError("answer cut short") from error
