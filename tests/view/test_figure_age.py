"""The age of a figure, by the hours of its own market."""

from datetime import datetime, timedelta

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after, an_id
from tests.kit.view import text_of
from tui.config.calendars import load_calendars
from tui.domain.quote import InstrumentKind
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.trading_calendar import Phase, session_at
from tui.view.board_state import BoardState
from tui.view.column_layout import find_column
from tui.view.formatting import DecimalAlignment
from tui.view.index_panel import index_views, tile_lines
from tui.view.quote_row import build_row, figure_age
from tui.view.spans import AgeLevel

CALENDARS = load_calendars()
HEALTH = SourceHealth(name="it", kind="yahoo", every=timedelta(minutes=1), markets=("US", "LSE"))
FROZEN = HEALTH._replace(frozen=frozenset({"LSE"}))
FRESH, AGEING, STALE = AgeLevel.FRESH, AgeLevel.AGEING, AgeLevel.STALE


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CALENDARS["LSE"].zone)


@for_each(
    ("health", "now", "confirmed", "level", "is_closed"),
    [
        # in session its age counts
        (HEALTH, "2026-11-25T12:00", "2026-11-25T11:59", FRESH, False),
        (HEALTH, "2026-11-25T12:00", "2026-11-25T11:58", AGEING, False),
        (HEALTH, "2026-11-25T12:00", "2026-11-25T11:50", STALE, False),
        (FROZEN, "2026-11-25T12:00", "2026-11-25T11:59", STALE, False),
        # after the close the last figure is that of the close, however long ago it was confirmed
        (HEALTH, "2026-11-25T20:00", "2026-11-25T16:50", FRESH, True),
        (HEALTH, "2026-11-29T20:00", "2026-11-27T16:50", FRESH, True),
        (HEALTH, "2026-11-29T20:00", "2026-11-29T19:59", FRESH, True),
        (HEALTH, "2026-12-27T20:00", "2026-12-24T13:00", FRESH, True),
        # what was seen before the close may not be the last figure
        (HEALTH, "2026-11-25T20:00", "2026-11-25T16:30", STALE, False),
        (HEALTH, "2026-11-25T16:40", "2026-11-25T16:39", FRESH, True),
        (HEALTH, "2026-11-25T20:00", "2026-11-24T20:00", STALE, False),
        # it is open in New York: that is nothing to London
        (FROZEN, "2026-11-25T20:00", "2026-11-25T19:59", FRESH, True),
        # once it is open again, the close is old
        (HEALTH, "2026-11-26T08:00", "2026-11-25T16:50", STALE, False),
        # a weekend is one in a year that is not announced too
        (HEALTH, "2028-01-08T12:00", "2028-01-07T18:00", FRESH, True),
    ],
)
def test_the_age_of_a_figure_in_london(
    health: SourceHealth, now: str, confirmed: str, level: AgeLevel, is_closed: bool
) -> None:
    wall = london(now)

    shown = figure_age(health, "LSE", wall - london(confirmed), session_at(CALENDARS["LSE"], wall), wall)
    assert shown == (level, is_closed)


def test_a_close_is_a_close_over_the_night_in_which_clocks_are_put_back() -> None:
    sunday = london("2026-10-25T20:00")  # the clock shows 51 hours more than on Friday at 17:00, of 52 that have passed
    session = session_at(CALENDARS["LSE"], sunday)

    assert figure_age(HEALTH, "LSE", timedelta(hours=52), session, sunday).is_closed
    assert not figure_age(HEALTH, "LSE", timedelta(hours=52, minutes=30), session, sunday).is_closed


def test_an_age_that_is_not_known_is_stale_in_a_closed_market_too() -> None:
    wall = london("2026-11-29T20:00")

    shown = figure_age(HEALTH, "LSE", timedelta(seconds=-1), session_at(CALENDARS["LSE"], wall), wall)
    assert shown.level is STALE


def test_a_holiday_that_rests_on_the_moon_is_no_excuse() -> None:
    wall = datetime(2027, 3, 9, 12, tzinfo=CALENDARS["TADAWUL"].zone)
    session = session_at(CALENDARS["TADAWUL"], wall)

    assert session.phase is Phase.CLOSED
    assert figure_age(HEALTH, "TADAWUL", timedelta(days=3), session, wall) == (STALE, False)


def test_without_a_calendar_the_age_alone_counts() -> None:
    wall = london("2026-11-29T20:00")

    assert figure_age(HEALTH, "NOWHERE", timedelta(minutes=10), None, wall).level is STALE
    assert figure_age(HEALTH._replace(state=SourceState.STALE), "NOWHERE", timedelta(0), None, wall).level is STALE
    assert figure_age(None, "NOWHERE", timedelta(days=10), None, wall).level is FRESH


def a_closed_board(seconds: float) -> BoardState:
    """OGDC and an index, so many seconds after they were confirmed, on a Saturday."""
    saturday = london("2026-11-28T12:00")
    quotes = (a_quote("OGDC"), a_quote("KSE100")._replace(kind=InstrumentKind.INDEX))
    return BoardState(
        market=a_market(a_snapshot(*quotes)),
        now=after(seconds),
        wall=saturday,
        sessions={"PSX": session_at(CALENDARS["PSX"], saturday)},
    )


@pytest.mark.parametrize(("seconds", "shown"), [(1, "◦"), (7200, "◦2h")])
def test_the_age_of_a_closed_figure_has_the_mark_of_what_is_closed(seconds: float, shown: str) -> None:
    state = a_closed_board(seconds)
    key = an_id("OGDC")
    row = build_row(
        state.market,
        state.market.quotes[key],
        state.now,
        flash=None,
        disagree_percent=state.disagree_percent,
        redraw_interval=state.redraw_interval,
        context=state.row_context,
    )
    age = find_column("age")
    assert age is not None

    assert row.is_closed
    assert text_of(age.paint(row, 4, DecimalAlignment())).strip().startswith(shown)


def test_an_index_whose_market_is_closed_has_the_mark_beside_its_name() -> None:
    state = a_closed_board(1)

    name, *_ = tile_lines(index_views(state, {}), 80)
    assert text_of(name).split() == ["KSE100", "◦"]
