"""Alerts told off the board by the real program: without a screen, beside a board, and over a restart."""

import json
import re
import shlex
import signal
from pathlib import Path

import pytest

from tests.bench.served import exchange
from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.terminal import Terminal
from tests.kit.waiting import wait_until

RULE = '[[alerts]]\nwhen = "last > 0.01"\non = "OGDC"\nsession = false\n'
WAY = '[[alert_ways]]\nname = "hook"\nkind = "webhook"\nurl = "{url}/hook"\nevery = "1s"\n'


def accept(_request: Request) -> ServerResponse:
    return ServerResponse(body="ok")


def ids(server: LocalServer) -> list[str]:
    return [alert["id"] for request in server.requests for alert in json.loads(request.body)["alerts"]]


@pytest.mark.slow
def test_alerts_run_tells_by_its_ways_and_a_restart_tells_nothing_twice(tmp_path: Path) -> None:
    home: dict[str, str | None] = {"XDG_STATE_HOME": str(tmp_path)}
    with LocalServer(accept) as server, exchange(30, 5, RULE + WAY.format(url=server.url)) as argv:
        with Terminal([*argv, "alerts", "run", "--jsonl"], env=home) as terminal:
            terminal.wait_for(r'"subject": "[A-Z]*:OGDC"')
            wait_until(lambda: len(server.requests) == 1)
            assert terminal.ends(lambda: terminal.signal(signal.SIGTERM)) == 128 + signal.SIGTERM
        config = Path(argv[argv.index("--config") + 1])
        config.write_text(
            config.read_text() + '[[alerts]]\nname = "new"\nwhen = "last > 0"\non = "OGDC"\nsession = false\n'
        )
        with Terminal([*argv, "alerts", "run", "--jsonl"], env=home) as terminal:
            wait_until(lambda: len(server.requests) == 2)
            assert terminal.ends(lambda: terminal.signal(signal.SIGINT)) == 128 + signal.SIGINT
    assert [each.partition("/")[0] for each in ids(server)] == ["OGDC: last > 0.01", "new"]


@pytest.mark.slow
def test_of_a_board_and_alerts_run_on_one_history_one_tells_and_the_other_says_so(tmp_path: Path) -> None:
    home: dict[str, str | None] = {"XDG_STATE_HOME": str(tmp_path)}
    with (
        LocalServer(accept) as server,
        exchange(30, 5, RULE + WAY.format(url=server.url)) as argv,
        Terminal([*argv, "alerts", "run", "--jsonl"], env=home) as first,
    ):
        first.wait_for(r'"subject": "[A-Z]*:OGDC"')
        wait_until(lambda: len(server.requests) == 1)
        (tmp_path / "bigboard" / "alerts.json").unlink()
        with Terminal([*argv, "alerts", "run", "--jsonl"], env=home) as second:
            second.wait_for(r'"subject": "[A-Z]*:OGDC"')
            second.wait_for("another bigboard tells the alerts off the board")
        with Terminal([*argv, "--fresh"], env=home) as board:
            board.wait_for("another bigboard tells the alerts")
    assert len(ids(server)) == 1


HERE = '[[alert_ways]]\nname = "here"\nkind = "terminal"\nform = "osc9"\n'
NOTICE = rb"\x1b\]9;bigboard: OGDC: last > 0.01: \d\d:\d\d \S*OGDC last [0-9.]+ > 0.01 [^\x00-\x1f]*\x1b\\"


@pytest.mark.slow
def test_the_terminal_of_a_board_shows_a_notice_and_the_board_stays_whole() -> None:
    with exchange(30, 5, RULE + HERE) as argv, Terminal([*argv, "--fresh"]) as board:
        board.wait_for(r"! \S*OGDC last")
        board.wait_until(lambda: re.search(NOTICE, bytes(board.raw)) is not None)
        board.wait_for("KSE100")
        assert "bigboard: OGDC" not in board.text


@pytest.mark.slow
def test_a_notice_is_never_in_the_output_of_alerts_run(tmp_path: Path) -> None:
    with exchange(30, 5, RULE + HERE) as argv:
        words = " ".join(shlex.quote(word) for word in [*argv, "alerts", "run", "--jsonl"])
        with Terminal(["sh", "-c", f"exec {words} > {tmp_path}/out"], env={"TMUX": None, "STY": None}) as terminal:
            terminal.wait_until(lambda: re.search(NOTICE, bytes(terminal.raw)) is not None)
            terminal.ends(lambda: terminal.signal(signal.SIGTERM))
    assert [json.loads(line)["rule"] for line in (tmp_path / "out").read_text().splitlines()] == ["OGDC: last > 0.01"]
