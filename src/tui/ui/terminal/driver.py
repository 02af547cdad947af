"""The driver of the terminal: writes without waiting, counts what it sends, and knows whether it can take more."""

import os
import signal
import termios
import threading
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import FrameType
from typing import Final, cast

from textual import constants, events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.ui.terminal.frames import GatedApp
from tui.ui.terminal.input import InputReader, StopRequest, charset_of, read_input
from tui.ui.terminal.input_queue import QUEUED_EVENTS, Backlog
from tui.ui.terminal.job_control import JobControl, temporary_handler
from tui.ui.terminal.key_sequences import TerminalAnswer
from tui.ui.terminal.shutdown import (
    CLEAR,
    LEAVE,
    MOUSE_OFF,
    MOUSE_ON,
    POP_KEYBOARD,
    PUSH_KEYBOARD,
    REPORTS_OFF,
    TAKE,
    TAKE_SCREEN,
    TerminalState,
    discard_input,
    restore_terminal,
    set_attributes,
)
from tui.ui.terminal.writer import CURSOR_POSITION_REQUEST, BandwidthMeter, FlowControl, TerminalWriter, size_of

_MAX_QUEUED: Final = 4096
"""Bytes that may wait in the program itself while another frame is rendered."""
_FINAL_WAIT: Final = 0.15
"""Seconds for the terminal to read the rest when the board leaves it."""
_REPLY_CHECK_INTERVAL: Final = 0.005
"""Seconds between two checks whether the last reply has come."""
_INPUT_JOIN_TIMEOUT: Final = 0.3
"""Seconds for the input thread to end; it does so at once, unless a message that it posts takes longer."""


class TerminalDriver(LinuxDriver):
    """Textual's driver with a writer of its own: writing never waits, and what is in transit is counted.

    Textual's own queue takes thirty pieces and then blocks the event loop until the terminal reads.
    """

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.meter = BandwidthMeter()
        """Counts what is sent to the terminal."""
        self.last_input_at = 0.0
        """The monotonic time of the latest key, click or paste; 0 before the first."""
        self.has_mouse = mouse
        """Whether clicks come to the board; else the terminal's own selection works."""
        self.on_answer: Callable[[str], object] | None = None
        """Called, on the input thread, with what the terminal says of itself."""
        self.before_leaving = ""
        """What is written before the terminal is given back."""
        self.taken = 0
        """How often it was taken: what was shown before is gone each time."""
        self._writer: TerminalWriter | None = None
        self._flow = FlowControl()
        self._is_behind = False
        self._on_ready: Callable[[], None] | None = None
        self._ready_lock = threading.Lock()
        # the first layout needs it; Textual's own is that of standard output and the environment
        self._size = size or self._get_terminal_size()
        self._jobs = JobControl(self.fileno, self._give_back, self._take)
        self.backlog = Backlog()
        """How many keys, clicks and pastes wait to be handled."""
        self._held = cast("GatedApp", app).held_terminal
        self._input_stop = StopRequest()
        self._reader = InputReader(
            charset_of(os.environ), self.process_message, self.backlog, cast("GatedApp", app).own_keys
        )

    @property
    def dropped_input(self) -> int:
        """How many characters and sequences from the terminal were invalid, or too many at once."""
        return self._reader.dropped

    @property
    def reply_delay(self) -> float:
        """The seconds beyond a prompt reply that those of the terminal take of late."""
        return self._flow.reply_delay(time.monotonic())

    def run_input_thread(self) -> None:
        """Read input until the driver stops."""
        read_input(self.fileno, self._reader, self._input_stop)

    def _run_input_thread(self) -> None:
        """Run the input thread plainly: Textual's own shows a traceback on the terminal if it fails."""
        self.run_input_thread()

    def send_message(self, message: Message) -> None:
        """Post a message to the application, from any thread."""
        if isinstance(message, QUEUED_EVENTS):
            self.backlog.sent += 1
        self._app.post_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the columns and lines of the terminal that is drawn on."""
        return size_of(self._terminal_fd)

    def process_message(self, message: Message) -> None:
        """Handle what the terminal sends, and record when."""
        if isinstance(message, events.CursorPosition):
            self._flow.record_reply(time.monotonic())
            self._notify_if_ready()
            return
        if isinstance(message, TerminalAnswer):
            if self.on_answer is not None:
                self.on_answer(message.text)
            return
        if isinstance(message, events.InputEvent | events.Paste):
            self.last_input_at = time.monotonic()
        super().process_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal; in the background, once the shell gives it."""
        if not self._jobs.wait_for_foreground():
            self._take()

    def _take(self) -> None:
        """Take the terminal, or take it again after another program may have changed it; paint the whole screen."""
        self._flow, self._is_behind = FlowControl(), False
        self.taken += 1
        held = self._held if self._held is not None and self._held.is_held else None
        if self._writer is None:
            with suppress(termios.error):
                self.attrs_before = termios.tcgetattr(self.fileno) if held is None else held.attributes
            self._writer = TerminalWriter(self._terminal_fd)
            self._writer.start()
        else:
            # the keyboard mode pushed before is still in force
            self.write(POP_KEYBOARD)
        set_attributes(self.fileno, self._raw())
        # the last frame stays until the first one of the board is written over it
        self.write(TAKE_SCREEN + TAKE if held is None else TAKE)
        if held is not None:
            held.hand_over()
        if self.has_mouse:
            self.write(MOUSE_ON)
        if not constants.DISABLE_KITTY_KEY:
            self.write(PUSH_KEYBOARD)
        self._start_input()
        self._request_terminal_sync_mode_support()
        self._query_in_band_window_resize()
        self._probe()
        self._report_sizes_from_loop(lambda *_: None if self._in_band_window_resize else self._report_size())
        self._report_size()
        self._notify_if_ready()

    def redraw(self) -> None:
        """Set the terminal's modes again and paint the whole screen, after another program wrote on it."""
        if self._writer is not None:
            self.write(CLEAR)
            self._take()

    def use_mouse(self, *, is_wanted: bool) -> bool:
        """Take the mouse, or leave it to the terminal; return whether clicks came here before."""
        before, self.has_mouse = self.has_mouse, is_wanted
        if before is not is_wanted:
            self.write(MOUSE_ON if is_wanted else MOUSE_OFF)
        return before

    def _raw(self) -> TerminalState | None:
        """Return the terminal's original attributes, but with each key read at once and none as a signal."""
        if self.attrs_before is None:
            return None
        raw = [*self.attrs_before[:6], list(self.attrs_before[6])]
        raw[tty.IFLAG] = self._patch_iflag(raw[tty.IFLAG])
        raw[tty.LFLAG] = self._patch_lflag(raw[tty.LFLAG])
        raw[tty.CC][termios.VMIN] = 1
        return raw

    def _start_input(self) -> None:
        """Start the input thread, unless one that could not end while the terminal was left still runs."""
        if self._key_thread is not None and self._input_stop.is_requested:
            self._key_thread.join(_INPUT_JOIN_TIMEOUT)
        self._input_stop.withdraw()
        if self._key_thread is None or not self._key_thread.is_alive():
            self._key_thread = Thread(target=self._run_input_thread, name="bigboard-input", daemon=True)
            self._key_thread.start()

    def _report_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))

    def _report_sizes_from_loop(self, report_size: Callable[[int, FrameType | None], object]) -> None:
        """Read a new size from the loop, not from within the signal.

        A second signal may come between the reading of a size and its sending on: done at once, the newer size would
        overtake the older one, and the older one would stay.
        """

        def changed(number: int, _frame: FrameType | None) -> None:
            self._loop.call_soon_threadsafe(report_size, number, None)

        signal.signal(signal.SIGWINCH, changed)

    @property
    def _terminal_fd(self) -> int:
        assert self._file is not None, "the board is refused without a terminal to draw on"
        return self._file.fileno()

    def write(self, data: str) -> None:
        """Send the data and count its bytes; drop it while the terminal is not taken."""
        writer = self._writer
        if writer is None:
            # another program has the terminal; the whole screen is painted once it is taken again
            return
        encoded = data.encode("utf-8", "backslashreplace")
        self.meter.add(len(encoded), time.monotonic())
        self._flow.count_sent(len(encoded))
        writer.send(encoded)

    def flush(self) -> None:
        """End a frame; from time to time, ask the terminal how far it has read."""
        if self._flow.should_probe():
            self._probe()

    def _probe(self) -> None:
        # recorded first: the reply may arrive, on another thread, before the write returns
        self._flow.record_probe(time.monotonic())
        self.write(CURSOR_POSITION_REQUEST)

    def ask(self, question: str) -> None:
        """Send a question; an end meanwhile waits for the answer, or it would be typed into the shell."""
        self.write(question)
        self._probe()

    def suspend(self, refused: Callable[[], None]) -> None:
        """Give the terminal to the shell and stop; call `refused` where there is no shell."""
        self._jobs.suspend(refused)

    def begin_end(self) -> None:
        """Ignore stops and continuations from now on: the program is ending. Safe in any thread and in a signal."""
        self._jobs.end()

    def stop_application_mode(self) -> None:
        """Give the terminal back for good."""
        self._give_back()
        discard_input(self.fileno)
        self._jobs.close()

    def _give_back(self) -> None:
        """Give the terminal back as it was, unless that is done. Do not wait for one that does not read.

        Written from the background too, where a terminal may be set to stop processes that write.
        """
        if self._writer is None:
            if self._held is not None:
                self._held.give_back()
            return
        with temporary_handler(signal.SIGTTOU, signal.SIG_IGN):
            self.disable_input()
            set_attributes(self.fileno, self.attrs_before)
            self.write(self.before_leaving + LEAVE)
            writer = self._writer
            if not writer.stop(_FINAL_WAIT) or self._is_behind:
                writer.discard_unread()
                restore_terminal(self.fileno, self.attrs_before, self._terminal_fd, self.before_leaving)
            self._writer = None
            writer.close()

    def restore(self) -> None:
        """Give the terminal back by hand, from any thread, where the event loop cannot."""
        if writer := self._writer:
            writer.discard_unread()
            restore_terminal(self.fileno, self.attrs_before, self._terminal_fd, self.before_leaving)
        elif self._held is not None:
            self._held.restore()

    def disable_input(self) -> None:
        """Stop reading; wait briefly for a reply in transit, or it would be typed into the shell."""
        if self._key_thread is None or self._input_stop.is_requested:
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self.write(REPORTS_OFF)
        end = time.monotonic() + self._flow.final_wait
        while self._flow.may_reply(time.monotonic()) and time.monotonic() < end:
            time.sleep(_REPLY_CHECK_INTERVAL)
        self._is_behind |= self._flow.is_pending(time.monotonic())
        self._flow = FlowControl()
        self._input_stop.request()
        self._key_thread.join(_INPUT_JOIN_TIMEOUT)

    def is_ready(self) -> bool:
        """Return whether the terminal takes another frame now; one that is gone takes anything."""
        if self._writer is None:
            return True
        has_room = self._writer.waiting < _MAX_QUEUED and self._flow.can_send(time.monotonic())
        return has_room and self._writer.is_writable()

    def notify_when_ready(self, callback: Callable[[], None]) -> None:
        """Call back once in the event loop, as soon as the terminal may take another frame."""
        self._on_ready = callback
        if self._writer is not None:
            self._writer.notify_when_below(_MAX_QUEUED, self._notify_if_ready)

    def _notify_if_ready(self) -> None:
        """Call back if the terminal is ready: one of two reasons to wait has ended, the other may remain."""
        if self._on_ready is None:
            return
        if self.is_ready():
            # the thread that writes, the one that reads and the loop get here: only one of them calls back
            with self._ready_lock:
                callback, self._on_ready = self._on_ready, None
            if callback is not None:
                self._loop.call_soon_threadsafe(self._app.call_later, callback)
        elif self._writer is not None and self._flow.can_send(time.monotonic()):
            self._writer.notify_when_below(_MAX_QUEUED, self._notify_if_ready)
