"""Read a TOML file within bounds."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from tui.config.errors import ConfigError, Problem, config_error
from tui.config.toml_mistakes import ASSIGNMENT, mistake_in

MAX_FILE_SIZE: Final = 256 * 1024
"""Bytes."""

# the memory that the parser takes grows with the square of a dotted key's parts
_LONG_KEY: Final = r"""(?:(?:[\w-]{1,64}|"[^"\n]{0,64}"|'[^'\n]{0,64}')[ \t]{0,8}\.[ \t]{0,8}){32}"""
_LONG_NUMBER: Final = r"(?m)^[^\n=\"'#]*+=[^\n\"'#]*?(?<!\w)[0-9][0-9_]{4000}"
_TOML_ERROR: Final = r"(?s)(?P<what>.*?) \((?:at )?(?P<position>[^()]*)\)"
_UNCLOSED: Final = ("Invalid value", "Unclosed array")
"""Errors at the start of a line that follows an open list."""
_MAX_ERRORS: Final = 10
"""Lines that are not TOML and are reported at once."""


def read_toml(file: Path) -> dict[str, object]:
    """Read the tables of a TOML file.

    Raises:
        ConfigError: it cannot be opened, is over 256 kB, is not UTF-8, or is not TOML, with line and column.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise config_error(file, "", f"cannot be read: {error.strerror or 'no such thing'}") from None
    except ValueError:  # a NUL in the path itself
        raise config_error(file, "", "cannot be read: not a file name") from None
    if len(raw) > MAX_FILE_SIZE:
        raise config_error(file, "", f"larger than {MAX_FILE_SIZE // 1024} kB: this is not a configuration")
    return _parse(file, raw)


def _parse(file: Path, raw: bytes) -> dict[str, object]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(Problem("not UTF-8 text", str(file), line)) from None
    long_key = re.search(_LONG_KEY, text)
    if long_key:
        line = text.count("\n", 0, long_key.start()) + 1
        raise ConfigError(Problem("a key of more than 32 parts", str(file), line))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(*islice(_problems(file, text, error), _MAX_ERRORS)) from None
    except RecursionError:
        raise config_error(file, "", "not TOML: nested too deeply") from None
    except ValueError:  # int() refuses thousands of digits
        number = re.search(_LONG_NUMBER, text)
        line = text.count("\n", 0, number.start()) + 1 if number else 0
        raise ConfigError(Problem("a number of thousands of digits", str(file), line)) from None


def _problems(file: Path, text: str, error: tomllib.TOMLDecodeError) -> Iterator[Problem]:
    """Yield what is not TOML in a text: the parser stops at the first problem, so that line is then left out."""
    lines = text.split("\n")
    found: tomllib.TOMLDecodeError | None = error
    while found is not None:
        match = re.fullmatch(_TOML_ERROR, str(found))
        what, position = (match["what"], match["position"]) if match else (str(found), "")
        place = re.fullmatch(r"line (\d+), column (\d+)", position)
        number = int(place[1]) if place else _last_line(lines)
        written = lines[number - 1] if number else ""
        hint = mistake_in(written)
        if found is not error and not hint:
            return  # it may be no mistake of its own
        if place and place[2] == "1" and what in _UNCLOSED:
            hint = "a list above this line has no closing ]"
        column = f"column {place[2]}: " if place else ""
        yield Problem(f"{column}not TOML: {hint or _lower_first(what)}", str(file), number)
        if not (hint and _is_complete(written)):
            return
        lines[number - 1] = ""
        found = _error_of("\n".join(lines))


def _last_line(lines: Sequence[str]) -> int:
    """Return the number of the last line with text, where that is what the end of the document leaves open, else 0."""
    number = next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 0)
    return number if number and mistake_in(lines[number - 1]).startswith("the closing quote") else 0


def _error_of(text: str) -> tomllib.TOMLDecodeError | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return error
    except (RecursionError, ValueError):
        pass
    return None


def _is_complete(line: str) -> bool:
    """Return whether a line is one assignment, so that the others mean the same without it."""
    assignment = ASSIGNMENT.match(line)
    return assignment is not None and not re.search(r"""[\[\]{}]|\"{3}|'{3}""", assignment["value"])


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
