"""The line to the terminal: what it has carried, and whether it can take more."""

import os
import signal
import termios
import time
import tty
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import FrameType
from typing import ClassVar, Final

from textual import constants, events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.ui.terminal.frames import CURSOR_POSITION_REQUEST, FlowControl
from tui.ui.terminal.input import QUEUED_EVENTS, Backlog, InputReader, charset_of, read_input
from tui.ui.terminal.job_control import JobControl, handled
from tui.ui.terminal.shutdown import (
    LEAVE,
    POP_KEYBOARD,
    PUSH_KEYBOARD,
    REPORTS_OFF,
    TAKE,
    TerminalState,
    discard_input,
    restore_terminal,
    set_attributes,
)
from tui.ui.terminal.writer import TerminalWriter, size_of

WINDOW: Final = 5.0
"""Seconds over which the rate is taken."""

_LITTLE: Final = 4096
"""Bytes that may wait in the program itself while another frame is made."""
_FAREWELL: Final = 0.15
"""Seconds that the terminal is given to read the rest when the board leaves it."""
_END_OF_INPUT: Final = 0.3
"""Seconds that the thread of the input is given to end; it looks three times as often."""


class BandwidthMeter:
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


class PacedDriver(LinuxDriver):
    """Textual's driver with a sender of its own: writing never waits, and what is on the way is known and counted.

    Textual's own queue holds thirty pieces and then blocks the event loop for as long as the terminal does not read.
    """

    meter: Final = BandwidthMeter()
    """One terminal, one meter."""

    last_input_at: ClassVar[float] = 0.0
    """The monotonic time of the latest key, click or paste."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._sender: TerminalWriter | None = None
        self._sounding = FlowControl()
        self._is_behind = False
        self._wish: Callable[[], None] | None = None
        # the first layout asks for it; Textual's own answer is that of standard output and the environment
        self._size = size or self._get_terminal_size()
        self._jobs = JobControl(self.fileno, self._leave, self._take)
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
        if isinstance(message, QUEUED_EVENTS):
            self.backlog.sent += 1
        self._app.post_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and lines of the terminal that is drawn on."""
        return size_of(self._screen)

    def process_message(self, message: Message) -> None:
        """Take in what the terminal sends, and note when."""
        if isinstance(message, events.CursorPosition):
            self._sounding.note_reply()
            self._grant()
            return
        if isinstance(message, events.InputEvent | events.Paste):
            PacedDriver.last_input_at = time.monotonic()
        super().process_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal; in the background that comes once the shell gives it."""
        if not self._jobs.give_way():
            self._take()

    def _take(self) -> None:
        """Take the terminal, or take it again after somebody else may have changed it. The whole screen is painted."""
        self._sounding, self._is_behind = FlowControl(), False
        if self._sender is None:
            with suppress(termios.error):
                self.attrs_before = termios.tcgetattr(self.fileno)
            self._sender = TerminalWriter(self._screen)
            self._sender.start()
        else:
            # what was pushed before is still there
            self.write(POP_KEYBOARD)
        set_attributes(self.fileno, self._raw())
        self.write(TAKE)
        if not constants.DISABLE_KITTY_KEY:
            self.write(PUSH_KEYBOARD)
        self._start_input()
        self._request_terminal_sync_mode_support()
        self._query_in_band_window_resize()
        self._ask()
        self._read_sizes_in_turn(lambda *_: None if self._in_band_window_resize else self._tell_size())
        self._tell_size()
        self._grant()

    def _raw(self) -> TerminalState | None:
        """The terminal's attributes as found, but for what is typed: each key comes at once, and none is a signal."""
        if self.attrs_before is None:
            return None
        raw = [*self.attrs_before[:6], list(self.attrs_before[6])]
        raw[tty.IFLAG] = self._patch_iflag(raw[tty.IFLAG])
        raw[tty.LFLAG] = self._patch_lflag(raw[tty.LFLAG])
        raw[tty.CC][termios.VMIN] = 1
        return raw

    def _start_input(self) -> None:
        """One thread reads, never two: one that could not end while the terminal was left goes on."""
        if self._key_thread is not None and self.exit_event.is_set():
            self._key_thread.join(_END_OF_INPUT)
        self.exit_event.clear()
        if self._key_thread is None or not self._key_thread.is_alive():
            self._key_thread = Thread(target=self._run_input_thread, name="bigboard-input", daemon=True)
            self._key_thread.start()

    def _tell_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))

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
        """Send the data, counted as the terminal will count it; drop it while the terminal is not taken."""
        sender = self._sender
        if sender is None:
            # the terminal is somebody else's, and gets the whole picture once it is taken
            return
        sent = data.encode("utf-8", "backslashreplace")
        self.meter.add(len(sent), time.monotonic())
        self._sounding.sent(len(sent))
        sender.send(sent)

    def flush(self) -> None:
        """A frame is complete: from time to time the terminal is asked how far it has come."""
        if self._sounding.should_probe():
            self._ask()

    def _ask(self) -> None:
        # noted first: the answer may be here, on another thread, before the write returns
        self._sounding.note_probe(time.monotonic())
        self.write(CURSOR_POSITION_REQUEST)

    def suspend(self, refused: Callable[[], None]) -> None:
        """Give the terminal to the shell and stop; `refused` is called where there is no shell to give it to."""
        self._jobs.suspend(refused)

    def begin_end(self) -> None:
        """Neither stop nor take the terminal again, for the program is ending. Safe in any thread and in a signal."""
        self._jobs.end()

    def stop_application_mode(self) -> None:
        """Give the terminal back for good."""
        self._leave()
        discard_input(self.fileno)
        self._jobs.close()

    def _leave(self) -> None:
        """Give the terminal back as it was found; nothing where that is done. One that does not read is not waited for.

        Written from the background too, where a terminal may be set to stop whoever writes.
        """
        if self._sender is None:
            return
        with handled(signal.SIGTTOU, signal.SIG_IGN):
            self.disable_input()
            set_attributes(self.fileno, self.attrs_before)
            self.write(LEAVE)
            sender = self._sender
            if not sender.stop(_FAREWELL) or self._is_behind:
                sender.discard_unread()
                restore_terminal(self.fileno, self.attrs_before, self._screen)
            self._sender = None
            sender.close()

    def restore(self) -> None:
        """Give the terminal back by hand, from any thread, where the event loop cannot."""
        if sender := self._sender:
            sender.discard_unread()
            restore_terminal(self.fileno, self.attrs_before, self._screen)

    def disable_input(self) -> None:
        """Read no more; an answer under way is waited for a moment, or it would be typed into the shell."""
        if self._key_thread is None or self.exit_event.is_set():
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self.write(REPORTS_OFF)
        end = time.monotonic() + _FAREWELL
        while self._sounding.is_pending(time.monotonic()) and time.monotonic() < end:
            time.sleep(_FAREWELL / 30)
        self._is_behind |= self._sounding.is_pending(time.monotonic())
        self._sounding = FlowControl()
        self.exit_event.set()
        self._key_thread.join(_END_OF_INPUT)

    def is_ready(self) -> bool:
        """Whether the terminal takes another frame now; one that has gone takes anything."""
        if self._sender is None:
            return True
        is_near = self._sender.waiting < _LITTLE and self._sounding.can_send(time.monotonic())
        return is_near and self._sender.is_writable()

    def notify_when_ready(self, tell: Callable[[], None]) -> None:
        """Call `tell` once in the event loop, as soon as the terminal may take another frame."""
        self._wish = tell
        if self._sender is not None:
            self._sender.notify_when_below(_LITTLE, self._grant)

    def _grant(self) -> None:
        """From the thread that knows that one of the two reasons to wait has gone; the other may remain."""
        if self._wish is None:
            return
        if self.is_ready():
            wish, self._wish = self._wish, None
            self._loop.call_soon_threadsafe(self._app.call_later, wish)
        elif self._sender is not None and self._sounding.can_send(time.monotonic()):
            self._sender.notify_when_below(_LITTLE, self._grant)
