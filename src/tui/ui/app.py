"""The application: the engine's market in, one moment at a time, bound to the board."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.reactive import var
from textual.screen import Screen

from tui.domain.instants import as_it_is
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.theme import BoardTheme, theme_for
from tui.ui.terminal.driver import PacedDriver
from tui.ui.terminal.frame_gate import GatedApp, HoldReason
from tui.ui.terminal.frame_rate import FrameRateLimiter
from tui.ui.terminal.input import QUEUED_EVENTS
from tui.ui.terminal.input_queue import InputQueue
from tui.view.board_state import BoardState
from tui.view.terminal_profile import TerminalProfile, detect_terminal

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.ui.screens.overlay import OverlayScreen

_SETTLING: Final = 0.05
"""Seconds that the screen waits for further sizes after one."""


def parse_keys(keys: str) -> str:
    """Keys as a user writes them, `?,F1`, as Textual names them: signs have names of their own."""
    return ",".join(_character_to_key(key) if len(key) == 1 else key.lower() for key in keys.split(","))


class BoardApp(GatedApp, inherit_bindings=False):
    """Takes the newest market from its mailbox, makes it a moment, and hands that down."""

    TITLE = "bigboard"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave(0)", "Quit", id="app.quit"),
        Binding("ctrl+c", "leave(130)", "Quit", id="app.interrupt", show=False, priority=True),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?"),
        Binding("r", "poll_now", "Poll every source now", id="app.poll-now"),
        Binding("space", "pause", "Pause or resume the screen", id="app.pause"),
        Binding("ctrl+r", "health", "Source health", id="app.health", key_display="ctrl+r"),
        Binding("t", "theme", "Dark or light theme", id="app.theme"),
        Binding("ctrl+z", "suspend_process", "Suspend to the shell", id="app.suspend", show=False),
    ]

    moment: var[BoardState] = var(BoardState)

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        on_wall: Callable[[datetime], datetime] = as_it_is,
        calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
        zone: tzinfo | None = None,
        theme: str = "dark",
        keys: Mapping[str, str] = MappingProxyType({}),
        flash: bool = True,
        link: TerminalProfile | None = None,
        disagree: Decimal = Decimal(1),
        idle_after: timedelta = timedelta(0),
        flushing: bool = True,
    ) -> None:
        link = link or detect_terminal(os.environ)
        super().__init__(driver_class=PacedDriver, ansi_color=link.colours in {"16", "none"})
        # without colours nothing that Textual draws itself may bring any
        self.no_color = link.colours == "none"
        self._moments = BoardStateBuilder(clock, on_wall, link, disagree, idle_after)
        self.set_calendars(calendars, zone)
        self._flash = flash
        self._pace = FrameRateLimiter(link.flush)
        self._is_flushing = flushing
        self._link = link
        self._mailbox: Market | None = None
        self._paused = False
        self.turns = InputQueue(self, super().on_event, self._input_handled)
        self._keys = keys
        self._palette = theme_for(link, dark=theme != "light")
        self.animation_level = "none"
        # neither is ever used; both would stand on every screen, be styled and be laid out
        self._disable_tooltips = self._disable_notifications = True
        for dark in (True, False):
            self.register_theme(theme_for(link, dark=dark).theme())
        # before anything stands: a theme that changes later has every style worked out anew
        self.set_reactive(BoardApp.theme, self._palette.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def palette(self) -> BoardTheme:
        """The colours in force."""
        return self._palette

    def get_default_screen(self) -> Screen[None]:
        """The board, bound to the moment."""
        return BoardScreen(flash=self._flash).data_bind(BoardApp.moment)

    @property
    def engine(self) -> "MarketFeed | None":
        """What polls, once it does."""
        return self._moments.engine

    @engine.setter
    def engine(self, engine: "MarketFeed") -> None:
        self._moments.engine = engine

    def on_load(self) -> None:
        """One first frame, not four: nothing is painted until the board says that it is whole."""
        self.frames.hold(HoldReason.BEGINNING)

    def on_board_screen_first_layout_done(self) -> None:
        """Paint the first frame."""
        self.frames.request_full_frame()
        self.frames.release(HoldReason.BEGINNING)
        self.frames.paint_now()
        # a terminal that takes no frame yet delays no poll either
        if self.on_first_frame is not None:
            self.call_later(self.on_first_frame)

    def set_initial_market(self, market: Market) -> None:
        """Begin with this market, so that the sources are named before they have answered."""
        self.set_reactive(BoardApp.moment, self._made(market))

    def set_calendars(self, calendars: Mapping[str, TradingCalendar], zone: tzinfo | None) -> None:
        """Learn the trading hours by market code, and the zone that times are read in; None for the machine's own."""
        self._moments.calendars = calendars
        self._moments.zone = zone
        if self.is_running:
            self.moment = self._made(self.moment.market)

    def post_display_hook(self) -> None:
        """Hold the next frame back where the terminal is not done with this one."""
        if self.is_running and not self.frames.is_held() and not self._is_ready():
            # once the frame and whatever goes with it is complete
            self.call_later(self._is_heard)

    def on_mount(self) -> None:
        """The user's keys, and the pulse of the screen."""
        self.set_keymap({name: parse_keys(keys) for name, keys in self._keys.items()})
        self.moment = self._made(self.moment.market)
        if self._is_flushing:
            self.set_interval(self._pace.tick, self._tick)

    def post_market(self, market: Market) -> None:
        """Leave the newest market for the next flush. Called from the engine's thread; an older one is replaced."""
        self._mailbox = market

    def _tick(self) -> None:
        """Flush if that is due; hold back or let go what keys paint in any case."""
        if self._pace.is_due(time.monotonic(), PacedDriver.last_input_at):
            self.show_latest()
        else:
            self._is_heard()

    def show_latest(self) -> None:
        """Show what came since the last flush, and let the clock move on once a second.

        A terminal that does not read keeps everything waiting: the newest market stays in the mailbox, what keys
        changed is painted later, and one paint follows when it reads again.
        """
        self._moments.update_attention(PacedDriver.last_input_at, paused=self._paused)
        heard = self._is_heard()
        self._pace.record(time.monotonic(), free=heard)
        if not heard:
            return
        market, self._mailbox = self._mailbox, None
        if self._paused and market is not None:
            self._mailbox, market = market, None
        if market is not None or self._moments.now().replace(microsecond=0) != self.moment.now.replace(microsecond=0):
            self.moment = self._made(market or self.moment.market)

    def _is_ready(self) -> bool:
        return self.terminal is None or self.terminal.is_ready()

    def _is_heard(self) -> bool:
        """Whether the terminal can take a frame; while it cannot, nothing is painted and nothing is lost."""
        ready = self._is_ready()
        if ready:
            self.frames.release(HoldReason.UNHEARD)
        else:
            self.frames.hold(HoldReason.UNHEARD)
            if self.terminal is not None:
                self.terminal.notify_when_ready(self._tick)
        return ready

    def _made(self, market: Market) -> BoardState:
        terminal = self.terminal
        return self._moments.build(
            market,
            paused=self._paused,
            sent=PacedDriver.meter.rate(time.monotonic()) if terminal else None,
            sent_in_all=PacedDriver.meter.total,
            lasts=self._pace.lasts(slow=self._link.slow),
            dropped=terminal.dropped_input if terminal else 0,
        )

    def action_leave(self, status: int) -> None:
        """End with this exit status."""
        self.exit(return_code=status)

    @property
    def terminal(self) -> PacedDriver | None:
        """The real terminal that the board is drawn on, once there is one."""
        return self._driver if isinstance(self._driver, PacedDriver) else None

    def action_suspend_process(self) -> None:
        """Stop and give the terminal to the shell; stay where no shell would take the board up again."""
        if self.terminal is not None:
            self.terminal.suspend(lambda: self._say("cannot suspend: no shell here could resume it"))

    def exit_on_signal(self) -> None:
        """End because a signal says so; the status is the signal's."""
        self.exit()

    async def on_event(self, event: events.Event) -> None:
        """Handle what the user does in turn, everything else at once."""
        if isinstance(event, QUEUED_EVENTS) and not event.is_forwarded and not self._exit:
            await self.turns.put(event)
        else:
            await super().on_event(event)

    async def _shutdown(self) -> None:
        """End, the keys first: they have no screen any more."""
        self.turns.stop()
        await super()._shutdown()

    def _input_handled(self) -> None:
        if self.terminal is not None:
            self.terminal.backlog.handled += 1

    def action_help(self) -> None:
        """Every key and what it does."""
        from tui.ui.screens.help import HelpScreen  # noqa: PLC0415 - no sheet is open at the start

        self._show_or_hide(HelpScreen)

    def action_health(self) -> None:
        """Every source in full."""
        from tui.ui.screens.source_health import SourceHealthScreen  # noqa: PLC0415 - likewise

        self._show_or_hide(SourceHealthScreen)

    def _show_or_hide(self, kind: "type[OverlayScreen]") -> None:
        if isinstance(self.screen, kind):
            self.pop_screen()
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(kind().data_bind(BoardApp.moment))

    def action_poll_now(self) -> None:
        """Ask every source at once."""
        if self.engine is not None:
            self.engine.poll_now()
            self._say("asking every source")

    def action_pause(self) -> None:
        """Hold the screen still; collection goes on, and resuming shows all of it at once."""
        self._paused = not self._paused
        self.moment = self.moment._replace(paused=self._paused)
        if not self._paused:
            self.show_latest()

    def action_theme(self) -> None:
        """The other theme."""
        self._palette = theme_for(self._link, dark=not self._palette.dark)
        self.theme = self._palette.name
        for screen in self.screen_stack:
            for panel in screen.query(LineWidget):
                panel.restyle()

    def _say(self, words: str) -> None:
        if isinstance(self.screen, BoardScreen):
            self.screen.announce(words)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers what the keys do."""
        seen: set[str] = set()
        for node, binding, enabled, _ in screen.active_bindings.values():
            if enabled and binding.show and binding.description and binding.action not in seen:
                seen.add(binding.action)
                words = f"key {self.get_key_display(binding)}"
                yield SystemCommand(binding.description, words, self._command(binding.action, node))

    def _command(self, action: str, node: DOMNode) -> Callable[[], None]:
        def run() -> None:
            self.call_later(self.run_action, action, node)

        return run

    def action_command_palette(self) -> None:
        """Every command by name."""
        from tui.ui.command_palette import Commands  # noqa: PLC0415 - likewise

        if not isinstance(self.screen, Commands):
            self.push_screen(Commands())

    def on_resize(self, _event: events.Resize) -> None:
        """One frame for a resize, and for a drag of many sizes few."""
        if not self.frames.is_held(HoldReason.RESIZING) and not self.frames.is_held(HoldReason.BEGINNING):
            self.frames.hold(HoldReason.RESIZING)
            self.set_timer(_SETTLING, self._resized)

    def _resized(self) -> None:
        self.frames.request_full_frame()
        self.frames.release(HoldReason.RESIZING)
