"""The history as a replay may show it: nothing that came after the time that it has reached."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from tui.domain.bars import Bar
from tui.domain.quote import InstrumentId
from tui.storage.history.delta import StoredEvent
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.reader import HistoryReader, MinuteTexts, TapeRow

_INSTANT: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)


class PlayedReader(HistoryReader):
    """A connection that reads what had come by a time.

    Args:
        file: the path of a history.
        now: that time, aware.
    """

    def __init__(self, file: Path, now: datetime) -> None:
        super().__init__(file)
        self._now = now

    def _until(self, until: datetime) -> datetime:
        return min(until, self._now + _INSTANT)

    def events(self, since: datetime, until: datetime, *, with_tape: bool = False) -> Iterator[StoredEvent]:
        """Yield the events of a span of time."""
        return super().events(since, self._until(until), with_tape=with_tape)

    def tape_rows(self, before: int | None, since: datetime, until: datetime, count: int) -> list[TapeRow]:
        """Return the newest events that have entries of the tape."""
        return super().tape_rows(before, since, self._until(until), count)

    def minutes_before(self, keys: Collection[InstrumentId], until: datetime, count: int) -> list[datetime]:
        """Return when the newest minutes began in which any of the instruments had prices."""
        return super().minutes_before(keys, self._until(until), count)

    def filled(self, key: InstrumentId, span: timedelta, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars that a source gave afterwards, without the one of now."""
        return super().filled(key, span, since, min(until, self._now - span))

    def minutes(self, key: InstrumentId, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars by the minute, without the minute of now."""
        return super().minutes(key, since, self._until(until))

    def minute_texts(self, key: InstrumentId, since: datetime, until: datetime) -> list[MinuteTexts]:
        """Return the same as text."""
        return super().minute_texts(key, since, self._until(until))

    def all_minute_texts(self, since: datetime, until: datetime) -> Iterator[tuple[InstrumentId, list[MinuteTexts]]]:
        """Yield the same of each instrument."""
        return super().all_minute_texts(since, self._until(until))

    def days(self, key: InstrumentId, since: date, until: date) -> Iterator[Bar]:
        """Yield the bars by the trading day, without the day of now."""
        return super().days(key, since, min(until, self._now.date() - _DAY))


class PlayedQueries(HistoryQueries):
    """Runs queries on what had come by the time that a replay has reached.

    Args:
        file: the path of the history.
        now: returns that time, aware; called on the thread of the queries.
    """

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        super().__init__(file)
        self._now = now

    def open(self) -> HistoryReader:
        """Open the history up to now."""
        assert self.file is not None, "a recording has one"
        return PlayedReader(self.file, self._now())
