"""Signals and job control in a real terminal: whatever ends or stops the board restores it."""

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.kit.terminal import Terminal, bigboard
from tests.kit.waiting import PATIENCE
from tests.ui.terminal.terminal_modes import changed_modes, keyboard_depth

DEMO = bigboard("demo", "--seed", "7", "--rate", "20")
SHOWN = "KSE100.*SYMBOL.*AIRLINK"
PROMPT_SIGN = "shell-waits>"

FAULTS = [signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL]
"""Sent by another process: after one of the processor's own no program could do anything."""
_NAMES = (
    *("QUIT", "TRAP", "ABRT", "USR1", "USR2", "ALRM", "STKFLT", "XCPU", "VTALRM", "PROF", "IO", "PWR", "SYS"),
    *("RTMIN", "RTMAX"),
)
ENDING = [getattr(signal, f"SIG{name}") for name in _NAMES if hasattr(signal, f"SIG{name}")]
STOPPING = [signal.SIGTTIN, signal.SIGTTOU, signal.SIGTSTP]
ORDERED = [
    signal.SIGTSTP,
    signal.SIGSTOP,
    signal.SIGCONT,
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGHUP,
    signal.SIGQUIT,
]
GAPS = [0.0, 0.001, 0.01, 0.03, 0.1]


class Board:
    """A board in a terminal of its own, whose modes and attributes must be restored in the end."""

    def __init__(self, argv: Sequence[str] = DEMO) -> None:
        self.terminal = Terminal(argv, size=(100, 30))
        self.attributes = self.terminal.attributes()

    def __enter__(self) -> Terminal:
        self.terminal.wait_for(SHOWN)
        return self.terminal

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                assert not changed_modes(bytes(self.terminal.raw))
                assert self.terminal.attributes() == self.attributes
        finally:
            self.terminal.close()


def until(terminal: Terminal, happens: Callable[[], object]) -> None:
    """Read output until this is true."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, terminal.text
        assert terminal.pump(0.02)


def wait_until_stopped(terminal: Terminal) -> None:
    until(terminal, lambda: os.waitpid(terminal.pid, os.WNOHANG | os.WUNTRACED)[0])
    terminal.pump(0.1)


def wait_for_paint(terminal: Terminal) -> None:
    """Wait until it paints something new."""
    before = terminal.text
    until(terminal, lambda: terminal.text != before)


def wait_until_screen_is_taken(terminal: Terminal, since: int) -> None:
    until(terminal, lambda: b"\x1b[?1049h" in bytes(terminal.raw)[since:])


def threads_of(terminal: Terminal) -> int:
    return len(list(Path(f"/proc/{terminal.pid}/task").iterdir()))


@pytest.mark.slow
@pytest.mark.dose(19)
@pytest.mark.parametrize("number", [*ENDING, *FAULTS])
def test_a_signal_that_ends_a_program_leaves_the_terminal_clean(number: int) -> None:
    with Board() as terminal:
        assert terminal.ends(lambda: terminal.signal(number)) == 128 + number


@pytest.mark.slow
@pytest.mark.parametrize("number", [STOPPING[0], *(pytest.param(n, marks=pytest.mark.slow) for n in STOPPING[1:])])
def test_a_signal_that_stops_a_program_leaves_the_terminal_clean_and_a_continuation_takes_it_again(number: int) -> None:
    with Board() as terminal:
        terminal.signal(number)
        wait_until_stopped(terminal)
        assert not changed_modes(bytes(terminal.raw))
        assert terminal.echoes()

        since = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        wait_until_screen_is_taken(terminal, since)
        wait_for_paint(terminal)
        assert keyboard_depth(bytes(terminal.raw)) == 1
        assert not terminal.echoes()
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 20])
def test_a_continuation_without_a_stop_starts_nothing_a_second_time(times: int) -> None:
    with Board() as terminal:
        wait_for_paint(terminal)
        before = threads_of(terminal)
        for _ in range(times):
            terminal.signal(signal.SIGCONT)
            terminal.pump(0.05)
        wait_for_paint(terminal)
        # one that was at work at the start may have ended since
        assert threads_of(terminal) <= before
        assert keyboard_depth(bytes(terminal.raw)) == 1
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.0, 0.02])
def test_a_signal_ends_it_with_a_continuation_right_behind(gap: float) -> None:
    with Board() as terminal:

        def end() -> None:
            terminal.signal(signal.SIGTERM)
            terminal.pump(gap)
            terminal.signal(signal.SIGCONT)

        assert terminal.ends(end) == 143


@pytest.mark.slow
def test_after_a_stop_without_notice_it_takes_the_terminal_again_and_leaves_it_clean() -> None:
    with Board() as terminal:
        terminal.signal(signal.SIGSTOP)
        wait_until_stopped(terminal)
        terminal.become_cooked()
        since = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        wait_until_screen_is_taken(terminal, since)
        terminal.wait_for(SHOWN)
        assert not terminal.echoes()
        terminal.send("?")
        terminal.wait_for("KEYS")
        terminal.send("?")
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["t\x1a", "\x1a"])
def test_without_job_control_it_is_not_suspended(keys: str) -> None:
    with Board(["sh", "-c", '"$@"; exit $?', "sh", *DEMO]) as terminal:
        terminal.send(keys)
        terminal.wait_for("cannot suspend")
        wait_for_paint(terminal)
        assert not terminal.echoes()
        assert terminal.ends(lambda: terminal.send("q")) == 0


def shell(*, then: str) -> Terminal:
    """Start a shell with job control, and send it a first command."""
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], size=(100, 30), env={"PS1": PROMPT_SIGN})
    terminal.wait_for(PROMPT_SIGN)
    terminal.send(then + "\r")
    return terminal


def wait_for_prompt(terminal: Terminal, since: int) -> None:
    """Wait until the shell waits for the next command, in a restored terminal."""
    sign = PROMPT_SIGN.encode()
    until(terminal, lambda: sign in bytes(terminal.raw)[since:].rpartition(b"\x1b[?1049l")[2])
    # the shell itself turns bracketed paste on
    assert not set(changed_modes(bytes(terminal.raw))) - {"?2004"}


@pytest.mark.slow
@pytest.mark.parametrize("wrapped", [False, True], ids=["of its own", "in a script"])
@pytest.mark.parametrize("keys", ["\x1a", "t\x1a", "t\x1at"])
def test_a_shell_suspends_and_resumes_it_repeatedly(keys: str, *, wrapped: bool) -> None:
    command = " ".join(DEMO)
    with shell(then=f"sh -c '{command}; exit $?'" if wrapped else command) as terminal:
        for _ in range(3):
            terminal.wait_for("KSE100")
            since = len(terminal.raw)
            terminal.send(keys)
            wait_for_prompt(terminal, since)
            since = len(terminal.raw)
            terminal.send("fg\r")
            wait_until_screen_is_taken(terminal, since)
            wait_for_paint(terminal)
        since = len(terminal.raw)
        terminal.send("q")
        wait_for_prompt(terminal, since)
        terminal.send("echo status=$?\r")
        terminal.wait_for("status=0")


@pytest.mark.slow
def test_continued_in_the_background_it_stops_again_and_leaves_the_terminal_to_the_shell() -> None:
    with shell(then=" ".join(DEMO)) as terminal:
        terminal.wait_for(SHOWN)
        before = len(terminal.raw)
        terminal.send("\x1a")
        wait_for_prompt(terminal, before)
        since = len(terminal.raw)
        terminal.send("bg\r")
        terminal.pump(0.5)
        terminal.send("jobs\r")
        until(terminal, lambda: b"Stopped" in bytes(terminal.raw)[since:])
        terminal.send("kill %1\r")

        def is_reported() -> bool:
            terminal.send("\r")  # the shell reports the end of a job with its next prompt
            return b"Exit 143" in terminal.raw

        until(terminal, is_reported)
        wait_for_prompt(terminal, before)


@pytest.mark.slow
@pytest.mark.parametrize("foreground", ["--foreground ", ""])
def test_a_time_limit_ends_it_and_leaves_the_terminal_clean(foreground: str) -> None:
    with shell(then=f"timeout {foreground}2 {' '.join(DEMO)}; echo status=$?") as terminal:
        if foreground:
            terminal.wait_for(SHOWN)
        terminal.wait_for("status=124")
        wait_for_prompt(terminal, 0)


def check_order(order: Sequence[signal.Signals], gaps: Sequence[float]) -> None:
    """Check that it ends in time after these signals and a continuation, with the status of one of them."""
    with Board() as terminal:
        for number, gap in zip(order, gaps, strict=True):
            terminal.signal(number)
            terminal.pump(gap)
        ending = {128 + number for number in order if number in ORDERED[3:]}

        def end() -> None:
            terminal.signal(signal.SIGCONT)
            if not ending:
                terminal.send("q")

        assert terminal.ends(end) in (ending or {0})


def random_orders(count: int) -> list[tuple[list[signal.Signals], list[float]]]:
    rng = random.Random(16)
    drawn = [rng.sample(ORDERED, rng.choice([2, 3, len(ORDERED)])) for _ in range(count)]
    return [(order, rng.choices(GAPS, k=len(order))) for order in drawn]


@pytest.mark.slow
@pytest.mark.parametrize(("order", "gaps"), random_orders(16))
def test_signals_in_any_order_leave_the_terminal_clean(order: list[signal.Signals], gaps: list[float]) -> None:
    check_order(order, gaps)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("count", [1, 2, 3, len(ORDERED)])
@pytest.mark.parametrize("first", ORDERED)
def test_signals_in_all_orders_leave_the_terminal_clean(first: signal.Signals, count: int) -> None:
    rng = random.Random(count)
    for order in itertools.permutations(ORDERED, count):
        if order[0] == first:
            check_order(order, rng.choices(GAPS, k=count))


BLOCKED_LOOP = """
import os, sys, time
from tui.ui.app import BoardApp

def block(self):
    os.write(1, b"\\a")
    time.sleep(60)

BoardApp.action_pause = block
sys.argv[1:] = ["demo", "--seed", "7"]
from tui.cli import main
sys.exit(main())
"""
"""The program, whose event loop rings the bell and then blocks when the board is paused."""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGBUS])
def test_a_signal_ends_it_and_leaves_the_terminal_clean_while_the_event_loop_is_blocked(number: int) -> None:
    with Board([sys.executable, "-c", BLOCKED_LOOP]) as terminal:
        terminal.send(" ")
        until(terminal, lambda: b"\a" in terminal.raw)
        assert terminal.ends(lambda: terminal.signal(number)) == 128 + number
