"""Check the tables of a TOML file against a model, and report every problem by key, found and expected."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect

from tui.config.errors import (
    MAX_PROBLEMS,
    ConfigError,
    Problem,
    config_error,
    nearest,
    quote_value,
    source_label,
)
from tui.config.misplaced import MISPLACED_KEYS, UNKNOWN_HERE, meant_by
from tui.sources.redaction.secret import REDACTED

T = TypeVar("T")
Difference = tuple[str, str]
"""A key, `sources[1].every`, and its problem: `found 15, expected text such as "15s"`."""

_BARE = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)
_OF_SOURCE = re.compile(r"sources\[(\d{1,6})\](?:\.(.+))?", re.DOTALL)
_MAY_BE_SECRET = re.compile(r"\.(?:headers|n?key_(?:env|file|command|parameter|header)|creds_file)\b")
_NO_TEXTS: Mapping[str, str | None] = {}
_LEAVES: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "text"),
    inspect.BoolType: (bool, "true or false"),
    inspect.IntType: (int, "a whole number"),
    inspect.FloatType: (float, "a number"),
    inspect.DateType: (date, "a date such as 2026-12-25"),
}


def validate(tables: Mapping[str, object], model: type[T], file: Path | None) -> T:
    """Convert the tables to a model.

    Args:
        tables: as `read_toml` returned them.
        model: a msgspec struct or a dataclass; the `expected` of a field's metadata is shown in an error.
        file: the file of the tables, named in errors.

    Raises:
        ConfigError: there are problems, each named by key, found and expected.
    """
    if differences := find_differences(tables, model):
        raise ConfigError(*describe_differences(differences, tables, file))
    return msgspec.convert(tables, model)


def describe_differences(
    differences: Iterable[Difference], tables: Mapping[str, object], file: Path | None
) -> Iterator[Problem]:
    """Yield each difference as a problem of the file."""
    for key, problem in differences:
        yield from config_error(file, key, problem, label=_label(key, tables)).places


def _label(key: str, tables: Mapping[str, object]) -> str:
    """Return what a key is called in a message: a source by its name and not by its place."""
    if key.startswith("keys."):
        return key.replace('"', "")
    match = _OF_SOURCE.fullmatch(key)
    sources = tables.get("sources")
    if match is None or not isinstance(sources, list):
        return key
    index = int(match[1])
    name = sources[index].get("name") if isinstance(sources[index], dict) else None
    return ": ".join(filter(None, (source_label(index, name), match[2])))


def find_differences(table: object, model: type) -> Sequence[Difference]:
    """Return the differences between a table and a model; msgspec itself reports the first alone, not always by key."""
    return tuple(islice(_problems(table, _type_of(model), "", _NO_TEXTS), MAX_PROBLEMS))


@cache
def _type_of(model: type) -> inspect.Type:
    return inspect.type_info(model)


def _problems(value: object, expected: inspect.Type, key: str, texts: Mapping[str, str | None]) -> Iterator[Difference]:
    match expected:
        case inspect.Metadata(type=inner, extra=extra):
            yield from _problems(value, inner, key, extra or texts)
        case inspect.UnionType(types=types):
            named = [each for each in types if not isinstance(each, inspect.NoneType)]
            fitting = (each for each in named if _has_kind(value, each))
            yield from _problems(value, next(fitting, named[0]), key, texts)
        case inspect.StructType() | inspect.DataclassType():
            yield from _in_table(value, expected, key, texts)
        case inspect.DictType():
            yield from _in_free_table(value, expected, key, texts)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _in_list(value, expected, key, texts)
        case _:
            yield from _in_leaf(value, expected, key, texts)


def _in_table(
    value: object, expected: inspect.StructType | inspect.DataclassType, key: str, texts: Mapping[str, str | None]
) -> Iterator[Difference]:
    if not isinstance(value, dict):
        is_repeated = isinstance(value, list) and any(isinstance(each, dict) for each in value)
        yield (
            (key, "found [[...]], expected its header in single brackets: [...]")
            if is_repeated
            else _mismatch(key, value, texts, "a table")
        )
        return
    known = {field.encode_name: field for field in expected.fields}
    meant = set[str]()
    for name in value:
        if name not in known:
            yield _joined(key, name), _unknown(name, known, MISPLACED_KEYS.get(expected.cls, {}))
            meant.add(meant_by(name, known) or "")
    # a dataclass describes its fields in their metadata, a struct in their types
    described = {each.name: each.metadata for each in fields(expected.cls)} if is_dataclass(expected.cls) else {}
    for name, field in known.items():
        field_texts: Mapping[str, str | None] = described.get(name, _NO_TEXTS)
        if name in value:
            yield from _problems(value[name], field.type, _joined(key, name), field_texts)
        elif field.required and name not in meant:
            yield _joined(key, name), f"missing, expected {field_texts.get('expected') or _expected(field.type)}"


def _unknown(name: str, known: Iterable[str], misplaced: Mapping[str, str]) -> str:
    """Return the problem of a key that its table does not have."""
    usual = name.lower().replace("-", "_")
    if usual not in known and usual in misplaced:
        return misplaced[usual]
    meant = meant_by(name, known)
    other = None if meant else nearest(name, misplaced, cutoff=0.75)
    if other is not None:
        return f'unknown key; did you mean "{other}"? That one {misplaced[other].removeprefix(UNKNOWN_HERE)}'
    named = f'; did you mean "{meant}"?' if meant else ""
    return f"unknown key{named} (known: {', '.join(known)})"


def _in_free_table(
    value: object, expected: inspect.DictType, key: str, texts: Mapping[str, str | None]
) -> Iterator[Difference]:
    if not isinstance(value, dict):
        yield _mismatch(key, value, texts, "a table")
        return
    yield from _length_problems(value, expected, key, texts)
    for name, each in value.items():
        for _, problem in _problems(_safe_name(key, name), expected.key_type, "", _NO_TEXTS):
            yield key, problem.replace("found", "found the name", 1)
        yield from _problems(each, expected.value_type, _joined(key, name), texts)


def _in_list(
    value: object, expected: inspect.VarTupleType | inspect.ListType, key: str, texts: Mapping[str, str | None]
) -> Iterator[Difference]:
    if not isinstance(value, list):
        yield _mismatch(key, value, texts, "a list")
        return
    yield from _length_problems(value, expected, key, texts)
    for index, each in enumerate(value):
        yield from _problems(each, expected.item_type, f"{key}[{index}]", _NO_TEXTS)


def _length_problems(
    value: list[object] | dict[str, object],
    expected: inspect.DictType | inspect.CollectionType,
    key: str,
    texts: Mapping[str, str | None],
) -> Iterator[Difference]:
    if len(value) < (expected.min_length or 0):
        yield key, texts.get("problem") or f"found an empty list, expected {texts.get('expected')}"
    if expected.max_length is not None and len(value) > expected.max_length:
        yield key, texts.get("problem") or f"found {len(value)}, expected {expected.max_length} at most"


def _in_leaf(value: object, expected: inspect.Type, key: str, texts: Mapping[str, str | None]) -> Iterator[Difference]:
    if isinstance(expected, inspect.LiteralType):
        if value not in expected.values:
            yield _mismatch(key, value, texts, " or ".join(quote_value(each) for each in expected.values))
    elif not _has_kind(value, expected):
        yield _mismatch(key, value, texts, _LEAVES[type(expected)][1])
    elif isinstance(expected, inspect.StrType) and isinstance(value, str):
        yield from _text_problems(value, expected, key, texts)
    elif isinstance(expected, inspect.IntType) and isinstance(value, int):
        low, high = expected.ge, expected.le
        if (low is not None and value < low) or (high is not None and value > high):
            yield _mismatch(key, value, texts, "a whole number")


def _text_problems(
    value: str, expected: inspect.StrType, key: str, texts: Mapping[str, str | None]
) -> Iterator[Difference]:
    low, high = expected.min_length or 0, expected.max_length
    if len(value) < low or (high is not None and len(value) > high):
        limits = {"expected": f"{low} to {high} characters" if low else f"{high} characters at most"}
        yield _mismatch(key, value, limits, "text")
    elif expected.pattern and not re.search(expected.pattern, value):
        problem = texts.get("problem")
        yield (key, problem) if problem else _mismatch(key, value, texts, "text")


def _has_kind(value: object, expected: inspect.Type) -> bool:
    """Return whether the TOML type of a value is the expected one."""
    match expected:
        case inspect.Metadata(type=inner):
            return _has_kind(value, inner)
        case inspect.ListType() | inspect.VarTupleType():
            return isinstance(value, list)
        case inspect.DictType() | inspect.StructType() | inspect.DataclassType():
            return isinstance(value, dict)
        case inspect.LiteralType():
            return isinstance(value, str)
        case _:
            kind, _ = _LEAVES[type(expected)]
            # Python's datetime is a date, and its bool is an int
            return (
                isinstance(value, kind) and not isinstance(value, datetime) and (type(value) is bool) == (kind is bool)
            )


def _expected(expected: inspect.Type) -> str:
    """Return the description of the value that a missing key should have."""
    match expected:
        case inspect.Metadata(extra={"expected": str(texts)}):
            return texts
        case inspect.Metadata(type=inner):
            return _expected(inner)
        case inspect.VarTupleType() | inspect.ListType():
            return "a list"
        case _:
            return _LEAVES[type(expected)][1] if type(expected) in _LEAVES else "a table"


def _mismatch(key: str, value: object, texts: Mapping[str, str | None], plain: str) -> Difference:
    # the value of a header may be a secret, and so may one that was written instead of the name of a key
    shown = "a value" if _MAY_BE_SECRET.search(key) else quote_value(value)
    return key, f"found {shown}, expected {texts.get('expected') or plain}"


def _joined(key: str, name: str) -> str:
    shown = name if _BARE.fullmatch(name) else quote_value(_safe_name(key, name))
    return f"{key}.{shown}" if key else shown


def _safe_name(table_key: str, name: str) -> str:
    """Return the name of a key without what may be a secret: a whole header, `X-Key: ...`, written as its name."""
    header, colon, _ = name.partition(":")
    return f"{header}: {REDACTED}" if colon and table_key.endswith(".headers") else name
