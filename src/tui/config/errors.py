"""A TOML file as its writer left it: read within bounds, every mistake told by file, key, found and expected."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, TypeVar

from msgspec import inspect

from tui.domain.text import sanitize_line

LARGEST_FILE: Final = 256 * 1024

# the parser's memory grows with the square of a dotted key's parts
_ENDLESS_KEY: Final = r"""(?:(?:[\w-]{1,64}|"[^"\n]{0,64}"|'[^'\n]{0,64}')[ \t]{0,8}\.[ \t]{0,8}){32}"""
_MESSAGE_LIMIT: Final = 500
_FOUND_LIMIT: Final = 48
_PLACE: Final = r"(?s)(?P<what>.*?) \((?:at )?(?P<place>[^()]*)\)"

T = TypeVar("T")


class ConfigError(Exception):
    """Something the user wrote cannot be taken; the message is one clean line that says where and what to write."""

    def __init__(self, message: str) -> None:
        super().__init__(sanitize_line(message, _MESSAGE_LIMIT))


def config_error(file: Path | None, key: str, problem: str) -> ConfigError:
    """The error for one key of one file: `bigboard.toml: sources[1].every: found 15, expected ...`."""
    return ConfigError(": ".join(part for part in (str(file) if file else "", key, problem) if part))


def quote_value(value: object) -> str:
    """A value as its writer would recognise it, short."""
    if isinstance(value, str):
        return f'"{sanitize_line(value, _FOUND_LIMIT)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date | time):
        return sanitize_line(str(value), _FOUND_LIMIT)
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "nothing"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "sources"?` where one of the known words is near, else nothing."""
    import difflib  # noqa: PLC0415 - only once something is wrong

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def did_you_mean_known(word: str, known: Iterable[str]) -> str:
    """The same, followed by every word that is known, for the end of a message."""
    names = list(known)
    return f"{did_you_mean(word, names)} (known: {', '.join(names)})"


def read_toml(file: Path) -> dict[str, object]:
    """The tables of a TOML file.

    Raises:
        ConfigError: it cannot be opened, is over 256 kB, is not UTF-8, or is not TOML, with line and column.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise config_error(file, "", f"cannot be read: {error.strerror or 'no such thing'}") from None
    except ValueError:  # a NUL in the path itself
        raise config_error(file, "", "cannot be read: not a file name") from None
    if len(raw) > LARGEST_FILE:
        raise config_error(file, "", f"larger than {LARGEST_FILE // 1024} kB: this is not a configuration")
    return _tables(file, raw)


def _tables(file: Path, raw: bytes) -> dict[str, object]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise config_error(file, f"line {line}", "not UTF-8 text") from None
    import tomllib  # noqa: PLC0415 - a board on built-in defaults reads no file before its first paint

    endless = re.search(_ENDLESS_KEY, text)
    if endless:
        line = text.count("\n", 0, endless.start()) + 1
        raise config_error(file, f"line {line}", "a key of more than 32 parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(_PLACE, str(error))
        what, place = (match["what"], match["place"]) if match else (str(error), "")
        raise config_error(file, place, f"not TOML: {what[:1].lower()}{what[1:]}") from None
    except RecursionError:
        raise config_error(file, "", "not TOML: nested too deeply") from None


def validate(tables: Mapping[str, object], shape: type[T], file: Path | None) -> T:
    """The tables as the shape they should have.

    Args:
        tables: what `read_tables` gave.
        shape: a msgspec struct whose fields say in their descriptions what is expected.
        file: named in the error.

    Raises:
        ConfigError: the first thing that does not fit.
    """
    import msgspec  # noqa: PLC0415 - paid for only where there is a file to read

    try:
        return msgspec.convert(tables, shape)
    except msgspec.ValidationError as error:
        from tui.config.errors import validation_errors  # noqa: PLC0415 - only once something is wrong

        # msgspec does not say which entry of a free table is wrong, so what it refused is looked through again
        key, problem = next(validation_errors(tables, shape), ("", str(error)))
        raise config_error(file, key, problem) from None


_BARE = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)
_MAY_BE_SECRET = re.compile(r"\.(?:headers|key_(?:env|file|command))\b")
_LEAVES: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "text"),
    inspect.BoolType: (bool, "true or false"),
    inspect.IntType: (int, "a whole number"),
    inspect.DateType: (date, "a date such as 2026-12-25"),
}


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
