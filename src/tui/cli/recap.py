"""`bigboard recap`: print what a trading day came to."""

from contextlib import closing
from datetime import UTC, datetime

from tui.cli.exit_codes import OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import find_history, print_unreadable
from tui.cli.output import print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.time_options import parse_day
from tui.config.loader import load_config
from tui.domain.recap import Recap
from tui.engine.clock import LOCAL_ZONE
from tui.storage.history.errors import HistoryError
from tui.storage.history.recap import read_recap
from tui.storage.history.recap_reader import RecapReader
from tui.view.documents import as_markdown, as_text
from tui.view.recap import recap_blocks
from tui.view.recap_records import recap_record
from tui.view.records import to_json
from tui.wiring import Environment, environment_for


def print_recap(arguments: Arguments, now: datetime | None = None) -> int:
    """Print the recap of a trading day; 3 where there are no prices of it.

    Args:
        arguments: the command line.
        now: aware; by default the time of day.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    config = load_config(arguments.config)
    now = (now or datetime.now(UTC)).astimezone(UTC)
    try:
        day = parse_day(arguments.day, now.astimezone(LOCAL_ZONE).date()) if arguments.day else None
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    environment = environment_for(config)
    file = find_history(config)
    if file is None:
        return PARTIAL_FAILURE
    order = [source.name for source in config.sources]
    try:
        with closing(RecapReader(file)) as reader:
            recap = read_recap(reader, day, environment.load_calendars(), now, order)
    except HistoryError as error:
        print_unreadable(error)
        return PARTIAL_FAILURE
    if recap is None:
        print_error(f"no prices were seen on {day}" if day else "the history has no prices yet")
        return PARTIAL_FAILURE
    _print(recap, arguments.format, environment)
    return OK


def _print(recap: Recap, output_format: str, environment: Environment) -> None:
    if output_format == "json":
        print_utf8(to_json(recap_record(recap)))
        return
    calendars = environment.load_calendars()
    zones = {each.market: calendars[each.market].zone for each in recap.markets if each.market in calendars}
    # where all of them have the same clock, it is that of the stories as well
    shared = next(iter(zones.values())) if len({str(zone) for zone in zones.values()}) == 1 else LOCAL_ZONE
    blocks = recap_blocks(recap, zones, shared)
    print_lines(as_markdown(blocks) if output_format == "markdown" else as_text(blocks))
