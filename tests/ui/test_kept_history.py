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

OGDC = InstrumentId("PSX", "OGDC")


@pytest.mark.slow
def test_a_board_that_is_started_again_goes_on_with_its_day(tmp_path: Path) -> None:
    config, env = tmp_path / "board.toml", at_home(tmp_path)
    with exchange(30, 30) as (*argv, served):
        config.write_text(Path(served).read_text())
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
