"""The log: files of limited size without secrets or control characters; nothing is logged to the screen."""

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

from tui.domain.text import MAX_TITLE_LENGTH, CleanText, sanitize_line
from tui.sources.redaction.redact import redact_patterns, redact_values
from tui.storage.atomic_file import open_regular

_MAX_FILE_SIZE: Final = 1 << 20
_MAX_FILES: Final = 3
_MESSAGE_LIMIT: Final = 2_000
_TRACEBACK_LIMIT: Final = 16_000
_REDACTION_LIMIT: Final = 64_000
"""Characters of one text that are searched for keys; the rest is never logged."""
_VERBOSE_LIBRARIES: Final = ("httpx", "httpcore", "apscheduler", "asyncio")

_secrets: frozenset[str] = frozenset()


def configure_file_log(path: Path | None, level: int = logging.INFO) -> bool:
    """Write every log record of the program to this file and nowhere else.

    Args:
        path: the file, or None for no log at all.
        level: the minimum level of the program's own records; that of libraries is WARNING.

    Returns:
        Whether records are written; without a file they are dropped, never shown.
    """
    handler: logging.Handler = _DiscardHandler()
    if path is not None:
        try:
            handler = _PrivateFileHandler(path)
        except OSError:
            path = None
    _remove_handlers()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("tui").setLevel(level)
    for name in _VERBOSE_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    return path is not None


def close_log() -> None:
    """Close the log and forget the secrets."""
    global _secrets  # noqa: PLW0603 - logging is global to the process, and so are the secrets
    _remove_handlers()
    _secrets = frozenset()


def _remove_handlers() -> None:
    """Close the handlers of this module; others are left alone."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _PrivateFileHandler | _DiscardHandler):
            root.removeHandler(handler)
            handler.close()
    logging.captureWarnings(capture=False)


def redact_in_logs(secrets: Collection[str]) -> None:
    """Redact these keys, in every encoding, in each line and each `redacted_text` until the log is closed."""
    global _secrets  # noqa: PLW0603 - logging is global to the process, and so are the secrets
    _secrets |= frozenset(secrets)


def redacted_text(text: str, limit: int = MAX_TITLE_LENGTH) -> CleanText:
    """Return a text of unknown origin, such as an error's, fit for the screen: redacted and sanitized."""
    return sanitize_line(redact_patterns(redact_values(sanitize_line(text, _REDACTION_LIMIT), _secrets)), limit)


def crash_line(error: str, log: Path | None) -> str:
    """Return the line about an error that ends the program.

    Args:
        error: its type, and its message where that can have no secret that is unknown here.
        log: the path of the log; None where there is none.
    """
    details = sanitize_line(f"; the details are in {log}") if log else ""
    return f"bigboard: stopped by an error of its own: {redacted_text(error)}{details}"


class RedactingFormatter(logging.Formatter):
    """Formats a record as one sanitized, redacted line, with an indented traceback that shows code but no values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text that is safe to print on a terminal."""
        stamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = self.safe(record.getMessage())
        line = f"{stamp} {record.levelname:<7} {sanitize_line(record.name)}  {message}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{self.traceback(error)}"

    def safe(self, text: str) -> str:
        """Return a text redacted, sanitized and not too long."""
        return redacted_text(text, _MESSAGE_LIMIT)

    def traceback(self, error: BaseException) -> str:
        """Return the indented lines of an error's traceback, without values."""
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
        redacted = redact_values(text[:_REDACTION_LIMIT], _secrets)
        return "\n".join(self._traceback_line(line) for line in redacted[:_TRACEBACK_LIMIT].splitlines())

    def _traceback_line(self, line: str) -> str:
        indent = min(len(line) - len(line.lstrip(" ")), 8)
        return " " * (4 + indent) + self.safe(line)


class _DiscardHandler(logging.NullHandler):
    """Prevents the fall-back of `logging` to stderr where there is no file."""


class _PrivateFileHandler(RotatingFileHandler):
    """A rotating file that only its owner can read and that never prints to stderr."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_MAX_FILE_SIZE, backupCount=_MAX_FILES - 1, encoding="utf-8", errors="replace")
        self.setFormatter(RedactingFormatter())

    def _open(self) -> io.TextIOWrapper:
        # a symbolic link could direct the lines into any file of the user
        descriptor = open_regular(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.fchmod(descriptor, 0o600)
        return open(descriptor, "a", encoding=self.encoding, errors=self.errors)  # noqa: PTH123  a descriptor; the handler closes it

    def close(self) -> None:
        """Close the file; lines that do not fit on a full disk are lost."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        """Drop the record: the default prints to stderr, over the board."""
