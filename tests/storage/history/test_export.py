"""An export has what the history has, in files that are private, complete or named as parts, and read by others."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kit.marks import quick, spread
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_bars import fill
from tests.storage.history.test_migration import make_first_version
from tests.storage.history.test_recap import a_day
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping
from tui.domain.tape import Move
from tui.storage import table_files
from tui.storage.history import export_reader
from tui.storage.history.export import Progress, export_history
from tui.storage.history.export_reader import ExportReader
from tui.storage.history.tape import tape_page
from tui.storage.parquet import is_installed
from tui.storage.part_list import LIST_NAME
from tui.storage.table_files import FolderError, TableFolder
from tui.view.export_tables import TABLES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

DAY = FIXED_NOW.date().isoformat()


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db")
    for event in a_day():
        keeping.apply(event)
    keeping.writer.work()
    fill(keeping, timedelta(days=1), FIXED_NOW - timedelta(days=2))
    yield keeping
    keeping.leave()


def export(
    keeping: Keeping, folder: Path, output_format: str = "csv", since: datetime = LONG_AGO, until: datetime = FAR
) -> TableFolder:
    with closing(ExportReader(keeping.file)) as reader:
        files = TableFolder(folder, output_format)
        export_history(reader, files, since, until, lambda _: None)
        files.finish()
    return files


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_there_and_counted(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(keeping, out)
    manifest = json.loads((out / "export.json").read_text())
    names = [f"{table.name}/{DAY}.csv" if table.is_by_day else f"{table.name}.csv" for table in TABLES]
    assert sorted(names) == sorted(manifest["rows"])
    for name, count in manifest["rows"].items():
        assert len(rows_of(out, name.removesuffix(".csv"))) == count > 0
    explanation = (out / "README.txt").read_text()
    assert all(f"  {column.name}" in explanation for table in TABLES for column in table.columns)
    assert not list(out.rglob("*.partial"))


def test_its_prices_and_moves_are_those_of_the_history(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(keeping, out)
    with closing(ExportReader(keeping.file)) as reader:
        moves = [entry for entry in tape_page(reader, LONG_AGO, FAR, count=10_000).entries if isinstance(entry, Move)]
        bars = {(key, bar.at): bar for key in reader.instruments() for bar in reader.minutes(key, LONG_AGO, FAR)}
    found = [row for row in rows_of(out, f"tape/{DAY}") if row["kind"] == "move"]
    assert sorted((row["symbol"], row["at"], row["new"]) for row in found) == sorted(
        (move.key.symbol, f"{move.at:%Y-%m-%dT%H:%M:%S}.000Z", f"{move.new:f}") for move in moves
    )
    assert sorted((row["symbol"], row["at"], row["close"]) for row in rows_of(out, f"minutes/{DAY}")) == sorted(
        (key.symbol, f"{at:%Y-%m-%dT%H:%M:%S}.000Z", f"{bar.close:f}") for (key, at), bar in bars.items()
    )
    assert [row["open"] for row in rows_of(out, "filled")] == ["50"]
    states = [(row["state_before"], row["state"], row["reason"]) for row in rows_of(out, f"tape/{DAY}") if row["state"]]
    assert states == [("live", "failing", "HTTP 503"), ("failing", "live", "")]


def test_a_change_has_each_figure_of_the_source_and_no_repeats(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(keeping, out)
    changes = rows_of(out, f"changes/{DAY}")
    oil = [row for row in changes if row["symbol"] == "OGDC"]
    assert [row["price"] for row in oil] == [f"{100 + minute}.50" for minute in range(60) if not 20 <= minute < 30]
    assert oil[0]["name"] == "Oil & Gas"
    assert len([row for row in changes if row["symbol"] == "LUCK"]) == 1


def test_a_span_of_time_is_exported_alone(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(keeping, out, since=after(600), until=after(900))
    assert {row["at"][11:16] for row in rows_of(out, f"minutes/{DAY}")} == {f"09:{minute}" for minute in range(10, 15)}
    assert {row["at"][11:16] for row in rows_of(out, f"tape/{DAY}")} == {f"09:{minute}" for minute in range(10, 15)}


@pytest.mark.parametrize("size", quick(1, 1, 7))
def test_pages_follow_each_other_without_a_gap(
    keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    fill(keeping, timedelta(minutes=5), *(after(300 * number) for number in range(20)))
    export(keeping, tmp_path / "whole")
    monkeypatch.setattr(export_reader, "ROWS_AT_ONCE", size)
    export(keeping, tmp_path / "paged")
    for name in (f"minutes/{DAY}", "days", "filled"):
        assert rows_of(tmp_path / "whole", name) == rows_of(tmp_path / "paged", name)


def test_lines_of_json_have_the_digits_of_the_source(keeping: Keeping, tmp_path: Path) -> None:
    export(keeping, tmp_path / "out", "jsonl")
    lines = (tmp_path / "out" / "changes" / f"{DAY}.jsonl").read_text().splitlines()
    assert '"price": 100.50' in lines[1]
    assert json.loads(lines[1])["name"] == "Oil & Gas"


@pytest.mark.skipif(not is_installed(), reason="pyarrow is not installed: pip install 'bigboard[parquet]'")
def test_parquet_has_the_rows_of_csv(keeping: Keeping, tmp_path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415 - optional

    export(keeping, tmp_path / "csv")
    export(keeping, tmp_path / "parquet", "parquet")
    counts = json.loads((tmp_path / "csv" / "export.json").read_text())["rows"]
    for name, count in counts.items():
        path = name.removesuffix(".csv")
        table = parquet.read_table(tmp_path / "parquet" / f"{path}.parquet")
        assert table.num_rows == count
        expected = rows_of(tmp_path / "csv", path)
        for column in {"price", "close", "new", "symbol", "volume"} & {*table.column_names}:
            texts = ["" if value is None else str(value) for value in table.column(column).to_pylist()]
            assert texts == [row[column] for row in expected]


def test_everything_is_private(keeping: Keeping, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        export(keeping, tmp_path / "out")
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "out").rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (tmp_path / "out", tmp_path / "out" / "tape")}
    assert (modes, folders) == ({0o600}, {0o700})


def test_nothing_is_overwritten(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine")
    with pytest.raises(FolderError, match="not empty"):
        TableFolder(out, "csv")
    with pytest.raises(FolderError, match="no folder"):
        TableFolder(out / "mine", "csv")
    assert [path.name for path in out.iterdir()] == ["mine"]


def test_until_it_is_complete_every_file_is_named_as_a_part(keeping: Keeping, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with closing(ExportReader(keeping.file)) as reader:
        files = TableFolder(out, "csv")
        export_history(reader, files, LONG_AGO, FAR, lambda _: None)
        names = [path.name for path in out.rglob("*") if path.is_file() and path.name != LIST_NAME]
        assert names
        assert all(name.endswith(".partial") for name in names)
        files.discard()
    assert not out.exists()


_IS_KILLED = """
import sys
from pathlib import Path
from tui.storage.part_list import LIST_NAME
from tui.storage.table_files import TableFolder
from tui.view.export_tables import DAYS, TAPE
from datetime import date
files = TableFolder(Path(sys.argv[1]), "csv")
for file in (files.open(DAYS), files.open(TAPE, date(2026, 3, 17))):
    file.add({"symbol": "OGDC"})
    file.close()
if sys.argv[2] == "complete":
    files._parts.complete()
print("written", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def killed(tmp_path: Path) -> Callable[..., Path]:
    """Kills an export in the middle, or as it gives its files their names; returns its folder."""

    def kill(how: signal.Signals = signal.SIGKILL, *, is_complete: bool = False) -> Path:
        out = tmp_path / "out"
        argv = [sys.executable, "-c", _IS_KILLED, str(out), "complete" if is_complete else "parts"]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as export:
            assert export.stdout
            assert export.stdout.readline() == "written\n"
            with pytest.raises(FolderError, match="another export"):
                TableFolder(out, "csv")
            export.send_signal(how)
        return out

    return kill


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_export_replaces_the_parts_of_one_that_was_killed(
    keeping: Keeping, killed: Callable[..., Path], how: signal.Signals
) -> None:
    out = killed(how)
    assert {path.name for path in out.rglob("*.partial")} == {"days.csv.partial", "2026-03-17.csv.partial"}
    files = export(keeping, out)
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert written == {*files.rows, "README.txt", "export.json"}


def test_of_one_that_was_killed_only_its_own_parts_are_removed(killed: Callable[..., Path], tmp_path: Path) -> None:
    out = killed()
    (out / "mine.csv.partial").write_text("mine")
    (out / "tape" / "mine").write_text("mine")
    elsewhere = tmp_path / "elsewhere.csv.partial"
    elsewhere.write_text("mine")
    with (out / LIST_NAME).open("a") as file:
        file.write(f"../elsewhere.csv\n{tmp_path}/elsewhere.csv\n\0\nlinked/x.csv\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.csv.partial").write_text("mine")
    (out / "linked").symlink_to(tmp_path / "other")
    with pytest.raises(FolderError, match="not empty"):
        TableFolder(out, "csv")
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} >= {
        "out/mine.csv.partial",
        "out/tape/mine",
        "elsewhere.csv.partial",
        "other/x.csv.partial",
    }
    assert not list(out.rglob("days*"))


def test_one_that_was_killed_at_its_end_is_completed(killed: Callable[..., Path]) -> None:
    out = killed(is_complete=True)
    with pytest.raises(FolderError, match="not empty"):
        TableFolder(out, "csv")
    assert {str(path.relative_to(out)) for path in out.rglob("*")} == {"days.csv", "tape", "tape/2026-03-17.csv"}


@pytest.mark.parametrize("failing_write", spread(4, *range(12)))
def test_a_disk_that_is_full_leaves_nothing_behind(
    keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_write: int
) -> None:
    out, writes = tmp_path / "out", iter(range(10_000))
    monkeypatch.setattr(table_files, "_BUFFER", 512)

    class FullDisk(io.FileIO):
        def write(self, data: "ReadableBuffer") -> int:
            if next(writes) >= failing_write:
                raise OSError(28, "No space left on device")
            return super().write(data)

    monkeypatch.setattr("tui.storage.table_files.io.FileIO", FullDisk)
    with closing(ExportReader(keeping.file)) as reader:
        files = TableFolder(out, "csv")
        with pytest.raises(OSError, match="No space left"):
            export_history(reader, files, LONG_AGO, FAR, lambda _: None)
        files.discard()
    assert not out.exists()


@pytest.mark.slow
def test_the_board_writes_on_meanwhile_and_its_log_does_not_grow(
    keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_reader, "ROWS_AT_ONCE", 10)
    log = keeping.file.with_name("history.db-wal")
    sizes: list[int] = []

    def write_meanwhile(progress: Progress) -> None:
        for number in range(30):
            price = str(500 + number + 100 * progress.done)
            keeping.poll(86_400 + 15 * number, OGDC=price, PPL="3", LUCK="4", KSE100="5")
        with closing(sqlite3.connect(keeping.file)) as connection:
            # as the writer does: what a page that is being read needs would stay
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        sizes.append(log.stat().st_size)

    for day in range(1, 4):
        keeping.poll(86_400 * day, OGDC=str(day), PPL="1", LUCK="2", KSE100=str(day))
    with closing(ExportReader(keeping.file)) as reader:
        files = TableFolder(tmp_path / "out", "csv")
        rows = reader.minute_bars(LONG_AGO, FAR)
        next(rows)
        export_history(reader, files, LONG_AGO, FAR, write_meanwhile)
        assert keeping.writer.problem is None
        assert len(list(rows)) > 0
    assert len(sizes) >= 8
    assert set(sizes) == {0}, "all that is written can be written back between two pages"


def test_a_text_is_no_formula(tmp_path: Path) -> None:
    files = TableFolder(tmp_path / "out", "csv")
    instruments = TABLES[0]
    with closing(files.open(instruments)) as file:
        file.add({"market": "PSX", "symbol": "X", "name": "=1+1"})
        file.add({"market": "PSX", "symbol": "-Y", "name": None, "first_day": FIXED_NOW.date()})
    files.finish()
    assert [(row["symbol"], row["name"]) for row in rows_of(tmp_path / "out", "instruments")] == [
        ("X", "'=1+1"),
        ("'-Y", ""),
    ]


def test_an_older_file_is_exported_too(keeping: Keeping, tmp_path: Path) -> None:
    keeping.leave()
    make_first_version(keeping.file)
    files = export(keeping, tmp_path / "out")
    assert f"tape/{DAY}.csv" not in files.rows
    assert files.rows["days.csv"] == 4
    assert Decimal(rows_of(tmp_path / "out", "days")[0]["close"]) > 0
