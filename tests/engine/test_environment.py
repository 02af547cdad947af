"""The market before the first poll."""

from datetime import timedelta

from tui.domain.source_health import SourceState
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig


def test_sources_wait_in_the_configured_order_each_with_its_interval_and_markets() -> None:
    sources = [
        SourceConfig(name=name, kind="brecorder", url="https://quotes.example/", every=timedelta(seconds=seconds))
        for name, seconds in (("b", 15), ("a", 30))
    ]

    market = market_before_polls(sources)

    assert [(name, health.every.total_seconds()) for name, health in market.health.items()] == [("b", 15), ("a", 30)]
    assert {health.state for health in market.health.values()} == {SourceState.WAITING}
    assert {health.markets for health in market.health.values()} == {("PSX",)}
    assert not market.quotes
