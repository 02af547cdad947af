import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from tests.kit.marks import for_each
from tui.config.calendars import BUILT_IN, load_calendars
from tui.config.calendars.builder import CalendarBuilder
from tui.config.calendars.schema import parse_calendar_file
from tui.config.errors import ConfigError, ErrorCollector
from tui.config.toml_file import read_toml
from tui.domain.trading_calendar import Phase, session_at

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        file = tmp_path / "hours.toml"
        file.write_text(text)
        return file

    return _write


def at(hour: int, minute: int = 0, *, day: int = 18) -> datetime:
    """A time of August 2026 in UTC."""
    return datetime(2026, 8, day, hour, minute, tzinfo=UTC)


def test_a_day_of_the_users_own_counts_over_the_built_in_table(write: Write) -> None:
    file = write(
        "[PSX]\n"
        '[[PSX.days]]\ndate = 2026-08-18\nholiday = "Rain"\n'
        '[[PSX.days]]\ndate = 2026-08-14\nhours = "usual"\n'
        '[[PSX.days]]\ndate = 2026-08-16\nhours = "short"\n'
        '[PSX.timetables.short]\nSun = ["open 10:00-11:00"]\n'
    )
    psx = load_calendars(file)["PSX"]
    assert session_at(psx, at(6)).holiday == "Rain"
    assert session_at(psx, at(6, day=14)).phase is Phase.OPEN
    assert session_at(psx, at(5, 30, day=16)).phase is Phase.OPEN
    assert session_at(psx, at(6, day=19)).phase is Phase.OPEN


def test_a_season_of_the_users_own_counts_over_the_built_in_one(write: Write) -> None:
    file = write('[[PSX.seasons]]\nhours = "usual"\nfirst = 2026-03-02\nlast = 2026-03-02\n')
    psx = load_calendars(file)["PSX"]
    assert session_at(psx, datetime(2026, 3, 2, 10, tzinfo=UTC)).phase is Phase.OPEN
    assert session_at(psx, datetime(2026, 3, 3, 10, tzinfo=UTC)).phase is Phase.CLOSED


def test_a_market_of_the_users_own_is_added(write: Write) -> None:
    file = write('[ROUND]\nzone = "UTC"\nhours = "always"\n[ROUND.timetables.always]\nMon-Sun = ["open 00:00-24:00"]\n')
    calendars = load_calendars(file)
    assert set(calendars) == {*load_calendars(), "ROUND"}
    state = session_at(calendars["ROUND"], at(23, 59, day=16))
    assert (state.phase, state.closes, state.estimated) == (Phase.OPEN, None, False), "midnight is no close"


def test_summer_time_moves_the_sessions_of_a_market_that_has_it(write: Write) -> None:
    file = write(
        '[NYSE]\nzone = "America/New_York"\nhours = "usual"\n[NYSE.timetables.usual]\nMon-Fri = ["open 09:30-16:00"]\n'
    )
    nyse = load_calendars(file)["NYSE"]
    friday, monday = datetime(2026, 10, 30, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert session_at(nyse, friday).next_open == datetime(2026, 10, 30, 13, 30, tzinfo=UTC)
    assert session_at(nyse, monday).next_open == datetime(2026, 11, 2, 14, 30, tzinfo=UTC)


def test_without_zone_files_a_fixed_offset_is_used_and_noted() -> None:
    def no_zone(name: str) -> tzinfo:
        raise ZoneInfoNotFoundError(name)

    table = parse_calendar_file(read_toml(BUILT_IN), BUILT_IN, ErrorCollector())["PSX"]
    psx = CalendarBuilder("PSX", table, BUILT_IN, no_zone).build()
    assert psx.note == "no zone file for Asia/Karachi on this machine: a fixed +05:00 is used"
    assert psx.zone.utcoffset(None) == timedelta(hours=5)
    assert session_at(psx, at(4, 32)).phase is Phase.OPEN
    assert load_calendars()["PSX"].note is None


def test_a_day_that_is_in_no_table_has_no_holiday() -> None:
    psx = load_calendars()["PSX"]
    assert psx.day(date(2026, 8, 18)).holiday is None


@for_each(
    ("text", "expected"),
    [
        ('[psx]\nzone = "UTC"', 'hours.toml: found the table "psx", expected a market code such as "PSX"'),
        ("PSX = 3", "hours.toml: PSX: found 3, expected a table"),
        ("[PSX]\nzones = 1", 'hours.toml: PSX.zones: unknown key; did you mean "zone"?'),
        ('[[PSX.days]]\ndate = "soon"', 'hours.toml: PSX.days[0].date: found "soon", expected a date'),
        ('[[PSX.days]]\nholiday = "x"', "hours.toml: PSX.days[0].date: missing, expected a date"),
        ("[[PSX.seasons]]\nfirst = 2026-01-01", "PSX.seasons[0].hours: missing, expected the name of a timetable"),
        ("[PSX]\nzone = 3", 'PSX.zone: found 3, expected a time zone such as "Asia/Karachi"'),
        ("[PSX.timetables]\nusual = 3", "PSX.timetables.usual: found 3, expected a table"),
        ('[[PSX.days]]\ndate = 2026-01-01\nhours = "usal"', 'which is no timetable; did you mean "usual"?'),
        (
            '[PSX.timetables.usual]\nMo = ["open 09:00-10:00"]',
            'PSX.timetables.usual.Mo: found "Mo", expected a weekday',
        ),
        ("[PSX.timetables.usual]\nFri-Mon = []", 'found "Fri-Mon", expected a weekday such as Fri'),
        ("[PSX.timetables.usual]\nMon = []\nMon-Tue = []", "PSX.timetables.usual.Mon-Tue: Mon is given twice"),
        ('[PSX.timetables.usual]\nMon = ["9-5"]', 'expected a phase and its times such as "open 09:32-15:30"'),
        ('[PSX.timetables.usual]\nMon = ["opne 09:00-10:00"]', 'found "opne", which is no phase; did you mean "open"?'),
        ('[PSX.timetables.usual]\nMon = ["open 10:00-09:00"]', "which does not end after it begins"),
        ('[PSX.timetables.usual]\nMon = ["open 10:00-24:01"]', "which does not end after it begins and by 24:00"),
        (
            '[PSX.timetables.usual]\nMon = ["open 09:00-10:00", "post-close 09:59-11:00"]',
            "which begins before the previous one ends",
        ),
        ('[PSX]\nzone = "Mars/Olympus"', 'PSX.zone: found "Mars/Olympus", which this machine does not know'),
        ('[PSX]\nzone = "../../etc/passwd"', "which this machine does not know"),
        ('[NEW]\nhours = "x"', 'hours.toml: NEW.zone: missing, expected a time zone such as "Asia/Karachi"'),
        ('[NEW]\nzone = "UTC"', "hours.toml: NEW.hours: missing, expected the name of a timetable"),
        ('[PSX]\nzone = "Mars/Olympus"\noffset = "5"', 'PSX.offset: found "5", expected an offset such as "+05:00"'),
    ],
)
def test_a_mistake_in_the_hours_is_reported_by_key_found_and_expected(write: Write, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_calendars(write(text))
    assert expected in re.sub(r"hours\.toml:[0-9]+: ", "hours.toml: ", raised.value.problems[0])
