"""The configuration file, changed by the program at the user's request: comments, order and blank lines stay.

The file is read anew for each change, so that what another program wrote meanwhile is never lost, and it is written
completely or not at all.
"""

import os
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Table
from tomlkit.toml_document import TOMLDocument

from tui.config.edits import Edit, merge_lists
from tui.config.errors import ConfigError, config_error
from tui.config.template import CONFIG_TEMPLATE
from tui.config.toml_file import MAX_FILE_SIZE
from tui.storage.atomic_file import read_bounded

MAX_UNDO: Final = 100
"""Changes that can be undone."""
_SOURCES: Final = "sources"
"""Where a file has none, those that are built in are polled: a change of one writes them all."""
_LINE_LENGTH: Final = 100
"""Characters of a list beyond which it is written with one entry a line."""


class ConfigEditor:
    """Writes changes into one configuration file, and undoes them.

    Args:
        file: the file; one that is not there is made from the template by the first change.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._undo: list[tuple[Edit, bytes, bytes]] = []
        """Each change with the content of the file before and after it."""

    def apply(self, *edits: Edit) -> None:
        """Write the changes into the file, all or none.

        Raises:
            ConfigError: the file cannot be read, is no TOML, has no room for the change, or cannot be written; it is
                as it was then.
        """
        before = self._read()
        document = self._parse(before or CONFIG_TEMPLATE.encode())
        for edit in edits:
            self._set(document, edit)
        after = tomlkit.dumps(document).encode()
        self._write(after)
        self._undo.append((edits[-1], before, after))
        del self._undo[:-MAX_UNDO]

    def undo(self) -> str | None:
        """Take the last change back; return what it was, or None where there is none.

        Raises:
            ConfigError: the file was changed by another program since, or cannot be written.
        """
        if not self._undo:
            return None
        edit, before, after = self._undo[-1]
        if self._read() != after:
            raise config_error(self.file, "undo", "the file was changed since; edit it by hand")
        if before:
            self._write(before)
        else:
            self._remove()
        self._undo.pop()
        return edit.about

    def _read(self) -> bytes:
        try:
            return read_bounded(self.file.resolve(), MAX_FILE_SIZE)
        except (OSError, ValueError, RuntimeError) as error:
            raise self._error("cannot be read", error) from None

    def _parse(self, content: bytes) -> TOMLDocument:
        try:
            return tomlkit.parse(content.decode("utf-8-sig"))
        except (TOMLKitError, ValueError) as error:
            raise self._error("is not TOML", error) from None

    def _write(self, content: bytes) -> None:
        # a linked file is written where it is, and keeps its mode
        target = self.file.resolve()
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
            if target.exists() and not os.access(target, os.W_OK):
                raise PermissionError(None, "it is read-only")
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
            with open(descriptor, "wb") as opened:  # noqa: PTH123  a descriptor
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise self._error("cannot be written", error) from None

    def _remove(self) -> None:
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise self._error("cannot be removed", error) from None

    def _error(self, problem: str, error: Exception) -> ConfigError:
        reason = getattr(error, "strerror", None) or str(error)
        return config_error(self.file, "", f"{problem}: {reason}")

    def _set(self, document: TOMLDocument, edit: Edit) -> None:
        *path, last = edit.path
        table: Any = document
        for key, below in pairwise([*path, last]):
            try:
                table = self._named(table, key) if isinstance(table, AoT) and isinstance(key, str) else table[key]
            except (KeyError, IndexError):
                if edit.value is None:
                    return
                if key == _SOURCES:
                    table[key] = self._parse(CONFIG_TEMPLATE.encode())[_SOURCES]
                    table = table[key]
                else:
                    table = _add(table, key, is_array=isinstance(below, int))
            except (TypeError, TOMLKitError):
                raise self._no_table(path) from None
        if isinstance(last, int) and edit.value is None and isinstance(table, AoT):
            _remove_table(document, path, table, last)
        elif isinstance(table, Table | InlineTable | TOMLDocument):
            _set_value(table, str(last), edit)
        else:
            raise self._no_table(path)

    def _named(self, tables: AoT, name: str) -> Table:
        """Return the one of some `[[tables]]` that has this name."""
        table: Table
        for table in tables:
            if table.get("name") == name:
                return table
        raise config_error(self.file, "", f"nothing has the name {name!r} any more")

    def _no_table(self, path: Sequence[str | int]) -> ConfigError:
        return config_error(self.file, ".".join(map(str, path)), "is no table of its own lines; edit it by hand")


def _add(table: Any, key: str | int, *, is_array: bool) -> Any:  # noqa: ANN401 - tomlkit's items have no common type
    """Add a table to a table or to an array of tables, or an array of tables, and return it."""
    added = tomlkit.aot() if is_array else tomlkit.table()
    if isinstance(added, Table) and (isinstance(key, int) or (isinstance(table, TOMLDocument) and len(table))):
        added.trivia.indent = "\n"
    if isinstance(key, int):
        table.append(added)
        return table[-1]
    table[key] = added
    return table[key]


def _remove_table(document: TOMLDocument, path: Sequence[str | int], tables: AoT, number: int) -> None:
    if number < len(tables):
        del tables[number]
    if not tables and len(path) == 1:
        # tomlkit would write an empty one as a list, above everything else
        document.remove(str(path[0]))


def _set_value(table: Table | InlineTable | TOMLDocument, key: str, edit: Edit) -> None:
    value = edit.value
    if value is None:
        table.pop(key, None)
    elif isinstance(value, Decimal):
        table[key] = tomlkit.value(f"{value:f}")
    elif isinstance(value, str | int):
        table[key] = value
    else:
        _set_list(table, key, value, edit.base)


def _set_list(
    table: Table | InlineTable | TOMLDocument, key: str, values: Sequence[str], base: Sequence[str] | None
) -> None:
    """Set a list of texts; entries that stay keep their line and their comment."""
    array = table.get(key)
    if not isinstance(array, Array):
        array = tomlkit.array()
        table[key] = array
        array = table[key]
    old = [str(value) for value in array]
    wanted = list(values) if base is None or not old else merge_lists(base, values, old)
    kept = [value for value in old if value in wanted]
    is_same_order = kept == [value for value in wanted if value in kept]
    if not is_same_order or len(set(old)) != len(old):
        array.clear()
        old = []
    for value in [value for value in old if value not in wanted]:
        array.remove(value)
    for position, value in enumerate(wanted):
        if position >= len(array) or str(array[position]) != value:
            array.insert(position, value)
    if len(array.as_string()) > _LINE_LENGTH and "\n" not in array.as_string():
        array.multiline(multiline=True)
