"""The application: makes the board's state of the newest market from the engine, and binds it to the screens."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer

from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.domain.price_bands import PriceBands
from tui.domain.trading_calendar import TradingCalendar
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.choices import Choices, with_remembered_theme
from tui.ui.key_hints import THEN, parse_keys
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
from tui.view.view_state import NOTHING_REMEMBERED, ViewState

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.engine.symbol_search import SearchResult
    from tui.sources.adapter import SourceConfig
    from tui.ui.commands.command import Context
    from tui.ui.live_options import LiveOptions
    from tui.ui.pending_keys import PendingKeys
    from tui.ui.screens.add_instrument import AddPane
    from tui.ui.screens.columns import ColumnPane
    from tui.ui.screens.overlay import OverlayScreen
    from tui.ui.theme_switch import ThemeSwitch
    from tui.view.typed_line import History

_NO_SETTINGS: Final = BoardSettings()
_ON_OFF: Final = {True: "on", False: "off"}
_RESIZE_DELAY: Final = 0.05
"""Seconds that the screen waits for further sizes after one."""


class BoardApp(GatedApp, inherit_bindings=False):
    """The board's application: a mailbox for the newest market, and the state that the screens are bound to."""

    TITLE = "bigboard"
    ENABLE_COMMAND_PALETTE = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "close", "Close what is open, else quit", id="app.quit"),
        Binding("ctrl+c", "leave(130)", "Quit", id="app.interrupt", show=False, priority=True),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?"),
        Binding("r", "poll_now", "Poll every source now", id="app.poll-now"),
        Binding("ctrl+r", "health", "Source health", id="app.health", key_display="ctrl+r"),
        Binding("t", "theme", "Dark or light theme", id="app.theme"),
        Binding("T", "themes", "Themes, each as it looks", id="app.themes"),
        Binding("ctrl+p", "command_palette", "Find anything by name", id="app.palette", show=False, priority=True),
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
        mouse: bool = True,
        keys: Mapping[str, str] = MappingProxyType({}),
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        settings: BoardSettings = _NO_SETTINGS,
        config_file: Path | None = None,
        remembered: ViewState = NOTHING_REMEMBERED,
        terminal_profile: TerminalProfile | None = None,
        disagree_percent: Decimal = Decimal(1),
        idle_after: timedelta = timedelta(0),
        flushing: bool = True,
        sources: "Sequence[SourceConfig]" = (),
    ) -> None:
        profile = terminal_profile or detect_terminal(os.environ)
        self.choices = Choices({"theme": settings.theme.name, "mouse": _ON_OFF[mouse]}, remembered)
        settings = with_remembered_theme(settings, remembered, config_file)
        self.choices.choose("theme", settings.theme.name)
        theme = theme_for(profile, settings.theme, up=settings.up)
        super().__init__(driver_class=TerminalDriver, ansi_color=theme.is_native, interval=profile.flush)
        # without colours nothing that Textual draws itself may add any
        self.no_color = profile.color_depth == "none"
        self._builder = BoardStateBuilder(clock, on_wall, profile, disagree_percent, idle_after)
        self._builder.settings = settings
        self.store = SettingsStore(settings, config_file, self._show_settings, self._announce)
        self._flash, self._sort = flash, sort
        self._is_flushing = flushing
        self.sources = sources
        self._profile = profile
        self._mailbox: Market | None = None
        self._flush_timer: Timer | None = None
        self.flags: Mapping[str, tuple[bool | str, str]] = MappingProxyType({})
        """The options of the command line that overrule a setting: by its key the value in force, and the option."""
        self.input_queue = InputQueue(self, self._deliver, self._input_handled)
        self._pending_keys: PendingKeys | None = None
        self._keys = keys
        self.own_keys = frozenset(key for each in keys.values() for key in parse_keys(each).split(","))
        self._remembered = remembered
        self.last_view: ViewState | None = None
        """What was on the screen at the end; None before that, and after a crash."""
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

        return ThemeSwitch(self, self._profile, self.store, self._config_file)

    def get_default_screen(self) -> Screen[None]:
        """Return the board, bound to the state."""
        board = BoardScreen(flash=self._flash, sort=self._sort, remembered=self._remembered)
        return board.data_bind(BoardApp.state)

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
        self.set_reactive(BoardApp.state, self._build_state(market))

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        """Set the trading hours by market code."""
        self._builder.calendars = calendars
        if self.is_running:
            self.state = self._build_state(self.state.market)

    def set_price_bands(self, bands: PriceBands) -> None:
        """Set the daily price limits of exchanges, which the next state of the board has."""
        self._builder.price_bands = bands

    def on_board_screen_tab_shown(self, event: BoardScreen.TabShown) -> None:
        """Show the hours, and the time, of the tab that is shown."""
        self._builder.tab = event.tab
        self.state = self._build_state(self.state.market)

    @property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """The trading hours by market code."""
        return self._builder.calendars

    @property
    def board(self) -> BoardScreen:
        """The board, whatever is over it."""
        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen), "the board is the first screen and stays"
        return board

    def call_soon(self, call: Callable[[], object]) -> None:
        """Have this called in the event loop, from another thread; not at all once the loop has ended."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may have closed a moment ago
                self._loop.call_soon_threadsafe(self.call_later, call)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Set the user's keys by binding id."""
        self._keys = keys
        self.own_keys = frozenset(key for each in keys.values() for key in parse_keys(each).split(","))
        self.set_keymap({name: parse_keys(each) for name, each in keys.items()})
        self.board.show_hints()

    def set_limits(self, disagree_percent: Decimal, idle_after: timedelta) -> None:
        """Set by how much sources may differ, and after what time without a key they are polled less often."""
        self._builder.disagree_percent, self._builder.idle_after = disagree_percent, idle_after

    def show_config_error(self, problem: str | None) -> None:
        """Show on the status bar what is wrong with the configuration; None where nothing is any more."""
        if problem != self._builder.config_error:
            self._builder.config_error = problem
            self.state = self._build_state(self.state.market)

    def on_mount(self) -> None:
        """Apply the user's keys, and start the timer of the screen."""
        self.set_keymap({name: parse_keys(keys) for name, keys in self._keys.items()})
        if any(THEN in key for key in self.own_keys):
            from tui.ui.pending_keys import PendingKeys  # noqa: PLC0415 - only for a user who chose a sequence of keys

            self._pending_keys = PendingKeys(self.own_keys, self._announce)
        self.state = self._build_state(self.state.market)
        if self._is_flushing:
            self._flush_timer = self.set_interval(self.frames.rate.check_interval, self.flush_if_due)

    def post_market(self, market: Market) -> None:
        """Leave the newest market for the next flush, in place of an older one. Called from the engine's thread.

        The first quotes wait for no flush: until they come the board is empty.
        """
        self._mailbox = market
        if market.quotes and not self.state.market.quotes:
            self.call_soon(self.show_latest)

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
        if self._pending_keys is not None:
            self._pending_keys.expire(self._builder.now())
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
        self.choices.choose("mouse", _ON_OFF[has_mouse])
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

    async def _deliver(self, event: events.Event) -> None:
        if self._pending_keys is not None and isinstance(event, events.Key):
            is_typed = getattr(self.focused, "takes_text", False) or getattr(self.screen, "has_input", False)
            active = () if is_typed else self.screen.active_bindings
            pressed = self._pending_keys.press(event, self._builder.now(), active)
            if pressed is None:
                return
            event = pressed
        await super().on_event(event)

    async def _shutdown(self) -> None:
        """End, once changes of the user are written; drop the keys first: they have no screen any more."""
        self.input_queue.stop()
        await self.store.finish()
        if self._crash_line is None:
            self.last_view = self.view()
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

    def action_options(self, key: str = "") -> None:
        """Show every setting, the cursor on this one."""
        from tui.ui.screens.options import OptionsScreen  # noqa: PLC0415 - no such screen is open at the start

        screen = OptionsScreen(self._command_context, self.flags, key)
        self.push_screen(screen.data_bind(BoardApp.state))

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
        before, self._builder.settings = self._builder.settings, settings
        if settings.options != before.options:
            self._live_options.apply(before.options, settings.options)
        self.choices.choose("theme", settings.theme.name)
        self.state = self._build_state(self.state.market)
        self.themes.show(settings)

    def on_board_screen_list_changed(self, event: BoardScreen.ListChanged) -> None:
        """Show a list as the user changed it, and write it where it is."""
        self.run_worker(self.store.change_list(event.change, *event.edits))

    def on_board_screen_addition_asked(self, event: BoardScreen.AdditionAsked) -> None:
        """Show the dialog that adds to a list."""
        from tui.ui.screens.add_instrument import AddScreen, AddTarget  # noqa: PLC0415 - loads the directory of symbols

        target = AddTarget(event.name, event.before, self.sources, self.store.file)
        self.push_screen(AddScreen(target).data_bind(BoardApp.state))

    def on_add_pane_search_asked(self, event: "AddPane.SearchAsked") -> None:
        """Ask the sources that can search; what they find goes to the dialog."""
        if self.feed is None:
            self._announce("nothing is polled yet")
        else:
            self.feed.search(event.typed, self._post_found)

    def _post_found(self, result: "SearchResult") -> None:
        """Pass a result on to the screen's thread. Called from the engine's."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may have closed a moment ago
                self._loop.call_soon_threadsafe(self.call_later, self._show_found, result)

    def _show_found(self, result: "SearchResult") -> None:
        show = getattr(self.screen, "show_found", None)
        if show is not None:
            show(result.found, " · ".join(result.problems) or f"{len(result.found)} more found")

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

        before = self.store.settings
        after = before.with_columns(event.tab_name, event.columns)
        if edits := edits_between(before, after, event.about):
            self.run_worker(self.store.change(after, *edits))

    def action_hide_amounts(self) -> None:
        """Hide what the user owns, or show it again."""
        self._builder.hides_amounts = not self._builder.hides_amounts
        self.state = self._build_state(self.state.market)
        self._announce("your positions are hidden" if self._builder.hides_amounts else "your positions are shown")

    def action_undo(self) -> None:
        """Undo the last change of a list or a setting."""
        self.run_worker(self.store.undo())

    def action_theme(self) -> None:
        """Change to the light partner of a dark theme, or back."""
        self.run_worker(self.themes.turn(self._announce))

    async def action_themes(self) -> None:
        """Show or hide the list of themes."""
        from tui.ui.screens.themes import ThemeScreen  # noqa: PLC0415 - no such screen is open at the start

        await self.themes.load_choices()
        self._show_or_hide(ThemeScreen)

    def view(self) -> ViewState | None:
        """Return what is on the screen, to begin with it again; None while the board is not there."""
        board = self.screen_stack[0] if self._screen_stack else None
        if not isinstance(board, BoardScreen) or not board.is_mounted:
            return None
        # sizes pass through: who changes them puts the new ones here
        return replace(
            board.remembered(),
            choices=self.choices.made,
            sizes=self._remembered.sizes,
            history=tuple(self.command_history.lines) if "command_history" in vars(self) else self._remembered.history,
        )

    def announce(self, text: str) -> None:
        """Show a message on the bottom line, where the board is in front."""
        self._announce(text)

    @cached_property
    def _live_options(self) -> "LiveOptions":
        from tui.ui.live_options import LiveOptions, LiveParts  # noqa: PLC0415 - nothing is changed at the start

        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen)
        return LiveOptions(LiveParts(board, self._builder, self.terminal, self.use_flush))

    def set_mouse(self, *, has_mouse: bool) -> None:
        """Take the mouse, or leave it to the terminal."""
        if self.terminal is not None and self.terminal.has_mouse is not has_mouse:
            self.terminal.toggle_mouse()

    def use_flush(self, seconds: float | None) -> float:
        """Paint changes every so many seconds, None for what the terminal suggests; return what it was."""
        rate = self.frames.rate
        before, rate.interval = rate.interval, seconds or self._profile._replace(flush_setting=None).flush
        rate.wait = rate.interval
        if self._flush_timer is not None:
            self._flush_timer.stop()
            self._flush_timer = self.set_interval(rate.check_interval, self.flush_if_due)
        return before

    @property
    def _command_context(self) -> "Context":
        from tui.ui.commands.command import Context  # noqa: PLC0415 - no command runs at the start

        board = self.screen_stack[0]
        assert isinstance(board, BoardScreen)
        return Context(self, board, self.store, self.feed)

    @cached_property
    def command_history(self) -> "History":
        """The lines typed on the command line."""
        from tui.view.typed_line import History  # noqa: PLC0415 - no command was typed at the start

        return History(self._remembered.history)

    def action_command_line(self, text: str = "") -> None:
        """Type a command, from this text on."""
        from tui.ui.commands.open import open_command_line  # noqa: PLC0415 - the line is not open at the start

        open_command_line(self._command_context, self.command_history, text)

    def _announce(self, text: str) -> None:
        announce = getattr(self.screen, "announce", None)
        if announce is not None:
            announce(text)

    def action_command_palette(self) -> None:
        """Show whatever can be done or shown, by name."""
        from tui.ui.palette_entries import board_entries, key_entries  # noqa: PLC0415 - not open at the start
        from tui.ui.screens.palette import PaletteScreen  # noqa: PLC0415 - the palette is not open at the start

        screen = self.screen
        if isinstance(screen, PaletteScreen):
            return
        entries = key_entries(self, screen)
        if isinstance(screen, BoardScreen):
            entries += board_entries(self._command_context)
        self.push_screen(PaletteScreen(entries))

    def on_resize(self, _event: events.Resize) -> None:
        """Paint one frame for a resize, and few for a drag of many sizes."""
        if not self.frames.is_blocked(BlockReason.RESIZING) and not self.frames.is_blocked(BlockReason.STARTING):
            self.frames.block(BlockReason.RESIZING)
            self.set_timer(_RESIZE_DELAY, self._resized)

    def _resized(self) -> None:
        self.frames.request_full_frame()
        self.frames.release(BlockReason.RESIZING)
