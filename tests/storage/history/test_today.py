"""The day so far, as a board that was started again draws it."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.storage.history.test_delta import SOURCES
from tests.storage.history.test_writer import Keeping
from tui.domain.events import DayRestored
from tui.domain.intraday import MAX_POINTS
from tui.domain.market import apply
from tui.domain.quote import InstrumentId
from tui.engine.environment import market_before_polls
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.storage.history.today import read_today

OGDC = InstrumentId("PSX", "OGDC")


def utc_day(_exchange: str, at: datetime) -> date:
    return at.date()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A morning of one price a minute, rising from 100, after one at 90 the day before."""
    keeping = Keeping(tmp_path / "history.db")
    keeping.poll(-86_400, OGDC="90")
    for minute in range(150):
        keeping.poll(60 * minute, OGDC=str(100 + minute))
    keeping.leave()
    return keeping.file


@pytest.mark.slow
def test_the_values_of_the_day_are_read_and_none_of_the_day_before(file: Path) -> None:
    series = read_today(file, after(9_000), utc_day)[OGDC]
    assert series.day == FIXED_NOW.date()
    assert (series.points[0], series.points[-1]) == (100.0, 249.0)
    assert (str(series.low), str(series.high), str(series.last)) == ("100", "249", "249")
    assert list(series.times) == sorted(series.times)
    assert 40 < len(series.points) <= MAX_POINTS + 1


@pytest.mark.slow
def test_a_day_may_begin_before_midnight_and_last_over_a_weekend(file: Path) -> None:
    def of_the_west(_exchange: str, at: datetime) -> date:
        return (at - timedelta(hours=10)).date()

    def until_monday(_exchange: str, at: datetime) -> date:
        return FIXED_NOW.date() if at >= FIXED_NOW else at.date()

    assert read_today(file, after(3_599), of_the_west)[OGDC].day == FIXED_NOW.date() - timedelta(days=1)
    assert read_today(file, FIXED_NOW + timedelta(days=3), until_monday)[OGDC].points[0] == 100.0
    market = apply(market_before_polls(SOURCES), a_snapshot(a_quote("OGDC", "260"), at=after(9_500)))
    other_day = DayRestored(read_today(file, after(3_599), of_the_west))
    assert apply(market, other_day, day_of=of_the_west) is market, "that is of another day"


def test_on_another_day_there_is_nothing_yet(file: Path) -> None:
    assert read_today(file, FIXED_NOW + timedelta(days=3), utc_day) == {}


@pytest.mark.slow
def test_a_market_goes_on_where_the_day_was_left(file: Path) -> None:
    market = apply(market_before_polls(SOURCES), a_snapshot(a_quote("OGDC", "260"), at=after(9_500)))
    restored = apply(market, DayRestored(read_today(file, after(9_000), utc_day)))
    series = restored.series[OGDC]
    assert (series.points[0], series.points[-1]) == (100.0, 260.0)
    assert (str(series.low), str(series.high), str(series.last)) == ("100", "260", "260")
    assert apply(restored, DayRestored({})) is restored
    assert apply(restored, DayRestored(read_today(file, after(9_000), utc_day))) is restored, "it is there already"


@pytest.mark.slow
def test_a_row_that_is_not_shown_gets_no_series(file: Path) -> None:
    market = apply(market_before_polls(SOURCES), a_snapshot(a_quote("PPL", "1"), at=after(9_500)))
    assert OGDC not in apply(market, DayRestored(read_today(file, after(9_000), utc_day))).series


@pytest.mark.slow
@pytest.mark.parametrize("price", ["inf", "nan", "1E+30000000", "", "1" * 61, "x"])
def test_a_price_that_is_none_is_an_error_in_words(file: Path, price: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE minute SET close = ?", (price,))
    with pytest.raises(HistoryError, match="a price that is none"):
        read_today(file, after(9_000), utc_day)


@pytest.mark.slow
def test_nothing_more_is_read_once_the_program_ends(file: Path) -> None:
    assert read_today(file, after(9_000), utc_day, lambda: True) == {}


def test_a_file_that_is_no_history_is_an_error_in_words(tmp_path: Path) -> None:
    wrong = tmp_path / "history.db"
    wrong.write_text("no database at all, and long enough to be one" * 50)
    with pytest.raises(HistoryError, match="damaged"):
        read_today(wrong, FIXED_NOW, utc_day)
    with pytest.raises(HistoryError), closing(HistoryReader(tmp_path / "none.db")):
        pass
