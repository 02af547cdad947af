"""The market that a history tells, made by folding what is in its file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tui.domain.events import Event, Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import InstrumentId, Quote
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.history.delta import decode_rows


class DeltaDecoder:
    """Makes whole events again, in the order in which they were kept."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[InstrumentId, Quote]] = {}
        self._articles: dict[str, tuple[Any, ...]] = {}

    def decode(self, body: bytes) -> Event | None:
        """Return an event whole; None for changes of a source of which no whole response came before.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: `DeltaEncoder` never wrote this.
        """
        stored = decode_rows(body)
        snapshot = stored.event
        if not isinstance(snapshot, Snapshot):
            return snapshot
        if stored.is_whole:
            self._rows[snapshot.source], self._articles[snapshot.source] = {}, ()
        elif snapshot.source not in self._rows:
            return None
        rows = self._rows[snapshot.source]
        for key in stored.gone:
            rows.pop(key, None)
        rows.update((row.id, row) for row in snapshot.quotes)
        if stored.has_articles:
            self._articles[snapshot.source] = snapshot.articles
        return snapshot._replace(quotes=tuple(rows.values()), articles=self._articles[snapshot.source])


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
