"""Tables as files in a new folder: private, named as parts until all of them are there."""

import csv
import io
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol

from tui.storage.parquet import ParquetTable
from tui.storage.part_list import LIST_NAME, PARTIAL, PartList, PartListError
from tui.view.csv_rows import csv_cell
from tui.view.data_columns import DataColumn
from tui.view.export_tables import DataTable
from tui.view.records import Record, iso_utc, to_json

_BUFFER: Final = 1 << 18
_NOT_EMPTY: Final = "it is not empty, and nothing is overwritten"


class FolderError(Exception):
    """The folder cannot be used; the message is plain words."""


class _Rows(Protocol):
    """What writes the rows of one table."""

    def add(self, record: Record) -> None:
        """Add a row."""

    def close(self) -> None:
        """Write what is left."""


class TableFolder:
    """A folder that is filled with tables, all or nothing.

    Args:
        folder: made where there is none; one that is there must be empty, but for parts of an export that ended.
        output_format: `csv`, `jsonl` or `parquet`.

    Raises:
        FolderError: it is no empty folder.
        OSError: it cannot be made.
    """

    def __init__(self, folder: Path, output_format: str) -> None:
        self.folder, self.format = folder, output_format
        self._made: list[Path] = []
        """Folders that were not there, the outermost first."""
        self._written: list[Path] = []
        """Under their last names."""
        self._open: list[TableFile] = []
        self.rows: dict[str, int] = {}
        """Of each file, by its path in the folder."""
        self.size = 0
        """Bytes of the files that are complete."""
        self._make(folder)
        self._parts = self._begin()

    def _begin(self) -> PartList:
        if any(self.folder.iterdir()) and not (self.folder / LIST_NAME).exists():
            raise FolderError(_NOT_EMPTY)
        try:
            parts = PartList(self.folder)
        except PartListError:
            raise FolderError("another export is writing into it") from None
        parts.settle()
        if any(each.name != LIST_NAME for each in self.folder.iterdir()):
            parts.remove()
            raise FolderError(_NOT_EMPTY)
        return parts

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            if not folder.is_dir():
                raise FolderError("it is no folder") from None
        else:
            self._made.append(folder)

    def open(self, table: DataTable, day: date | None = None) -> "TableFile":
        """Return the file of a table; of one by the day, that of a day. It is made with its first row."""
        name = f"{table.name}/{day}" if table.is_by_day else table.name
        file = TableFile(self, f"{name}.{self.format}", table.columns)
        self._open.append(file)
        return file

    def create(self, name: str) -> io.BufferedWriter:
        """Return a new private file of the folder, under the name of a part."""
        path = self.folder / name
        self._make(path.parent)
        self._parts.add(name)
        partial = path.with_name(path.name + PARTIAL)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._written.append(path)
        return io.BufferedWriter(io.FileIO(descriptor, "w"), _BUFFER)

    def write_text(self, name: str, lines: Iterable[str]) -> None:
        """Write a file of text lines."""
        with self.create(name) as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
            self.size += file.tell()

    def finish(self) -> None:
        """Give every file its name: all of them are complete."""
        self._parts.complete()
        for path in self._written:
            path.with_name(path.name + PARTIAL).rename(path)
        self._parts.remove()

    def discard(self) -> None:
        """Remove what was written, and the folders that were made."""
        for file in self._open:
            file.abandon()
        for path in self._written:
            for each in (path.with_name(path.name + PARTIAL), path):
                with suppress(OSError):
                    each.unlink(missing_ok=True)
        self._parts.remove()
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()


class TableFile:
    """One file of a table.

    Args:
        folder: where it is.
        name: its path in the folder.
        columns: of its rows.
    """

    def __init__(self, folder: TableFolder, name: str, columns: tuple[DataColumn, ...]) -> None:
        self._folder, self._name, self._columns = folder, name, columns
        self._file: io.BufferedWriter | None = None
        self._rows: _Rows | None = None

    def add(self, record: Record) -> None:
        """Add a row."""
        if self._rows is None:
            self._file = self._folder.create(self._name)
            self._rows = _FORMATS[self._name.rpartition(".")[2]](self._columns, self._file)
            self._folder.rows[self._name] = 0
        self._rows.add(record)
        self._folder.rows[self._name] += 1

    def close(self) -> None:
        """Write what is left; a table without rows has no file."""
        if self._rows is not None and self._file is not None:
            self._rows.close()
            self._folder.size += self._file.tell()
            self._file.close()
        self._rows = self._file = None

    def abandon(self) -> None:
        """Close it without writing what is left."""
        if self._file is not None:
            with suppress(OSError):
                self._file.raw.close()
            self._rows = self._file = None


class _CsvRows:
    def __init__(self, columns: tuple[DataColumn, ...], file: io.BufferedWriter) -> None:
        self._names = [column.name for column in columns]
        self._text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(self._names)

    def add(self, record: Record) -> None:
        self._writer.writerow([csv_cell(_csv_value(record.get(name), name)) for name in self._names])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _JsonRows:
    def __init__(self, columns: tuple[DataColumn, ...], file: io.BufferedWriter) -> None:
        self._names, self._file = [column.name for column in columns], file

    def add(self, record: Record) -> None:
        text = to_json({name: _plain(record.get(name)) for name in self._names})
        self._file.write(f"{text}\n".encode("utf-8", "replace"))

    def close(self) -> None:
        pass


_FORMATS: Final[dict[str, Callable[[tuple[DataColumn, ...], io.BufferedWriter], _Rows]]] = {
    "csv": _CsvRows,
    "jsonl": _JsonRows,
    "parquet": ParquetTable,
}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso_utc(value)
    return value.isoformat() if isinstance(value, date) else value


def _csv_value(value: object, name: str) -> object:
    if isinstance(value, bool):
        return "yes" if value else None
    if name == "paragraphs" and isinstance(value, tuple):
        return "\n\n".join(map(str, value))
    return _plain(value)
