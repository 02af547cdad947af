"""The history as a replay may show it: nothing that came after the time that it has reached."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tui.domain.bars import EPOCH, minute_of
from tui.storage.history.connection import plain_errors, to_microseconds
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.reader import HistoryReader


class PlayedReader(HistoryReader):
    """A connection that reads what had come by a time: a minute and a day only once they are over.

    Args:
        file: the path of a history.
        now: that time, aware.
    """

    def __init__(self, file: Path, now: datetime) -> None:
        super().__init__(file)
        event, seconds = to_microseconds(now), int((now - EPOCH).total_seconds())
        minute, day = f"at < {minute_of(now)}", f"at < {(now - EPOCH).days}"
        conditions = {
            "event": f"at <= {event}",
            "unchanged": f"at <= {event}",
            "minute": minute,
            "latest_minute": minute,
            "day": day,
            "latest_day": day,
            "filled": f"at + span <= {seconds}",
        }
        try:
            with plain_errors():
                for table, condition in conditions.items():
                    # in the place of the table, for every query of this connection; the file has no part in it
                    self._connection.execute(
                        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition}"  # noqa: S608 - names and numbers of this module
                    )
        except BaseException:
            self.close()
            raise


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
