"""One web server on loopback for all tests: it responds as a test says, and records the requests."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
    body: bytes = b""
    """Of a POST."""

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
class ServerResponse:
    """What the server sends."""

    body: str | bytes
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """A request that names it gets 304."""
    delay: float = 0.0
    """Seconds before it is sent."""

    @property
    def raw(self) -> bytes:
        """The body's bytes; lone surrogates are sent as they are."""
        return self.body if isinstance(self.body, bytes) else self.body.encode("utf-8", "surrogatepass")


Respond = Callable[[Request], ServerResponse]

NOT_FOUND = ServerResponse(body="not found", status=404, content_type="text/plain")


class LocalServer:
    """A running server, used with `with`.

    Args:
        respond: makes the response to each request; it may keep state, and is called for one request at a time.
    """

    def __init__(self, respond: Respond) -> None:
        self.requests: list[Request] = []
        self.sent = threading.Semaphore(0)
        """Released once for each response that was sent."""
        self.max_at_once = 0
        """The most requests that waited for their responses at one time."""
        self._waiting = 0
        self._respond = respond
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._response_to, self.sent.release))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The address without a path: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def requests_for(self, path: str) -> list[Request]:
        """Return the requests for this path, in order."""
        return [request for request in self.requests if request.path == path]

    def _response_to(self, request: Request) -> ServerResponse:
        with self._turn:
            self.requests.append(request)
            self._waiting += 1
            self.max_at_once = max(self.max_at_once, self._waiting)
            response = self._respond(request)
        time.sleep(response.delay)
        with self._turn:
            self._waiting -= 1
        return response


def _handler(respond: Respond, sent: Callable[[], None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            at, body = time.monotonic(), self.rfile.read(int(headers.get("content-length", "0")))
            response = respond(Request(target=self.path, headers=headers, at=at, body=body))
            is_known = response.etag is not None and headers.get("if-none-match") == response.etag
            self.send_response(304 if is_known else response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.etag is not None:
                self.send_header("ETag", response.etag)
            if not is_known:
                self.send_header("Content-Type", response.content_type)
                self.send_header("Content-Length", str(len(response.raw)))
            self.end_headers()
            if not is_known:
                self.wfile.write(response.raw)
            sent()

        def log_message(self, *_: object) -> None:
            """Print nothing: requests are recorded."""

    return Handler


def in_turn(*responses: ServerResponse) -> Respond:
    """Return a function that returns these responses in turn; the last one repeats."""
    left = list(responses)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


class PageServer(LocalServer):
    """A server of one text, which a test changes, refuses or delays."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.status = 200
        self.ready = threading.Event()
        """While it is clear, no request gets a response."""
        self.ready.set()
        super().__init__(self._page)

    def __exit__(self, *error: object) -> None:
        self.ready.set()
        super().__exit__(*error)

    def _page(self, _request: Request) -> ServerResponse:
        self.ready.wait(30)
        return ServerResponse(body=self.text, status=self.status, content_type=TEXT)
