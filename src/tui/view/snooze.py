"""For how long a rule is snoozed, press by press."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

_SHORT: Final = timedelta(minutes=10)
_LONG: Final = timedelta(hours=1)


class Snooze(NamedTuple):
    """Until when a rule is silent, and how that is said."""

    until: datetime | None
    """Aware; None ends it."""
    words: str


def next_snooze(until: datetime | None, now: datetime) -> Snooze:
    """Return what another press of the key makes of a snooze: ten minutes, an hour, today, none.

    Args:
        until: until when the rule is silent now; None where it is not.
        now: in the zone whose midnight ends a day, aware.
    """
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    if until is None or until <= now:
        return Snooze(now + _SHORT, "for 10 minutes")
    if until >= midnight:
        return Snooze(None, "")
    if until <= now + _SHORT:
        return Snooze(now + _LONG, "for an hour")
    return Snooze(midnight, "for today")
