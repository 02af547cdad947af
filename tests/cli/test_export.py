"""`bigboard export`: the command, its exit codes and its progress; and damaged files under every reading command."""

import os
import pty
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.marks import quick, spread
from tests.kit.quotes import after
from tests.storage.history.test_recap import a_day
from tests.storage.history.test_writer import Keeping
from tui.cli.commands import run
from tui.cli.export import run_export
from tui.cli.parser import Arguments
from tui.storage import parquet


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a history that was written once for all tests."""
    folder = tmp_path_factory.mktemp("kept") / "bigboard"
    keeping = Keeping(folder / "history.db")
    for event in a_day():
        keeping.apply(event)
    keeping.writer.work()
    keeping.leave()
    return folder


@pytest.fixture
def home(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder with a copy of that history."""
    use_home(tmp_path, monkeypatch)
    shutil.copytree(kept, tmp_path / "bigboard")
    return tmp_path


def test_it_says_what_was_written(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(home / "out")]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{home}/out: 6 table files, 501 rows, ")
    assert printed.err == "", "no progress where stderr is no terminal"
    assert run(["export", str(home / "out")]) == 2
    assert "not empty, and nothing is overwritten" in capsys.readouterr().err


def test_progress_is_shown_on_a_terminal_and_cleared(home: Path) -> None:
    terminal, stderr = pty.openpty()
    command = [sys.executable, "-m", "tui", "export", str(home / "out")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ}, check=True)
    os.close(stderr)
    shown = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert "  0 %  2026-03-17" in shown
    assert shown.rpartition("\r")[2] == ""
    assert b"6 table files" in done.stdout


def test_a_span_that_is_none_says_what_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_export(Arguments(folder=home / "out", since="soon"), after(0)) == 2
    assert 'found "soon", expected a time such as' in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_an_error_in_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(home / "none" / "out")]) == 1
    assert "the export cannot be written: No such file or directory" in capsys.readouterr().err


def test_without_pyarrow_the_command_that_installs_it_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda _: None)
    assert run(["export", str(home / "out"), "--format", "parquet"]) == 2
    assert "pip install 'bigboard[parquet]'" in capsys.readouterr().err
    assert not (home / "out").exists()


def test_without_a_history_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    assert run(["export", str(tmp_path / "out")]) == 3
    assert "there is no history yet" in capsys.readouterr().err


def read_all(home: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Run every command that reads the history: each ends with a status and words."""
    commands = (
        ["history", "OGDC", "--since", "2026-03-01", "--format", "csv"],
        ["history", "OGDC", "--since", "2026-03-01", "--every", "5m"],
        ["history", "OGDC", "--since", "2026-03-01", "--every", "1d"],
        ["recap", "2026-03-17"],
        ["recap", "--format", "json"],
        ["export", str(home / name)],
    )
    for command in commands:
        status = run(command)
        printed = capsys.readouterr()
        assert status in (0, 3), command
        assert status == 0 or printed.err.startswith("bigboard: "), command
        assert "\x1b" not in printed.out


@pytest.mark.parametrize("seed", quick(1, *range(150)))
def test_flipped_bytes_crash_no_command(home: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    file, chance = home / "bigboard" / "history.db", random.Random(seed)
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 20, 400))):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    file.write_bytes(content)
    read_all(home, capsys, "out")


@pytest.mark.dose(12)
@pytest.mark.parametrize(
    "statement",
    spread(
        5,
        "UPDATE event SET body = x'00'",
        "UPDATE event SET body = zeroblob(100000)",
        "UPDATE event SET tape = x'789c4b0400620062'",
        "UPDATE event SET tape = body, body = x''",
        "UPDATE event SET at = 9000000000000000000",
        "UPDATE event SET at = -9000000000000000000",
        "UPDATE event SET at = at + id * 864000000000",
        "UPDATE minute SET close = 'NaN'",
        "UPDATE minute SET volume = 9223372036854775807",
        "UPDATE minute SET at = at * 1000000",
        "UPDATE day SET high = ''",
        "UPDATE day SET at = at * 100000000",
        "UPDATE instrument SET symbol = '=cmd|' || char(27) || symbol",
        "UPDATE instrument SET market = char(10, 13)",
        "DELETE FROM instrument",
        "DELETE FROM source",
        "DROP TABLE minute",
    ),
)
def test_a_row_that_nobody_wrote_crashes_no_command(
    home: Path, capsys: pytest.CaptureFixture[str], statement: str
) -> None:
    with closing(sqlite3.connect(home / "bigboard" / "history.db")) as connection:
        connection.execute(statement)
        connection.commit()
    read_all(home, capsys, "out")
