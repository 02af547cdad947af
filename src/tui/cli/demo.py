"""`bigboard demo`: show the board on a simulated exchange inside the program."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tui.cli.board import check_keys, report_unusable_terminal, run_board_command
from tui.cli.exit_codes import OK, USAGE_ERROR
from tui.cli.output import print_lines
from tui.cli.parser import Arguments
from tui.config.errors import ConfigError, did_you_mean_known, quote_value
from tui.config.loader import DEFAULT_CONFIG, Config, HistorySettings, load_config
from tui.demo import FAULTS, MAX_RATE, MAX_SYMBOLS, MIN_SYMBOLS, demo_adapter, demo_calendars, demo_source, demo_wire
from tui.demo.server import DemoServer
from tui.domain.instants import parse_duration
from tui.engine.clock import utc_now
from tui.storage.paths import state_dir
from tui.storage.view_state import ViewStore
from tui.ui.terminal.shutdown import block_faults
from tui.view.settings import BoardSettings
from tui.wiring import Environment, Wiring

if TYPE_CHECKING:
    from tui.demo.exchange import Exchange
    from tui.domain.market import Market
    from tui.engine.market_feed import MarketFeed, Record
    from tui.sources.adapter import SourceConfig

_DEFAULT_SYMBOLS: Final = 30
_DEFAULT_RATE: Final = 2.0
_DEFAULT_INTERVAL: Final = timedelta(seconds=2)
_NEWS_DELAY: Final = 1.0
"""Seconds from the first quotes."""
_WIRE_INTERVAL: Final = timedelta(minutes=1)
DEMO_BOARD: Final = "demo"
"""The name of the board that `collect demo` publishes, where none is named."""
_SEED_COUNT: Final = 1 << 32


def show_demo(arguments: Arguments) -> int:
    """Show the board on the demo exchange, or only serve the exchange; it ends with the command.

    Raises:
        ConfigError: an argument is out of range, or a configuration that `--config` names is wrong.
    """
    # the demo needs no configuration, so a broken one does not stop it; one named by --config is read
    config = load_config(arguments.config, keeps_broken_rules=True) if arguments.config else DEFAULT_CONFIG
    if arguments.watch is not None:
        from tui.cli.given import with_given  # noqa: PLC0415 - needed only for this option

        config = with_given(config, arguments.watch)
    check_keys(config)
    if arguments.remote is not None:
        return _show_remote(config, arguments)
    if arguments.serve_only:
        server = _server(arguments, _interval(arguments.every))
        print_lines([server.start()])
        threading.Event().wait()
        return OK
    with demo_wiring(arguments, config.settings) as open_wiring:
        if report_unusable_terminal():
            return USAGE_ERROR
        block_faults()  # also for the threads of the server
        return run_board_command(config, open_wiring(), arguments, ViewStore(state_dir(), "demo-view.json"))


@contextmanager
def demo_wiring(arguments: Arguments, settings: BoardSettings) -> Iterator[Callable[[], Wiring]]:
    """Yield what starts the demo exchange and returns the parts that poll it; it ends with the block.

    Raises:
        ConfigError: an argument is out of range.
    """
    every = _interval(arguments.every)
    server = _server(arguments, every)
    with ExitStack() as at_end:

        def start() -> Wiring:
            address = server.start()
            at_end.callback(server.stop)
            folder = at_end.enter_context(TemporaryDirectory(prefix="bigboard-demo-"))
            history = HistorySettings(file=Path(folder) / "history.db")
            # no state folder: its server requests no wait, and its broken pages are made on purpose
            environment = Environment(calendars=demo_calendars(), adapter_for=demo_adapter)
            sources = (demo_source(address, every), demo_wire(address, max(every, _WIRE_INTERVAL)))
            return _DemoWiring(sources, environment, history, settings)

        yield start


def _show_remote(config: Config, arguments: Arguments) -> int:
    """Show the demo exchange that a collector polls. Raises ConfigError where its address is wrong."""
    from tui.cli.remote import RemoteWiring, remote_settings  # noqa: PLC0415 - needed only for this option

    if report_unusable_terminal():
        return USAGE_ERROR
    settings = remote_settings(arguments.remote or "", config, board=DEMO_BOARD)
    return run_board_command(
        config, RemoteWiring(config, settings, demo_calendars()), arguments, ViewStore(state_dir(), "demo-view.json")
    )


class _DemoWiring(Wiring):
    """The parts of the demo, whose news come a moment after its first quotes: reading feeds has to be loaded first."""

    def __init__(
        self,
        sources: "tuple[SourceConfig, ...]",
        environment: Environment,
        history: HistorySettings,
        settings: BoardSettings,
    ) -> None:
        super().__init__(sources[:1], environment, history, settings=settings)
        self._all = sources

    def open_feed(
        self, *, resume: bool = False, market: "Market | None" = None, publish: "Record | None" = None
    ) -> "MarketFeed":
        """Return a feed that has all sources once it has quotes."""
        feed = super().open_feed(resume=resume, market=market, publish=publish)

        def add_news(market: "Market") -> None:
            if market.quotes:
                end()
                timer = threading.Timer(_NEWS_DELAY, feed.replace_sources, [self._all])
                timer.daemon = True
                timer.start()

        end = feed.subscribe(add_news)
        return feed


def _server(arguments: Arguments, every: timedelta) -> DemoServer:
    count = _DEFAULT_SYMBOLS if arguments.symbol_count is None else arguments.symbol_count
    if not MIN_SYMBOLS <= count <= MAX_SYMBOLS:
        raise ConfigError(f"--symbols: found {count}, expected {MIN_SYMBOLS} to {MAX_SYMBOLS}")
    if arguments.fault is not None and arguments.fault not in FAULTS:
        raise ConfigError(f"--fault: found {quote_value(arguments.fault)}{did_you_mean_known(arguments.fault, FAULTS)}")
    seed = random.randrange(_SEED_COUNT) if arguments.seed is None else arguments.seed  # noqa: S311 - a simulation, no secret
    rate = _DEFAULT_RATE if arguments.rate is None else arguments.rate
    if not 0 <= rate <= MAX_RATE:
        raise ConfigError(f"--rate: found {rate:g}, expected 0 to {MAX_RATE:,.0f}")

    def open_exchange() -> "Exchange":
        from tui.demo.exchange import Exchange  # noqa: PLC0415 - it opens on the server's thread, beside the first paint

        return Exchange(seed, count, rate, opened_at=utc_now())

    return DemoServer(open_exchange, every=every, fault=arguments.fault, clock=utc_now)


def _interval(text: str | None) -> timedelta:
    if text is None:
        return _DEFAULT_INTERVAL
    every = parse_duration(text)
    if every is None:
        raise ConfigError(f'--every: found {quote_value(text)}, expected text such as "2s" or "1m"')
    return every
