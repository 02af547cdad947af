"""`bigboard export`: write everything that the history has as files."""

import os
import sys
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.cli.exit_codes import CRASHED, OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import find_history, print_unreadable
from tui.cli.output import path_text, print_error, print_lines
from tui.cli.parser import Arguments
from tui.cli.time_options import parse_times
from tui.config.loader import load_config
from tui.domain.text import count_of
from tui.storage.history.errors import HistoryError
from tui.storage.history.export import Progress, export_history
from tui.storage.history.export_reader import ExportReader
from tui.storage.parquet import HOW_TO_INSTALL, is_installed
from tui.storage.table_files import FolderError, TableFolder
from tui.view.formatting import format_bytes

_INTERVAL: Final = 0.1
"""Seconds between two lines of progress."""


def run_export(arguments: Arguments, now: datetime | None = None) -> int:
    """Write the history into a folder; 2 where that is not empty.

    Args:
        arguments: the command line.
        now: aware; by default the time of day.

    Raises:
        ConfigError: the configuration is wrong.
    """
    config = load_config(arguments.config)
    try:
        since, until = parse_times(arguments.since, arguments.until, now or datetime.now(UTC), None)
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    if arguments.format == "parquet" and not is_installed():
        print_error(HOW_TO_INSTALL)
        return USAGE_ERROR
    file = find_history(config)
    assert arguments.folder is not None, "the parser requires it"
    return PARTIAL_FAILURE if file is None else _export(file, arguments.folder, arguments.format or "csv", since, until)


def _export(file: Path, path: Path, output_format: str, since: datetime, until: datetime) -> int:
    place = path_text(path)
    try:
        with closing(ExportReader(file)) as reader:
            folder = TableFolder(path, output_format)
            _write(reader, folder, since, until)
    except HistoryError as error:
        print_unreadable(error)
        return PARTIAL_FAILURE
    except FolderError as error:
        print_error(f"{place}: {error}")
        return USAGE_ERROR
    except OSError as error:
        print_error(f"{place}: the export cannot be written: {error.strerror or type(error).__name__}")
        return CRASHED
    files, rows = count_of(len(folder.rows), "table file"), count_of(sum(folder.rows.values()), "row")
    print_lines([f"{place}: {files}, {rows}, {format_bytes(folder.size)}; README.txt says what is in them"])
    return OK


def _write(reader: ExportReader, folder: TableFolder, since: datetime, until: datetime) -> None:
    progress = _ProgressLine(folder)
    try:
        export_history(reader, folder, since, until, progress.show)
        folder.finish()
    except BaseException:
        folder.discard()
        raise
    finally:
        progress.clear()


class _ProgressLine:
    """A line on the terminal that says how far it is; nothing where stderr is none."""

    def __init__(self, folder: TableFolder) -> None:
        self._folder = folder
        self._is_shown = sys.stderr.isatty()
        self._width = 0
        self._due_at = time.monotonic()

    def show(self, progress: Progress) -> None:
        """Show how far an export is, unless that was shown just now."""
        if self._is_shown and time.monotonic() >= self._due_at:
            self._due_at = time.monotonic() + _INTERVAL
            percent = 100 * progress.done // max(progress.total, 1)
            self._write(f"{percent:3} %  {progress.day}  {format_bytes(self._folder.size)}")

    def clear(self) -> None:
        """Leave the line empty."""
        if self._width:
            self._write("")
            self._width = 0

    def _write(self, text: str) -> None:
        text = text[: _columns() - 1]
        with suppress(OSError):  # the terminal is gone, the export goes on
            sys.stderr.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
            sys.stderr.flush()
        self._width = len(text)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
