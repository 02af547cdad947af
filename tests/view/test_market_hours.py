from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.quotes import FIXED_NOW
from tests.kit.view import text_of
from tui.domain.trading_calendar import Phase, SessionState
from tui.view.market_hours import session_variants
from tui.view.spans import Tone, width

OPEN = SessionState(
    phase=Phase.OPEN,
    until=FIXED_NOW + timedelta(hours=1),
    next_open=FIXED_NOW + timedelta(days=1),
    closes=FIXED_NOW + timedelta(hours=1, minutes=30),
    holiday=None,
    estimated=False,
)
CLOSED = OPEN._replace(phase=Phase.CLOSED, closes=None, next_open=FIXED_NOW + timedelta(hours=19))


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (OPEN, "PSX open · closes 10:30 UTC in 1h 30m"),
        (OPEN._replace(estimated=True), "PSX open · closes ≈10:30 UTC in 1h 30m"),
        (OPEN._replace(closes=FIXED_NOW - timedelta(seconds=1)), "PSX open · closing now"),
        (OPEN._replace(closes=None, next_open=None), "PSX open"),
        (CLOSED, "PSX closed · opens Wed 04:00 UTC"),
        (CLOSED._replace(holiday="Eid-ul-Fitr", estimated=True), "PSX closed for Eid-ul-Fitr · opens ≈Wed 04:00 UTC"),
        (CLOSED._replace(next_open=FIXED_NOW + timedelta(hours=1)), "PSX closed · opens 10:00 UTC"),
        (CLOSED._replace(next_open=None), "PSX closed"),
        (CLOSED._replace(phase=Phase.PRE_OPEN), "PSX pre-open · opens Wed 04:00 UTC"),
    ],
)
def test_a_session_as_text(state: SessionState, text: str) -> None:
    assert text_of(session_variants("PSX", state, FIXED_NOW)[0]) == text


@pytest.mark.parametrize("phase", list(Phase))
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
