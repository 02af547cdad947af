"""Check the tables of a TOML file against a shape, and name every misfit by key, found and expected."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect

from tui.config.errors import config_error, did_you_mean_known, quote_value

T = TypeVar("T")
Misfit = tuple[str, str]
"""A key, `sources[1].every`, and its problem: `found 15, expected text such as "15s"`."""

_BARE = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)
_MAY_BE_SECRET = re.compile(r"\.(?:headers|key_(?:env|file|command|parameter|header))\b")
_NO_WORDS: Mapping[str, str | None] = {}
_LEAVES: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "text"),
    inspect.BoolType: (bool, "true or false"),
    inspect.IntType: (int, "a whole number"),
    inspect.DateType: (date, "a date such as 2026-12-25"),
}


def validate(tables: Mapping[str, object], shape: type[T], file: Path | None) -> T:
    """Return the tables as the shape they should have.

    Args:
        tables: as `read_toml` returned them.
        shape: a msgspec struct or a dataclass; the `expected` of a field's metadata is shown in an error.
        file: named in the error.

    Raises:
        ConfigError: the first misfit.
    """
    # msgspec names no entry of a free table and ignores unknown keys of a dataclass, so the own pass goes first
    for key, problem in _misfits(tables, inspect.type_info(shape), "", _NO_WORDS):
        raise config_error(file, key, problem)
    return msgspec.convert(tables, shape)


def _misfits(value: object, expected: inspect.Type, key: str, words: Mapping[str, str | None]) -> Iterator[Misfit]:
    match expected:
        case inspect.Metadata(type=inner, extra=extra):
            yield from _misfits(value, inner, key, extra or words)
        case inspect.UnionType(types=types):
            named = [each for each in types if not isinstance(each, inspect.NoneType)]
            fitting = (each for each in named if _has_kind(value, each))
            yield from _misfits(value, next(fitting, named[0]), key, words)
        case inspect.StructType() | inspect.DataclassType():
            yield from _in_table(value, expected, key, words)
        case inspect.DictType():
            yield from _in_free_table(value, expected, key, words)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _in_list(value, expected, key, words)
        case _:
            yield from _in_leaf(value, expected, key, words)


def _in_table(
    value: object, expected: inspect.StructType | inspect.DataclassType, key: str, words: Mapping[str, str | None]
) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield _problem(key, value, words, "a table")
        return
    known = {field.encode_name: field for field in expected.fields}
    refused: Mapping[str, str] = getattr(expected.cls, "refused", {})
    for name in value:
        if name in refused:
            yield _joined(key, name), refused[name]
        elif name not in known:
            yield _joined(key, name), "unknown key" + did_you_mean_known(name, known)
    # a dataclass describes its fields in their metadata, a struct in their types
    described = {each.name: each.metadata for each in fields(expected.cls)} if is_dataclass(expected.cls) else {}
    for name, field in known.items():
        field_words: Mapping[str, str | None] = described.get(name, _NO_WORDS)
        if name in value:
            yield from _misfits(value[name], field.type, _joined(key, name), field_words)
        elif field.required:
            yield _joined(key, name), f"missing, expected {field_words.get('expected') or _described(field.type)}"


def _in_free_table(
    value: object, expected: inspect.DictType, key: str, words: Mapping[str, str | None]
) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield _problem(key, value, words, "a table")
        return
    yield from _length_misfit(value, expected, key, words)
    for name, each in value.items():
        for _, problem in _misfits(name, expected.key_type, "", _NO_WORDS):
            yield key, problem.replace("found", "found the name", 1)
        yield from _misfits(each, expected.value_type, _joined(key, name), words)


def _in_list(
    value: object, expected: inspect.VarTupleType | inspect.ListType, key: str, words: Mapping[str, str | None]
) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield _problem(key, value, words, "a list")
        return
    yield from _length_misfit(value, expected, key, words)
    for place, each in enumerate(value):
        yield from _misfits(each, expected.item_type, f"{key}[{place}]", _NO_WORDS)


def _length_misfit(
    value: list[object] | dict[str, object],
    expected: inspect.DictType | inspect.CollectionType,
    key: str,
    words: Mapping[str, str | None],
) -> Iterator[Misfit]:
    if len(value) < (expected.min_length or 0):
        yield key, words.get("problem") or f"found an empty list, expected {words.get('expected')}"
    if expected.max_length is not None and len(value) > expected.max_length:
        yield key, words.get("problem") or f"found {len(value)}, expected {expected.max_length} at most"


def _in_leaf(value: object, expected: inspect.Type, key: str, words: Mapping[str, str | None]) -> Iterator[Misfit]:
    if isinstance(expected, inspect.LiteralType):
        if value not in expected.values:
            yield _problem(key, value, words, " or ".join(quote_value(each) for each in expected.values))
    elif not _has_kind(value, expected):
        yield _problem(key, value, words, _LEAVES[type(expected)][1])
    elif isinstance(expected, inspect.StrType) and isinstance(value, str):
        yield from _text_misfit(value, expected, key, words)


def _text_misfit(value: str, expected: inspect.StrType, key: str, words: Mapping[str, str | None]) -> Iterator[Misfit]:
    low, high = expected.min_length or 0, expected.max_length
    if len(value) < low or (high is not None and len(value) > high):
        limits = {"expected": f"{low} to {high} characters" if low else f"{high} characters at most"}
        yield _problem(key, value, limits, "text")
    elif expected.pattern and not re.search(expected.pattern, value):
        problem = words.get("problem")
        yield (key, problem) if problem else _problem(key, value, words, "text")


def _has_kind(value: object, expected: inspect.Type) -> bool:
    """Whether the TOML type of a value is the expected one."""
    match expected:
        case inspect.Metadata(type=inner):
            return _has_kind(value, inner)
        case inspect.ListType() | inspect.VarTupleType():
            return isinstance(value, list)
        case inspect.DictType() | inspect.StructType() | inspect.DataclassType():
            return isinstance(value, dict)
        case _:
            kind, _ = _LEAVES[type(expected)]
            # Python's datetime is a date, and its bool is an int
            return (
                isinstance(value, kind) and not isinstance(value, datetime) and (type(value) is bool) == (kind is bool)
            )


def _described(expected: inspect.Type) -> str:
    """Return what should stand where a required key is missing."""
    match expected:
        case inspect.Metadata(extra={"expected": str(words)}):
            return words
        case inspect.Metadata(type=inner):
            return _described(inner)
        case inspect.VarTupleType() | inspect.ListType():
            return "a list"
        case _:
            return _LEAVES[type(expected)][1] if type(expected) in _LEAVES else "a table"


def _problem(key: str, value: object, words: Mapping[str, str | None], plain: str) -> Misfit:
    # a header may hold a secret, and so may the text that stands where a key's name should
    shown = "a value" if _MAY_BE_SECRET.search(key) else quote_value(value)
    return key, f"found {shown}, expected {words.get('expected') or plain}"


def _joined(key: str, name: str) -> str:
    shown = name if _BARE.fullmatch(name) else quote_value(name)
    return f"{key}.{shown}" if key else shown
