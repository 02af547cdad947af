"""Running the board: engine, application and their end."""

import sys
import time
from collections.abc import Mapping
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.session import Calendar
from tui.engine.clocks import Timeline
from tui.engine.config import Config
from tui.engine.opening import waiting
from tui.engine.stored import StoredBoard
from tui.sources import markets_of
from tui.sources.source import Source
from tui.ui.app import BoardApp
from tui.ui.ending import Ending, thread_errors
from tui.ui.link import LinkDriver
from tui.ui.wire import lighten
from tui.view.link import Link

if TYPE_CHECKING:
    from tui.engine.engine import Engine
    from tui.ui.garbage import Garbage

_TURN: Final = 0.001
"""Seconds after which a thread that reads a page lets another run: a key waits for several such turns, by default of
5 ms each."""
_SWEEP_LOOK: Final = 5.0
"""Seconds between two looks at whether memory is to be searched."""


def run_board(
    *,
    config: Config,
    sources: tuple[Source, ...],
    calendars: Mapping[str, Calendar] | None,
    clock: Timeline,
    link: Link,
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
    lighten()
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
        app.know_hours(calendars, _zone(sources, calendars))
    stored = StoredBoard(state, sources, clock.on_wall)
    market = stored.recalled(waiting(sources), clock.now())
    engine: Engine | None = None
    with Ending(app.leave_quietly, lambda: app.terminal) as ending, thread_errors(app.crash):

        def painted() -> None:
            nonlocal engine
            ending.running()
            app.engine = engine = _started(app, sources, market, stored, calendars=calendars, clock=clock, state=state)
            from tui.ui.garbage import Garbage, spare  # noqa: PLC0415 - the first frame does without

            spare()
            sys.setswitchinterval(_TURN)
            garbage = Garbage(time.monotonic())
            app.set_interval(_SWEEP_LOOK, partial(_sweep, garbage))

        app.on_first_frame = painted
        app.expect(market)
        app.run()
        if engine is not None:
            engine.stop()
        return ending.status or app.return_code or 0


def _sweep(garbage: "Garbage") -> None:
    now = time.monotonic()
    if garbage.is_due(now, LinkDriver.touched):
        garbage.sweep(now)


def _started(
    app: BoardApp,
    sources: tuple[Source, ...],
    market: Market,
    stored: StoredBoard,
    *,
    calendars: Mapping[str, Calendar] | None,
    clock: Timeline,
    state: Path | None,
) -> "Engine":
    # what polls is loaded after the first paint
    from tui.engine.calendars import days_by, load_calendars, open_by, paced_by  # noqa: PLC0415
    from tui.engine.engine import Engine  # noqa: PLC0415

    if calendars is None:
        calendars = load_calendars()
        app.know_hours(calendars, _zone(sources, calendars))
    engine = Engine(
        sources,
        publish=app.deliver,
        clock=clock.now,
        on_wall=clock.on_wall,
        day_of=days_by(calendars),
        is_open=open_by(calendars),
        pace=paced_by(calendars),
        state=state,
        market=market,
        keep=stored.keep,
    )
    engine.start()
    return engine


def _zone(sources: tuple[Source, ...], calendars: Mapping[str, Calendar]) -> tzinfo | None:
    """Times are read in the zone of the first watched market; without one, in the machine's own."""
    for source in sources:
        for code in markets_of(source):
            if code in calendars:
                return calendars[code].zone
    return None
