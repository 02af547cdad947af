"""Where a replay goes by what is typed, and its mark on the status bar."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote
from tests.kit.view import a_board_state, text_of
from tui.domain.quote import InstrumentId
from tui.domain.tape import ArticleSeen, Move
from tui.domain.text import width
from tui.view.replay import Jump, ReplayStatus, found_text, mark_variants, parse_jump
from tui.view.spans import Tone
from tui.view.status_bar import status_line

PKT = timezone(timedelta(hours=5), "PKT")
DAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 10, 30, tzinfo=PKT)


@for_each(
    ("text", "jump"),
    [
        ("14:30", Jump(at=datetime(2026, 11, 27, 14, 30, tzinfo=PKT))),
        ("9:05", Jump(at=datetime(2026, 11, 27, 9, 5, tzinfo=PKT))),
        ("14:30:15", Jump(at=datetime(2026, 11, 27, 14, 30, 15, tzinfo=PKT))),
        ("+30m", Jump(by=timedelta(minutes=30))),
        ("- 5 m", Jump(by=timedelta(minutes=-5))),
        ("+90s", Jump(by=timedelta(seconds=90))),
        ("+2h", Jump(by=timedelta(hours=2))),
        ("2%", Jump(percent=Decimal(2))),
        ("0.25 %", Jump(percent=Decimal("0.25"))),
        ("article", Jump(to_article=True)),
        ("ART", Jump(to_article=True)),
    ],
)
def test_a_jump_is_a_time_a_span_a_move_or_an_article(text: str, jump: Jump) -> None:
    assert parse_jump(text, DAY, NOW) == jump


@for_each("text", ["", "24:00", "14:60", "+m", "30m", "0%", "-2%", "1000%", "later", "١٤:٣٠"])
def test_anything_else_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time such as 14:30"):
        parse_jump(text, DAY, NOW)


@for_each(
    ("status", "mark"),
    [
        (ReplayStatus(DAY, 60), "▸ REPLAY Fri 27 Nov 2026 ×60"),
        (ReplayStatus(DAY, 60, is_paused=True), "‖ REPLAY Fri 27 Nov 2026 paused"),
        (ReplayStatus(DAY, 60, is_paused=True, is_at_end=True), "▣ REPLAY Fri 27 Nov 2026 end"),
        (ReplayStatus(DAY, 60, is_seeking=True), "↑↓ REPLAY Fri 27 Nov 2026"),
    ],
)
def test_the_mark_has_the_word_the_day_and_how_it_goes_on(status: ReplayStatus, mark: str) -> None:
    longest, shorter, shortest = mark_variants(status)
    assert longest == mark
    assert "REPLAY 2026-11-27" in shorter
    assert "REPLAY 27 Nov" in shortest


@for_each("cells", range(40, 201, 7))
@for_each("trouble", [None, "poller stopped: a long reason that leaves no room for anything else"])
def test_at_any_width_the_bar_says_replay_and_the_day(cells: int, trouble: str | None) -> None:
    market = a_market(a_snapshot(a_quote("OGDC", "101.25")))
    state = a_board_state(market, trouble=trouble)._replace(replay=ReplayStatus(DAY, 60))
    line = status_line(state, cells)
    text = text_of(line)
    assert width(text) == cells
    assert "REPLAY" in text
    assert "27" in text
    assert {span.tone for span in line} == {Tone.REPLAY}


def test_what_was_found_is_said_with_its_time() -> None:
    move = Move(FIXED_NOW, InstrumentId("PSX", "OGDC"), Decimal("100.00"), Decimal("102.50"), "br")
    assert found_text(move, NOW) == "10:30:00 OGDC 100.00 → 102.50 +2.50%"
    assert found_text(ArticleSeen(FIXED_NOW, "a", "Shares rise", "br"), NOW) == "10:30:00 Shares rise"
