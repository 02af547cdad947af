"""Settings of the board that are written as text."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.marks import for_each
from tui.config.board_values import parse_disagree, parse_flush, parse_idle_after


@for_each(("text", "seconds"), [("0.25s", 0.25), ("1s", 1.0), ("10.000s", 10.0), ("00.5s", 0.5)])
def test_the_time_between_two_paints_is_in_seconds(text: str, seconds: float) -> None:
    assert parse_flush(text) == seconds


@for_each(("text", "percent"), [("1%", "1"), ("0.25%", "0.25"), ("2 %", "2")])
def test_a_percentage_keeps_its_digits(text: str, percent: str) -> None:
    assert parse_disagree(text) == Decimal(percent)


@for_each(("text", "minutes"), [("30m", 30), ("2h", 120), ("90s", 1.5), ("never", 0), ("0", 0), ("0m", 0)])
def test_the_time_without_a_key_is_a_length_or_zero(text: str, minutes: float) -> None:
    assert parse_idle_after(text) == timedelta(minutes=minutes)
