"""Notices that the configuration, or a file that it names, has changed, and reads it again.

It asks for the state of a few files every half second, which needs no library and works on every file system. A file is
read once its state has been the same twice: an editor may be amid writing it.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tui.config.calendars import load_calendars
from tui.config.errors import ConfigError, ErrorCollector, Problem
from tui.config.file_state import FileState, SettledChange, state_of_file
from tui.config.loader import Config, config_file, load_config
from tui.domain.text import CleanText, sanitize_line
from tui.domain.trading_calendar import TradingCalendar

CHECK_INTERVAL: Final = 0.5
"""Seconds between two checks: a change is taken in within two of them, and the time that reading takes."""

_SHOWN_BY: Final = "bigboard config check"


class Reloaded(NamedTuple):
    """The configuration was read again, without a fault."""

    config: Config
    calendars: Mapping[str, TradingCalendar] | None
    """The trading hours, where they may be others now; None where they are as before."""
    is_own: bool
    """Whether this program itself wrote the change."""


class Rejected(NamedTuple):
    """The configuration is wrong, or the theme in force; the last good one stays."""

    problem: CleanText
    """The file, the line and the reason; of several the first, and how many more there are."""


class ConfigWatch:
    """Reads the configuration again after each change. Used on one thread, which it may block for seconds.

    Args:
        config: as it was read last.
        named: the file that the user named on the command line; None for the usual place.
        check_keys: raises ConfigError where the user's keys are wrong.
        own_states: returns the state of each file when this program itself wrote it last, by its resolved path.
    """

    def __init__(
        self,
        config: Config,
        named: Path | None,
        *,
        check_keys: Callable[[Config], object],
        own_states: Callable[[], Mapping[Path, FileState]],
    ) -> None:
        self._config = config
        self._named = named
        self._check_keys = check_keys
        self._own_states = own_states
        self._file = config.file or named or config_file()
        self._files = config.files
        self._change = SettledChange(self._states())

    def check(self) -> Reloaded | Rejected | None:
        """Return what reading the changed files has given; None where none has changed, or one is being written."""
        before, states = self._change.read or {}, self._states()
        if not self._change.is_due(states):
            return None
        outcome = self._load(before, states)
        self._change.read = self._states()  # of the files that it names now
        return outcome

    def _states(self) -> dict[Path, FileState]:
        files = self._files if self._file is None else (self._file, *self._files)
        return {file: state_of_file(file) for file in files}

    def _is_own(self, before: Mapping[Path, FileState], states: Mapping[Path, FileState]) -> bool:
        """Return whether each file that has changed is as this program itself wrote it."""
        own = {file: (state,) for file, state in self._own_states().items()}
        changed = [file for file, state in states.items() if before.get(file) != state]
        return all(states[file] in own.get(Path(os.path.realpath(file)), ()) for file in changed)

    def _load(self, before: Mapping[Path, FileState], states: Mapping[Path, FileState]) -> Reloaded | Rejected:
        is_own = self._is_own(before, states)
        if self._file is not None and states[self._file] is None and self._config.file is not None and not is_own:
            return Rejected(
                problem=sanitize_line(f"{self._file.name}: is no file any more; its last state stays in force")
            )
        errors = ErrorCollector()
        try:
            config = load_config(self._named, errors=errors, keeps_broken_rules=True)
        except ConfigError as error:
            return Rejected(problem=first_problem(error.places, _SHOWN_BY))
        self._files = config.files
        hours = (config.calendar_file, state_of_file(config.calendar_file) if config.calendar_file else None)
        calendars = None
        if hours != (self._config.calendar_file, before.get(hours[0]) if hours[0] else None):
            calendars = errors.run(None, load_calendars, config.calendar_file, config.file)
        errors.run(None, self._check_keys, config)
        try:
            errors.raise_all()
        except ConfigError as error:
            return Rejected(problem=first_problem(error.places, _SHOWN_BY))
        self._config = config
        return Reloaded(config=config, calendars=calendars, is_own=is_own)


def first_problem(places: Iterable[Problem], shown_by: str = "") -> CleanText:
    """Return the first problem by the name of its file, which is short enough for the screen.

    Args:
        places: the problems, at least one.
        shown_by: the command that shows all of them; empty for none.
    """
    from tui.config.toml_mistakes import NOT_TOML  # noqa: PLC0415 - only once something is wrong

    first, *others = places
    line = f":{first.line}" if first.line else ""
    place = f"{Path(first.file).name}{line}: " if first.file else ""
    more = f" (and {len(others)} more{shown_by and f': {shown_by}'})" if others else ""
    # the line is enough to find it: there is little room
    text = first.text[first.text.find(NOT_TOML) :] if first.line and NOT_TOML in first.text else first.text
    return sanitize_line(f"{place}{text}{more}")
