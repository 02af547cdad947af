"""The thread that writes to the terminal, so that no other waits for it, and how much is sent and has been read."""

import os
import select
import termios
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

MAX_PENDING_BYTES: Final = 1 << 20
"""Maximum bytes that wait; a terminal that is so far behind gets nothing more. Frames alone never reach it."""

DEFAULT_SIZE: Final = os.terminal_size((80, 24))
"""Columns and lines of a terminal that reports no size, as on a serial line."""

CURSOR_POSITION_REQUEST: Final = "\x1b[6n"
"""Asks for the cursor's position. Every terminal replies, in order, once it has read everything sent before."""
PROBE_BYTES: Final = 1024
"""Bytes sent between two requests."""
MAX_UNACKED: Final = 4096
"""Bytes that may be sent after a request before its reply is awaited."""
PROMPT_REPLY: Final = 0.25
"""Seconds within which a reply delays nothing."""
REPLY_TIMEOUT: Final = 15.0
"""Seconds after which a reply is given up: it may be lost where sessions are detached and attached again."""

MIN_FINAL_WAIT: Final = 0.15
"""Seconds to wait for a reply when the board ends; all that a terminal gets which has never replied."""
MAX_FINAL_WAIT: Final = 1.0
"""Maximum of these seconds, however slow the line is."""

_REPLY_DECAY: Final = 0.97
"""By which each reply lessens the one before: a slow line stays one over the quick replies to small changes."""
RATE_WINDOW: Final = 5.0
"""Seconds over which the rate is averaged."""

_CHECK_INTERVAL: Final = 0.1
"""Seconds between two checks for something else to do than to wait for the terminal."""
_ABORT: Final = b"\x18"
"""Ends an escape sequence of which the terminal may have read a part."""


class BandwidthMeter:
    """Counts bytes sent to the terminal, in total and per second recently."""

    def __init__(self) -> None:
        self.total = 0
        self._recent: deque[tuple[float, int]] = deque()

    def add(self, count: int, now: float) -> None:
        """Count bytes sent at a monotonic time."""
        self.total += count
        self._recent.append((now, count))
        self._drop_old(now)

    def rate(self, now: float) -> float:
        """Return the bytes per second over the last `RATE_WINDOW` seconds."""
        self._drop_old(now)
        return sum(count for _, count in self._recent) / RATE_WINDOW

    def _drop_old(self, now: float) -> None:
        while self._recent and self._recent[0][0] <= now - RATE_WINDOW:
            self._recent.popleft()


class FlowControl:
    """Tracks how far the terminal has read, by its own replies.

    That the kernel accepts more only says that the nearest buffer has room: some 20 kB in a pseudo-terminal, hundreds
    over ssh. On a slow line these are many seconds, and each key would be painted behind them. This limits what is in
    transit to about one frame. Where replies are prompt, or none ever came, it delays nothing.
    """

    def __init__(self) -> None:
        self._unacked = 0
        self._probed_at: float | None = None
        self._has_replied = False
        self._slowest = 0.0
        self._recent = 0.0

    def count_sent(self, count: int) -> None:
        """Count bytes that were sent."""
        self._unacked += count

    def should_probe(self) -> bool:
        """Return whether it is time for another request."""
        return self._probed_at is None and self._unacked >= PROBE_BYTES

    def record_probe(self, now: float) -> None:
        """Record that a request was sent at this monotonic time."""
        self._probed_at = now
        self._unacked = 0

    def record_reply(self, now: float | None = None) -> None:
        """Record that the terminal has replied, at this monotonic time where that is known."""
        if now is not None and self._probed_at is not None:
            taken = now - self._probed_at
            self._recent = max(taken, _REPLY_DECAY * self._recent)
            self._slowest = max(self._slowest, taken)
        self._probed_at = None
        self._has_replied = True

    def reply_delay(self, now: float) -> float:
        """Return the seconds beyond a prompt reply that replies take of late, that of a pending one so far among them.

        A slow reply counts for less with each that follows; one that never comes does not count.
        """
        pending = now - self._probed_at if self.may_reply(now) and self._probed_at is not None else 0.0
        return max(0.0, max(self._recent, pending) - PROMPT_REPLY)

    def is_pending(self, now: float) -> bool:
        """Return whether a reply is still expected."""
        return self._has_replied and self._probed_at is not None and now - self._probed_at < REPLY_TIMEOUT

    def may_reply(self, now: float) -> bool:
        """Return whether a reply may still arrive, also from a terminal that never replied before."""
        return self._probed_at is not None and now - self._probed_at < REPLY_TIMEOUT

    @property
    def final_wait(self) -> float:
        """Seconds to wait for a reply in transit when the board ends: on a slow line twice the slowest so far."""
        return min(MAX_FINAL_WAIT, max(MIN_FINAL_WAIT, 2 * self._slowest))

    def can_send(self, now: float) -> bool:
        """Return whether the terminal has read enough to be sent another frame."""
        if self._probed_at is None or not self._has_replied:
            return True
        waited = now - self._probed_at
        if waited >= REPLY_TIMEOUT:
            self._probed_at = None
            return True
        return waited <= PROMPT_REPLY and self._unacked < MAX_UNACKED


class TerminalWriter(threading.Thread):
    """Writes bytes to the terminal in order, and counts those that still wait.

    Args:
        terminal_fd: the file descriptor of the terminal.
    """

    def __init__(self, terminal_fd: int) -> None:
        super().__init__(name="bigboard-writer", daemon=True)
        self._terminal_fd = _reopen(terminal_fd)
        self._is_own = self._terminal_fd != terminal_fd
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._abandoned = threading.Event()
        self._request: tuple[int, Callable[[], None]] | None = None

    @property
    def waiting(self) -> int:
        """Bytes that the terminal's line has not taken yet."""
        return self._waiting

    def send(self, data: bytes) -> None:
        """Write this after everything sent before; return at once.

        What the line takes is written immediately: the thread would get to it only once this one pauses.
        """
        with self._lock:
            if self._waiting > MAX_PENDING_BYTES:
                return
            rest = self._write_now(data) if self._is_own and not self._waiting else data
            if not rest:
                return
            self._waiting += len(rest)
        self._queue.put(rest)

    def _write_now(self, data: bytes) -> bytes:
        """Write what the line takes at once, and return the rest."""
        try:
            return data[os.write(self._terminal_fd, data) :]
        except BlockingIOError:
            return data
        except OSError:
            # the terminal is gone; the watcher of hang-ups ends the program
            return b""

    def is_writable(self, timeout: float = 0) -> bool:
        """Return whether the line takes more, now or within so many seconds; one that is gone takes anything."""
        try:
            _, writable, _ = select.select([], [self._terminal_fd], [], timeout)
        except (OSError, ValueError):
            return True
        return bool(writable)

    def notify_when_below(self, limit: int, callback: Callable[[], None]) -> None:
        """Call back once, from this thread, as soon as the line takes more and fewer than `limit` bytes wait."""
        with self._lock:
            is_pending, self._request = self._request is not None, (limit, callback)
        if not is_pending:
            # wakes the thread; a request that is pending already needs no second entry in the queue
            self._queue.put(b"")

    def run(self) -> None:
        """Write what is queued, until stopped."""
        while (data := self._queue.get()) is not None:
            self._write(data)
            self._notify_if_below()

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._abandoned.is_set():
            try:
                rest = rest[os.write(self._terminal_fd, rest) :]
            except BlockingIOError:
                self.is_writable(_CHECK_INTERVAL)
            except OSError:
                # the terminal is gone; the watcher of hang-ups ends the program
                break
        with self._lock:
            self._waiting -= len(data)

    def _notify_if_below(self) -> None:
        while self._request is not None and self._waiting < self._request[0] and not self._abandoned.is_set():
            if self.is_writable(_CHECK_INTERVAL):
                with self._lock:
                    (_, callback), self._request = self._request, None
                callback()
            elif not self._queue.empty():
                return

    def stop(self, timeout: float) -> bool:
        """End once all is written, or after so many seconds; return whether the line has taken everything."""
        self._queue.put(None)
        self.join(timeout)
        is_done = not self.is_alive()
        self._abandoned.set()
        self.join(_CHECK_INTERVAL * 2)
        return is_done and self.is_writable()

    def discard_unread(self) -> None:
        """Discard what the terminal has not read yet, for what restores the terminal must not wait behind it."""
        with suppress(termios.error):
            termios.tcflush(self._terminal_fd, termios.TCOFLUSH)
        with suppress(OSError):
            os.write(self._terminal_fd, _ABORT)

    def close(self) -> None:
        """Close the terminal. Nothing is sent after this."""
        if self._is_own:
            os.close(self._terminal_fd)


def _reopen(terminal_fd: int) -> int:
    """Open the terminal again, so that writing does not block here and blocks as usual for other processes."""
    try:
        return os.open(os.ttyname(terminal_fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        # another user's terminal, as after `su`: a thread that it blocks is left behind at the end
        return terminal_fd


def size_of(terminal_fd: int) -> os.terminal_size:
    """Return the columns and lines of a terminal, by its file descriptor; the default where it reports none."""
    try:
        size = os.get_terminal_size(terminal_fd)
    except OSError:
        # the terminal is gone; the watcher of hang-ups ends the program
        return DEFAULT_SIZE
    return size if all(size) else DEFAULT_SIZE
