"""The configuration file, changed by the program at the user's request: comments, order and blank lines stay.

The file is read anew for each change, so that what another program wrote meanwhile is never lost, and it is written
completely or not at all.
"""

import codecs
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Table
from tomlkit.toml_document import TOMLDocument

from tui.config.array_order import reorder_array
from tui.config.edit_check import is_changed_alone
from tui.config.edits import Edit, merge_lists
from tui.config.errors import ConfigError, config_error
from tui.config.file_editor import FileEditor
from tui.config.template import CONFIG_TEMPLATE
from tui.config.toml_layout import add_to_tables, one_line_array, set_key
from tui.domain.text import sanitize_line

_SOURCES: Final = "sources"
"""Where a file has none, those that are built in are polled: a change of one writes them all."""
_LINE_LENGTH: Final = 100
"""Characters of a list beyond which it is written with one entry a line."""


class ConfigEditor(FileEditor):
    """Writes changes into one configuration file, and undoes them; one that is not there is made from the template."""

    def changed(self, content: bytes, edits: tuple[Edit, ...]) -> bytes:
        """Return the content after these changes.

        Raises:
            ConfigError: it is no TOML, or has no room for a change.
        """
        content = content or CONFIG_TEMPLATE.encode()
        # what is added needs a line of its own
        document = self._parse(content if content.endswith(b"\n") else content + b"\n")
        text = content.decode("utf-8-sig")
        for edit in edits:
            self._check_seen(document, edit)
        for edit in edits:
            self._set(document, edit)
        after = tomlkit.dumps(document)
        if "\n" in text and text.count("\n") == text.count("\r\n"):
            after = after.replace("\r\n", "\n").replace("\n", "\r\n")
        if not is_changed_alone(text, after, edits):
            places = ", ".join(dict.fromkeys(".".join(map(str, edit.path)) for edit in edits))
            raise config_error(self.file, places, "cannot be changed without what is beside it; edit it by hand")
        return (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + after.encode()

    def _parse(self, content: bytes) -> TOMLDocument:
        try:
            return tomlkit.parse(content.decode("utf-8-sig"))
        except (TOMLKitError, ValueError, RecursionError) as error:
            raise self.error("is not TOML", error) from None

    def _check_seen(self, document: TOMLDocument, edit: Edit) -> None:
        """Refuse to change tables by their numbers where another program has added or removed some."""
        if edit.seen is None:
            return
        key = str(edit.path[0])
        tables = document.get(key) or ()
        if not isinstance(tables, AoT | Array | tuple):
            raise self._no_table(edit.path)
        names = [
            table.get("name", table.get("symbol", table.get("when"))) if isinstance(table, dict) else None
            for table in tables
        ]
        if [_plain(name) for name in names] != [_plain(name) for name in edit.seen]:
            raise config_error(self.file, "", f"[[{key}]] was changed by another program meanwhile; try again")

    def _set(self, document: TOMLDocument, edit: Edit) -> None:
        *path, last = edit.path
        table: Any = document
        text = tomlkit.dumps(document).replace("\r\n", "\n")
        indent = "" if not text or text.endswith("\n\n") else "\n"
        for key, below in pairwise([*path, last]):
            try:
                is_by_name = isinstance(table, AoT | Array) and isinstance(key, str)
                table = self._named(table, str(key)) if is_by_name else table[key]
            except (KeyError, IndexError):
                if not edit.makes_tables:
                    raise self._nothing_named(str(below if key == _SOURCES else key)) from None
                if edit.value is None:
                    return
                if isinstance(table, Array):
                    raise self._no_table(path) from None
                if key == _SOURCES:
                    table[key] = self._parse(CONFIG_TEMPLATE.encode())[_SOURCES]
                    table = table[key]
                else:
                    is_followed = isinstance(key, int) and document.body[-1][1] is not document.get(str(path[0]))
                    table = _add(table, key, is_array=isinstance(below, int), indent=indent, is_followed=is_followed)
            except (TypeError, TOMLKitError):
                raise self._no_table(path) from None
        if isinstance(last, int) and edit.value is None and isinstance(table, AoT):
            _remove_table(document, path, table, last)
        elif isinstance(table, Table | InlineTable | TOMLDocument):
            _set_value(table, str(last), edit)
        else:
            raise self._no_table(path)

    def _named(self, tables: AoT | Array, name: str) -> Table | InlineTable:
        """Return the one of some `[[tables]]` that has this name."""
        named: list[Table | InlineTable] = [
            table for table in tables if isinstance(table, Table | InlineTable) and table.get("name") == name
        ]
        if not named:
            raise self._nothing_named(name)
        if len(named) > 1:
            raise config_error(self.file, "", f"several have the name {name!r}")
        return named[0]

    def _nothing_named(self, name: str) -> ConfigError:
        return config_error(self.file, "", f"nothing has the name {name!r} any more")

    def _no_table(self, path: Sequence[str | int]) -> ConfigError:
        return config_error(self.file, ".".join(map(str, path)), "is no table of its own lines; edit it by hand")


def _add(
    table: Any,  # noqa: ANN401 - tomlkit's items have no common type
    key: str | int,
    *,
    is_array: bool,
    indent: str,
    is_followed: bool,
) -> Any:  # noqa: ANN401
    """Add a table to a table or to an array of tables, or an array of tables, and return it."""
    if isinstance(key, int):
        return add_to_tables(table, indent=indent, is_followed=is_followed)
    table[key] = tomlkit.aot() if is_array else tomlkit.table()
    added = table[key]
    if isinstance(added, Table) and isinstance(table, TOMLDocument):
        added.trivia.indent = indent
    return added


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
        set_key(table, key, tomlkit.value(f"{value:f}"))
    elif isinstance(value, str | int | date):
        set_key(table, key, value)
    else:
        _set_list(table, key, value, edit.base)


def _set_list(
    table: Table | InlineTable | TOMLDocument, key: str, values: Sequence[str], base: Sequence[str] | None
) -> None:
    """Set a list of texts; entries that stay keep their line and their comment."""
    array = table.get(key)
    if not isinstance(array, Array):
        array = one_line_array(table, key)
    old = [str(value) for value in array]
    wanted = list(values) if base is None or not old else merge_lists(base, values, old)
    if "\n" not in array.as_string() and old != wanted:
        array = one_line_array(table, key)
        old = []
    if len(set(old)) != len(old):
        array.clear()
        old = []
    for value in [value for value in old if value not in wanted]:
        array.remove(value)
    stay = [value for value in old if value in wanted]
    order = [stay.index(value) for value in wanted if value in stay]
    if order != sorted(order):
        array = table[key] = _reordered(array, order)
        array = table[key]
    for position, value in enumerate(wanted):
        if position >= len(array) or str(array[position]) != value:
            array.insert(position, value)
    if len(array.as_string()) > _LINE_LENGTH and "\n" not in array.as_string():
        array.multiline(multiline=True)


def _reordered(array: Array, order: Sequence[int]) -> Array:
    """Return a list in another order, with its comments; one that has other things than texts loses them."""
    text = reorder_array(array.as_string(), order)
    other: Any = tomlkit.array() if text is None else tomlkit.parse(f"list = {text}")["list"]
    assert isinstance(other, Array), "a list stays one"
    return other


def _plain(name: object) -> str:
    """Return a name as the board has it: without what no terminal should get, in capitals."""
    return sanitize_line(str(name)).upper()
