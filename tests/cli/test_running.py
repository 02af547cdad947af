import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.kit.marks import quick
from tests.kit.server import PageServer

DEADLINE = 60.0
TICKER = """\
BR100 4,216 Increased By 34.1 (0.82%)
KSE100 40,371 Decreased By -282.4 (-0.7%)
OGDC 100.10 Increased By ▲ 0.35 (0.35%)
PPL 90.50 Decreased By ▼ -0.75 (-0.82%)
SML 4.00 No Change ▼ 0.00 (0%)
"""


@pytest.fixture
def site() -> Iterator[PageServer]:
    with PageServer(TICKER) as running:
        yield running


class Program:
    """bigboard as the shell starts it, in a home of its own."""

    def __init__(self, home: Path, *urls: str) -> None:
        self._home = home
        self.config = home / "board.toml"
        tables = (
            f'[[sources]]\nname = "s{number}"\nkind = "brecorder"\nurl = "{url}"\nevery = "1s"\nallow_private = true\n'
            for number, url in enumerate(urls)
        )
        self.config.write_text("\n".join(tables))

    def _environ(self) -> dict[str, str]:
        home = str(self._home)
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
        return {**inherited, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "PYTHONWARNINGS": "error"}

    @contextmanager
    def start(self, *arguments: str, code: str | None = None) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, *(("-c", code) if code else ("-m", "tui")), *arguments, "--config", str(self.config)]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self._environ(),
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, *arguments: str, code: str | None = None) -> tuple[int, str, str]:
        with self.start(*arguments, code=code) as process:
            out, err = process.communicate(timeout=DEADLINE)
        return process.returncode, out, err


def test_print_gives_the_ticker_as_it_stands_on_the_page(site: PageServer, tmp_path: Path) -> None:
    status, out, err = Program(tmp_path, f"{site.url}/").run("print", "--format", "json")
    assert (status, err) == (0, "")
    record = json.loads(out)
    assert [
        (row["symbol"], row["price"], row["change"], row["percent"], row["direction"]) for row in record["quotes"]
    ] == [
        ("OGDC", 100.10, 0.35, 0.35, "up"),
        ("PPL", 90.50, -0.75, -0.82, "down"),
        ("SML", 4.00, 0.00, 0, "unchanged"),
    ]
    assert [(row["symbol"], row["level"]) for row in record["indices"]] == [("BR100", 4216), ("KSE100", 40371)]
    assert '"price": 4.00' in out


@pytest.mark.slow
def test_a_source_that_fails_costs_the_others_nothing(site: PageServer, tmp_path: Path) -> None:
    status, out, err = Program(tmp_path, f"{site.url}/", f"{site.url}/".replace("127.0.0.1", "127.0.0.2")).run("print")
    assert (status, err) == (3, "")
    assert "OGDC" in out
    assert "failing" in out


@pytest.mark.slow
def test_no_answer_at_all_ends_with_four(site: PageServer, tmp_path: Path) -> None:
    site.status = 503
    status, out, _ = Program(tmp_path, f"{site.url}/").run("print", "--format", "json")
    assert status == 4
    assert json.loads(out)["sources"][0]["reason"] == "HTTP 503"


def test_a_wrong_configuration_ends_with_two_and_one_line(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.config.write_text('[[sources]]\nname = "br"\nkind = "brecordr"\nurl = "https://x.example/"\n')
    status, out, err = program.run("print")
    assert (status, out) == (2, "")
    assert err.startswith(
        f'bigboard: {program.config}:3: source "br": kind: found "brecordr", which is no kind of source; '
        'did you mean "brecorder"?'
    )
    assert err.count("\n") == 1


@pytest.mark.slow
def test_the_board_without_a_terminal_ends_with_two_and_one_line(site: PageServer, tmp_path: Path) -> None:
    for arguments in ((), ("demo",)):
        status, out, err = Program(tmp_path, f"{site.url}/").run(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith("bigboard: the board needs a terminal, and standard input is none")
        assert err.count("\n") == 1


@pytest.mark.slow
def test_sources_lists_what_is_configured_and_what_could_be(site: PageServer, tmp_path: Path) -> None:
    status, out, _ = Program(tmp_path, f"{site.url}/?token=hunter2").run("sources")
    assert status == 0
    assert "s0      brecorder  1s     PSX" in out
    assert "AT MOST EVERY" in out
    assert "hunter2" not in out


@pytest.mark.slow
def test_a_reader_that_leaves_ends_print_quietly(site: PageServer, tmp_path: Path) -> None:
    site.text = TICKER + "".join(f"SYM{number} 1.00 No Change ▼ 0.00 (0%)\n" for number in range(4000))
    with Program(tmp_path, f"{site.url}/").start("print", "--format", "csv") as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith("kind,market")
        process.stdout.close()
        assert process.wait(DEADLINE) == 141
        assert process.stderr.read() == ""


def test_a_crash_is_one_line_and_its_traceback_is_in_the_log(tmp_path: Path) -> None:
    code = (
        "import tui.cli.commands as commands\n"
        "def run(argv, held_terminal):\n    secret = 'hunter2'\n    raise ValueError('bad \\x1b[31mthing')\n"
        "commands.run = run\nfrom tui.cli import main\nmain()"
    )
    status, out, err = Program(tmp_path).run(code=code)
    assert (status, out) == (1, "")
    log = tmp_path / "bigboard" / "bigboard.log"
    assert err == f"bigboard: stopped by an error of its own: ValueError: bad thing; the details are in {log}\n"
    logged = log.read_text()
    assert "Traceback" in logged
    assert "hunter2" not in logged


class Lines:
    """The lines a program prints, each awaited with a deadline."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)

    def next(self) -> str:
        return self._lines.get(timeout=DEADLINE)


@pytest.mark.slow
def test_watch_prints_moves_and_a_failure_until_it_is_stopped(site: PageServer, tmp_path: Path) -> None:
    with Program(tmp_path, f"{site.url}/").start("watch", "--format", "jsonl") as process:
        assert process.stdout
        lines = Lines(process.stdout)
        assert site.sent.acquire(timeout=DEADLINE)  # this answer is where things stand
        site.text = TICKER.replace("OGDC 100.10", "OGDC 101.10")
        record = json.loads(lines.next())
        assert (record["kind"], record["market"], record["symbol"], record["field"]) == (
            "quote",
            "PSX",
            "OGDC",
            "price",
        )
        assert (record["old"], record["new"], record["source"]) == (100.10, 101.10, "s0")
        site.status = 503
        state, reason = json.loads(lines.next()), json.loads(lines.next())
        assert (state["kind"], state["field"], state["old"], state["new"]) == ("source", "state", "live", "failing")
        assert (reason["field"], reason["new"]) == ("reason", "HTTP 503")
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 143


SIGNALS = [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), quick(1, *(pytest.param(*each) for each in SIGNALS)))
def test_a_signal_ends_it_at_once_with_its_own_status(number: signal.Signals, status: int, tmp_path: Path) -> None:
    with Program(tmp_path).start("demo", "--serve-only") as process:
        assert process.stdout
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(number)
        out, err = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out, err) == (status, "", "")
