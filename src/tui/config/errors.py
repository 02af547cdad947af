"""The error of an invalid configuration: by file, line, key, found and expected."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Final, NamedTuple, ParamSpec, TypeVar

from tui.domain.text import sanitize_line
from tui.sources.redaction.secret import REDACTED

KEY_OPTIONS_HELP: Final = 'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
"""How a user can say where a key is stored."""

EXPECTED_KEY: Final = 'a key such as "q" or several such as "q, ctrl+r" or ["q", "ctrl+r"]'
"""What is expected of a key under `[keys]`."""

MAX_PROBLEMS: Final = 50
"""Of one collector; a file with more has another fault than these."""
MAX_REPORTED: Final = 3
"""Problems that a command other than `config check` reports; of more only the number is given."""

_MAX_MESSAGE: Final = 1_000
_MAX_VALUE: Final = 48
_MAX_WORD: Final = 64

P = ParamSpec("P")
T = TypeVar("T")


class Problem(NamedTuple):
    """One problem of a configuration: what is wrong, and where."""

    text: str
    """The key, what was found and what was expected."""
    file: str = ""
    line: int = 0
    """Counted from 1; 0 where no line has it."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return sanitize_line(f"{place}: {self.text}" if place else self.text, _MAX_MESSAGE)


class ConfigError(Exception):
    """Invalid input of the user; the message is the first problem, and how many more there are.

    Args:
        problems: in any order; those of one file are reported by line.
    """

    def __init__(self, *problems: Problem | str) -> None:
        found = [Problem(each) if isinstance(each, str) else each for each in problems]
        files = list(dict.fromkeys(each.file for each in found))
        found.sort(key=lambda each: (files.index(each.file), each.line))
        self.places = tuple(dict.fromkeys(found))
        self.problems = tuple(map(str, self.places))
        """One clean line each, that says where and what to write instead."""
        super().__init__(next(self.summary(1)))

    def without(self, is_left_out: Callable[[str], bool]) -> "ConfigError | None":
        """Return the error without the problems whose text is left out; None where nothing remains."""
        remaining = [each for each in self.places if not is_left_out(each.text)]
        return ConfigError(*remaining) if remaining else None

    def summary(self, count: int = MAX_REPORTED) -> Iterator[str]:
        """Yield the first problems, and then how many more there are."""
        more = len(self.problems) - count
        if more <= 0:
            yield from self.problems
            return
        yield from self.problems[: count - 1]
        yield f"{self.problems[count - 1]} (and {more} more: bigboard config check)"


ErrorFactory = Callable[[str, str], ConfigError]
"""Makes the error for a key of a table, and the problem with its value."""


class ErrorCollector:
    """The errors of checks that run one after another, to be raised as one; enough of them are not added to."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def run(self, default: T, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a check; the default where it raises a ConfigError, or is no longer of interest."""
        if self.is_full:
            return default
        try:
            return check(*args, **kwargs)
        except ConfigError as error:
            self.add(error)
            return default

    def add(self, error: ConfigError | None) -> None:
        """Add an error that a check returned, if it did."""
        if error is not None and not self.is_full:
            self._problems += error.places

    def __len__(self) -> int:
        """Return how many problems there are so far."""
        return len(self._problems)

    def is_about(self, key: str) -> bool:
        """Return whether a problem so far is about a key of the file, or one within it."""
        return any(problem.text.startswith(key) for problem in self._problems)

    @property
    def is_full(self) -> bool:
        """Whether there are so many problems that no further check is needed."""
        return len(self._problems) >= MAX_PROBLEMS

    def raise_all(self) -> None:
        """Raise the errors so far as one ConfigError, if there are any."""
        if self._problems:
            raise ConfigError(*self._problems)


def config_error(file: Path | None, key: str, problem: str, *, label: str | None = None) -> ConfigError:
    """Return the error for one key of a file: `bigboard.toml:9: source "yahoo": every: found 15, expected ...`.

    Args:
        file: None where the problem is in no file.
        key: where the line is looked for, such as `sources[1].every`; empty for the whole file.
        problem: what was found and what is expected.
        label: what the key is called in the message; the key itself by default.
    """
    from tui.config.toml_lines import find_line  # noqa: PLC0415 - only once something is wrong

    line = find_line(file, key) if file and key else None
    text = ": ".join(filter(None, (key if label is None else label, problem)))
    return ConfigError(Problem(text, str(file) if file else "", line or 0))


def source_label(index: int, name: object) -> str:
    """Return what a source is called in a message: by its name, else by its place among the sources."""
    clean = sanitize_line(name, _MAX_VALUE) if isinstance(name, str) else ""
    return f'source "{clean}"' if clean else f"source {index + 1}"


def quote_value(value: object) -> str:
    """Return a value as its writer would recognise it, short."""
    if isinstance(value, str):
        return f'"{sanitize_line(_without_login(value), _MAX_VALUE)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > _MAX_VALUE * 4:
        return "a number of too many digits"
    if isinstance(value, int | float | date | time):
        return sanitize_line(str(value), _MAX_VALUE)
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "nothing"


def _without_login(text: str) -> str:
    """Return the text without the user name and password of an address, also where these are not escaped."""
    login, _, host = text.rpartition("@")
    if ":" not in login:
        return text
    scheme = re.match(r"[a-z][a-z0-9+]{0,9}://", login, re.IGNORECASE)
    return f"{scheme[0] if scheme else ''}{REDACTED}@{host}"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Return the known word that is similar to one, or a part of it, in any case of letters; None where none is."""
    import difflib  # noqa: PLC0415 - only once something is wrong

    by_letters = {each.lower(): each for each in known}
    written = word.lower()[:_MAX_WORD]
    parts = re.findall(r"\w+", written)
    part = next((each for each in by_letters if len(each) > 2 and each in parts), None)
    close = difflib.get_close_matches(written, by_letters, n=1, cutoff=cutoff)
    found = part or next(iter(close), None)
    return None if found is None else by_letters[found]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "sources"?` where one of the known words is similar, else nothing."""
    close = nearest(word, known)
    return f'; did you mean "{close}"?' if close else ""


def did_you_mean_known(word: str, known: Iterable[str]) -> str:
    """Return the same, followed by every known word, for the end of a message."""
    names = list(known)
    return f"{did_you_mean(word, names)} (known: {', '.join(names)})"
