"""The faults that the demo's server can show, each as seen on real sites."""

import re
import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

from tui.demo.http import Response

_REMAINING_ROWS: Final = 5
_TRUNCATION_DIVISOR: Final = 3
"""The number of rows is divided by this."""
_BOMB_MEGABYTES: Final = 64
_MEGABYTE: Final = bytes(1 << 20)
_ROW: Final = re.compile(rb"(?:Increased|Decreased) By |No Change ")
_CAPTCHA_PAGE: Final = (
    b'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Just a moment...</title></head>\n<body>'
    b"<h1>Checking that you are human</h1><p>This takes a few seconds. Please tick the box to go on.</p>"
    b'<form action="/check" method="post"><label><input type="checkbox" name="human"> I am human</label></form>'
    b"</body></html>\n"
)
_UNAVAILABLE_PAGE: Final = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>503 Service Unavailable</title></head>\n'
    b"<body><h1>Service Unavailable</h1><p>The exchange is not answering. Try again later.</p></body></html>\n"
)


class Delivery(Enum):
    """How a response is sent."""

    WHOLE = auto()
    DRIP = auto()
    """A byte at a time until the fault ends; then the rest at once."""
    HANG = auto()
    """Nothing until the fault ends."""
    RESET = auto()
    """Half of it, then the connection is reset."""


class Fault(NamedTuple):
    """One fault: how the response is changed, and how it is sent."""

    apply: Callable[[Response, timedelta], Response] = lambda response, _every: response
    """Takes the correct response, uncompressed, and the poll interval."""
    delivery: Delivery = Delivery.WHOLE


def _unavailable(response: Response, _every: timedelta) -> Response:
    return response._replace(status=503, body=_UNAVAILABLE_PAGE)


def _too_many(response: Response, every: timedelta) -> Response:
    wait = max(1, -(-every // timedelta(seconds=1)))
    return response._replace(
        status=429, headers=(*response.headers, ("Retry-After", str(wait))), body=b"Too many requests.\n"
    )


def _truncated(response: Response, _every: timedelta) -> Response:
    rows = [match.start() for match in _ROW.finditer(response.body)]
    # within the ticker, so that rows are missing and not only the end of the report
    end = rows[len(rows) // _TRUNCATION_DIVISOR] if rows else len(response.body) // 2
    return response._replace(body=response.body[:end])


def _blank(response: Response, _every: timedelta) -> Response:
    return response._replace(body=b"")


def _new_layout(response: Response, _every: timedelta) -> Response:
    lines = response.body.split(b"\n")
    rows = [number for number, line in enumerate(lines) if _ROW.search(line)]
    removed = frozenset(rows[_REMAINING_ROWS:])
    return response._replace(body=b"\n".join(line for number, line in enumerate(lines) if number not in removed))


def _captcha(response: Response, _every: timedelta) -> Response:
    return _with_content_type(response._replace(body=_CAPTCHA_PAGE), "text/html; charset=utf-8")


def _wrong_charset(response: Response, _every: timedelta) -> Response:
    # EBCDIC that claims to be UTF-8
    return response._replace(body=response.body.decode().encode("cp037", errors="replace"))


def _bomb(response: Response, _every: timedelta) -> Response:
    return response._replace(headers=(*response.headers, ("Content-Encoding", "gzip")), body=_bomb_body())


@cache
def _bomb_body() -> bytes:
    compressor = zlib.compressobj(level=9, wbits=31)
    return b"".join((*(compressor.compress(_MEGABYTE) for _ in range(_BOMB_MEGABYTES)), compressor.flush()))


def _with_content_type(response: Response, content_type: str) -> Response:
    headers = tuple(header for header in response.headers if header[0] != "Content-Type")
    return response._replace(headers=(*headers, ("Content-Type", content_type)))


FAULTS: Final[Mapping[str, Fault]] = {
    "503": Fault(apply=_unavailable),
    "slow": Fault(delivery=Delivery.DRIP),
    "hang": Fault(delivery=Delivery.HANG),
    "reset": Fault(delivery=Delivery.RESET),
    "truncated": Fault(apply=_truncated),  # within the ticker, with a correct Content-Length
    "blank": Fault(apply=_blank),
    "layout": Fault(apply=_new_layout),  # five rows are left
    "429": Fault(apply=_too_many),  # Retry-After is one interval
    "captcha": Fault(apply=_captcha),
    "bomb": Fault(apply=_bomb),  # 64 MiB in 64 kB
    "charset": Fault(apply=_wrong_charset),
}
"""By the name that `--fault` takes."""
