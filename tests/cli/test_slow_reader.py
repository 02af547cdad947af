"""The reader of our output may be slow, stop, or be a full disk: nothing grows, and no loss is silent."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.polled_market import NOON, PolledMarket, quote
from tests.kit.feed import ScriptedFeed, ScriptedWiring
from tests.kit.marks import quick
from tui.cli.market_queue import MAX_PENDING_MARKETS
from tui.cli.parser import Arguments
from tui.cli.watch import run_watch

DEADLINE = 60.0
POLLS = 500
PRINT_MUCH = {
    "text": "from tui.cli.output import print_lines; print_lines(['x' * 99] * 5000)",
    "json": "from tui.cli.output import print_utf8; print_utf8('y' * 499_999)",
}


pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.slow
@pytest.mark.parametrize("code", PRINT_MUCH.values(), ids=PRINT_MUCH)
def test_a_pipe_that_does_not_block_gets_every_byte(code: str) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen([sys.executable, "-c", code], stdout=writing) as process:
        os.close(writing)
        received = 0
        while data := os.read(reading, 1 << 16):
            received += len(data)
        assert process.wait(DEADLINE) == 0
    os.close(reading)
    assert received == 500_000


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(
    "arguments", quick(2, ("--help",), ("sources",), ("--version",), ("sources", "--help"), ("config", "path"))
)
def test_a_full_disk_is_named_and_the_program_not_blamed(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=DEADLINE,
        )
    assert (done.returncode, done.stderr) == (1, "bigboard: cannot write the output: No space left on device\n")


def test_watch_merges_polls_for_a_slow_reader_and_reports_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # how often it looks whether the feed runs: here, that is how long the test would wait for nothing
    monkeypatch.setattr("tui.cli.market_queue._CHECK_INTERVAL", 0.01)
    story = PolledMarket()
    first = story.market
    markets = [story.answer(quote("OGDC", str(Decimal(100) + number), "1.00")) for number in range(POLLS)]
    run_watch(Arguments(format="lines"), ScriptedWiring(ScriptedFeed(first, markets, failed="at its end"), NOON))
    shown = capfd.readouterr()
    lines = [line for line in shown.out.splitlines() if "OGDC" in line]
    assert len(lines) <= MAX_PENDING_MARKETS
    assert " rises to 599 from 598" in lines[-1]
    merged = POLLS - MAX_PENDING_MARKETS
    assert f"bigboard: the output is read too slowly: {merged + 1} polls are shown as one\n" in shown.err


@pytest.mark.parametrize(
    "arguments",
    quick(
        3,
        *[("--help",), ("print",), ("watch",), ("print", "--format", "json"), ("watch", "--format", "jsonl")],
        *[("--version",), ("config", "path"), ("config", "check"), ("sources",), ("doctor",), ("demo", "--serve-only")],
    ),
    ids=" ".join,
)
def test_a_closed_standard_output_is_an_error_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://x.example/"\n')
    command = [sys.executable, "-m", "tui", *arguments, "--config", str(config)]
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    assert (done.returncode, done.stderr) == (1, "bigboard: cannot write the output: standard output is closed\n")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("demo",)], ids=["board", "demo"])
def test_the_board_needs_no_open_standard_output(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "tui", *arguments],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("bigboard: the board needs a terminal, and standard input is none")
