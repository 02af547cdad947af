"""Runs the board: starts the application and the engine, and ends both."""

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.config.loader import Config
from tui.ui.app import BoardApp
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.ui.terminal.driver import PacedDriver
from tui.ui.terminal.shutdown import ShutdownGuard, thread_errors
from tui.view.terminal_profile import TerminalProfile
from tui.wiring import Wiring

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.ui.terminal.gc_policy import IdleGarbageCollector

_SWITCH_INTERVAL: Final = 0.001
"""Seconds after which a thread that parses a page lets another run: a key waits for several such turns, by default
of 5 ms each."""
_GC_CHECK_INTERVAL: Final = 5.0
"""Seconds between two checks whether to collect garbage."""


def run_board(*, config: Config, wiring: Wiring, link: TerminalProfile) -> int:
    """Show the board until it ends.

    Args:
        config: theme, keys and flash.
<<<<<<< HEAD
        wiring: the parts the board stands on; trading hours that come with the program are read after the first paint.
        link: how to draw.
=======
        sources: what to poll.
        calendars: trading hours by market code; None for the built-in ones, loaded after the first paint.
        clock: the only source of time.
        link: how to draw.
        state: where the board, retry-after times and rejected pages are stored; None for nowhere.
>>>>>>> screen

    Returns:
        The exit status: 0, 1 after a crash, or 128 and a signal's number.
    """
    patch_compositor()
    timeline = wiring.environment.timeline
    app = BoardApp(
        clock=timeline.now,
        on_wall=timeline.on_wall,
        theme=config.theme,
        keys=config.keys,
        flash=config.flash,
        link=link,
        disagree=config.disagree_percent,
        idle_after=config.idle_after,
    )
<<<<<<< HEAD
    if wiring.environment.calendars is not None:
        app.set_calendars(wiring.calendars, wiring.zone)
    market = wiring.stored_market
    feed: MarketFeed | None = None
    with ShutdownGuard(app.exit_on_signal, lambda: app.terminal) as ending, thread_errors(app.crash):

        def painted() -> None:
            nonlocal feed
            ending.attach_loop()
            if wiring.environment.calendars is None:
                app.set_calendars(wiring.calendars, wiring.zone)
            app.engine = feed = wiring.open_feed(resume=True)
            feed.subscribe(app.post_market)
            feed.start()
=======
    if calendars is not None:
        app.set_calendars(calendars, _zone(sources, calendars))
    stored = BoardCache(state, sources, clock.on_wall)
    market = stored.restore(market_before_polls(sources), clock.now())
    engine: Engine | None = None
    with ShutdownGuard(app.exit_on_signal, lambda: app.terminal) as guard, thread_errors(app.crash):

        def on_first_frame() -> None:
            nonlocal engine
            guard.attach_loop()
            app.engine = engine = _start_engine(
                app, sources, market, stored, calendars=calendars, clock=clock, state=state
            )
>>>>>>> screen
            from tui.ui.terminal.gc_policy import IdleGarbageCollector, freeze_startup_objects  # noqa: PLC0415 - the first frame does without

            freeze_startup_objects()
            sys.setswitchinterval(_SWITCH_INTERVAL)
            collector = IdleGarbageCollector(time.monotonic())
            app.set_interval(_GC_CHECK_INTERVAL, partial(_collect_if_due, collector))

        app.on_first_frame = on_first_frame
        app.set_initial_market(market)
        app.run()
<<<<<<< HEAD
        if feed is not None:
            feed.stop()
        return ending.status or app.return_code or 0
=======
        if engine is not None:
            engine.stop()
        return guard.status or app.return_code or 0
>>>>>>> screen


def _collect_if_due(collector: "IdleGarbageCollector") -> None:
    now = time.monotonic()
<<<<<<< HEAD
    if garbage.is_due(now, PacedDriver.last_input_at):
        garbage.collect(now)
=======
    if collector.is_due(now, PacedDriver.last_input_at):
        collector.collect(now)


def _start_engine(
    app: BoardApp,
    sources: tuple[SourceConfig, ...],
    market: Market,
    stored: BoardCache,
    *,
    calendars: Mapping[str, TradingCalendar] | None,
    clock: Timeline,
    state: Path | None,
) -> "Engine":
    # the engine is loaded after the first paint
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
    """Return the zone of the first watched market, in which times are shown; None for the machine's own."""
    for source in sources:
        for code in markets_of(source):
            if code in calendars:
                return calendars[code].zone
    return None
>>>>>>> screen
