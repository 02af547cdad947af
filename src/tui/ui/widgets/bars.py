"""The fixed lines of the board: status bar, footer and rule, and the notice where there is no room for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import LineWidget, StateWidget
from tui.view import footer, status_bar
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.panel_layout import MIN_HEIGHT, MIN_WIDTH
from tui.view.spans import Line, Span, Tone
from tui.view.tab_strip import TabLabel, strip_line, tab_at, tab_labels
from tui.view.tabs import ALL

MAX_FILTER_LENGTH: Final = 60
"""Characters of a filter; any more are dropped."""
_MESSAGE_DURATION: Final = timedelta(seconds=5)


class StatusBar(StateWidget):
    """The line at the top: which sources respond, since when and when next, and what is wrong."""

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the one line."""
        return [status_bar.status_line(self.state, size.width)]


class Footer(LineWidget, can_focus=True):
    """The line at the bottom: messages, key hints, the filter. It has the focus only while a filter is typed."""

    FOCUS_ON_CLICK = False
    takes_text = True
    """Whether keys are text here, and begin no sequence."""

    class FilterTyped(Message):
        """The filter was changed to this text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class FilterDone(Message):
        """The filter is complete: applied with enter, dropped with escape."""

    class HintClicked(Message):
        """A key hint was clicked: the number of it, from 0."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    grid: var[GridStatus] = var(GridStatus)
    message: var[str] = var("")
    hints: var[tuple[tuple[str, str], ...]] = var(())
    """Key and word of each hint, most useful first."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._filter = ""
        self._message_until = datetime.min.replace(tzinfo=UTC)
        self._link: str | None = None
        self._hidden_link: str | None = None
        """That of the message which the last key has hidden."""
        self._is_reply = False
        """Whether the message answers what the user did, and is to be read before any news."""
        self._news: tuple[str, ...] = ()
        """What waits until the reply has been read."""

    def start_filter(self, text: str) -> None:
        """Take the focus and edit this filter."""
        self._filter = text
        self.focus()

    def announce(self, text: str, now: datetime, link: str | None = None) -> None:
        """Show a message for a while, about this link if any; an empty one hides the last."""
        self.message, self._link, self._is_reply = text, link, bool(text)
        self._message_until = now + _MESSAGE_DURATION if text else now

    def announce_news(self, text: str, now: datetime) -> None:
        """Show news that the user did not ask for: at once, or once the reply that is shown has been read."""
        if self.message and self._is_reply:
            self._news = (*self._news, text)
        else:
            self.announce(text, now)
            self._is_reply = False

    def hide_reply(self) -> None:
        """Hide the reply to what the user did before: another key has come. News stay, and what waits comes next."""
        self._hidden_link = self._link if self.message else None
        if self._is_reply:
            self.announce("", datetime.min.replace(tzinfo=UTC))

    @property
    def text_to_copy(self) -> str | None:
        """The link that the message is about, while it is shown, and for the key that hides it."""
        return self._link if self.message else self._hidden_link

    def expire_message(self, now: datetime) -> None:
        """Hide a message that has been shown long enough, and show the news that waits for it."""
        if now < self._message_until:
            return
        news, self._news = self._news, ()
        if news:
            self.announce(" · ".join(news), now)
            self._is_reply = False
        elif self.message:
            self.message = ""

    def watch_grid(self) -> None:
        """Show where the grid's cursor is."""
        self.update_lines()

    def watch_message(self) -> None:
        """Show the message, or the hints again."""
        self.update_lines()

    def watch_hints(self) -> None:
        """Show other key hints."""
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the one line."""
        if self.has_focus:
            return [footer.filter_prompt(self._filter, self.grid, size.width)]
        return [footer.footer_line(self.hints, self.message, self.grid, size.width)]

    def kept_lines(self) -> Sequence[Line]:
        """Return the keys and the position, whatever is announced or typed."""
        return [footer.footer_line(self.hints, "", self.grid._replace(sort_choices=()), self.size.width)]

    def on_key(self, event: events.Key) -> None:
        """Edit the filter; the grid follows each key."""
        match event.key:
            case "enter" | "tab":
                if not self.grid.filter_error:  # the line says what is wrong, and stays
                    self.post_message(self.FilterDone())
            case "escape":
                self._edit("")
                self.post_message(self.FilterDone())
            case "backspace" if not self._filter:
                self.post_message(self.FilterDone())
            case "backspace":
                self._edit(self._filter[:-1])
            case "ctrl+u" | "ctrl+w":
                self._edit("" if event.key == "ctrl+u" else self._filter.rstrip().rpartition(" ")[0])
            case _ if event.is_printable and event.character:
                self._edit(self._filter + event.character)
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Report the hint that is clicked."""
        number = footer.hint_at(self.hints, self.message, self.grid, self.size.width, event.x)
        if number is not None and not self.has_focus:
            self.post_message(self.HintClicked(number))

    def on_paste(self, event: events.Paste) -> None:
        """Add pasted text, cleaned like any outside text."""
        self._edit(self._filter + sanitize_line(event.text, MAX_FILTER_LENGTH))
        event.stop()

    def _edit(self, text: str) -> None:
        self._filter = text[:MAX_FILTER_LENGTH]
        self.post_message(self.FilterTyped(self._filter.strip()))
        self.update_lines()


class TabStrip(StateWidget):
    """The tabs on a horizontal line, with a joint where each line between the panes begins."""

    class Chosen(Message):
        """A tab was clicked: the number of it, from 0."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    joints: var[tuple[int, ...]] = var(())
    """The cells at which lines below it begin."""
    active: var[str] = var(ALL)
    """The name of the tab that is shown."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._labels: Sequence[TabLabel] = ()

    def update(self, old: BoardState, new: BoardState) -> None:
        """Count the directions of each tab anew where the market, the tabs or what is closed have changed."""
        is_changed = new.market.quotes is not old.market.quotes or new.tabs is not old.tabs
        is_changed = is_changed or new.alerted != old.alerted or new.closed_markets != old.closed_markets
        if is_changed or not self._labels:
            self._labels = tab_labels(new.tabs, new.market, new.closed_markets, new.alerted)

    def watch_joints(self) -> None:
        """Move the joints."""
        self.update_lines()

    def watch_active(self) -> None:
        """Mark the tab that is shown."""
        self.update_lines()

    @property
    def _active_number(self) -> int:
        return next((n for n, tab in enumerate(self.state.tabs) if tab.name == self.active), 0)

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the one line."""
        return [strip_line(self._labels, self._active_number, size.width, self.joints)]

    def kept_lines(self) -> Sequence[Line]:
        """Return the tabs without the marks of closed markets, which the first frame of a start does not know."""
        labels = [label._replace(is_closed=False, is_alerted=False) for label in self._labels]
        return [strip_line(labels, self._active_number, self.size.width, self.joints)]

    def on_click(self, event: events.Click) -> None:
        """Report the tab that is clicked."""
        number = tab_at(self._labels, self._active_number, self.size.width, event.x)
        if number is not None:
            self.post_message(self.Chosen(number))


class Divider(LineWidget):
    """A vertical line between two panes."""

    DEFAULT_CSS = "Divider { width: 1; height: 1fr; }"

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return one cell per line."""
        return [(Span("│", Tone.RULE),)] * size.height


class TooSmall(LineWidget):
    """A notice in place of a screen in a terminal that is too small, with the size that it needs.

    Args:
        needs: columns and lines of the smallest terminal that will do.
        id: of the widget.
    """

    def __init__(
        self,
        needs: tuple[int, int] = (MIN_WIDTH, MIN_HEIGHT),
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._needs = "{}x{}".format(*needs)

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the message, wrapped to the width there is."""
        text = f"too small: {self.app.size.width}x{self.app.size.height}, needs {self._needs}"
        from tui.view.wrapping import wrap  # noqa: PLC0415 - a terminal usually has room

        return [(Span(line, Tone.WARN),) for line in wrap(text, max(1, size.width))]
