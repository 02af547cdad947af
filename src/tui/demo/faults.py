"""The ways in which the demo's server can be told to go wrong, each as seen on real sites."""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from functools import cache
from typing import Final

from tui.demo.http import Response

_ROWS_LEFT: Final = 5
_SHARE_KEPT: Final = 3
_BOMB_MEGABYTES: Final = 64
_MEGABYTE: Final = bytes(1 << 20)
_ROW: Final = re.compile(rb"(?:Increased|Decreased) By |No Change ")
_CHECK_PAGE: Final = (
    b'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Just a moment...</title></head>\n<body>'
    b"<h1>Checking that you are human</h1><p>This takes a few seconds. Please tick the box to go on.</p>"
    b'<form action="/check" method="post"><label><input type="checkbox" name="human"> I am human</label></form>'
    b"</body></html>\n"
)
_BUSY_PAGE: Final = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>503 Service Unavailable</title></head>\n'
    b"<body><h1>Service Unavailable</h1><p>The exchange is not answering. Try again later.</p></body></html>\n"
)


class Delivery(Enum):
    """How an answer goes out."""

    WHOLE = auto()
    DRIP = auto()
    """A byte now and then, until the fault lifts; then the rest at once."""
    HANG = auto()
    """Nothing at all, until the fault lifts."""
    RESET = auto()
    """Half of it, then the connection is reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to go wrong: what becomes of the good answer, and how it is delivered."""

    summary: str
    spoil: Callable[[Response, timedelta], Response] = lambda good, _every: good
    """Takes the good answer, uncompressed, and the poll interval."""
    delivery: Delivery = Delivery.WHOLE


def _unavailable(good: Response, _every: timedelta) -> Response:
    return replace(good, status=503, body=_BUSY_PAGE)


def _too_many(good: Response, every: timedelta) -> Response:
    wait = max(1, -(-every // timedelta(seconds=1)))
    return replace(good, status=429, headers=(*good.headers, ("Retry-After", str(wait))), body=b"Too many requests.\n")


def _halved(good: Response, _every: timedelta) -> Response:
    rows = [match.start() for match in _ROW.finditer(good.body)]
    # cut within the ticker, so that rows are lost and not only the end of the story
    end = rows[len(rows) // _SHARE_KEPT] if rows else len(good.body) // 2
    return replace(good, body=good.body[:end])


def _blank(good: Response, _every: timedelta) -> Response:
    return replace(good, body=b"")


def _redesigned(good: Response, _every: timedelta) -> Response:
    lines = good.body.split(b"\n")
    rows = [place for place, line in enumerate(lines) if _ROW.search(line)]
    gone = frozenset(rows[_ROWS_LEFT:])
    return replace(good, body=b"\n".join(line for place, line in enumerate(lines) if place not in gone))


def _check(good: Response, _every: timedelta) -> Response:
    return _typed(replace(good, body=_CHECK_PAGE), "text/html; charset=utf-8")


def _mistaken(good: Response, _every: timedelta) -> Response:
    # EBCDIC, from a machine room nobody remembers, that says it is UTF-8
    return replace(good, body=good.body.decode().encode("cp037", errors="replace"))


def _bomb(good: Response, _every: timedelta) -> Response:
    return replace(good, headers=(*good.headers, ("Content-Encoding", "gzip")), body=_bomb_body())


@cache
def _bomb_body() -> bytes:
    packer = zlib.compressobj(level=9, wbits=31)
    return b"".join((*(packer.compress(_MEGABYTE) for _ in range(_BOMB_MEGABYTES)), packer.flush()))


def _typed(response: Response, content_type: str) -> Response:
    kept = tuple(header for header in response.headers if header[0] != "Content-Type")
    return replace(response, headers=(*kept, ("Content-Type", content_type)))


FAULTS: Final[Mapping[str, Fault]] = {
    "503": Fault(summary="says that it is not available", spoil=_unavailable),
    "slow": Fault(summary="sends a byte now and then", delivery=Delivery.DRIP),
    "hang": Fault(summary="takes the request and says nothing", delivery=Delivery.HANG),
    "reset": Fault(summary="resets the connection half way", delivery=Delivery.RESET),
    "truncated": Fault(summary="ends within the ticker, with an honest length", spoil=_halved),
    "blank": Fault(summary="says 200 and sends an empty page", spoil=_blank),
    "layout": Fault(summary="keeps five rows of the ticker", spoil=_redesigned),
    "429": Fault(summary="asks to be left alone for one interval", spoil=_too_many),
    "captcha": Fault(summary="says 200 and asks whether you are human", spoil=_check),
    "bomb": Fault(summary="sends 64 MiB packed into 64 kB", spoil=_bomb),
    "charset": Fault(summary="sends a page in EBCDIC that claims to be UTF-8", spoil=_mistaken),
}
"""By the name that `--fault` takes."""
