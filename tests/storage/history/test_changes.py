"""What was shown of instruments, read by the minutes in which they had prices."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.marks import quick
from tests.kit.quotes import a_quote, after
from tests.storage.history.test_delta import a_run
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping
from tui.domain.events import Failure
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import CleanText
from tui.storage.history.changes import shown_changes
from tui.storage.history.delta import StoredEvent
from tui.storage.history.reader import HistoryReader

OGDC, PPL = InstrumentId("PSX", "OGDC"), InstrumentId("PSX", "PPL")


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db")
    yield keeping
    keeping.leave()


def changes(keeping: Keeping, *keys: InstrumentId, since: float | None = None) -> list[Quote]:
    with closing(HistoryReader(keeping.file)) as reader:
        return list(shown_changes(reader, keys, LONG_AGO if since is None else after(since), FAR))


def prices(rows: list[Quote]) -> list[str]:
    return [str(row.price) for row in rows]


def without_repeats(values: list[Decimal | None]) -> list[Decimal | None]:
    return values[:1] + [value for before, value in pairwise(values) if before != value]


@pytest.mark.parametrize("seed", quick(1, *range(60)))
def test_the_prices_are_those_that_the_board_showed(keeping: Keeping, seed: int) -> None:
    shown: dict[InstrumentId, list[Decimal | None]] = {}
    for event in a_run(seed, 60):
        keeping.apply(event)
        keeping.writer.work()
        for key, quote in keeping.market.quotes.items():
            shown.setdefault(key, []).append(quote.price)
    at = after(seed % 60)
    for key, values in shown.items():
        later = [row for row in changes(keeping, key) if row.polled_at >= at]
        assert without_repeats([row.price for row in changes(keeping, key, since=seed % 60)]) in (
            without_repeats([row.price for row in later]),
            without_repeats([row.price for row in later])[1:],
        )
        assert without_repeats([row.price for row in changes(keeping, key)]) == without_repeats(values), key


def test_a_source_that_is_not_shown_is_left_out(keeping: Keeping) -> None:
    for at in range(10):
        for source, price in (("br", 100 + at), ("other", 200 + at)):
            keeping.apply(a_snapshot(a_quote("OGDC", str(price)), source=source, at=after(15 * at)))
            keeping.writer.work()
    assert prices(changes(keeping, OGDC, since=15))[1:] == [str(100 + at) for at in range(2, 10)]


def test_the_price_of_the_source_that_takes_over_is_a_change(keeping: Keeping) -> None:
    keeping.apply(a_snapshot(a_quote("OGDC", "200"), source="other", at=after(0)))
    keeping.apply(a_snapshot(a_quote("OGDC", "100"), source="br", at=after(1)))
    keeping.apply(Failure(source="br", at=after(400), reason=CleanText("HTTP 503")))
    keeping.apply(a_snapshot(a_quote("OGDC", "200"), source="other", at=after(401)))
    keeping.writer.work()
    last = changes(keeping, OGDC)[-1]
    assert (str(last.price), last.source) == ("200", "other")


@pytest.mark.slow
def test_the_minutes_of_one_instrument_alone_are_read(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(300):
        keeping.poll(15 * at, OGDC=str(100 + at), PPL=str(at // 200))
    read: list[datetime] = []
    events = HistoryReader.events

    def counted(self: HistoryReader, since: datetime, until: datetime, *, with_tape: bool) -> Iterator[StoredEvent]:
        read.append(since)
        return events(self, since, until, with_tape=with_tape)

    monkeypatch.setattr(HistoryReader, "events", counted)
    assert prices(changes(keeping, PPL)) == ["0", "1"]
    assert read == [after(0), after(15 * 200)], "the minute in which it began, and that in which it moved"


def test_what_a_new_run_repeats_is_no_change(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1", PPL="2")
    keeping.leave()
    again = Keeping(keeping.file)
    again.market = keeping.market
    again.poll(3600, OGDC="1", PPL="3")
    again.leave()
    assert prices(changes(keeping, OGDC)) == ["1"]
    assert prices(changes(keeping, PPL)) == ["2", "3"]
    assert changes(keeping, OGDC, since=1800) == []


def test_without_instruments_and_without_events_there_is_nothing(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    assert changes(keeping) == []
    assert changes(keeping, InstrumentId("PSX", "NOPE")) == []
