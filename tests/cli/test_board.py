from dataclasses import replace

import pytest

from tui.cli.arguments import parse
from tui.cli.board import run_on, why_no_board
from tui.engine.config import DEFAULT
from tui.view.link import Link


@pytest.mark.parametrize(
    ("environ", "terminals", "reason"),
    [
        ({"TERM": "xterm"}, {0, 1, 2}, None),
        ({"TERM": "xterm"}, {0, 2}, None),
        ({"TERM": "xterm"}, {1, 2}, "the board needs a terminal, and standard input is none"),
        ({"TERM": "xterm"}, {0, 1}, "the board needs a terminal, and standard error, on which it draws, is none"),
        ({"TERM": "dumb"}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM=dumb)"),
        ({"TERM": "unknown"}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM=unknown)"),
        ({}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM is not set)"),
    ],
)
def test_the_board_is_drawn_only_where_it_can_be(
    environ: dict[str, str], terminals: set[int], reason: str | None
) -> None:
    assert why_no_board(environ, terminals.__contains__) == reason


@pytest.mark.parametrize(
    ("options", "written", "seconds"),
    [
        (["--link", "fast"], None, 0.25),
        (["--link", "slow"], None, 0.5),
        (["--link", "slow"], 0.1, 0.1),
        (["--link", "fast"], 2.0, 2.0),
    ],
)
def test_the_board_paints_as_often_as_the_file_says_else_as_the_line_suggests(
    options: list[str], written: float | None, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Link] = []

    def run_board(*, link: Link, **_: object) -> int:
        drawn.append(link)
        return 0

    monkeypatch.setattr("tui.ui.run.run_board", run_board)
    monkeypatch.setattr("tui.cli.board.keep_log", lambda _config: None)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setenv("TEXTUAL_COLOR_SYSTEM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run_on(replace(DEFAULT, flush=written), DEFAULT.sources, parse(options), None)
    assert [link.flush for link in drawn] == [seconds]
