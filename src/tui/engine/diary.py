"""When each source may be asked again: intervals, back-off, what servers asked for, and whether anyone looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tui.domain.health import BACKOFF_CAP, next_delay
from tui.sources.source import Source

JITTER: Final = 0.1
UNATTENDED: Final = 4
"""How many times longer every interval is while nobody looks."""
PAUSE: Final = timedelta(hours=1)
"""How often it is seen that a paused source is still paused; it is not asked for that."""

_NOW: Final = timedelta(0)

Pace = Callable[[Source, datetime], timedelta]
"""The interval in force for a source at a moment (aware UTC)."""


def steadily(source: Source, _now: datetime) -> timedelta:
    """The configured interval, whatever the hour."""
    return source.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a source is asked next."""

    wait: timedelta
    every: timedelta
    """The interval now in force."""


@dataclass(slots=True)
class _Entry:
    """One source's page of the diary; times are steady seconds."""

    held_until: float = float("-inf")
    """Before which the server asked not to be asked again."""
    due: float = float("inf")
    """When it would be asked if someone looked."""
    is_paused: bool = False


class Diary:
    """Keeps it for all sources.

    Args:
        sources: all of them.
        pace: how long to leave a source alone after a good answer.
        spread: fresh random numbers in [0, 1), for jitter and back-off.
        monotonic: steady seconds.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        pace: Pace,
        spread: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self._entries = {source.name: _Entry() for source in sources}
        self._pace = pace
        self._spread = spread
        self._monotonic = monotonic
        self._is_attended = True

    def rest(self, name: str) -> timedelta:
        """How long a source must still be left alone, whoever wishes otherwise; zero where it may be asked."""
        entry = self._entries[name]
        if entry.is_paused:
            return PAUSE
        held = entry.held_until - self._monotonic()
        return timedelta(seconds=held) if held > 0 else _NOW

    def hold(self, name: str, wait: timedelta) -> None:
        """Leave a source alone for so long: its server asks for it."""
        self._entries[name].held_until = self._monotonic() + wait.total_seconds()

    def pause(self, name: str) -> None:
        """Ask a source no more."""
        self._entries[name].is_paused = True

    def is_paused(self, name: str) -> bool:
        """Whether it is not asked any more."""
        return self._entries[name].is_paused

    def resume(self, name: str) -> None:
        """Ask it again."""
        self._entries[name].is_paused = False

    def after(self, source: Source, failures: int, asked: timedelta | None, at: datetime) -> Next:
        """Enter when a source is asked next. The jitter only adds, so that no one is asked earlier than they allow.

        Args:
            source: which has just been asked.
            failures: how often in a row that failed.
            asked: how long its server asked to be left alone.
            at: now, aware UTC.
        """
        usual = self._pace(source, at)
        every = usual if self._is_attended else max(usual, min(usual * UNATTENDED, BACKOFF_CAP))
        spread, jitter = self._spread(), 1 + JITTER * self._spread()

        def wait(interval: timedelta) -> timedelta:
            cap = source.backoff_cap
            return next_delay(interval, failures, spread=spread, retry_after=asked, cap=cap) * jitter

        entry = self._entries[source.name]
        if entry.is_paused:
            entry.due = float("inf")
            return Next(wait=PAUSE, every=every)
        entry.due = self._monotonic() + wait(usual).total_seconds()
        return Next(wait=wait(every), every=every)

    def attend(self, *, is_attended: bool) -> Mapping[str, timedelta]:
        """Note whether anyone looks.

        Returns:
            By source, how soon it is to be asked now that someone looks again; empty while nothing changes.
        """
        returns = is_attended and not self._is_attended
        self._is_attended = is_attended
        if not returns:
            return {}
        now = self._monotonic()
        due = {name: entry.due for name, entry in self._entries.items() if entry.due != float("inf")}
        return {name: timedelta(seconds=max(0.0, at - now)) for name, at in due.items()}
