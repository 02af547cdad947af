"""Signals and job control in a real terminal: whatever ends or stops the board leaves it as it was found."""

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
from tests.ui.terminal.terminal_modes import changed_modes, keyboard_depth

DEMO = bigboard("demo", "--seed", "7", "--rate", "20")
SHOWN = "KSE100.*SYMBOL.*AIRLINK"
PROMPT_SIGN = "shell-waits>"

FAULTS = [signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL]
"""Sent from outside: where one of these is the processor's own, there is no program left that could do anything."""
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
    """A board in a terminal of its own, which is looked at before and after."""

    def __init__(self, argv: Sequence[str] = DEMO) -> None:
        self.terminal = Terminal(argv, size=(100, 30))
        self.found = self.terminal.attributes()

    def __enter__(self) -> Terminal:
        self.terminal.wait_for(SHOWN)
        return self.terminal

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                assert not changed_modes(bytes(self.terminal.raw))
                assert self.terminal.attributes() == self.found
        finally:
            self.terminal.close()


def until(terminal: Terminal, happens: Callable[[], object]) -> None:
    """Read what comes until this has happened."""
    end = time.monotonic() + 5
    while not happens():
        assert time.monotonic() < end, terminal.text
        assert terminal.pump(0.02)


def waits_until_stopped(terminal: Terminal) -> None:
    until(terminal, lambda: os.waitpid(terminal.pid, os.WNOHANG | os.WUNTRACED)[0])
    terminal.pump(0.1)


def paints(terminal: Terminal) -> None:
    """It goes on painting what changes."""
    before = terminal.text
    until(terminal, lambda: terminal.text != before)


def takes_the_screen(terminal: Terminal, since: int) -> None:
    until(terminal, lambda: b"\x1b[?1049h" in bytes(terminal.raw)[since:])


def threads_of(terminal: Terminal) -> int:
    return len(list(Path(f"/proc/{terminal.pid}/task").iterdir()))


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGQUIT,
        *(pytest.param(n, marks=pytest.mark.slow) for n in (*ENDING[1:], *FAULTS)),
    ],
)
def test_a_signal_that_ends_a_program_leaves_the_terminal_clean(number: int) -> None:
    with Board() as terminal:
        assert terminal.ends(lambda: terminal.signal(number)) == 128 + number


@pytest.mark.parametrize("number", [STOPPING[0], *(pytest.param(n, marks=pytest.mark.slow) for n in STOPPING[1:])])
def test_a_signal_that_stops_a_program_leaves_the_terminal_clean_and_a_continuation_takes_it_again(number: int) -> None:
    with Board() as terminal:
        terminal.signal(number)
        waits_until_stopped(terminal)
        assert not changed_modes(bytes(terminal.raw))
        assert terminal.echoes()

        since = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        takes_the_screen(terminal, since)
        paints(terminal)
        assert keyboard_depth(bytes(terminal.raw)) == 1
        assert not terminal.echoes()
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 20])
def test_a_continuation_of_what_was_not_stopped_starts_nothing_a_second_time(times: int) -> None:
    with Board() as terminal:
        paints(terminal)
        before = threads_of(terminal)
        for _ in range(times):
            terminal.signal(signal.SIGCONT)
            terminal.pump(0.05)
        paints(terminal)
        assert threads_of(terminal) == before
        assert keyboard_depth(bytes(terminal.raw)) == 1
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.parametrize("gap", [0.0, pytest.param(0.02, marks=pytest.mark.slow)])
def test_it_is_ended_as_timeout_ends_it_with_a_continuation_after_the_signal(gap: float) -> None:
    with Board() as terminal:

        def end() -> None:
            terminal.signal(signal.SIGTERM)
            terminal.pump(gap)
            terminal.signal(signal.SIGCONT)

        assert terminal.ends(end) == 143


@pytest.mark.slow
def test_after_a_stop_that_it_could_not_see_it_takes_the_terminal_again_and_leaves_it_clean() -> None:
    with Board() as terminal:
        terminal.signal(signal.SIGSTOP)
        waits_until_stopped(terminal)
        terminal.become_cooked()
        since = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        takes_the_screen(terminal, since)
        terminal.wait_for(SHOWN)
        assert not terminal.echoes()
        terminal.send("?")
        terminal.wait_for("KEYS")
        terminal.send("?")
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["t\x1a", "\x1a"])
def test_without_job_control_there_is_nothing_to_suspend_to_and_the_board_stays(keys: str) -> None:
    with Board(["sh", "-c", '"$@"; exit $?', "sh", *DEMO]) as terminal:
        terminal.send(keys)
        terminal.wait_for("cannot suspend")
        paints(terminal)
        assert not terminal.echoes()
        assert terminal.ends(lambda: terminal.send("q")) == 0


def shell(*, then: str) -> Terminal:
    """A shell with job control that waits for commands, and its first one."""
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], size=(100, 30), env={"PS1": PROMPT_SIGN})
    terminal.wait_for(PROMPT_SIGN)
    terminal.send(then + "\r")
    return terminal


def prompts(terminal: Terminal, since: int) -> None:
    """The shell waits for the next command, in a terminal that is its own again."""
    sign = PROMPT_SIGN.encode()
    until(terminal, lambda: sign in bytes(terminal.raw)[since:].rpartition(b"\x1b[?1049l")[2])
    # the shell asks for pastes in brackets itself
    assert not set(changed_modes(bytes(terminal.raw))) - {"?2004"}


@pytest.mark.slow
@pytest.mark.parametrize("wrapped", [False, True], ids=["of its own", "in a script"])
@pytest.mark.parametrize("keys", ["\x1a", "t\x1a", "t\x1at"])
def test_a_shell_suspends_it_and_takes_it_up_again_time_after_time(keys: str, *, wrapped: bool) -> None:
    command = " ".join(DEMO)
    with shell(then=f"sh -c '{command}; exit $?'" if wrapped else command) as terminal:
        for _ in range(3):
            terminal.wait_for("KSE100")
            since = len(terminal.raw)
            terminal.send(keys)
            prompts(terminal, since)
            since = len(terminal.raw)
            terminal.send("fg\r")
            takes_the_screen(terminal, since)
            paints(terminal)
        since = len(terminal.raw)
        terminal.send("q")
        prompts(terminal, since)
        terminal.send("echo status=$?\r")
        terminal.wait_for("status=0")


@pytest.mark.slow
def test_continued_in_the_background_it_stops_again_and_leaves_the_terminal_to_the_shell() -> None:
    with shell(then=" ".join(DEMO)) as terminal:
        terminal.wait_for(SHOWN)
        before = len(terminal.raw)
        terminal.send("\x1a")
        prompts(terminal, before)
        since = len(terminal.raw)
        terminal.send("bg\r")
        terminal.pump(0.5)
        terminal.send("jobs\r")
        until(terminal, lambda: b"Stopped" in bytes(terminal.raw)[since:])
        terminal.send("kill %1\r")
        terminal.pump(1)
        terminal.send("jobs\r")
        terminal.wait_for("Exit 143")
        prompts(terminal, before)


@pytest.mark.slow
@pytest.mark.parametrize("foreground", ["--foreground ", ""])
def test_a_time_limit_ends_it_and_leaves_the_terminal_clean(foreground: str) -> None:
    with shell(then=f"timeout {foreground}2 {' '.join(DEMO)}; echo status=$?") as terminal:
        if foreground:
            terminal.wait_for(SHOWN)
        terminal.wait_for("status=124")
        prompts(terminal, 0)


def pauses(terminal: Terminal, gap: float) -> None:
    if gap:
        terminal.pump(gap)


def in_order(order: Sequence[signal.Signals], gaps: Sequence[float]) -> None:
    """Send these signals, let it run if it is stopped, and see it end in time with the status of one of them."""
    with Board() as terminal:
        for number, gap in zip(order, gaps, strict=True):
            terminal.signal(number)
            pauses(terminal, gap)
        ending = {128 + number for number in order if number in ORDERED[3:]}

        def end() -> None:
            terminal.signal(signal.SIGCONT)
            if not ending:
                terminal.send("q")

        assert terminal.ends(end) in (ending or {0})


def dose(count: int) -> list[tuple[list[signal.Signals], list[float]]]:
    rng = random.Random(16)
    drawn = [rng.sample(ORDERED, rng.choice([2, 3, len(ORDERED)])) for _ in range(count)]
    return [(order, rng.choices(GAPS, k=len(order))) for order in drawn]


@pytest.mark.slow
@pytest.mark.parametrize(("order", "gaps"), dose(16))
def test_signals_in_any_order_leave_the_terminal_clean(order: list[signal.Signals], gaps: list[float]) -> None:
    in_order(order, gaps)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("count", [1, 2, 3, len(ORDERED)])
@pytest.mark.parametrize("first", ORDERED)
def test_signals_in_all_orders_leave_the_terminal_clean(first: signal.Signals, count: int) -> None:
    rng = random.Random(count)
    for order in itertools.permutations(ORDERED, count):
        if order[0] == first:
            in_order(order, rng.choices(GAPS, k=count))


BLOCKED_LOOP = """
import sys, time
from tui.ui.app import BoardApp

BoardApp.action_pause = lambda self: time.sleep(60)
sys.argv[1:] = ["demo", "--seed", "7"]
from tui.cli import main
sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGBUS])
def test_a_signal_ends_it_and_leaves_the_terminal_clean_while_the_event_loop_is_blocked(number: int) -> None:
    with Board([sys.executable, "-c", BLOCKED_LOOP]) as terminal:
        terminal.send(" ")
        time.sleep(0.3)  # until the key has been handled, which nothing on the screen can show
        assert terminal.ends(lambda: terminal.signal(number)) == 128 + number
