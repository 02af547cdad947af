"""Whoever runs for long is looked after by the garbage collector; the board only once its first quotes are there."""

import gc
from collections.abc import Iterator

import pytest

from tui.cli import commands
from tui.cli.parser import Arguments


@pytest.fixture(autouse=True)
def disabled_as_by_main() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("line", "is_enabled"),
    [
        (["watch"], True),
        (["print"], True),
        (["demo", "--serve-only"], True),
        (["demo"], False),
        ([], False),
    ],
)
def test_the_collector_is_on_for_all_but_a_board(
    line: list[str], *, is_enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []

    def recorded(_arguments: Arguments) -> int:
        found.append(gc.isenabled())
        return 0

    monkeypatch.setattr(commands, "_function_of", lambda _command: recorded)
    assert commands.run(line) == 0
    assert found == [is_enabled]
