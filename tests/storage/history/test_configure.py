"""The settings of the history are changed while the board runs."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.history.folding import rebuilt
from tests.storage.history.test_delta import SOURCES
from tests.storage.history.test_writer import Keeping, prices
from tui.domain.quote import InstrumentId
from tui.storage.history.errors import HistoryError
from tui.storage.history.files import ANOTHER_WRITES
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.writer import THIN_AFTER, HistoryLimits


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db")
    yield keeping
    keeping.leave()


def test_another_file_is_begun_with_all_that_is_shown(keeping: Keeping, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "other.db"
    keeping.poll(0, OGDC="100", PPL="7")
    keeping.writer.configure(other, HistoryLimits())
    keeping.writer.work()
    keeping.poll(15, OGDC="101", PPL="7")
    keeping.poll(30, OGDC="102", PPL="7")
    keeping.leave()
    assert prices(keeping.file) == ["100"]
    assert prices(other) == ["101", "102"]
    assert dict(rebuilt(other, SOURCES).quotes) == dict(keeping.market.quotes)


def test_the_file_that_is_left_may_be_kept_by_another_board(keeping: Keeping, tmp_path: Path) -> None:
    keeping.poll(0, OGDC="100")
    second = Keeping(keeping.file)
    second.poll(0, OGDC="100")
    assert second.problem() == ANOTHER_WRITES
    keeping.writer.configure(tmp_path / "other.db", HistoryLimits())
    keeping.writer.work()
    second.poll(15, OGDC="101")
    second.later()
    assert second.problem() is None
    second.leave()


def test_off_keeps_nothing_from_then_on_and_what_there_is_stays(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.writer.configure(None, HistoryLimits())
    keeping.writer.work()
    keeping.poll(15, OGDC="101")
    assert keeping.problem() is None
    keeping.writer.configure(keeping.file, HistoryLimits())
    keeping.poll(30, OGDC="102")
    assert prices(keeping.file) == ["100", "102"]


def test_what_one_file_could_not_take_goes_into_the_next(keeping: Keeping, tmp_path: Path) -> None:
    keeping.file.mkdir()
    keeping.poll(0, OGDC="100")
    assert keeping.problem() == "Is a directory"
    keeping.writer.configure(tmp_path / "other.db", HistoryLimits())
    keeping.poll(15, OGDC="101")
    assert keeping.problem() is None
    assert prices(tmp_path / "other.db") == ["100", "101"]


def test_other_limits_hold_at_once(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.later(THIN_AFTER + 10)
    assert prices(keeping.file) == ["100"]
    keeping.writer.configure(keeping.file, HistoryLimits(keep=timedelta(minutes=30)))
    keeping.later(60)
    assert prices(keeping.file) == []


def test_a_thread_without_a_file_begins_with_the_one_that_is_given(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "history.db")
    keeping.writer.configure(None, HistoryLimits())
    keeping.writer.start(lambda _file, _is_ending: None, keeping.said.append)
    keeping.writer.configure(keeping.file, HistoryLimits())
    keeping.apply_prices(0, OGDC="100")
    keeping.writer.close(timeout=30)
    assert prices(keeping.file) == ["100"]


def test_questions_go_to_the_file_in_force(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    queries = HistoryQueries(None)
    answers: list[object] = []

    def ask() -> object:
        has_come = threading.Event()

        def receive(answer: object) -> None:
            answers.append(answer)
            has_come.set()

        queries.ask(lambda reader: reader.instruments(), receive)
        assert has_come.wait(60)
        return answers[-1]

    error = ask()
    assert isinstance(error, HistoryError)
    assert str(error) == "none is kept"
    queries.file = keeping.file
    assert ask() == [InstrumentId("PSX", "OGDC")]
    queries.close()
