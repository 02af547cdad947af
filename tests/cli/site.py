"""A web server on this machine for the tests of commands."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LocalSite:
    """Answers every GET with what `answer` says."""

    def __init__(self) -> None:
        site = self

        class Listener(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, content_type, text = site.answer(self)
                body = text.encode("utf-8", "surrogatepass")
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                site.answered()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, asked: BaseHTTPRequestHandler) -> tuple[int, str, str]:
        """The status, the content type and the text."""
        raise NotImplementedError

    def answered(self) -> None:
        """Called once an answer is sent."""

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
