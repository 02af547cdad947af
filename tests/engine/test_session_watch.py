"""The open and the close of markets become events of the engine, each once and at the time when it was due."""

from datetime import UTC, datetime, timedelta

from tests.kit.clock import MINUTE
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness
from tui.config.calendars import load_calendars
from tui.domain.events import Event, SessionChanged
from tui.domain.market import Market
from tui.engine.session_watch import SessionWatch

CALENDARS = load_calendars()
BEFORE_OPEN = datetime(2026, 3, 2, 14, 29, 50, tzinfo=UTC)
OPEN, CLOSE = BEFORE_OPEN.replace(minute=30, second=0), BEFORE_OPEN.replace(hour=21, minute=0, second=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def noticed(*looks: datetime, markets: tuple[str, ...] = ("US",)) -> list[str]:
    """Return what is noticed by one that begins at the first time, and looks at the others."""
    watch = SessionWatch(looks[0])
    return [
        f"{change.market} {change.at:%d %H:%M} {'open' if change.is_open else 'closed'}"
        for look in looks[1:]
        for change in watch.changes(CALENDARS, markets, look)
    ]


@for_each(
    ("looks", "expected"),
    [
        ((BEFORE_OPEN, OPEN + MINUTE, OPEN + 2 * MINUTE), ["US 02 14:30 open"]),
        ((BEFORE_OPEN, OPEN, CLOSE), ["US 02 14:30 open", "US 02 21:00 closed"]),
        ((OPEN, OPEN + MINUTE), []),
        ((BEFORE_OPEN, CLOSE + HOUR), ["US 02 14:30 open", "US 02 21:00 closed"]),
        (
            (BEFORE_OPEN, CLOSE + DAY),
            ["US 02 14:30 open", "US 02 21:00 closed", "US 03 14:30 open", "US 03 21:00 closed"],
        ),
        ((BEFORE_OPEN, OPEN + HOUR, OPEN - HOUR, OPEN + HOUR, CLOSE), ["US 02 14:30 open", "US 02 21:00 closed"]),
        ((BEFORE_OPEN + 365 * DAY, BEFORE_OPEN, OPEN + MINUTE), ["US 02 14:30 open"]),
    ],
)
def test_each_change_is_noticed_once(looks: tuple[datetime, ...], expected: list[str]) -> None:
    assert noticed(*looks) == expected


def test_a_long_sleep_brings_no_more_than_its_last_days() -> None:
    assert 4 <= len(noticed(BEFORE_OPEN, BEFORE_OPEN + 3_000 * DAY)) <= 16


def test_several_markets_are_in_order_and_those_of_no_exchange_have_none() -> None:
    found = noticed(BEFORE_OPEN, CLOSE, markets=("US", "LSE", "FX", "CRYPTO", "nowhere"))
    assert found == ["US 02 14:30 open", "LSE 02 16:30 closed", "US 02 21:00 closed"]


async def test_a_poll_is_preceded_by_what_opened_before_it() -> None:
    opens = datetime(2026, 11, 24, 4, 32, tzinfo=UTC)
    applied: list[Event] = []
    harness = MonitorHarness(calendars=CALENDARS, started_at=opens - MINUTE)
    monitor = harness.monitor

    def record(event: Event, before: Market, after: Market) -> None:
        applied.append(event)
        if isinstance(event, SessionChanged):
            assert after is before

    monitor._record_event = record  # where the engine puts the writer of the history
    harness.fetcher.respond("br", "OGDC=101.25", "OGDC=102")
    await harness.poll()
    await harness.poll()
    changes = [event for event in applied if isinstance(event, SessionChanged)]
    assert [(change.market, change.is_open, harness.on_wall(change.at)) for change in changes] == [("PSX", True, opens)]
    names = [type(event).__name__ for event in applied]
    assert names.index("SessionChanged") < len(names) - 1 - names[::-1].index("Snapshot")
