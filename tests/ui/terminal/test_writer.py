"""The thread that writes to the terminal, on a real pseudo-terminal."""

import os
import pty
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tui.ui.terminal.writer import MAX_PENDING, TerminalWriter

PATIENCE = 10.0
FULL = b"x" * 100_000
"""More than lies between the two ends of any pseudo-terminal."""


@dataclass
class Line:
    """A terminal's two ends, and the sender on one of them."""

    end: int
    screen: int
    sender: TerminalWriter

    def read(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            got += os.read(self.end, count - len(got))
        return got


@pytest.fixture
def line() -> Iterator[Line]:
    end, screen = pty.openpty()
    tty.setraw(screen)
    sender = TerminalWriter(screen)
    sender.start()
    yield Line(end, screen, sender)
    sender.stop(0.1)
    sender.close()
    os.close(end)
    os.close(screen)


def test_what_is_sent_arrives_in_order(line: Line) -> None:
    for piece in (b"one ", b"two ", b"three"):
        line.sender.send(piece)
    assert line.read(13) == b"one two three"
    assert line.sender.stop(PATIENCE)


def test_a_terminal_that_does_not_read_makes_nobody_wait(line: Line) -> None:
    for _ in range(5):
        line.sender.send(FULL)
    assert line.sender.waiting > len(FULL)
    while line.sender.is_writable():
        pass
    assert line.read(len(FULL) * 5) == FULL * 5


def test_what_waits_is_bounded(line: Line) -> None:
    for _ in range(MAX_PENDING // len(FULL) * 2):
        line.sender.send(FULL)
    assert line.sender.waiting <= MAX_PENDING + len(FULL)


def test_it_tells_once_when_the_terminal_reads_again(line: Line) -> None:
    told = threading.Event()
    line.sender.send(FULL)
    line.sender.notify_when_below(4096, told.set)
    assert not told.wait(0.1)  # the writer's thread would tell it, and has no event for that it does not
    line.read(len(FULL))
    assert told.wait(PATIENCE)


def test_it_tells_at_once_where_the_line_is_free(line: Line) -> None:
    told = threading.Event()
    line.sender.notify_when_below(4096, told.set)
    assert told.wait(PATIENCE)


def test_a_terminal_that_does_not_read_is_left_with_room_for_what_restores_it(line: Line) -> None:
    line.sender.send(FULL)
    line.sender.send(FULL)
    assert not line.sender.stop(0.1)
    assert not line.sender.is_alive()
    line.sender.discard_unread()
    os.set_blocking(line.screen, False)
    assert os.write(line.screen, b"RESTORED") == 8
    got = b""
    while not got.endswith(b"RESTORED"):
        got += os.read(line.end, 65536)
    assert len(got) < len(FULL)


def test_a_terminal_that_has_gone_takes_anything(line: Line) -> None:
    end, screen = pty.openpty()
    os.close(end)
    sender = TerminalWriter(screen)
    sender.start()
    sender.send(FULL)
    assert sender.is_writable()
    assert sender.stop(PATIENCE)
    sender.close()
    os.close(screen)
