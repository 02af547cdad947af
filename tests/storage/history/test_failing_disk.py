"""A disk that fails at its n-th write, for every n: nothing that was written is lost, and writing goes on by itself."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.storage.history.failing_disk import failing_disk
from tests.storage.history.folding import rebuilt
from tests.storage.history.test_delta import SOURCES
from tests.storage.history.test_writer import Keeping, prices
from tui.storage.history.writer import THIN_AFTER, HistoryLimits

_POLLS = 12
_SYMBOLS = 12
_WORDS = ("the disk is full", "an error of the disk")
_FOR_LONG = 10_000


def poll(keeping: Keeping, number: int) -> None:
    keeping.poll(15 * number, **{f"S{n}": f"{number + 1}.{n:02}" for n in range(_SYMBOLS)})


def run(keeping: Keeping) -> Iterator[str | None]:
    """Poll, write, and thin out the file; yield after each step what was said."""
    for number in range(_POLLS):
        poll(keeping, number)
        yield keeping.problem()
    keeping.later(THIN_AFTER)
    yield keeping.problem()


def check_fault(folder: Path, error: int, first: int, length: int) -> bool:
    """Run with a fault; return whether there was none, as the run had ended before it."""
    keeping = Keeping(folder / "history.db", HistoryLimits(max_size=150_000))
    expected = [f"{number + 1}.07" for number in range(_POLLS + 1)]
    acknowledged, at_kill, killed = 0, list[str](), folder / "killed" / "history.db"
    with failing_disk(error, first, length) as disk:
        for number, problem in enumerate(run(keeping), 1):
            if problem is None:
                acknowledged = min(number, _POLLS)
            else:
                assert problem.startswith(_WORDS)
            if acknowledged and disk.failed and not killed.exists():
                # what would be there if the program were killed now
                shutil.copytree(folder, killed.parent, ignore=shutil.ignore_patterns("killed"))
                at_kill = expected[:acknowledged]
        disk.end()
        keeping.later()
        assert keeping.problem() is None, "it writes again by itself"
        if at_kill:
            assert prices(killed, "S7")[: len(at_kill)] == at_kill
    poll(keeping, _POLLS)
    keeping.leave()
    assert prices(keeping.file, "S7") == expected, "nothing is lost, neither what was written nor what waited"
    assert list(folder.glob("history.db.2*")) == [], "no file is given up"
    assert dict(rebuilt(keeping.file, SOURCES).quotes) == dict(keeping.market.quotes)
    with closing(sqlite3.connect(keeping.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return not disk.failed


@pytest.mark.dose(2)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("length", [1, _FOR_LONG], ids=["one write", "all from there on"])
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.slow)])
def test_no_write_that_fails_loses_anything(tmp_path: Path, error: int, length: int, step: int) -> None:
    runs = next(number for number in count() if check_fault(tmp_path / str(number), error, 1 + step * number, length))
    assert runs * step > 100, "there is much to fail"
