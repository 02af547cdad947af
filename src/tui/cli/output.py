"""Output of the commands: results go to stdout, messages to stderr."""

import logging
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from tui.cli.stdout import check_stdout, write_all
from tui.config.errors import ConfigError
from tui.config.loader import Config, config_file
from tui.domain.text import sanitize_line
from tui.storage.log import configure_file_log
from tui.storage.paths import log_file

_MAX_MESSAGE_LENGTH: Final = 1_000
_MAX_PATH_LENGTH: Final = 4096
_GLYPHS: Final = "▲▼–…·×≈"
_ASCII_GLYPHS: Final = str.maketrans(dict(zip(_GLYPHS, "^v-.-x~", strict=True)))


def print_error(message: str) -> None:
    """Print one line on stderr."""
    with suppress(OSError):  # stderr is closed, so nothing can be reported
        sys.stderr.write(f"bigboard: {sanitize_line(message, _MAX_MESSAGE_LENGTH)}\n")


def print_config_error(error: ConfigError) -> None:
    """Print every problem on stderr: one that a file has begins with `file:line:`, by which editors find the place."""
    for problem in error.places:
        if problem.line:
            with suppress(OSError):  # likewise
                sys.stderr.write(f"{problem}\n")
        else:
            print_error(str(problem))


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Write lines at once, with ASCII signs where the encoding of the stream has no others.

    Raises:
        OutputError: standard output is closed, or the lines cannot be written.
    """
    if stream is None:
        check_stdout()
    out = stream or sys.stdout
    text = "".join(f"{line}\n" for line in lines)
    encoding = out.encoding or "utf-8"
    if not _can_encode(encoding, text):
        text = text.translate(_ASCII_GLYPHS).encode(encoding, "replace").decode(encoding)
    write_all(out, text.encode(encoding))


def print_utf8(text: str) -> None:
    """Write a line as UTF-8 whatever the locale is, since JSON is always UTF-8. Raises as `print_lines` does."""
    check_stdout()
    write_all(sys.stdout, text.encode() + b"\n")


def path_text(path: Path) -> str:
    """Return a path as text that is safe to print: without control characters."""
    text = str(path)
    return text if text.isprintable() else sanitize_line(text, _MAX_PATH_LENGTH)


def config_file_text() -> str:
    """Return the path of the user's configuration, whether it exists or not, safe to print."""
    file = config_file()
    return path_text(file) if file else "config.toml (no home folder is known)"


def supports_color(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether a stream is a terminal with colours and NO_COLOR is not set."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM", "dumb") not in {"dumb", "unknown"}


def configure_logging(config: Config) -> None:
    """Send all log records to the log file, none to the screen."""
    configure_file_log(log_file(), logging.getLevelNamesMapping()[config.log_level.upper()])


def _can_encode(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
