"""The thread that writes to the terminal, on a real pseudo-terminal."""

import os
import pty
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tui.ui.terminal.writer import MAX_PENDING_BYTES, PROMPT_REPLY, REPLY_TIMEOUT, FlowControl, TerminalWriter

PATIENCE = 60.0
FULL = b"x" * 100_000
"""More than any pseudo-terminal buffers between its two ends."""


@dataclass
class Line:
    """A terminal's two ends, and the writer on one of them."""

    end: int
    screen: int
    writer: TerminalWriter

    def read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += os.read(self.end, count - len(data))
        return data


@pytest.fixture
def line() -> Iterator[Line]:
    end, screen = pty.openpty()
    tty.setraw(screen)
    writer = TerminalWriter(screen)
    writer.start()
    yield Line(end, screen, writer)
    writer.stop(0.1)
    writer.close()
    os.close(end)
    os.close(screen)


def test_what_is_sent_arrives_in_order(line: Line) -> None:
    for piece in (b"one ", b"two ", b"three"):
        line.writer.send(piece)
    assert line.read(13) == b"one two three"
    assert line.writer.stop(PATIENCE)


def test_sending_to_a_terminal_that_does_not_read_never_waits(line: Line) -> None:
    for _ in range(5):
        line.writer.send(FULL)
    assert line.writer.waiting > len(FULL)
    while line.writer.is_writable():
        pass
    assert line.read(len(FULL) * 5) == FULL * 5


def test_the_bytes_that_wait_are_limited(line: Line) -> None:
    for _ in range(MAX_PENDING_BYTES // len(FULL) * 2):
        line.writer.send(FULL)
    assert line.writer.waiting <= MAX_PENDING_BYTES + len(FULL)


def test_it_calls_back_when_the_terminal_reads_again(line: Line) -> None:
    called = threading.Event()
    line.writer.send(FULL)
    line.writer.notify_when_below(4096, called.set)
    assert not called.wait(0.1)  # nothing tells that the writer's thread does not call
    line.read(len(FULL))
    assert called.wait(PATIENCE)


def test_it_calls_back_at_once_where_the_terminal_is_free(line: Line) -> None:
    called = threading.Event()
    line.writer.notify_when_below(4096, called.set)
    assert called.wait(PATIENCE)


def test_unread_output_is_discarded_to_make_room_for_what_restores_the_terminal(line: Line) -> None:
    line.writer.send(FULL)
    line.writer.send(FULL)
    assert not line.writer.stop(0.1)
    assert not line.writer.is_alive()
    line.writer.discard_unread()
    os.set_blocking(line.screen, False)
    assert os.write(line.screen, b"RESTORED") == 8
    unread = b""
    while not unread.endswith(b"RESTORED"):
        unread += os.read(line.end, 65536)
    assert len(unread) < len(FULL)


def test_a_terminal_that_is_gone_takes_anything(line: Line) -> None:
    end, screen = pty.openpty()
    os.close(end)
    writer = TerminalWriter(screen)
    writer.start()
    writer.send(FULL)
    assert writer.is_writable()
    assert writer.stop(PATIENCE)
    writer.close()
    os.close(screen)


def test_the_delay_of_replies_is_that_of_the_slowest_of_late() -> None:
    flow = FlowControl()
    assert flow.reply_delay(0.0) == 0
    flow.record_probe(0.0)
    assert flow.reply_delay(2.0) == 2.0 - PROMPT_REPLY, "a pending one counts"
    flow.record_reply(3.0)
    assert flow.reply_delay(9.0) == 3.0 - PROMPT_REPLY
    for n in range(200):
        flow.record_probe(10.0 + n)
        flow.record_reply(10.1 + n)
    assert flow.reply_delay(300.0) == 0


def test_a_terminal_that_never_replies_delays_no_sort() -> None:
    flow = FlowControl()
    flow.record_probe(0.0)
    assert flow.reply_delay(REPLY_TIMEOUT + 1) == 0
