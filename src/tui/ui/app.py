"""The application: makes the board's state of the newest market from the engine, and binds it to the screens."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.sources.adapter import NEWS_KINDS
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.key_hints import parse_keys
from tui.ui.rendering.theme import theme_for
from tui.ui.settings_store import SettingsStore
from tui.ui.terminal.driver import TerminalDriver
from tui.ui.terminal.frames import BlockReason, FrameSink, GatedApp
from tui.ui.terminal.input import QUEUED_EVENTS
from tui.ui.terminal.input_queue import InputQueue
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.view.board_state import BoardState
from tui.view.panel_layout import fits
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.terminal_profile import TerminalProfile, detect_terminal

if TYPE_CHECKING:
    from tui.domain.price_bands import PriceBands
    from tui.engine.market_feed import MarketFeed
    from tui.sources.adapter import SourceConfig
    from tui.ui.screens.columns import ColumnPane
    from tui.ui.screens.overlay import OverlayScreen
    from tui.ui.theme_switch import ThemeSwitch

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
        Binding("T", "themes", "Themes, each as it looks", id="app.themes"),
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
        keys: Mapping[str, str] = MappingProxyType({}),
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        settings: BoardSettings = _NO_SETTINGS,
        config_file: Path | None = None,
        terminal_profile: TerminalProfile | None = None,
        disagree_percent: Decimal = Decimal(1),
        idle_after: timedelta = timedelta(0),
        flushing: bool = True,
        sources: "Sequence[SourceConfig]" = (),
    ) -> None:
        profile = terminal_profile or detect_terminal(os.environ)
        theme = theme_for(profile, settings.theme, up=settings.up)
        super().__init__(driver_class=TerminalDriver, ansi_color=theme.is_native, interval=profile.flush)
        # without colours nothing that Textual draws itself may add any
        self.no_color = profile.color_depth == "none"
        self._builder = BoardStateBuilder(clock, on_wall, profile, disagree_percent, idle_after)
        self._builder.settings = settings
        self._store = SettingsStore(settings, config_file, self._show_settings, self._announce)
        self._flash, self._sort = flash, sort
        self._is_flushing = flushing
        self._sources = sources
        self._profile = profile
        self._mailbox: Market | None = None
        self.input_queue = InputQueue(self, super().on_event, self._input_handled)
        self._keys = keys
        self._has_news = True
        self.own_keys = frozenset(key for each in keys.values() for key in parse_keys(each).split(","))
        self.animation_level = "none"
        # neither is ever used; both would be part of every screen, and be styled and laid out
        self._disable_tooltips = self._disable_notifications = True
        self._config_file = config_file
        self.board_theme = theme
        textual_theme = theme.textual_theme()
        self.register_theme(textual_theme)
        # before anything is composed: a theme that changes later has every style computed again
        self.set_reactive(BoardApp.theme, textual_theme.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @cached_property
    def themes(self) -> "ThemeSwitch":
        """What changes the theme."""
        from tui.ui.theme_switch import ThemeSwitch  # noqa: PLC0415 - the first frame does without

        return ThemeSwitch(self, self._profile, self._store, self._config_file)

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

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        """Set the trading hours by market code."""
        self._builder.calendars = calendars
        if self.is_running:
            self.state = self._build_state(self.state.market)

    def set_price_bands(self, bands: "PriceBands") -> None:
        """Set the daily price limits of exchanges, which the next state of the board has."""
        self._builder.price_bands = bands

    def on_board_screen_tab_shown(self, event: BoardScreen.TabShown) -> None:
        """Show the hours, and the time, of the tab that is shown."""
        self._builder.tab = event.tab
        self.state = self._build_state(self.state.market)

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
        """End, once changes of the user are written; drop the keys first: they have no screen any more."""
        self.input_queue.stop()
        await self._store.finish()
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
        self.themes.show(settings)

    def on_board_screen_list_changed(self, event: BoardScreen.ListChanged) -> None:
        """Show a list as the user changed it, and write it where it is."""
        self.run_worker(self._store.change_list(event.change, *event.edits))

    def on_board_screen_addition_asked(self, event: BoardScreen.AdditionAsked) -> None:
        """Show the dialog that adds to a list."""
        from tui.ui.screens.add_instrument import AddScreen, AddTarget  # noqa: PLC0415 - loads the directory of symbols

        target = AddTarget(event.name, event.before, self._sources, self._store.file)
        self.push_screen(AddScreen(target).data_bind(BoardApp.state))

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool:
        """Leave every key to a dialog in which text is typed."""
        return action != "command_palette" or not getattr(self.screen, "has_input", False)

    def action_columns(self) -> None:
        """Show the column picker of the tab."""
        from tui.ui.screens.columns import ColumnPicker  # noqa: PLC0415 - no such screen is open at the start
        from tui.view.column_picker import PickedGrid  # noqa: PLC0415 - as above

        if isinstance(self.screen, BoardScreen):
            grid = self.screen.query_one(QuoteGrid)
            tab, sort, cells = grid.settings.tab, grid.settings.sort, grid.size.width
            has_positions = self.state.portfolio is not None
            picked = PickedGrid(tab, grid.order(), sort, grid.placed_columns, cells, has_positions)
            self.push_screen(ColumnPicker(picked).data_bind(BoardApp.state))

    def on_column_pane_chosen(self, event: "ColumnPane.Chosen") -> None:
        """Show a tab with the columns that the user chose, and write them into the configuration."""
        from tui.config.settings_edits import edits_between  # noqa: PLC0415 - needed only for a change

        before = self._store.settings
        after = before.with_columns(event.tab_name, event.columns)
        if edits := edits_between(before, after, event.about):
            self.run_worker(self._store.change(after, *edits))

    def action_hide_amounts(self) -> None:
        """Hide what the user owns, or show it again."""
        self._builder.hides_amounts = not self._builder.hides_amounts
        self.state = self._build_state(self.state.market)
        self._announce("your positions are hidden" if self._builder.hides_amounts else "your positions are shown")

    def action_undo(self) -> None:
        """Undo the last change of a list or a setting."""
        self.run_worker(self._store.undo())

    def action_theme(self) -> None:
        """Change to the light partner of a dark theme, or back."""
        self.run_worker(self.themes.turn(self._announce))

    async def action_themes(self) -> None:
        """Show or hide the list of themes."""
        from tui.ui.screens.themes import ThemeScreen  # noqa: PLC0415 - no such screen is open at the start

        await self.themes.load_choices()
        self._show_or_hide(ThemeScreen)

    def _announce(self, text: str) -> None:
        announce = getattr(self.screen, "announce", None)
        if announce is not None:
            announce(text)

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
