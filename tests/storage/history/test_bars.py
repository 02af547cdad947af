"""Prices by spans of time: those seen before those that a source gave afterwards."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping
from tui.domain.bars import Bar, FilledBars, start_of_day
from tui.domain.quote import InstrumentId
from tui.storage.history.bars import bars_of
from tui.storage.history.reader import HistoryReader

OGDC = InstrumentId("PSX", "OGDC")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db")
    yield keeping
    keeping.leave()


def fill(keeping: Keeping, span: timedelta, *ats: datetime, price: int = 50) -> None:
    bars = [
        Bar(at, Decimal(price), Decimal(price + 9), Decimal(price - 9), Decimal(price + 1), 10, is_filled=True)
        for at in ats
    ]
    keeping.writer.fill(FilledBars(OGDC, span, "yahoo", tuple(bars)))
    keeping.writer.work()


def bars(keeping: Keeping, every: timedelta, since: datetime = LONG_AGO, until: datetime = FAR) -> list[Bar]:
    with closing(HistoryReader(keeping.file)) as reader:
        return list(bars_of(reader, OGDC, since, until, every))


def test_what_was_seen_comes_before_what_was_filled(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    fill(keeping, MINUTE, FIXED_NOW - MINUTE, FIXED_NOW, FIXED_NOW + MINUTE)
    assert [(bar.at, str(bar.close), bar.is_filled) for bar in bars(keeping, MINUTE)] == [
        (FIXED_NOW - MINUTE, "51", True),
        (FIXED_NOW, "100", False),
        (FIXED_NOW + MINUTE, "51", True),
    ]


def test_shorter_bars_make_up_longer_ones_with_the_sum_of_their_volumes(keeping: Keeping) -> None:
    fill(keeping, 5 * MINUTE, *(FIXED_NOW + 5 * number * MINUTE for number in range(24)))
    found = bars(keeping, HOUR)
    assert [(bar.at, bar.volume, bar.is_filled) for bar in found] == [
        (FIXED_NOW, 120, True),
        (FIXED_NOW + HOUR, 120, True),
    ]
    assert bars(keeping, 7 * MINUTE) == []


def test_a_day_is_never_made_of_hours(keeping: Keeping) -> None:
    fill(keeping, HOUR, FIXED_NOW)
    fill(keeping, DAY, start_of_day((FIXED_NOW - DAY).date()), price=70)
    assert [str(bar.open) for bar in bars(keeping, DAY)] == ["70"]
    assert [str(bar.open) for bar in bars(keeping, HOUR)] == ["50"]


def test_a_year_of_minutes_is_read_in_parts_that_do_not_show(keeping: Keeping) -> None:
    ats = [60 * 60 * 24 * 7 * number + 60 * 7 for number in range(52)]
    for number, at in enumerate(ats):
        keeping.poll(at, OGDC=str(100 + number))
    found = bars(keeping, 10 * MINUTE)
    assert [bar.at for bar in found] == [after(at) - (after(at) - FIXED_NOW) % (10 * MINUTE) for at in ats]
    assert [bar.at for bar in bars(keeping, 10 * MINUTE, since=after(ats[3]), until=after(ats[5] + 60))] == [
        bar.at for bar in found[3:6]
    ]


def test_the_price_before_a_time_is_the_last_one_that_is_not_too_old(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.poll(300, OGDC="102")
    with closing(HistoryReader(keeping.file)) as reader:

        def before(seconds: float, since: float) -> str:
            return str(reader.price_before(OGDC, after(seconds), since=after(since)))

        assert [before(at, -900) for at in (0, 60, 300, 360)] == ["None", "100", "100", "102"]
        assert before(290, 120) == "None"
        assert reader.price_before(InstrumentId("PSX", "PPL"), after(900), since=after(-900)) is None
