"""What a replay reads of the history: nothing that came after the time it has reached."""

import asyncio
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.recorded_run import OPENING, record_run
from tests.kit.marks import quick
from tui.domain.bars import EPOCH
from tui.domain.quote import InstrumentId
from tui.storage.history.played import PlayedQueries, PlayedReader
from tui.storage.history.reader import HistoryReader
from tui.storage.history.tape import tape_page

KEY = InstrumentId("PSX", "OGDC")
END = OPENING + timedelta(days=1)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recorded") / "history.db"
    asyncio.run(record_run(file, 40, rate=1.0))
    return file


@pytest.mark.parametrize("minutes", quick(1, 0, 3, 7))
async def test_every_query_ends_at_the_time_that_is_reached(history: Path, minutes: int) -> None:
    now = OPENING + timedelta(minutes=minutes, seconds=20)
    with closing(PlayedReader(history, now)) as played, closing(HistoryReader(history)) as whole:
        events = list(played.events(EPOCH, END))
        assert [event.body for event in events] == [event.body for event in whole.events(EPOCH, END) if event.at <= now]
        assert events
        of_whole = tape_page(whole, EPOCH, END, count=10_000).entries
        assert tape_page(played, EPOCH, END, count=10_000).entries == tuple(each for each in of_whole if each.at <= now)
        bars = list(played.minutes(KEY, EPOCH, END))
        assert bars == [bar for bar in whole.minutes(KEY, EPOCH, END) if bar.at + timedelta(minutes=1) <= now]
        assert list(played.days(KEY, EPOCH.date(), END.date())) == []
        assert len(list(whole.days(KEY, EPOCH.date(), END.date()))) == 1


async def test_each_query_is_asked_at_the_time_of_its_own(history: Path) -> None:
    times = iter((OPENING + timedelta(minutes=1), OPENING + timedelta(minutes=5)))

    def last(reader: HistoryReader) -> datetime | None:
        return reader.last_before(None)

    queries = PlayedQueries(history, lambda: next(times))
    # on its own thread it would have to be waited for
    answers = [queries._answer(last) for _ in range(2)]
    assert isinstance(answers[0], datetime)
    assert isinstance(answers[1], datetime)
    assert OPENING <= answers[0] <= OPENING + timedelta(minutes=1) < answers[1] <= OPENING + timedelta(minutes=5)
