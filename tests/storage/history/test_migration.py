"""A file of an older version is taken over, with all that is in it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_tape import page
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping, prices
from tui.domain.bars import Bar, FilledBars
from tui.domain.quote import InstrumentId
from tui.storage.history.connection import VERSION
from tui.storage.history.errors import DamagedError
from tui.storage.history.reader import HistoryReader
from tui.storage.history.store import HistoryStore


def make_first_version(file: Path) -> None:
    """Make the tables of a file those of the first version."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            f"{_WITHOUT_LATEST}"
            "ALTER TABLE event DROP COLUMN tape; DROP TABLE fill; DROP TABLE filled; PRAGMA user_version = 1"
        )


def make_second_version(file: Path) -> None:
    """Make the tables of a file those of the second version."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"{_WITHOUT_LATEST} PRAGMA user_version = 2")


def make_third_version(file: Path) -> None:
    """Make the tables of a file those of the third version."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("DROP INDEX event_by_source; PRAGMA user_version = 3")


_WITHOUT_LATEST = "DROP INDEX event_by_source;" + "".join(
    f"INSERT INTO {table} SELECT * FROM latest_{table}; DROP TABLE latest_{table};" for table in ("minute", "day")
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "history.db"
    keeping = Keeping(file)
    keeping.poll(0, OGDC="100.50")
    keeping.poll(15, OGDC="101.00")
    keeping.leave()
    make_first_version(file)
    return file


def test_the_first_version_goes_on_with_what_it_has(old: Path) -> None:
    keeping = Keeping(old)
    keeping.poll(30, OGDC="102")
    keeping.poll(45, OGDC="103")
    assert keeping.problem() is None
    keeping.leave()
    assert prices(old) == ["100.50", "101.00", "102", "103"]
    assert [entry.at for entry in page(keeping).entries] == [after(45)]
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


@for_each("make", [make_first_version, make_second_version, make_third_version])
def test_the_bars_of_an_older_version_go_on(tmp_path: Path, make: Callable[[Path], None]) -> None:
    keeping = Keeping(tmp_path / "history.db")
    keeping.poll(0, OGDC="100.50")
    keeping.poll(15, OGDC="101.00")
    keeping.leave()
    make(keeping.file)
    assert bars(keeping.file) == [("100.50", "101.00", "100.50", "101.00")], "read as they are"
    again = Keeping(keeping.file)
    again.poll(30, OGDC="99.00")
    assert bars(again.file) == [("100.50", "101.00", "99.00", "99.00")]
    again.poll(60, OGDC="98.00")
    assert bars(again.file) == [("100.50", "101.00", "99.00", "99.00"), ("98.00",) * 4]
    again.leave()


def bars(file: Path) -> list[tuple[str, ...]]:
    """Return the prices by the minute; those of the day are the same altogether."""
    key = InstrumentId("PSX", "OGDC")
    with closing(HistoryReader(file)) as reader:
        (day,) = reader.days(key, FIXED_NOW.date(), FIXED_NOW.date())
        minutes = list(reader.minutes(key, LONG_AGO, FAR))
    assert day[1:5] == (
        minutes[0].open,
        max(bar.high for bar in minutes),
        min(bar.low for bar in minutes),
        minutes[-1].close,
    )
    return [tuple(map(str, bar[1:5])) for bar in minutes]


def test_it_is_read_as_it_is_while_no_board_has_taken_it_over(old: Path) -> None:
    assert prices(old) == ["100.50", "101.00"]
    with closing(HistoryReader(old)) as reader:
        assert reader.tape_rows(None, LONG_AGO, FAR, 10) == []
        assert reader.fills() == {}


def test_a_step_that_fails_leaves_the_old_version(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE filled (something INTEGER)")
    with pytest.raises(DamagedError):
        HistoryStore(old)
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(event)")]
    assert "tape" not in columns


def test_filled_bars_have_their_digits_and_are_apart_from_what_was_seen(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "history.db")
    keeping.poll(0, OGDC="100")
    key = InstrumentId("PSX", "OGDC")
    span = after(300) - after(0)
    bars = tuple(
        Bar.start(after(300 * at - 3_600), price, 5)._replace(is_filled=True)
        for at, price in enumerate(map(Decimal, ("99.10", "99.20")))
    )
    keeping.writer.fill(FilledBars(key, span, "yahoo", bars))
    keeping.writer.work()
    with closing(HistoryReader(keeping.file)) as reader:
        assert list(reader.filled(key, span, LONG_AGO, FAR)) == list(bars)
        assert list(reader.filled(key, span * 2, LONG_AGO, FAR)) == []
        assert len(list(reader.minutes(key, LONG_AGO, FAR))) == 1
        assert reader.fills() == {(key, span): keeping.now}
    keeping.leave()
