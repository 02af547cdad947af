"""`--watch`: a passing list, first and shown."""

import pytest

from tests.kit.marks import for_each
from tests.kit.terminal import Terminal, bigboard
from tui.cli.given import with_given
from tui.config.errors import ConfigError
from tui.config.loader import DEFAULT_CONFIG


def test_the_symbols_of_the_command_line_are_a_list_of_this_run() -> None:
    config = with_given(DEFAULT_CONFIG, "ogdc, NASDAQ:AAPL,PSX:HBL")
    assert [str(each) for each in config.settings.lists["Given"]] == ["OGDC", "US:AAPL", "PSX:HBL"]


@for_each(
    ("text", "problem"),
    [
        ("", 'found ""'),
        (" , ", "found"),
        ("OGDC,a b", 'found "A B"'),
        ("# Banks", 'found "# Banks"'),
        (",".join(f"A{n}" for n in range(1001)), "found 1001 symbols, expected 1000 at most"),
    ],
)
def test_what_is_no_symbol_is_an_error(text: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        with_given(DEFAULT_CONFIG, text)


@pytest.mark.slow
def test_the_board_opens_with_it_whatever_was_shown_last() -> None:
    with Terminal(bigboard("demo", "--seed", "7"), size=(80, 24)) as terminal:
        terminal.wait_for("1 of 34")
        terminal.send("2q")
        assert terminal.wait() == 0
    with Terminal(bigboard("demo", "--seed", "7", "-w", "OGDC,BOP"), size=(80, 24)) as terminal:
        terminal.wait_for("1 of 2 · by list")
        terminal.send("q")
        assert terminal.wait() == 0
