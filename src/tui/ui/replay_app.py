"""The application on a recorded day: what the keys ask of the replay, and what is said of it."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import events

from tui.domain.tape import Move
from tui.ui.app import BoardApp
from tui.ui.replay_screen import ReplayScreen
from tui.view.replay import REPLAYED, Jump, ReplayStatus, found_text

if TYPE_CHECKING:
    from tui.domain.tape import ArticleSeen
    from tui.engine.market_feed import MarketFeed
    from tui.engine.replay import ReplayFeed

_USUAL_MOVE: Final = Decimal(1)
"""Percent of a move that is jumped to, until the user names another size."""


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
        replay.on_done = lambda: self.call_soon(self.show_latest)

    def collect_tape(self, feed: "MarketFeed") -> None:
        """Begin the tape with each event of the recording; what came before a jump is read from the history."""
        from tui.ui.tape_collector import TapeCollector  # noqa: PLC0415 - the first frame does without

        builder = self._builder
        collector = TapeCollector(feed.market, builder.now, builder.on_wall, lambda: builder.calendars)
        self._replay.follow(collector.receive, collector.restart)
        self._builder.tape = collector

    async def _deliver(self, event: events.Event) -> None:
        await super()._deliver(event)
        # recorded time says nothing of when the user was away
        self._builder.look = self._builder.look._replace(last_key=None)

    def _status(self) -> ReplayStatus:
        return ReplayStatus(self._day, *self._replay.state)

    def action_poll_now(self) -> None:
        """Say that nothing is polled."""
        self.announce(REPLAYED)

    def action_pause(self) -> None:
        """Pause the recorded day, or go on."""
        self._replay.play(is_paused=not self._replay.state.is_paused)

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
        if found is None:
            self.announce(what)
            return
        if isinstance(found, Move):
            self.board.show_instrument(found.key)
        self.announce(found_text(found, found.at.astimezone(self.state.time_of_day.tzinfo)))
