"""The live part of the tape: bounded, whole groups, and where the history goes on."""

from decimal import Decimal

import pytest

from tests.kit.quotes import FIXED_NOW, after, an_id
from tui.domain import live_tape
from tui.domain.live_tape import LiveTape
from tui.domain.tape import Move


def a_move(seconds: float, symbol: str = "OGDC") -> Move:
    return Move(after(seconds), an_id(symbol), Decimal(1), Decimal(2), "br")


def test_what_brought_nothing_changes_nothing() -> None:
    tape = LiveTape(FIXED_NOW)
    assert tape.with_group(()) is tape


def test_groups_are_numbered_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_tape, "MAX_LIVE", 4)
    tape = LiveTape(FIXED_NOW)
    for second in range(5):
        tape = tape.with_group((a_move(second), a_move(second, "PPL")))
    assert (tape.first, tape.end, tape.total) == (3, 5, 4)
    assert tape.groups_from(4) == (tape.groups[-1],)
    assert tape.groups_from(0) == tape.groups
    assert tape.groups_from(5) == ()


def test_the_history_goes_on_right_before_the_oldest_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_tape, "MAX_LIVE", 2)
    tape = LiveTape(FIXED_NOW).with_group((a_move(0),)).with_group((a_move(1),)).with_group((a_move(2),))
    assert after(0) < tape.since <= after(1)


def test_one_group_stays_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_tape, "MAX_LIVE", 2)
    tape = LiveTape(FIXED_NOW).with_group((a_move(0),)).with_group(tuple(a_move(1) for _ in range(3)))
    assert (tape.total, len(tape.groups)) == (3, 1)
