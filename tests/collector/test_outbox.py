"""What the server does not have yet: kept over every end, within a bound, also where the disk fails."""

import errno
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.clock import ManualClock
from tests.kit.marks import for_each
from tui.collector.outbox import Outbox

MB = 1 << 20
BODY = bytes(range(40))


_opened: list[Outbox] = []


def opened(*args: Any) -> Outbox:  # noqa: ANN401 - what an outbox takes
    """Open an outbox that is closed after the test: one that is killed closes nothing."""
    _opened.append(Outbox(*args))
    return _opened[-1]


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().close()


def filled(folder: Path | None, count: int, max_bytes: int = MB, body: bytes = BODY) -> Outbox:
    outbox = opened(folder, max_bytes)
    for number in range(1, count + 1):
        outbox.append("bigboard.main.br", f"all/1/{number}", body)
    return outbox


def ids(outbox: Outbox, *, batch: int = 1_000) -> list[int]:
    """The numbers of all messages that wait, read in batches."""
    found: list[int] = []
    after = 0
    while messages := outbox.waiting(after, batch):
        assert [message.position for message in messages] == sorted({message.position for message in messages})
        found += [int(message.id.rpartition("/")[2]) for message in messages]
        after = messages[-1].position
    return found


def test_messages_wait_in_order_until_they_are_acknowledged(tmp_path: Path) -> None:
    outbox = filled(tmp_path, 5)
    first, *_ = messages = outbox.waiting()
    assert (first.subject, first.id, first.body) == ("bigboard.main.br", "all/1/1", BODY)
    outbox.acknowledge(messages[2].position)
    assert (ids(outbox), outbox.count, outbox.dropped, outbox.problem) == ([4, 5], 2, 0, None)
    outbox.acknowledge(messages[1].position)
    outbox.acknowledge(1_000)
    assert (ids(outbox), outbox.count) == ([], 0)


def test_batches_are_bounded_by_count_and_by_bytes(tmp_path: Path) -> None:
    outbox = filled(tmp_path, 10)
    assert len(outbox.waiting(max_count=3)) == 3
    assert len(outbox.waiting(max_count=0)) == 0
    assert len(outbox.waiting(max_size=100)) == 2
    assert len(outbox.waiting(max_size=1)) == 1
    assert ids(outbox, batch=3) == list(range(1, 11))
    assert [message.position for message in outbox.waiting(7)] == [8, 9, 10]


@for_each("size", [0, 40, 70_000, 300_000])
def test_a_restart_finds_what_was_not_acknowledged(tmp_path: Path, size: int) -> None:
    outbox = filled(tmp_path, 5, 8 * MB, bytes(size))
    outbox.acknowledge(2)
    again = opened(tmp_path, 8 * MB)  # the first one was not closed: it may have been killed
    assert (ids(again), again.count) == ([3, 4, 5], 3)
    assert {len(message.body) for message in again.waiting()} == {size}
    again.append("s", "all/1/6", b"")
    assert ids(opened(tmp_path, 8 * MB)) == [3, 4, 5, 6]


def test_what_is_acknowledged_leaves_no_files(tmp_path: Path) -> None:
    outbox = filled(tmp_path, 300, MB, bytes(2_000))
    assert len(list(tmp_path.glob("*.messages"))) > 3
    outbox.acknowledge(300)
    outbox.close()
    assert opened(tmp_path, MB).count == 0
    assert [each.name for each in tmp_path.iterdir()] == ["acknowledged"]
    assert (tmp_path / "acknowledged").stat().st_mode & 0o077 == 0


def test_messages_that_are_acknowledged_at_once_fill_no_disk(tmp_path: Path) -> None:
    outbox = opened(tmp_path, 100 * MB)
    for number in range(1, 2_001):
        outbox.append("s", str(number), bytes(1_000))
        outbox.acknowledge(outbox.waiting()[-1].position)
        assert outbox.size < 300_000
    assert len(list(tmp_path.iterdir())) <= 2


def test_a_file_that_is_cut_at_any_byte_gives_all_before(tmp_path: Path) -> None:
    filled(tmp_path / "whole", 3).close()
    (file,) = (tmp_path / "whole").glob("*.messages")
    whole = file.read_bytes()
    length = len(whole) // 3
    for cut in range(len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / file.name).write_bytes(whole[:cut])
        outbox = opened(folder, MB)
        before = list(range(1, cut // length + 1))
        assert ids(outbox) == before, cut
        outbox.append("s", "all/1/9", b"")
        assert ids(outbox) == ids(opened(folder, MB)) == [*before, 9], cut


@for_each("name", ["1.messages", "acknowledged"])
def test_a_damaged_byte_loses_no_other_file(tmp_path: Path, name: str) -> None:
    filled(tmp_path, 30, 32_000, bytes(1_000)).acknowledge(2)
    files = sorted(tmp_path.iterdir())
    assert len(files) > 5
    file = next(each for each in files if each.name.endswith(name))
    whole = file.read_bytes()
    for place in {*range(0, len(whole), 97), *range(min(len(whole), 30))}:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        outbox = opened(tmp_path, 32_000)
        found = ids(outbox)
        assert found[-20:] == list(range(11, 31)), place
        assert set(found) | set(range(1, 11)) == set(range(1, 31))
        assert outbox.count == len(found) == len(set(found))


def test_the_oldest_go_where_there_is_no_room(tmp_path: Path) -> None:
    outbox = opened(tmp_path, 100_000)
    for number in range(1, 1_001):
        outbox.append("s", str(number), bytes(500))
        assert outbox.size <= 100_000
    found = ids(outbox)
    assert found == list(range(1_001 - len(found), 1_001))
    assert len(found) > 140
    assert outbox.dropped + len(found) == 1_000
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 100_000 + 12
    outbox.append("s", "huge", bytes(60_000))
    assert outbox.dropped + len(ids(outbox)) == 1_001


def test_a_smaller_bound_holds_from_the_next_start_on(tmp_path: Path) -> None:
    filled(tmp_path, 200, MB, bytes(2_000)).close()
    outbox = opened(tmp_path, 200_000)
    assert outbox.size <= 200_000
    assert ids(outbox)[-1] == 200


class FullDisk:
    """`os.write` of a disk with room for so many bytes."""

    def __init__(self, room: int, reason: int) -> None:
        self.room, self.reason, self._write = room, reason, os.write

    def write(self, descriptor: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(self.reason, os.strerror(self.reason))
        written = self._write(descriptor, data[: self.room])
        self.room -= written
        return written


@for_each(
    "room, reason",
    [(0, errno.EROFS), (0, errno.ENOSPC), (1, errno.ENOSPC), (400, errno.ENOSPC), (777, errno.EIO), (800, errno.EFBIG)],
)
def test_a_disk_that_fails_loses_nothing_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, reason: int
) -> None:
    clock = ManualClock()
    disk = FullDisk(room, reason)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", disk.write)
        outbox = opened(tmp_path, MB, clock.steady)
        for number in range(1, 21):
            outbox.append("s", str(number), BODY)
        assert outbox.problem == f"the outbox is kept in memory alone: {os.strerror(reason)}"
        assert (ids(outbox, batch=3), outbox.count) == (list(range(1, 21)), 20)
        outbox.acknowledge(4)
        disk.room = MB
        outbox.append("s", "21", BODY)
        assert outbox.problem is not None, "it is not tried again with every message"
        clock.advance(timedelta(seconds=6))
        outbox.append("s", "22", BODY)
    assert ids(outbox) == ids(opened(tmp_path, MB)) == list(range(5, 23))
    problem = outbox.problem
    assert problem is None


@for_each("place", ["file/outbox", None])
def test_without_a_folder_messages_wait_in_memory_within_the_bound(tmp_path: Path, place: str | None) -> None:
    (tmp_path / "file").write_text("no folder")
    outbox = opened(tmp_path / place if place else None, 50_000)
    for number in range(1, 1_001):
        outbox.append("s", str(number), bytes(500))
        assert outbox.size <= 50_000
    found = ids(outbox)
    assert found == list(range(1_001 - len(found), 1_001))
    assert outbox.dropped == 1_000 - len(found)
    assert outbox.problem is not None
    outbox.acknowledge(outbox.waiting()[-1].position)
    assert (outbox.count, outbox.size) == (0, 0)
    outbox.close()


def test_what_cannot_be_read_at_the_start_is_not_overwritten(tmp_path: Path) -> None:
    filled(tmp_path, 3).close()
    (tmp_path / "acknowledged").mkdir()
    assert ids(filled(tmp_path, 5)) == [1, 2, 3, 4, 5]
    (tmp_path / "acknowledged").rmdir()
    assert ids(opened(tmp_path, MB)) == [1, 2, 3]


def test_a_folder_that_is_removed_meanwhile_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    outbox = filled(folder, 3, 64_000, bytes(6_000))
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    for number in range(4, 8):
        outbox.append("s", f"all/1/{number}", bytes(6_000))
    found = ids(outbox)
    assert found[-1] == 7
    assert outbox.count == len(found)
    outbox.acknowledge(outbox.waiting()[-1].position)
    assert outbox.count == 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("append"), st.integers(0, 3_000)),
            st.tuples(st.just("acknowledge"), st.integers(0, 8)),
            st.tuples(st.just("read"), st.integers(1, 9)),
            st.tuples(st.just("restart"), st.just(0)),
        ),
        max_size=60,
    )
)
def test_whatever_comes_in_any_order_each_waits_until_it_is_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("outbox")
    outbox = opened(folder, MB // 8)  # files of 16 kB, and more room than sixty messages may need
    expected: list[tuple[str, bytes]] = []
    for number, (step, size) in enumerate(steps):
        if step == "append":
            expected.append((str(number), bytes(size // 2)))
            outbox.append("s", *expected[-1])
        elif step == "acknowledge" and size and (waiting := outbox.waiting(0, size)):
            outbox.acknowledge(waiting[-1].position)
            del expected[: len(waiting)]
        elif step == "restart":
            outbox = opened(folder, MB // 8)
        elif step == "read":
            outbox.waiting(0, size)
        assert outbox.count == len(expected)
    assert [(message.id, message.body) for message in outbox.waiting()] == expected
    assert outbox.dropped == 0


def test_threads_may_append_while_another_acknowledges(tmp_path: Path) -> None:
    outbox = opened(tmp_path, 10 * MB)
    per_thread = 300

    def append(name: int) -> None:
        for number in range(per_thread):
            outbox.append("s", f"{name}/{number}", BODY)

    threads = [threading.Thread(target=append, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    received: list[str] = []
    while len(received) < 3 * per_thread:
        if messages := outbox.waiting(max_count=50):
            received += [message.id for message in messages]
            outbox.acknowledge(messages[-1].position)
    for thread in threads:
        thread.join()
    for name in range(3):
        own = [each for each in received if each.startswith(f"{name}/")]
        assert own == [f"{name}/{number}" for number in range(per_thread)]
    assert outbox.count == 0


KILLED = """
import random, sys
from pathlib import Path
from tui.collector.outbox import Outbox
outbox = Outbox(Path(sys.argv[1]), 1 << 26)
number, seed = int(sys.argv[2]), random.Random(sys.argv[3])
while True:
    number += 1
    outbox.append("s", str(number), bytes(seed.randrange(3000)))
    print("appended", number, flush=True)
    if seed.random() < 0.02:
        waiting = outbox.waiting(0, seed.randrange(1, 60))
        print("acknowledging", waiting[-1].id, flush=True)
        outbox.acknowledge(waiting[-1].position)
        print("acknowledged", waiting[-1].id, flush=True)
"""


@pytest.mark.slow
def test_a_program_that_is_killed_at_any_moment_loses_no_message(tmp_path: Path) -> None:
    seed = random.Random(7)
    number = acknowledged = 0
    for each in range(30):
        command = [sys.executable, "-c", KILLED, str(tmp_path), str(number), str(each)]
        maybe = acknowledged
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            lines = [program.stdout.readline() for _ in range(seed.randrange(1, 3_000))]
            program.kill()
            lines += program.stdout
        for what, which in (line.split() for line in lines if line.endswith("\n")):
            if what == "appended":
                number = int(which)
            elif what == "acknowledged":
                acknowledged = int(which)
            else:
                maybe = int(which)
        found = ids(opened(tmp_path, 1 << 26))
        assert acknowledged < found[0] <= max(acknowledged, maybe) + 1
        assert found == list(range(found[0], found[-1] + 1))
        assert number <= found[-1] <= number + 1
        number, acknowledged = found[-1], found[0] - 1


LIMITED = """
import resource, sys
from pathlib import Path
from tui.collector.outbox import Outbox
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
outbox = Outbox(Path(sys.argv[1]), 1 << 20)
for number in range(100):
    outbox.append("s", str(number), bytes(1_000))
assert outbox.count == 100 and outbox.problem, outbox.problem
assert [message.id for message in outbox.waiting()] == [str(number) for number in range(100)]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
outbox.close()
assert outbox.problem is None
"""


@pytest.mark.slow
def test_a_limit_of_the_system_on_files_loses_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], check=True, timeout=60)
    assert ids(opened(tmp_path, MB)) == list(range(100))
