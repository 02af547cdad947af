"""Write a source as the lines of a configuration."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from tui.domain.instants import format_interval
from tui.sources.adapter import SourceConfig
from tui.sources.table_fields import SYMBOL_PARTS
from tui.sources.table_spec import TableSpec

_KEY_VARIABLE: Final = "MY_KEY"
"""The variable that is written for an API key."""
_ESCAPED: Final = frozenset('"\\')
_MAX_BMP: Final = 0xFFFF
_WRITTEN_ABOVE: Final = frozenset({"format", "rows", "columns"})
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def source_to_toml(source: SourceConfig) -> Iterator[str]:
    """Yield one `[[sources]]` table without its defaults; of an API key only the name of a variable is written."""
    yield "[[sources]]"
    yield f"name = {_text(source.name)}"
    yield f"kind = {_text(source.kind)}"
    if source.url:
        yield f"url = {_text(source.url)}"
    yield f"every = {_text(format_interval(source.every))}"
    yield f"market = {_text(source.market)}"
    if source.key is not None:
        yield f"key_env = {_text(_KEY_VARIABLE)}"
    if source.allow_private:
        yield "allow_private = true"
    if source.table is not None:
        yield from _table(source.table)


def _table(spec: TableSpec) -> Iterator[str]:
    yield "[sources.table]"
    yield f"format = {_text(spec.format)}"
    if spec.rows:
        yield f"rows = {_text(spec.rows)}"
    columns = {field: _locator(spec, locator) for field, locator in spec.columns.items()}
    if SYMBOL_PARTS[1] in columns:
        columns["symbol"] = f"[{', '.join(columns.pop(each) for each in SYMBOL_PARTS if each in columns)}]"
    yield f"columns = {{ {', '.join(f'{_name(field)} = {locator}' for field, locator in columns.items())} }}"
    for each in fields(spec):
        value = getattr(spec, each.name)
        if each.name not in _WRITTEN_ABOVE and value != each.default:
            yield f"{each.name} = {_value(value)}"


def _locator(spec: TableSpec, locator: str) -> str:
    return locator if locator.isdigit() and spec.format != "json" else _text(locator)


def _value(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else _text(value)


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Return a TOML string with unprintable characters escaped: a server chose some of these names."""
    return f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    if character in _ESCAPED:
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= _MAX_BMP else f"\\U{code:08x}"
