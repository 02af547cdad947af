"""The log as JSON lines, for who collects the logs of servers; redacted and cleaned as the log file is."""

import json
import logging
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final

from tui.domain.text import sanitize_line
from tui.storage.log import RedactingFormatter

_MAX_WAITING: Final = 10_000
_LAST_LINES: Final = 1.0
"""Seconds that the end of the log waits for its reader."""
STDERR: Final = 2
_PROGRAM: Final = "tui"


class JsonFormatter(RedactingFormatter):
    """Formats a record as one JSON object of ASCII characters, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return its `time`, `level`, `logger` and `message`, and its `source` and `traceback` where it has them."""
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": sanitize_line(record.name),
            "message": self.safe(record.getMessage()),
        }
        if source := getattr(record, "source", ""):
            fields["source"] = self.safe(str(source))
        if record.exc_info and record.exc_info[1] is not None:
            fields["traceback"] = self.traceback(record.exc_info[1]).splitlines()
        return json.dumps(fields)


class JsonLog(logging.Handler):
    """Writes records from a thread of its own: who logs never waits for who reads.

    Args:
        descriptor: of the open file that is written to, and not closed.
        max_waiting: lines that may wait for a reader that is slow; beyond them they are left out, and counted.
    """

    def __init__(self, descriptor: int, max_waiting: int = _MAX_WAITING) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(JsonFormatter())
        self._descriptor = descriptor
        self._lines: queue.Queue[str | None] = queue.Queue(max_waiting)
        self._left_out = 0
        self._thread = threading.Thread(target=self._write, name="bigboard-log", daemon=True)
        self._thread.start()

    def say(self, message: str, level: int = logging.INFO) -> None:
        """Write a line of the program itself, which is in no other log."""
        self.handle(logging.LogRecord("tui.collector", level, "", 0, "%s", (message,), None))

    def emit(self, record: logging.LogRecord) -> None:
        """Have the record written; never waits and never raises."""
        try:
            line = self.format(record)
        except (ValueError, TypeError):
            line = json.dumps({"level": "error", "logger": "tui", "message": "a record could not be formatted"})
        try:
            if self._left_out:
                left_out = {"level": "warning", "logger": "tui", "message": f"{self._left_out:,} lines were left out"}
                self._lines.put_nowait(json.dumps(left_out))
                self._left_out = 0
            self._lines.put_nowait(line)
        except queue.Full:
            self._left_out += 1

    def close(self) -> None:
        """Write what waits, as far as it is read soon."""
        try:
            self._lines.put(None, timeout=_LAST_LINES)
        except queue.Full:
            return
        self._thread.join(_LAST_LINES)
        super().close()

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            rest = f"{line}\n".encode()
            try:
                while rest:
                    # not through `sys.stderr`: its lock, held while nobody reads, would let no program end
                    rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                continue  # nobody reads any more


@contextmanager
def json_log(descriptor: int = STDERR, max_waiting: int = _MAX_WAITING) -> Iterator[JsonLog]:
    """Write every record of the program from INFO up, and of libraries from WARNING up, for as long as the block runs.

    The log file, if there is one, has what it had before.
    """
    root, program, handler = logging.getLogger(), logging.getLogger(_PROGRAM), JsonLog(descriptor, max_waiting)
    level = program.level
    others = list(root.handlers)
    kept = partial(_is_of_level, level)
    for each in others:
        each.addFilter(kept)
    program.setLevel(min(level, logging.INFO) or logging.INFO)
    root.addHandler(handler)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        program.setLevel(level)
        for each in others:
            each.removeFilter(kept)
        handler.close()


def _is_of_level(level: int, record: logging.LogRecord) -> bool:
    """Return whether a record is of another program, or at least of this level."""
    return record.levelno >= level or record.name.partition(".")[0] != _PROGRAM
