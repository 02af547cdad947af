"""When a frame may be painted: the reasons to block frames, and how fast data is painted."""

from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Protocol, cast

from rich.console import RenderableType
from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import Screen

from tui.ui.terminal.shutdown import CrashReportingApp

if TYPE_CHECKING:
    from tui.ui.terminal.held_terminal import HeldTerminal

MAX_WAIT: Final = 2.0
"""Seconds to which the wait between two flushes grows at most, unless the configured interval is longer."""
INPUT_PRIORITY: Final = 1.0
"""Seconds after a key during which data leaves a slow line to the keys."""
MAX_CHECK_INTERVAL: Final = 0.5
"""Maximum seconds between two checks whether the terminal takes a frame."""
CLOCK_INTERVAL: Final = 1.0
"""Seconds after which the clock moves on even if no data arrived."""
MAX_DATA_DELAY: Final = 4.0
"""Seconds after which data is painted even while keys are pressed."""


class FrameRateLimiter:
    """Decides when data is flushed to the screen; times are monotonic seconds.

    A flush that finds the terminal busy doubles the wait, one that finds it free halves it, down to the interval.

    Args:
        interval: seconds between two flushes on a terminal that keeps up.
    """

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.wait = interval
        self._tried_at = self._flushed_at = float("-inf")

    @property
    def check_interval(self) -> float:
        """Seconds between two checks of the terminal, however rarely data is painted."""
        return min(self.interval, MAX_CHECK_INTERVAL)

    def max_age(self, *, slow: bool) -> float:
        """Return the maximum seconds from a frame painted now to the next, on a terminal that takes both.

        Args:
            slow: whether the connection is known to be slow, so that it will fall behind sooner or later.
        """
        if slow or self.is_slowed:
            return max(self.wait, MAX_DATA_DELAY) + self.check_interval
        return max(self.interval, CLOCK_INTERVAL) + self.check_interval

    @property
    def is_slowed(self) -> bool:
        """Whether the terminal did not keep up recently."""
        return self.wait > self.interval

    def is_due(self, now: float, last_input: float = float("-inf")) -> bool:
        """Return whether to flush now, with the last key pressed at `last_input`."""
        # the timer fires a little early or late; a check that comes a little early must not wait for the next
        if now - self._tried_at < self.wait - self.interval / 2:
            return False
        keys_first = self.is_slowed and now - last_input < INPUT_PRIORITY and now - self._flushed_at < MAX_DATA_DELAY
        return not keys_first

    def record(self, now: float, *, free: bool) -> None:
        """Record a flush, and whether it found the terminal free."""
        self._tried_at = now
        if free:
            self._flushed_at = now
            self.wait = max(self.interval, self.wait / 2)
        else:
            self.wait = min(max(self.interval, MAX_WAIT), self.wait * 2)


class FrameSink(Protocol):
    """A terminal that knows whether it can take another frame."""

    def is_ready(self) -> bool:
        """Return whether it takes another frame now."""

    def notify_when_ready(self, callback: Callable[[], None]) -> None:
        """Call back once in the event loop, as soon as it may take another frame."""


class FrameWatcher(Protocol):
    """Something that lies over the frames, such as a picture."""

    def note_frame(self, frame: RenderableType) -> None:
        """Note what a frame writes on."""

    def after_frame(self) -> None:
        """Show what belongs over a frame that is painted."""


class BlockReason(Enum):
    """Why frames are blocked."""

    LAYOUT = auto()
    """The screen is not laid out yet for a frame that shows all of it: the first one, and that of the first quotes."""
    RESIZING = auto()
    """The size may still change: a drag is many sizes."""
    BUSY = auto()
    """The terminal does not take more."""


class FrameGate:
    """Decides whether a frame may be painted now; one full frame follows in place of those that may not.

    Args:
        app: whose frames these are.
        interval: seconds between two flushes of data on a terminal that keeps up.
        retry: called once the terminal is ready again.
    """

    def __init__(self, app: "GatedApp", interval: float, retry: Callable[[], None]) -> None:
        self._app = app
        self._retry = retry
        self.rate = FrameRateLimiter(interval)
        self._reasons: set[BlockReason] = set()
        self._batch = ExitStack()
        self._needs_full_frame = False

    def may_paint(self) -> bool:
        """Return whether a frame may be painted now; if not, one full frame is painted later in its place."""
        if self._reasons:
            self._needs_full_frame = True
        return not self._reasons

    def is_flush_due(self, now: float, last_input: float) -> bool:
        """Return whether it is time to flush data; both in monotonic seconds.

        Where it is not, the terminal is still checked: it may take frames again, or none any more.
        """
        if self.rate.is_due(now, last_input):
            return True
        self._check_terminal()
        return False

    def start_flush(self, now: float) -> bool:
        """Record a flush of data at this monotonic time; return whether the terminal takes it."""
        is_ready = self._check_terminal()
        self.rate.record(now, free=is_ready)
        return is_ready

    def frame_painted(self) -> None:
        """Block frames while the terminal has not read this one: what changes meanwhile is collected.

        Textual forgets what was dirty once it begins a frame, so a frame refused later costs a full one.
        """
        if not self._reasons and not self._is_terminal_ready():
            # once the frame and whatever goes with it is complete
            self._app.call_later(self._check_terminal)

    def _check_terminal(self) -> bool:
        """Block frames while the terminal takes none, release them once it does; return whether it does."""
        if self._is_terminal_ready():
            self.release(BlockReason.BUSY)
            return True
        self.block(BlockReason.BUSY)
        if sink := self._app.frame_sink:
            sink.notify_when_ready(self._retry)
        return False

    def _is_terminal_ready(self) -> bool:
        sink = self._app.frame_sink
        return sink is None or sink.is_ready()

    def is_blocked(self, reason: BlockReason) -> bool:
        """Return whether frames are blocked for this reason."""
        return reason in self._reasons

    def block(self, reason: BlockReason) -> None:
        """Paint nothing until this reason is released."""
        if not self._reasons:
            self._batch.enter_context(self._app.batch_update())
        self._reasons.add(reason)

    def request_full_frame(self) -> None:
        """Have the whole screen painted once nothing blocks it, in place of a frame that was not painted."""
        self._needs_full_frame = True

    def paint_whole(self) -> None:
        """Paint the whole screen, laid out as it is by now, once nothing else blocks it."""
        self.request_full_frame()
        self.release(BlockReason.LAYOUT)
        self.paint_now()

    def release(self, reason: BlockReason) -> None:
        """Drop this reason; with the last one, paint the full frame that is needed."""
        if reason not in self._reasons:
            return
        self._reasons.remove(reason)
        if self._reasons:
            return
        self._batch.close()
        if self._needs_full_frame:
            self._needs_full_frame = False
            self._mark_all_dirty()
        self._app.screen.check_idle()

    def _mark_all_dirty(self) -> None:
        """Have the screen painted in one frame: a layout that is due includes what is dirty, so no second follows."""
        screen = self._app.screen
        screen.refresh()
        screen._dirty_widgets.add(screen)  # noqa: SLF001 - what Textual itself does, one step earlier
        screen._repaint_required = False  # noqa: SLF001 - Textual clears it when it adds the screen

    def lay_out(self) -> bool:
        """Lay the screen out at once if that is due, even while frames are blocked; return whether it was due."""
        screen = self._app.screen
        if not screen._layout_required:  # noqa: SLF001 - the screen's own timer checks it
            return False
        if self._app._batch_count:  # noqa: SLF001 - the screen's own timer does nothing while it is not 0
            screen._refresh_layout()  # noqa: SLF001 - that timer calls it
            screen._layout_required = False  # noqa: SLF001 - that timer clears it
        else:
            self.paint_now()
        return True

    def paint_now(self) -> None:
        """Paint at once what is due: the screen's own timer may take another 16 ms."""
        self._app.screen._on_timer_update()  # noqa: SLF001 - what that timer calls


class GatedApp(CrashReportingApp):
    """An application whose frames can be blocked."""

    def __init__(self, *, driver_class: type[Driver] | None = None, ansi_color: bool = False, interval: float) -> None:
        super().__init__(driver_class=driver_class, ansi_color=ansi_color)
        self.frames = FrameGate(self, interval, self.flush_if_due)
        self.on_first_frame: Callable[[], None] | None = None
        """Called once the first frame is painted, or due on a busy terminal: slow loading waits for it."""
        self.pictures: FrameWatcher | None = None
        """What is shown over the frames, once the user has asked for it."""
        self.held_terminal: HeldTerminal | None = None
        """The terminal with the last frame on it, for the driver; None where it shows none."""

    @property
    def own_keys(self) -> frozenset[str]:
        """The keys that the user chose, as Textual names them."""
        return frozenset()

    @property
    def frame_sink(self) -> FrameSink | None:
        """The terminal that frames are sent to; None where it takes any number."""
        return None

    def flush_if_due(self) -> None:
        """Show the latest data if it is time to."""
        raise NotImplementedError

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Do what Textual does, which drops a frame made while frames are blocked; the gate replaces that frame."""
        if renderable is not None:
            self.frames.may_paint()
            if self.pictures is not None:
                self.pictures.note_frame(renderable)
        super()._display(screen, renderable)

    def post_display_hook(self) -> None:
        """Let the gate see whether the terminal takes another frame after this one."""
        if self.is_running:
            self.frames.frame_painted()
            if self.pictures is not None:
                self.pictures.after_frame()

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Keep the focus while another window has the keys: nothing here looks different.

        Textual would take it away and restyle everything, now and on the way back.
        """
        event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Keep everything as it is when the keys come back."""
        event.prevent_default()


class GatedScreen(Screen[None]):
    """A screen that renders no frame which would be dropped, and none while another screen covers it."""

    @property
    def is_current(self) -> bool:
        """Whether it is in front.

        Textual counts the screen below as well, for the sake of a translucent one above, and paints the whole of
        that one for each cell that changes below. None here is translucent, and what comes to the front again is
        painted in full.
        """
        return super().is_current and self.app.screen is self

    def _screen_resized(self, _size: Size) -> None:
        """Lay out for the size that the terminal has now, whichever is announced.

        A layout for another size announces that one in turn: two of them in the queue would follow each other for ever.
        """
        super()._screen_resized(self.app.size)

    def _compositor_refresh(self) -> None:
        """Render a frame as Textual does, if one may be painted; without this the program is only slower."""
        if cast("GatedApp", self.app).frames.may_paint():
            super()._compositor_refresh()
