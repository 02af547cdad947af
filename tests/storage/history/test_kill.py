"""A program that is killed at any moment loses nothing that it was told is written, and tears nothing."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.kit.quotes import after
from tests.storage.history.test_writer import FAR, LONG_AGO
from tui.domain.quote import InstrumentId
from tui.storage.history.delta import decode_rows
from tui.storage.history.reader import HistoryReader, changes_of

_BOARDS = """
import os, sys, time
from pathlib import Path
from tests.storage.history.test_writer import Keeping

def keep(start):
    begun, keeping = time.perf_counter(), Keeping(Path(sys.argv[1]))
    for number in range(start, start + 100_000):
        keeping.poll(number, **{f"S{n}": str(number) for n in range(25)})
        assert keeping.problem() is None
        os.write(1, b"%d %f\\n" % (number, time.perf_counter() - begun))

for start in sys.stdin:
    board = os.fork()
    if not board:
        keep(int(start))
    print(board, flush=True)
    os.waitpid(board, 0)
    print("killed", flush=True)
"""
"""A program that begins a board after another, without loading everything anew for each."""
_SYMBOLS = 25
_MAX_POLLS = 60
_MAX_KILL_DELAY = 0.002
"""Seconds within which a board is killed after a poll was written; another one takes less."""
_BUDGET = 0.5
"""Seconds until a board that begins after a kill has written its first poll: half of them take no longer."""


class Run(NamedTuple):
    """A board that was killed."""

    acknowledged: range
    """The polls that it said were written."""
    first_after: float
    """Seconds from its first access to the file until its first poll was written."""


def run_until_killed(boards: "subprocess.Popen[str]", start: int, random: Random) -> Run:
    """Run a board until it has written some polls, and kill it some time after that, amid whatever it does."""
    assert boards.stdin
    assert boards.stdout
    print(start, file=boards.stdin, flush=True)
    board, told = 0, list[tuple[int, float]]()
    polls, end = random.randrange(1, _MAX_POLLS), 0.0
    while (line := boards.stdout.readline()) != "killed\n":
        number, *seconds = line.split()
        if seconds:
            told.append((int(number), float(seconds[0])))
        else:
            board = int(number)
        if board and len(told) >= polls and not end:
            end = time.perf_counter() + random.uniform(0, _MAX_KILL_DELAY)
            while time.perf_counter() < end:
                pass
            os.kill(board, signal.SIGKILL)
    return Run(range(start, told[-1][0] + 1), told[0][1])


@pytest.mark.slow
@pytest.mark.parametrize("kills", [100, pytest.param(1_000, marks=pytest.mark.long)])
def test_no_kill_loses_or_tears_what_was_written(tmp_path: Path, kills: int) -> None:
    file, random = tmp_path / "history.db", Random(kills)
    runs: list[Run] = []
    start = 1
    argv = [sys.executable, "-c", _BOARDS, str(file)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as boards:
        for _ in range(kills):
            runs.append(run_until_killed(boards, start, random))
            start = runs[-1].acknowledged.stop + 10  # a poll whose end was not told may be there as well
        boards.communicate()
    keys = {InstrumentId("PSX", f"S{n}") for n in range(_SYMBOLS)}
    with closing(HistoryReader(file)) as reader:
        found: dict[int, int] = {}
        for row in changes_of(reader, keys, LONG_AGO, FAR):
            assert row.price
            assert row.polled_at == after(int(row.price))
            found[int(row.price)] = found.get(int(row.price), 0) + 1
        assert all(decode_rows(event.body) for event in reader.events(LONG_AGO, FAR))
    wanted = {number for run in runs for number in run.acknowledged}
    firsts = sorted(run.first_after for run in runs)
    assert len(wanted) * _SYMBOLS >= 50 * kills, "enough to lose"
    assert wanted <= found.keys(), "nothing is lost"
    assert set(found.values()) == {_SYMBOLS}, "nothing is torn"
    assert firsts[kills // 2] < _BUDGET, "the next start goes on at once"
