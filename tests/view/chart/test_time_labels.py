"""The labels of time: round, in the market's zone, never over each other."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.charts import NOW, PSX, chart_data
from tests.kit.marks import for_each
from tui.view.chart.time_axis import daily_axis, intraday_axis
from tui.view.chart.time_labels import time_labels
from tui.view.chart.values import ChartRange


@for_each(
    ("shown", "cells", "texts"),
    [
        ("1d", 70, "10:00 11:00 12:00 13:00"),
        ("1d", 30, "10:00 12:00"),
        ("5d", 90, "Wed 11 Mar|Thu 12 Mar|Fri 13 Mar|Mon 16 Mar|Tue 17 Mar"),
        ("5d", 56, "Wed 11|Thu 12|Fri 13|Mon 16|Tue 17"),
        ("1m", 60, "23 Feb|2 Mar|9 Mar|16 Mar"),
        ("6m", 60, "Oct Nov Dec 2026 Feb Mar"),
        ("1y", 100, "Apr May Jun Jul Aug Sep Oct Nov Dec 2026 Feb Mar"),
        ("1y", 40, "Apr Jul Oct 2026"),
        ("5y", 60, "2022 2023 2024 2025 2026"),
        ("all", 60, "2012 2014 2016 2018 2020 2022 2024 2026"),
    ],
)
def test_labels_are_round_and_as_many_as_have_room(shown: str, cells: int, texts: str) -> None:
    labels = time_labels(chart_data(ChartRange(shown)).axis, cells)
    found = [label.text for label in labels]

    assert found[: len(texts.split("|" if "|" in texts else " "))] == texts.split("|" if "|" in texts else " ")


def test_hours_are_those_of_the_market() -> None:
    axis = intraday_axis(PSX, NOW, 1, PSX.zone)
    labels = {label.text: label.cell for label in time_labels(axis, 120)}
    noon = datetime(2026, 3, 17, 12, tzinfo=PSX.zone)

    assert labels["12:00"] == int(axis.position(noon) * 120)


@for_each(
    ("zone", "now"),
    [
        ("America/New_York", datetime(2026, 3, 9, 4, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 15, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 20, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 10, 25, 20, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 9, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 4, 5, 9, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_round_by_the_clock_on_the_wall_also_where_it_is_set(zone: str, now: datetime) -> None:
    axis = intraday_axis(None, now, 1, ZoneInfo(zone))
    found = time_labels(axis, 44)

    assert len(found) >= 4
    hours = {int(label.text[:2]) for label in found}
    assert {label.text[2:] for label in found} == {":00"}
    assert any(hours == {hour for hour in hours if hour % step == 0} for step in (2, 3, 4, 6)), found
    for label in found:
        shown = {f"{axis.time_at((label.cell + part / 10) / 44):%H}" for part in range(11)}
        assert label.text[:2] in shown, "where it stands"


def test_of_several_days_with_prices_on_one_the_hours_are_shown() -> None:
    axis = intraday_axis(PSX, NOW, 5, PSX.zone, NOW)

    assert "12:00" in [label.text for label in time_labels(axis, 80)]


def test_seconds_are_shown_where_there_are_only_some() -> None:
    axis = intraday_axis(None, NOW, 1, UTC, NOW - timedelta(seconds=30))

    assert "07:40:00" in [label.text for label in time_labels(axis, 60)]


@given(
    cells=st.integers(1, 300),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - as it asks
    days=st.integers(0, 6_000),
    shown=st.sampled_from(["day", "five", "rolling", "dates"]),
)
def test_labels_never_overlap_nor_leave_the_chart(cells: int, now: datetime, days: int, shown: str) -> None:
    axis = {
        "day": lambda: intraday_axis(PSX, now, 1, PSX.zone),
        "five": lambda: intraday_axis(PSX, now, 5, PSX.zone),
        "rolling": lambda: intraday_axis(None, now, 1, UTC, now - timedelta(seconds=11 * days)),
        "dates": lambda: daily_axis(PSX, now.date() - timedelta(days=days), now.date(), ()),
    }[shown]()
    labels = time_labels(axis, cells)

    assert all(label.start >= 0 and label.end <= cells for label in labels)
    assert all(a.end < b.start for a, b in itertools.pairwise(labels))


def test_an_axis_of_one_date_has_its_label() -> None:
    assert [label.text for label in time_labels(daily_axis(None, date(2026, 3, 17), date(2026, 3, 17), ()), 40)]
