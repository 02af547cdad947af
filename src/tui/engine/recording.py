"""A recorded day, opened to be played: its zone, where it begins, and the feed that plays it."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta, tzinfo
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tui.domain.events import Continuity, Event, ReplacedSource
from tui.domain.exchanges import WITHOUT_PLACE, exchange_of
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import LOCAL_ZONE
from tui.engine.recorded_markets import RecordedMarkets, recorded_events
from tui.engine.replay import ReplayFeed
from tui.engine.replay_clock import ReplayClock
from tui.engine.replay_player import ReplayPlayer
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig
from tui.storage.history.day_file import RecordedDay, read_day, write_day
from tui.storage.history.playback import Playback, span_of

_BEFORE_OPEN: Final = timedelta(minutes=5)
"""How long before the first market opens a replay begins, where the user names no time."""
_UNKNOWN_INTERVAL: Final = timedelta(minutes=1)
"""Of a source of which nothing but its responses is known any more."""
_MAX_TIME_BEFORE_FRAME: Final = 0.3
"""Seconds for which the first frame waits for the time that a replay begins at."""
_MINUTE: Final = timedelta(minutes=1)
_ALL_DAY: Final = timedelta(hours=24)


class Recording(NamedTuple):
    """A day of a history, and what is needed to play it besides."""

    file: Path
    """Of the history."""
    day: date
    zone: tzinfo
    """In which the day begins and ends at midnight."""
    sources: Sequence[ReplacedSource]
    """Those of the configuration, for a history that does not state its own."""
    calendars: Mapping[str, TradingCalendar]
    """Trading hours by market code."""

    def open(self) -> Playback:
        """Open the events of the day.

        Raises:
            HistoryError: the file cannot be read.
        """
        return Playback(self.file, *span_of(self.day, self.zone))

    def markets(self, playback: Playback) -> RecordedMarkets:
        """Return the markets of the day, at its start."""
        known = {source.name for source in self.sources}
        others = [
            ReplacedSource(name, "table", _UNKNOWN_INTERVAL, (), Continuity.NEW)
            for name in playback.source_names
            if name not in known
        ]
        return RecordedMarkets(playback, self.file, self.calendars, (*self.sources, *others))


def read_recording(file: Path, folder: Path) -> Recording:
    """Return the recording in a file of `record`.

    Args:
        file: which was written by `record_day`.
        folder: into which a history of it is written; nothing is in it.

    Raises:
        DayFileError: it is no such file, or is damaged.
        HistoryError: there is no room for it.
    """
    history = folder / "history.db"
    recorded = read_day(file, history)
    return Recording(history, recorded.day, recorded.zone, recorded.sources, recorded.calendars)


def replayed(file: Path) -> Iterator[tuple[Event, Market]]:
    """Yield every event in a file of `record`, with the market after it: for tests, and for what a bug report shows.

    Raises:
        DayFileError: it is no such file, or is damaged.
        HistoryError: there is no room for it.
    """
    with TemporaryDirectory(prefix="bigboard-replay-") as folder:
        recording = read_recording(file, Path(folder))
        with closing(recording.open()) as playback:
            yield from recorded_events(recording.markets(playback))


def record_day(recording: Recording, file: Path) -> int:
    """Write a recording into a new file; return the number of its events.

    Raises:
        DayFileError: the file is there already, or cannot be written.
        HistoryError: the history cannot be read.
    """
    with closing(recording.open()) as playback:
        health = recording.markets(playback).market.health.values()
        sources = tuple(
            ReplacedSource(each.name, each.kind, each.every, each.markets, Continuity.NEW) for each in health
        )
        codes = dict.fromkeys((*chain.from_iterable(each.markets for each in sources), *_markets_in(playback)))
        calendars = {code: recording.calendars[code] for code in codes if code in recording.calendars}
        recorded = RecordedDay(recording.day, recording.zone, sources, calendars)
        return write_day(file, recorded, playback, _trading_day_start(playback.since, calendars))


def _markets_in(playback: Playback) -> Iterable[str]:
    return dict.fromkeys(map(exchange_of, playback.instruments()))


def _trading_day_start(at: datetime, calendars: Mapping[str, TradingCalendar]) -> datetime:
    """Return when the earliest of the trading days began that a time belongs to."""
    starts = [
        calendar.instant(calendar.trading_day(at - _MINUTE), timedelta(0)).astimezone(at.tzinfo)
        for calendar in calendars.values()
    ]
    return min(starts, default=at)


class Replay(NamedTuple):
    """What plays a recording."""

    recording: Recording
    feed: ReplayFeed
    clock: ReplayClock


def markets_between(
    file: Path,
    span: tuple[datetime, datetime],
    calendars: Mapping[str, TradingCalendar],
    sources: Iterable[SourceConfig],
) -> Iterator[tuple[Event, Market, Market]]:
    """Yield every event of a span of time in a history, with the market before and after it.

    Args:
        file: the history.
        span: its start and its end (aware), which is not included.
        calendars: trading hours by market code.
        sources: those of the configuration, for a history that does not state its own.

    Raises:
        HistoryError: the file cannot be read.
    """
    with closing(Playback(file, *span)) as playback:
        markets = RecordedMarkets(playback, file, calendars, sources_of(sources))
        while not markets.is_at_end:
            before = markets.market
            event = markets.forward()
            if event is not None:
                yield event, before, markets.market


def sources_of(configs: Iterable[SourceConfig]) -> tuple[ReplacedSource, ...]:
    """Return the sources of a configuration as a recording has them."""
    return tuple(ReplacedSource(each.name, each.kind, each.every, markets_of(each), Continuity.NEW) for each in configs)


def zone_of(markets: Iterable[str], calendars: Mapping[str, TradingCalendar], now: datetime) -> tzinfo:
    """Return the zone of these markets where all their clocks show the same at a time (aware), else this machine's."""
    zones = [calendars[code].zone for code in dict.fromkeys(markets) if code in calendars and code not in WITHOUT_PLACE]
    offsets = {now.astimezone(zone).utcoffset() for zone in zones}
    return zones[0] if len(offsets) == 1 else LOCAL_ZONE


def open_replay(recording: Recording, start: datetime | None, end: datetime | None, speed: int) -> Replay:
    """Open a recording to be played from a time to another.

    Args:
        recording: which.
        start: where to begin, aware; None for shortly before the first market opened, or for its first event.
        end: where to stop, aware; None for its last event.
        speed: recorded seconds a second.

    Raises:
        HistoryError: the file cannot be read.
    """
    playback = recording.open()
    try:
        markets = recording.markets(playback)
    except BaseException:
        playback.close()
        raise
    last = playback.end if end is None else min(max(end, playback.start), playback.end)
    begin = _usual_start(recording, markets) if start is None else start
    if start is None and begin >= last:
        begin = playback.start
    clock = ReplayClock(begin)
    player = ReplayPlayer(playback, markets, clock, start=begin, end=last, speed=speed)
    # where that is near enough, the first frame shows it
    deadline = time.monotonic() + _MAX_TIME_BEFORE_FRAME
    player.seek(player.start, lambda: time.monotonic() < deadline)
    return Replay(recording, ReplayFeed(player), clock)


def has_events(recording: Recording) -> bool:
    """Return whether anything of the day was recorded. Raises HistoryError where the file cannot be read."""
    with closing(recording.open()) as playback:
        return len(playback) > playback.first


def _usual_start(recording: Recording, markets: RecordedMarkets) -> datetime:
    """Return the time shortly before the first market of the recording opened that day; else its beginning."""
    codes = dict.fromkeys(code for health in markets.market.health.values() for code in health.markets)
    opened = []
    for code in codes:
        calendar = recording.calendars.get(code)
        spans = calendar.day(recording.day).spans if calendar is not None else ()
        if calendar is not None and spans and spans[-1].end - spans[0].start < _ALL_DAY:
            opened.append(calendar.instant(recording.day, spans[0].start) - _BEFORE_OPEN)
    return min(opened, default=span_of(recording.day, recording.zone)[0])
