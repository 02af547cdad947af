import pytest

from tui.cli.board import why_no_board


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
