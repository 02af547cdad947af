"""`bigboard doctor`: what works here, what does not, and what to do about it."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from tui.cli.arguments import Arguments
from tui.cli.board import terminal_profile_from
from tui.cli.endings import OK, USAGE_ERROR
from tui.cli.findings import Check, check_rendering, check_terminal, format_checks
from tui.cli.hints import hint_for_status
from tui.cli.keymap import validate_keymap
from tui.cli.once import exit_code_for
from tui.cli.out import config_file_text, configure_logging, print_lines
from tui.domain import Market, SourceHealth, SourceState
from tui.domain.session import TradingCalendar
from tui.engine.calendars import load_calendars
from tui.engine.clocks import utc_now
from tui.engine.config import Config, load_config
from tui.engine.paths import config_file, log_file, state_dir
from tui.engine.written import ConfigError
from tui.ui.sender import size_of

PollSources = Callable[[Config], Market]


def run_doctor(arguments: Arguments, poll: PollSources | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Print a line for each thing that matters, as it is found out; the status is that of the worst."""
    terminal = check_terminal(os.environ, os.isatty, size_of(2))
    print_lines(format_checks([*terminal, check_rendering(terminal_profile_from(arguments, os.environ))]))
    try:
        config = load_config(arguments.config)
        calendars = load_calendars(config.calendar_file)
        validate_keymap(config)
    except ConfigError as error:
        print_lines(format_checks([Check.failed("config", str(error)), *_folders(None)]))
        return USAGE_ERROR
    configure_logging(config)
    print_lines(
        format_checks([_configured(config), *_told_of(config), *_folders(config), *_calendars(calendars, clock())])
    )
    market = (poll or _polled)(config)
    print_lines(format_checks([_answered(health) for health in market.health.values()]))
    return exit_code_for(market) or (USAGE_ERROR if any(finding.is_failure for finding in terminal) else OK)


def _polled(config: Config) -> Market:
    from tui.engine.engine import poll_once  # noqa: PLC0415 - after the configuration is known to be right

    return poll_once(config.sources, state=state_dir())


def _configured(config: Config) -> Check:
    if config.file is None:
        return Check.info(
            "config", f"none at {config_file_text()}; the built-in default is used (bigboard config init)"
        )
    if any(source.headers for source in config.sources) and _is_open_to_others(config.file):
        return Check.failed("config", f"{config.file} holds headers and others can read it: chmod 600 it")
    return Check.passed("config", f"{config.file}, sources: {', '.join(source.name for source in config.sources)}")


def _told_of(config: Config) -> Iterator[Check]:
    """What the user decided for single sources; that a key is there says that its file is closed to others."""
    for source in config.sources:
        if source.key is not None:
            yield Check.passed("key", f"{source.name}: found, and sent to {source.kind} only")
        if source.has_permission:
            yield Check.info("terms", f"{source.name}: you state that its publisher permits automatic reading")
        if source.user_agent is not None:
            yield Check.info("agent", f"{source.name}: calls itself {source.user_agent}")


def _is_open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & 0o077)
    except OSError:
        return False


def _folders(config: Config | None) -> Iterator[Check]:
    file = config.file if config and config.file else config_file()
    folder = file.parent if file else None
    if folder is not None and folder.is_dir() and not os.access(folder, os.W_OK):
        yield Check.info("folder", f"{folder} is read-only: the configuration there can be read, not made")
    state = state_dir()
    if state is None:
        yield Check.failed("folder", "no place to keep a log: set XDG_STATE_HOME to a folder you may write to")
    else:
        yield Check.passed("folder", f"{state} can be written")
        yield Check.passed("log", str(log_file()))


def _calendars(calendars: Mapping[str, TradingCalendar], now: datetime) -> Iterator[Check]:
    for market, calendar in calendars.items():
        if calendar.note:
            yield Check.info("calendar", f"{market}: {calendar.note}")
        last = calendar.last
        if now.astimezone(calendar.zone).date() > last:
            yield Check.info("calendar", f"{market}: holidays are known to {last} only; add later ones to your own")
        else:
            yield Check.passed("calendar", f"{market}: holidays are known to {last}")


def _answered(health: SourceHealth) -> Check:
    if health.state is SourceState.FAILING:
        return Check.failed("source", f"{health.name}: {health.reason}: {hint_for_status(health.http_status)}")
    told = f"{health.quotes} quotes, {health.indices} index levels, {health.articles} articles"
    refused = f", {health.refused} rows could not be believed" if health.refused else ""
    return Check.passed("source", f"{health.name}: {told}{refused}")
