"""Trading hours that a recorded day carries: the same sessions again, and nothing else is taken for them."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.kit.marks import for_each, quick
from tui.config.calendars import load_calendars
from tui.domain.trading_calendar import always_open, session_at
from tui.storage.calendar_codec import decode_calendars, decode_zone, encode_calendars, encode_zone

DAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
CODES = sorted(load_calendars())


@pytest.mark.parametrize("code", quick(4, *CODES))
def test_the_sessions_around_the_day_are_the_same(code: str) -> None:
    calendar = load_calendars()[code]
    encoded = json.dumps(encode_calendars({code: calendar}, DAY))
    again = decode_calendars(json.loads(encoded))[code]
    for hours in range(-24 * 9, 24 * 9, 5):
        at = NOON + timedelta(hours=hours)
        assert session_at(again, at) == session_at(calendar, at)
        assert again.trading_day(at) == calendar.trading_day(at)


def test_a_market_that_never_closes_is_the_same() -> None:
    calendar = always_open("DEMO", UTC)
    again = decode_calendars(json.loads(json.dumps(encode_calendars({"PSX": calendar}, DAY))))["PSX"]
    assert session_at(again, NOON) == session_at(calendar, NOON)


def test_a_zone_that_is_not_known_here_is_its_offset() -> None:
    assert encode_zone(load_calendars()["PSX"].zone, DAY) == {"name": "Asia/Karachi", "offset": 18_000}
    zone = decode_zone({"name": "Mars/Olympus_Mons", "offset": 18_000})
    assert NOON.astimezone(zone).hour == 17


@for_each("seed", range(60))
def test_what_was_never_written_is_refused(seed: int) -> None:
    random = Random(seed)
    text = list(json.dumps(encode_calendars({"PSX": load_calendars()["PSX"]}, DAY)))
    for _ in range(3):
        text[random.randrange(len(text))] = random.choice('0123456789abz"[]{},:-nul')
    try:
        value = json.loads("".join(text))
        calendars = decode_calendars(value)
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    for calendar in calendars.values():
        session_at(calendar, NOON)
