"""`bigboard demo`: the board on an exchange that trades inside the program."""

import random
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tui.cli.arguments import Arguments
from tui.cli.board import refused_here, run_on
from tui.cli.endings import GOOD, WRONG_USAGE
from tui.cli.out import put
from tui.demo import FAULTS, LEAST_SYMBOLS, MOST_RATE, MOST_SYMBOLS, demo_hours, demo_source
from tui.demo.server import DemoServer
from tui.engine.clocks import utc_now
from tui.engine.config import DEFAULT, load
from tui.engine.intervals import read_interval
from tui.engine.written import ConfigError, found, nearest
from tui.ui.ending import block_faults

if TYPE_CHECKING:
    from tui.demo.exchange import Exchange

_SYMBOLS: Final = 30
_RATE: Final = 2.0
_EVERY: Final = timedelta(seconds=2)
_SEEDS: Final = 1 << 32


def show_demo(arguments: Arguments) -> int:
    """Show the board on the demo exchange, or only serve it; the exchange ends with the command.

    Raises:
        ConfigError: an argument is out of its bounds.
    """
    if not arguments.serve_only and refused_here():
        return WRONG_USAGE
    # the demo needs no configuration, so a broken one cannot keep it from starting; a named one is wanted
    config = load(arguments.config) if arguments.config else DEFAULT
    every = _every(arguments.every)
    if not arguments.serve_only:
        block_faults()  # also for the threads of the server
    server = _server(arguments, every)
    address = server.start()
    try:
        if arguments.serve_only:
            put([address])
            threading.Event().wait()
            return GOOD
        # it asks nobody who could ask it to wait, and its bad pages are no news
        return run_on(config, (demo_source(address, every),), arguments, None, demo_hours())
    finally:
        server.stop()


def _server(arguments: Arguments, every: timedelta) -> DemoServer:
    count = _SYMBOLS if arguments.count is None else arguments.count
    if not LEAST_SYMBOLS <= count <= MOST_SYMBOLS:
        raise ConfigError(f"--symbols: found {count}, expected {LEAST_SYMBOLS} to {MOST_SYMBOLS}")
    if arguments.fault is not None and arguments.fault not in FAULTS:
        raise ConfigError(f"--fault: found {found(arguments.fault)}{nearest(arguments.fault, FAULTS)}")
    seed = random.randrange(_SEEDS) if arguments.seed is None else arguments.seed  # noqa: S311 - a story, no secret
    rate = _RATE if arguments.rate is None else arguments.rate
    if not 0 <= rate <= MOST_RATE:
        raise ConfigError(f"--rate: found {rate:g}, expected 0 to {MOST_RATE:,.0f}")

    def opened() -> "Exchange":
        from tui.demo.exchange import Exchange  # noqa: PLC0415 - it opens on the server's thread, beside the first paint

        return Exchange(seed, count, rate, opened_at=utc_now())

    return DemoServer(opened, every=every, fault=arguments.fault, clock=utc_now)


def _every(written: str | None) -> timedelta:
    if written is None:
        return _EVERY
    every = read_interval(written)
    if every is None:
        raise ConfigError(f'--every: found {found(written)}, expected text such as "2s" or "1m"')
    return every
