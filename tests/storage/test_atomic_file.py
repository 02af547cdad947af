"""State files: regular files alone, whatever else has their path; no call ever blocks."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.engine.environment import market_before_polls
from tui.storage.atomic_file import read_bounded, write_atomic
from tui.storage.board_cache import BoardCache
from tui.storage.log import close_log, configure_file_log
from tui.storage.retry_after_store import RetryAfterStore

AT = datetime(2026, 8, 17, 7, tzinfo=UTC)
DEADLINE = 30.0


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link(path: Path) -> None:
    target = path.with_name("elsewhere")
    target.write_bytes(b"{}")
    path.symlink_to(target)


def folder(path: Path) -> None:
    path.mkdir()


STAND_INS = [fifo, device, link, folder]


def in_time(call: Callable[[], object]) -> object:
    """Return what the call returns or raises; fail where it never ends."""
    result: list[object] = []

    def run() -> None:
        try:
            result.append(call())
        except OSError as error:
            result.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    assert result, "it blocks on what is no regular file"
    return result[0]


@for_each("stand_in", STAND_INS)
def test_anything_but_a_regular_file_is_refused_at_once(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "state.json")
    assert isinstance(in_time(lambda: read_bounded(tmp_path / "state.json", 100)), OSError)


@pytest.mark.parametrize("stand_in", [fifo, folder])
def test_anything_but_a_regular_file_is_not_replaced(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    stand_in(path)
    kind = path.lstat().st_mode
    assert isinstance(in_time(lambda: write_atomic(path, b"{}")), OSError)
    assert path.lstat().st_mode == kind
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


@for_each("stand_in", STAND_INS)
def test_a_board_without_its_stored_state_starts(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "board.json")
    empty = market_before_polls(())
    assert in_time(lambda: BoardCache(tmp_path, ()).restore(empty, AT)) is empty


@for_each("stand_in", STAND_INS)
def test_a_wait_is_not_known_where_its_file_is_none(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "held.json")
    store = RetryAfterStore(tmp_path)
    assert in_time(lambda: store.blocked_until("s", "h", AT)) is None
    in_time(lambda: store.block("s", "h", AT + timedelta(hours=1), AT))


@for_each("stand_in", STAND_INS)
def test_a_log_at_such_a_path_is_no_log(stand_in: Callable[[Path], None], tmp_path: Path) -> None:
    stand_in(tmp_path / "bigboard.log")
    try:
        assert in_time(lambda: configure_file_log(tmp_path / "bigboard.log")) is False
    finally:
        close_log()
