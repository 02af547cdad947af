"""`bigboard collect`: poll without a screen, and publish for boards on any machine."""

import os
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.demo import DEMO_BOARD, demo_wiring
from tui.cli.ending import EndedBySignalError, ended_by_signals
from tui.cli.exit_codes import CRASHED, USAGE_ERROR
from tui.cli.output import configure_logging, print_error
from tui.cli.parser import Arguments
from tui.collector.connect import NO_CLIENT
from tui.collector.service_manager import ALIVE, READY, STOPPING, notify_service_manager
from tui.config.collect import CollectSettings, server_from
from tui.config.errors import ConfigError, did_you_mean_known, quote_value
from tui.config.loader import DEFAULT_CONFIG, Config, load_config
from tui.domain.market import Market, apply
from tui.engine.market_feed import MarketFeed, Record
from tui.engine.source_changes import restarted_sources
from tui.storage.paths import state_dir
from tui.view.settings import BoardSettings
from tui.wiring import Wiring, environment_for

if TYPE_CHECKING:
    from tui.collector.collector import Collector

_ALIVE_INTERVAL: Final = 5.0
"""Seconds between two signs of life to the service manager."""


def run_collect(arguments: Arguments) -> int:
    """Poll and publish until stopped. Ends by a signal, or with 1 if it fails.

    Raises:
        ConfigError: the configuration, its calendar, or an argument is wrong.
    """
    if find_spec("nats") is None:
        print_error(NO_CLIENT)
        return USAGE_ERROR
    is_demo = arguments.what == "demo"
    config = DEFAULT_CONFIG if is_demo and arguments.config is None else load_config(arguments.config)
    settings = _settings(arguments, config, is_demo=is_demo)
    board = config.settings if arguments.alerts else config.settings._replace(rules=())
    configure_logging(config)
    with ExitStack() as at_end:
        open_wiring = (
            at_end.enter_context(demo_wiring(arguments, board))
            if is_demo
            else partial(_wiring, config, settings, board)
        )
        wiring = open_wiring()
        collector = _collector(wiring, settings, state_dir(), takes_over=arguments.take_over)
        return _run(collector, wiring)


def _settings(arguments: Arguments, config: Config, *, is_demo: bool) -> CollectSettings:
    settings = server_from(arguments.to, os.environ, config.collect)
    if is_demo and "/" not in arguments.to.partition("://")[2]:
        settings = settings._replace(board=DEMO_BOARD)
    if arguments.sources:
        names = tuple(name.strip() for name in arguments.sources.split(","))
        known = [source.name for source in config.sources]
        for name in names:
            if name not in known:
                raise ConfigError(f"--sources: found {quote_value(name)}{did_you_mean_known(name, known)}")
        if not arguments.group:
            raise ConfigError('--sources: expected --group with it, a name for this part of them, such as "asia"')
        settings = settings._replace(sources=names)
    return settings._replace(group=arguments.group) if arguments.group else settings


def _wiring(config: Config, settings: CollectSettings, board: BoardSettings) -> Wiring:
    sources = config.sources
    if settings.sources:
        sources = tuple(source for source in sources if source.name in settings.sources)
    return Wiring(
        sources,
        environment_for(config),
        config.history,
        fill_past=config.fill_past,
        article_capacity=config.settings.news.capacity,
        settings=board,
        ways=config.alert_ways if board.rules else (),
        disagree_percent=config.disagree_percent,
    )


def _run(collector: "Collector", wiring: Wiring) -> int:
    wiring.announce = print_error
    wiring.history.start(partial(_restore, wiring, collector), print_error)
    collector.start()
    notify_service_manager(READY)
    try:
        with ended_by_signals():
            while collector.is_alive:
                notify_service_manager(ALIVE)
                time.sleep(_ALIVE_INTERVAL)
    except EndedBySignalError as ended:
        return 128 + ended.number
    finally:
        notify_service_manager(STOPPING)
        collector.stop()
        wiring.close_alerts()
        wiring.history.close()
    print_error(f"the collector stopped: {collector.failed or 'for no known reason'}")
    return CRASHED


def _restore(wiring: Wiring, collector: "Collector", file: Path, is_ending: Callable[[], bool]) -> None:
    """Give the feed what earlier runs saw, where this collector polls."""
    feed = collector.feed
    if feed is not None:
        feed.restore_day(wiring.read_today(file, is_ending))
        feed.restore_articles(wiring.read_articles(file, is_ending), wiring.read_pages(file))


def _collector(wiring: Wiring, settings: CollectSettings, state: Path | None, *, takes_over: bool) -> "Collector":
    from tui.collector.collector import Collector  # noqa: PLC0415 - help and errors need none of it
    from tui.collector.identity import take_identity  # noqa: PLC0415 - likewise
    from tui.collector.lease import Lease  # noqa: PLC0415 - likewise
    from tui.collector.lease_keeper import LeaseKeeper  # noqa: PLC0415 - likewise
    from tui.collector.outbox import Outbox  # noqa: PLC0415 - likewise

    # what waits for one server is nothing for another
    name = re.sub(r"[^A-Za-z0-9.-]", "-", settings.servers[0].partition("://")[2])
    identity = take_identity(None if state is None else state / "collect" / name / f"{settings.board}.{settings.group}")

    def open_feed(market: Market | None, publish: Record) -> MarketFeed:
        if market is not None:
            # the sources may be others than those of the collector before
            market = apply(market, restarted_sources(wiring.sources, wiring.environment.timeline.now()))
        return wiring.open_feed(resume=True, market=market, publish=publish)

    lease = Lease(identity.id, settings.lease.total_seconds(), takes_over=takes_over)
    return Collector(
        settings,
        open_feed,
        LeaseKeeper(lease, settings.group),
        Outbox(None if identity.folder is None else identity.folder / "outbox", settings.outbox_size),
        calendars=wiring.calendars,
        on_wall=wiring.environment.timeline.on_wall,
        history=lambda: wiring.history_file,
        say=print_error,
    )
