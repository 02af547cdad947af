from tests.kit.markets import a_failure, a_market, a_snapshot, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after
from tui.collector.failure_kinds import kind_of
from tui.collector.poll_counts import PollCounts, SourceCounts
from tui.domain.events import PollResult
from tui.domain.market import apply

TEN_ROWS = [a_quote(f"S{number}", "101.25") for number in range(10)]


def counted(*results: PollResult) -> SourceCounts:
    counts, market = PollCounts(), a_market()
    for result in results:
        before, market = market, apply(market, result)
        counts.record(result, before, market)
    return counts.by_source()["br"]


@for_each(
    ("reason", "status", "kind"),
    [
        ("HTTP 503", 503, "http_503"),
        ("HTTP 499", 499, "http_4xx"),
        ("stopped: HTTP 401; press r to try again", 401, "http_401"),
        ("no answer in 15 s", None, "timeout"),
        ("answer not complete in 7.5 s", None, "timeout"),
        ("connection refused", None, "connection"),
        ("connection closed without an answer", None, "connection"),
        ("network unreachable", None, "connection"),
        ("no connection", None, "connection"),
        ("proxy: connection refused", None, "proxy"),
        ("name not found", None, "dns"),
        ("no name server answers", None, "dns"),
        ("certificate expired", None, "tls"),
        ("secure connection failed", None, "tls"),
        ("SSL_CERT_FILE names a file that is not of certificates", None, "tls"),
        ("redirect refused: private address", None, "refused"),
        ("answer too large", None, "too_large"),
        ("answer cut short", None, "broken"),
        ("not an HTTP answer", None, "broken"),
        ("page took too long to read", None, "slow_to_read"),
        ("asked to wait 5 min more", None, "not_asked"),
        ("off: it has no key", None, "not_asked"),
        ("parsing failed: KeyError", None, "own_error"),
        ("broken JSON", None, "unreadable"),
        ("whatever a hostile server has made up {} =", None, "unreadable"),
    ],
)
def test_a_failure_is_of_one_of_few_kinds(reason: str, status: int | None, kind: str) -> None:
    assert kind_of(a_failure(reason, http_status=status)) == kind


def test_polls_are_counted_by_what_became_of_them() -> None:
    found = counted(
        a_snapshot(*TEN_ROWS, a_quote("NONE", None))._replace(received=900),
        unchanged(at=after(15)),
        a_failure("HTTP 503", at=after(30)),
        a_failure("no answer in 15 s", at=after(45), http_status=None),
        a_snapshot(*TEN_ROWS[:9], at=after(60))._replace(missing_rows=2, received=100),
    )

    assert found.outcomes == {"good": 1, "unchanged": 1, "failed": 2, "partial": 1}
    assert found.failures == {"http_503": 1, "timeout": 1}
    assert (found.read, found.refused, found.received) == (19, 1, 1000)


def test_a_response_with_too_few_rows_to_be_believed_is_a_failure_and_its_rows_do_not_count_as_read() -> None:
    found = counted(a_snapshot(*TEN_ROWS), a_snapshot(TEN_ROWS[0], at=after(15)))

    assert (found.outcomes["good"], found.outcomes["failed"], found.failures) == (1, 1, {"rejected": 1})
    assert found.read == 10


def test_a_duration_is_counted_under_the_first_bound_that_it_does_not_exceed() -> None:
    counts = PollCounts()
    for seconds in (0.01, 0.05, 0.3, 31.0):
        counts.note_duration("br", seconds)

    found = counts.by_source()["br"]
    assert found.durations == (2, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    assert found.seconds == 31.36
