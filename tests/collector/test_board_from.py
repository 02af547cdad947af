"""The real board that follows a real collector, in a pseudo-terminal: what it says, and that every key is safe."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import printable
from typing import Final

import pytest

from tests.collector.running import BOARD, CountingExchange, collecting, viewing
from tests.collector.scripted_collector import ScriptedCollector
from tests.kit.home import at_home
from tests.kit.nats import nats_server, needs_nats
from tests.kit.terminal import Terminal, bigboard
from tests.kit.waiting import wait_until
from tui.collector.requests import HERE

pytestmark = [needs_nats, pytest.mark.slow]

ESCAPE: Final = "\x1b"
LEAVING: Final = "q\x03\x1a\x1c"
KEYS: Final = [
    *(key for key in printable.strip() if key not in LEAVING),
    *(chr(code) for code in range(1, 27) if chr(code) not in LEAVING),
    *(f"{ESCAPE}[{code}" for code in "ABCDFHZ"),
    *(f"{ESCAPE}[{code}~" for code in (2, 3, 5, 6)),
]


@contextmanager
def board(folder: Path, address: str, size: tuple[int, int]) -> Iterator[Terminal]:
    """Show the board of a collector; in the end it leaves by its key, and its log has no word of a failure."""
    home = folder / "home"
    home.mkdir()
    with Terminal(bigboard("--from", f"{address}/{BOARD}"), size, at_home(home)) as terminal:
        yield terminal
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.is_restored()
    logged = "".join(file.read_text() for file in home.rglob("*.log*"))
    assert "Traceback" not in logged
    assert "ERROR" not in logged


@pytest.mark.dose(1)
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
def test_a_server_that_dies_returns_is_emptied_or_locked_is_said_and_survived(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange),
        board(tmp_path, server.address, size) as terminal,
    ):

        def figures_go_on() -> None:
            number = exchange.number
            terminal.wait_until(lambda: shown_number(terminal.text) > number)

        figures_go_on()
        server.kill()
        terminal.wait_for("nothing answers at|heard \\d+s ago|no collector")
        server.start()
        figures_go_on()
        server.stop()
        server.clear()
        server.start()
        figures_go_on()
        server.stop()
        server.configure("authorization { token: another }")
        server.start()
        terminal.wait_for("does not accept the login|heard \\d+s ago|no collector")
        server.stop()
        server.configure("")
        server.start()
        figures_go_on()


def shown_number(text: str) -> int:
    """Return the highest price on the screen; 0 where there is none."""
    return max((int(price) for price in re.findall(r"^ ?S\d +[▴▾]?(\d+)", text, re.MULTILINE)), default=0)


def test_every_key_is_safe_without_sources_of_its_own(tmp_path: Path) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange),
        board(tmp_path, server.address, (100, 30)) as terminal,
    ):
        terminal.wait_for(r"\bS1\b")
        for key in KEYS:
            terminal.send(key)
            terminal.pump(0.02)
            terminal.send(ESCAPE)
            terminal.pump(0.02)
        terminal.send(f"{ESCAPE}{ESCAPE}:source pause venue\r")
        terminal.wait_for("venue paused")
        terminal.send(f"{ESCAPE}:source resume venue\r")
        terminal.wait_for("venue resumed")


@pytest.mark.long
def test_watch_prints_each_change_once_while_the_collector_is_replaced(tmp_path: Path) -> None:
    with CountingExchange() as exchange, nats_server(tmp_path) as server:
        with collecting(tmp_path, server, exchange) as (collector,), watching(tmp_path, server.address) as printed:
            wait_until(lambda: len(prices_in(printed)) > 3)
            collector.kill()
            collector.start()
            before = len(exchange.polls())
            wait_until(lambda: len(exchange.polls()) > before + 3)
            exchange.is_frozen = True
            wait_until(lambda: prices_in(printed)[-1:] == [exchange.number])
        found = prices_in(printed)

    assert found == sorted(set(found))


@pytest.mark.long
def test_a_program_that_is_stopped_delays_no_other_and_catches_up_once_it_goes_on(tmp_path: Path) -> None:
    with (
        nats_server(tmp_path) as server,
        ScriptedCollector(server) as collector,
        viewing(server) as viewer,
        watch_process(tmp_path, server.address) as process,
    ):
        collector.price(1)
        wait_until(lambda: any(request.subject.endswith(f".{HERE}") for request in collector.asked[1:]))
        process.send_signal(signal.SIGSTOP)
        for price in range(2, 3_000):
            collector.price(price)
            if price % 500 == 0:
                wait_until(lambda price=price: len(viewer.numbers) == price, 2)  # type: ignore[misc]
        process.send_signal(signal.SIGCONT)
        collector.price(3_000)
        wait_until(lambda: prices_in(tmp_path / "printed")[-1:] == [3_000])


def test_watch_says_why_nothing_comes(tmp_path: Path) -> None:
    with watching(tmp_path, "nats://127.0.0.1:1") as printed:
        wait_until(lambda: "bigboard: " in printed.read_text())

        assert "nothing answers at 127.0.0.1:1" in printed.read_text()


@contextmanager
def watching(folder: Path, address: str) -> Iterator[Path]:
    """Run `watch` for as long as the block runs; what it prints is in the file."""
    with watch_process(folder, address):
        yield folder / "printed"


@contextmanager
def watch_process(folder: Path, address: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `watch` for as long as the block runs, printing into a file of this folder."""
    printed = folder / "printed"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            bigboard("watch", "--from", f"{address}/{BOARD}", "--format", "jsonl"),
            stdout=output,
            stderr=output,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def prices_in(printed: Path) -> list[int]:
    """Return the new prices that `watch` printed, in order."""
    lines = [json.loads(line) for line in printed.read_text().splitlines() if line.startswith("{")]
    return [int(line["new"]) for line in lines if line.get("field") == "price" and line["old"] is not None]


def test_a_missing_client_is_named_with_how_to_install_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['nats.aio.client'] = None; from tui.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "print", "--from", "nats://127.0.0.1:1"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={key: str(value) for key, value in at_home(tmp_path).items()},
    )

    assert "the package nats-py is missing: pip install 'bigboard[collect]'" in done.stderr
    assert done.returncode == 4
