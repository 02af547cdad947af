from datetime import UTC, datetime, timedelta

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tests.kit.view import text_of
from tui.domain.trading_calendar import Phase, SessionState
from tui.view.market_hours import session_items, session_variants
from tui.view.spans import Tone, width

OPEN = SessionState(
    phase=Phase.OPEN,
    until=FIXED_NOW + timedelta(hours=1),
    next_open=FIXED_NOW + timedelta(days=1),
    closes=FIXED_NOW + timedelta(hours=1, minutes=30),
    holiday=None,
    estimated=False,
)
ALWAYS = OPEN._replace(until=None, next_open=None, closes=None)
CLOSED = OPEN._replace(phase=Phase.CLOSED, closes=None, next_open=FIXED_NOW + timedelta(hours=19))


@for_each(
    ("state", "text"),
    [
        (OPEN, "PSX open · closes 10:30 UTC in 1h 30m"),
        (OPEN._replace(estimated=True), "PSX open · closes ≈10:30 UTC in 1h 30m"),
        (OPEN._replace(closes=FIXED_NOW - timedelta(seconds=1)), "PSX open · closing now"),
        (OPEN._replace(closes=None, next_open=None), "PSX open"),
        (OPEN._replace(closes=FIXED_NOW + timedelta(days=3)), "PSX open · closes Fri 09:00 UTC in 3d 0h"),
        (CLOSED, "PSX closed · opens Wed 04:00 UTC"),
        (CLOSED._replace(holiday="Eid-ul-Fitr", estimated=True), "PSX closed for Eid-ul-Fitr · opens ≈Wed 04:00 UTC"),
        (CLOSED._replace(next_open=FIXED_NOW + timedelta(hours=1)), "PSX closed · opens 10:00 UTC"),
        (CLOSED._replace(next_open=None), "PSX closed"),
        (CLOSED._replace(phase=Phase.PRE_OPEN), "PSX pre-open · opens Wed 04:00 UTC"),
    ],
)
def test_a_session_as_text(state: SessionState, text: str) -> None:
    assert text_of(session_variants("PSX", state, FIXED_NOW)[0]) == text


@for_each("phase", list(Phase))
def test_each_variant_is_shorter_and_the_shortest_still_has_the_phase(phase: Phase) -> None:
    shown = session_variants("PSX", OPEN._replace(phase=phase), FIXED_NOW)
    widths = [width(form) for form in shown]

    assert widths == sorted(widths, reverse=True)
    assert text_of(shown[-1]) == f"PSX {phase.value}"


def test_only_an_open_market_has_the_good_tone() -> None:
    assert Tone.GOOD in {span.tone for span in session_variants("PSX", OPEN, FIXED_NOW)[0]}
    assert Tone.GOOD not in {span.tone for span in session_variants("PSX", CLOSED, FIXED_NOW)[0]}


def test_the_countdown_is_in_minutes() -> None:
    at = datetime(2026, 3, 17, 9, 0, 59, tzinfo=UTC)

    assert session_variants("PSX", OPEN, at) == session_variants("PSX", OPEN, FIXED_NOW)


def in_hours(hours: int) -> datetime:
    return FIXED_NOW + timedelta(hours=hours)


@for_each(
    ("sessions", "shown"),
    [
        ({}, []),
        ({"LSE": OPEN}, ["LSE open · closes 10:30 UTC in 1h 30m"]),
        ({"PSX": OPEN._replace(market="DEMO")}, ["DEMO open · closes 10:30 UTC in 1h 30m"]),
        (
            {"LSE": OPEN, "US": CLOSED},
            ["LSE open · closes 10:30 UTC in 1h 30m", "US closed · opens Wed 04:00 UTC"],
        ),
        # of many their number, and what comes next
        ({"LSE": OPEN, "US": CLOSED, "TSE": CLOSED}, ["1 of 3 open · LSE closes 10:30 UTC in 1h 30m"]),
        (
            {"LSE": OPEN, "US": CLOSED._replace(next_open=in_hours(1)), "TSE": CLOSED},
            ["1 of 3 open · US opens 10:00 UTC in 1h 00m"],
        ),
        (
            {"LSE": CLOSED, "US": CLOSED, "TSE": CLOSED._replace(next_open=in_hours(18), estimated=True)},
            ["0 of 3 open · TSE opens ≈Wed 03:00 UTC in 18h 00m"],
        ),
        (
            {"LSE": OPEN, "HKEX": OPEN._replace(phase=Phase.BREAK, closes=None, next_open=in_hours(1)), "US": CLOSED},
            ["1 of 3 open · HKEX opens 10:00 UTC in 1h 00m"],
        ),
        ({code: CLOSED._replace(next_open=None) for code in ("A", "B", "C")}, ["0 of 3 open"]),
        # coins and currencies are no exchanges
        ({"CRYPTO": ALWAYS}, ["CRYPTO open"]),
        ({"LSE": OPEN, "FX": OPEN, "CRYPTO": ALWAYS}, ["LSE open · closes 10:30 UTC in 1h 30m"]),
    ],
)
def test_the_sessions_of_a_tab(sessions: dict[str, SessionState], shown: list[str]) -> None:
    assert [text_of(variants[0]) for variants in session_items(sessions, FIXED_NOW)] == shown


def test_a_count_has_shorter_variants() -> None:
    (variants,) = session_items({"LSE": OPEN, "US": CLOSED, "TSE": CLOSED}, FIXED_NOW)

    assert [text_of(line) for line in variants[1:]] == ["1 of 3 open · LSE closes in 1h 30m", "1 of 3 open"]
