"""What a file holds against the shape it should have: every misfit by key, found and expected."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect

from tui.config.errors import config_error, did_you_mean_known, quote_value

T = TypeVar("T")

_BARE = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)
_MAY_BE_SECRET = re.compile(r"\.(?:headers|key_(?:env|file|command))\b")
_LEAVES: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "text"),
    inspect.BoolType: (bool, "true or false"),
    inspect.IntType: (int, "a whole number"),
    inspect.DateType: (date, "a date such as 2026-12-25"),
}


def validate(tables: Mapping[str, object], shape: type[T], file: Path | None) -> T:
    """The tables as the shape they should have.

    Args:
        tables: what `read_tables` gave.
        shape: a msgspec struct whose fields say in their descriptions what is expected.
        file: named in the error.

    Raises:
        ConfigError: the first thing that does not fit.
    """
    try:
        return msgspec.convert(tables, shape)
    except msgspec.ValidationError as error:
        # msgspec does not say which entry of a free table is wrong, so what it refused is looked through again
        key, problem = next(validation_errors(tables, shape), ("", str(error)))
        raise config_error(file, key, problem) from None


def validation_errors(tables: object, shape: type[object]) -> Iterator[tuple[str, str]]:
    """Every misfit as its key, `sources[1].every`, and what is wrong: `found 15, expected text such as "15s"`.

    Args:
        tables: what a TOML file holds.
        shape: a msgspec struct; a description given to a field says what is expected there.
    """
    yield from _in(tables, inspect.type_info(shape), "", None)


def _in(value: object, expected: inspect.Type, key: str, words: str | None) -> Iterator[tuple[str, str]]:
    match expected:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            yield from _in(value, inner, key, (schema or {}).get("description", words))
        case inspect.UnionType(types=types):
            named = [each for each in types if not isinstance(each, inspect.NoneType)]
            fitting = (each for each in named if _is_of_kind(value, each))
            yield from _in(value, next(fitting, named[0]), key, words)
        case inspect.StructType():
            yield from _in_table(value, expected, key, words)
        case inspect.DictType(value_type=inner):
            if not isinstance(value, dict):
                yield _problem(key, value, words or "a table")
            else:
                for name, each in value.items():
                    yield from _in(each, inner, _joined(key, name), words)
        case inspect.VarTupleType(item_type=inner) | inspect.ListType(item_type=inner):
            if not isinstance(value, list):
                yield _problem(key, value, words or "a list")
            else:
                for place, each in enumerate(value):
                    yield from _in(each, inner, f"{key}[{place}]", None)
        case _:
            yield from _in_leaf(value, expected, key, words)


def _in_table(value: object, expected: inspect.StructType, key: str, words: str | None) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield _problem(key, value, words or "a table")
        return
    fields = {field.encode_name: field for field in expected.fields}
    refused: Mapping[str, str] = getattr(expected.cls, "refused", {})
    for name in value:
        if name in refused:
            yield _joined(key, name), refused[name]
        elif name not in fields:
            yield _joined(key, name), "unknown key" + did_you_mean_known(name, fields)
    for name, field in fields.items():
        if name in value:
            yield from _in(value[name], field.type, _joined(key, name), None)
        elif field.required:
            yield _joined(key, name), f"missing, expected {_described(field.type)}"


def _in_leaf(value: object, expected: inspect.Type, key: str, words: str | None) -> Iterator[tuple[str, str]]:
    if isinstance(expected, inspect.LiteralType):
        if value not in expected.values:
            yield _problem(key, value, words or " or ".join(quote_value(each) for each in expected.values))
        return
    kind, plain = _LEAVES[type(expected)]
    if not isinstance(value, kind) or isinstance(value, datetime) or (isinstance(value, bool) and kind is not bool):
        yield _problem(key, value, words or plain)


def _is_of_kind(value: object, expected: inspect.Type) -> bool:
    """Whether a value is written as one of several things that may stand there."""
    match expected:
        case inspect.Metadata(type=inner):
            return _is_of_kind(value, inner)
        case inspect.ListType() | inspect.VarTupleType():
            return isinstance(value, list)
        case inspect.DictType() | inspect.StructType():
            return isinstance(value, dict)
        case _:
            return isinstance(value, _LEAVES[type(expected)][0])


def _described(expected: inspect.Type) -> str:
    match expected:
        case inspect.Metadata(extra_json_schema={"description": str(words)}):
            return words
        case inspect.Metadata(type=inner):
            return _described(inner)
        case inspect.VarTupleType() | inspect.ListType():
            return "a list"
        case _:
            return _LEAVES[type(expected)][1] if type(expected) in _LEAVES else "a table"


def _problem(key: str, value: object, expected: str) -> tuple[str, str]:
    # a header may hold a secret, and so may what was put where the way to a secret should stand
    shown = "a value" if _MAY_BE_SECRET.search(key) else quote_value(value)
    return key, f"found {shown}, expected {expected}"


def _joined(key: str, name: str) -> str:
    shown = name if _BARE.fullmatch(name) else quote_value(name)
    return f"{key}.{shown}" if key else shown
