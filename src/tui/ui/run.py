"""Runs the board: starts the application and its feed, and stops both."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import constants

from tui.config.loader import Config
from tui.storage.view_state import StoredView, ViewStore
from tui.ui.app import BoardApp
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.ui.terminal.shutdown import ShutdownGuard, thread_errors
from tui.view.settings import broken_rules_text
from tui.view.tabs import GIVEN
from tui.view.terminal_profile import TerminalProfile
from tui.wiring import Wiring

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.engine.recording import Replay
    from tui.storage.last_frame import FrameStore
    from tui.ui.config_reload import ConfigReload
    from tui.ui.terminal.gc_policy import IdleGarbageCollector
    from tui.ui.terminal.held_terminal import HeldTerminal

_SWITCH_INTERVAL: Final = 0.001
"""Seconds after which a thread that parses a page lets another run: a key waits for several such turns, by default
of 5 ms each."""
_FREEZE_AFTER: Final = 1.0
"""Seconds after the first frame by which the first poll has loaded what it needs."""
_GC_CHECK_INTERVAL: Final = 5.0
"""Seconds between two checks whether to collect garbage."""


def run_board(
    *,
    config: Config,
    wiring: Wiring,
    terminal_profile: TerminalProfile,
    view_store: ViewStore | None = None,
    frame_store: "FrameStore | None" = None,
    held_terminal: "HeldTerminal | None" = None,
    no_mouse: bool = False,
    fresh: bool = False,
    named_config: Path | None = None,
    is_demo: bool = False,
    has_own_sources: bool = False,
) -> int:
    """Show the board until it ends.

    Args:
        config: settings, keys and flash.
        wiring: the parts of the board; the built-in trading hours are loaded after the first paint.
        terminal_profile: how to draw.
        view_store: remembers what is on the screen; None remembers nothing.
        frame_store: keeps the last frame for the next start; None keeps none.
        held_terminal: the terminal, where it shows the frame that was kept.
        no_mouse: whether the mouse is left to the terminal at the start, whatever is configured.
        fresh: whether to begin without what is remembered.
        named_config: the configuration that the user named; None for the usual place.
        is_demo: whether the sources are not those of the configuration, which then only counts where it is named.
        has_own_sources: whether they are not those of the configuration, which counts for all else.

    Returns:
        The exit status: 0, 1 after a crash, or 128 and a signal's number.
    """
    patch_compositor()
    # not by its variable: Textual reads that when it is imported, and checking a user's keys has done so by now
    constants.COLOR_SYSTEM = terminal_profile.color_system  # type: ignore[misc]
    timeline = wiring.environment.timeline
    store = view_store or ViewStore(None)
    stored = StoredView() if fresh else store.load()
    make_app: Callable[..., BoardApp] = BoardApp if wiring.replay is None else _replay_app(wiring.replay)
    app = make_app(
        clock=timeline.now,
        on_wall=timeline.on_wall,
        mouse=config.mouse,
        # what the command line gives is shown first, whatever was shown last
        remembered=stored.state._replace(tab=GIVEN) if GIVEN in config.settings.lists else stored.state,
        keys=config.keys,
        flash=config.flash,
        settings=config.settings,
        config_file=config.file,
        sources=wiring.sources,
        terminal_profile=terminal_profile,
        disagree_percent=config.disagree_percent,
        idle_after=config.idle_after,
    )
    app.held_terminal = held_terminal
    if config.mouse and no_mouse:
        app.flags = {"board.mouse": (False, "--no-mouse")}
    if wiring.environment.calendars is not None:
        app.set_calendars(wiring.calendars)
    market = wiring.stored_market
    with (
        ShutdownGuard(app.exit_on_signal, lambda: app.terminal or held_terminal) as guard,
        thread_errors(app.crash),
        ExitStack() as at_end,
    ):

        def on_first_frame() -> None:
            guard.attach_loop()
            if wiring.environment.calendars is None:
                app.set_calendars(wiring.calendars)
            _open_history(app, wiring, at_end)
            _open_alerts(app, wiring, at_end)
            feed = _open_feed(app, wiring, at_end)
            # before the market is shown: the tape has by then what changed
            app.collect_tape(feed)
            feed.subscribe(app.post_market)
            feed.start()
            wiring.history.start(
                partial(wiring.restore, feed),
                lambda text: app.call_soon(partial(app.announce_news, text)),
            )
            from tui.ui.view_memory import SAVE_INTERVAL, ViewMemory  # noqa: PLC0415 - nothing to write before it

            if named_config is not None or not is_demo:
                from tui.ui.config_reload import start_reload  # noqa: PLC0415 - the demo reads no file

                reload = start_reload(app, config, named_config, has_own_sources=is_demo or has_own_sources)
                at_end.callback(reload.stop)
                if frame_store is not None:
                    _keep_frames(app, frame_store, reload, at_end)
            app.set_timer(_FREEZE_AFTER, partial(_after_first_quotes, app))
            sys.setswitchinterval(_SWITCH_INTERVAL)
            memory = ViewMemory(store, app.view)
            at_end.callback(lambda: memory.save_at_end(app.last_view))
            app.set_interval(SAVE_INTERVAL, memory.save)
            if stored.problem:
                app.announce_news(stored.problem)
            if broken := broken_rules_text(config.settings):
                app.announce_news(broken)

        app.on_first_frame = on_first_frame
        app.set_initial_market(market)
        app.run(mouse=app.choices["mouse"] == "on" and not no_mouse)
    return guard.status or app.return_code or 0


def _open_feed(app: BoardApp, wiring: Wiring, at_end: ExitStack) -> "MarketFeed":
    """Give the board the feed, which does not run yet, and what goes with it."""
    app.feed = feed = wiring.open_feed(resume=True)
    app.history.past_outlook = feed.past_outlook
    at_end.callback(feed.stop)
    if wiring.replay is None:
        app.judge_with(wiring.alerts)
    if wiring.remote is not None:
        app.show_line(wiring.remote)
    return feed


def _open_history(app: BoardApp, wiring: Wiring, at_end: ExitStack) -> None:
    """Give the board the history; it is closed after the feed."""
    at_end.callback(wiring.history.close)
    at_end.callback(wiring.queries.close)
    app.set_history(wiring.history)
    app.history.fills = wiring.history.fills
    app.history.queries, app.history.configure = wiring.queries, wiring.set_history
    wiring.queries.report_broken = wiring.history.report_broken


def _open_alerts(app: BoardApp, wiring: Wiring, at_end: ExitStack) -> None:
    """Give the ways out of alerts the bottom line and the terminal; they end after the feed."""

    def tell_terminal(form: str, title: str, text: str) -> str | None:
        from tui.ui.alert_notices import terminal_notices  # noqa: PLC0415 - once something is told

        return terminal_notices(app)(form, title, text)

    wiring.announce = lambda text: app.call_soon(partial(app.announce_news, text))
    wiring.tell_terminal = tell_terminal
    app.set_ways = wiring.set_ways
    at_end.callback(wiring.close_alerts)


def _replay_app(replay: "Replay") -> "Callable[..., BoardApp]":
    from tui.ui.replay_app import ReplayApp  # noqa: PLC0415 - a live board does without

    return partial(ReplayApp, replay.feed, replay.recording.day, replay.recording.zone)


def _keep_frames(app: BoardApp, store: "FrameStore", reload: "ConfigReload", at_end: ExitStack) -> None:
    """Keep the frame for the next start: now and then, and at the end."""
    from tui.ui.last_frame import SAVE_INTERVAL, FrameMemory  # noqa: PLC0415 - nothing to keep before the first frame

    memory = FrameMemory(store, app, lambda: reload.config)
    app.set_interval(SAVE_INTERVAL, memory.save)
    app.before_end = memory.note_end
    at_end.callback(memory.save_at_end)


def _after_first_quotes(app: BoardApp) -> None:
    """Load what the first quotes do without, and take all that is loaded now out of garbage collection."""
    from tui.config.price_bands import load_price_bands  # noqa: PLC0415 - it would delay the first quotes
    from tui.ui.terminal.gc_policy import (  # noqa: PLC0415 - it would delay the first quotes
        IdleGarbageCollector,
        freeze_startup_objects,
    )

    app.set_price_bands(load_price_bands())
    # what the first poll loaded stays for good as well, and collecting amid it would delay the first quotes
    freeze_startup_objects()
    app.set_interval(_GC_CHECK_INTERVAL, partial(_collect_if_due, app, IdleGarbageCollector(time.monotonic())))


def _collect_if_due(app: BoardApp, collector: "IdleGarbageCollector") -> None:
    now = time.monotonic()
    if collector.is_due(now, app.last_input_at):
        collector.collect(now)
