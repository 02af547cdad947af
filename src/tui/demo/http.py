"""As much of HTTP/1.1 as one poller or browser on this machine asks for, over a plain socket.

The standard library's server is not used because importing it takes longer than the whole start of the exchange.
"""

import re
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

REASONS: Final[Mapping[int, str]] = {
    200: "OK",
    304: "Not Modified",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    503: "Service Unavailable",
}

_NO_LINGER: Final = struct.pack("ii", 1, 0)
_REFUSAL: Final = re.compile(r"q=0(\.0*)?")
_LONGEST_LINE: Final = 8192
_MOST_HEADERS: Final = 100


class BadRequestError(Exception):
    """What came over the socket is not a request that this server reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request without a body."""

    method: str
    path: str
    """Without the query."""
    headers: Mapping[str, str]
    """By lower-case name."""
    keep_alive: bool

    def accepts(self, name: str, value: str) -> bool:
        """Whether the header lists the value without refusing it; other weights make no difference."""
        for offer in self.headers.get(name, "").lower().split(","):
            offered, *settings = (part.strip() for part in offer.split(";"))
            if offered == value:
                return not any(_REFUSAL.fullmatch(setting) for setting in settings)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer; its length is added when it is sent."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)

    def head(self, *, keep_alive: bool) -> bytes:
        """The status line and the headers."""
        length = () if self.status == 304 else (("Content-Length", str(len(self.body))),)
        connection = ("Connection", "keep-alive" if keep_alive else "close")
        lines = [f"{name}: {value}" for name, value in (*self.headers, *length, connection)]
        return "\r\n".join((f"HTTP/1.1 {self.status} {REASONS[self.status]}", *lines, "", "")).encode("latin-1")


class Connection:
    """One client's connection, request after request."""

    def __init__(self, peer: socket.socket, *, patience: float) -> None:
        """Take over an accepted socket; a client that is silent for `patience` seconds is given up."""
        peer.settimeout(patience)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._patience = patience
        self._peer = peer
        self._stream = peer.makefile("rb")

    def request(self) -> Request | None:
        """The next request; None once the client has gone.

        Raises:
            BadRequestError: it is not HTTP, or too long.
            OSError: the connection broke, or nothing came for too long.
        """
        line = self._line()
        if not line:
            return None
        parts = line.split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise BadRequestError
        method, target, version = parts
        headers = self._headers()
        wish = headers.get("connection", "").lower()
        return Request(
            method=method,
            path=target.partition("?")[0],
            headers=headers,
            keep_alive="close" not in wish and (version == "HTTP/1.1" or "keep-alive" in wish),
        )

    def send(self, part: bytes) -> None:
        """Send all of it."""
        self._peer.sendall(part)

    def is_open(self, seconds: float) -> bool:
        """Whether the client still waits after so long; at once False if it hangs up, or talks while it should wait."""
        self._peer.settimeout(seconds)
        try:
            self._peer.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        except OSError:
            return False
        finally:
            self._peer.settimeout(self._patience)
        return False

    def reset(self) -> None:
        """Make the close that follows a reset, which throws away what the client has not read yet."""
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)

    def shutdown(self) -> None:
        """End it from another thread: whoever waits on it wakes up."""
        with suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back."""
        self._stream.close()
        self._peer.close()

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        for _ in range(_MOST_HEADERS):
            line = self._line()
            if not line:
                return headers
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        raise BadRequestError

    def _line(self) -> str:
        line = self._stream.readline(_LONGEST_LINE)
        if line and not line.endswith(b"\n"):
            raise BadRequestError
        return line.decode("latin-1").rstrip("\r\n")
