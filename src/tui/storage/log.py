"""What happened, in a file of bounded size that holds no secret and no control character; never on the screen."""

import io
import logging
import os
import traceback
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from tui.domain.text import TITLE_LIMIT, CleanText, sanitize_line
from tui.sources.redaction.redact import redact_patterns, redact_values
from tui.storage.atomic_file import open_regular

_BYTES: Final = 1 << 20
_FILES: Final = 3
_MESSAGE_LIMIT: Final = 2_000
_TRACEBACK_LIMIT: Final = 16_000
_HIDDEN_IN: Final = 64_000
"""Characters of one text in which keys are looked for; what comes after is in no line."""
_CHATTY: Final = ("httpx", "httpcore", "apscheduler", "asyncio")

_secrets: frozenset[str] = frozenset()


def configure_file_log(path: Path | None, level: int = logging.INFO) -> bool:
    """Send every log record of the program into this file and nowhere else.

    Args:
        path: the file, or None for no log at all.
        level: the least level of our own records; libraries' are kept from WARNING on.

    Returns:
        Whether records are kept; without a file they are dropped, never shown.
    """
    handler: logging.Handler = _Nowhere()
    if path is not None:
        try:
            handler = _PrivateFile(path)
        except OSError:
            path = None
    _take_down()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("tui").setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    return path is not None


def close_log() -> None:
    """Close whatever the records went to, and forget what must not be in them."""
    global _secrets  # noqa: PLW0603 - likewise
    _take_down()
    _secrets = frozenset()


def _take_down() -> None:
    """Close our handlers; other programs' are left alone."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _PrivateFile | _Nowhere):
            root.removeHandler(handler)
            handler.close()
    logging.captureWarnings(capture=False)


def redact_in_logs(secrets: Collection[str]) -> None:
    """Hide these keys, in every form, in each line and each `shown` text from now on, until the log is closed."""
    global _secrets  # noqa: PLW0603 - a log is the process's own, and so is what it must not hold
    _secrets |= frozenset(secrets)


def shown(text: str, limit: int = TITLE_LIMIT) -> CleanText:
    """A text of unknown origin, such as that of an error, as a screen may show it: without keys, and clean."""
    return sanitize_line(redact_patterns(redact_values(sanitize_line(text, _HIDDEN_IN), _secrets)), limit)


class RedactingFormatter(logging.Formatter):
    """One line per record, cleaned and redacted, and an indented traceback that shows code but no values."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text that is safe to print on a terminal."""
        stamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = self._plain(record.getMessage())
        line = f"{stamp} {record.levelname:<7} {sanitize_line(record.name)}  {message}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{self._traced(error)}"

    def _plain(self, text: str) -> str:
        return shown(text, _MESSAGE_LIMIT)

    def _traced(self, error: BaseException) -> str:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
        known = redact_values(text[:_HIDDEN_IN], _secrets)
        return "\n".join(self._traced_line(line) for line in known[:_TRACEBACK_LIMIT].splitlines())

    def _traced_line(self, line: str) -> str:
        indent = min(len(line) - len(line.lstrip(" ")), 8)
        return " " * (4 + indent) + self._plain(line)


class _Nowhere(logging.NullHandler):
    """Keeps the library from falling back to stderr where there is no file."""


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read and that never complains on stderr."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8", errors="replace")
        self.setFormatter(RedactingFormatter())

    def _open(self) -> io.TextIOWrapper:
        # a symbolic link in the file's place could lead our lines into any file of the user's
        descriptor = open_regular(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.fchmod(descriptor, 0o600)
        return open(descriptor, "a", encoding=self.encoding, errors=self.errors)  # noqa: PTH123  a descriptor; the handler closes it

    def close(self) -> None:
        """Close the file; lines that a full disk refuses are lost."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        """Drop the record: a full disk must not write over the board."""
