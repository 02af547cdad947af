"""The toast that says what has just rung."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from textual import events
from textual.geometry import Offset, Size
from textual.message import Message

from tui.ui.rendering.line_widget import StateWidget
from tui.view.board_state import BoardState
from tui.view.spans import Line

if TYPE_CHECKING:
    from tui.domain.events import Alert

TOAST_DURATION: Final = timedelta(seconds=12)
_TOAST_WIDTH: Final = 50
_MIN_FOR_TOAST: Final = Size(60, 16)
"""The board that has room for one."""
_AWAY: Final = Offset(0, 10_000)
"""Beyond any screen: what moves is painted where it was and where it is; what comes or goes repaints everything."""


class AlertToast(StateWidget):
    """What has just rung, over a corner of the board, for a while or until it is acknowledged."""

    DEFAULT_CSS = "AlertToast { layer: over; position: absolute; width: 1; }"

    class Clicked(Message):
        """The list is to be opened."""

    def __init__(self) -> None:
        super().__init__(id="alert-toast")
        self.add_class("over")
        self.styles.offset = _AWAY
        self._alerts: tuple[Alert, ...] = ()
        self._key = ""
        self._until = datetime.min.replace(tzinfo=UTC)
        self._board_size = Size()

    @property
    def is_shown(self) -> bool:
        """Whether it is over the board."""
        return bool(self._alerts)

    def show(self, alerts: "Sequence[Alert]", key: str) -> None:
        """Show what has rung, beside what is shown already, where there is room.

        Args:
            alerts: at least one, the latest last.
            key: opens the list.
        """
        width, height = self._board_size = self.app.size
        if width < _MIN_FOR_TOAST.width or height < _MIN_FOR_TOAST.height:
            return
        self._alerts, self._key = (*self._alerts, *alerts), key
        self._until = self.state.shown_at + TOAST_DURATION
        cells = min(_TOAST_WIDTH, width - 4)
        lines = len(self._lines_of(cells))
        self.styles.width, self.styles.height = cells, lines
        self.styles.offset = Offset(width - cells - 1, height - lines - 2)
        self.update_lines()

    def hide(self) -> None:
        """Say nothing any more."""
        if self._alerts:
            self._alerts = ()
            self.styles.offset = _AWAY

    def update(self, old: BoardState, new: BoardState) -> None:
        """Go once it has been seen for long enough, or all of it was acknowledged."""
        if not self._alerts:
            return
        keys = {(str(each.rule), subject) for each in self._alerts for subject in (str(each.subject), "")}
        is_seen = new.alerts is not old.alerts and new.alerts and keys.isdisjoint(new.alerts.unacknowledged)
        if is_seen or new.shown_at >= self._until or self._board_size != self.app.size:
            self.hide()

    def _lines_of(self, cells: int) -> list[Line]:
        from tui.view.alerts import toast_lines  # noqa: PLC0415 - nothing has rung at the start

        return toast_lines(self._alerts, self.state.time_of_day, self._key, cells)

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return what has rung."""
        return self._lines_of(size.width) if self._alerts else ()

    def line_background(self, _y: int) -> str | None:
        """Return the background that sets it off from the board."""
        return self.board_theme.cursor

    def on_click(self, event: events.Click) -> None:
        """Open the list of alerts."""
        event.stop()
        self.hide()
        self.post_message(self.Clicked())
