"""The bars of a chart: what was seen, and around it what a source gave afterwards."""

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_writer import Keeping
from tui.domain.bars import Bar, FilledBars, start_of_day
from tui.domain.quote import InstrumentId
from tui.storage.history.chart import chart_bars
from tui.storage.history.reader import HistoryReader

OGDC = InstrumentId("PSX", "OGDC")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def utc_day(at: datetime) -> date:
    return at.date()


def filled(minute: int, close: str = "50", volume: int | None = 9) -> Bar:
    price = Decimal(close)
    return Bar(after(60 * minute), price, price, price, price, volume, is_filled=True)


def read(file: Path, since: datetime, until: datetime, every: timedelta = MINUTE, before: int = 0) -> Sequence[Bar]:
    with closing(HistoryReader(file)) as reader:
        return chart_bars(reader, OGDC, since, until, every=every, before=before, day_of=utc_day)


def closes(bars: Sequence[Bar]) -> list[str]:
    return [str(bar.close) for bar in bars]


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """Thirty minutes of prices, rising from 100.00, after three of the day before."""
    keeping = Keeping(tmp_path / "history.db")
    for minute in range(3):
        keeping.poll(-86_400 + 60 * minute, OGDC=f"9{minute}.50")
    for minute in range(30):
        keeping.poll(60 * minute, OGDC=f"{100 + minute}.00")
    return keeping


def fill(keeping: Keeping, span: timedelta, *bars: Bar) -> Path:
    keeping.writer.fill(FilledBars(OGDC, span, "yahoo", bars))
    keeping.writer.work()
    keeping.leave()
    return keeping.file


def test_a_day_is_read_by_the_minute_with_the_digits_of_its_source(keeping: Keeping) -> None:
    keeping.leave()
    bars = read(keeping.file, FIXED_NOW, after(86_400))

    assert closes(bars) == [f"{100 + minute}.00" for minute in range(30)]
    assert [bar.at for bar in bars] == [after(60 * minute) for minute in range(30)]


def test_longer_bars_have_the_ends_and_the_extremes_of_their_minutes(keeping: Keeping) -> None:
    keeping.leave()
    bars = read(keeping.file, FIXED_NOW, after(86_400), timedelta(minutes=5))

    assert [bar.open for bar in bars] == [Decimal(100 + 5 * n) for n in range(6)]
    assert [bar.high for bar in bars] == [Decimal(104 + 5 * n) for n in range(6)]


@pytest.mark.parametrize("every", [MINUTE, timedelta(minutes=5)])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_bars_before_are_read_as_well_as_far_as_there_are(keeping: Keeping, every: timedelta, before: int) -> None:
    keeping.leave()
    bars = read(keeping.file, FIXED_NOW, after(86_400), every, before)
    earlier = [bar for bar in bars if bar.at < FIXED_NOW]

    assert len(earlier) == (before if every == MINUTE else min(before, 1))
    assert closes(earlier)[-1:] == (["92.50"] if before else [])


def test_days_are_read_as_days(keeping: Keeping) -> None:
    keeping.leave()
    today = start_of_day(FIXED_NOW.date())
    bars = read(keeping.file, today, today + DAY, DAY, before=5)

    assert [(bar.at, str(bar.open), str(bar.close)) for bar in bars] == [
        (today - DAY, "90.50", "92.50"),
        (today, "100.00", "129.00"),
    ]


def test_what_was_seen_counts_and_around_it_what_was_back_filled(keeping: Keeping) -> None:
    file = fill(keeping, MINUTE, *(filled(minute, str(minute)) for minute in range(-20, 45)))
    bars = read(file, after(-3_600), after(86_400))

    assert closes([bar for bar in bars if not bar.is_filled]) == [f"{100 + minute}.00" for minute in range(30)]
    away = [*range(-20, -5), *range(35, 45)]
    assert closes([bar for bar in bars if bar.is_filled]) == [str(minute) for minute in away]
    assert [bar.at for bar in bars] == sorted(bar.at for bar in bars)


def test_a_day_that_was_seen_in_part_counts_as_it_was_back_filled(keeping: Keeping) -> None:
    today = start_of_day(FIXED_NOW.date())
    days = [filled(0, str(n))._replace(at=today - n * DAY) for n in range(4, 0, -1)]
    days[-1] = days[-1]._replace(high=Decimal(95), low=Decimal(80), close=Decimal(94))
    days[-2] = days[-2]._replace(high=Decimal(95), low=Decimal(80), close=Decimal(94))
    bars = read(fill(keeping, DAY, *days), today - 10 * DAY, today + DAY, DAY)
    assert [(str(bar.close), bar.is_filled) for bar in bars] == [
        ("4", True),
        ("3", True),
        ("94", True),
        ("94", True),
        ("129.00", False),
    ]


def test_a_day_that_was_seen_in_full_counts_as_it_was_seen(keeping: Keeping) -> None:
    today = start_of_day(FIXED_NOW.date())
    known = filled(0, "91")._replace(at=today - DAY, high=Decimal("92.50"), low=Decimal("90.50"))
    bars = read(fill(keeping, DAY, known), today - 10 * DAY, today + DAY, DAY)

    assert [(str(bar.close), bar.is_filled) for bar in bars] == [("92.50", False), ("129.00", False)]


def test_the_present_day_begins_with_its_first_minute_whoever_saw_it(keeping: Keeping) -> None:
    today = start_of_day(FIXED_NOW.date())
    bars = read(fill(keeping, MINUTE, filled(-60, "40"), filled(-30, "150")), today, today + DAY, DAY)

    assert [tuple(map(str, bar[1:5])) for bar in bars] == [("40", "150", "40", "129.00")]


def test_an_instrument_of_which_nothing_is_known_has_no_bars(keeping: Keeping) -> None:
    keeping.leave()
    with closing(HistoryReader(keeping.file)) as reader:
        other = InstrumentId("PSX", "PPL")
        assert not chart_bars(reader, other, FIXED_NOW, after(60), every=MINUTE, before=200, day_of=utc_day)


FIRST = datetime(2025, 3, 17, tzinfo=UTC)


def bars_of(span: timedelta, days: int) -> tuple[Bar, ...]:
    count = int(days * DAY / span)
    return tuple(filled(0, f"{100 + n % 90}.25")._replace(at=FIRST + n * span) for n in range(count))


MAX_CALLS = 15
"""Of functions for each bar of a chart; it takes 6 to 12."""
MAX_STEPS = 12
"""Of SQLite's machine for each bar; it takes 9."""


@pytest.mark.parametrize(
    ("span", "days"), [(MINUTE, 1), (DAY, 365), (timedelta(minutes=5), 5)], ids=["day", "year", "five days"]
)
def test_a_chart_takes_some_calls_and_steps_for_each_bar_whatever_else_is_in_the_file(
    tmp_path: Path, span: timedelta, days: int
) -> None:
    """What the budgets of a chart come to on any machine."""
    keeping = Keeping(tmp_path / "history.db")
    keeping.poll(0, OGDC="100")
    bars = bars_of(span, days)
    for symbol in ("AAA", "PPL"):
        keeping.writer.fill(FilledBars(InstrumentId("PSX", symbol), span, "yahoo", bars))
    file = fill(keeping, span, *bars)
    calls = steps = 0

    def count_calls(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    def count_steps() -> None:
        nonlocal steps
        steps += 10

    with closing(HistoryReader(file)) as reader:
        reader._connection.set_progress_handler(count_steps, 10)  # nothing else tells how much SQLite does
        sys.setprofile(count_calls)
        try:
            found = chart_bars(reader, OGDC, FIRST, FIRST + days * DAY, every=span, before=200, day_of=utc_day)
        finally:
            sys.setprofile(None)

    assert len(found) == len(bars)
    assert 0 < calls <= MAX_CALLS * len(bars)
    assert 0 < steps <= MAX_STEPS * len(bars)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(
    ("span", "days", "every", "most"),
    [(MINUTE, 1, MINUTE, 0.030), (DAY, 365, DAY, 0.100), (timedelta(minutes=5), 5, timedelta(minutes=5), 0.100)],
    ids=["day", "year", "five days"],
)
def test_a_chart_is_read_in_its_time(tmp_path: Path, span: timedelta, days: int, every: timedelta, most: float) -> None:
    """A budget of the design in processor time, as the least of five; the gate counts the work of it, as above."""
    keeping = Keeping(tmp_path / "history.db")
    keeping.poll(0, OGDC="100")
    bars = bars_of(span, days)
    file = fill(keeping, span, *bars)
    with closing(HistoryReader(file)) as reader:
        taken: list[float] = []
        found: Sequence[Bar] = ()
        for _ in range(5):
            began = time.thread_time()
            found = chart_bars(reader, OGDC, FIRST, FIRST + days * DAY, every=every, before=200, day_of=utc_day)
            taken.append(time.thread_time() - began)

    assert len(found) == len(bars)
    assert min(taken) <= most
