"""Every setting of the configuration: what it means, its value, and where that comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import NODEFAULT, inspect

from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.schema import ConfigModel
from tui.config.schema_values import MAX_NAME
from tui.config.themes.loader import theme_names, themes_folder
from tui.config.toml_file import read_toml
from tui.config.toml_lines import find_line
from tui.config.validation import find_differences
from tui.domain.text import sanitize_line
from tui.view.settings import OptionValue

_TABLES: Final = ("board", "network", "history", "news")
_PLAIN: Final = ("log_level", "calendar")
_SOURCES: Final = "sources"
_SWITCH: Final = ("true", "false")
_WORDS_OF_SWITCH: Final[Mapping[str, str]] = MappingProxyType(
    {**dict.fromkeys(("on", "yes"), "true"), **dict.fromkeys(("off", "no"), "false")}
)
NOT_SET: Final = "not set"
DEFAULT_ORIGIN: Final = "default"
Flags = Mapping[str, tuple[OptionValue, str]]
"""The options of the command line that overrule a setting: by its key the value in force, and the option's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting, as an options screen shows it."""

    key: str
    """As errors name it: `board.flash`, `sources.yahoo.every`."""
    path: tuple[str | int, ...]
    """Its place in the file; that of a source is by name, since another program may move it or take it out."""
    meaning: str
    expected: str
    """The values it may have, as a description."""
    choices: tuple[str, ...] = ()
    """The values it may have; empty for any text that is right."""
    is_list: bool = False
    is_number: bool = False
    default: OptionValue = None
    value: OptionValue = None
    origin: str = DEFAULT_ORIGIN
    """Where the value comes from: `default`, a line of the file or a flag."""

    @property
    def name(self) -> str:
        """The short name, as `:set` takes it: `flash`, `proxy`, `yahoo.every`."""
        return ".".join(self.key.split(".")[1:]) or self.key

    def next_choice(self, step: int = 1) -> str:
        """Return the choice after the value, as it is typed."""
        shown = show_value(self.value)
        at = self.choices.index(shown) if shown in self.choices else -1
        return self.choices[(at + step) % len(self.choices)]

    def edit(self, typed: str) -> Edit:
        """Return the change of the file that gives it a value, as it is typed; nothing typed is the default.

        Raises:
            ConfigError: the schema rejects the value; with the key, what was found and what is expected.
        """
        value = self._parse(typed.strip())
        if value is not None and (problem := _problem(self, value)):
            raise ConfigError(f"{self.key}: {problem}")
        shown = show_value(value) if value is not None else f"{show_value(self.default)} again"
        # a file without the source gets neither it nor those that are built in
        is_of_source = self.path[0] == _SOURCES
        return Edit(path=self.path, value=value, about=f"{self.name}: {shown}", makes_tables=not is_of_source)

    def has(self, typed: str) -> bool:
        """Return whether it has the value that is typed already, where nothing typed is the default."""
        value = self._parse(typed.strip())
        return self.origin == DEFAULT_ORIGIN if value is None else value == self.value

    def _parse(self, typed: str) -> OptionValue:
        if not typed:
            return None
        if self.is_list:
            return tuple(part.strip().strip("\"'") for part in typed.strip("[]").split(",") if part.strip())
        if self.choices == _SWITCH:
            word = _WORDS_OF_SWITCH.get(typed.casefold(), typed.casefold())
            return word == "true" if word in _SWITCH else typed
        if self.is_number and typed.isdecimal() and len(typed) <= MAX_NAME:
            return int(typed)
        return typed


def show_value(value: object) -> str:
    """Return a value as it is typed."""
    if value is None:
        return NOT_SET
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _problem(option: Option, value: OptionValue) -> str | None:
    written: object = list(value) if isinstance(value, tuple) else value
    table: object = {option.path[-1]: written}
    if option.path[0] == _SOURCES:
        table = {_SOURCES: [{"name": "x", "kind": "x", str(option.path[-1]): written}]}
    elif len(option.path) > 1:
        table = {option.path[0]: table}
    differences = find_differences(table, ConfigModel)
    return differences[0][1] if differences else None


def schema_options(file: Path | None = None) -> tuple[Option, ...]:
    """Return every setting with its default, those of the board first.

    Args:
        file: the configuration, beside which the user's own themes are; None where there is none.
    """
    fields = _fields(inspect.type_info(ConfigModel))
    found = [
        _option((table, name), field)
        for table in _TABLES
        for name, field in _fields(_unwrapped(fields[table].type)[0]).items()
    ]
    found += [_option((name,), fields[name]) for name in _PLAIN]
    # a theme is any text by the schema
    themes = theme_names(themes_folder(file))
    return tuple(replace(each, choices=themes) if each.key == "board.theme" else each for each in found)


def _intervals(tables: Mapping[str, object]) -> Iterator[Option]:
    """Yield the interval of each source that the file has."""
    for written in _source_names(tables):
        name = sanitize_line(written, MAX_NAME)
        if name:
            yield Option(
                key=f"sources.{name}.every",
                path=(_SOURCES, written, "every"),
                meaning=f"The interval of polls of {name}",
                expected='text such as "15s", "2m" or "1h"',
            )


def _source_names(tables: Mapping[str, object]) -> tuple[str, ...]:
    """Return the name of each source of the file, in order; empty for one that has no text as its name."""
    sources = tables.get(_SOURCES)
    names = [
        source.get("name") if isinstance(source, dict) else None
        for source in (sources if isinstance(sources, list) else ())
    ]
    return tuple(name if isinstance(name, str) else "" for name in names)


def _fields(model: object) -> dict[str, inspect.Field]:
    assert isinstance(model, inspect.StructType)
    return {field.encode_name: field for field in model.fields}


def _unwrapped(kind: inspect.Type) -> tuple[inspect.Type, str, str]:
    """Return the plain type of a field, its meaning and what is expected; of a union its first part."""
    meaning = expected = ""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.UnionType):
            kind = kind.types[0]
            continue
        expected = str((kind.extra or {}).get("expected") or "")
        description = str((kind.extra_json_schema or {}).get("description") or "")
        meaning = description.removesuffix(f": {expected}")
        kind = kind.type
    return kind, meaning, expected


def _option(path: tuple[str, ...], field: inspect.Field) -> Option:
    kind, meaning, expected = _unwrapped(field.type)
    default = () if field.default is NODEFAULT else field.default
    choices: tuple[str, ...] = ()
    if isinstance(kind, inspect.BoolType):
        choices = _SWITCH
    elif isinstance(kind, inspect.LiteralType):
        choices = tuple(map(str, kind.values))
    return Option(
        key=".".join(path),
        path=path,
        meaning=meaning,
        expected=expected,
        choices=choices,
        is_list=isinstance(kind, inspect.ListType | inspect.VarTupleType),
        is_number=isinstance(kind, inspect.IntType),
        default=default,
        value=default,
    )


def configured_options(file: Path | None, flags: Flags = MappingProxyType({})) -> tuple[Option, ...]:
    """Return every setting with its value and where it comes from, as the file is now, with the intervals of sources.

    Args:
        file: the configuration; None where there is none.
        flags: the options of the command line that overrule a setting.

    Raises:
        ConfigError: the file cannot be read.
    """
    tables = read_toml(file) if file is not None and file.exists() else {}
    options = (*schema_options(file), *_intervals(tables))
    return tuple(_with_origin(option, tables, file, flags) for option in options)


def _with_origin(option: Option, tables: Mapping[str, object], file: Path | None, flags: Flags) -> Option:
    path = _numbered(option.path, tables)
    value = _value_at(tables, path)
    if value is not None and file is not None:
        line = find_line(file, _key_in_file(path))
        shown = tuple(map(str, value)) if isinstance(value, list) else value
        assert isinstance(shown, str | int | tuple)
        option = replace(option, value=shown, origin=f"{file.name}:{line}" if line else file.name)
    if option.key in flags:
        in_force, flag = flags[option.key]
        option = replace(option, value=in_force, origin=flag)
    return option


def _numbered(path: tuple[str | int, ...], tables: Mapping[str, object]) -> tuple[str | int, ...]:
    """Return a path with the number of the source in place of its name."""
    if path[0] != _SOURCES:
        return path
    _, name, *rest = path
    return (_SOURCES, _source_names(tables).index(str(name)), *rest)


def _key_in_file(path: Sequence[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _value_at(table: object, path: Sequence[str | int]) -> str | int | list[object] | None:
    for part in path:
        if isinstance(table, dict):
            table = table.get(part)
        elif isinstance(table, list) and isinstance(part, int) and part < len(table):
            table = table[part]
        else:
            return None
    return table if isinstance(table, str | int | list) else None
