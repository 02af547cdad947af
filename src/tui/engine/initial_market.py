"""The market before anything was polled."""

from collections.abc import Sequence

from tui.domain.market import Market, initial_market
from tui.domain.source_health import SourceHealth
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig


def market_before_polls(sources: Sequence[SourceConfig]) -> Market:
    """Return the market before the first poll, its sources in order of preference."""
    return initial_market(
        SourceHealth(
            name=source.name,
            kind=source.kind,
            every=source.every,
            markets=markets_of(source),
        )
        for source in sources
    )
