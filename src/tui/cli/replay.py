"""`bigboard replay`: show a recorded day on the board, as if it were live."""

import os
import re
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tui.cli.board import check_keys, report_unusable_terminal, run_board_command
from tui.cli.exit_codes import PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import NO_HISTORY
from tui.cli.output import path_text, print_error
from tui.cli.parser import Arguments
from tui.cli.time_options import EXPECTED_DAY, is_day, parse_day
from tui.config.errors import quote_value
from tui.config.loader import Config, config_file, load_config
from tui.engine.clock import LOCAL_ZONE
from tui.engine.recording import Recording, Replay, has_events, open_replay, read_recording, sources_of, zone_of
from tui.engine.replay_player import MAX_SPEED, MIN_SPEED
from tui.storage.history.day_file import DayFileError
from tui.storage.history.errors import HistoryError
from tui.storage.history.playback import recorded_days, start_of, stated_sources
from tui.storage.history.reader import HistoryReader
from tui.storage.paths import state_dir, state_path
from tui.storage.view_state import ViewStore
from tui.wiring import ReplayWiring, environment_for, history_file

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_MAX_DAYS: Final = 400
"""Days of a history that are named where another one was asked for; those in a row are named as one span."""
_MAX_SPANS: Final = 6
_DAY: Final = timedelta(days=1)


class ReplayError(Exception):
    """The recording cannot be played; the message is for the user.

    Args:
        message: what is wrong.
        status: with which the program ends.
    """

    def __init__(self, message: str, status: int = USAGE_ERROR) -> None:
        super().__init__(message)
        self.status = status


class _LastView(ViewStore):
    """What the live board left on the screen, to begin with: a replay does not change it."""

    def save(self, state: object) -> None:
        """Write nothing."""


def run_replay(arguments: Arguments) -> int:
    """Show a recorded day until the user leaves it.

    Raises:
        ConfigError: the configuration, its calendar or its keys are wrong.
    """
    if report_unusable_terminal():
        return USAGE_ERROR
    config = load_config(arguments.config)
    if arguments.watch is not None:
        from tui.cli.given import with_given  # noqa: PLC0415 - needed only for this option

        config = with_given(config, arguments.watch)
    # without a file the first change of the user makes one
    config = config._replace(file=config.file or config_file())
    check_keys(config, is_replay=True)
    with ExitStack() as at_end:
        try:
            replay = _open(arguments, config, at_end)
        except ReplayError as error:
            print_error(str(error))
            return error.status
        except HistoryError as error:
            print_error(f"the history cannot be read: {error}")
            return PARTIAL_FAILURE
        at_end.callback(replay.feed.stop)
        return run_board_command(config, ReplayWiring(replay, config.sources), arguments, _LastView(state_dir()))


def _open(arguments: Arguments, config: Config, at_end: ExitStack) -> Replay:
    speed = MIN_SPEED if arguments.speed is None else arguments.speed
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise ReplayError(f"--speed: found {speed}, expected {MIN_SPEED} to {MAX_SPEED}")
    recording = _recording(arguments.day, config, at_end)
    start = _time(arguments.start, "--from", recording)
    end = _time(arguments.until, "--until", recording)
    if start is not None and end is not None and start >= end:
        raise ReplayError("--from is not before --until")
    replay = open_replay(recording, start, end, speed)
    last = replay.feed.end.astimezone(recording.zone)
    if start is not None and start >= last:
        replay.feed.stop()
        raise ReplayError(f"--from: the recording of {recording.day} ends at {last:%H:%M}")
    if end is not None and end < last:
        # no replay stops before its first event
        replay.feed.stop()
        raise ReplayError(f"--until: the recording of {recording.day} begins at {last:%H:%M}")
    return replay


def _recording(text: str, config: Config, at_end: ExitStack) -> Recording:
    """Return the day or the file that is named."""
    if is_day(text):
        return recording_of(text, config)
    file = Path(text)
    if not (file.exists() or file.is_symlink() or file.suffix or os.sep in text):
        raise ReplayError(f"found {quote_value(text)}, {EXPECTED_DAY}, or a recorded file")
    folder = at_end.enter_context(TemporaryDirectory(prefix="bigboard-replay-"))
    try:
        return read_recording(file, Path(folder))
    except DayFileError as error:
        raise ReplayError(f"{path_text(file)} {error}") from None


def _time(text: str | None, option: str, recording: Recording) -> datetime | None:
    if text is None:
        return None
    clock = _TIME.fullmatch(text)
    if clock is None:
        raise ReplayError(f"{option}: found {quote_value(text)}, expected a time such as 09:30")
    return datetime.combine(recording.day, time(int(clock[1]), int(clock[2])), recording.zone)


def recording_of(text: str, config: Config) -> Recording:
    """Return the day of the history that a text names: `2026-11-27`, `today` or `yesterday`.

    Raises:
        ReplayError: it names none, or nothing of it is recorded.
        HistoryError: the history cannot be read.
    """
    file = history_file(config.history, state_path())
    calendars = environment_for(config).load_calendars()
    now = datetime.now().astimezone()
    if file is None or not file.exists():
        raise ReplayError(NO_HISTORY, PARTIAL_FAILURE)
    sources = sources_of(config.sources)
    with closing(HistoryReader(file)) as reader:
        stated = stated_sources(reader, start_of(_day(text, now.date()), LOCAL_ZONE) + 2 * _DAY)
    markets = (code for source in (sources if stated is None else stated.sources) for code in source.markets)
    zone = zone_of(markets, calendars, now)
    recording = Recording(file, _day(text, now.astimezone(zone).date()), zone, sources, calendars)
    if not has_events(recording):
        days = recorded_days(file, zone, _MAX_DAYS)
        raise ReplayError(f"nothing is recorded of {recording.day}: there is {days_text(days)}", PARTIAL_FAILURE)
    return recording


def _day(text: str, today: date) -> date:
    try:
        return parse_day(text, today)
    except ValueError as error:
        raise ReplayError(str(error)) from None


def days_text(days: Sequence[date]) -> str:
    """Return days, newest first, in words, those that follow each other as one span; the newest come first."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and spans[-1][0] - day == _DAY:
            spans[-1] = (day, spans[-1][1])
        else:
            spans.append((day, day))
    texts = [str(first) if first == last else f"{first} to {last}" for first, last in spans[:_MAX_SPANS]]
    more = " and earlier ones" if len(spans) > _MAX_SPANS or len(days) == _MAX_DAYS else ""
    return ", ".join(texts) + more if texts else "nothing in it"
