"""`bigboard alerts`: the rules that ring, when they would have rung, and ringing without a screen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from tui.cli.alert_test import own_terminal, ring_bell, run_alert_test
from tui.cli.ending import EndedBySignalError, ended_by_signals
from tui.cli.exit_codes import CRASHED, OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import find_history, print_unreadable
from tui.cli.market_queue import MarketQueue, markets_of
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.table import TableColumn, TableRow, format_table
from tui.cli.time_options import parse_times
from tui.config.alerts import typed_rule
from tui.config.loader import Config, load_config
from tui.domain.alerts.rule import BELL, Rule
from tui.domain.bars import Bar
from tui.domain.events import Alert, AlertsRang, Failure, NotModified, Snapshot
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.quote import InstrumentId
from tui.domain.tape import new_alerts
from tui.engine.alert_watch import DAYS_BACK, AlertWatch, DayBars, UserSetup
from tui.engine.clock import LOCAL_ZONE, Timeline
from tui.engine.recording import markets_between
from tui.storage.alert_store import AlertStore
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.storage.paths import state_dir
from tui.view.alerts import alert_record, alert_sentence, rang_text, repeat_text, scope_text
from tui.view.records import to_json
from tui.wiring import Wiring, environment_for

_DEFAULT_PAST: Final = timedelta(days=30)
"""That is checked where no time is given."""


def run_alerts(arguments: Arguments, wiring: Wiring | None = None) -> int:
    """List the rules, check them against the past, ring until stopped, or tell a test by the ways out.

    Args:
        arguments: the command line.
        wiring: what makes the feed of `run`; by default that of the user's configuration.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    config = load_config(arguments.config)
    if arguments.remote is not None and arguments.action != "run":
        print_error(f"alerts {arguments.action} takes no --from: it asks no collector, run does")
        return USAGE_ERROR
    if arguments.action == "check":
        return _check(arguments, config)
    if arguments.action == "test":
        configure_logging(config)
        return run_alert_test(arguments.rule, config, environment_for(config))
    if arguments.rule:
        print_error(f"alerts {arguments.action} takes no rule: check and test do")
        return USAGE_ERROR
    if not config.alerts:
        print_error("there are no rules: an [[alerts]] table of the configuration is one")
        return USAGE_ERROR
    return _list(config) if arguments.action == "list" else _run(arguments, config, wiring)


def _list(config: Config) -> int:
    states = AlertStore(state_dir()).load()
    rang: dict[str, datetime] = {}
    for (name, _), state in states.items():
        if state.rang_at is not None:
            rang[name] = max(rang.get(name, state.rang_at), state.rang_at)
    columns = [TableColumn(title) for title in ("rule", "about", "when", "rings", "last")]
    rows = [
        TableRow(
            (rule.name, scope_text(rule), rule.text, repeat_text(rule), rang_text(rang.get(rule.name), LOCAL_ZONE))
        )
        for rule in config.alerts
    ]
    print_lines(format_table(columns, rows))
    return OK


def _run(arguments: Arguments, config: Config, wiring: Wiring | None) -> int:
    """Print each alert as it rings. Ends by a signal, or with 1 if the feed ends."""
    configure_logging(config)
    if arguments.remote is not None:
        from tui.cli.remote import RemoteWiring, remote_settings  # noqa: PLC0415 - needed only for this option

        wiring = RemoteWiring(config, remote_settings(arguments.remote, config), from_now=True)
    wiring = wiring or Wiring(
        config.sources,
        environment_for(config),
        config.history,
        fill_past=False,
        settings=config.settings,
        ways=config.alert_ways,
        disagree_percent=config.disagree_percent,
    )
    wiring.announce, wiring.tell_terminal = print_error, own_terminal()
    feed = wiring.open_feed(resume=True)
    queue = MarketQueue()
    feed.subscribe(queue.put)
    wiring.history.start(lambda _file, _is_ending: None, print_error)
    feed.start()
    # what a collector has told already is no news here
    known = feed.market if arguments.remote is None else None
    try:
        with ended_by_signals():
            for market in markets_of(feed, queue):
                alerts = new_alerts(known or market, market)
                _print(alerts, arguments.format)
                if any(BELL in alert.ways for alert in alerts):
                    ring_bell()
                known = market
    except EndedBySignalError as ended:
        return 128 + ended.number
    finally:
        feed.stop()
        wiring.close_alerts()
        wiring.history.close()
    print_error(f"the poller stopped: {feed.failed or 'for no known reason'}")
    return CRASHED


def _print(alerts: Sequence[Alert], output_format: str) -> None:
    for alert in alerts:
        if output_format == "jsonl":
            print_utf8(to_json(alert_record(alert, alert.at)))
        else:
            at = alert.at.astimezone(LOCAL_ZONE)
            print_lines([f"{at:%Y-%m-%d %H:%M:%S}  {alert.rule}  {alert_sentence(alert, alert.at)}"])


def _check(arguments: Arguments, config: Config) -> int:
    """Print when the rules would have rung in the recorded past; 3 where there is none."""
    rules = _named_rules(arguments.rule, config.alerts)
    if not rules:
        return USAGE_ERROR
    now = datetime.now(UTC)
    try:
        since, until = parse_times(arguments.since, arguments.until, now, _DEFAULT_PAST)
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    file = find_history(config)
    if file is None:
        return PARTIAL_FAILURE
    count = 0
    try:
        for rang in _past_alerts(file, rules, config, (since, until)):
            _print(rang.alerts, arguments.format)
            count += len(rang.alerts)
    except HistoryError as error:
        print_unreadable(error)
        return PARTIAL_FAILURE
    if not count:
        span = f"{since.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M} to {until.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"
        hours = ", in trading hours" if all(each.times.in_session for each in rules) else ""
        print_error(f"nothing would have rung from {span}{hours}")
    return OK


def _named_rules(name: str, rules: Sequence[Rule]) -> Sequence[Rule]:
    """Return the rule of a name, or of a condition that is typed; all where neither is. Say what is wrong."""
    if not name:
        if not rules:
            print_error('there are no rules; a condition can be checked too: bigboard alerts check "pct > 5"')
        return rules
    named = [rule for rule in rules if rule.name.casefold() == name.casefold()]
    if named:
        return named
    try:
        return [typed_rule(name)]
    except ExpressionError as error:
        print_error(f'found "{name}", which is no rule, and as a condition: {error}')
        return ()


class _PastClock:
    """The time in the past that is gone through."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.timeline = Timeline(lambda: self.at, self._seconds)

    def _seconds(self) -> float:
        return self.at.timestamp()


def _past_alerts(
    file: Path, rules: Sequence[Rule], config: Config, span: tuple[datetime, datetime]
) -> Iterator[AlertsRang]:
    """Yield what would have rung in a span of time. Raises HistoryError where the history cannot be read."""
    calendars, settings, clock = environment_for(config).load_calendars(), config.settings, _PastClock(span[0])
    with closing(HistoryReader(file)) as reader:

        def read_days(key: InstrumentId, today: date, take: Callable[[Sequence[Bar]], None]) -> None:
            take(list(reader.days(key, today - DAYS_BACK, today - timedelta(days=1))))

        watch = AlertWatch(
            rules,
            clock.timeline,
            calendars,
            AlertStore(None),
            setup=UserSetup.of(settings, config.disagree_percent),
            days=DayBars(read_days),
        )
        for event, before, after in markets_between(file, span, calendars, config.sources):
            if isinstance(event, Snapshot | NotModified | Failure):
                clock.at = event.at
            rang = watch.judge(event, before, after)
            if rang is not None:
                yield rang
