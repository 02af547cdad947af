"""The two ways out: what was asked for goes to stdout, what has to be said to stderr."""

import logging
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from tui.cli.stdout import check_stdout, write_all
from tui.config.loader import Config, config_file
from tui.domain.text import sanitize_line
from tui.storage.log import configure_file_log
from tui.storage.paths import log_file

_SAID_LIMIT: Final = 600
_PATH_LIMIT: Final = 4096
_SIGNS: Final = "▲▼–…·×≈"
_PLAIN_SIGNS: Final = str.maketrans(dict(zip(_SIGNS, "^v-.-x~", strict=True)))


def print_error(words: str) -> None:
    """One line to the user, on stderr."""
    with suppress(OSError):  # there is nowhere left to say that it cannot be said
        sys.stderr.write(f"bigboard: {sanitize_line(words, _SAID_LIMIT)}\n")


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Write these lines, with plain signs where the other side cannot read ours, and send them off at once.

    Raises:
        OutputError: they cannot be written.
    """
    if stream is None:
        check_stdout()
    out = stream or sys.stdout
    text = "".join(f"{line}\n" for line in lines)
    encoding = out.encoding or "utf-8"
    if not _carries(encoding, text):
        text = text.translate(_PLAIN_SIGNS).encode(encoding, "replace").decode(encoding)
    write_all(out, text.encode(encoding))


def print_utf8(text: str) -> None:
    """Write a line as UTF-8 whatever the locale is, since JSON is always UTF-8. Raises as `print_lines` does."""
    check_stdout()
    write_all(sys.stdout, text.encode() + b"\n")


def path_text(path: Path) -> str:
    """A path that is safe to print: as it is, or without its control characters where it has some."""
    text = str(path)
    return text if text.isprintable() else sanitize_line(text, _PATH_LIMIT)


def config_file_text() -> str:
    """Where the user's configuration is or would be, safe to print."""
    file = config_file()
    return path_text(file) if file else "config.toml (no home folder is known)"


def supports_color(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether colour is of use there: a terminal that can, and a user who did not say NO_COLOR."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM", "dumb") not in {"dumb", "unknown"}


def configure_logging(config: Config) -> None:
    """Send every record of what happens into the log file; nothing of it reaches the screen."""
    configure_file_log(log_file(), logging.getLevelNamesMapping()[config.log_level.upper()])


def _carries(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
