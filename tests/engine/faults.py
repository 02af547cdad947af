"""Everything that a provider can do wrong, by name: what it sends then, and the reason that the board shows."""

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
"""What a provider with this fault does instead of sending the page of a serial number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a provider."""

    name: str
    act: Act
    reason: str = "."
    """A pattern of the reason shown."""
    harmless_for: frozenset[str] = frozenset()
    """Kinds of source for which this is no fault."""
    waits: bool = False
    """Whether the server requests a wait."""


def _hostile(path: str) -> Act:
    """Return what the hostile server does at this path."""
    return lambda _provider, _serial: RESPONDERS[path]


def _raw(response: bytes) -> Act:
    return lambda _provider, _serial: sends(response)


def _refuses(line: str, *headers: str) -> Act:
    return _raw(status_response(line.encode(), *[header.encode() for header in headers]))


def full_page(provider: Provider, body: bytes, *headers: bytes, content_type: str | None = None) -> bytes:
    """Return a complete response of a provider."""
    kind = b"Content-Type: " + (content_type or provider.content_type).encode() + b"\r\n"
    head = kind + b"".join(header + b"\r\n" for header in headers)
    return OK + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _sends(body: bytes, content_type: str | None = None) -> Act:
    """Return an act that sends this body with status 200."""
    return lambda provider, _serial: sends(full_page(provider, body, content_type=content_type))


def _changed(change: Callable[[bytes], bytes], *headers: bytes) -> Act:
    """Return an act that sends the good page, changed."""
    return lambda provider, serial: sends(full_page(provider, change(provider.page(serial)), *headers))


def _rows(rows: int) -> Act:
    return lambda provider, serial: sends(full_page(provider, provider.page(serial, rows)))


def _older(provider: Provider, serial: int) -> Responder:
    return sends(full_page(provider, provider.page(serial - OLDER)))


def _typed(content_type: str) -> Act:
    return lambda provider, serial: sends(full_page(provider, provider.page(serial), content_type=content_type))


def _cut_off(provider: Provider, serial: int) -> Responder:
    page = provider.page(serial)
    return sends(full_page(provider, page)[: -len(page) // 2])


def _stalls(provider: Provider, serial: int) -> Responder:
    """Send half of the page, and then nothing."""
    page = provider.page(serial)

    async def respond(_server: RawServer, _asked: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(full_page(provider, page)[: -len(page) // 2])
        await writer.drain()
        await asyncio.Event().wait()

    return respond


def _gzipped_with_junk(body: bytes) -> bytes:
    return gzip.compress(body) + b"junk"


def _deflated(body: bytes) -> bytes:
    return zlib.compress(body)


def _figures(text: bytes) -> Callable[[bytes], bytes]:
    """Return a function that replaces every price of a page by this."""

    def change(body: bytes) -> bytes:
        for number in range(6):
            head = b"%d." % (100 + number)
            at = body.find(head)
            if at >= 0:
                body = body[:at] + text + body[at + len(head) + 4 :]
        return body

    return change


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
    return [Fault(name=f"HTTP {code}", act=_refuses(f"{code} Oops"), reason=rf"^HTTP {code}$") for code in codes]


FAULTS: Final[tuple[Fault, ...]] = (
    # the connection
    *[Fault(name=path[1:], act=_hostile(path), reason=_LATE) for path in ("/hang", "/slow-headers", "/slow-body")],
    Fault(name="endless 1xx", act=_hostile("/endless-1xx"), reason=_LATE),
    Fault(name="stalls amid the page", act=_stalls, reason=_LATE),
    Fault(name="reset", act=_hostile("/reset"), reason=_CUT),
    Fault(name="short body", act=_hostile("/short"), reason=_CUT),
    Fault(name="cut off amid the page", act=_cut_off, reason=_CUT),
    Fault(name="cut chunk", act=_hostile("/cut-chunk"), reason=_CUT),
    Fault(name="bad chunk size", act=_raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"), reason=_CUT),
    Fault(name="cut gzip", act=_hostile("/cut-gzip"), reason=_CUT),
    Fault(name="cut markup without a length", act=_hostile("/cut-html"), reason=_CUT),
    Fault(name="silence", act=_hostile("/silence"), reason="^connection closed without an answer$"),
    Fault(name="no HTTP", act=_hostile("/no-http"), reason="^not an HTTP answer$"),
    Fault(name="a status line of nonsense", act=_raw(b"HTTP/9.9 abc\r\n\r\n"), reason="^not an HTTP answer$"),
    Fault(name="a header without a colon", act=_raw(OK + b"nonsense\r\n\r\n"), reason="^not an HTTP answer$"),
    Fault(name="a NUL in a header", act=_raw(OK + b"X: a\0b\r\n\r\n"), reason="^not an HTTP answer$"),
    Fault(name="a negative length", act=_raw(OK + b"Content-Length: -5\r\n\r\n"), reason="."),
    Fault(name="two lengths", act=_raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), reason="."),
    Fault(name="huge header", act=_hostile("/huge-header"), reason="^not an HTTP answer$"),
    Fault(name="many headers", act=_hostile("/many-headers"), reason="^not an HTTP answer$"),
    # too much
    Fault(name="bomb", act=_hostile("/bomb"), reason="^answer too large$"),
    Fault(name="endless", act=_hostile("/endless"), reason="^answer too large$"),
    Fault(name="announced as huge", act=_hostile("/announced"), reason="^answer too large$"),
    # codings
    Fault(name="double gzip", act=_hostile("/double-gzip"), reason="^encoding refused: gzip, gzip$"),
    Fault(name="brotli", act=_hostile("/brotli"), reason="^encoding refused: br$"),
    Fault(name="deflate", act=_changed(_deflated, b"Content-Encoding: deflate"), reason="^encoding refused: deflate$"),
    Fault(name="gzip that is none", act=_hostile("/not-gzip"), reason="^broken gzip$"),
    Fault(name="garbage after gzip", act=_changed(_gzipped_with_junk, b"Content-Encoding: gzip"),
          reason="^broken gzip$"),
    # statuses
    *_statuses(),
    Fault(name="HTTP 404", act=_refuses("404 Gone fishing"), reason="^HTTP 404$"),
    Fault(name="HTTP 410", act=_refuses("410 Gone"), reason="^HTTP 410$"),
    Fault(name="no content", act=_hostile("/204"), reason="^HTTP 204$"),
    Fault(name="part of the page", act=_refuses("206 Partial Content"), reason="^HTTP 206$"),
    Fault(name="unchanged though nobody asked", act=_hostile("/unasked-304"), reason="^HTTP 304$"),
    Fault(name="escapes in the status", act=_hostile("/escapes"), reason="^HTTP 503$"),
    Fault(name="asks to wait", act=_refuses("429 Later", "Retry-After: 40"), reason="wait 40 s$", waits=True),
    Fault(name="asks to wait for days", act=_refuses("503 Oh", "Retry-After: 999999"), reason="wait 6 h$", waits=True),
    Fault(name="asks to wait until a day past",
          act=_refuses("503 Later", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"), reason="^HTTP 503$"),
    Fault(name="asks to wait for nonsense", act=_refuses("429 Later", "Retry-After: soon"), reason="^HTTP 429$"),
    # redirects
    Fault(name="redirects in circles", act=_refuses("302 Found", "Location: /loop"), reason="^too many redirects$"),
    *[
        Fault(name=f"redirect to {target[:16]}", act=_refuses("302 Found", f"Location: {target}"), reason=reason)
        for target, reason in (
            ("file:///etc/passwd", "^redirect refused: file$"),
            ("ftp://h.example/", "^redirect refused: ftp$"),
            ("javascript:alert(1)", "^redirect refused: javascript$"),
            ("http://u:p@h.example/", "^redirect refused: it has a password$"),
            ("http://[nonsense/", "^redirect refused: not an address$"),
            ("http://127.0.0.1:9/", "^connection refused$"),
        )
    ],
    # no pages at all
    Fault(name="an empty page", act=_sends(b"")),
    Fault(name="white space", act=_sends(b" \n\t \r\n")),
    Fault(name="binary garbage", act=_sends(bytes(range(256)) * 40)),
    Fault(name="NUL bytes", act=_sends(bytes(4096))),
    Fault(name="a picture", act=_sends(b"\x89PNG\r\n\x1a\n" + bytes(900), "image/png")),
    Fault(name="a captcha", act=_sends(_CAPTCHA, _HTML)),
    Fault(name="a login page", act=_sends(_LOGIN, _HTML)),
    Fault(name="a soft 404", act=_sends(_LOST, _HTML)),
    Fault(name="too many requests, said with 200", act=_sends(b"Too Many Requests\r\n", "text/plain")),
    Fault(name="will be right back", act=_sends(b"<html><body>Will be right back...</body></html>", _HTML)),
    Fault(name="an error in JSON", act=_sends(b'{"error":{"code":"Internal","description":"no"}}', "application/json")),
    Fault(name="JSON of another sort", act=_sends(b'[1, 2, {"a": null}]', "application/json")),
    Fault(name="broken JSON", act=_sends(b'{"spark": {"result": [', "application/json")),
    Fault(name="JSON that is not a number", act=_sends(b'{"spark": NaN}', "application/json")),
    Fault(name="deep JSON", act=_sends(b"[" * 5000 + b"]" * 5000, "application/json")),
    Fault(name="deep markup", act=_sends(b"<html><body>" + b"<div>" * 20000, _HTML)),
    Fault(name="a billion laughs", act=_sends(_BILLION, "application/xml")),
    Fault(name="a file from outside", act=_sends(_OUTSIDE, "application/xml")),
    Fault(name="a charset that decompresses", act=_typed("text/html; charset=zlib"), harmless_for=_ALL),
    Fault(name="a charset that escapes", act=_typed("text/html; charset=unicode_escape"),
          harmless_for=_ALL),
    Fault(name="another charset than it says", act=_sends("Zürich ".encode("utf-16-le") * 500)),
    Fault(name="a screenful of markup for widgets", act=_sends(b"[@click=app.quit]X[/] [/] [b \x1b]0;x\x07" * 50)),
    # pages with something missing
    Fault(name="half of the page", act=_changed(lambda body: body[: len(body) // 3])),
    Fault(name="no rows", act=_rows(0), harmless_for=_FEED),
    Fault(name="fewer than half of the rows", act=_rows(2), reason="layout changed|2 of 6", harmless_for=_FEED),
    Fault(name="an older page", act=_older, reason="^an older page", harmless_for=frozenset({"feed", "brecorder"})),
    Fault(name="prices that are words", act=_changed(_figures(b"n/a")), harmless_for=_FEED),
    Fault(name="prices with exponents", act=_changed(_figures(b"1e999")), harmless_for=_FEED),
    Fault(name="prices of forty digits", act=_changed(_figures(b"9" * 41)), harmless_for=_FEED),
)  # fmt: skip
