"""`bigboard replay` and `bigboard record`: what they say, and a recorded day on a real terminal."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.engine.recorded_run import record_run
from tests.kit.home import at_home, use_home
from tests.kit.marks import for_each
from tests.kit.terminal import Terminal, bigboard
from tui.cli import replay
from tui.cli.commands import run
from tui.cli.replay import days_text

DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a user whose board has run on that day."""
    home = tmp_path_factory.mktemp("home")
    (home / "bigboard").mkdir()
    asyncio.run(record_run(home / "bigboard" / "history.db", 40, rate=1.0))
    return home


@pytest.fixture
def home(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    use_home(recorded, monkeypatch)
    monkeypatch.setattr(replay, "report_unusable_terminal", lambda: False)
    yield recorded
    for file in recorded.glob("*.day"):
        file.unlink()


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int) -> str:
    assert run(words) == status
    shown = capsys.readouterr()
    return (shown.out if status == 0 else shown.err).strip()


@pytest.mark.parametrize(
    ("words", "message", "status"),
    [
        (("2026-11-26",), "nothing is recorded of 2026-11-26: there is 2026-11-27", 3),
        (("2026-02-30",), 'found "2026-02-30", which is no day of any month', 2),
        (("9999-12-31",), 'found "9999-12-31", expected a day such as 2026-11-27, today or yesterday', 2),
        (("0001-01-01",), 'found "0001-01-01", expected a day such as 2026-11-27, today or yesterday', 2),
        (("tomorow",), 'found "tomorow", expected a day such as 2026-11-27, today or yesterday, or a recorded file', 2),
        (("2026-11-27", "--speed", "0"), "--speed: found 0, expected 1 to 1000", 2),
        (("2026-11-27", "--speed", "1001"), "--speed: found 1001, expected 1 to 1000", 2),
        (("2026-11-27", "--from", "9h"), '--from: found "9h", expected a time such as 09:30', 2),
        (("2026-11-27", "--from", "10:00", "--until", "10:00"), "--from is not before --until", 2),
        (("2026-11-27", "--from", "18:00"), "--from: the recording of 2026-11-27 ends at 09:39", 2),
        (("2026-11-27", "--until", "09:29"), "--until: the recording of 2026-11-27 begins at 09:30", 2),
        (("none.day",), "none.day cannot be read: No such file or directory", 2),
    ],
)
def test_what_cannot_be_played_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str, status: int
) -> None:
    assert said(capsys, "replay", *words, status=status) == f"bigboard: {message}"


def test_without_a_history_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    monkeypatch.setattr(replay, "report_unusable_terminal", lambda: False)
    assert "there is no history yet" in said(capsys, "replay", "today", status=3)
    assert "there is no history yet" in said(capsys, "record", str(tmp_path / "day"), status=3)


def test_a_day_is_written_into_a_new_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "a.day"
    line = said(capsys, "record", str(file), "2026-11-27", status=0)
    assert line.startswith("2026-11-27: ")
    assert line.endswith(f" kB in {file}")
    assert said(capsys, "record", str(file), "2026-11-27", status=2) == f"bigboard: {file} is there already"


def test_a_file_that_is_none_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "notes.day"
    file.write_text("no recorded day at all")
    assert said(capsys, "replay", str(file), status=2) == f"bigboard: {file} is damaged, or no recorded day"


@for_each(
    ("back", "words"),
    [
        ((), "nothing in it"),
        ((0,), "2026-11-27"),
        ((0, 1, 2), "2026-11-25 to 2026-11-27"),
        ((0, 3, 4, 7), "2026-11-27, 2026-11-23 to 2026-11-24, 2026-11-20"),
        (
            tuple(range(0, 20, 2)),
            "2026-11-27, 2026-11-25, 2026-11-23, 2026-11-21, 2026-11-19, 2026-11-17 and earlier ones",
        ),
    ],
)
def test_recorded_days_are_named_in_spans(back: tuple[int, ...], words: str) -> None:
    assert days_text([DAY - timedelta(days=each) for each in back]) == words


@pytest.mark.slow
def test_a_day_and_a_file_are_played_on_a_terminal_and_nothing_is_written(recorded: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    state = home / "bigboard"
    state.mkdir(parents=True)
    history = (recorded / "bigboard" / "history.db").read_bytes()
    (state / "history.db").write_bytes(history)
    environ = {**at_home(home), "TZ": "UTC"}
    with Terminal(bigboard("record", str(tmp_path / "a.day"), "2026-11-27"), size=(80, 24), env=environ) as terminal:
        terminal.wait_for("in .*a.day")
        assert terminal.wait() == 0
    for day in ("2026-11-27", str(tmp_path / "a.day")):
        words = ("replay", day, "--from", "09:31", "--speed", "60")
        with Terminal(bigboard(*words), size=(120, 40), env=environ) as terminal:
            terminal.wait_for(r"REPLAY Fri 27 Nov 2026 ×60   09:3\d:\d\d PKT")
            terminal.wait_for("OGDC")
            terminal.send(" ")
            terminal.wait_for("‖ REPLAY Fri 27 Nov 2026 paused")
            terminal.send("r")
            terminal.wait_for("a replay polls nothing")
            terminal.send("qq")
            assert terminal.wait() == 0
            assert terminal.is_restored()
    assert (state / "history.db").read_bytes() == history
    kept = {file.name for file in state.iterdir()} - {"history.db", "history.db-wal", "history.db-shm"}
    assert kept <= {"bigboard.log"}
