"""A provider played on loopback: a real web server that answers as the story goes, and remembers what it was asked."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    target: str
    """The path and the query as they stood in the request."""
    headers: Mapping[str, str]
    """By their names in lower case."""

    @property
    def path(self) -> str:
        """Decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    def query(self, name: str) -> str:
        """A parameter, decoded; empty where there is none. Told twice, it fails."""
        values = parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name, [""])
        assert len(values) == 1, self.target
        return values[0]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the provider says."""

    body: str | bytes
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """Whoever asks with it hears 304."""


Play = Callable[[Asked], Reply]

LOST = Reply(body="not found", status=404, content_type="text/plain")


class Loopback:
    """The running provider, used with `with`.

    Args:
        play: answers each request; it may keep state, and is called by one request at a time.
    """

    def __init__(self, play: Play) -> None:
        self.asked: list[Asked] = []
        self._play = play
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _listener(self.answer))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The base that a source's `url` names."""
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

    def answer(self, asked: Asked) -> Reply:
        with self._turn:
            self.asked.append(asked)
            return self._play(asked)


def _listener(answer: Callable[[Asked], Reply]) -> type[BaseHTTPRequestHandler]:
    class Listener(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = answer(Asked(target=self.path, headers=headers))
            known = reply.etag is not None and headers.get("if-none-match") == reply.etag
            body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
            self.send_response(304 if known else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.etag is not None:
                self.send_header("ETag", reply.etag)
            if not known:
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Say nothing: what was asked is kept."""

    return Listener
