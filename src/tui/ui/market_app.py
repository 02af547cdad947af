"""The base of the application: the newest market becomes the state of the screens; frames go out, keys come in."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from textual import events
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget

from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.rendering.theme import BoardTheme
from tui.ui.terminal.driver import TerminalDriver
from tui.ui.terminal.frames import BlockReason, FrameSink, GatedApp
from tui.ui.terminal.input_queue import QUEUED_EVENTS, InputQueue
from tui.view.board_state import BoardState
from tui.view.terminal_profile import TerminalProfile

if TYPE_CHECKING:
    from tui.domain.price_bands import PriceBands
    from tui.engine.market_feed import MarketFeed
    from tui.storage.history.writer import HistoryWriter

_RESIZE_DELAY: Final = 0.05
"""Seconds that the screen waits for further sizes after one."""
_MAX_LAYOUTS: Final = 3
"""Layouts before a frame is painted whatever else is asked for."""


class MarketApp(GatedApp):
    """A mailbox for the newest market, the state that the screens are bound to, and the terminal with its input.

    Args:
        builder: makes the state.
        profile: what the terminal can draw.
        theme: the theme at the start.
        flushing: whether a timer shows what has arrived.
    """

    state: var[BoardState] = var(BoardState)

    def __init__(
        self, builder: BoardStateBuilder, profile: TerminalProfile, theme: BoardTheme, *, flushing: bool
    ) -> None:
        super().__init__(driver_class=TerminalDriver, ansi_color=theme.is_native, interval=profile.flush)
        self.board_theme = theme
        self._builder = builder
        self._profile = profile
        self._is_flushing = flushing
        self._mailbox: Market | None = None
        self.input_queue = InputQueue(self, self._deliver, self._input_handled)
        self._flush_timer: Timer | None = None

    @property
    def feed(self) -> "MarketFeed | None":
        """The poller, once it runs."""
        return self._builder.feed

    @feed.setter
    def feed(self, feed: "MarketFeed") -> None:
        self._builder.feed = feed

    @property
    def board(self) -> BoardScreen:
        """The board, whatever is over it."""
        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen), "the board is the first screen and stays"
        return board

    @property
    def terminal(self) -> TerminalDriver | None:
        """The real terminal that the board is drawn on, once there is one."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def last_input_at(self) -> float:
        """The monotonic time of the latest key, click or paste; 0 before the first."""
        return self.terminal.last_input_at if self.terminal else 0.0

    @property
    def is_layout_pending(self) -> bool:
        """Whether a frame of the whole screen is due that is not laid out yet."""
        return self.frames.is_blocked(BlockReason.LAYOUT)

    @property
    def frame_sink(self) -> FrameSink | None:
        """The real terminal, as the receiver of frames."""
        return self.terminal

    def on_load(self) -> None:
        """Paint one first frame, not four: none until the board says that it is complete."""
        self.frames.block(BlockReason.LAYOUT)

    def on_mount(self) -> None:
        """Start the timer of the screen."""
        self.update_state()
        if self._is_flushing:
            self._flush_timer = self.set_interval(self.frames.rate.check_interval, self.flush_if_due)

    def on_board_screen_first_layout_done(self) -> None:
        """Paint the first frame, once the panels have composed their lines for the size that the layout gave them."""
        self._lay_out_then(self._paint_first_frame)

    def _lay_out_then(self, paint: Callable[[], object], rounds: int = _MAX_LAYOUTS) -> None:
        """Lay the screen out at once, where that is due, and call `paint` once the panels are composed for it.

        A panel that gets another size asks for one more layout.
        """
        # a widget asks for the layout that it needs when it is idle: after a frame, that would paint all again
        for widget in self.screen.walk_children(Widget):
            widget._check_refresh()  # noqa: SLF001 - what it calls when it is idle
        self.screen.call_later(self._lay_out_now, paint, rounds)

    def _lay_out_now(self, paint: Callable[[], object], rounds: int) -> None:
        if self.frames.lay_out() and rounds > 1:
            self._lay_out_then(paint, rounds - 1)
        else:
            self.call_later(paint)

    def _paint_first_frame(self) -> None:
        self.frames.paint_whole()
        # a terminal that takes no frame yet delays no poll either
        if self.on_first_frame is not None:
            self.call_later(self.on_first_frame)

    def set_initial_market(self, market: Market) -> None:
        """Start with this market, so that the sources are named before their first response."""
        self.set_reactive(MarketApp.state, self._build_state(market))

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        """Set the trading hours by market code."""
        self._builder.calendars = calendars
        if self.is_running:
            self.update_state()

    def set_history(self, history: "HistoryWriter") -> None:
        """Show on the status bar when this keeps nothing."""
        self._builder.history = history

    def set_price_bands(self, bands: "PriceBands") -> None:
        """Set the daily price limits of exchanges, which the next state of the board has."""
        self._builder.price_bands = bands

    def set_limits(self, disagree_percent: Decimal, idle_after: timedelta) -> None:
        """Set by how much sources may differ, and after what time without a key they are polled less often."""
        self._builder.disagree_percent, self._builder.idle_after = disagree_percent, idle_after

    def show_config_error(self, problem: str | None) -> None:
        """Show on the status bar what is wrong with the configuration; None where nothing is any more."""
        if problem != self._builder.config_error:
            self._builder.config_error = problem
            self.update_state()

    def announce(self, text: str) -> None:
        """Show a message on the screen in front, where it has a place for one, and on the board once that is there."""
        self.announce_in_front(text)
        if self.screen is not self.board:
            # in place of what the board said before: that is not the last any more
            self.board.announce(text)

    def announce_news(self, text: str) -> None:
        """Show news there that the user did not ask for: no reply to a key goes for it."""
        getattr(self.screen, "announce_news", self.announce_in_front)(text)

    def announce_in_front(self, text: str) -> None:
        """Show a message on the screen in front alone, where it has a place for one."""
        announce = getattr(self.screen, "announce", None)
        if announce is not None:
            announce(text)

    def call_soon(self, call: Callable[[], object]) -> None:
        """Have this called in the event loop, from another thread; not at all once the loop has ended."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may have closed a moment ago
                self._loop.call_soon_threadsafe(self.call_later, call)

    def post_market(self, market: Market) -> None:
        """Leave the newest market for the next flush, in place of an older one. Called from the engine's thread.

        The first quotes wait for no flush and no timer: until they come the board is empty.
        """
        self._mailbox = market
        if market.quotes and not self.state.market.quotes:
            self.call_soon(self._show_first_quotes)

    def _show_first_quotes(self) -> None:
        # of several markets at once the newest is shown by now
        if self.state.market.quotes or self.state.paused or self.screen is not self.board:
            self.show_latest()
            return
        # the panels get other sizes: painted before they are composed for these, all would be painted twice
        self.frames.block(BlockReason.LAYOUT)
        self.show_latest()
        self._lay_out_then(self.frames.paint_whole)

    def flush_if_due(self) -> None:
        """Show the latest market if it is time to."""
        if self.frames.is_flush_due(time.monotonic(), self.last_input_at):
            self.show_latest()

    def show_latest(self) -> None:
        """Show what arrived since the last flush, and let the clock move on once a second.

        A terminal that does not read delays everything: the newest market stays in the mailbox, what keys changed is
        painted later, and one frame follows when it reads again.
        """
        paused = self.state.paused
        self._builder.update_attention(self.last_input_at, paused=paused)
        if not self.frames.start_flush(time.monotonic()):
            return
        market = None
        if not paused:
            market, self._mailbox = self._mailbox, None
        if market is not None or self._builder.is_due(self.state):
            self.state = self._build_state(market or self.state.market)

    def update_state(self) -> None:
        """Show the same market as the builder makes a state of it now."""
        self.state = self._build_state(self.state.market)

    def _build_state(self, market: Market) -> BoardState:
        terminal = self.terminal
        return self._builder.build(
            market,
            paused=self.state.paused,
            bytes_per_second=terminal.meter.rate(time.monotonic()) if terminal else None,
            bytes_sent=terminal.meter.total if terminal else 0,
            redraw_interval=self.frames.rate.max_age(slow=self._profile.slow),
            dropped_input=terminal.dropped_input if terminal else 0,
            reply_delay=terminal.reply_delay if terminal else 0.0,
        )

    def use_mouse(self, *, is_wanted: bool) -> bool:
        """Take the mouse, or leave it to the terminal; return whether clicks came to the board before."""
        return self.terminal.use_mouse(is_wanted=is_wanted) if self.terminal else is_wanted

    def use_flush(self, seconds: float | None) -> float:
        """Paint changes every so many seconds, None for what the terminal suggests; return what it was."""
        rate = self.frames.rate
        before, rate.interval = rate.interval, seconds or self._profile._replace(flush_setting=None).flush
        rate.wait = rate.interval
        if self._flush_timer is not None:
            self._flush_timer.stop()
            self._flush_timer = self.set_interval(rate.check_interval, self.flush_if_due)
        return before

    def on_resize(self, _event: events.Resize) -> None:
        """Paint one frame for a resize, and few for a drag of many sizes."""
        if not self.frames.is_blocked(BlockReason.RESIZING) and not self.frames.is_blocked(BlockReason.LAYOUT):
            self.frames.block(BlockReason.RESIZING)
            self.set_timer(_RESIZE_DELAY, self._resized)

    def _resized(self) -> None:
        self.frames.request_full_frame()
        self.frames.release(BlockReason.RESIZING)

    def action_poll_now(self) -> None:
        """Poll every source at once."""
        if self.feed is not None:
            self.feed.poll_now()
            trouble = self.state.line.trouble(self.state.now) if self.state.line is not None else ""
            self.announce(f"nobody may poll now: {trouble}" if trouble else "polling every source")

    def action_pause(self) -> None:
        """Freeze the screen, or resume; collection goes on, and resuming shows all of it at once."""
        self.state = self.state._replace(paused=not self.state.paused)
        if not self.state.paused:
            self.show_latest()

    def action_hide_amounts(self) -> None:
        """Hide what the user owns, or show it again."""
        if self.state.portfolio is None:
            self.announce("no positions to hide: [[positions]] in the configuration holds them")
            return
        self._builder.hides_amounts = not self._builder.hides_amounts
        self.update_state()
        self.announce("your positions are hidden" if self._builder.hides_amounts else "your positions are shown")

    def action_redraw(self) -> None:
        """Draw the whole screen anew, after something else wrote on it."""
        if self.terminal is not None:
            self.terminal.redraw()
        self.announce("drawn anew")

    def action_suspend_process(self) -> None:
        """Stop and give the terminal to the shell, unless no shell could resume the board."""
        if self.terminal is not None:
            self.terminal.suspend(lambda: self.announce("cannot suspend: no shell to resume it"))

    async def on_event(self, event: events.Event) -> None:
        """Handle the user's input in order, everything else at once."""
        if isinstance(event, QUEUED_EVENTS) and not event.is_forwarded and not self._exit:
            await self.input_queue.put(event)
        else:
            await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown) and self.screen is self.board:
            self.board.note_input(event)
        await super().on_event(event)

    def _input_handled(self) -> None:
        if self.terminal is not None:
            self.terminal.backlog.handled += 1

    def exit_on_signal(self) -> None:
        """End because of a signal; the exit status is the signal's."""
        self.exit()
