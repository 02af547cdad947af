"""Read a TOML file within bounds, and report a mistake by file, key, found and expected."""

import re
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Final

from tui.domain.text import sanitize_line

MAX_FILE_SIZE: Final = 256 * 1024
"""Bytes."""
KEY_OPTIONS_HELP: Final = 'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
"""How a user can say where a key is kept."""

# the memory that the parser takes grows with the square of a dotted key's parts
_LONG_KEY: Final = r"""(?:(?:[\w-]{1,64}|"[^"\n]{0,64}"|'[^'\n]{0,64}')[ \t]{0,8}\.[ \t]{0,8}){32}"""
_BARE_TEXT: Final = r"\s{0,64}(?P<name>[A-Za-z0-9_.-]{1,48})\s{0,64}=\s{0,64}[A-Za-z_/~.]"
_MESSAGE_LIMIT: Final = 500
_VALUE_LIMIT: Final = 48
_TOML_ERROR: Final = r"(?s)(?P<what>.*?) \((?:at )?(?P<place>[^()]*)\)"


class ConfigError(Exception):
    """The user's input is invalid; the message is one clean line that says where and what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(sanitize_line(message, _MESSAGE_LIMIT))


def config_error(file: Path | None, key: str, problem: str) -> ConfigError:
    """Return the error for one key of one file: `bigboard.toml: sources[1].every: found 15, expected ...`."""
    return ConfigError(": ".join(part for part in (str(file) if file else "", key, problem) if part))


def quote_value(value: object) -> str:
    """Return a value as its writer would recognise it, short."""
    if isinstance(value, str):
        return f'"{sanitize_line(value, _VALUE_LIMIT)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date | time):
        return sanitize_line(str(value), _VALUE_LIMIT)
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "nothing"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "sources"?` where one of the known words is similar, else nothing."""
    import difflib  # noqa: PLC0415 - only once something is wrong

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def did_you_mean_known(word: str, known: Iterable[str]) -> str:
    """Return the same, followed by every known word, for the end of a message."""
    names = list(known)
    return f"{did_you_mean(word, names)} (known: {', '.join(names)})"


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
        raise config_error(file, f"line {line}", "not UTF-8 text") from None
    import tomllib  # noqa: PLC0415 - a board on built-in defaults reads no file before its first paint

    long_key = re.search(_LONG_KEY, text)
    if long_key:
        line = text.count("\n", 0, long_key.start()) + 1
        raise config_error(file, f"line {line}", "a key of more than 32 parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(_TOML_ERROR, str(error))
        what, place = (match["what"], match["place"]) if match else (str(error), "")
        raise config_error(file, place, f"not TOML: {_quotes_hint(text, what, place) or _lower_first(what)}") from None
    except RecursionError:
        raise config_error(file, "", "not TOML: nested too deeply") from None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _quotes_hint(text: str, what: str, place: str) -> str:
    """Return what to write where a text stands without quotes; empty for any other mistake.

    The text itself is left out: it may be a key.
    """
    line = re.fullmatch(r"line (\d+), column \d+", place)
    if what != "Invalid value" or line is None:
        return ""
    bare = re.match(_BARE_TEXT, text.split("\n")[int(line[1]) - 1])
    return f'text needs quotes: {bare["name"]} = "..."' if bare else ""
