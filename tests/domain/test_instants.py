"""Durations as text."""

from datetime import timedelta

from tests.kit.marks import for_each
from tui.domain.instants import format_duration, format_interval


@for_each(
    ("seconds", "shown", "in_minutes"),
    [
        (-1, "0s", "0m"),
        (9, "9s", "0m"),
        (65, "1m 05s", "1m"),
        (4320, "1h 12m", "1h 12m"),
        (3600, "1h 00m", "1h 00m"),
        (93_600, "1d 2h", "1d 2h"),
    ],
)
def test_a_duration_is_in_two_units(seconds: float, shown: str, in_minutes: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == shown
    assert format_duration(timedelta(seconds=seconds), seconds=False) == in_minutes


@for_each(
    ("seconds", "text"),
    [(0, "0s"), (15, "15s"), (60, "1m"), (90, "90s"), (300, "5m"), (3600, "1h"), (5400, "90m"), (86_400, "24h")],
)
def test_an_interval_is_shown_as_it_is_written_in_a_configuration(seconds: int, text: str) -> None:
    assert format_interval(timedelta(seconds=seconds)) == text
