"""Running the board: engine, application and their end."""

import gc
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from pathlib import Path

from tui.domain.session import Calendar
from tui.engine.calendars import days_by, open_by, paced_by
from tui.engine.config import Config
from tui.engine.engine import Engine
from tui.sources.source import Source
from tui.ui.app import BoardApp
from tui.ui.ending import Ending
from tui.ui.wire import lighten
from tui.view.link import Link


def run_board(
    *,
    config: Config,
    sources: tuple[Source, ...],
    calendars: Mapping[str, Calendar],
    clock: Callable[[], datetime],
    link: Link,
    state: Path | None,
) -> int:
    """Show the board until it ends.

    Args:
        config: theme, keys and flash.
        sources: what to poll.
        calendars: trading hours by market code.
        clock: the only time there is, aware UTC.
        link: how to draw.
        state: where waits that servers asked for and pages that nobody could read are kept; None for nowhere.

    Returns:
        The exit status: 0, 1 after a crash, or 128 and a signal's number.
    """
    # a collection in the middle of the start costs a tenth of it; what the start made is never garbage
    gc.disable()
    lighten()
    app = BoardApp(
        clock=clock,
        calendars=calendars,
        zone=_zone(sources, calendars),
        theme=config.theme,
        keys=config.keys,
        flash=config.flash,
        link=link,
        disagree=config.disagree_percent,
        idle_after=config.idle_after,
    )
    engine = Engine(
        sources,
        publish=app.deliver,
        clock=clock,
        day_of=days_by(calendars),
        is_open=open_by(calendars),
        pace=paced_by(calendars),
        state=state,
    )
    app.engine = engine
    with Ending(app.leave_quietly) as ending:

        def painted() -> None:
            ending.running()
            engine.start()
            gc.freeze()
            gc.enable()

        app.on_first_paint = painted
        app.expect(engine.market)
        app.run()
        engine.stop()
        return ending.status or app.return_code or 0


def _zone(sources: tuple[Source, ...], calendars: Mapping[str, Calendar]) -> tzinfo | None:
    """Times are read in the zone of the first watched market; without one, in the machine's own."""
    for source in sources:
        if source.market in calendars:
            return calendars[source.market].zone
    return None
