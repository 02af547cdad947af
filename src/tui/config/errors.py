"""The error of an invalid configuration: by file, line, key, found and expected."""

from collections.abc import Callable, Iterable
from datetime import date, time
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from tui.domain.text import sanitize_line

KEY_OPTIONS_HELP: Final = 'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
"""How a user can say where a key is stored."""

EXPECTED_KEY: Final = 'a key such as "q" or several such as "q, ctrl+r"'
"""What is expected of a key under `[keys]`."""

_MAX_MESSAGE: Final = 500
_MAX_VALUE: Final = 48

P = ParamSpec("P")
T = TypeVar("T")


class ConfigError(Exception):
    """Invalid input of the user; the message is the first problem, and how many more there are."""

    def __init__(self, *problems: str) -> None:
        self.problems = tuple(sanitize_line(problem, _MAX_MESSAGE) for problem in problems)
        """One clean line each, that says where and what to write instead."""
        first, more = self.problems[0], len(self.problems) - 1
        super().__init__(f"{first} (and {more} more: bigboard config check)" if more else first)


class ErrorCollector:
    """The errors of checks that run one after another, to be raised as one."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def run(self, default: T, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a check, or the default where it raises a ConfigError."""
        try:
            return check(*args, **kwargs)
        except ConfigError as error:
            self.add(error)
            return default

    def add(self, error: ConfigError) -> None:
        """Add an error that a check returned."""
        self._problems += error.problems

    def raise_all(self) -> None:
        """Raise the errors so far as one ConfigError, if there are any."""
        if self._problems:
            raise ConfigError(*self._problems)


def config_error(file: Path | None, key: str, problem: str) -> ConfigError:
    """Return the error for one key of a file: `bigboard.toml: line 9: sources[1].every: found 15, expected ...`."""
    from tui.config.toml_lines import find_line  # noqa: PLC0415 - only once something is wrong

    line = find_line(file, key) if file and key else None
    parts = (str(file) if file else "", f"line {line}" if line else "", key, problem)
    return ConfigError(": ".join(filter(None, parts)))


def quote_value(value: object) -> str:
    """Return a value as its writer would recognise it, short."""
    if isinstance(value, str):
        return f'"{sanitize_line(value, _MAX_VALUE)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date | time):
        return sanitize_line(str(value), _MAX_VALUE)
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
