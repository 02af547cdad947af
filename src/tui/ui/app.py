"""The application: makes the board's state of the newest market from the engine, and binds it to the screens."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from tui.config.edits import Edit
from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.domain.price_bands import PriceBands
from tui.domain.trading_calendar import TradingCalendar
from tui.sources.adapter import NEWS_KINDS
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.key_hints import parse_keys
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.theme import BoardTheme, theme_for
from tui.ui.settings_store import SettingsStore
from tui.ui.terminal.driver import TerminalDriver
from tui.ui.terminal.frames import BlockReason, FrameSink, GatedApp
from tui.ui.terminal.input import QUEUED_EVENTS
from tui.ui.terminal.input_queue import InputQueue
from tui.view.board_state import BoardState
from tui.view.panel_layout import fits
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.terminal_profile import TerminalProfile, detect_terminal

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.ui.screens.overlay import OverlayScreen

_NO_SETTINGS: Final = BoardSettings()
_RESIZE_DELAY: Final = 0.05
"""Seconds that the screen waits for further sizes after one."""


class BoardApp(GatedApp, inherit_bindings=False):
    """The board's application: a mailbox for the newest market, and the state that the screens are bound to."""

    TITLE = "bigboard"
    ENABLE_COMMAND_PALETTE = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "close", "Close what is open, else quit", id="app.quit"),
        Binding("ctrl+c", "leave(130)", "Quit", id="app.interrupt", show=False, priority=True),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?"),
        Binding("r", "poll_now", "Poll every source now", id="app.poll-now"),
        Binding("ctrl+r", "health", "Source health", id="app.health", key_display="ctrl+r"),
        Binding("t", "theme", "Dark or light theme", id="app.theme"),
        Binding("ctrl+p", "command_palette", "Every command by name", id="app.palette", show=False, priority=True),
        Binding("ctrl+l", "redraw", "Draw the screen anew", id="app.redraw", key_display="ctrl+l"),
        Binding("ctrl+t", "mouse", "Mouse here, or in the terminal", id="app.mouse", key_display="ctrl+t"),
        Binding("ctrl+z", "suspend_process", "Suspend to the shell", id="app.suspend", show=False),
    ]

    state: var[BoardState] = var(BoardState)

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        on_wall: Callable[[datetime], datetime] = same_time,
        theme: str = "dark",
        keys: Mapping[str, str] = MappingProxyType({}),
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        settings: BoardSettings = _NO_SETTINGS,
        config_file: Path | None = None,
        terminal_profile: TerminalProfile | None = None,
        disagree_percent: Decimal = Decimal(1),
        idle_after: timedelta = timedelta(0),
        flushing: bool = True,
    ) -> None:
        profile = terminal_profile or detect_terminal(os.environ)
        super().__init__(
            driver_class=TerminalDriver, ansi_color=profile.color_depth in {"16", "none"}, interval=profile.flush
        )
        # without colours nothing that Textual draws itself may add any
        self.no_color = profile.color_depth == "none"
        self._builder = BoardStateBuilder(clock, on_wall, profile, disagree_percent, idle_after)
        self._builder.settings = settings
        self._store = SettingsStore(settings, config_file, self._show_settings, self._announce)
        self._flash, self._sort = flash, sort
        self._is_flushing = flushing
        self._profile = profile
        self._mailbox: Market | None = None
        self.input_queue = InputQueue(self, super().on_event, self._input_handled)
        self._keys = keys
        self._has_news = True
        self.own_keys = frozenset(key for each in keys.values() for key in parse_keys(each).split(","))
        self._board_theme = theme_for(profile, dark=theme != "light")
        self.animation_level = "none"
        # neither is ever used; both would be part of every screen, and be styled and laid out
        self._disable_tooltips = self._disable_notifications = True
        for dark in (True, False):
            self.register_theme(theme_for(profile, dark=dark).textual_theme())
        # before anything is composed: a theme that changes later has every style computed again
        self.set_reactive(BoardApp.theme, self._board_theme.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def board_theme(self) -> BoardTheme:
        """The theme in force."""
        return self._board_theme

    def get_default_screen(self) -> Screen[None]:
        """Return the board, bound to the state."""
        return BoardScreen(flash=self._flash, sort=self._sort, has_news=self._has_news).data_bind(BoardApp.state)

    @property
    def feed(self) -> "MarketFeed | None":
        """The poller, once it runs."""
        return self._builder.feed

    @feed.setter
    def feed(self, feed: "MarketFeed") -> None:
        self._builder.feed = feed

    def on_load(self) -> None:
        """Paint one first frame, not four: none until the board says that it is complete."""
        self.frames.block(BlockReason.STARTING)

    def on_board_screen_first_layout_done(self) -> None:
        """Paint the first frame, once the panels have composed their lines for the size that the layout gave them."""
        self.frames.lay_out()
        self.call_later(self._paint_first_frame)

    def _paint_first_frame(self) -> None:
        self.frames.request_full_frame()
        self.frames.release(BlockReason.STARTING)
        self.frames.paint_now()
        # a terminal that takes no frame yet delays no poll either
        if self.on_first_frame is not None:
            self.call_later(self.on_first_frame)

    def set_initial_market(self, market: Market) -> None:
        """Start with this market, so that the sources are named before their first response."""
        kinds = {health.kind for health in market.health.values()}
        self._has_news = not kinds or not kinds.isdisjoint(NEWS_KINDS)
        self.set_reactive(BoardApp.state, self._build_state(market))

    def set_calendars(self, calendars: Mapping[str, TradingCalendar], zone: tzinfo | None) -> None:
        """Set the trading hours by market code, and the zone that times are shown in; None for the machine's own."""
        self._builder.calendars = calendars
        self._builder.zone = zone
        if self.is_running:
            self.state = self._build_state(self.state.market)

    def set_price_bands(self, bands: PriceBands) -> None:
        """Set the daily price limits of exchanges, which the next state of the board has."""
        self._builder.price_bands = bands

    def on_mount(self) -> None:
        """Apply the user's keys, and start the timer of the screen."""
        self.set_keymap({name: parse_keys(keys) for name, keys in self._keys.items()})
        self.state = self._build_state(self.state.market)
        if self._is_flushing:
            self.set_interval(self.frames.rate.check_interval, self.flush_if_due)

    def post_market(self, market: Market) -> None:
        """Leave the newest market for the next flush, in place of an older one. Called from the engine's thread.

        The first quotes wait for no flush: until they come the board is empty.
        """
        self._mailbox = market
        if market.quotes and not self.state.market.quotes and self._loop is not None:
            with suppress(RuntimeError):  # the loop may have closed a moment ago
                self._loop.call_soon_threadsafe(self.call_later, self.show_latest)

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
        if market is not None or self._builder.now().replace(microsecond=0) != self.state.now.replace(microsecond=0):
            self.state = self._build_state(market or self.state.market)

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

    def action_close(self) -> None:
        """Close what is over the board or open on it; quit where nothing is, or where none of it could be seen."""
        screen = self.screen
        if len(self.screen_stack) > 1 and fits(*self.size):
            self.pop_screen()
        elif not isinstance(screen, BoardScreen) or not screen.close_one():
            self.action_leave(0)

    def action_leave(self, status: int) -> None:
        """End with this exit status."""
        self.exit(return_code=status)

    @property
    def terminal(self) -> TerminalDriver | None:
        """The real terminal that the board is drawn on, once there is one."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def last_input_at(self) -> float:
        """The monotonic time of the latest key, click or paste; 0 before the first."""
        return self.terminal.last_input_at if self.terminal else 0.0

    @property
    def frame_sink(self) -> FrameSink | None:
        """The real terminal, as the receiver of frames."""
        return self.terminal

    def action_suspend_process(self) -> None:
        """Stop and give the terminal to the shell, unless no shell could resume the board."""
        if self.terminal is not None:
            self.terminal.suspend(lambda: self._announce("cannot suspend: no shell to resume it"))

    def action_redraw(self) -> None:
        """Draw the whole screen anew, after something else wrote on it."""
        if self.terminal is not None:
            self.terminal.redraw()
        self._announce("drawn anew")

    def action_mouse(self) -> None:
        """Take the mouse, or leave it to the terminal, so that text can be selected as in any other program."""
        has_mouse = self.terminal is not None and self.terminal.toggle_mouse()
        self._announce("mouse on: clicks come here" if has_mouse else "mouse off: the terminal selects text")

    def exit_on_signal(self) -> None:
        """End because of a signal; the exit status is the signal's."""
        self.exit()

    async def on_event(self, event: events.Event) -> None:
        """Handle the user's input in order, everything else at once."""
        if isinstance(event, QUEUED_EVENTS) and not event.is_forwarded and not self._exit:
            await self.input_queue.put(event)
        else:
            await super().on_event(event)

    async def _shutdown(self) -> None:
        """End, and drop the keys first: they have no screen any more."""
        self.input_queue.stop()
        await super()._shutdown()

    def _input_handled(self) -> None:
        if self.terminal is not None:
            self.terminal.backlog.handled += 1

    def action_help(self) -> None:
        """Show or hide every key and what it does."""
        from tui.ui.screens.help import HelpScreen  # noqa: PLC0415 - no such screen is open at the start

        self._show_or_hide(HelpScreen)

    def action_health(self) -> None:
        """Show or hide every source in full."""
        from tui.ui.screens.source_health import SourceHealthScreen  # noqa: PLC0415 - no such screen is open at the start

        self._show_or_hide(SourceHealthScreen)

    def _show_or_hide(self, kind: "type[OverlayScreen]") -> None:
        if isinstance(self.screen, kind):
            self.pop_screen()
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(kind().data_bind(BoardApp.state))

    def action_poll_now(self) -> None:
        """Poll every source at once."""
        if self.feed is not None:
            self.feed.poll_now()
            self._announce("polling every source")

    def action_pause(self) -> None:
        """Freeze the screen, or resume; collection goes on, and resuming shows all of it at once."""
        self.state = self.state._replace(paused=not self.state.paused)
        if not self.state.paused:
            self.show_latest()

    def _show_settings(self, settings: BoardSettings) -> None:
        self._builder.settings = settings
        self.state = self._build_state(self.state.market)

    async def on_board_screen_list_changed(self, event: BoardScreen.ListChanged) -> None:
        """Show a list as the user changed it, and write it into the configuration."""
        edit = Edit(path=("lists", event.name), value=[str(entry) for entry in event.entries], about=event.about)
        self.run_worker(self._store.change(self._store.settings.with_list(event.name, event.entries), edit))

    def action_undo(self) -> None:
        """Undo the last change of a list or a setting."""
        self.run_worker(self._store.undo())

    def action_theme(self) -> None:
        """Switch between the dark and the light theme."""
        self._board_theme = theme_for(self._profile, dark=not self._board_theme.dark)
        self.theme = self._board_theme.name
        for screen in self.screen_stack:
            for panel in screen.query(LineWidget):
                panel.restyle()

    def _announce(self, text: str) -> None:
        if isinstance(self.screen, BoardScreen):
            self.screen.announce(text)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what the keys do in the palette."""
        from tui.ui.command_palette import key_commands  # noqa: PLC0415 - the palette is not open at the start

        return key_commands(self, screen)

    def action_command_palette(self) -> None:
        """Show every command by name."""
        from tui.ui.command_palette import BoardCommandPalette  # noqa: PLC0415 - the palette is not open at the start

        if not isinstance(self.screen, BoardCommandPalette):
            self.push_screen(BoardCommandPalette())

    def on_resize(self, _event: events.Resize) -> None:
        """Paint one frame for a resize, and few for a drag of many sizes."""
        if not self.frames.is_blocked(BlockReason.RESIZING) and not self.frames.is_blocked(BlockReason.STARTING):
            self.frames.block(BlockReason.RESIZING)
            self.set_timer(_RESIZE_DELAY, self._resized)

    def _resized(self) -> None:
        self.frames.request_full_frame()
        self.frames.release(BlockReason.RESIZING)
