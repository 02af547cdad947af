"""The board is as large as the terminal it is drawn on, whatever size the environment claims."""

from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard

SLOW = pytest.mark.slow
DEMO = bigboard("demo", "--seed", "7", "--rate", "20")
WIDE, NARROW = (110, 34), (60, 20)


def wait_until_filled(terminal: Terminal, size: tuple[int, int]) -> None:
    """Wait until the board reaches from the first line to the last, and as far as the right edge."""
    width, height = size
    terminal.wait_for(rf"\A [^\n]{{{width - 12},{width}}}\n")
    terminal.wait_for(rf"\A(?:[^\n]*\n){{{height - 1}}} \? help [^\n]*by %▼")
    assert max(map(len, terminal.text.split("\n"))) <= width


def check_follows(terminal: Terminal) -> None:
    """Check that the board fills the terminal, follows its size both ways, and quits."""
    wait_until_filled(terminal, WIDE)
    for size in (NARROW, WIDE):
        terminal.resize(size)
        wait_until_filled(terminal, size)
    assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "claimed",
    [
        ("70", "20"),
        *(pytest.param(each, marks=SLOW) for each in (("500", "200"), ("1", "1"), ("0", "0"), ("-5", "x"), ("²", "²"))),
    ],
    ids="x".join,
)
def test_an_environment_that_claims_a_size_changes_nothing(claimed: tuple[str, str]) -> None:
    with Terminal(DEMO, size=WIDE, env={"COLUMNS": claimed[0], "LINES": claimed[1]}) as terminal:
        check_follows(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(
    "shell",
    [
        'exec "$@" >/dev/null',
        *(
            pytest.param(each, marks=SLOW)
            for each in ('exec "$@" >"$OUT"', '"$@" | cat', 'exec "$@" >&-', 'COLUMNS=70 LINES=20 exec "$@" >/dev/null')
        ),
    ],
)
def test_standard_output_may_lead_anywhere(shell: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Terminal(["sh", "-c", shell, "sh", *DEMO], size=WIDE, env={"OUT": str(out)}) as terminal:
        check_follows(terminal)
    assert not out.exists() or not out.read_bytes()


@pytest.mark.slow
def test_a_terminal_that_reports_no_size_has_the_default() -> None:
    shell = 'stty cols 0 rows 0; exec "$@"'
    env = {"COLUMNS": "200", "LINES": "60"}
    with Terminal(["sh", "-c", shell, "sh", *DEMO], size=(80, 24), env=env) as terminal:
        wait_until_filled(terminal, (80, 24))
        assert terminal.ends(lambda: terminal.send("q")) == 0


@pytest.mark.parametrize(
    "shell", quick(0, 'exec "$@" >/dev/null 2>"$ERR"', 'exec "$@" 2>"$ERR"', 'exec "$@" </dev/null 2>"$ERR"')
)
def test_without_a_terminal_to_draw_on_it_is_refused_with_a_message(shell: str, tmp_path: Path) -> None:
    err = tmp_path / "err"
    with Terminal(["sh", "-c", shell, "sh", *DEMO], size=WIDE, env={"ERR": str(err)}) as terminal:
        assert terminal.wait() == 2
        assert b"\x1b" not in terminal.raw
    message = err.read_text()
    assert "the board needs a terminal" in message
    assert len(message.splitlines()) == 1


@pytest.mark.slow
def test_the_doctor_measures_the_terminal_that_is_drawn_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    shell = 'exec "$@" >"$OUT"'
    argv = ["sh", "-c", shell, "sh", *bigboard("doctor", "--config", str(tmp_path / "none.toml"))]
    with Terminal(argv, size=(97, 31), env={"COLUMNS": "70", "LINES": "20", "OUT": str(out)}) as terminal:
        terminal.wait()
    assert "97x31" in out.read_text()
