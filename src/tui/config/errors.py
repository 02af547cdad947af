"""The error of an invalid configuration: by file, key, found and expected."""

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Final

from tui.domain.text import sanitize_line

KEY_OPTIONS_HELP: Final = 'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
"""How a user can say where a key is stored."""

_MESSAGE_LIMIT: Final = 500
_VALUE_LIMIT: Final = 48


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
