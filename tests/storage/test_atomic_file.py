"""State files: regular files alone, whatever somebody put in their place; nothing ever waits for one."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.engine.environment import market_before_polls
from tui.storage.atomic_file import read_bounded, write_atomic
from tui.storage.board_cache import BoardCache
from tui.storage.log import close_log, configure_file_log
from tui.storage.retry_after_store import RetryAfterStore

AT = datetime(2026, 8, 17, 7, tzinfo=UTC)
DEADLINE = 5.0


def fifo(place: Path) -> None:
    os.mkfifo(place)


def device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def link(place: Path) -> None:
    target = place.with_name("elsewhere")
    target.write_bytes(b"{}")
    place.symlink_to(target)


def folder(place: Path) -> None:
    place.mkdir()


STAND_INS = [fifo, device, link, folder]


def in_time(call: Callable[[], object]) -> object:
    """What the call gives or raises, or the failure that it waits for ever."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(call())
        except OSError as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    assert outcome, "it waits for a file that is none"
    return outcome[0]


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_anything_but_a_regular_file_is_refused_at_once(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "state.json")
    assert isinstance(in_time(lambda: read_bounded(tmp_path / "state.json", 100)), OSError)


@pytest.mark.parametrize("stand_in", [fifo, folder])
def test_anything_but_a_regular_file_is_not_replaced(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    place = tmp_path / "state.json"
    stand_in(place)
    kind = place.lstat().st_mode
    assert isinstance(in_time(lambda: write_atomic(place, b"{}")), OSError)
    assert place.lstat().st_mode == kind
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_a_board_without_its_stored_state_starts(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "board.json")
    empty = market_before_polls(())
    assert in_time(lambda: BoardCache(tmp_path, ()).restore(empty, AT)) is empty


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_a_wait_is_not_known_where_its_file_is_none(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "held.json")
    held = RetryAfterStore(tmp_path)
    assert in_time(lambda: held.blocked_until("s", "h", AT)) is None
    in_time(lambda: held.block("s", "h", AT + timedelta(hours=1), AT))


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_a_log_in_such_a_place_is_no_log(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "bigboard.log")
    try:
        assert in_time(lambda: configure_file_log(tmp_path / "bigboard.log")) is False
    finally:
        close_log()
