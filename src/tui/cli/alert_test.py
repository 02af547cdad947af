"""`bigboard alerts test`: one marked notice by each way out, and how that went."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.output import print_error, print_lines
from tui.cli.table import TableColumn, TableRow, format_table
from tui.config.alert_ways import Way
from tui.config.loader import Config
from tui.domain.alerts.rule import BELL, Rule
from tui.domain.alerts.way import Notice
from tui.domain.events import Alert
from tui.domain.text import CleanText, sanitize_line
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.alert_ways.tell import Means, TellTerminal, no_terminal, tell
from tui.engine.daemon_executor import new_loop
from tui.engine.environment import Environment
from tui.sources.redaction.redact import secrets_of
from tui.storage.log import redact_in_logs
from tui.ui.terminal.notices import TerminalNotices, write_to_terminal

STDERR: Final = 2
TOLD: Final = "told"


def own_terminal() -> TellTerminal:
    """Return what has the terminal of this program show notices; it is that of standard error, never of the output."""
    return TerminalNotices(partial(write_to_terminal, STDERR)) if os.isatty(STDERR) else no_terminal


def ring_bell() -> str | None:
    """Ring the bell of the terminal; return why that cannot be."""
    if not os.isatty(STDERR):
        return "no terminal here"
    write_to_terminal(STDERR, "\a")
    return None


def run_alert_test(name: str, config: Config, environment: Environment) -> int:
    """Tell a test by the ways of a rule, by one way, or by all of them, and print how it went.

    Args:
        name: of the rule or the way; empty for all ways.
        config: the configuration.
        environment: what requests are made with.

    Returns:
        0 where all of them told it, 3 where some did, 4 where none did, 2 where there is nothing to test.
    """
    rule = next((rule for rule in config.alerts if rule.name.casefold() == name.casefold()), None)
    ways = [way for way in config.alert_ways if _is_tested(way, rule, name)]
    rings = rule is not None and BELL in rule.ways
    if not ways and not rings:
        print_error(_nothing_to_test(name, rule, config))
        return USAGE_ERROR
    redact_in_logs(frozenset().union(*(secrets_of(way.destination) for way in config.alert_ways)))
    results: dict[str, str | None] = {BELL: ring_bell()} if rings else {}
    with asyncio.Runner(loop_factory=new_loop) as runner:
        results |= runner.run(_tell_all(ways, _test_alert(rule, datetime.now(UTC)), environment))
    kinds = {BELL: BELL} | {way.name: way.kind.value for way in ways}
    columns = [TableColumn(title) for title in ("way", "kind", "test")]
    rows = [TableRow((way, kinds[way], problem or TOLD)) for way, problem in results.items()]
    print_lines(format_table(columns, rows))
    failed = sum(problem is not None for problem in results.values())
    return OK if not failed else ALL_FAILED if failed == len(results) else PARTIAL_FAILURE


def _is_tested(way: Way, rule: Rule | None, name: str) -> bool:
    if rule is not None:
        return way.name in rule.ways
    return not name or way.name.casefold() == name.casefold()


def _nothing_to_test(name: str, rule: Rule | None, config: Config) -> str:
    if rule is not None:
        return f'"{rule.name}" is told on the board alone'
    if not config.alert_ways:
        return "there are no ways out: an [[alert_ways]] table of the configuration is one"
    known = ", ".join([*(way.name for way in config.alert_ways), *(each.name for each in config.alerts)])
    return sanitize_line(f'found "{name}", which is neither a rule nor a way that is used (known: {known})', 500)


def _test_alert(rule: Rule | None, at: datetime) -> Alert:
    """Return an alert that never rang: without any figure."""
    if rule is None:
        return Alert(CleanText("test"), CleanText(""), at, CleanText(""), title=CleanText("of the ways out"))
    subject = next(iter(rule.named_instruments), "")
    title = sanitize_line(f"test of {rule.name}")
    return Alert(CleanText(rule.name), sanitize_line(subject), at, sanitize_line(rule.text), title=title)


async def _tell_all(ways: Sequence[Way], alert: Alert, environment: Environment) -> Mapping[str, str | None]:
    """Return by way why a test was not told, None where it was."""
    async with environment.make_fetcher(environment.wall) as fetcher:
        means = Means(fetcher, own_terminal())
        told = await asyncio.gather(*(_tell(way, alert, means) for way in ways))
    return {way.name: problem for way, problem in zip(ways, told, strict=True)}


async def _tell(way: Way, alert: Alert, means: Means) -> str | None:
    try:
        await tell(way, Notice(way.name, (alert,), is_test=True), means)
    except NotToldError as error:
        return error.reason
    return None
