"""One web server on loopback for all tests: it responds as a test says, and records what it was asked."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came."""

    target: str
    """The path and the query as they stood in the request."""
    headers: Mapping[str, str]
    """By their names in lower case."""
    at: float
    """`time.monotonic()` when its head was complete."""

    @property
    def path(self) -> str:
        """The path, decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    def query(self, name: str) -> str:
        """Return a parameter, decoded; empty if there is none. Given twice, it fails."""
        values = parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name, [""])
        assert len(values) == 1, self.target
        return values[0]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server sends."""

    body: str | bytes
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """A request that names it gets 304."""

    @property
    def raw(self) -> bytes:
        """The body's bytes; lone surrogates are sent as they are."""
        return self.body if isinstance(self.body, bytes) else self.body.encode("utf-8", "surrogatepass")


Respond = Callable[[Request], Reply]

NOT_FOUND = Reply(body="not found", status=404, content_type="text/plain")


class LocalServer:
    """A running server, used with `with`.

    Args:
        respond: makes the reply to each request; it may keep state, and is called for one request at a time.
    """

    def __init__(self, respond: Respond) -> None:
        self.requests: list[Request] = []
        self.sent = threading.Semaphore(0)
        """Released once for each reply that was sent."""
        self._respond = respond
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._reply_to, self.sent.release))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The address without a path: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply_to(self, request: Request) -> Reply:
        with self._turn:
            self.requests.append(request)
            return self._respond(request)


def _handler(reply_to: Respond, sent: Callable[[], None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = reply_to(Request(target=self.path, headers=headers, at=time.monotonic()))
            is_known = reply.etag is not None and headers.get("if-none-match") == reply.etag
            self.send_response(304 if is_known else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.etag is not None:
                self.send_header("ETag", reply.etag)
            if not is_known:
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.raw)))
            self.end_headers()
            if not is_known:
                self.wfile.write(reply.raw)
            sent()

        def log_message(self, *_: object) -> None:
            """Print nothing: requests are recorded."""

    return Handler
