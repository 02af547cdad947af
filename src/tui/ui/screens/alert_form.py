"""The form that makes a rule of alerts of the row under the cursor, or changes one."""

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message

from tui.domain.text import sanitize_line
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.alert_form import AlertForm
from tui.view.alert_form_lines import form_lines
from tui.view.board_state import BoardState
from tui.view.spans import Line

_STEPS: Final = {"up": -1, "shift+tab": -1, "down": 1, "tab": 1}
_MAX_PASTED: Final = 500


class AlertFormPane(ScrollView):
    """The fields, one a line, and the rule that they make; every key is its own.

    Args:
        form: as it begins.
        place: the name of the file that the rule is written into; empty where it holds for this run alone.
    """

    takes_text = True

    class Submitted(Message):
        """The rule is to be made, or changed."""

        def __init__(self, before: AlertForm, form: AlertForm) -> None:
            super().__init__()
            self.before = before
            """As the form began."""
            self.form = form

    def __init__(self, form: AlertForm, place: str) -> None:
        super().__init__(id="alert-form")
        self._before = self._form = form
        self._place = place
        self._message = ""
        self._first_field = 1

    def update(self, old: BoardState, new: BoardState) -> None:
        """Show the figures as they move."""

    def announce(self, text: str) -> None:
        """Show a message until the next key."""
        self._message = text
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the form."""
        shown = form_lines(self._form, self.state, self._message, self._place, size)
        self._first_field = shown.first_field
        return shown.lines

    def line_background(self, y: int) -> str | None:
        """Return the background of the field that the keys are on."""
        return self.board_theme.cursor if y == self._first_field + self._form.field else None

    def on_key(self, event: events.Key) -> None:
        """Type, choose, or go to another field; no key goes elsewhere."""
        event.stop()
        event.prevent_default()
        self._message = ""
        if event.key == "enter":
            self._submit()
        elif event.key == "escape":
            self.app.pop_screen()
            return
        elif event.key in _STEPS:
            self._form = self._form.moved(_STEPS[event.key])
        else:
            self._form = self._form.pressed(event.key, event.character)
        self.update_lines()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, cleaned like any outside text."""
        event.stop()
        self._form = self._form.pasted(sanitize_line(event.text, _MAX_PASTED))
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Go to the field that is clicked."""
        number = event.y - self._first_field
        if 0 <= number < len(self._form.fields):
            self._form = self._form.at(number)
            self.update_lines()

    def _scroll_by(self, lines: int) -> None:
        """Go to another field by the wheel."""
        self._form = self._form.at(self._form.field + (1 if lines > 0 else -1))
        self.update_lines()

    def _submit(self) -> None:
        fault = self._form.fault
        if fault is not None:
            self._message = str(fault)
        elif self._form.problem:
            self._message = self._form.problem
        else:
            self.post_message(self.Submitted(self._before, self._form))


class AlertFormScreen(OverlayScreen):
    """The form over the board."""

    has_input = True

    def __init__(self, form: AlertForm, place: str) -> None:
        super().__init__()
        self._pane = AlertFormPane(form, place)

    def pane(self) -> AlertFormPane:
        """Return the pane of the form."""
        return self._pane

    def announce(self, text: str) -> None:
        """Show a message on the bottom line."""
        self._pane.announce(text)
