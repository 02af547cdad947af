"""`bigboard history`: what was seen, as text for people and scripts."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.marks import for_each, quick
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_writer import Keeping
from tui.cli.commands import run
from tui.cli.history import print_history
from tui.cli.parser import Arguments
from tui.domain.bars import Bar, FilledBars
from tui.domain.quote import InstrumentId
from tui.storage import parquet as parquet_module
from tui.storage.parquet import is_installed

MINUTES = 130


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a history that was written once for all tests."""
    folder = tmp_path_factory.mktemp("kept") / "bigboard"
    keeping = Keeping(folder / "history.db")
    for minute in range(MINUTES):
        keeping.poll(60 * minute, OGDC=f"{100 + minute}.50", PPL="7.00")
    keeping.leave()
    return folder


@pytest.fixture
def home(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder with a copy of that history."""
    use_home(tmp_path, monkeypatch)
    shutil.copytree(kept, tmp_path / "bigboard")
    return tmp_path


def history(capsys: pytest.CaptureFixture[str], *symbols: str, status: int = 0, **options: str | None) -> list[str]:
    given = {name: value for name, value in options.items() if value is not None}
    arguments = Arguments(symbols=symbols, **{"format": "csv"} | given)
    assert print_history(arguments, after(60 * MINUTES)) == status
    return capsys.readouterr().out.splitlines()


def test_each_change_has_its_time_and_its_digits(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = history(capsys, "PSX:OGDC")
    assert lines[0] == "at,market,symbol,price,change,percent,volume,source,as_of"
    assert len(lines) == MINUTES + 1
    assert lines[1].startswith("2026-03-17T09:00:00.000Z,PSX,OGDC,100.50,")
    assert lines[-1].startswith("2026-03-17T11:09:00.000Z,PSX,OGDC,229.50,")


def test_what_never_changes_is_there_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(history(capsys, "ppl")) == 2


def test_a_span_of_time_is_chosen_by_times_and_by_how_long_ago(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(history(capsys, "OGDC", since="10m")) == 11
    assert len(history(capsys, "OGDC", since="2026-03-17T09:10:00Z", until="2026-03-17T09:15:00Z")) == 6


@pytest.mark.parametrize(
    ("every", "bars"),
    quick(
        1,
        pytest.param("1m", MINUTES),
        pytest.param("1h", 3),
        pytest.param("1d", 1),
    ),
)
def test_prices_are_put_together(home: Path, capsys: pytest.CaptureFixture[str], every: str, bars: int) -> None:
    lines = history(capsys, "OGDC", every=every)
    assert lines[0] == "at,market,symbol,open,high,low,close,volume,filled"
    assert len(lines) == bars + 1
    opened, closed = lines[1].split(",")[3], lines[-1].split(",")[6]
    assert (opened, closed) == ("100.50", "229.50")


def test_lines_of_json_have_figures(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(line) for line in history(capsys, "OGDC", format="jsonl", every="1h")]
    assert lines[0]["high"] == 159.5
    assert lines[0]["at"] == "2026-03-17T09:00:00.000Z"


def test_what_a_source_gave_afterwards_is_marked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar(after(-3600), Decimal(50), Decimal(60), Decimal("40.10"), Decimal(55), 10, is_filled=True)
    keeping = Keeping(home / "bigboard" / "history.db")
    keeping.writer.fill(FilledBars(InstrumentId("PSX", "OGDC"), timedelta(hours=1), "yahoo", (bar,)))
    keeping.writer.work()
    keeping.leave()
    lines = history(capsys, "OGDC", every="1h")
    assert lines[1] == "2026-03-17T08:00:00.000Z,PSX,OGDC,50,60,40.10,55,10,yes"
    assert lines[2].endswith(",")
    assert [json.loads(line)["filled"] for line in history(capsys, "OGDC", every="1h", format="jsonl")] == [
        True,
        *[False] * 3,
    ]


@pytest.mark.skipif(not is_installed(), reason="pyarrow is not installed: pip install 'bigboard[parquet]'")
@pytest.mark.parametrize("every", [None, "1m", "1d"])
def test_parquet_has_what_csv_has(home: Path, capsys: pytest.CaptureFixture[str], every: str | None) -> None:
    from pyarrow import parquet  # noqa: PLC0415 - optional

    expected = list(csv.DictReader(history(capsys, "OGDC", "PPL", every=every)))
    until = f"{after(60 * MINUTES):%Y-%m-%dT%H:%M:%SZ}"
    command = ["history", "OGDC", "PPL", "--format", "parquet", "--until", until]
    done = subprocess.run(
        [sys.executable, "-m", "tui", *command, *(["--every", every] if every else [])],
        env={**os.environ},
        capture_output=True,
        check=True,
    )
    table = parquet.read_table(io.BytesIO(done.stdout))
    assert table.column_names == list(expected[0])
    figures = [name for name in table.column_names if name in ("price", "open", "high", "low", "close", "symbol")]
    assert [[row[name] for name in figures] for row in table.to_pylist()] == [
        [row[name] for name in figures] for row in expected
    ]
    assert [row["at"].isoformat() for row in table.to_pylist()] == [
        row["at"].replace(".000Z", "+00:00") for row in expected
    ]


def test_without_pyarrow_the_command_that_installs_it_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_module, "find_spec", lambda _: None)
    assert history(capsys, "OGDC", format="parquet", status=2) == []
    assert print_history(Arguments(symbols=("OGDC",), format="parquet"), FIXED_NOW) == 2
    assert "pip install 'bigboard[parquet]'" in capsys.readouterr().err


def test_parquet_is_not_written_on_a_terminal(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_module, "find_spec", lambda _: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert print_history(Arguments(symbols=("OGDC",), format="parquet"), FIXED_NOW) == 2
    assert "not for a terminal" in capsys.readouterr().err


def test_a_table_lines_up(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = history(capsys, "OGDC", format="table", since="3m")
    assert lines[0].split()[:4] == ["AT", "MARKET", "SYMBOL", "PRICE"]
    assert len({line.index(".50") for line in lines[1:]}) == 1


def test_a_symbol_without_history_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_history(Arguments(symbols=("OGDC", "NOPE"), format="csv"), after(1)) == 3
    printed = capsys.readouterr()
    assert "OGDC" in printed.out
    assert "no history of NOPE" in printed.err


@for_each(
    ("option", "value", "expected"),
    [
        ("since", "yesterday", 'found "yesterday", expected a time such as'),
        ("until", "2026-13-01", 'found "2026-13-01", expected a time such as'),
        ("every", "0m", 'found "0m", expected a span such as'),
        ("every", "99999d", 'found "99999d", expected a span such as'),
        ("since", "0001-01-01", 'found "0001-01-01", expected a time such as'),
        ("since", "", 'found "", expected a time such as'),
        ("until", "", 'found "", expected a time such as'),
        ("every", "", 'found "", expected a span such as'),
        ("since", "2027-01-01", "--since is not before --until"),
    ],
)
def test_a_time_that_is_none_says_what_is(
    home: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, expected: str
) -> None:
    assert print_history(Arguments(symbols=("OGDC",), format="csv", **{option: value}), FIXED_NOW) == 2
    assert expected in capsys.readouterr().err


def test_without_a_history_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    assert run(["history", "OGDC"]) == 3
    assert "there is no history yet" in capsys.readouterr().err


def test_a_damaged_history_is_an_error_in_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "bigboard" / "history.db"
    content = bytearray(file.read_bytes())
    content[:200] = b"x" * 200
    file.write_bytes(content)
    assert run(["history", "OGDC"]) == 3
    assert "the history cannot be read: damaged" in capsys.readouterr().err


def test_a_file_of_the_users_own_is_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "bigboard" / "history.db").rename(home / "mine.db")
    config = home / "board.toml"
    config.write_text('[history]\nfile = "mine.db"\n')
    since = f"{FIXED_NOW - timedelta(days=1):%Y-%m-%d}"
    assert run(["history", "PPL", "--config", str(config), "--format", "csv", "--since", since]) == 0
    assert "PSX,PPL,7.00" in capsys.readouterr().out
