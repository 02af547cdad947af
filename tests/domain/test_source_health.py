from tests.kit.markets import a_failure, a_market, a_snapshot, a_source_health, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, a_level, a_quote, after
from tui.domain.completeness import SHRUNK_SHOWN_FOR, AcceptedShrinkage
from tui.domain.events import PollResult
from tui.domain.market import Market
from tui.domain.source_health import (
    STALE_SLACK,
    SourceHealth,
    SourceState,
    after_failure,
    after_not_modified,
    after_success,
    display_state,
    is_stale,
    judge_completeness,
)
from tui.domain.text import sanitize_line


def a_source_in(state: SourceState, last_good: float | None = 0) -> SourceHealth:
    return a_source_health()._replace(state=state, last_good=None if last_good is None else after(last_good))


LIMIT = (2 * EVERY + STALE_SLACK).total_seconds()


@for_each(
    ("state", "seconds", "market_open", "shown"),
    [
        (SourceState.WAITING, 0, True, SourceState.WAITING),
        (SourceState.WAITING, 9999, True, SourceState.WAITING),
        (SourceState.LIVE, 0, True, SourceState.LIVE),
        (SourceState.LIVE, LIMIT, True, SourceState.LIVE),
        (SourceState.LIVE, LIMIT + 1, True, SourceState.STALE),
        (SourceState.LIVE, 0, False, SourceState.LIVE),
        (SourceState.UNCHANGED, LIMIT, True, SourceState.UNCHANGED),
        (SourceState.UNCHANGED, LIMIT, False, SourceState.CLOSED),
        (SourceState.UNCHANGED, LIMIT + 1, True, SourceState.STALE),
        (SourceState.UNCHANGED, LIMIT + 1, False, SourceState.STALE),
        (SourceState.FAILING, 9999, True, SourceState.FAILING),
        (SourceState.FAILING, 0, False, SourceState.FAILING),
        (SourceState.PAUSED, 9999, True, SourceState.PAUSED),
    ],
)
def test_the_state_shown(state: SourceState, seconds: float, *, market_open: bool, shown: SourceState) -> None:
    assert display_state(a_source_in(state), after(seconds), market_open=market_open) is shown


def test_a_source_that_never_responded_is_not_stale() -> None:
    assert not is_stale(a_source_in(SourceState.WAITING, None), after(9999))


@for_each(
    ("expected", "reported", "error"),
    [
        (0, 0, None),
        (0, 34, None),
        (34, 34, None),
        (34, 17, None),
        (33, 17, None),
        (34, 16, "layout changed: 16 of 34 rows"),
        (33, 16, "layout changed: 16 of 33 rows"),
        (34, 0, "no ticker: 0 of 34 rows"),
        (1, 0, "no ticker: 0 of 1 row"),
        (34, 100, None),
    ],
)
def test_half_a_page_is_not_the_market(expected: int, reported: int, error: str | None) -> None:
    snapshot = a_snapshot(*(a_quote(f"S{n}") for n in range(reported)))

    assert judge_completeness(a_source_health()._replace(expected=expected), snapshot)[1] == error


def test_invalid_rows_do_not_count() -> None:
    snapshot = a_snapshot(a_quote("A"), a_quote("B", price=None), a_quote("C", price=None), a_level(level=None))

    _, error = judge_completeness(a_source_health()._replace(expected=3), snapshot)
    assert error == "layout changed: 1 of 3 rows"


def test_a_good_response_counts_what_it_brought_and_ends_the_failures() -> None:
    failing = after_failure(a_source_health(), a_failure(at=after(0)))
    health = after_success(
        failing, a_snapshot(a_quote(), a_quote("PPL", price=None), a_level(), at=after(15)), has_news=True
    )

    assert (health.state, health.since, health.last_good, health.last_poll) == (
        SourceState.LIVE,
        after(15),
        after(15),
        after(15),
    )
    assert (health.failures, health.reason, health.http_status) == (0, None, 200)
    assert (health.expected, health.latest_rows, health.invalid_rows, health.quotes, health.indices) == (
        2,
        2,
        1,
        2,
        1,
    )


def test_what_was_known_stays_after_a_failure_with_its_reason_and_start() -> None:
    health = after_success(a_source_health(), a_snapshot(a_quote(), at=after(0)), has_news=True)
    once = after_failure(health, a_failure("HTTP 503", at=after(15)))
    twice = after_failure(once, a_failure("no answer in 15 s", at=after(30), http_status=None))

    assert (twice.state, twice.since, twice.last_good, twice.failures) == (SourceState.FAILING, after(15), after(0), 2)
    assert (twice.reason, twice.http_status, twice.expected) == ("no answer in 15 s", None, 1)


def test_a_confirmation_that_nothing_changed_is_as_good_as_a_response() -> None:
    health = after_success(a_source_health(), a_snapshot(a_quote(), at=after(0)), has_news=True)
    again = after_not_modified(after_failure(health, a_failure(at=after(15))), unchanged(at=after(30)))

    assert (again.state, again.since, again.last_good, again.failures) == (
        SourceState.UNCHANGED,
        after(30),
        after(30),
        0,
    )
    assert (again.reason, again.http_status, again.latest_rows) == (None, 304, 1)


def test_a_page_that_is_confirmed_has_its_note_still() -> None:
    health = after_success(a_source_health(), a_snapshot(at=after(0), note="no ticker"), has_news=False)

    assert after_not_modified(health, unchanged(at=after(15))).reason == "no ticker"


def test_a_page_confirmed_after_a_failure_has_its_note_again() -> None:
    health = after_success(a_source_health(), a_snapshot(at=after(0), note="no ticker"), has_news=False)
    failing = after_failure(health, a_failure("HTTP 503", at=after(15)))

    assert after_not_modified(failing, unchanged(at=after(30))).reason == "no ticker"


def test_a_note_that_reads_like_a_smaller_size_stays_all_the_same() -> None:
    note = "3 rows, before there were 10"
    shrunk = a_source_health()._replace(
        expected=3,
        shrunk=AcceptedShrinkage(10, after(0) - SHRUNK_SHOWN_FOR),
        note=sanitize_line(note),
    )

    assert after_not_modified(shrunk, unchanged(at=after(15))).reason == note


@for_each(
    ("polls", "since"),
    [
        ([a_snapshot(a_quote(), at=after(0)), a_snapshot(a_quote(price="1"), at=after(15))], 0),
        ([a_snapshot(a_quote(), at=after(0)), a_snapshot(a_quote(), at=after(15)), unchanged(at=after(30))], 15),
        ([a_failure(at=after(0)), a_failure(at=after(15))], 0),
    ],
)
def test_a_state_is_since_it_was_entered(polls: list[PollResult], since: float) -> None:
    market: Market = a_market(*polls)

    assert market.health["br"].since == after(since)
