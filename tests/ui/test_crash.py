"""An error of the program's own, on each of its threads: one clean line, status 1, the terminal restored, a log."""

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.home import at_home
from tests.kit.terminal import Terminal

PRELUDE = """
import asyncio, os, sys, threading
from tui.ui.app import BoardApp
from tui.ui.terminal import driver, writer

class Wrong(Exception):
    pass

class Drawn(Wrong):
    def __rich__(self):
        return "SECRET-CANARY"

def fail(*_, kind=Wrong):
    password = "SECRET-CANARY"
    raise kind("cannot use " + password)

mounted = BoardApp.on_mount

def once_mounted(act):
    def on_mount(self):
        mounted(self)
        self.set_timer(0.3, lambda: act(self))
    BoardApp.on_mount = on_mount

"""
START = """
sys.argv[1:] = ["demo", "--seed", "7"]
from tui.cli import main
sys.exit(main())
"""
WAYS = {
    "the thread that reads input": "driver.read_input = fail",
    "the thread that sends": """
writer.TerminalWriter._write = fail
writer.TerminalWriter._write_now = lambda self, data: data
""",
    "another thread": "once_mounted(lambda app: threading.Thread(target=fail).start())",
    "a thread while another fails": """
once_mounted(lambda app: [threading.Thread(target=fail).start() for _ in range(3)])
""",
    "a worker": """
async def work():
    fail()
once_mounted(lambda app: app.run_worker(work()))
""",
    "a worker in a thread": "once_mounted(lambda app: app.run_worker(fail, thread=True))",
    "a timer": "once_mounted(fail)",
    "an error that draws itself": "once_mounted(lambda app: fail(kind=Drawn))",
    "a message of a widget": "once_mounted(lambda app: app.focused.call_later(fail))",
    "the end itself": """
BoardApp._close_all = fail
once_mounted(lambda app: app.exit())
""",
    "the beginning": "BoardApp.on_load = fail",
}


@pytest.mark.dose(11)
@pytest.mark.parametrize(
    ("way", "size"),
    [
        *(pytest.param(way, size, marks=pytest.mark.slow) for way in WAYS for size in ((100, 30), (40, 12))),
    ],
)
def test_a_crash_is_one_clean_line_wherever_it_happens(way: str, size: tuple[int, int], tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", PRELUDE + WAYS[way] + START], size=size, env=at_home(tmp_path)) as terminal:
        assert terminal.wait() == 1
        assert terminal.is_restored() or b"\x1b[?1049h" not in terminal.raw
        assert terminal.echoes()
        assert b"Traceback" not in terminal.raw
        if way != "the end itself":
            # there what the command line says of any crash is said, with the error's own words
            assert b"SECRET-CANARY" not in terminal.raw
        after = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2]
        shown = re.sub(rb"\x1b(?:\[[0-9;?<>=]*[a-zA-Z]|\][^\x07]*\x07)", b"", after).split(b"\r\n")
        lines = [line for line in shown if line.strip()]
        assert len(lines) == 1, lines
        assert lines[0].startswith(b"bigboard")
    log = "\n".join(path.read_text() for path in tmp_path.rglob("*.log"))
    assert "Traceback" in log
    assert "in fail" in log


@pytest.mark.slow
def test_an_error_in_a_callback_of_the_loop_is_logged_and_the_board_goes_on(tmp_path: Path) -> None:
    late = "once_mounted(lambda app: asyncio.get_running_loop().call_soon(fail))"
    with Terminal([sys.executable, "-c", PRELUDE + late + START], size=(100, 30), env=at_home(tmp_path)) as terminal:
        terminal.wait_for("AIRLINK")
        while "in fail" not in "".join(path.read_text() for path in tmp_path.rglob("*.log")):
            assert terminal.pump(0.05)
        terminal.send("?")
        terminal.wait_for("KEYS")
        terminal.send("qq")
        assert terminal.wait() == 0
        assert b"Traceback" not in terminal.raw


NO_THREAD_LEFT = """
def refuse(*_):
    raise RuntimeError("can't start new thread")
def refuse_once_polling(app):
    if app.feed is not None and app.feed.is_alive:
        threading._start_new_thread = refuse
once_mounted(lambda app: app.set_interval(0.02, lambda: refuse_once_polling(app)))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "status"),
    [
        (lambda terminal: terminal.signal(signal.SIGTERM), 143),
        (lambda terminal: terminal.signal(signal.SIGINT), 130),
        (lambda terminal: terminal.signal(signal.SIGHUP), 129),
        (lambda terminal: terminal.send("q"), 0),
        (lambda terminal: terminal.send("\x03"), 130),
    ],
    ids=["SIGTERM", "SIGINT", "SIGHUP", "q", "ctrl+c"],
)
def test_without_a_thread_left_the_end_is_the_usual_one(
    end: Callable[[Terminal], object], status: int, tmp_path: Path
) -> None:
    with Terminal(
        [sys.executable, "-c", PRELUDE + NO_THREAD_LEFT + START], size=(100, 30), env=at_home(tmp_path)
    ) as terminal:
        terminal.wait_for("demo.*(RuntimeError|closed without an answer)")
        end(terminal)
        assert terminal.wait() == status
        assert terminal.is_restored()
        assert terminal.echoes()
        assert b"bigboard:" not in bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2]
