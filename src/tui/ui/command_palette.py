"""The command palette."""

from textual.command import CommandPalette
from textual.widgets import Input


class Commands(CommandPalette):
    """Textual's own, on a ground of its own and with a cursor that stands still.

    A board that shows through would have to be sent again in dimmer colours, and again with each change; and figures
    that stand still behind the palette could not be told from those of now.
    """

    CSS = "Commands { background: $background; }"

    def __init__(self) -> None:
        super().__init__(id="--command-palette")

    def on_mount(self) -> None:
        """No blinking: each blink is sent to the terminal."""
        self.query_one(Input).cursor_blink = False
