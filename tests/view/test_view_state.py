"""When the user looked last: keys, ten quiet minutes, the mark."""

from datetime import timedelta

from tests.kit.quotes import FIXED_NOW, after
from tui.view.view_state import NEVER_LOOKED, QUIET_TIME, Look

QUIET = QUIET_TIME.total_seconds()


def test_nobody_is_away_before_ten_quiet_minutes() -> None:
    look = NEVER_LOOKED.with_key(FIXED_NOW)
    assert look.at(after(QUIET - 1)) is look
    assert look.since is None


def test_after_ten_quiet_minutes_the_last_key_is_when_the_user_looked_and_the_rest_is_offered() -> None:
    look = NEVER_LOOKED.with_key(FIXED_NOW).at(after(QUIET))
    assert (look.away_since, look.is_offered, look.since) == (FIXED_NOW, True, FIXED_NOW)
    back = look.with_key(after(3 * QUIET))
    assert (back.away_since, back.is_offered) == (FIXED_NOW, True)
    again = back.at(after(4 * QUIET))
    assert again.away_since == after(3 * QUIET)


def test_an_offer_that_was_dismissed_is_not_made_again_in_the_same_quiet_time() -> None:
    look = NEVER_LOOKED.with_key(FIXED_NOW).at(after(QUIET)).without_offer()
    assert not look.at(after(9 * QUIET)).is_offered
    assert look.since == FIXED_NOW


def test_the_first_key_after_a_quiet_time_counts_as_well_where_no_clock_ticked_in_between() -> None:
    look = NEVER_LOOKED.with_key(FIXED_NOW).with_key(after(2 * QUIET))
    assert look == Look(last_key=after(2 * QUIET), away_since=FIXED_NOW, is_offered=True)


def test_what_was_missed_counts_from_the_later_of_mark_and_last_look() -> None:
    look = Look(away_since=FIXED_NOW, mark=after(60))
    assert look.since == after(60)
    assert look._replace(away_since=after(90)).since == after(90)
    assert look._replace(is_offered=True).since == FIXED_NOW
    assert Look(mark=FIXED_NOW).since == FIXED_NOW


def test_a_mark_is_where_it_was_set_until_another_is() -> None:
    look = NEVER_LOOKED.with_mark(FIXED_NOW).with_key(after(5)).at(after(2 * QUIET))
    assert look.mark == FIXED_NOW
    assert [at for at, _ in look.lines()] == [after(5), FIXED_NOW]
    assert look.with_mark(after(9)).mark == FIXED_NOW + timedelta(seconds=9)
