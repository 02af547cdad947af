"""What a collector is and does, as metrics in Prometheus' text format, read when they are asked for."""

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector as MetricsReader

from tui import __version__
from tui.collector.poll_counts import BOUNDS, SourceCounts
from tui.collector.status import Status

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_BOUNDS: Final = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")


class BoardMetrics(MetricsReader):
    """Reads the metrics of one collector, on any thread.

    No label has an address, a reason or anything else that a server could make up: the names of sources are the user's.

    Args:
        status: returns how the collector is now.
        counts: returns what was counted of the polls, by source.
    """

    def __init__(self, status: Callable[[], Status], counts: Callable[[], Mapping[str, SourceCounts]]) -> None:
        self._status, self._counts = status, counts
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """Return all metrics as they are now."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics as they are now."""
        status = self._status()
        yield from _of_collector(status)
        yield from _of_sources(status)
        yield from _of_polls(self._counts())


def _of_collector(status: Status) -> Iterator[Metric]:
    build = GaugeMetricFamily("bigboard_build_info", "The version that runs", labels=["version"])
    build.add_metric([__version__], 1)
    yield build
    for name, help_text, value in (
        ("polling", "Whether this collector polls: 0 where another one does", status.is_polling),
        ("standing_by", "Whether another collector is known to poll", status.stands_by),
        ("connected", "Whether there is a line to the server", status.is_connected),
        ("without_line_seconds", "For how long there has been none", status.without_line),
        ("term", "The number of this collector's turn: 0 where another one polls", status.term),
        ("event_number", "The number of the last event of the turn", status.number),
        ("acknowledged_number", "The number of the last event of the turn that the server has", status.acknowledged),
        ("outbox_events", "Events that the server does not have yet", status.waiting),
        ("outbox_bytes", "Bytes of the outbox, on the disk and in memory", status.outbox_bytes),
        ("outbox_problem", "Whether the outbox is kept in memory alone", bool(status.outbox_problem)),
        ("viewers", "Boards and programs that follow", status.viewers),
        ("heartbeat_age_seconds", "Since the last sign of life of the collector", status.silence),
    ):
        yield GaugeMetricFamily(f"bigboard_{name}", help_text, float(value))
    if status.poller_silence is not None:
        name, help_text = "bigboard_poller_heartbeat_age_seconds", "Since the last sign of life of what polls"
        yield GaugeMetricFamily(name, help_text, status.poller_silence)
    for name, help_text, value in (
        ("published_events", "Events that the server has got", status.published),
        ("published_bytes", "Bytes of these events", status.published_bytes),
        ("lost_events", "Events that could not be encoded or kept", status.lost),
        ("outbox_dropped_events", "Events that the outbox had no room for", status.dropped),
    ):
        yield CounterMetricFamily(f"bigboard_{name}", help_text, float(value))


def _of_sources(status: Status) -> Iterator[Metric]:
    age = GaugeMetricFamily(
        "bigboard_source_last_good_age_seconds", "Since the source last gave or confirmed a response", labels=["source"]
    )
    failures = GaugeMetricFamily("bigboard_source_failures_in_a_row", "Polls that failed in a row", labels=["source"])
    rows = GaugeMetricFamily("bigboard_source_rows", "Rows of the latest response", labels=["source"])
    for name, health in status.sources.items():
        if health.last_good is not None and status.now is not None:
            age.add_metric([name], max(0.0, (status.now - health.last_good).total_seconds()))
        failures.add_metric([name], health.failures)
        rows.add_metric([name], health.latest_rows)
    yield from (age, failures, rows)


def _of_polls(counts: Mapping[str, SourceCounts]) -> Iterator[Metric]:
    polls = CounterMetricFamily("bigboard_polls", "Polls, by what became of them", labels=["source", "outcome"])
    failures = CounterMetricFamily("bigboard_poll_failures", "Polls that failed, by kind", labels=["source", "kind"])
    rows = CounterMetricFamily("bigboard_rows", "Rows of responses: read, or refused", labels=["source", "result"])
    received = CounterMetricFamily("bigboard_received_bytes", "Bytes of responses", labels=["source"])
    duration = HistogramMetricFamily(
        "bigboard_poll_duration_seconds", "From the first request of a poll to its last row", labels=["source"]
    )
    for name, each in counts.items():
        for outcome, count in each.outcomes.items():
            polls.add_metric([name, outcome], count)
        for kind, count in each.failures.items():
            failures.add_metric([name, kind], count)
        rows.add_metric([name, "read"], each.read)
        rows.add_metric([name, "refused"], each.refused)
        received.add_metric([name], each.received)
        up_to = accumulate(map(float, each.durations))
        duration.add_metric([name], list(zip(_BOUNDS, up_to, strict=True)), each.seconds)
    yield from (polls, failures, rows, received, duration)
