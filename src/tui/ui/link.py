"""The line to the terminal: what it has carried, and whether it can take more."""

import os
import signal
import time
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import ClassVar, Final

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.ui.ending import restore
from tui.ui.input import IN_TURN, Backlog, InputReader, charset_of, read_input
from tui.ui.sender import Sender
from tui.ui.sounding import QUESTION, Sounding

WINDOW: Final = 5.0
"""Seconds over which the rate is taken."""

_LITTLE: Final = 4096
"""Bytes that may wait in the program itself while another frame is made."""
_FAREWELL: Final = 0.15
"""Seconds that the terminal is given to read the rest when the board leaves it."""


class Meter:
    """Bytes sent to the terminal, in all and per second of the last few."""

    def __init__(self) -> None:
        self.total = 0
        self._recent: deque[tuple[float, int]] = deque()

    def add(self, count: int, now: float) -> None:
        """Note so many bytes sent at a monotonic time."""
        self.total += count
        self._recent.append((now, count))
        self._forget(now)

    def rate(self, now: float) -> float:
        """Bytes per second over the last `WINDOW` seconds."""
        self._forget(now)
        return sum(count for _, count in self._recent) / WINDOW

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0][0] <= now - WINDOW:
            self._recent.popleft()


class LinkDriver(LinuxDriver):
    """Textual's driver with a sender of its own: writing never waits, and what is on the way is known and counted.

    Textual's own queue holds thirty pieces and then blocks the event loop for as long as the terminal does not read.
    """

    meter: Final = Meter()
    """One terminal, one meter."""

    touched: ClassVar[float] = 0.0
    """The monotonic time of the latest key, click or paste."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._sender: Sender | None = None
        self._sounding = Sounding()
        self._is_behind = False
        self._wish: Callable[[], None] | None = None
        self.backlog = Backlog()
        """How many keys, clicks and pastes wait to be handled."""
        self._reader = InputReader(charset_of(os.environ), self.process_message, self.backlog)

    @property
    def dropped_input(self) -> int:
        """How many characters and sequences from the terminal were no input, or too much of it."""
        return self._reader.dropped

    def run_input_thread(self) -> None:
        """Read until told to end."""
        read_input(self.fileno, self._reader, self.exit_event)

    def _run_input_thread(self) -> None:
        """Textual's own shows a traceback on the terminal where this one ends as every thread does."""
        self.run_input_thread()

    def send_message(self, message: Message) -> None:
        """Hand a message to the application, from any thread."""
        if isinstance(message, IN_TURN):
            self.backlog.sent += 1
        self._app.post_message(message)

    def _sigtstp_application(self, *signal_and_frame: object) -> None:
        """Suspend from the loop, not from within the signal.

        A signal may come while this very thread holds the lock of the queue to the terminal, and suspending writes
        to that queue: done at once it would wait for itself for ever.
        """
        self._loop.call_soon_threadsafe(super()._sigtstp_application, *signal_and_frame)

    def _sigcont_application(self, *signal_and_frame: object) -> None:
        """Resume from the loop, for the same reason."""
        self._loop.call_soon_threadsafe(super()._sigcont_application, *signal_and_frame)

    def process_message(self, message: Message) -> None:
        """Take in what the terminal sends, and note when."""
        if isinstance(message, events.CursorPosition):
            self._sounding.answered()
            self._grant()
            return
        if isinstance(message, events.InputEvent | events.Paste):
            LinkDriver.touched = time.monotonic()
        super().process_message(message)

    def start_application_mode(self) -> None:
        """Begin, or begin again after a suspension."""
        self._sounding, self._is_behind = Sounding(), False
        self._sender = Sender(self._screen)
        self._sender.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # it has no annotations
        self._ask()
        tell_size = signal.getsignal(signal.SIGWINCH)
        if callable(tell_size):
            self._read_sizes_in_turn(tell_size)

    def _read_sizes_in_turn(self, tell_size: Callable[[int, FrameType | None], object]) -> None:
        """Read a new size from the loop, not from within the signal.

        A second signal may come between the reading of a size and its sending on: done at once, the newer size would
        overtake the older one, and the older one would stay.
        """

        def changed(number: int, _frame: FrameType | None) -> None:
            self._loop.call_soon_threadsafe(tell_size, number, None)

        signal.signal(signal.SIGWINCH, changed)

    @property
    def _screen(self) -> int:
        assert self._file is not None, "the board is refused without a terminal to draw on"
        return self._file.fileno()

    def write(self, data: str) -> None:
        """Send the data, counted as the terminal will count it."""
        assert self._sender is not None, "nothing is drawn before the terminal is taken"
        sent = data.encode("utf-8", "backslashreplace")
        self.meter.add(len(sent), time.monotonic())
        self._sounding.sent(len(sent))
        self._sender.send(sent)

    def flush(self) -> None:
        """A frame is complete: from time to time the terminal is asked how far it has come."""
        if self._sounding.is_due():
            self._ask()

    def _ask(self) -> None:
        # noted first: the answer may be here, on another thread, before the write returns
        self._sounding.asked(time.monotonic())
        self.write(QUESTION)

    def disable_input(self) -> None:
        """Read no more; an answer under way is waited for a moment, or it would be typed into the shell."""
        end = time.monotonic() + _FAREWELL
        while self._sounding.is_awaited(time.monotonic()) and time.monotonic() < end:
            time.sleep(_FAREWELL / 30)
        self._is_behind |= self._sounding.is_awaited(time.monotonic())
        self._sounding = Sounding()
        super().disable_input()

    def close(self) -> None:
        """Let the terminal read the rest; one that does not is restored without it."""
        super().close()
        if self._sender is None:
            return
        if not self._sender.stop(_FAREWELL) or self._is_behind:
            self._sender.empty_line()
            restore(self.fileno, self.attrs_before, self._screen)
        self._sender.close()
        self._sender = None

    def is_ready(self) -> bool:
        """Whether the terminal takes another frame now; one that has gone takes anything."""
        if self._sender is None:
            return True
        is_near = self._sender.waiting < _LITTLE and self._sounding.is_clear(time.monotonic())
        return is_near and self._sender.is_writable()

    def tell_when_ready(self, tell: Callable[[], None]) -> None:
        """Call `tell` once in the event loop, as soon as the terminal may take another frame."""
        self._wish = tell
        if self._sender is not None:
            self._sender.tell_when_free(_LITTLE, self._grant)

    def _grant(self) -> None:
        """From the thread that knows that one of the two reasons to wait has gone; the other may remain."""
        if self._wish is None:
            return
        if self.is_ready():
            wish, self._wish = self._wish, None
            self._loop.call_soon_threadsafe(self._app.call_later, wish)
        elif self._sender is not None and self._sounding.is_clear(time.monotonic()):
            self._sender.tell_when_free(_LITTLE, self._grant)
