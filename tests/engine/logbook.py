"""A web server on loopback, on a thread of its own, that keeps a log of who asked what when."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise

from tests.engine.hostile import Asked, read_request, status, whole

Answering = Callable[[int, Asked], bytes | None]
"""The answer to the n-th request (from 0) for a path; None never answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request in the log."""

    at: float
    """`time.monotonic()` when its head had come."""
    path: str
    headers: dict[str, str]


@dataclass
class Logbook:
    """The server and its log."""

    answers: dict[str, Answering]
    takes: float = 0.0
    """Seconds that each answer takes."""
    log: list[Entry] = field(default_factory=list)
    port: int = 0
    most_at_once: int = 0
    _at_once: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def of(self, path: str) -> list[Entry]:
        return [entry for entry in self.log if entry.path.partition("?")[0] == path]

    def gaps(self, path: str | None = None) -> list[float]:
        """Seconds between the beginnings of requests that follow each other."""
        times = [entry.at for entry in (self.log if path is None else self.of(path))]
        return [later - earlier for earlier, later in pairwise(times)]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                asked = await read_request(reader)
                path = asked.path.partition("?")[0]
                number = len(self.of(path))
                self._at_once += 1
                self.most_at_once = max(self.most_at_once, self._at_once)
                self.log.append(Entry(at=time.monotonic(), path=asked.path, headers=asked.headers))
                try:
                    await asyncio.sleep(self.takes)
                    answer = self.answers[path](number, asked)
                    if answer is None:
                        await asyncio.Event().wait()
                    else:
                        writer.write(answer)
                        await writer.drain()
                finally:
                    self._at_once -= 1
        writer.close()


@contextmanager
def logging_server(answers: dict[str, Answering], takes: float = 0.0) -> Iterator[Logbook]:
    """The server, running until the end of the block; it keeps connections open as good servers do."""
    book = Logbook(answers, takes)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        listener = loop.run_until_complete(asyncio.start_server(book.talk, "127.0.0.1", 0))
        book.port = listener.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        listener.close()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield book
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def page(body: str, *headers: str) -> bytes:
    return whole(body.encode(), *[header.encode() for header in headers])


def marked(body: str) -> Answering:
    """A page with an ETag; asked with it, unchanged."""

    def answer(_number: int, asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"v1"':
            return status(b"304 Not Modified", b'ETag: "v1"')
        return page(body, 'ETag: "v1"')

    return answer


def refuses(line: str, *headers: str) -> Answering:
    """Always this status."""
    return lambda _number, _asked: status(line.encode(), *[header.encode() for header in headers])


def in_turn(*answers: Answering) -> Answering:
    """One answer after the other; the last repeats."""
    return lambda number, asked: answers[min(number, len(answers) - 1)](number, asked)


def says(body: str) -> Answering:
    """Always this page."""
    return lambda _number, _asked: page(body)
