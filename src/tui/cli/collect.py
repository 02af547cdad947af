"""`bigboard collect`: poll without a screen, and publish for boards on any machine."""

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from tui.cli.demo import DEMO_BOARD, demo_wiring
from tui.cli.ending import EndedBySignalError, ended_by_signals
from tui.cli.exit_codes import CRASHED, USAGE_ERROR
from tui.cli.output import configure_logging, print_error
from tui.cli.parser import Arguments
from tui.collector.connect import NO_CLIENT
from tui.collector.poll_counts import PollCounts
from tui.collector.service import attend, health_page
from tui.collector.service_manager import STOPPING, notify_service_manager
from tui.collector.status import CollectorWatch
from tui.config.collect import CollectSettings, server_from
from tui.config.collect_schema import NAME
from tui.config.errors import ConfigError, did_you_mean_known, quote_value
from tui.config.loader import DEFAULT_CONFIG, Config, load_config
from tui.domain.events import Event
from tui.domain.market import Market, apply
from tui.domain.text import sanitize_line
from tui.engine.market_feed import MarketFeed, Record
from tui.engine.source_changes import restarted_sources
from tui.storage.json_log import json_log
from tui.storage.paths import state_dir
from tui.view.settings import BoardSettings
from tui.wiring import Wiring, environment_for

if TYPE_CHECKING:
    from tui.collector.collector import Collector

_NO_METRICS: Final = "--metrics: the package prometheus_client is missing: pip install 'bigboard[collect]'"


class _Say(Protocol):
    """Says something to the operator."""

    def __call__(self, message: str, level: int = logging.INFO) -> None:
        """Say it, with its level as `logging` has them."""


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
    counts = PollCounts()
    with ExitStack() as at_end:
        say: _Say = _print
        if arguments.log_format == "json":
            say = at_end.enter_context(json_log()).say
        open_wiring = (
            at_end.enter_context(demo_wiring(arguments, board))
            if is_demo
            else partial(_wiring, config, settings, board)
        )
        wiring = open_wiring()
        wiring.note_duration = counts.note_duration
        collector = _collector(wiring, settings, state_dir(), counts, say, takes_over=arguments.take_over)
        watch = CollectorWatch(collector, wiring.environment.timeline.now)
        if arguments.metrics:
            at_end.enter_context(_served_metrics(arguments.metrics, watch, counts))
        return _run(collector, wiring, watch, say)


def _print(message: str, level: int = logging.INFO) -> None:  # noqa: ARG001 - a line of text has none
    print_error(message)


def _settings(arguments: Arguments, config: Config, *, is_demo: bool) -> CollectSettings:
    settings = server_from(arguments.to, os.environ, config.collect, board=DEMO_BOARD if is_demo else "")
    if arguments.sources:
        names = tuple(name.strip() for name in arguments.sources.split(","))
        known = [source.name for source in config.sources]
        for name in names:
            if name not in known:
                raise ConfigError(f"--sources: found {quote_value(name)}{did_you_mean_known(name, known)}")
        if not arguments.group:
            raise ConfigError('--sources: expected --group with it, a name for this part of them, such as "asia"')
        settings = settings._replace(sources=names)
    return settings._replace(group=_checked_group(arguments.group)) if arguments.group else settings


def _checked_group(group: str) -> str:
    """Return a name that may be part of a subject and of a path. Raises ConfigError where it may not."""
    if not re.fullmatch(NAME, group, re.ASCII):
        raise ConfigError(f"--group: found {quote_value(group)}, expected up to 32 letters, digits, - and _")
    return group


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


@contextmanager
def _served_metrics(address: str, watch: CollectorWatch, counts: PollCounts) -> Iterator[None]:
    """Serve metrics and health at an address for as long as the block runs.

    Raises:
        ConfigError: nothing can listen there, or the package for it is missing.
    """
    from tui.collector.metrics_server import MetricsServer, Page, listen_at  # noqa: PLC0415 - few ask for it

    try:
        from tui.collector.metrics import CONTENT_TYPE, BoardMetrics  # noqa: PLC0415 - needs an optional package
    except ImportError:
        raise ConfigError(_NO_METRICS) from None
    metrics = BoardMetrics(watch.status, counts.by_source)
    server = MetricsServer(
        listen_at(address, "--metrics"),
        {
            "/metrics": lambda: Page(metrics.text(), content_type=CONTENT_TYPE),
            "/healthz": lambda: health_page(watch.status()),
        },
    )
    server.start()
    try:
        yield
    finally:
        server.stop()


def _run(collector: "Collector", wiring: Wiring, watch: CollectorWatch, say: _Say) -> int:
    wiring.announce = say
    wiring.history.start(partial(_restore, wiring, collector), say)
    collector.start()
    try:
        with ended_by_signals():
            attend(collector, watch)
    except EndedBySignalError as ended:
        return 128 + ended.number
    finally:
        notify_service_manager(STOPPING)
        collector.stop()
        wiring.close_alerts()
        wiring.history.close()
    say(f"the collector stopped: {collector.failed or 'for no known reason'}", logging.ERROR)
    return CRASHED


def _restore(wiring: Wiring, collector: "Collector", file: Path, is_ending: Callable[[], bool]) -> None:
    """Give the feed what earlier runs saw, where this collector polls."""
    feed = collector.feed
    if feed is not None:
        wiring.restore(feed, file, is_ending)


def _collector(
    wiring: Wiring,
    settings: CollectSettings,
    state: Path | None,
    counts: PollCounts,
    say: _Say,
    *,
    takes_over: bool,
) -> "Collector":
    from tui.collector.collector import Collector  # noqa: PLC0415 - help and errors need none of it
    from tui.collector.identity import take_identity  # noqa: PLC0415 - likewise
    from tui.collector.lease import Lease  # noqa: PLC0415 - likewise
    from tui.collector.lease_keeper import LeaseKeeper  # noqa: PLC0415 - likewise
    from tui.collector.outbox import Outbox  # noqa: PLC0415 - likewise

    # what waits for one server is nothing for another
    folder = Path("collect", settings.server_folder, f"{settings.board}.{settings.group}")
    identity = take_identity(None if state is None else state / folder)

    def open_feed(market: Market | None, publish: Record) -> MarketFeed:
        if market is not None:
            # the sources may be others than those of the collector before
            market = apply(market, restarted_sources(wiring.sources, wiring.environment.timeline.now()))

        def record(event: Event, before: Market, after: Market) -> None:
            counts.record(event, before, after)
            publish(event, before, after)

        return wiring.open_feed(resume=True, market=market, publish=record)

    def tell(message: str, level: int) -> None:
        say(message, level)
        notify_service_manager(f"STATUS={sanitize_line(message)}")

    lease = Lease(identity.id, settings.lease.total_seconds(), takes_over=takes_over)
    keeper = LeaseKeeper(lease, settings.group)
    # the collector ends polling too, but its own thread may be late
    wiring.may_poll = lambda: keeper.may_poll
    return Collector(
        settings,
        open_feed,
        keeper,
        Outbox(None if identity.folder is None else identity.folder / "outbox", settings.outbox_size),
        calendars=wiring.calendars,
        on_wall=wiring.environment.timeline.on_wall,
        history=lambda: wiring.history_file,
        say=tell,
    )
