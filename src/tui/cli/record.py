"""`bigboard record`: write a recorded day into a file, for another machine or a bug report."""

from pathlib import Path

from tui.cli.exit_codes import OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.output import path_text, print_error, print_lines
from tui.cli.parser import Arguments
from tui.cli.replay import ReplayError, recording_of
from tui.config.loader import load_config
from tui.domain.text import count_of
from tui.engine.recording import record_day
from tui.storage.history.day_file import DayFileError
from tui.storage.history.errors import HistoryError
from tui.view.formatting import format_bytes


def run_record(arguments: Arguments) -> int:
    """Write the file and say what is in it.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    config = load_config(arguments.config)
    file = Path(arguments.file)
    try:
        recording = recording_of(arguments.day, config)
        count = record_day(recording, file)
        size = format_bytes(file.stat().st_size)
    except ReplayError as error:
        print_error(str(error))
        return error.status
    except DayFileError as error:
        print_error(f"{path_text(file)} {error}")
        return USAGE_ERROR
    except (HistoryError, OSError) as error:
        print_error(f"the history cannot be read: {error}")
        return PARTIAL_FAILURE
    print_lines([f"{recording.day}: {count_of(count, 'event')}, {size} in {path_text(file)}"])
    return OK
