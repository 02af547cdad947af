"""What the writer keeps, and what it does when the file fails."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.storage.history.folding import rebuilt
from tests.storage.history.test_delta import SOURCES, a_run
from tui.domain.bars import Bar, FilledBars
from tui.domain.events import Event
from tui.domain.instants import same_time
from tui.domain.intraday import TradingDayOf
from tui.domain.market import apply, utc_date
from tui.domain.quote import InstrumentId
from tui.engine.environment import market_before_polls
from tui.storage.history import delta, pending
from tui.storage.history.connection import VERSION
from tui.storage.history.files import ANOTHER_WRITES
from tui.storage.history.reader import HistoryReader, changes_of
from tui.storage.history.writer import RETRY_INTERVAL, THIN_AFTER, HistoryLimits, HistoryWriter

FAR = FIXED_NOW + timedelta(days=400)
LONG_AGO = FIXED_NOW - timedelta(days=400)


class Keeping:
    """A board that keeps a history, on a clock of its own and without a thread."""

    def __init__(self, file: Path, limits: HistoryLimits | None = None, day_of: TradingDayOf = utc_date) -> None:
        self.file = file
        self.seconds = 0.0
        self.now = FIXED_NOW
        self.market = market_before_polls(SOURCES)
        self.writer = HistoryWriter(
            file, limits or HistoryLimits(), same_time, day_of, wall=lambda: self.now, monotonic=lambda: self.seconds
        )
        self.said: list[str] = []
        self.writer._announce = self.said.append

    def problem(self) -> str | None:
        return self.writer.problem

    def apply(self, event: Event) -> None:
        before, self.market = self.market, apply(self.market, event)
        self.writer.record(event, before, self.market)

    def apply_prices(self, at: int, **prices: str) -> None:
        rows = (a_quote(symbol, price) for symbol, price in prices.items())
        self.apply(a_snapshot(*rows, at=after(at)))

    def poll(self, at: int, **prices: str) -> None:
        self.apply_prices(at, **prices)
        self.writer.work()

    def later(self, seconds: float = RETRY_INTERVAL) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)
        self.writer.work()

    def leave(self) -> None:
        """End the board."""
        self.writer.release()


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "state" / "history.db")
    yield keeping
    keeping.writer.close()
    keeping.leave()


def prices(file: Path, symbol: str = "OGDC") -> list[str]:
    with closing(HistoryReader(file)) as reader:
        return [str(row.price) for row in changes_of(reader, {InstrumentId("PSX", symbol)}, LONG_AGO, FAR)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_market_of_the_file_is_the_market_in_memory(keeping: Keeping, seed: int) -> None:
    for number, event in enumerate(a_run(seed, 40)):
        keeping.apply(event)
        keeping.writer.work()
        if number % 7 == 0:
            market, told = keeping.market, rebuilt(keeping.file, SOURCES)
            assert dict(told.quotes) == dict(market.quotes)
            assert dict(told.articles) == dict(market.articles)
            assert dict(told.health) == dict(market.health)
            assert dict(told.series) == dict(market.series)


def test_a_poll_that_brings_nothing_new_adds_no_row(keeping: Keeping) -> None:
    for at in range(50):
        keeping.poll(at, OGDC="100")
    with closing(HistoryReader(keeping.file)) as reader:
        assert len(list(reader.events(LONG_AGO, FAR))) == 2, "the first, and that it then was unchanged"
    assert rebuilt(keeping.file, SOURCES).health["br"].last_poll == after(49)


def test_prices_by_the_minute_and_the_day_have_their_digits(keeping: Keeping) -> None:
    for at, price in ((0, "100.50"), (10, "101.20"), (20, "99.90"), (65, "100.00")):
        keeping.poll(at, OGDC=price)
    key = InstrumentId("PSX", "OGDC")
    with closing(HistoryReader(keeping.file)) as reader:
        minutes = [tuple(map(str, bar[1:5])) for bar in reader.minutes(key, LONG_AGO, FAR)]
        (day,) = reader.days(key, FIXED_NOW.date(), FIXED_NOW.date())
    assert minutes == [("100.50", "101.20", "99.90", "99.90"), ("100.00",) * 4]
    assert tuple(map(str, day[1:5])) == ("100.50", "101.20", "99.90", "100.00")


def test_a_volume_that_grows_alone_is_kept_too(keeping: Keeping) -> None:
    for at, volume in enumerate((1_000, 5_000, 9_000)):
        keeping.apply(a_snapshot(a_quote("OGDC", "100")._replace(volume=volume), at=after(at)))
        keeping.writer.work()
    with closing(HistoryReader(keeping.file)) as reader:
        (day,) = reader.days(InstrumentId("PSX", "OGDC"), FIXED_NOW.date(), FIXED_NOW.date())
    assert day.volume == 9_000


def test_a_price_that_stands_still_has_its_next_day(keeping: Keeping) -> None:
    for at, price in ((0, "100"), (86_400, "100"), (86_500, "101")):
        keeping.poll(at, OGDC=price)
    with closing(HistoryReader(keeping.file)) as reader:
        days = list(reader.days(InstrumentId("PSX", "OGDC"), FIXED_NOW.date(), after(86_400).date()))
    assert [(str(day.open), str(day.close)) for day in days] == [("100", "100"), ("100", "101")]


def test_a_day_is_that_of_the_exchange(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "history.db", day_of=lambda _, at: (at - timedelta(hours=12)).date())
    keeping.poll(0, OGDC="100")
    keeping.leave()
    yesterday = FIXED_NOW.date() - timedelta(days=1)
    with closing(HistoryReader(keeping.file)) as reader:
        assert len(list(reader.days(InstrumentId("PSX", "OGDC"), yesterday, yesterday))) == 1


def test_a_whole_response_is_no_change(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta, "WHOLE_AFTER", 5)
    for at in range(30):
        keeping.poll(at, OGDC=str(100 + at), PPL="7")
    with closing(HistoryReader(keeping.file)) as reader:
        still = list(changes_of(reader, {InstrumentId("PSX", "PPL")}, after(3), FAR))
        first = list(changes_of(reader, {InstrumentId("PSX", "PPL")}, LONG_AGO, FAR))
    assert (len(still), len(first)) == (0, 1)


def test_a_thread_that_is_stuck_keeps_no_markets_without_end(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "MAX_PENDING", 10)
    for at in range(35):
        keeping.apply(a_snapshot(a_quote("OGDC", str(at)), at=after(at)))
    assert len(keeping.writer._pending._applied) <= 11  # what only memory shows
    keeping.writer.work()
    keeping.poll(40, OGDC="40")
    assert rebuilt(keeping.file, SOURCES).quotes == keeping.market.quotes


def test_files_are_not_set_aside_without_end(keeping: Keeping) -> None:
    for at in range(4):
        keeping.leave()
        keeping.file.parent.mkdir(exist_ok=True)
        keeping.file.write_bytes(b"no database at all, and long enough to be looked at" * 50)
        keeping.poll(at, OGDC=str(at))
        keeping.later()
    assert len(list(keeping.file.parent.glob("history.db.2*"))) == 1
    assert keeping.problem() == "damaged"
    keeping.later(100)
    assert keeping.problem() is None


def test_a_second_run_goes_on_in_the_same_minute(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.leave()
    second = Keeping(keeping.file)
    second.poll(5, OGDC="90")
    key = InstrumentId("PSX", "OGDC")
    with closing(HistoryReader(keeping.file)) as reader:
        (bar,) = reader.minutes(key, LONG_AGO, FAR)
    assert (bar.open, bar.low, bar.close) == (Decimal(100), Decimal(90), Decimal(90))
    second.leave()


def test_the_file_is_private_and_so_are_those_beside_it(keeping: Keeping) -> None:
    old = os.umask(0o022)
    try:
        keeping.poll(0, OGDC="100")
    finally:
        os.umask(old)
    modes = {each.name: each.stat().st_mode & 0o077 for each in keeping.file.parent.iterdir()}
    assert "history.db-wal" in modes
    assert set(modes.values()) == {0}


@pytest.mark.slow
def test_a_disk_that_is_full_loses_nothing_once_there_is_room(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.poll(0, OGDC="100")
    assert keeping.writer._file  # the connection of the board itself, whose file may grow no more
    limit = keeping.writer._file.opened()._connection.execute
    limit("PRAGMA max_page_count = 1")
    for at in range(1, 40):
        keeping.poll(at, **{f"S{n}": str(at + n) for n in range(300)})
    assert keeping.problem() == "the disk is full"
    limit("PRAGMA max_page_count = 100000")
    keeping.later()
    assert keeping.problem() is None
    assert len(prices(keeping.file, "S7")) == 39


def test_what_waits_is_bounded_and_counted(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "MAX_PENDING", 10)
    keeping.file.parent.mkdir()
    keeping.file.mkdir()
    for at in range(30):
        keeping.poll(at, OGDC=str(at))
    assert keeping.problem()
    keeping.file.rmdir()
    keeping.later()
    keeping.poll(31, OGDC="7")
    assert prices(keeping.file)[-1] == "7"


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"this is no database, and long enough to be looked at as one" * 100),
        lambda file: file.write_bytes(file.read_bytes()[:100] + b"\0" * 20_000),
        lambda file: _run(file, f"PRAGMA user_version = {VERSION + 1}"),
        lambda file: _run(file, "PRAGMA application_id = 7"),
        lambda file: _run(file, "DROP TABLE unchanged; DROP TABLE event;"),
    ],
    ids=["foreign", "torn", "newer", "of another program", "without tables"],
)
def test_a_file_that_cannot_be_read_is_set_aside_and_kept(keeping: Keeping, damage: object) -> None:
    keeping.poll(0, OGDC="100")
    keeping.leave()
    assert callable(damage)
    damage(keeping.file)
    content = keeping.file.read_bytes()

    keeping.poll(1, OGDC="101")
    keeping.later()
    name = "history.db.20260317-090000"
    assert any(name in text for text in keeping.said)
    assert keeping.file.with_name(name).read_bytes() == content
    keeping.poll(2, OGDC="102")
    assert keeping.problem() is None
    assert prices(keeping.file) == ["101", "102"]


def _run(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


def test_a_file_that_is_moved_away_takes_all_that_was_written_with_it(keeping: Keeping) -> None:
    for at in range(40):
        keeping.poll(at, OGDC=str(at), PPL="7")
    moved = keeping.file.rename(keeping.file.with_name("moved.db"))
    keeping.poll(40, OGDC="40", PPL="7")
    keeping.poll(41, OGDC="41", PPL="7")
    keeping.leave()
    assert prices(moved) == [str(at) for at in range(40)]
    assert prices(keeping.file)[-1] == "41"
    with closing(HistoryReader(keeping.file)) as reader:
        assert [key.symbol for key in reader.instruments()] == ["OGDC", "PPL"], "the one that stands still as well"


def test_a_file_that_is_put_back_meanwhile_is_gone_on_with(keeping: Keeping, tmp_path: Path) -> None:
    older = Keeping(tmp_path / "older.db")
    for at in range(50):
        older.poll(at, OGDC=str(1_000 + at))
    older.leave()
    for at in range(50, 60):
        keeping.poll(at, OGDC=str(at))
    older.file.rename(keeping.file)
    keeping.poll(60, OGDC="60")
    keeping.leave()
    kept = prices(keeping.file)
    assert kept[:50] == [str(1_000 + at) for at in range(50)]
    assert kept[-1] == "60"
    with closing(sqlite3.connect(keeping.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_another_program_locks_is_tried_again(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    with closing(sqlite3.connect(keeping.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeping.poll(1, OGDC="101")
        assert keeping.problem() == "locked by another program"
        other.execute("ROLLBACK")
    keeping.later()
    assert keeping.problem() is None
    assert prices(keeping.file) == ["100", "101"]


def test_of_two_boards_one_writes_and_the_other_takes_over(keeping: Keeping) -> None:
    before = keeping.writer.is_owner
    assert before is None
    keeping.poll(0, OGDC="100")
    second = Keeping(keeping.file)
    second.poll(0, OGDC="100")
    assert second.problem() == ANOTHER_WRITES
    assert [each.writer.is_owner for each in (keeping, second)] == [True, False]
    assert prices(keeping.file) == ["100"], "the second may read"
    keeping.leave()
    second.poll(7, OGDC="107")
    second.later()
    second.poll(8, OGDC="108")
    assert second.problem() is None
    assert second.writer.is_owner
    assert prices(keeping.file)[-1] == "108"
    second.leave()


def test_the_oldest_goes_in_steps_and_days_stay(keeping: Keeping) -> None:
    for at in range(600):
        keeping.apply(a_snapshot(a_quote("OGDC", str(100 + at)), at=after(at)))
    keeping.writer.work()
    keeping.later(91 * 86_400)
    assert prices(keeping.file) == []
    key = InstrumentId("PSX", "OGDC")
    with closing(HistoryReader(keeping.file)) as reader:
        assert len(list(reader.minutes(key, LONG_AGO, FAR))) == 10
    keeping.later(709 * 86_400)
    with closing(HistoryReader(keeping.file)) as reader:
        assert list(reader.minutes(key, LONG_AGO, FAR)) == []
        (day,) = reader.days(key, FIXED_NOW.date(), FIXED_NOW.date())
    assert (str(day.open), str(day.close)) == ("100", "699")


def fill_hours(keeping: Keeping, hours: int, span: timedelta = timedelta(minutes=5)) -> None:
    """Have bars of so many hours before the first poll filled."""
    start = FIXED_NOW - timedelta(hours=hours)
    bars = tuple(
        Bar.start(start + number * span, Decimal("100.25"), 7)._replace(is_filled=True)
        for number in range(timedelta(hours=hours) // span)
    )
    keeping.writer.fill(FilledBars(InstrumentId("PSX", "OGDC"), span, "yahoo", bars))
    keeping.writer.work()


def filled_at(keeping: Keeping, span: timedelta) -> list[datetime]:
    with closing(HistoryReader(keeping.file)) as reader:
        return [bar.at for bar in reader.filled(InstrumentId("PSX", "OGDC"), span, LONG_AGO, FAR)]


def test_filled_bars_of_the_day_go_as_minutes_do_and_those_by_the_day_stay(keeping: Keeping) -> None:
    fill_hours(keeping, 200)
    fill_hours(keeping, 2_400, timedelta(days=1))
    keeping.later(THIN_AFTER)
    assert len(filled_at(keeping, timedelta(minutes=5))) == 2_400
    keeping.later(731 * 86_400)
    keeping.later(THIN_AFTER)
    assert filled_at(keeping, timedelta(minutes=5)) == []
    assert len(filled_at(keeping, timedelta(days=1))) == 100


@pytest.mark.slow
def test_filled_bars_count_for_the_size_and_the_oldest_of_all_goes_first(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "history.db", HistoryLimits(max_size=150_000))
    keeping.poll(0, OGDC="100")
    fill_hours(keeping, 600)
    keeping.later(THIN_AFTER)
    kept = filled_at(keeping, timedelta(minutes=5))
    assert 100 < len(kept) < 7_000
    assert kept[-1] == FIXED_NOW - timedelta(minutes=5)
    assert prices(keeping.file) == ["100"], "what is younger stays"
    keeping.leave()
    assert keeping.file.stat().st_size < 200_000


@pytest.mark.slow
def test_a_file_stays_within_its_size_and_the_oldest_goes(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "history.db", HistoryLimits(max_size=400_000))
    for at in range(0, 40_000, 10):
        keeping.apply(a_snapshot(*(a_quote(f"S{n}", str(at + n)) for n in range(20)), at=after(at)))
        if at % 1_000 == 0:
            keeping.later(1_000)
    keeping.writer.work()
    keeping.later(100)
    keeping.leave()
    assert keeping.file.stat().st_size < 700_000
    kept = prices(keeping.file, "S3")
    assert kept[-1] == "39993"
    assert kept[0] != "3"


def test_a_clock_that_jumps_deletes_nothing(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.later(THIN_AFTER)
    keeping.now += timedelta(days=12 * 365)
    for _ in range(20):
        keeping.seconds += 60
        keeping.now += timedelta(seconds=60)
        keeping.writer.work()
    assert prices(keeping.file) == ["100"]
    keeping.now -= timedelta(days=12 * 365)
    keeping.later(2 * THIN_AFTER)
    assert prices(keeping.file) == ["100"]


def test_a_history_that_is_copied_while_it_is_written_is_one(keeping: Keeping, tmp_path: Path) -> None:
    for at in range(20):
        keeping.poll(at, OGDC=str(at))
    for suffix in ("", "-wal"):
        shutil.copy(keeping.file.with_name(keeping.file.name + suffix), tmp_path / f"copy.db{suffix}")
    assert prices(tmp_path / "copy.db") == [str(at) for at in range(20)]


def test_times_between_are_chosen(keeping: Keeping) -> None:
    for at in range(10):
        keeping.poll(at, OGDC=str(at))
    with closing(HistoryReader(keeping.file)) as reader:
        found = list(changes_of(reader, {InstrumentId("PSX", "OGDC")}, after(3), after(6)))
    assert [str(row.price) for row in found] == ["3", "4", "5"]
    assert [row.polled_at for row in found] == [after(3), after(4), after(5)]
    assert isinstance(found[0].polled_at, datetime)
