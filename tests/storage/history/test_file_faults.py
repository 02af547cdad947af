"""What a user does to the file while the board runs, or the system: it goes on, says so, and writes again by itself."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.kit.marks import for_each, quick, spread
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping, prices
from tui.storage.history.errors import HistoryError
from tui.storage.history.files import ANOTHER_WRITES
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.reader import HistoryReader
from tui.storage.history.writer import HistoryLimits

_NOBODY = 65_534
_IS_ROOT = os.geteuid() == 0


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "state" / "history.db")
    yield keeping
    keeping.leave()


@contextlib.contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Be a user who may not do everything; the folder is theirs."""
    if not _IS_ROOT:
        yield
        return
    for each in (folder, *folder.rglob("*")):
        os.chown(each, _NOBODY, _NOBODY)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user may reach."""
    with tempfile.TemporaryDirectory(prefix="bigboard-test-") as name:
        yield Path(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def poll_many(keeping: Keeping, numbers: range) -> None:
    for number in numbers:
        keeping.poll(15 * number, **{f"S{n}": f"{number + n}.25" for n in range(40)})


def poll_until_full(keeping: Keeping) -> int:
    """Return the number of polls after which some wait for room."""
    for number in range(0, 10_000, 5):
        if keeping.problem() is not None:
            break
        poll_many(keeping, range(number, number + 5))
    assert keeping.problem() == "the disk is full"
    return number


@pytest.mark.slow
def test_a_small_disk_takes_what_it_can_and_the_rest_once_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "other.bin"
    ballast.write_bytes(bytes(700_000))
    keeping = Keeping(small_disk / "history.db")
    polls = poll_until_full(keeping)
    before = prices(keeping.file, "S7")
    assert before == [f"{number + 7}.25" for number in range(len(before))], "what was written can be read meanwhile"

    ballast.unlink()
    keeping.later()
    assert keeping.problem() is None
    assert prices(keeping.file, "S7") == [f"{number + 7}.25" for number in range(polls)]
    keeping.leave()


@pytest.mark.slow
def test_on_a_small_disk_the_oldest_goes_where_a_size_is_set(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    keeping = Keeping(small_disk / "history.db", HistoryLimits(max_size=1_000_000))
    written = 0
    for hour in range(150):
        poll_many(keeping, range(240 * hour, 240 * hour + 40))
        keeping.later(3_600)
        assert keeping.problem() is None
        written = max(written, keeping.file.stat().st_size)
    found = prices(keeping.file, "S7")
    assert found[-1] == f"{240 * 149 + 39 + 7}.25"
    assert 400 < len(found) < 2_000, "the oldest went"
    assert written < 2_000_000
    keeping.leave()


@pytest.mark.slow
def test_a_history_of_a_limited_size_goes_on_where_others_fill_the_disk(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    keeping = Keeping(small_disk / "history.db", HistoryLimits(max_size=1_000_000))

    def run(hours: range) -> None:
        for hour in hours:
            poll_many(keeping, range(240 * hour, 240 * hour + 40))
            keeping.later(3_600)
            assert keeping.problem() is None

    run(range(60))
    room = os.statvfs(small_disk)
    (small_disk / "other.bin").write_bytes(bytes(room.f_bavail * room.f_frsize))
    assert os.statvfs(small_disk).f_bavail == 0
    run(range(60, 90))
    found = prices(keeping.file, "S7")
    assert found[-1] == f"{240 * 89 + 39 + 7}.25"
    assert len(found) < 2_400, "the oldest went, and what is new took its place"
    keeping.leave()


@pytest.mark.slow
def test_a_lower_limit_frees_a_disk_that_is_full(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=2500k", str(small_disk)], check=True)
    keeping = Keeping(small_disk / "history.db")
    number = poll_until_full(keeping)
    keeping.later(15 * number)
    assert keeping.problem() == "the disk is full"
    before = os.statvfs(small_disk).f_bavail

    keeping.writer.configure(keeping.file, HistoryLimits(max_size=1_000_000))
    keeping.later()
    keeping.later()
    assert keeping.problem() is None
    assert os.statvfs(small_disk).f_bavail > before + 100
    poll_many(keeping, range(number, number + 5))
    found = prices(keeping.file, "S7")
    assert found[-1] == f"{number + 4 + 7}.25"
    assert 0 < len(found) < number - 100, "the oldest went"
    keeping.leave()


_LIMITED = """
import resource, sys
from pathlib import Path
from tests.storage.history.test_file_faults import poll_many
from tests.storage.history.test_writer import Keeping
keeping = Keeping(Path(sys.argv[1]))
number = 0
for limit in range(0, 400_000, 20_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    poll_many(keeping, range(number, number + 2))
    number += 2
    keeping.later()
    print(keeping.problem())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
keeping.later()
print(keeping.problem())
"""


@pytest.mark.slow
def test_a_limit_on_the_size_of_files_is_an_error_of_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    argv = [sys.executable, "-c", _LIMITED, str(file)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "File too large" or said[0].startswith("an error of the disk")
    assert said[-1] == "None"
    assert prices(file, "S7") == [f"{number + 7}.25" for number in range(40)]


def test_a_folder_that_is_read_only_is_named_and_tried_again(folder: Path) -> None:
    with without_rights(folder):
        keeping = Keeping(folder / "history.db")
        folder.chmod(0o500)
        keeping.poll(0, OGDC="100")
        assert keeping.problem() == "Permission denied"
        folder.chmod(0o700)
        keeping.later()
        assert keeping.problem() is None
        assert prices(keeping.file) == ["100"]
        keeping.leave()


def test_a_history_that_is_read_only_can_be_read(folder: Path) -> None:
    with without_rights(folder):
        keeping = Keeping(folder / "history.db")
        keeping.poll(0, OGDC="100")
        keeping.leave()
        keeping.file.chmod(0o400)
        keeping.poll(15, OGDC="101")
        assert keeping.problem() == "Permission denied"
        folder.chmod(0o500)
        assert prices(keeping.file) == ["100"]
        folder.chmod(0o700)
        keeping.file.chmod(0o600)
        keeping.later()
        assert prices(keeping.file) == ["100", "101"]
        keeping.leave()


def _remove(keeping: Keeping) -> None:
    keeping.file.unlink()


def _remove_all(keeping: Keeping) -> None:
    shutil.rmtree(keeping.file.parent)


def _replace(keeping: Keeping) -> None:
    other = Keeping(keeping.file.with_name("other.db"))
    other.poll(0, OGDC="1")
    other.leave()
    other.file.replace(keeping.file)


def _replace_by_text(keeping: Keeping) -> None:
    text = keeping.file.with_name("text")
    text.write_text("notes of the user\n" * 100)
    text.replace(keeping.file)


def _empty(keeping: Keeping) -> None:
    os.truncate(keeping.file, 0)


def _halve(keeping: Keeping) -> None:
    os.truncate(keeping.file, keeping.file.stat().st_size // 2)


def _overwrite(keeping: Keeping) -> None:
    overwrite(keeping.file, 0, keeping.file.stat().st_size)


def _overwrite_head(keeping: Keeping) -> None:
    overwrite(keeping.file, 0, 4_096)


def overwrite(file: Path, begin: int, end: int) -> None:
    """Write something else into an open file, whose size stays as it is."""
    with file.open("r+b") as opened:
        opened.seek(begin)
        opened.write(b"x" * (end - begin))


@pytest.mark.dose(15)
@pytest.mark.parametrize(
    "change",
    spread(1, _remove, _remove_all, _replace, _replace_by_text, _empty, _halve, _overwrite_head, _overwrite),
    ids=lambda each: each.__name__[1:],
)
@pytest.mark.parametrize("polls", [3, pytest.param(300, marks=pytest.mark.slow)], ids=["in the log", "in the file"])
def test_a_file_that_is_changed_while_it_is_open_stops_nothing(
    keeping: Keeping, change: Callable[[Keeping], None], polls: int
) -> None:
    poll_many(keeping, range(polls))
    change(keeping)
    poll_many(keeping, range(polls, polls + 100))
    keeping.later()
    poll_many(keeping, range(polls + 100, polls + 103))
    assert keeping.problem() is None
    keeping.leave()
    found = prices(keeping.file, "S7")
    assert found[-1] == f"{polls + 102 + 7}.25"
    assert found[-90:] == [f"{number + 7}.25" for number in range(polls + 13, polls + 103)]


def ask(keeping: Keeping, query: Callable[[HistoryReader], object]) -> object:
    """Return what a board's own reader answers, which tells the writer what it finds."""
    queries, answers = HistoryQueries(keeping.file), SimpleQueue[object]()
    queries.report_broken = keeping.writer.report_broken
    queries.ask(query, answers.put)
    answer = answers.get(timeout=60)
    queries.close()
    return answer


@pytest.mark.slow
def test_damage_that_is_read_while_the_board_runs_is_set_aside(keeping: Keeping) -> None:
    poll_many(keeping, range(100))
    with closing(sqlite3.connect(keeping.file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (body,) = other.execute("SELECT body FROM event WHERE id = 30").fetchone()
    page = keeping.file.read_bytes().index(body[:100]) // 4_096
    overwrite(keeping.file, 4_096 * page, 4_096 * page + 100)
    poll_many(keeping, range(100, 102))
    assert keeping.said == [], "what it writes is elsewhere"
    answer = ask(keeping, lambda reader: list(reader.events(LONG_AGO, FAR)))
    assert str(answer) == "damaged"
    poll_many(keeping, range(102, 104))
    assert keeping.problem() is None
    (aside,) = (each for each in keeping.file.parent.glob("history.db.2*") if not each.name.endswith(("-wal", "-shm")))
    assert keeping.said == [f"the history was damaged: it is set aside as {aside.name}"]
    assert prices(keeping.file, "S7") == [f"{number + 7}.25" for number in (102, 103)]
    assert ask(keeping, lambda reader: len(list(reader.events(LONG_AGO, FAR)))) == 2


def test_damage_of_a_file_that_is_gone_is_none_of_the_one_that_is_there(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    keeping.writer.report_broken(keeping.file.stat().st_ino + 1)
    keeping.poll(15, OGDC="101")
    assert keeping.said == []
    assert prices(keeping.file) == ["100", "101"]


def test_a_board_that_only_reads_a_damaged_file_leaves_it_to_the_one_that_writes_it(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    second = Keeping(keeping.file)
    second.poll(1, OGDC="101")
    second.writer.report_broken(keeping.file.stat().st_ino)
    second.later()
    assert second.problem() == ANOTHER_WRITES
    assert not list(keeping.file.parent.glob("history.db.2*"))
    second.leave()


_READS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM event").fetchone()[0])
connection.close()
"""


def test_another_program_leaves_the_log_while_the_board_reads_and_writes(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    assert prices(keeping.file) == ["100"]
    argv = [sys.executable, "-c", _READS, str(keeping.file)]
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout == "1\n"
    keeping.poll(15, OGDC="101")
    assert prices(keeping.file) == ["100", "101"], "it is where others look for it"
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout == "2\n"


def test_a_folder_that_goes_while_the_file_cannot_be_written_is_made_again(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    with closing(sqlite3.connect(keeping.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeping.poll(15, OGDC="101")
        assert keeping.problem() == "locked by another program"
    shutil.rmtree(keeping.file.parent)
    keeping.later()
    assert keeping.problem() is None
    keeping.poll(30, OGDC="102")
    assert prices(keeping.file)[-1] == "102"
    second = Keeping(keeping.file)
    second.poll(45, OGDC="103")
    assert second.problem() == ANOTHER_WRITES, "the folder that is there is locked"
    second.leave()


def _directory(file: Path) -> None:
    file.mkdir()


def _link(file: Path) -> None:
    file.symlink_to(file.with_name("elsewhere.db"))


def _pipe(file: Path) -> None:
    os.mkfifo(file)


@for_each(
    ("make", "words"),
    [(_directory, "Is a directory"), (_link, "a symbolic link"), (_pipe, "no regular file")],
)
def test_what_is_no_file_is_named_and_left_alone(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    keeping = Keeping(tmp_path / "history.db")
    make(keeping.file)
    with pytest.raises(HistoryError), closing(HistoryReader(keeping.file)):
        pass
    keeping.poll(0, OGDC="100")
    assert keeping.problem() == words
    keeping.later()
    assert {each.name for each in tmp_path.iterdir()} == {"history.db", "history.db.lock"}
    keeping.file.rename(keeping.file.with_name("moved"))
    keeping.later()
    assert keeping.problem() is None
    assert prices(keeping.file) == ["100"]
    keeping.leave()


_WRITES = """
import sys
from pathlib import Path
from tests.storage.history.test_writer import Keeping
keeping = Keeping(Path(sys.argv[1]))
keeping.poll(0, OGDC="100")
print(keeping.problem(), flush=True)
sys.stdin.readline()
keeping.leave()
"""


@pytest.mark.parametrize("how", quick(1, signal.SIGKILL, None), ids=["killed", "ended"])
def test_a_second_board_takes_over_when_the_first_has_ended(keeping: Keeping, how: signal.Signals | None) -> None:
    argv = [sys.executable, "-c", _WRITES, str(keeping.file)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "None\n"
        keeping.poll(1, OGDC="101")
        assert keeping.problem() == ANOTHER_WRITES
        assert keeping.said == [f"the history: {ANOTHER_WRITES}"]
        assert prices(keeping.file) == ["100"], "it can be read meanwhile"
        if how is None:
            first.communicate("\n")
        else:
            first.send_signal(how)
    keeping.later()
    keeping.poll(30, OGDC="102")
    assert keeping.problem() is None
    assert prices(keeping.file)[-1] == "102"
