"""The history: what a poll costs to keep, and how long it takes to read.

Of 500 symbols 460 change in each poll, every 15 seconds.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.bench.table import Result
from tests.kit.markets import a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.storage.history.test_writer import Keeping
from tui.domain.bars import Price
from tui.domain.quote import InstrumentId
from tui.storage.history.reader import HistoryReader, changes_of
from tui.storage.history.store import HistoryStore
from tui.storage.history.tape import tape_page
from tui.storage.history.today import read_today

_SYMBOLS, _CHANGES, _POLLS = 500, 460, 300
_EVERY = 15
_MINUTES, _DAYS = 390, 250
_KEYS = [InstrumentId("PSX", f"S{number}") for number in range(_SYMBOLS)]


def measured() -> list[Result]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_kept(Path(folder) / "polls.db"), *_read(Path(folder) / "bars.db")]


def _kept(file: Path) -> list[Result]:
    keeping, random = Keeping(file), Random(7)
    prices = {key.symbol: Decimal(100) for key in _KEYS}
    seconds = 0.0
    for number in range(_POLLS):
        for symbol in random.sample(list(prices), _CHANGES):
            prices[symbol] += random.choice((-1, 1)) * Decimal("0.05")
        keeping.apply(
            a_snapshot(*(a_quote(symbol, str(price)) for symbol, price in prices.items()), at=after(15 * number))
        )
        began = time.perf_counter()
        keeping.writer.work()
        seconds += time.perf_counter() - began
    keeping.writer.close()
    keeping.leave()
    with closing(HistoryReader(file)) as reader:
        span = after(_EVERY * (_POLLS - 60)), after(_EVERY * _POLLS)
        some = _milliseconds(lambda: list(changes_of(reader, {_KEYS[0]}, *span)))
        page = _milliseconds(lambda: tape_page(reader, after(0), after(_EVERY * _POLLS)))
        of_one = _milliseconds(lambda: tape_page(reader, after(0), after(_EVERY * _POLLS), keys={_KEYS[0]}, count=50))
    return [
        Result(what=f"history: a poll of {_CHANGES} changes, on the disk", measured=seconds / _POLLS * 1000, unit="ms"),
        Result(what="    bytes of the file a change", measured=file.stat().st_size / _CHANGES / _POLLS, unit="B"),
        Result(what="    the changes of one symbol in 60 polls", measured=some, unit="ms"),
        Result(what="    a page of the tape", measured=page, unit="ms", budget=10),
        Result(what="    50 moves of one symbol on the tape", measured=of_one, unit="ms"),
    ]


def _read(file: Path) -> list[Result]:
    store = HistoryStore(file)
    store.write([], [_price(key, FIXED_NOW + timedelta(minutes=minute)) for key in _KEYS for minute in range(_MINUTES)])
    store.write([], [_price(_KEYS[0], FIXED_NOW - timedelta(days=day)) for day in range(_DAYS)])
    store.close()
    end = FIXED_NOW + timedelta(minutes=_MINUTES)
    with closing(HistoryReader(file)) as reader:
        day = _milliseconds(lambda: list(reader.minutes(_KEYS[0], FIXED_NOW, end)))
        year = _milliseconds(lambda: list(reader.days(_KEYS[0], (end - timedelta(days=366)).date(), end.date())))
    today = _milliseconds(lambda: read_today(file, end, _utc_day))
    return [
        Result(what=f"history: the chart of a day, {_MINUTES} minutes", measured=day, unit="ms", budget=30),
        Result(what="    of a year, by the day", measured=year, unit="ms", budget=100),
        Result(what=f"    the day of {_SYMBOLS} symbols, for a start", measured=today, unit="ms"),
    ]


def _price(key: InstrumentId, at: datetime) -> Price:
    return Price(key, at, at.date(), Decimal("101.25"), 1_000)


def _utc_day(_exchange: str, at: datetime) -> date:
    return at.date()


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
