"""The forms in which people print times, and those that are refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.test_cells import MISSING
from tui.sources.tables.cells import Cell
from tui.sources.tables.time_cells import parse_time_cell

AT = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
"""14:00 in Karachi."""


@for_each("printed", MISSING)
def test_nothing_is_no_time(printed: Cell) -> None:
    assert parse_time_cell(printed, AT, date_format="", zone="UTC") is None


@for_each(
    ("printed", "date_format", "expected"),
    [
        ("2026-03-17T08:59:00Z", "", "08:59"),
        ("2026-03-17T13:59:00+05:00", "", "08:59"),
        ("2026-03-17 13:59", "", "08:59"),
        ("1773737940", "", "08:59"),
        ("1773737940000", "", "08:59"),
        (Decimal(1773737940), "", "08:59"),
        ("13:59", "", "08:59"),
        ("13:59:30", "", "08:59"),
        ("17/03/2026 01:59 PM", "%d/%m/%Y %I:%M %p", "08:59"),
        ("17 Mar 13:59", "%d %b %H:%M", "08:59"),
    ],
)
def test_a_time_is_read_in_its_own_zone(printed: Cell, date_format: str, expected: str) -> None:
    time = parse_time_cell(printed, AT, date_format=date_format, zone="Asia/Karachi")
    assert time
    assert f"{time:%Y-%m-%d %H:%M %Z}" == f"2026-03-17 {expected} UTC"


@pytest.mark.parametrize("printed", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_time_beyond_the_calendar_is_refused_as_any_other(printed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time_cell(printed, AT, date_format="", zone="UTC")


def test_a_time_without_a_date_is_the_latest_one_that_has_been() -> None:
    assert parse_time_cell("15:30", AT, date_format="", zone="Asia/Karachi") == datetime(
        2026, 3, 16, 10, 30, tzinfo=UTC
    )
    assert parse_time_cell("18 Dec", AT, date_format="%d %b", zone="UTC") == datetime(2025, 12, 18, tzinfo=UTC)


@for_each("printed", ["yesterday", "17/03/2026", "2026-03-19", "25:00", "2026-13-01", "9" * 60])
def test_a_time_that_cannot_be_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time_cell(printed, AT, date_format="", zone="UTC")
