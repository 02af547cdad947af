"""The inputs of an engine: everything it is given from outside, and the market before the first poll."""

import os
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.domain.article import DEFAULT_CAPACITY
from tui.domain.market import Market
from tui.domain.source_health import SourceHealth
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Clock, Timeline, utc_now
from tui.sources import adapter_for, markets_of
from tui.sources.adapter import Adapter, SourceConfig

if TYPE_CHECKING:
    from tui.engine.http.errors import FetcherProtocol
    from tui.sources.article.reading import PageRule

AdapterFor = Callable[[str], Adapter]


def http_fetcher(wall: Clock) -> "AbstractAsyncContextManager[FetcherProtocol]":
    """Return the fetcher for the web, by the proxies this process was given; `wall` is the time of day, aware UTC."""
    # httpx has a command of its own, for which its import loads click and pygments wherever they are installed: 41
    # modules and 3 MB that nothing here calls. It works without them where its command cannot be imported.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # that is how a module is marked as not importable
    from tui.engine.http.fetcher import Fetcher  # noqa: PLC0415 - httpx is loaded where polls run, never before first paint

    return Fetcher(clock=wall, environ=os.environ)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Environment:
    """Everything given from outside: time, random numbers, trading hours, adapters, the web, a folder to write to."""

    timeline: Timeline = field(default_factory=lambda: Timeline(utc_now))
    """The time of day and the steady clock."""
    random: Callable[[], float] = random.random
    """Fresh numbers in [0, 1), for jitter and back-off."""
    calendars: Mapping[str, TradingCalendar] | None = None
    """Trading hours by market code; None for the built-in ones, which are loaded when they are first needed."""
    adapter_for: AdapterFor = adapter_for
    """Returns the adapter of a kind of source; raises KeyError."""
    make_fetcher: "Callable[[Clock], AbstractAsyncContextManager[FetcherProtocol]]" = http_fetcher
    """Returns what makes requests, given the time of day; called on the thread that polls."""
    page_rules: "tuple[PageRule, ...]" = ()
    """Where the article is in the pages of some sites, as the user states it."""
    state: Path | None = None
    """The folder for the board, for the waits that servers request and for rejected pages; None stores nothing."""
    state_path: Path | None = None
    """The same folder where it cannot be written now: the history is read there, and kept as soon as it can be."""

    def wall(self) -> datetime:
        """Return the time of day, aware UTC."""
        return self.timeline.on_wall(self.timeline.now())

    def load_calendars(self) -> Mapping[str, TradingCalendar]:
        """Return the trading hours by market code; the built-in ones are read from their files."""
        if self.calendars is not None:
            return self.calendars
        from tui.config.calendars import load_calendars  # noqa: PLC0415 - read after the first frame

        return load_calendars()

    @property
    def proxy_secrets(self) -> frozenset[str]:
        """The logins of the proxies that the process's environment names, which no output may have."""
        from tui.config.network import proxy_secrets  # noqa: PLC0415 - not on the way to the first frame

        return proxy_secrets(os.environ)


def market_before_polls(sources: Sequence[SourceConfig], article_capacity: int = DEFAULT_CAPACITY) -> Market:
    """Return the market before the first poll, its sources in order of preference, with room for so many articles."""
    waiting = (
        SourceHealth(name=source.name, kind=source.kind, every=source.every, markets=markets_of(source))
        for source in sources
    )
    health = MappingProxyType({health.name: health for health in waiting})
    return Market(health=health, article_capacity=article_capacity)
