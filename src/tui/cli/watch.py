"""`bigboard watch`: print each change on a line of its own, as it comes, until stopped."""

from tui.cli.exit_codes import CRASHED
from tui.cli.market_queue import MarketQueue, markets_of
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.sentences import ReportedChange, changes_between, describe_change
from tui.config.loader import Config, load_config
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.view.records import SymbolFilter, to_json
from tui.wiring import Wiring, environment_for


def run_watch(arguments: Arguments, wiring: Wiring | None = None) -> int:
    """Print what changes. Ends by a signal, or with 1 if the feed ends.

    Args:
        arguments: the command line.
        wiring: what makes the feed; by default that of the user's configuration.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    config = load_config(arguments.config)
    configure_logging(config)
    wiring = wiring or _wiring(arguments, config)
    feed, timeline = wiring.open_feed(), wiring.environment.timeline
    symbols = SymbolFilter(arguments.symbols)
    queue = MarketQueue()
    feed.subscribe(queue.put)
    known = feed.market
    symbols_checked = False
    feed.start()
    for market in markets_of(feed, queue):
        for change in changes_between(known, market, timeline.now(), timeline.on_wall):
            if _is_selected(change, symbols):
                _print_change(change, arguments.format)
        if not symbols_checked and _shows_what_exists(market):
            symbols_checked = True
            error = symbols.missing_error(market)
            if error is not None:
                print_error(error)
        known = market
    print_error(f"the poller stopped: {feed.failed or 'for no known reason'}")
    return CRASHED


def _wiring(arguments: Arguments, config: Config) -> Wiring:
    if arguments.remote is None:
        return Wiring(config.sources, environment_for(config))
    from tui.cli.remote import RemoteWiring, remote_settings  # noqa: PLC0415 - needed only for this option

    return RemoteWiring(config, remote_settings(arguments.remote, config), from_now=True)


def _print_change(change: ReportedChange, output_format: str) -> None:
    if output_format == "jsonl":
        print_utf8("\n".join(map(to_json, change.records())))
    else:
        print_lines([describe_change(change)])


def _shows_what_exists(market: Market) -> bool:
    """Return whether every source was polled and at least one answered, so that a missing symbol is worth an error."""
    health = market.health.values()
    return all(each.state is not SourceState.WAITING for each in health) and any(each.last_good for each in health)


def _is_selected(change: ReportedChange, symbols: SymbolFilter) -> bool:
    """Return whether a change is printed: with symbols, only that of their rows, and how the sources do."""
    return symbols.is_all or change.kind == "source" or (change.id is not None and symbols.matches(change.id))
