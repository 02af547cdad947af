"""`bigboard doctor`: what works here, what does not, and what to do about it."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from tui.cli.arguments import Arguments
from tui.cli.board import link_for
from tui.cli.endings import GOOD, WRONG_USAGE
from tui.cli.findings import Finding, drawing_finding, lines, terminal_findings
from tui.cli.hints import hint_for
from tui.cli.keymap import check_keys
from tui.cli.once import status_of
from tui.cli.out import config_file_text, keep_log, put
from tui.domain import Market, SourceHealth, SourceState
from tui.domain.session import Calendar
from tui.engine.calendars import load_calendars
from tui.engine.clocks import utc_now
from tui.engine.config import Config, load
from tui.engine.paths import config_file, log_file, state_dir
from tui.engine.written import ConfigError
from tui.ui.sender import size_of

Poll = Callable[[Config], Market]


def examine(arguments: Arguments, poll: Poll | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Print a line for each thing that matters, as it is found out; the status is that of the worst."""
    terminal = terminal_findings(os.environ, os.isatty, size_of(2))
    put(lines([*terminal, drawing_finding(link_for(arguments, os.environ))]))
    try:
        config = load(arguments.config)
        calendars = load_calendars(config.calendar_file)
        check_keys(config)
    except ConfigError as error:
        put(lines([Finding.fail("config", str(error)), *_folders(None)]))
        return WRONG_USAGE
    keep_log(config)
    put(lines([_configured(config), *_told_of(config), *_folders(config), *_calendars(calendars, clock())]))
    market = (poll or _polled)(config)
    put(lines([_answered(health) for health in market.health.values()]))
    return status_of(market) or (WRONG_USAGE if any(finding.is_fail for finding in terminal) else GOOD)


def _polled(config: Config) -> Market:
    from tui.engine.engine import poll_once  # noqa: PLC0415 - after the configuration is known to be right

    return poll_once(config.sources, state=state_dir())


def _configured(config: Config) -> Finding:
    if config.file is None:
        return Finding.note(
            "config", f"none at {config_file_text()}; the built-in default is used (bigboard config init)"
        )
    if any(source.headers for source in config.sources) and _is_open_to_others(config.file):
        return Finding.fail("config", f"{config.file} holds headers and others can read it: chmod 600 it")
    return Finding.good("config", f"{config.file}, sources: {', '.join(source.name for source in config.sources)}")


def _told_of(config: Config) -> Iterator[Finding]:
    """What the user decided for single sources; that a key is there says that its file is closed to others."""
    for source in config.sources:
        if source.key is not None:
            yield Finding.good("key", f"{source.name}: found, and sent to {source.kind} only")
        if source.has_permission:
            yield Finding.note("terms", f"{source.name}: you state that its publisher permits automatic reading")
        if source.user_agent is not None:
            yield Finding.note("agent", f"{source.name}: calls itself {source.user_agent}")


def _is_open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & 0o077)
    except OSError:
        return False


def _folders(config: Config | None) -> Iterator[Finding]:
    file = config.file if config and config.file else config_file()
    folder = file.parent if file else None
    if folder is not None and folder.is_dir() and not os.access(folder, os.W_OK):
        yield Finding.note("folder", f"{folder} is read-only: the configuration there can be read, not made")
    state = state_dir()
    if state is None:
        yield Finding.fail("folder", "no place to keep a log: set XDG_STATE_HOME to a folder you may write to")
    else:
        yield Finding.good("folder", f"{state} can be written")
        yield Finding.good("log", str(log_file()))


def _calendars(calendars: Mapping[str, Calendar], now: datetime) -> Iterator[Finding]:
    for market, calendar in calendars.items():
        if calendar.note:
            yield Finding.note("calendar", f"{market}: {calendar.note}")
        last = calendar.last
        if now.astimezone(calendar.zone).date() > last:
            yield Finding.note("calendar", f"{market}: holidays are known to {last} only; add later ones to your own")
        else:
            yield Finding.good("calendar", f"{market}: holidays are known to {last}")


def _answered(health: SourceHealth) -> Finding:
    if health.state is SourceState.FAILING:
        return Finding.fail("source", f"{health.name}: {health.reason}: {hint_for(health.http_status)}")
    told = f"{health.quotes} quotes, {health.indices} index levels, {health.articles} articles"
    refused = f", {health.refused} rows could not be believed" if health.refused else ""
    return Finding.good("source", f"{health.name}: {told}{refused}")
