"""For how long a rule is snoozed, press by press."""

from datetime import UTC, datetime, timedelta

from tests.kit.marks import for_each
from tui.view.snooze import next_snooze

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 29, tzinfo=UTC)
LATE = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


@for_each(
    "until, now, after",
    [
        (None, NOON, NOON + timedelta(minutes=10)),
        (NOON - timedelta(minutes=1), NOON, NOON + timedelta(minutes=10)),
        (NOON + timedelta(minutes=7), NOON, NOON + timedelta(hours=1)),
        (NOON + timedelta(hours=1), NOON, MIDNIGHT),
        (MIDNIGHT, NOON, None),
        (None, LATE, LATE + timedelta(minutes=10)),
        (LATE + timedelta(minutes=10), LATE, LATE + timedelta(hours=1)),
        (LATE + timedelta(hours=1), LATE, None),
        (MIDNIGHT, LATE, None),
    ],
)
def test_each_press_snoozes_for_longer_and_the_last_one_ends_it(
    until: datetime | None, now: datetime, after: datetime | None
) -> None:
    assert next_snooze(until, now).until == after
