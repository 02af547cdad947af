from prometheus_client.parser import text_string_to_metric_families

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.quotes import a_quote, after
from tui.collector.metrics import BoardMetrics
from tui.collector.poll_counts import PollCounts
from tui.collector.status import Status
from tui.domain.market import apply

REASON = "no answer from https://user:secret@host/?key=abc"


def samples(metrics: BoardMetrics) -> dict[str, float]:
    """Return every figure by its name with its labels in order."""
    found = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for each in family.samples:
            found["|".join((each.name, *(each.labels[key] for key in sorted(each.labels))))] = each.value
    return found


def test_the_metrics_are_what_the_collector_is_at_that_moment() -> None:
    counts, market = PollCounts(), a_market()
    for event in (a_snapshot(a_quote(), a_quote("PPL", None)), a_failure(REASON, at=after(15))):
        before, market = market, apply(market, event)
        counts.record(event, before, market)
    counts.note_duration("br", 0.3)
    counts.note_duration("br", 40.0)
    leading = Status(is_polling=True, term=4, number=9, acknowledged=7, waiting=2, viewers=3, published_bytes=512)
    now = [leading._replace(poller_silence=0.5, now=after(20), sources=market.health)]
    metrics = BoardMetrics(lambda: now[0], counts.by_source)

    found = samples(metrics)
    for name, value in {
        "bigboard_polling": 1,
        "bigboard_term": 4,
        "bigboard_event_number": 9,
        "bigboard_acknowledged_number": 7,
        "bigboard_outbox_events": 2,
        "bigboard_viewers": 3,
        "bigboard_published_bytes_total": 512,
        "bigboard_poller_heartbeat_age_seconds": 0.5,
        "bigboard_source_last_good_age_seconds|br": 20,
        "bigboard_source_failures_in_a_row|br": 1,
        "bigboard_polls_total|good|br": 1,
        "bigboard_polls_total|failed|br": 1,
        "bigboard_poll_failures_total|http_503|br": 1,
        "bigboard_rows_total|read|br": 1,
        "bigboard_rows_total|refused|br": 1,
        "bigboard_poll_duration_seconds_bucket|0.25|br": 0,
        "bigboard_poll_duration_seconds_bucket|0.5|br": 1,
        "bigboard_poll_duration_seconds_bucket|30|br": 1,
        "bigboard_poll_duration_seconds_bucket|+Inf|br": 2,
        "bigboard_poll_duration_seconds_count|br": 2,
    }.items():
        assert found[name] == value, name

    now[0] = Status(stands_by=True, is_connected=False, without_line=12.0)
    found = samples(metrics)
    assert (found["bigboard_polling"], found["bigboard_standing_by"]) == (0, 1)
    assert (found["bigboard_connected"], found["bigboard_without_line_seconds"]) == (0, 12)
    assert not [name for name in found if "last_good" in name or "poller_heartbeat" in name]
    assert found["bigboard_polls_total|good|br"] == 1


def test_no_label_has_what_a_server_says() -> None:
    counts, market = PollCounts(), a_market()
    event = a_failure(REASON, http_status=None)
    counts.record(event, market, apply(market, event))

    text = BoardMetrics(lambda: Status(failed=REASON, problem=REASON, outbox_problem=REASON), counts.by_source).text()

    assert b"secret" not in text
    assert b"://" not in text
