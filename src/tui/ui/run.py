"""Running the board: engine, application and their end."""

import sys
import time
from collections.abc import Mapping
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.config.loader import Config
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline
from tui.engine.initial_market import market_before_polls
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig
from tui.storage.board_cache import BoardCache
from tui.ui.app import BoardApp
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.ui.terminal.driver import PacedDriver
from tui.ui.terminal.shutdown import ShutdownGuard, thread_errors
from tui.view.terminal_profile import TerminalProfile

if TYPE_CHECKING:
    from tui.engine.engine import Engine
    from tui.ui.terminal.gc_policy import IdleGarbageCollector

_TURN: Final = 0.001
"""Seconds after which a thread that reads a page lets another run: a key waits for several such turns, by default of
5 ms each."""
_SWEEP_LOOK: Final = 5.0
"""Seconds between two looks at whether memory is to be searched."""


def run_board(
    *,
    config: Config,
    sources: tuple[SourceConfig, ...],
    calendars: Mapping[str, TradingCalendar] | None,
    clock: Timeline,
    link: TerminalProfile,
    state: Path | None,
) -> int:
    """Show the board until it ends.

    Args:
        config: theme, keys and flash.
        sources: what to poll.
        calendars: trading hours by market code; None for those that come with the program, read after the first paint.
        clock: the only time there is.
        link: how to draw.
        state: where the board, waits that servers asked for and pages that nobody could read are kept; None for
            nowhere.

    Returns:
        The exit status: 0, 1 after a crash, or 128 and a signal's number.
    """
    patch_compositor()
    app = BoardApp(
        clock=clock.now,
        on_wall=clock.on_wall,
        theme=config.theme,
        keys=config.keys,
        flash=config.flash,
        link=link,
        disagree=config.disagree_percent,
        idle_after=config.idle_after,
    )
    if calendars is not None:
        app.set_calendars(calendars, _zone(sources, calendars))
    stored = BoardCache(state, sources, clock.on_wall)
    market = stored.restore(market_before_polls(sources), clock.now())
    engine: Engine | None = None
    with ShutdownGuard(app.exit_on_signal, lambda: app.terminal) as ending, thread_errors(app.crash):

        def painted() -> None:
            nonlocal engine
            ending.attach_loop()
            app.engine = engine = _started(app, sources, market, stored, calendars=calendars, clock=clock, state=state)
            from tui.ui.terminal.gc_policy import IdleGarbageCollector, freeze_startup_objects  # noqa: PLC0415 - the first frame does without

            freeze_startup_objects()
            sys.setswitchinterval(_TURN)
            garbage = IdleGarbageCollector(time.monotonic())
            app.set_interval(_SWEEP_LOOK, partial(_sweep, garbage))

        app.on_first_frame = painted
        app.set_initial_market(market)
        app.run()
        if engine is not None:
            engine.stop()
        return ending.status or app.return_code or 0


def _sweep(garbage: "IdleGarbageCollector") -> None:
    now = time.monotonic()
    if garbage.is_due(now, PacedDriver.last_input_at):
        garbage.collect(now)


def _started(
    app: BoardApp,
    sources: tuple[SourceConfig, ...],
    market: Market,
    stored: BoardCache,
    *,
    calendars: Mapping[str, TradingCalendar] | None,
    clock: Timeline,
    state: Path | None,
) -> "Engine":
    # what polls is loaded after the first paint
    from tui.config.calendars import interval_lookup, is_open_lookup, load_calendars, trading_day_lookup  # noqa: PLC0415
    from tui.engine.engine import Engine  # noqa: PLC0415

    if calendars is None:
        calendars = load_calendars()
        app.set_calendars(calendars, _zone(sources, calendars))
    engine = Engine(
        sources,
        publish=app.post_market,
        clock=clock.now,
        on_wall=clock.on_wall,
        day_of=trading_day_lookup(calendars),
        is_open=is_open_lookup(calendars),
        pace=interval_lookup(calendars),
        state=state,
        market=market,
        keep=stored.save,
    )
    engine.start()
    return engine


def _zone(sources: tuple[SourceConfig, ...], calendars: Mapping[str, TradingCalendar]) -> tzinfo | None:
    """Times are read in the zone of the first watched market; without one, in the machine's own."""
    for source in sources:
        for code in markets_of(source):
            if code in calendars:
                return calendars[code].zone
    return None
