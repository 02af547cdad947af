"""The history of a real board: kept while it runs, drawn again after a restart, printed by its command."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bench.served import exchange
from tests.kit.home import at_home
from tests.kit.terminal import Terminal
from tui.domain.bars import Price
from tui.domain.quote import InstrumentId
from tui.storage.history.store import HistoryStore

OGDC = InstrumentId("TEST", "OGDC")


def hours_around(now: datetime) -> str:
    """Return the trading hours of a market where it is about noon, amid a session of every day."""
    ahead = 12 - now.hour
    return (
        f'[TEST]\nzone = "Etc/GMT{-ahead:+d}"\noffset = "{ahead:+03d}:00"\nhours = "usual"\n'
        f"first = {now.year - 1}-01-01\nlast = {now.year + 1}-12-31\n"
        '[TEST.timetables.usual]\nMon-Sun = ["open 06:00-18:00"]\n'
    )


@pytest.mark.slow
def test_a_board_that_is_started_again_goes_on_with_its_day(tmp_path: Path) -> None:
    config, env = tmp_path / "board.toml", at_home(tmp_path)
    (tmp_path / "hours.toml").write_text(hours_around(datetime.now(UTC)))
    with exchange(30, 30, 'market = "TEST"\n') as (*argv, served):
        config.write_text(f'calendar = "hours.toml"\n{Path(served).read_text()}')
        board = [*argv, str(config)]
        with Terminal(board, env=env) as terminal:
            terminal.wait_for("OGDC")
            terminal.pump(5)
            terminal.send("q")
            terminal.wait()
    file = tmp_path / "bigboard" / "history.db"
    assert file.stat().st_mode & 0o077 == 0
    printed = subprocess.run(
        [*board[:3], "history", "KSE100", "--format", "csv", *board[3:]],
        env={**os.environ, **{name: str(value) for name, value in env.items()}},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(printed) > 3
    assert {line.split(",")[2] for line in printed[1:]} == {"KSE100"}

    # an hour that only the file knows, and no exchange any more that could tell anything
    store, now = HistoryStore(file), datetime.now(UTC)
    minutes = [now - timedelta(minutes=back) for back in range(60, 1, -1)]
    store.write([], [Price(OGDC, at, at.date(), Decimal(number % 7), None) for number, at in enumerate(minutes)])
    store.close()
    with Terminal([*board, "--fresh"], env=env) as terminal:
        terminal.wait_for("OGDC[^\n]*[⠀-⣿]")
        terminal.send("q")
        terminal.wait()
