"""The market that a history tells, made by folding what is in its file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tui.domain.market import Market, apply
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.history.delta_decoder import DeltaDecoder


def rebuilt(file: Path, sources: Sequence[SourceConfig]) -> Market:
    """Return the market that the file tells, with what last said of each source that nothing had changed."""
    market, decoder = market_before_polls(sources), DeltaDecoder()
    with closing(sqlite3.connect(file)) as connection:
        bodies = connection.execute("SELECT body FROM event ORDER BY id").fetchall()
        bodies += connection.execute("SELECT body FROM unchanged ORDER BY at").fetchall()
    for (body,) in bodies:
        event = decoder.decode(body)
        if event is not None:
            market = apply(market, event)
    return market
