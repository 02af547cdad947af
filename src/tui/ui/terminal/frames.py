"""When a frame may be painted: the reasons to hold frames back, and how fast data is painted."""

from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum, auto
from typing import Final, Protocol, cast

from rich.console import RenderableType
from textual import events
from textual.driver import Driver
from textual.screen import Screen

from tui.ui.terminal.shutdown import PlainlyEndingApp

MAX_WAIT: Final = 2.0
"""Seconds to which the wait between two flushes grows at most, unless the configured interval is longer."""
INPUT_PRIORITY: Final = 1.0
"""Seconds after a key during which data leaves a slow line to the keys."""
MAX_TICK: Final = 0.5
"""Maximum seconds between two checks of the terminal."""
CLOCK_INTERVAL: Final = 1.0
"""Seconds after which the clock moves on even if no data arrived."""
MAX_DATA_DELAY: Final = 4.0
"""Seconds after which data is painted even while keys are pressed."""


class FrameRateLimiter:
    """Decides when data is flushed to the screen; times are monotonic seconds.

    A flush that finds the line busy doubles the wait, one that finds it free halves it, down to the interval.

    Args:
        interval: seconds between two flushes on a line that keeps up.
    """

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.wait = interval
        self._tried_at = self._flushed_at = float("-inf")

    @property
    def tick(self) -> float:
        """Seconds between two checks of the line, however rarely data is painted."""
        return min(self.interval, MAX_TICK)

    def max_age(self, *, slow: bool) -> float:
        """Return the seconds within which a frame painted now is followed by another, on a line that takes it.

        Args:
            slow: whether the line is known to be slow, so that it will fall behind sooner or later.
        """
        if slow or self.is_slowed:
            return max(self.wait, MAX_DATA_DELAY) + self.tick
        return max(self.interval, CLOCK_INTERVAL) + self.tick

    @property
    def is_slowed(self) -> bool:
        """Whether the line did not keep up recently."""
        return self.wait > self.interval

    def is_due(self, now: float, last_input: float = float("-inf")) -> bool:
        """Return whether to flush now, with the last key pressed at `last_input`."""
        # ticks come a little early or late; one that is a little early must not cost a whole wait
        if now - self._tried_at < self.wait - self.interval / 2:
            return False
        keys_first = self.is_slowed and now - last_input < INPUT_PRIORITY and now - self._flushed_at < MAX_DATA_DELAY
        return not keys_first

    def record(self, now: float, *, free: bool) -> None:
        """Record a flush, and whether it found the line free."""
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


class HoldReason(Enum):
    """Why frames are held back."""

    STARTING = auto()
    """The first one is not complete yet."""
    RESIZING = auto()
    """The size may still change: a drag is many sizes."""
    BUSY = auto()
    """The terminal does not take more."""


class FrameGate:
    """Decides whether a frame may be painted now; one full frame follows in place of those held back.

    Args:
        app: whose frames these are.
        interval: seconds between two flushes of data on a line that keeps up.
        retry: called once the terminal is ready again.
    """

    def __init__(self, app: "GatedApp", interval: float, retry: Callable[[], None]) -> None:
        self._app = app
        self._retry = retry
        self.rate = FrameRateLimiter(interval)
        self._reasons: set[HoldReason] = set()
        self._batch = ExitStack()
        self._is_frame_owed = False

    @property
    def is_holding(self) -> bool:
        """Whether frames are held back, for any reason."""
        return bool(self._reasons)

    def check_terminal(self) -> bool:
        """Hold frames back while the terminal takes none, release them once it does; return whether it does."""
        sink = self._app.frame_sink
        if sink is None or sink.is_ready():
            self.release(HoldReason.BUSY)
            return True
        self.hold(HoldReason.BUSY)
        sink.notify_when_ready(self._retry)
        return False

    def start_flush(self, now: float) -> bool:
        """Record a flush of data at this monotonic time; return whether the terminal takes it."""
        is_ready = self.check_terminal()
        self.rate.record(now, free=is_ready)
        return is_ready

    def is_held(self, reason: HoldReason) -> bool:
        """Return whether frames are held back for this reason."""
        return reason in self._reasons

    def hold(self, reason: HoldReason) -> None:
        """Paint nothing until this reason is released."""
        if not self._reasons:
            self._batch.enter_context(self._app.batch_update())
        self._reasons.add(reason)

    def request_full_frame(self) -> None:
        """Have the whole screen painted once nothing holds it back, in place of a frame that was not painted."""
        self._is_frame_owed = True

    def release(self, reason: HoldReason) -> None:
        """Drop this reason; with the last one, paint the frame that is owed."""
        if reason not in self._reasons:
            return
        self._reasons.remove(reason)
        if self._reasons:
            return
        self._batch.close()
        if self._is_frame_owed:
            self._is_frame_owed = False
            self._mark_all_dirty()
        self._app.screen.check_idle()

    def _mark_all_dirty(self) -> None:
        """Make it one frame. A layout that is due paints too: what is dirty is part of it, not of a second frame."""
        screen = self._app.screen
        screen.refresh()
        screen._dirty_widgets.add(screen)  # noqa: SLF001 - what Textual itself does, one step earlier
        screen._repaint_required = False  # noqa: SLF001 - likewise

    def lay_out(self) -> bool:
        """Lay the screen out at once if that is due, even while frames are held back; return whether it was due."""
        screen = self._app.screen
        if not screen._layout_required:  # noqa: SLF001 - what the screen's own timer checks
            return False
        if self._app._batch_count:  # noqa: SLF001 - likewise; while a frame is held even panel sizes stay as they were
            screen._refresh_layout()  # noqa: SLF001 - likewise
            screen._layout_required = False  # noqa: SLF001 - likewise
        else:
            self.paint_now()
        return True

    def paint_now(self) -> None:
        """Paint at once what is due, not with the screen's next tick, which is up to 16 ms away."""
        self._app.screen._on_timer_update()  # noqa: SLF001 - what that tick calls


class GatedApp(PlainlyEndingApp):
    """An application whose frames can be held back."""

    def __init__(self, *, driver_class: type[Driver] | None = None, ansi_color: bool = False, interval: float) -> None:
        super().__init__(driver_class=driver_class, ansi_color=ansi_color)
        self.frames = FrameGate(self, interval, self.flush_if_due)
        self.on_first_frame: Callable[[], None] | None = None
        """Called once the first frame is painted, or owed to a busy terminal: slow loading waits for it."""

    @property
    def frame_sink(self) -> FrameSink | None:
        """The terminal that frames go to; None where it takes any number."""
        return None

    def flush_if_due(self) -> None:
        """Show the latest data if it is time to."""
        raise NotImplementedError

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's own, which drops a frame made while frames are held back; that one is owed."""
        if renderable is not None and self.frames.is_holding:
            self.frames.request_full_frame()
        super()._display(screen, renderable)

    def post_display_hook(self) -> None:
        """Hold frames back while the terminal has not read this one: what changes meanwhile is collected.

        Textual forgets what was dirty once it begins a frame, so a frame refused later costs a full one.
        """
        sink = self.frame_sink
        if self.is_running and not self.frames.is_holding and sink is not None and not sink.is_ready():
            # once the frame and whatever goes with it is complete
            self.call_later(self.frames.check_terminal)

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

    def _compositor_refresh(self) -> None:
        """Textual's own, where a frame may be painted; without this override the program is only slower."""
        frames = cast("GatedApp", self.app).frames
        if frames.is_holding:
            frames.request_full_frame()
        else:
            super()._compositor_refresh()
