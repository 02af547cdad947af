"""Everything that a provider can do wrong, by name: how it answers then, and in which words the board says so."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.engine.providers import Provider
from tests.kit.hostile_server import OK, RESPONDERS, RawServer, Responder, sends, status_response
from tests.kit.server import Request

OLDER: Final = 1000
"""By how many serial numbers an older page is older."""

Act = Callable[[Provider, int], Responder]
"""How a provider with this fault answers with the page of a serial number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault."""

    name: str
    act: Act
    words: str = "."
    """A pattern of the reason given."""
    harmless_for: frozenset[str] = frozenset()
    """Kinds of source for which this is no fault."""
    waits: bool = False
    """Whether the server asks to be left alone."""


def _hostile(path: str) -> Act:
    """A fault of the hostile server."""
    return lambda _provider, _serial: RESPONDERS[path]


def _raw(answer: bytes) -> Act:
    return lambda _provider, _serial: sends(answer)


def _refuses(line: str, *headers: str) -> Act:
    return _raw(status_response(line.encode(), *[header.encode() for header in headers]))


def answer(provider: Provider, body: bytes, *headers: bytes, content_type: str | None = None) -> bytes:
    """A whole answer of a provider."""
    told = b"Content-Type: " + (content_type or provider.content_type).encode() + b"\r\n"
    head = told + b"".join(header + b"\r\n" for header in headers)
    return OK + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _says(body: bytes, content_type: str | None = None) -> Act:
    """A whole answer with 200 that is not what it should be."""
    return lambda provider, _serial: sends(answer(provider, body, content_type=content_type))


def _bends(bend: Callable[[bytes], bytes], *headers: bytes) -> Act:
    """The good page, bent."""
    return lambda provider, serial: sends(answer(provider, bend(provider.page(serial)), *headers))


def _rows(rows: int) -> Act:
    return lambda provider, serial: sends(answer(provider, provider.page(serial, rows)))


def _older(provider: Provider, serial: int) -> Responder:
    return sends(answer(provider, provider.page(serial - OLDER)))


def _typed(content_type: str) -> Act:
    return lambda provider, serial: sends(answer(provider, provider.page(serial), content_type=content_type))


def _cut_off(provider: Provider, serial: int) -> Responder:
    page = provider.page(serial)
    return sends(answer(provider, page)[: -len(page) // 2])


def _stalls(provider: Provider, serial: int) -> Responder:
    """Half of the page, and then nothing."""
    page = provider.page(serial)

    async def reply(_server: RawServer, _asked: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(provider, page)[: -len(page) // 2])
        await writer.drain()
        await asyncio.Event().wait()

    return reply


def _deflated(body: bytes) -> bytes:
    return zlib.compress(body)


def _figures(text: bytes) -> Callable[[bytes], bytes]:
    """Every price of the page made into this."""

    def bend(body: bytes) -> bytes:
        for place in range(6):
            head = b"%d." % (100 + place)
            at = body.find(head)
            if at >= 0:
                body = body[:at] + text + body[at + len(head) + 4 :]
        return body

    return bend


_LATE: Final = r"^(no answer|answer not complete) in 0\.\d+ s$"
_CUT: Final = r"^(connection reset|answer cut short)$"
_FEED: Final = frozenset({"feed"})
_ALL: Final = frozenset({"brecorder", "yahoo", "feed"})
_HTML: Final = "text/html; charset=utf-8"
_CAPTCHA: Final = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Verify you are human by completing the captcha.</p></body></html>"
)
_LOGIN: Final = b"<html><title>Sign in</title><body><form>Password <input type=password></form></body></html>"
_LOST: Final = b"<html><title>404</title><body><p>This page went out for tea.</p></body></html>"
_BILLION: Final = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"]><rss><channel><title>&b;</title></channel></rss>"
)
_OUTSIDE: Final = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><title>&x;</title></channel></rss>"
)


def _statuses() -> list[Fault]:
    codes = (400, 401, 402, 403, 405, 406, 408, 418, 429, 451, 500, 501, 502, 503, 504, 520, 599)
    return [Fault(name=f"HTTP {code}", act=_refuses(f"{code} Oops"), words=rf"^HTTP {code}$") for code in codes]


FAULTS: Final[tuple[Fault, ...]] = (
    # the connection
    *[Fault(name=path[1:], act=_hostile(path), words=_LATE) for path in ("/hang", "/slow-headers", "/slow-body")],
    Fault(name="endless 1xx", act=_hostile("/endless-1xx"), words=_LATE),
    Fault(name="stalls amid the page", act=_stalls, words=_LATE),
    Fault(name="reset", act=_hostile("/reset"), words=_CUT),
    Fault(name="short body", act=_hostile("/short"), words=_CUT),
    Fault(name="cut off amid the page", act=_cut_off, words=_CUT),
    Fault(name="cut chunk", act=_hostile("/cut-chunk"), words=_CUT),
    Fault(name="bad chunk size", act=_raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"), words=_CUT),
    Fault(name="cut gzip", act=_hostile("/cut-gzip"), words=_CUT),
    Fault(name="cut markup without a length", act=_hostile("/cut-html"), words=_CUT),
    Fault(name="silence", act=_hostile("/silence"), words="^connection closed without an answer$"),
    Fault(name="no HTTP", act=_hostile("/no-http"), words="^not an HTTP answer$"),
    Fault(name="a status line of nonsense", act=_raw(b"HTTP/9.9 abc\r\n\r\n"), words="^not an HTTP answer$"),
    Fault(name="a header without a colon", act=_raw(OK + b"nonsense\r\n\r\n"), words="^not an HTTP answer$"),
    Fault(name="a NUL in a header", act=_raw(OK + b"X: a\0b\r\n\r\n"), words="^not an HTTP answer$"),
    Fault(name="a negative length", act=_raw(OK + b"Content-Length: -5\r\n\r\n"), words="."),
    Fault(name="two lengths", act=_raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), words="."),
    Fault(name="huge header", act=_hostile("/huge-header"), words="^not an HTTP answer$"),
    Fault(name="many headers", act=_hostile("/many-headers"), words="^not an HTTP answer$"),
    # too much
    Fault(name="bomb", act=_hostile("/bomb"), words="^answer too large$"),
    Fault(name="endless", act=_hostile("/endless"), words="^answer too large$"),
    Fault(name="announced as huge", act=_hostile("/announced"), words="^answer too large$"),
    # codings
    Fault(name="double gzip", act=_hostile("/double-gzip"), words="^encoding refused: gzip, gzip$"),
    Fault(name="brotli", act=_hostile("/brotli"), words="^encoding refused: br$"),
    Fault(name="deflate", act=_bends(_deflated, b"Content-Encoding: deflate"), words="^encoding refused: deflate$"),
    Fault(name="gzip that is none", act=_hostile("/not-gzip"), words="^broken gzip$"),
    Fault(name="garbage after gzip", act=_bends(lambda body: gzip.compress(body) + b"junk", b"Content-Encoding: gzip"),
          words="^broken gzip$"),
    # statuses
    *_statuses(),
    Fault(name="HTTP 404", act=_refuses("404 Gone fishing"), words="^HTTP 404$"),
    Fault(name="HTTP 410", act=_refuses("410 Gone"), words="^HTTP 410$"),
    Fault(name="no content", act=_hostile("/204"), words="^HTTP 204$"),
    Fault(name="part of the page", act=_refuses("206 Partial Content"), words="^HTTP 206$"),
    Fault(name="unchanged though nobody asked", act=_hostile("/unasked-304"), words="^HTTP 304$"),
    Fault(name="escapes in the status", act=_hostile("/escapes"), words="^HTTP 503$"),
    Fault(name="asks to wait", act=_refuses("429 Later", "Retry-After: 40"), words="wait 40 s$", waits=True),
    Fault(name="asks to wait for days", act=_refuses("503 Oh", "Retry-After: 999999"), words="wait 6 h$", waits=True),
    Fault(name="asks to wait until a day past",
          act=_refuses("503 Later", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"), words="^HTTP 503$"),
    Fault(name="asks to wait for nonsense", act=_refuses("429 Later", "Retry-After: soon"), words="^HTTP 429$"),
    # redirects
    Fault(name="redirects in circles", act=_refuses("302 Found", "Location: /loop"), words="^too many redirects$"),
    *[
        Fault(name=f"redirect to {target[:16]}", act=_refuses("302 Found", f"Location: {target}"), words=words)
        for target, words in (
            ("file:///etc/passwd", "^redirect refused: file$"),
            ("ftp://h.example/", "^redirect refused: ftp$"),
            ("javascript:alert(1)", "^redirect refused: javascript$"),
            ("http://u:p@h.example/", "^redirect refused: it holds a password$"),
            ("http://[nonsense/", "^redirect refused: not an address$"),
            ("http://127.0.0.1:9/", "^connection refused$"),
        )
    ],
    # pages that are none
    Fault(name="an empty page", act=_says(b"")),
    Fault(name="white space", act=_says(b" \n\t \r\n")),
    Fault(name="binary garbage", act=_says(bytes(range(256)) * 40)),
    Fault(name="NUL bytes", act=_says(bytes(4096))),
    Fault(name="a picture", act=_says(b"\x89PNG\r\n\x1a\n" + bytes(900), "image/png")),
    Fault(name="a captcha", act=_says(_CAPTCHA, _HTML)),
    Fault(name="a login page", act=_says(_LOGIN, _HTML)),
    Fault(name="a soft 404", act=_says(_LOST, _HTML)),
    Fault(name="too many requests, said with 200", act=_says(b"Too Many Requests\r\n", "text/plain")),
    Fault(name="will be right back", act=_says(b"<html><body>Will be right back...</body></html>", _HTML)),
    Fault(name="an error in JSON", act=_says(b'{"error":{"code":"Internal","description":"no"}}', "application/json")),
    Fault(name="JSON of another sort", act=_says(b'[1, 2, {"a": null}]', "application/json")),
    Fault(name="broken JSON", act=_says(b'{"spark": {"result": [', "application/json")),
    Fault(name="JSON that is not a number", act=_says(b'{"spark": NaN}', "application/json")),
    Fault(name="deep JSON", act=_says(b"[" * 5000 + b"]" * 5000, "application/json")),
    Fault(name="deep markup", act=_says(b"<html><body>" + b"<div>" * 20000, _HTML)),
    Fault(name="a billion laughs", act=_says(_BILLION, "application/xml")),
    Fault(name="a file from outside", act=_says(_OUTSIDE, "application/xml")),
    Fault(name="a charset that decompresses", act=_typed("text/html; charset=zlib"), harmless_for=_ALL),
    Fault(name="a charset that escapes", act=_typed("text/html; charset=unicode_escape"),
          harmless_for=_ALL),
    Fault(name="another charset than it says", act=_says("Zürich ".encode("utf-16-le") * 500)),
    Fault(name="a screenful of markup for widgets", act=_says(b"[@click=app.quit]X[/] [/] [b \x1b]0;x\x07" * 50)),
    # pages with something missing
    Fault(name="half of the page", act=_bends(lambda body: body[: len(body) // 3])),
    Fault(name="no rows", act=_rows(0), harmless_for=_FEED),
    Fault(name="fewer than half of the rows", act=_rows(2), words="layout changed|2 of 6", harmless_for=_FEED),
    Fault(name="an older page", act=_older, words="^an older page", harmless_for=frozenset({"feed", "brecorder"})),
    Fault(name="prices that are words", act=_bends(_figures(b"n/a")), harmless_for=_FEED),
    Fault(name="prices with exponents", act=_bends(_figures(b"1e999")), harmless_for=_FEED),
    Fault(name="prices of forty digits", act=_bends(_figures(b"9" * 41)), harmless_for=_FEED),
)  # fmt: skip
