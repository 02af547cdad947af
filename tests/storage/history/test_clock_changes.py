"""Days of 23 and 25 hours, and a clock that is set: nothing is lost, twice or in another order."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping, prices
from tui.domain.bars import start_of_day
from tui.domain.events import Snapshot
from tui.domain.market import utc_date
from tui.domain.quote import InstrumentId
from tui.domain.tape import Move
from tui.storage.history.bars import bars_of
from tui.storage.history.chart import chart_bars
from tui.storage.history.delta_decoder import DeltaDecoder
from tui.storage.history.playback import Playback, recorded_days, span_of
from tui.storage.history.reader import HistoryReader
from tui.storage.history.tape import tape_page
from tui.storage.history.today import read_today
from tui.storage.history.writer import MINUTES_KEPT, THIN_AFTER, HistoryLimits, HistoryWriter

KEY = InstrumentId("CRYPTO", "BTC-USD")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EVERY = timedelta(minutes=30)
DAYS = [
    pytest.param("America/New_York", date(2026, 3, 8), 23, id="clocks go forward"),
    pytest.param("America/New_York", date(2026, 11, 1), 25, id="clocks go back"),
    pytest.param("Europe/London", date(2026, 10, 25), 25, id="back at one in the morning"),
    pytest.param("Africa/Cairo", date(2026, 4, 24), 23, id="a day without midnight"),
    pytest.param("Australia/Lord_Howe", date(2026, 4, 5), 24.5, id="by half an hour"),
    pytest.param("Asia/Karachi", date(2026, 3, 8), 24, id="never set"),
]


def traded(file: Path, zone: ZoneInfo, day: date) -> Sequence[datetime]:
    """Keep a price each half hour of three days around a day; return the times of the one between."""
    keeping = Keeping(file, HistoryLimits(keep=timedelta(days=9_000)), lambda _, at: at.astimezone(zone).date())
    since, _ = span_of(day - DAY, zone)
    _, until = span_of(day + DAY, zone)
    times: list[datetime] = []
    at = since.astimezone(UTC)
    while at < until:
        times.append(at)
        price = a_quote("BTC-USD", str(1_000 + len(times)))._replace(id=KEY)
        keeping.apply(a_snapshot(price, at=at))
        at += EVERY
    keeping.writer.work()
    keeping.leave()
    return [at for at in times if at.astimezone(zone).date() == day]


@pytest.mark.parametrize(("name", "day", "hours"), DAYS)
def test_a_day_on_which_clocks_are_set_is_whole(tmp_path: Path, name: str, day: date, hours: float) -> None:
    zone, file = ZoneInfo(name), tmp_path / "history.db"
    times = traded(file, zone, day)
    since, until = (each.astimezone(UTC) for each in span_of(day, zone))
    assert until - since == len(times) * EVERY == timedelta(hours=hours)

    def day_of(at: datetime) -> date:
        return at.astimezone(zone).date()

    with closing(HistoryReader(file)) as reader:
        minutes = chart_bars(reader, KEY, since, until, every=MINUTE, day_of=day_of)
        assert [bar.at for bar in minutes] == times
        by_hour = chart_bars(reader, KEY, since, until, every=HOUR, day_of=day_of)
        assert list(bars_of(reader, KEY, since, until, HOUR)) == list(by_hour)
        # those of half an hour's zone begin and end amid an hour in UTC
        assert len(by_hour) == len({at.replace(minute=0) for at in times})
        midnight = start_of_day(day)
        days = chart_bars(reader, KEY, midnight, midnight + DAY, every=DAY, day_of=day_of)
        assert [(bar.at, bar.open, bar.close) for bar in days] == [(midnight, minutes[0].open, minutes[-1].close)]
        assert [bar[:5] for bar in bars_of(reader, KEY, since, until, DAY) if bar.at == midnight] == [days[0][:5]]
        moves = [entry for entry in pages(reader, since, until, 7) if isinstance(entry, Move)]
        assert [move.at for move in moves] == times[::-1]
    with closing(Playback(file, *span_of(day, zone))) as playback:
        assert [playback.at(number) for number in range(playback.first, len(playback))] == times
    assert recorded_days(file, zone, 9) == [day + DAY, day, day - DAY]
    series = read_today(file, times[-1], lambda _, at: day_of(at))[KEY]
    assert len(series.points) == len(times) + 1, "its first price, and the last of each minute"


def pages(reader: HistoryReader, since: datetime, until: datetime, count: int) -> Iterator[object]:
    """Yield the entries of all pages of the tape."""
    before: int | None = None
    while True:
        page = tape_page(reader, since, until, before=before, count=count)
        yield from page.entries
        before = page.before
        if before is None:
            return


CLOCKS = [
    pytest.param([0, 15, 30, 45, -3_540, -3_525, -3_510, 60], id="an hour back, and forward again"),
    pytest.param([0, 15, 30, 15, 30, 45], id="back by two polls"),
    pytest.param([0, 15, 0, 15, 0, 15, 30], id="back again and again"),
    pytest.param([0, 15, 90_000, 90_015, 30, 45], id="a day ahead for two polls"),
    pytest.param([0, 15, -90_000, -89_985, 30, 45], id="a day behind for two polls"),
]


@for_each("seconds", CLOCKS)
def test_what_happens_while_the_clock_is_set_is_kept_once(tmp_path: Path, seconds: list[int]) -> None:
    keeping, shown = Keeping(tmp_path / "history.db"), [-100_000, *seconds]

    def on_wall(at: datetime) -> datetime:
        return after(shown[round((at - FIXED_NOW) / EVERY)])

    keeping.writer = HistoryWriter(keeping.file, HistoryLimits(), on_wall, utc_date)
    for number in range(len(shown)):
        at = FIXED_NOW + number * EVERY
        prices_now = (a_quote("OGDC", str(100 + number)), a_quote("PPL", "7"))
        keeping.apply(a_snapshot(*prices_now, at=at)._replace(wall_clock_offset=on_wall(at) - at))
        keeping.writer.work()
    keeping.leave()
    with closing(HistoryReader(keeping.file)) as reader:
        found = list(tape_page(reader, LONG_AGO, FAR, count=1_000).entries)
        assert [entry.at for entry in found] == sorted(map(after, seconds), reverse=True)
        assert len({entry.new for entry in found if isinstance(entry, Move)}) == len(seconds)
        of_one = tape_page(reader, LONG_AGO, FAR, keys={InstrumentId("PSX", "OGDC")}, count=1_000)
        assert list(of_one.entries) == found
        for count in (1, 2, 3):
            assert list(pages(reader, LONG_AGO, FAR, count)) == found
        minutes = list(reader.minutes(InstrumentId("PSX", "OGDC"), LONG_AGO, FAR))
        assert all(a.at < b.at for a, b in pairwise(minutes))
        starts = {after(at).replace(second=0) for at in shown}
        assert {bar.at for bar in minutes} == starts
        last = {after(at).replace(second=0): 100 + number for number, at in enumerate(seconds, 1)}
        assert {bar.at: int(bar.close) for bar in minutes if bar.at in last} == last, "the last that was seen"
    assert prices(keeping.file) == [str(100 + number) for number in range(len(shown))], "as it came"
    decoder, played = DeltaDecoder(), list[int]()
    with closing(Playback(keeping.file, LONG_AGO, FAR)) as playback:
        for number in range(len(playback)):
            event = decoder.decode(playback.body(number) or b"")
            if isinstance(event, Snapshot):
                played += [int(row.price) for row in event.quotes if row.id.symbol == "OGDC" and row.price]
    assert played == [100 + number for number in range(len(shown))]


@for_each(
    ("ahead", "left"),
    [
        pytest.param(timedelta(0), 2, id="right"),
        pytest.param(-timedelta(hours=1), 2, id="an hour back"),
        pytest.param(-timedelta(days=400), 3, id="a year back"),
        pytest.param(timedelta(hours=1), 2, id="an hour ahead"),
    ],
)
def test_thinning_goes_by_the_clock_as_it_is_set(tmp_path: Path, ahead: timedelta, left: int) -> None:
    keeping = Keeping(tmp_path / "history.db", HistoryLimits(keep=timedelta(days=10)))
    for number, days in enumerate((-11, -9, 0)):
        keeping.poll(days * 86_400, OGDC=str(100 + number))
    keeping.now += ahead
    keeping.later(THIN_AFTER)
    if ahead:
        assert len(prices(keeping.file)) == 3, "a clock that was set is believed after a while"
        keeping.later(THIN_AFTER)
    assert len(prices(keeping.file)) == left
    with closing(HistoryReader(keeping.file)) as reader:
        assert len(list(reader.minutes(InstrumentId("PSX", "OGDC"), FIXED_NOW - MINUTES_KEPT, FAR))) == 3
    keeping.leave()
