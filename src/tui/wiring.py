"""The composition root: sources and an environment in, a market feed and the parts it needs out.

The board, `print`, `watch` and `doctor` get everything that polls from here. What polls is imported when a feed is
opened or a poll is made, so that the first frame of the board does not wait for httpx and apscheduler.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tui.config.loader import Config
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import Environment, market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.board_cache import BoardCache
from tui.storage.paths import state_dir

__all__ = ["Environment", "Wiring", "environment_for", "fetch_once", "poll_sources"]

if TYPE_CHECKING:
    from tui.engine.http.errors import FetchResult
    from tui.engine.market_feed import MarketFeed
    from tui.sources.adapter import SourceRequest


def environment_for(config: Config) -> Environment:
    """Return this machine's clocks and state folder, and the trading hours that the user's configuration names.

    Raises:
        ConfigError: the user's calendar is wrong.
    """
    calendars = None
    if config.calendar_file is not None:
        from tui.config.calendars import load_calendars  # noqa: PLC0415 - the built-in ones wait for the first frame

        calendars = load_calendars(config.calendar_file, config.file)
    return Environment(calendars=calendars, state=state_dir())


class Wiring:
    """The parts of one run of the program, each made when it is first needed.

    Args:
        sources: what to poll, in order of preference.
        environment: what the parts are given from outside.
    """

    def __init__(self, sources: tuple[SourceConfig, ...], environment: Environment) -> None:
        self.sources = sources
        self.environment = environment

    @cached_property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """Trading hours by market code."""
        return self.environment.load_calendars()

    @cached_property
    def stored_market(self) -> Market:
        """The market as it was last stored, before the first poll."""
        return self._cache.restore(market_before_polls(self.sources), self.environment.timeline.now())

    def open_feed(self, *, resume: bool = False) -> "MarketFeed":
        """Return a feed that polls once it is started.

        Args:
            resume: whether to begin with the stored market, and to store it as it grows.
        """
        from tui.engine.engine import Engine  # noqa: PLC0415 - see above

        return Engine(
            self.sources,
            replace(self.environment, calendars=self.calendars),
            market=self.stored_market if resume else None,
            store=self._cache.save if resume else None,
            on_replaced=self._cache.set_sources,
        )

    @cached_property
    def _cache(self) -> BoardCache:
        return BoardCache(self.environment.state, self.sources, self.environment.timeline.on_wall)


def poll_sources(config: Config) -> Market:
    """Poll every configured source once, all at the same time; failures are in the health of the market returned."""
    from tui.engine.engine import poll_once  # noqa: PLC0415 - see above

    return poll_once(config.sources, Environment(calendars={}, state=state_dir()))


def fetch_once(source: SourceConfig, request: "SourceRequest") -> "FetchResult":
    """Fetch one address once, within the limits of a poll.

    Raises:
        FetchError: there is no usable response.
    """
    from tui.engine.engine import fetch_once  # noqa: PLC0415 - see above

    return fetch_once(source, request, Environment())
