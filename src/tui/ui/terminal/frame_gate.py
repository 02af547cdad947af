"""When the screen is painted, and when a frame is held back because it would be lost, half done or too many."""

from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum, auto
from typing import cast

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from tui.ui.terminal.shutdown import PlainlyEndingApp


class HoldReason(Enum):
    """Why frames are held back."""

    BEGINNING = auto()
    """The first one is not whole yet."""
    RESIZING = auto()
    """The size may still change: a drag is many sizes."""
    UNHEARD = auto()
    """The terminal does not take it."""


class FrameGate:
    """Holds frames back for as long as there is a reason, and lets one follow that shows what they would have shown."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._reasons: set[HoldReason] = set()
        self._batch = ExitStack()
        self._owed = False

    def is_held(self, reason: HoldReason | None = None) -> bool:
        """Whether frames are held back, for this reason or for any."""
        return bool(self._reasons) if reason is None else reason in self._reasons

    def hold(self, reason: HoldReason) -> None:
        """Paint nothing until this reason has gone."""
        if not self._reasons:
            self._batch.enter_context(self._app.batch_update())
        self._reasons.add(reason)

    def request_full_frame(self) -> None:
        """A frame would have been painted, and was not: the whole screen follows once nothing holds it back."""
        self._owed = True

    def release(self, reason: HoldReason) -> None:
        """This reason has gone; with the last one what is owed is painted."""
        if reason not in self._reasons:
            return
        self._reasons.remove(reason)
        if self._reasons:
            return
        self._batch.close()
        if self._owed:
            self._owed = False
            self._mark_whole()
        self._app.screen.check_idle()

    def _mark_whole(self) -> None:
        """One frame of the whole screen. A layout that is due paints too: what is dirty goes with it, not after it."""
        screen = self._app.screen
        screen.refresh()
        screen._dirty_widgets.add(screen)  # noqa: SLF001 - what Textual itself does, one step earlier
        screen._repaint_required = False  # noqa: SLF001 - likewise

    def lay_out(self) -> bool:
        """Lay the screen out at once if that is due, whether or not the frame is held back; whether it was due."""
        screen = self._app.screen
        if not screen._layout_required:  # noqa: SLF001 - what the tick of the frames looks at
            return False
        if self._app._batch_count:  # noqa: SLF001 - likewise; a held frame keeps even the sizes of panels as they were
            screen._refresh_layout()  # noqa: SLF001 - likewise
            screen._layout_required = False  # noqa: SLF001 - likewise
        else:
            self.paint_now()
        return True

    def paint_now(self) -> None:
        """Paint at once what is due, not with the next tick of the frames, which is up to 16 ms away."""
        self._app.screen._on_timer_update()  # noqa: SLF001 - what that tick calls


class GatedApp(PlainlyEndingApp):
    """An application whose frames can be held back."""

    def __init__(self, *, driver_class: type[Driver] | None = None, ansi_color: bool = False) -> None:
        super().__init__(driver_class=driver_class, ansi_color=ansi_color)
        self.frames = FrameGate(self)
        self.on_first_frame: Callable[[], None] | None = None
        """Called once the first frame is painted, or owed to a terminal that takes none: slow loading waits for it."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's own; it drops a frame that is made while frames are held back, and that is owed."""
        if renderable is not None and self.frames.is_held():
            self.frames.request_full_frame()
        super()._display(screen, renderable)

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Another window has the keys: nothing here looks different, and the pane that has them here keeps them.

        Textual would take the focus from it and work out the style of everything anew, now and on the way back.
        """
        event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """The keys are here again: likewise."""
        event.prevent_default()


class GatedScreen(Screen[None]):
    """A screen that works out no frame which would be dropped, and none while another screen covers it."""

    @property
    def is_current(self) -> bool:
        """Whether it is in front.

        Textual counts the screen below as well, for the sake of a translucent one above, and paints the whole of
        that one for each cell that changes below. None here is translucent, and what comes to the front again is
        painted whole.
        """
        return super().is_current and self.app.screen is self

    def _compositor_refresh(self) -> None:
        """Textual's own, where frames are not held back; without this override the program is only slower."""
        frames = cast("GatedApp", self.app).frames
        if frames.is_held():
            frames.request_full_frame()
        else:
            super()._compositor_refresh()
