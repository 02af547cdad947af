"""The law of the history: the market made of what is in the file is the market in memory, wherever a run is cut."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.marks import quick
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article
from tests.storage.history.test_writer import FAR, LONG_AGO
from tui.domain.bars import Bar, minute_of, start_of_minute
from tui.domain.events import (
    Continuity,
    Event,
    Failure,
    NotModified,
    ReplacedSource,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.market import Market, apply, utc_date
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.history import delta
from tui.storage.history.delta_decoder import DeltaDecoder
from tui.storage.history.reader import HistoryReader
from tui.storage.history.writer import HistoryLimits, HistoryWriter

EVERY = timedelta(seconds=15)
SOURCES = [SourceConfig(name=name, kind="table", url="", every=EVERY) for name in ("a", "b")]
CUTS = 10
SEEDS = range(100)
"""With as many cuts each, a thousand of each kind."""
Bars = dict[tuple[InstrumentId, datetime], Bar]


class FiledEvent(NamedTuple):
    """An event of the file."""

    at: datetime
    """On the clock of the events."""
    event: Event
    ahead: timedelta
    """Of the wall clock before that one."""
    run: int
    """The number of the start of the program that it is from."""


class Run:
    """A program on a clock that is set now and then, which ends and begins again, and what happens to it.

    Args:
        file: the path of its history.
        random: what happens.
        shares: whether its two sources report the same instruments.
    """

    def __init__(self, file: Path, random: Random, *, shares: bool) -> None:
        self.file, self.random = file, random
        self.ahead = timedelta(0)
        """Of the wall clock before the time of the events."""
        self.number = 0
        self.run = -1
        self._prefixes = {"a": "S", "b": "S" if shares else "T"}
        self.prices = {name: {f"{prefix}{n}": 100 for n in range(6)} for name, prefix in self._prefixes.items()}
        self._written: dict[int, tuple[timedelta, int]] = {}
        """How far the wall clock was ahead, and which start it was, by the number of an event in the file."""
        self._confirmed: dict[tuple[int, int], tuple[timedelta, int]] = {}
        """Likewise of what said that nothing had changed, by its source and time."""
        self.begin()

    def begin(self) -> None:
        """Start the program."""
        self.run += 1
        self.market = market_before_polls(SOURCES)
        self.names = ["a", "b"]
        self.writer = HistoryWriter(
            self.file, HistoryLimits(), self.on_wall, utc_date, wall=lambda: FIXED_NOW, monotonic=lambda: 0.0
        )

    def on_wall(self, at: datetime) -> datetime:
        return at + self.ahead

    def step(self) -> None:
        """Let something happen."""
        self.number += 1
        match self.random.randrange(14):
            case 0:
                self.write()
                self.ahead += timedelta(seconds=self.random.choice((-86_400, -90, -3, 3, 90, 3_600, 86_400)))
            case 1:
                self.write()
                self.writer.release()
                self.begin()
            case 2:
                self.apply(self.replacement())
            case _:
                self.apply(self.poll())
        if self.random.random() < 0.5:
            self.write()

    def poll(self) -> Event:
        source, at = self.random.choice(self.names), after(7 * self.number)
        match self.random.randrange(12):
            case 0:
                return Failure(source=source, at=at, reason=CleanText("HTTP 500"), http_status=500)
            case 1 | 5 | 6 | 7:
                return NotModified(source=source, at=at)
            case 2:
                return SourcePaused(source=source, at=at)
            case 3:
                return SourceResumed(source=source, at=at)
            case 4:
                return SessionChanged("PSX", at, is_open=True)
        prices = self.prices[source]
        for symbol in self.random.sample(list(prices), self.random.randrange(4)):
            prices[symbol] += self.random.choice((-1, 1))
        if self.random.random() < 0.2:
            prices[f"{self._prefixes[source]}{self.random.randrange(12)}"] = 50
            if len(prices) > 5:
                prices.pop(self.random.choice(list(prices)))
        rows = [a_quote(symbol, f"{price}.50")._replace(volume=self.number // 40) for symbol, price in prices.items()]
        if self.number % 6 == 0:
            rows[-1] = rows[-1]._replace(price=None, flags=(CleanText("odd"),))
        articles = [an_article(f"{source}{n}", at=FIXED_NOW) for n in range(self.random.randrange(3))]
        return a_snapshot(*rows, *articles, source=source, at=at)._replace(wall_clock_offset=self.ahead)

    def replacement(self) -> Event:
        """Return that a source went or came back, with its rows or without."""
        self.names = self.random.choice((["a"], ["a", "b"], ["b", "a"]))
        return SourcesReplaced(
            tuple(
                ReplacedSource(name, "table", EVERY, (), self.random.choice(list(Continuity))) for name in self.names
            ),
            at=after(7 * self.number),
        )

    def apply(self, event: Event) -> None:
        before, self.market = self.market, applied(self.market, event, self.ahead)
        self.writer.record(event, before, self.market)

    def write(self) -> None:
        """Write what has come."""
        self.writer.work()
        assert self.writer.problem is None
        state = self.ahead, self.run
        with closing(sqlite3.connect(self.file)) as connection:
            for number, source, at in connection.execute("SELECT id, source, at FROM event").fetchall():
                # what said that nothing had changed is written as an event before a failure
                self._written.setdefault(number, self._confirmed.get((source, at), state))
            for place in connection.execute("SELECT source, at FROM unchanged").fetchall():
                self._confirmed.setdefault(place, state)

    def events(self) -> list[FiledEvent]:
        """Return what is in the file, in the order in which it happened."""
        decoder, found = DeltaDecoder(), list[FiledEvent]()
        times: dict[datetime, datetime] = {}
        """By what the wall clock showed, the time of the events."""
        with closing(sqlite3.connect(self.file)) as connection:
            rows = [(body, *self._written[number]) for number, body in connection.execute("SELECT id, body FROM event")]
            for source, at, body in connection.execute("SELECT source, at, body FROM unchanged"):
                rows.append((body, *self._confirmed[source, at]))
        for body, ahead, run in rows:
            event = decoder.decode(body)
            assert event is not None
            times[event.at] = event.at - ahead  # type: ignore[union-attr]  # all that is written has a time
            event = on_timeline(event, ahead, times)
            found.append(FiledEvent(event.at, event, ahead, run))  # type: ignore[union-attr]  # likewise
        return sorted(found, key=lambda each: each.at)


def applied(market: Market, event: Event, ahead: timedelta) -> Market:
    return apply(market, event, lambda code, at: utc_date(code, at + ahead))


def on_timeline(event: Event, ahead: timedelta, times: Mapping[datetime, datetime]) -> Event:
    """Return an event of the file by the clock by which it happened."""
    event = event._replace(at=event.at - ahead)  # type: ignore[call-arg,union-attr]  # likewise
    if not isinstance(event, Snapshot):
        return event
    rows = tuple(row._replace(polled_at=times.get(row.polled_at, row.polled_at)) for row in event.quotes)
    return event._replace(wall_clock_offset=event.wall_clock_offset + ahead, quotes=rows)


def prices_by_minute(events: list[FiledEvent]) -> Bars:
    """Return the prices that were shown, by the minute of the wall clock, of every start of the program."""
    bars, market, run = Bars(), market_before_polls(SOURCES), 0
    for each in events:
        before = market if each.run == run else market_before_polls(SOURCES)
        run, market = each.run, applied(before, each.event, each.ahead)
        for key, row in market.quotes.items():
            was = before.quotes.get(key)
            is_same = was is not None and (was.price, was.volume) == (row.price, row.volume)
            if row.price is None or (is_same and before.series[key].day == market.series[key].day):
                continue
            start = start_of_minute(minute_of(each.at + each.ahead))
            bar = bars.get((key, start))
            bars[key, start] = bar.with_price(row.price, row.volume) if bar else Bar.start(start, row.price, row.volume)
    return bars


def check(run: Run) -> None:
    """Compare the market in the file with the one in memory."""
    run.write()
    market = market_of_file(run)
    assert dict(market.quotes) == dict(run.market.quotes)
    assert dict(market.articles) == dict(run.market.articles)
    assert dict(market.health) == dict(run.market.health)


def check_prices(run: Run) -> None:
    """Compare the series of the day and the prices by the minute and the day."""
    assert dict(market_of_file(run).series) == dict(run.market.series)
    with closing(HistoryReader(run.file)) as reader:
        keys = reader.instruments()
        minutes = {(key, bar.at): bar for key in keys for bar in reader.minutes(key, LONG_AGO, FAR)}
        days = {(key, bar.at): bar for key in keys for bar in reader.days(key, LONG_AGO.date(), FAR.date())}
    assert minutes == prices_by_minute(run.events())
    for (key, day), bar in days.items():
        of_day = [each for (other, at), each in minutes.items() if other == key and at.date() == day.date()]
        assert (bar.high, bar.low) == (max(each.high for each in of_day), min(each.low for each in of_day))


def market_of_file(run: Run) -> Market:
    """Return the market that the file has, of this start of the program."""
    market = market_before_polls(SOURCES)
    for each in run.events():
        if each.run == run.run:
            market = applied(market, each.event, each.ahead)
    return market


@pytest.mark.parametrize("shares", [False, True], ids=["each its own", "the same instruments"])
@pytest.mark.parametrize("seed", quick(1, *SEEDS))
def test_the_market_of_the_file_is_the_market_in_memory(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, *, shares: bool
) -> None:
    check_run(tmp_path, seed, monkeypatch, shares=shares)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(454, id="one answers last before others are replaced"),
        pytest.param(155, id="a row goes after a poll that brought nothing new"),
        pytest.param(362, id="likewise, and sources are paused"),
        pytest.param(315, id="a price goes after a poll that brought nothing new"),
    ],
)
def test_of_two_sources_the_same_one_is_shown(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    check_run(tmp_path, seed, monkeypatch, shares=True)


def check_run(folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch, *, shares: bool) -> None:
    """Run a program, and compare what is in its file with what is in memory at each cut."""
    monkeypatch.setattr(delta, "WHOLE_AFTER", 7)
    run = Run(folder / "history.db", Random(seed), shares=shares)
    run.apply(run.poll())
    for _ in range(CUTS):
        for _ in range(run.random.randrange(1, 12)):
            run.step()
        check(run)
        if not shares:
            # of two sources, which one is shown between two polls that brought nothing new is not in the file
            check_prices(run)
    run.writer.release()
