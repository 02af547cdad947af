"""`bigboard doctor`: print what works here, what does not, and what to do about it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Self

from tui.cli.board import terminal_profile_from, unusable_terminal_reason
from tui.cli.config import notes_on_hours
from tui.cli.exit_codes import OK, USAGE_ERROR
from tui.cli.hints import hint_for_failure
from tui.cli.output import config_file_text, configure_logging, print_lines
from tui.cli.parser import Arguments
from tui.cli.print import PollSources, exit_code_for
from tui.config.calendars import load_calendars
from tui.config.errors import ConfigError, ErrorCollector
from tui.config.loader import Config, config_file, load_config
from tui.config.network import describe_network
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import pad, sanitize_line
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import utc_now
from tui.sources import installed_plugins, markets_of
from tui.storage.paths import log_file, state_dir
from tui.ui.keymap import validate_keymap
from tui.ui.terminal.writer import size_of
from tui.view.panel_layout import MIN_HEIGHT, MIN_WIDTH, fits
from tui.view.terminal_profile import TerminalProfile
from tui.wiring import poll_sources

_MAX_TEXT_LENGTH: Final = 400


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    mark: str
    """`pass`, `fail`, or `note` for information that needs no action."""
    subject: str
    text: str

    @classmethod
    def passed(cls, subject: str, text: str) -> Self:
        """Return a check that passed."""
        return cls("pass", subject, text)

    @classmethod
    def failed(cls, subject: str, text: str) -> Self:
        """Return a check that failed; the text says what to do."""
        return cls("fail", subject, text)

    @classmethod
    def info(cls, subject: str, text: str) -> Self:
        """Return a note."""
        return cls("note", subject, text)

    @property
    def is_failure(self) -> bool:
        """Whether the user has to do something."""
        return self.mark == "fail"


def format_checks(checks: Iterable[Check]) -> Iterator[str]:
    """Yield each check as one aligned line."""
    for check in checks:
        yield f"{check.mark}  {pad(check.subject, 8)}  {sanitize_line(check.text, _MAX_TEXT_LENGTH)}"


def check_terminal(
    environ: Mapping[str, str], isatty: Callable[[int], bool], size: os.terminal_size, profile: TerminalProfile
) -> list[Check]:
    """Return what this terminal can do for the board, which is drawn by that profile."""
    return [_check_term(environ, isatty), _check_colors(profile), _check_letters(profile), *_check_size(isatty, size)]


def check_rendering(profile: TerminalProfile) -> Check:
    """Return how the board would be drawn here, and why."""
    return Check.passed("drawing", "; ".join(profile.reasons))


def _check_term(environ: Mapping[str, str], isatty: Callable[[int], bool]) -> Check:
    reason = unusable_terminal_reason(environ, isatty)
    if reason is None:
        return Check.passed("terminal", f"TERM={environ['TERM']}")
    if not (isatty(0) and isatty(2)):
        return Check.info("terminal", f"{reason} here; print and watch need none")
    return Check.failed("terminal", f"{reason}: set TERM to what your terminal is, such as xterm-256color")


def _check_colors(profile: TerminalProfile) -> Check:
    if profile.color_depth == "none":
        return Check.info("colours", "NO_COLOR is set: changes are shown by signs and brightness alone")
    if profile.color_depth == "true":
        return Check.passed("colours", "16 million")
    if profile.color_depth == "256":
        more = "" if profile.slow else "; if your terminal has more: COLORTERM=truecolor or --colors true"
        return Check.passed("colours", f"256{more}")
    return Check.info("colours", "16; if your terminal has more: TERM=xterm-256color or --colors 256")


def _check_letters(profile: TerminalProfile) -> Check:
    if profile.ascii:
        wanted = "a UTF-8 locale, such as LANG=C.UTF-8, and a terminal that has these characters"
        return Check.info("letters", f"ASCII only; arrows and trends need {wanted}")
    return Check.passed("letters", "UTF-8")


def _check_size(isatty: Callable[[int], bool], size: os.terminal_size) -> Iterator[Check]:
    if not isatty(2):
        return
    if fits(size.columns, size.lines):
        yield Check.passed("size", f"{size.columns}x{size.lines}")
    else:
        yield Check.failed("size", f"{size.columns}x{size.lines}: make it {MIN_WIDTH}x{MIN_HEIGHT} or larger")


def run_doctor(arguments: Arguments, poll: PollSources | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Print each check as soon as it is done; the exit status is that of the worst."""
    profile = terminal_profile_from(arguments, os.environ)
    terminal = check_terminal(os.environ, os.isatty, size_of(2), profile)
    print_lines(format_checks([*terminal, check_rendering(profile)]))
    try:
        config, calendars = _load_all(arguments.config)
    except ConfigError as error:
        problems = [Check.failed("config", problem) for problem in error.summary()]
        print_lines(format_checks([*problems, *_check_folders(None)]))
        return USAGE_ERROR
    configure_logging(config)
    print_lines(
        format_checks(
            [
                _check_config(config),
                *_note_user_choices(config),
                *_check_network(config, os.environ),
                *_check_ways(config),
                *_check_plugins(),
                *_check_folders(config),
                *_check_calendars(config, calendars, clock()),
            ]
        )
    )
    market = (poll or poll_sources)(config)
    urls = {source.name: source.url for source in config.sources}
    print_lines(format_checks([_check_source(health, urls.get(name, "")) for name, health in market.health.items()]))
    return exit_code_for(market) or (USAGE_ERROR if any(check.is_failure for check in terminal) else OK)


def _load_all(named: Path | None) -> tuple[Config, Mapping[str, TradingCalendar]]:
    """Load the configuration and its calendars, and check its keys. Raises ConfigError with every problem of them."""
    errors = ErrorCollector()
    no_calendars: Mapping[str, TradingCalendar] = {}
    config = load_config(named, errors=errors)
    calendars = errors.run(no_calendars, load_calendars, config.calendar_file, config.file)
    errors.run(None, validate_keymap, config)
    errors.raise_all()
    return config, calendars


def _check_config(config: Config) -> Check:
    if config.file is None:
        return Check.info(
            "config", f"none at {config_file_text()}; the built-in default is used (bigboard config init)"
        )
    if any(source.headers for source in config.sources) and _is_open_to_others(config.file):
        return Check.failed("config", f"{config.file} has headers, and others can read it: chmod 600 it")
    return Check.passed("config", f"{config.file}, sources: {', '.join(source.name for source in config.sources)}")


def _note_user_choices(config: Config) -> Iterator[Check]:
    """Yield what the user decided for single sources, or left open; a key that others can read is never loaded."""
    for source in config.sources:
        if source.key is not None:
            yield Check.passed("key", f"{source.name}: found, and sent to {source.kind} only")
        if source.has_permission:
            yield Check.info("terms", f"{source.name}: you state that its publisher permits automatic reading")
        if source.user_agent is not None:
            yield Check.info("agent", f"{source.name}: calls itself {source.user_agent}")
    yield from (Check.info("hours", note) for note in notes_on_hours(config))


def _check_network(config: Config, environ: Mapping[str, str]) -> Iterator[Check]:
    """Yield by what the sources are reached, where that is not a direct connection with the usual authorities."""
    lines, problems = describe_network(config.sources, environ)
    yield from (Check.info("network", line) for line in lines)
    yield from (Check.failed("network", problem) for problem in problems)


def _check_ways(config: Config) -> Iterator[Check]:
    """Yield a check of each way out of alerts, as far as that goes without telling anything."""
    for way in config.alert_ways:
        if way.destination.off_reason is not None:
            yield Check.failed("alerts", f"{way.name}: {way.destination.off_reason}")
        else:
            yield Check.passed("alerts", f"{way.name}: told by {way.kind.value} (bigboard alerts test {way.name})")


def _check_plugins() -> Iterator[Check]:
    """Yield a check of each plug-in; one that cannot be used stops only the sources of its kind."""
    for plugin in installed_plugins():
        if plugin.error:
            yield Check.failed("plug-in", f"{plugin.kind} of {plugin.package}: {plugin.error}")
        else:
            yield Check.passed("plug-in", f"{plugin.kind} of {plugin.package}")


def _is_open_to_others(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & 0o077)
    except OSError:
        return False


def _check_folders(config: Config | None) -> Iterator[Check]:
    file = config.file if config and config.file else config_file()
    folder = file.parent if file else None
    if folder is not None and folder.is_dir() and not os.access(folder, os.W_OK):
        yield Check.info("folder", f"{folder} is read-only: the configuration there can be read, not made")
    state = state_dir()
    if state is None:
        yield Check.failed("folder", "no folder for the log: set XDG_STATE_HOME to a folder you may write to")
    else:
        yield Check.passed("folder", f"{state} can be written")
        yield Check.passed("log", str(log_file()))


def _check_calendars(config: Config, calendars: Mapping[str, TradingCalendar], now: datetime) -> Iterator[Check]:
    """Check the calendars of the markets that are watched."""
    watched = dict.fromkeys(market for source in config.sources for market in markets_of(source))
    for market, calendar in ((each, calendars[each]) for each in watched if each in calendars):
        if calendar.note:
            yield Check.info("calendar", f"{market}: {calendar.note}")
        last = calendar.last
        if last == date.max:
            continue
        if now.astimezone(calendar.zone).date() > last:
            yield Check.info("calendar", f"{market}: holidays are known to {last} only; add later ones to your own")
        else:
            yield Check.passed("calendar", f"{market}: holidays are known to {last}")


def _check_source(health: SourceHealth, url: str) -> Check:
    if health.state is SourceState.FAILING:
        hint = hint_for_failure(health.reason or "", health.http_status, url)
        return Check.failed("source", ": ".join(filter(None, (health.name, health.reason, hint))))
    counts = [
        _count(health.quotes, "quote"),
        _count(health.indices, "index level"),
        _count(health.articles, "article"),
    ]
    if health.invalid_rows:
        counts.append(_count(health.invalid_rows, "invalid row"))
    return Check.passed("source", f"{health.name}: {', '.join(counts)}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
