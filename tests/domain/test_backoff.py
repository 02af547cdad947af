"""When a source that does not respond well is polled again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import EVERY
from tui.domain.backoff import MAX_RETRY_AFTER, poll_delay

SECOND = timedelta(seconds=1)
everys = st.timedeltas(SECOND, timedelta(days=1))
CAP = timedelta(minutes=15)
fractions = st.floats(0, 1, exclude_max=True)


@given(everys, st.integers(0, 100), fractions, st.timedeltas(-timedelta(days=9), timedelta(days=9)))
def test_the_wait_that_a_server_requests_is_respected_within_one_interval_and_six_hours(
    every: timedelta, failures: int, fraction: float, requested: timedelta
) -> None:
    delay = poll_delay(every, failures, random_fraction=fraction, cap=CAP, retry_after=requested)

    assert delay >= min(requested, MAX_RETRY_AFTER)
    assert delay >= every
    assert delay <= max(every, MAX_RETRY_AFTER)


@given(everys, fractions)
def test_a_source_that_is_healthy_or_failed_once_is_polled_at_its_plain_interval(
    every: timedelta, fraction: float
) -> None:
    assert poll_delay(every, 0, random_fraction=fraction, cap=CAP) == every
    assert poll_delay(every, 1, random_fraction=fraction, cap=CAP) == every


@given(everys, st.integers(0, 10_000), fractions, st.timedeltas(SECOND, timedelta(hours=2)))
def test_a_failing_source_is_never_polled_sooner_than_usual_nor_later_than_the_cap(
    every: timedelta, failures: int, fraction: float, cap: timedelta
) -> None:
    assert every <= poll_delay(every, failures, random_fraction=fraction, cap=cap) <= max(every, cap)


@given(everys, st.integers(0, 100), fractions)
def test_more_failures_never_mean_a_shorter_wait(every: timedelta, failures: int, fraction: float) -> None:
    assert poll_delay(every, failures, random_fraction=fraction, cap=CAP) <= poll_delay(
        every, failures + 1, random_fraction=fraction, cap=CAP
    )


def test_the_wait_doubles_up_to_the_cap_and_varies_so_that_sources_are_not_polled_together() -> None:
    longest = [poll_delay(EVERY, failures, random_fraction=0.999999, cap=CAP) for failures in range(1, 12)]

    assert [round(delay / EVERY) for delay in longest[:6]] == [1, 2, 4, 8, 16, 32]
    assert round(longest[-1] / SECOND) == CAP / SECOND
    assert poll_delay(EVERY, 5, random_fraction=0.0, cap=CAP) == EVERY
    assert poll_delay(EVERY, 5, random_fraction=0.5, cap=CAP) == EVERY + (16 * EVERY - EVERY) / 2
