"""The zone of the machine, by which times are shown that belong to no exchange."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tui.engine.clock import LOCAL_ZONE

SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def machine_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the zone of this machine by its rules, as `TZ` can where there are no zone files."""
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("at", "shown"), [(SUMMER, "08:00 EDT"), (WINTER, "07:00 EST")])
def test_a_time_is_shown_by_the_season_it_is_in(at: datetime, shown: str) -> None:
    local = at.astimezone(LOCAL_ZONE)

    assert f"{local:%H:%M %Z}" == shown
    assert local == at
    assert local.astimezone(UTC) == at


def test_the_hour_that_comes_twice_is_twice_the_same_on_the_clock() -> None:
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)

    shown = [f"{at.astimezone(LOCAL_ZONE):%H:%M %Z}" for at in (first, second)]
    assert shown == ["01:30 EDT", "01:30 EST"]
