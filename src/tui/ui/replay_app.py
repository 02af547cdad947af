"""The board of a recorded day: the keys that play it, and what is said of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding, BindingType

from tui.domain.tape import Move
from tui.ui.app import BoardApp
from tui.ui.board_screen import BoardScreen
from tui.ui.key_hints import Hints
from tui.view.board_state import BoardState
from tui.view.replay import REPLAYED, Jump, ReplayStatus, found_text

if TYPE_CHECKING:
    from tui.domain.tape import ArticleSeen
    from tui.engine.replay import ReplayFeed

REPLAY_BINDINGS: Final[Sequence[Binding]] = (
    Binding("space", "app.pause", "Pause the recorded day, or go on", id="replay.pause"),
    Binding("L,shift+right", "app.replay_minutes(1)", "A minute ahead", id="replay.minute"),
    Binding("H,shift+left", "app.replay_minutes(-1)", "A minute back", id="replay.minute-back"),
    Binding("semicolon", "app.replay_change(1)", "To the next change", id="replay.change", key_display=";"),
    Binding("comma", "app.replay_change(-1)", "To the change before", id="replay.change-back", key_display=","),
    Binding("F", "app.replay_speed(1)", "Faster", id="replay.faster"),
    Binding("D", "app.replay_speed(-1)", "Slower", id="replay.slower"),
    Binding("at", "app.command_line('jump ')", "To a time, a move or an article", id="replay.jump", key_display="@"),
    Binding("percent_sign", "app.replay_move", "To the next large move", id="replay.move", key_display="%"),
    Binding("A", "app.replay_article", "To the next article", id="replay.article"),
)
_HINTS: Final[Hints] = (
    ("replay.minute-back replay.minute", "minute"),
    ("replay.slower replay.faster", "speed"),
    ("replay.jump", "jump"),
)
_USUAL_MOVE: Final = Decimal(1)
"""Percent of a move that is jumped to, until the user names another size."""


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

    def grid_hints(self) -> Hints:
        """Return the usual hints, with those that play the day after help."""
        is_paused = self.state.replay is not None and self.state.replay.is_paused
        first, *others = super().grid_hints()
        pause = ("replay.pause", "play" if is_paused else "pause")
        return (first, pause, *_HINTS, *(hint for hint in others if hint[0] != "app.pause"))


class ReplayApp(BoardApp):
    """The board's application on a recorded day.

    Args:
        replay: what plays it.
        day: which it is.
        zone: in which the day begins at midnight.
        settings: those of the board.
    """

    BOARD = ReplayScreen

    def __init__(self, replay: "ReplayFeed", day: date, zone: tzinfo, **settings: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**settings)
        self._replay, self._day = replay, day
        self._percent = _USUAL_MOVE
        self._builder.zone = zone
        self._builder.replay = self._status
        self._builder.users_clock = lambda: datetime.now(UTC)

    def _status(self) -> ReplayStatus:
        return ReplayStatus(self._day, *self._replay.state)

    def _changed(self) -> None:
        """Show at once how the day is played now."""
        self.update_state()

    def action_poll_now(self) -> None:
        """Say that nothing is polled."""
        self.announce(REPLAYED)

    def action_pause(self) -> None:
        """Pause the recorded day, or go on."""
        self._replay.play(is_paused=not self._replay.state.is_paused)
        self._changed()

    def action_replay_minutes(self, count: int) -> None:
        """Go so many minutes ahead, or back."""
        self._replay.seek_by(timedelta(minutes=count))

    def action_replay_change(self, step: int) -> None:
        """Go to the next change of a figure, or to the one before, and pause there."""
        self._replay.step(is_forward=step > 0)

    def action_replay_speed(self, step: int) -> None:
        """Play faster, or slower."""
        self.set_speed(self._replay.speed_beside(step))

    def action_replay_move(self) -> None:
        """Go to the next move of the size that was named last, and pause there."""
        self.jump(Jump(percent=self._percent))

    def action_replay_article(self) -> None:
        """Go to the next article, and pause there."""
        self.jump(Jump(to_article=True))

    def set_speed(self, speed: int) -> None:
        """Play so many recorded seconds a second."""
        self._replay.set_speed(speed)
        self.announce(f"{speed} recorded seconds a second" if speed > 1 else "as fast as it was")

    def jump(self, jump: Jump) -> None:
        """Go where the user wants to."""
        if jump.at is not None:
            self._replay.seek(jump.at)
        elif jump.by is not None:
            self._replay.seek_by(jump.by)
        elif jump.percent is not None:
            self._percent = jump.percent
            what = f"no later move of {jump.percent:f}% or more from one poll to the next"
            self._replay.seek_move(jump.percent, partial(self._receive, what))
        else:
            self._replay.seek_article(partial(self._receive, "no later article"))

    def _receive(self, what: str, found: "Move | ArticleSeen | None") -> None:
        """Say where a jump ended. Called on the thread of the replay."""
        self.call_soon(partial(self._show_stop, what, found))

    def _show_stop(self, what: str, found: "Move | ArticleSeen | None") -> None:
        self.show_latest()
        self._changed()
        if found is None:
            self.announce(what)
            return
        if isinstance(found, Move):
            self.board.show_instrument(found.key)
        self.announce(found_text(found, found.at.astimezone(self.state.time_of_day.tzinfo)))
