"""The history of a stage: what its board polled, and what the demo gives of the time before."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from tui.config.calendars.lookups import trading_day_lookup
from tui.demo.past_source import past
from tui.domain.bars import Bar, FilledBars
from tui.domain.events import DayFilled
from tui.domain.intraday import IntradaySeries
from tui.domain.past import BAR_SPANS, PastSpan, day_series
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline
from tui.engine.http.fetcher import Fetcher
from tui.engine.monitor import Monitor
from tui.sources.adapter import PastQuery, SourceConfig
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.writer import HistoryLimits, HistoryWriter
from tui.ui.app import BoardApp

_ROUNDS: Final = 6
"""Answers that may lead to other questions."""


class StageHistory:
    """A history in a file, written and read when the stage says so.

    Args:
        file: its path.
        timeline: the clock of the stage.
        calendars: its trading hours.
    """

    def __init__(self, file: Path, timeline: Timeline, calendars: Mapping[str, TradingCalendar]) -> None:
        self.file = file
        self._now = timeline.now
        self._day_of = trading_day_lookup(calendars)
        self.writer = HistoryWriter(
            file, HistoryLimits(), timeline.on_wall, self._day_of, wall=timeline.now, monotonic=timeline.monotonic
        )
        self._queries = HistoryQueries(file)

    def attach(self, app: BoardApp) -> None:
        """Have the board read it."""
        app.history.queries = self._queries

    async def fill(self, monitor: Monitor, fetcher: Fetcher, source: SourceConfig) -> None:
        """Ask the demo for the day so far and for the days before, of all that it lists."""
        began, keys = self._now(), list(monitor.market.quotes)
        today: dict[InstrumentId, Sequence[Bar]] = {}
        for span, groups in ((PastSpan.MINUTES, [keys]), (PastSpan.DAYS, [[key] for key in keys])):
            for group in groups:
                query = PastQuery(source, tuple(key.symbol for key in group), span)
                result = await fetcher.fetch(source._replace(name="demo past"), past().build(query))
                assert result.response is not None, "no validators were sent"
                found = past().parse(result.response, query, began)
                for key in group:
                    self.writer.fill(FilledBars(key, BAR_SPANS[span], source.name, tuple(found[key.symbol])))
                    if span is PastSpan.MINUTES:
                        today[key] = found[key.symbol]
        monitor.apply_restored(DayFilled(self._lines(today, began), began))

    def _lines(
        self, bars: Mapping[InstrumentId, Sequence[Bar]], now: datetime
    ) -> Mapping[InstrumentId, IntradaySeries]:
        lines: dict[InstrumentId, IntradaySeries] = {}
        for key, each in bars.items():
            day_at = partial(self._day_of, key.market)
            line = day_series(each, BAR_SPANS[PastSpan.MINUTES], day_at(now), day_at, now)
            if line is not None:
                lines[key] = line
        return lines

    async def settle(self, app: BoardApp, pilot: Pilot[None]) -> None:
        """Wait until all that the board asked has been answered and is on the screen."""
        for _ in range(_ROUNDS):
            answered = asyncio.get_running_loop().create_future()
            app.history.ask(lambda reader: reader.instruments(), answered.set_result)
            await answered
            await pilot.pause()

    def close(self) -> None:
        """Write the rest."""
        self._queries.close()
        self.writer.work(is_last=True)
        with closing(self.writer):
            self.writer.release()
