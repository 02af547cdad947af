"""The program in a real terminal: how it begins, how it ends, and what it leaves behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard
from tests.kit.waiting import PATIENCE

DEMO = ("demo", "--seed", "7", "--rate", "20")
STATUSES = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]


def board(*more: str, size: tuple[int, int] = (100, 30), env: dict[str, str | None] | None = None) -> Terminal:
    terminal = Terminal(bigboard(*DEMO, *more), size=size, env=env)
    terminal.wait_for("KSE100.*SYMBOL.*AIRLINK" if size[1] > 11 else "too small")
    return terminal


@pytest.mark.parametrize(("number", "status"), quick(1, *(pytest.param(*each) for each in STATUSES)))
def test_a_signal_from_outside_ends_it_and_restores_the_terminal(number: int, status: int) -> None:
    with board() as terminal:
        assert not terminal.echoes()
        assert terminal.ends(lambda: terminal.signal(number)) == status
        assert terminal.is_restored()
        assert terminal.echoes()


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "status"), quick(1, pytest.param("q", 0), pytest.param("\x03", 130)))
def test_the_keys_that_leave_restore_the_terminal(keys: str, status: int) -> None:
    with board() as terminal:
        assert terminal.ends(lambda: terminal.send(keys)) == status
        assert terminal.is_restored()
        assert terminal.echoes()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), STATUSES)
def test_a_signal_ends_it_while_the_terminal_has_stopped_reading(number: int, status: int) -> None:
    busy = bigboard("demo", "--seed", "7", "--rate", "2000", "--symbols", "1000", "--every", "1s")
    with Terminal(busy, size=(160, 50)) as terminal:
        terminal.wait_for("KSE100")
        terminal.send("s" * 40)
        time.sleep(4)  # the one thing to wait for here is that nothing is read
        assert terminal.ends(lambda: terminal.signal(number), reading=False) == status
        assert terminal.echoes()


@pytest.mark.slow
def test_a_terminal_that_reads_again_gets_the_board_as_it_is_now() -> None:
    busy = bigboard("demo", "--seed", "7", "--rate", "2000", "--symbols", "1000", "--every", "1s")
    with Terminal(busy, size=(160, 50)) as terminal:
        terminal.wait_for("KSE100")
        time.sleep(4)  # the one thing to wait for here is that nothing is read
        before = terminal.text
        terminal.wait_for("SYMBOL")
        while terminal.text == before:
            assert terminal.pump(0.1)
        assert len(terminal.raw) < 1_000_000
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize("prelude", quick(1, "", "trap '' HUP; "), ids=["hang-up", "hang-up ignored"])
def test_a_terminal_that_is_closed_leaves_no_orphan(prelude: str) -> None:
    argv = ["sh", "-c", f'{prelude}exec "$@"', "sh", *bigboard(*DEMO)]
    with Terminal(argv, size=(80, 24)) as terminal:
        terminal.wait_for("AIRLINK")
        terminal.hang_up()
        assert terminal.wait(reading=False) == 129


@pytest.mark.slow
def test_stopped_it_gives_the_terminal_back_and_continued_it_is_live_again() -> None:
    with board() as terminal:
        since = len(terminal.raw)
        terminal.signal(signal.SIGTSTP)
        while not os.waitpid(terminal.pid, os.WNOHANG | os.WUNTRACED)[0]:
            terminal.pump(0.02)
        terminal.pump(0.1)
        assert terminal.is_restored(since)
        assert terminal.echoes()
        since = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("AIRLINK")
        while b"\x1b[?1049h" not in bytes(terminal.raw)[since:]:
            assert terminal.pump(0.02)
        before = terminal.text
        while terminal.text == before:
            assert terminal.pump(0.1)
        assert not terminal.echoes()
        terminal.send("?")
        terminal.wait_for("KEYS")
        terminal.send("qq")
        assert terminal.wait() == 0


CRASH = """
import sys
from tui.ui.app import BoardApp

def watch_state(self, old, new):
    password = "SECRET-CANARY"
    if new.market.quotes:
        raise RuntimeError("cannot use " + password)

BoardApp.watch_state = watch_state
sys.argv[1:] = ["demo", "--seed", "7"]
from tui.cli import main
sys.exit(main())
"""


@pytest.mark.slow
def test_a_crash_restores_the_terminal_and_keeps_secrets(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CRASH]
    with Terminal(command, size=(100, 30), env={"XDG_STATE_HOME": str(tmp_path)}) as terminal:
        assert terminal.wait() == 1
        assert terminal.is_restored()
        assert terminal.echoes()
        assert b"SECRET-CANARY" not in terminal.raw
        assert b"Traceback" not in terminal.raw
        after = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2]
        lines = re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]", b"", after).split(b"\r\n")
        assert [line for line in lines if line.strip()] == [
            b"bigboard: stopped by an error of its own: RuntimeError; the details are in %s"
            % bytes(tmp_path / "bigboard" / "bigboard.log")
        ]


def run_without_terminal(
    *, stdin: int | None = subprocess.DEVNULL, shell: str = ""
) -> subprocess.CompletedProcess[str]:
    argv = ["sh", "-c", shell, "sh", *bigboard(*DEMO)] if shell else bigboard(*DEMO)
    return subprocess.run(argv, stdin=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["", 'exec "$@" <&-'], ids=["stdin is no terminal", "stdin is closed"])
def test_without_a_terminal_it_says_so_in_one_line(shell: str) -> None:
    done = run_without_terminal(shell=shell)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "terminal" in done.stderr


@pytest.mark.parametrize("term", quick(0, "dumb", "", None))
def test_a_terminal_that_cannot_draw_is_told_in_one_line(term: str | None) -> None:
    with Terminal(bigboard(*DEMO), env={"TERM": term}) as terminal:
        assert terminal.wait() == 2
        assert len(terminal.text.split("\n")[0]) > 0
        assert b"\x1b" not in terminal.raw
        assert terminal.raw.count(b"\n") <= 2


@pytest.mark.slow
def test_a_storm_of_resizes_leaves_it_painted_and_live() -> None:
    sizes = [(1, 1), (500, 200), (40, 12), (20, 5), (3, 60), (300, 2), (80, 24)]
    with board() as terminal:
        for n in range(300):
            terminal.resize(sizes[n % len(sizes)])
            if n % 10 == 0:
                terminal.pump(0.01)
        terminal.resize((100, 30))
        terminal.wait_for("KSE100.*SYMBOL.*AIRLINK.*help")
        before = terminal.text
        while terminal.text == before:
            assert terminal.pump(0.1)
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "shown"),
    quick(1, pytest.param((20, 5), "too small"), pytest.param((40, 12), "KSE100.*SYMBOL.*AIRLINK")),
)
def test_it_begins_on_a_small_screen_and_fills_a_larger_one(size: tuple[int, int], shown: str) -> None:
    with board(size=size) as terminal:
        assert re.search(shown, terminal.text, re.DOTALL)
        terminal.resize((100, 30))
        terminal.wait_for("KSE100.*TREND.*AIRLINK")
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
def test_without_colours_no_colour_is_ever_sent() -> None:
    with board(env={"NO_COLOR": "1"}) as terminal:
        before = terminal.text
        while terminal.text == before:
            assert terminal.pump(0.1)
        for keys, wanted in (("?", "KEYS"), ("\x1b", "AIRLINK"), ("\x12", "SOURCE HEALTH"), ("\x10", "Search")):
            terminal.send(keys)
            terminal.wait_for(wanted)
        worn = {code for codes in re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw) for code in codes.split(b";")}
        assert worn <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"9", b"22", b"27", b"39", b"49"}


def sent_colours(terminal: Terminal) -> set[str]:
    """Return which kinds of colours were sent."""
    codes = re.findall(rb"\x1b\[([0-9;]*)m", bytes(terminal.raw))
    return {"true" if b"8;2;" in each else "256" for each in codes if b"8;2;" in each or b"8;5;" in each} or {"16"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "env", "colours"),
    quick(
        1,
        pytest.param((), {"TERM": "xterm-ghostty", "COLORTERM": None}, {"256"}, id="ghostty over ssh"),
        pytest.param((), {"TERM": "foot", "COLORTERM": None}, {"256"}, id="foot"),
        pytest.param(("--colors", "16"), {}, {"16"}, id="16 where more is possible"),
        pytest.param(("--colors", "256"), {"TERM": "xterm", "COLORTERM": None}, {"256"}, id="256"),
        pytest.param(("--colors", "true"), {"TERM": "xterm", "COLORTERM": None}, {"true"}, id="true"),
        pytest.param((), {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, {"256"}, id="slow line"),
    ),
)
def test_the_demo_sends_the_colours_that_were_chosen(
    options: tuple[str, ...], env: dict[str, str | None], colours: set[str]
) -> None:
    with board(*options, env=env) as terminal:
        assert sent_colours(terminal) == colours


@pytest.mark.slow
def test_keys_of_the_user_change_no_colours(tmp_path: Path) -> None:
    config = tmp_path / "board.toml"
    config.write_text('[keys]\n"app.quit" = "Q"\n')
    with board("--config", str(config), env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}) as terminal:
        assert sent_colours(terminal) == {"256"}
