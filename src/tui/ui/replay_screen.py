"""The screen of a recorded day: the board with the keys that play it."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from tui.ui.board_screen import BoardScreen
from tui.ui.key_hints import Hints
from tui.view.board_state import BoardState

REPLAY_BINDINGS: Final[Sequence[Binding]] = (
    Binding("space", "app.pause", "Pause the recorded day, or go on", id="replay.pause"),
    Binding("F", "app.replay_minutes(1)", "A minute ahead", id="replay.minute"),
    Binding("B", "app.replay_minutes(-1)", "A minute back", id="replay.minute-back"),
    Binding("asterisk", "app.replay_change(1)", "To the next change", id="replay.change", key_display="*"),
    Binding("number_sign", "app.replay_change(-1)", "To the change before", id="replay.change-back", key_display="#"),
    Binding("equals_sign", "app.replay_speed(1)", "Faster", id="replay.faster", key_display="="),
    Binding("underscore", "app.replay_speed(-1)", "Slower", id="replay.slower", key_display="_"),
    Binding("at", "app.command_line('jump ')", "To a time, a move or an article", id="replay.jump", key_display="@"),
    Binding("percent_sign", "app.replay_move", "To the next large move", id="replay.move", key_display="%"),
    Binding("tilde", "app.replay_article", "To the next article", id="replay.article", key_display="~"),
)
_HINTS: Final[Hints] = (
    ("replay.minute-back replay.minute", "minute"),
    ("replay.slower replay.faster", "speed"),
    ("replay.jump", "jump"),
)


class ReplayScreen(BoardScreen):
    """The board with the keys of a replay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(each for each in BoardScreen.BINDINGS if not (isinstance(each, Binding) and each.id == "app.pause")),
        *REPLAY_BINDINGS,
    ]

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Show the keys of what can be done now as well."""
        super().watch_state(old, new)
        if (old.replay and old.replay.is_paused) is not (new.replay and new.replay.is_paused):
            self.show_hints()

    @property
    def _pause_hint(self) -> tuple[str, str]:
        is_paused = self.state.replay is not None and self.state.replay.is_paused
        return "replay.pause", "play" if is_paused else "pause"

    def grid_hints(self) -> Hints:
        """Return the usual hints, with those that play the day after help."""
        first, *others = super().grid_hints()
        return (first, self._pause_hint, *_HINTS, *(hint for hint in others if hint[0] != "app.pause"))

    def side_hints(self) -> Hints:
        """Return the hints of the side pane that has the keys, with the one that pauses the day after the way back."""
        first, back, *others = super().side_hints()
        return (first, back, self._pause_hint, *others)
