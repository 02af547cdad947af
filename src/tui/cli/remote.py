"""What follows a collector in the place of polling: `--from nats://...` of the board, `watch`, `print` and `alerts`."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.output import print_error
from tui.config.collect import CollectSettings, server_from
from tui.config.loader import Config
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline, utc_now
from tui.engine.environment import Environment
from tui.storage.paths import state_dir
from tui.wiring import Wiring, environment_for

if TYPE_CHECKING:
    from tui.collector.remote_feed import RemoteFeed
    from tui.engine.market_feed import MarketFeed, Record

_PATIENCE: Final = 10.0
"""Seconds that `print` waits for the collector's state."""
_GIVES_UP_AFTER: Final = 1.0
"""Seconds for which the same is wrong with the line, such as a login that is not accepted."""
_STEP: Final = 0.05


class RemoteWiring(Wiring):
    """The parts of a board that follows a collector: nothing is polled here.

    What is kept of it is kept apart from what this machine polls itself.

    Args:
        config: of the user; its sources are not polled.
        settings: where the collector publishes.
        calendars: trading hours by market code; None for those of the configuration.
        from_now: whether it is for a command: what the server has already is no news, and what is wrong is printed.
    """

    def __init__(
        self,
        config: Config,
        settings: CollectSettings,
        calendars: Mapping[str, TradingCalendar] | None = None,
        *,
        from_now: bool = False,
    ) -> None:
        self._collect, self._from_now = settings, from_now
        self._unkept: RemoteFeed | None = None
        """A feed of which nothing is kept, once it is opened."""
        folder = _folder(settings)
        environment = Environment(
            timeline=_RemoteTimeline(lambda: self.remote),
            calendars=calendars or environment_for(config).calendars,
            state=folder,
            state_path=folder,
        )
        super().__init__(
            (),
            environment,
            # a file that is named has what this machine polls
            None if config.history is None else config.history._replace(file=None),
            fill_past=False,
            article_capacity=config.settings.news.capacity,
            settings=config.settings,
            ways=config.alert_ways,
            disagree_percent=config.disagree_percent,
        )

    @property
    def remote(self) -> "RemoteFeed":
        """The feed that follows the collector."""
        return self._unkept or self._kept

    @cached_property
    def _kept(self) -> "RemoteFeed":
        from tui.collector.remote_feed import RemoteFeed  # noqa: PLC0415 - the first frame does without

        return RemoteFeed(self._collect, record=self.history.record, alerts=self.alerts, from_now=self._from_now)

    @cached_property
    def stored_market(self) -> Market:
        """A market without anything: the collector's state follows."""
        return Market()

    def open_feed(
        self,
        *,
        resume: bool = False,
        market: Market | None = None,  # noqa: ARG002 - the collector has it
        publish: "Record | None" = None,  # noqa: ARG002 - it is published already
    ) -> "MarketFeed":
        """Return the feed; where nothing is resumed it keeps nothing and judges nothing."""
        from tui.collector.remote_feed import RemoteFeed  # noqa: PLC0415 - as above

        if not resume:
            self._unkept = RemoteFeed(self._collect, from_now=self._from_now)
        if self._from_now:
            self.remote.announce = self.remote.on_problem = print_error
        return self.remote


class _RemoteTimeline(Timeline):
    """A timeline on the clock of the collector, by which its figures are stamped."""

    def __init__(self, feed: "Callable[[], RemoteFeed]") -> None:
        super().__init__(utc_now)
        self._feed = feed

    def now(self) -> datetime:
        """Return the present time by the collector's clock, aware UTC."""
        return super().now() + self._feed().ahead


def _folder(settings: CollectSettings) -> Path | None:
    """Return the folder of what is kept of a board that is collected elsewhere; None where nothing can be written."""
    state = state_dir()
    if state is None:
        return None
    # others may have a board of the same name
    folder = state / "boards" / settings.server_folder / settings.board
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def remote_settings(address: str, config: Config, *, board: str = "") -> CollectSettings:
    """Return where the collector is that the command line names.

    Args:
        address: of `--from`; empty for that of the configuration.
        config: with `[collect]`.
        board: the name of the board where the address has none; empty for that of the configuration.

    Raises:
        ConfigError: the address or the configuration is wrong.
    """
    return server_from(address, os.environ, config.collect, option="--from", board=board)


def fetch_market(settings: CollectSettings) -> Market | None:
    """Return the market as the collector has it now; None where it cannot be had, which is said."""
    from tui.collector.remote_feed import CONNECTING, RemoteFeed  # noqa: PLC0415 - as above

    feed, has_market = RemoteFeed(settings, from_now=True), threading.Event()
    feed.subscribe(lambda _market: has_market.set())
    feed.start()
    try:
        begun = wrong_since = time.monotonic()
        while not has_market.wait(_STEP):
            now = time.monotonic()
            if feed.failed is not None:
                break
            if not feed.line.problem or feed.line.problem == CONNECTING:
                wrong_since = now
            if now - begun > _PATIENCE or now - wrong_since > _GIVES_UP_AFTER:
                break
        else:
            return feed.market
        print_error(f"nothing from {feed.line.server}: {feed.failed or feed.line.problem or 'no answer'}")
        return None
    finally:
        feed.stop()
