"""The recorded events of a span of time: read one by one, in any order, and made whole again."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Final, NamedTuple

from tui.domain.events import SourcesReplaced
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.delta import StoredEvent, decode_rows, is_page
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader

MAX_EVENTS: Final = 5_000_000
"""Of a span; a source that is polled each second has 86,400 a day."""
_LOOK_BACK: Final = timedelta(days=7)
"""How long before the span what was known at its start may have come; a start of the board forgets older responses."""
_LOOK_AHEAD: Final = timedelta(days=1)
"""How long after the span the next event of a source tells that it was polled until its end."""
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)
_MAX_SOUGHT: Final = 2_000
"""Events of no source alone, sessions and pages of articles, among which the last is sought that states the sources."""
_NONE: Final = -1
_VERSION_WITH_TAPE: Final = 2


class _Place(NamedTuple):
    """Where an event is in the file, without what it says."""

    id: int
    """Its number; one that says that nothing had changed has none, and the negative number of its source."""
    at: int
    """Microseconds since 1970 UTC."""
    source: int
    is_whole: bool


class Playback(HistoryReader):
    """A connection to the recorded events of a span of time, numbered from 0 in the order in which they were applied.

    Those before `first` are from before the span: from them follows what was known at its start.

    Args:
        file: the path of a history.
        since: the start of the span, aware.
        until: its end, aware, which is not included.

    Raises:
        HistoryError: the file cannot be read, or has too many events of the span.
    """

    def __init__(self, file: Path, since: datetime, until: datetime) -> None:
        super().__init__(file)
        self.since, self.until = since, until
        self._names: dict[int, str] = {}
        self._ids, self._ats, self._sources = array("q"), array("q"), array("q")
        self._polled_until = array("q")
        self.first = 0
        """The number of the first event of the span."""
        try:
            with plain_errors():
                self._find()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        """Return the number of events, with those before the span."""
        return len(self._ids)

    def at(self, number: int) -> datetime:
        """Return when an event happened, aware UTC."""
        return from_microseconds(self._ats[number])

    def source(self, number: int) -> str:
        """Return the source of an event; empty where it is of none alone."""
        return self._names[self._sources[number]]

    @property
    def start(self) -> datetime:
        """The time of the first event of the span, aware UTC; that of the span where it has none."""
        return self.at(self.first) if self.first < len(self) else self.since

    @property
    def end(self) -> datetime:
        """The time after which nothing of the span is known, aware UTC."""
        return from_microseconds(max(self._polled_until)) if len(self) > self.first else self.since

    @property
    def source_names(self) -> list[str]:
        """Every source that has events, in their order."""
        return [name for number in dict.fromkeys(self._sources) if (name := self._names[number])]

    def polled_on(self) -> list[str]:
        """Return the sources that were polled until the end of the span and after it."""
        last = {source: number for number, source in enumerate(self._sources)}
        end = to_microseconds(self.until)
        return [self._names[source] for source, number in last.items() if self._polled_until[number] == end]

    def after(self, at: datetime) -> int:
        """Return the number of the first event after a time (aware)."""
        return bisect_right(self._ats, to_microseconds(at), self.first)

    def before(self, at: datetime) -> int:
        """Return the number of the first event that is not before a time (aware)."""
        return bisect_left(self._ats, to_microseconds(at), self.first)

    def polled_until(self, number: int) -> datetime:
        """Return until when the source of an event goes on to be polled without a change, aware UTC.

        Such polls are not kept one by one. Where the next response was kept whole the board may have been away.
        """
        return from_microseconds(self._polled_until[number])

    def body(self, number: int) -> bytes | None:
        """Return an event as it is kept; None where it has been deleted since."""
        place = self._ids[number]
        query = "SELECT body FROM event WHERE id = ?" if place > 0 else "SELECT body FROM unchanged WHERE source = ?"
        with plain_errors():
            row = self._connection.execute(query, (abs(place),)).fetchone()
        return None if row is None else row[0]

    def stored(self, number: int) -> StoredEvent | None:
        """Return all that is kept of an event; None where it has been deleted since."""
        place, body = self._ids[number], self.body(number)
        if body is None:
            return None
        is_whole, tape = 0, None
        if place > 0:
            column = "tape" if self.version >= _VERSION_WITH_TAPE else "NULL"
            with plain_errors():
                is_whole, tape = self._connection.execute(
                    f"SELECT whole, {column} FROM event WHERE id = ?",  # noqa: S608 - one of two words above
                    (place,),
                ).fetchone() or (0, None)
        return StoredEvent(
            self.at(number), self.source(number), bool(is_whole), place < 0, body, is_response=bool(is_whole), tape=tape
        )

    def stated_sources(self) -> SourcesReplaced | None:
        """Return what last stated the sources before the first event, or with it; None where nothing did."""
        return stated_sources(self, max(self.start, self.since) + _INSTANT)

    def _find(self) -> None:
        run = self._connection.execute
        self._names = dict(run("SELECT id, name FROM source").fetchall())
        since, until = to_microseconds(self.since), to_microseconds(self.until)
        before = _in_order(self._before(since))
        query = "SELECT id, at, source, whole FROM event WHERE at >= ? AND at < ? ORDER BY id LIMIT ?"
        within = _in_order(map(_Place._make, run(query, (since, until, MAX_EVENTS + 1))))
        if len(within) > MAX_EVENTS:
            raise HistoryError(f"more than {MAX_EVENTS:,} events in that time")
        last_polls = run("SELECT source, at FROM unchanged").fetchall()
        for source, at in last_polls:
            if since <= at < until:
                within.insert(_place_for(within, at), _Place(-source, at, source, is_whole=False))
        places = [*before, *within]
        self.first = len(before)
        self._ids = array("q", (place.id for place in places))
        self._ats = array("q", (place.at for place in places))
        self._sources = array("q", (place.source for place in places))
        self._polled_until = self._until_next(places, dict(last_polls), until)

    def _before(self, since: int) -> Iterator[_Place]:
        """Yield the events of each source from its last whole response before the span on."""
        run, start = self._connection.execute, since - to_microseconds(from_microseconds(0) + _LOOK_BACK)
        query = "SELECT source, max(id), at FROM event WHERE whole = 1 AND at >= ? AND at < ? GROUP BY source"
        wholes = {source: (number, at) for source, number, at in run(query, (start, since))}
        earliest = min((at for _, at in wholes.values()), default=since)
        query = "SELECT id, at, source, whole FROM event WHERE at >= ? AND at < ? ORDER BY id"
        for row in run(query, (earliest, since)):
            place = _Place._make(row)
            if place.source in wholes and place.id >= wholes[place.source][0]:
                yield place
        yield from self._pages_before(start, since)

    def _pages_before(self, start: int, since: int) -> Iterator[_Place]:
        """Yield the pages of articles that were read before: no later response of their source says it again."""
        query = (
            "SELECT id, at, source, whole, body FROM event"
            " WHERE source = (SELECT id FROM source WHERE name = '') AND at >= ? AND at < ? ORDER BY id"
        )
        for *place, body in self._connection.execute(query, (start, since)):
            if is_page(body):
                yield _Place._make(place)

    def _until_next(self, places: list[_Place], last_polls: dict[int, int], until: int) -> "array[int]":
        """Return for each event until when its source was polled without another one."""
        query = "SELECT source, whole, min(id) FROM event WHERE at >= ? AND at < ? GROUP BY source"
        ahead = self._connection.execute(query, (until, until + to_microseconds(from_microseconds(0) + _LOOK_AHEAD)))
        following = {source: until for source, is_whole, _ in ahead if not is_whole}
        following |= {source: until for source, at in last_polls.items() if at >= until}
        found = array("q", bytes(8 * len(places)))
        for number in range(len(places) - 1, _NONE, _NONE):
            place = places[number]
            found[number] = max(place.at, following.get(place.source, place.at))
            following[place.source] = place.at
            if place.is_whole:
                del following[place.source]
        return found


def _in_order(places: Iterable[_Place]) -> list[_Place]:
    """Return events by their time: what last confirmed a response is only written when something else follows it.

    No event comes before one of its source that was written earlier, even where the wall clock was set back.
    """
    ordered: list[_Place] = []
    for place in places:
        if ordered and place.at < ordered[-1].at:
            number = _place_for(ordered, place.at)
            later = (after for after in range(len(ordered), number, -1) if ordered[after - 1].source == place.source)
            ordered.insert(next(later, number), place)
        else:
            ordered.append(place)
    return ordered


def _place_for(places: list[_Place], at: int) -> int:
    return bisect_right(places, at, key=lambda place: place.at)


def recorded_days(file: Path, zone: tzinfo, count: int) -> list[date]:
    """Return the newest days of which there are events, newest first.

    Args:
        file: the path of a history.
        zone: in which a day begins at midnight.
        count: how many at most.

    Raises:
        HistoryError: the file cannot be read.
    """
    days: list[date] = []
    with closing(HistoryReader(file)) as reader:
        at = reader.last_before(None)
        while at is not None and len(days) < count:
            days.append(at.astimezone(zone).date())
            at = reader.last_before(start_of(days[-1], zone))
    return days


def stated_sources(reader: HistoryReader, until: datetime) -> SourcesReplaced | None:
    """Return what last stated the sources before a time (aware); None where nothing did."""
    for body in reader.last_of_no_source(until, _MAX_SOUGHT):
        try:
            event = decode_rows(body).event
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        if isinstance(event, SourcesReplaced):
            return event
    return None


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins in a zone, aware."""
    return datetime.combine(day, time(), zone)


def span_of(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a day begins and ends in a zone, both aware."""
    return start_of(day, zone), start_of(day + _DAY, zone)
