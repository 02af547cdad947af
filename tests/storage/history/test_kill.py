"""A program that is killed at any moment loses nothing that it was told is written, and tears nothing."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.kit.quotes import after
from tests.storage.history.test_writer import FAR, LONG_AGO
from tui.domain.quote import InstrumentId
from tui.storage.history.delta import decode_rows
from tui.storage.history.reader import HistoryReader, changes_of

_KEEPING = """
import sys
from pathlib import Path
from tests.storage.history.test_writer import Keeping
keeping, start = Keeping(Path(sys.argv[1])), int(sys.argv[2])
for number in range(start, start + 100_000):
    keeping.poll(number, **{f"S{n}": str(number) for n in range(25)})
    assert keeping.problem() is None
    print(number, flush=True)
"""
_SYMBOLS = 25


def kept_until_killed(file: Path, start: int, polls: int) -> int:
    """Run a board until it has written so many polls; return the number of the last one it said was written."""
    argv = [sys.executable, "-c", _KEEPING, str(file), str(start)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as board:
        assert board.stdout
        for _ in range(polls):
            board.stdout.readline()
        board.kill()
        rest = board.stdout.read().splitlines()
    return start + polls - 1 + len([line for line in rest if line.isdecimal()])


@pytest.mark.slow
@pytest.mark.parametrize("kills", [20, pytest.param(1_000, marks=pytest.mark.long)])
def test_no_kill_loses_or_tears_what_was_written(tmp_path: Path, kills: int) -> None:
    file, random = tmp_path / "history.db", Random(7)
    acknowledged: list[range] = []
    start = 1
    for _ in range(kills):
        last = kept_until_killed(file, start, random.randrange(1, 60))
        acknowledged.append(range(start, last + 1))
        start = last + 10  # a poll whose end was not told may be there as well
    keys = {InstrumentId("PSX", f"S{n}") for n in range(_SYMBOLS)}
    with closing(HistoryReader(file)) as reader:
        found: dict[int, int] = {}
        for row in changes_of(reader, keys, LONG_AGO, FAR):
            assert row.price
            assert row.polled_at == after(int(row.price))
            found[int(row.price)] = found.get(int(row.price), 0) + 1
        assert all(decode_rows(event.body) for event in reader.events(LONG_AGO, FAR))
    wanted = {number for numbers in acknowledged for number in numbers}
    assert wanted <= found.keys(), "nothing is lost"
    assert set(found.values()) == {_SYMBOLS}, "nothing is torn"
