"""What happens to the file of a real board while it runs: the board goes on, says so in words, and writes again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.bench.served import exchange
from tests.kit.home import at_home
from tests.kit.terminal import Terminal

pytestmark = pytest.mark.slow
SIZES = ((120, 40), (40, 12))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of six megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def file_in(home: Path) -> Path:
    return home / "bigboard" / "history.db"


def count(home: Path) -> int:
    """Return how many events the file has; -1 where it has none yet, or they cannot be read now."""
    try:
        with closing(sqlite3.connect(f"{file_in(home).as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])
    except sqlite3.Error:
        return -1


def writes(terminal: Terminal, home: Path) -> None:
    """Wait until the board writes to the file that is there."""
    terminal.wait_until(lambda: count(home) > 0, patience=60)
    before = count(home)
    terminal.wait_until(lambda: count(home) > before, patience=60)


@contextmanager
def board(home: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    with exchange(30, 30) as argv, Terminal([*argv, "--fresh"], size=size, env=at_home(home)) as terminal:
        terminal.wait_for("AIRLINK|OGDC")
        yield terminal
        terminal.send("q")
        assert terminal.wait() == 0


@contextmanager
def locked(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file_in(home), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full(home: Path) -> Iterator[None]:
    room = os.statvfs(home)
    ballast = home / "other.bin"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize))
    yield
    ballast.unlink()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("fault", "words"),
    [(locked, "history not kept: locked by an"), (full, "history not kept: the disk is full")],
    ids=["locked", "full"],
)
def test_what_keeps_it_from_writing_is_said_until_it_ends(
    small_disk: Path, size: tuple[int, int], fault: Callable[[Path], AbstractContextManager[None]], words: str
) -> None:
    with board(small_disk, size) as terminal:
        writes(terminal, small_disk)
        with fault(small_disk):
            terminal.wait_for(words, patience=90)
            terminal.wait_for("history not k")
        terminal.wait_until(lambda: "history not k" not in terminal.text, patience=60)
        writes(terminal, small_disk)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write into a file system, not even root."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("is_new", [True, False], ids=["no history", "a history"])
def test_a_folder_that_is_read_only_stops_no_board(small_disk: Path, size: tuple[int, int], *, is_new: bool) -> None:
    if not is_new:
        with board(small_disk, size) as terminal:
            writes(terminal, small_disk)
    before = count(small_disk)
    with ExitStack() as at_end:
        at_end.enter_context(read_only(small_disk))
        terminal = at_end.enter_context(board(small_disk, size))
        terminal.wait_for("history not kept: Read-only", patience=60)
        terminal.wait_for("history not k")
        assert count(small_disk) == before, "nothing is written, and what there is stays"
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        terminal.wait_until(lambda: "history not k" not in terminal.text, patience=60)
        writes(terminal, small_disk)


def _vanish(file: Path) -> None:
    file.unlink()


def _vanish_with_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


def _truncate(file: Path) -> None:
    os.truncate(file, 5_000)


def _replace(file: Path) -> None:
    other = file.with_name("other.db")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    other.replace(file)


def _overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"x" * file.stat().st_size)


@pytest.mark.parametrize(
    "change", [_vanish, _vanish_with_folder, _truncate, _replace, _overwrite], ids=lambda each: each.__name__
)
def test_a_file_that_is_changed_under_it_stops_no_board(tmp_path: Path, change: Callable[[Path], None]) -> None:
    with board(tmp_path, (120, 40)) as terminal:
        writes(terminal, tmp_path)
        change(file_in(tmp_path))
        if change in (_truncate, _replace, _overwrite):
            terminal.wait_for("set aside as history.db", patience=60)
            assert list(file_in(tmp_path).parent.glob("history.db.2*"))
        writes(terminal, tmp_path)


def _corrupt(file: Path) -> None:
    file.write_bytes(b"x" * file.stat().st_size)


def _of_a_newer_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("change", "words"), [(_corrupt, "was damaged"), (_of_a_newer_version, "was of version 99")])
def test_a_file_that_cannot_be_read_at_the_start_is_set_aside(
    tmp_path: Path, size: tuple[int, int], change: Callable[[Path], None], words: str
) -> None:
    with board(tmp_path, size) as terminal:
        writes(terminal, tmp_path)
    change(file_in(tmp_path))
    with board(tmp_path, size) as terminal:
        terminal.wait_for(f"the history {words}", patience=60)
        writes(terminal, tmp_path)
    assert list(file_in(tmp_path).parent.glob("history.db.2*"))
