"""As much of HTTP/1.1 as one poller or browser on this machine needs, over a plain socket.

The faults of the demo work below `http.server`: it would block on a line without an end, and gives no access to a
response that is sent in part.
"""

import re
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final, NamedTuple

_NO_LINGER: Final = struct.pack("ii", 1, 0)
_WEIGHT_ZERO: Final = re.compile(r"q=0(\.0*)?")
_MAX_LINE: Final = 8192
_MAX_HEADERS: Final = 100


class BadRequestError(Exception):
    """The bytes from the client are not a request that this server understands."""


class Request(NamedTuple):
    """One request without a body."""

    method: str
    path: str
    """Without the query."""
    headers: Mapping[str, str]
    """By lower-case name."""
    keep_alive: bool

    def accepts(self, name: str, value: str) -> bool:
        """Return whether the header lists the value with a weight above 0; other weights are ignored."""
        for offer in self.headers.get(name, "").lower().split(","):
            offered, *parameters = (part.strip() for part in offer.split(";"))
            if offered == value:
                return not any(_WEIGHT_ZERO.fullmatch(parameter) for parameter in parameters)
        return False


class Response(NamedTuple):
    """One response; its length is added when it is sent."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def __repr__(self) -> str:
        """Return it without the body, which may be a bomb."""
        return f"Response(status={self.status}, headers={self.headers}, {len(self.body)} bytes)"

    def head(self, *, keep_alive: bool) -> bytes:
        """Return the status line and the headers."""
        length = () if self.status == 304 else (("Content-Length", str(len(self.body))),)
        connection = ("Connection", "keep-alive" if keep_alive else "close")
        lines = [f"{name}: {value}" for name, value in (*self.headers, *length, connection)]
        return "\r\n".join((f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}", *lines, "", "")).encode(
            "latin-1"
        )


class Connection:
    """A client's connection, which carries any number of requests."""

    def __init__(self, peer: socket.socket, *, timeout: float) -> None:
        """Take over an accepted socket; a client that is silent for `timeout` seconds is dropped."""
        peer.settimeout(timeout)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._timeout = timeout
        self._peer = peer
        self._stream = peer.makefile("rb")

    def request(self) -> Request | None:
        """Read the next request; None once the client has closed the connection.

        Raises:
            BadRequestError: it is not HTTP, or too long.
            OSError: the connection broke, or timed out.
        """
        line = self._line()
        if not line:
            return None
        parts = line.split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise BadRequestError
        method, target, version = parts
        headers = self._headers()
        connection = headers.get("connection", "").lower()
        return Request(
            method=method,
            path=target.partition("?")[0],
            headers=headers,
            keep_alive="close" not in connection and (version == "HTTP/1.1" or "keep-alive" in connection),
        )

    def send(self, part: bytes) -> None:
        """Send all bytes."""
        self._peer.sendall(part)

    def is_open(self, seconds: float) -> bool:
        """Return whether the client still waits after so many seconds; False at once if it hangs up or sends more."""
        self._peer.settimeout(seconds)
        try:
            self._peer.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        except OSError:
            return False
        finally:
            self._peer.settimeout(self._timeout)
        return False

    def reset(self) -> None:
        """Make the following close a reset, which discards bytes that the client has not read yet."""
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)

    def shutdown(self) -> None:
        """End the connection from another thread, which wakes up a thread that blocks on it."""
        with suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()
        self._peer.close()

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        for _ in range(_MAX_HEADERS):
            line = self._line()
            if not line:
                return headers
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        raise BadRequestError

    def _line(self) -> str:
        line = self._stream.readline(_MAX_LINE)
        if line and not line.endswith(b"\n"):
            raise BadRequestError
        return line.decode("latin-1").rstrip("\r\n")
