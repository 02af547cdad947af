"""A small dose of the year that `tests/bench/history_year.py` builds, and what a poll writes into one."""

from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bench import history_year
from tui.domain.bars import Bar
from tui.domain.quote import InstrumentId
from tui.storage.history.chart import chart_bars
from tui.storage.history.reader import HistoryReader
from tui.storage.history.store import HistoryStore
from tui.storage.history.tape import tape_page

pytestmark = pytest.mark.slow
KEY = InstrumentId("PSX", "S7")
DAY = timedelta(days=1)


def test_the_days_of_a_year_are_like_the_session_that_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_year, "SESSION", 120)
    session, year = tmp_path / "session.db", tmp_path / "history.db"
    history_year.build_session(session, 120)
    history_year.build_year(session, year, 120, sessions=4)
    opening = history_year.OPENING
    with closing(HistoryReader(session)) as one, closing(HistoryReader(year)) as all_days:
        for back in (0, 3):
            span = opening - back * DAY, opening - back * DAY + timedelta(seconds=120)
            assert [each.body for each in all_days.events(*span)] == [
                each.body for each in one.events(opening, opening + timedelta(seconds=120))
            ]
            assert len(list(all_days.minutes(KEY, *span))) == 2
            assert len(tape_page(all_days, *span, keys={KEY}, count=20).entries) == 20
        day = datetime.combine(opening.date(), time(), UTC)
        bars = chart_bars(all_days, KEY, day - 9 * DAY, day + DAY, every=DAY, day_of=datetime.date)
        assert [bar.at for bar in bars] == [day - back * DAY for back in (3, 2, 1, 0)]


def test_a_poll_of_460_changes_writes_few_pages_however_long_the_history_is(tmp_path: Path) -> None:
    file, price = tmp_path / "history.db", Decimal("100.25")
    with closing(HistoryStore(file)) as store:
        for number in range(history_year.SYMBOLS):
            key = InstrumentId("PSX", f"S{number}")
            for table, span in (("minute", timedelta(minutes=1)), ("day", DAY)):
                bars = (Bar.start(history_year.OPENING - span * back, price, 1_000) for back in range(300, 0, -1))
                store.write_bars(table, key, bars)
    board = history_year.Board(file)
    written = []
    for second in range(12):
        board.poll_at(history_year.OPENING + timedelta(seconds=second))
        with (clock := history_year._Clock()):
            board.writer.work()
        written.append(clock.written)
    board.leave()
    # a page for each bar of a minute and of a day would be 3.6 MB
    assert sorted(written)[len(written) // 2] < 400_000
