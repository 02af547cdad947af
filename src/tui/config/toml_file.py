"""Read a TOML file within bounds."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tui.config.errors import ConfigError, ErrorCollector, Problem, config_error

MAX_FILE_SIZE: Final = 256 * 1024
"""Bytes."""

# the memory that the parser takes grows with the square of a dotted key's parts
_LONG_KEY: Final = r"""(?:(?:[\w-]{1,64}|"[^"\n]{0,64}"|'[^'\n]{0,64}')[ \t]{0,8}\.[ \t]{0,8}){32}"""
_LONG_NUMBER: Final = r"(?m)^[^\n=\"'#]*+=[^\n\"'#]*?(?<!\w)[0-9][0-9_]{4000}"


class TomlFile(NamedTuple):
    """What is TOML of a file."""

    tables: Mapping[str, object]
    is_whole: bool = False
    """Whether nothing of the file was left out, so that a key that is missing is missing in it as well."""


def read_toml(file: Path) -> Mapping[str, object]:
    """Read the tables of a TOML file.

    Raises:
        ConfigError: it cannot be opened, is over 256 kB, is not UTF-8, or is not TOML, with line and column.
    """
    errors = ErrorCollector()
    tables = read_partial_toml(file, errors).tables
    errors.raise_all()
    return tables


def read_partial_toml(file: Path, errors: ErrorCollector) -> TomlFile:
    """Read what is TOML of a file, and collect what is not, so that the rest can be checked at once.

    Args:
        file: the path.
        errors: collects the problems for which `read_toml` raises.
    """
    text = errors.run(None, _read, file)
    if text is None:
        return TomlFile({})
    try:
        return TomlFile(tomllib.loads(text), is_whole=True)
    except (ValueError, RecursionError):
        return errors.run(TomlFile({}), _repair, file, text, errors)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise config_error(file, "", f"cannot be read: {error.strerror or 'no such thing'}") from None
    except ValueError:  # a NUL in the path itself
        raise config_error(file, "", "cannot be read: not a file name") from None
    if len(raw) > MAX_FILE_SIZE:
        raise config_error(file, "", f"larger than {MAX_FILE_SIZE // 1024} kB: this is not a configuration")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(Problem("not UTF-8 text", str(file), line)) from None
    long_key = re.search(_LONG_KEY, text)
    if long_key:
        line = text.count("\n", 0, long_key.start()) + 1
        raise ConfigError(Problem("a key of more than 32 parts", str(file), line))
    return text


def _repair(file: Path, text: str, errors: ErrorCollector) -> TomlFile:
    """Return what is TOML of a text that is not TOML as a whole, and collect what is not."""
    from tui.config.toml_repair import read_text  # noqa: PLC0415 - only once something is wrong

    try:
        repaired = read_text(text)
    except RecursionError:
        raise config_error(file, "", "not TOML: nested too deeply") from None
    except ValueError:  # int() refuses thousands of digits
        number = re.search(_LONG_NUMBER, text)
        line = text.count("\n", 0, number.start()) + 1 if number else 0
        raise ConfigError(Problem("a number of thousands of digits", str(file), line)) from None
    errors.add(ConfigError(*(Problem(what, str(file), line) for line, what in repaired.problems)))
    return TomlFile(repaired.tables or {}, repaired.is_whole)
