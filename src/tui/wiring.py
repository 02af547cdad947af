"""The composition root: sources and an environment in, a market feed and the parts it needs out.

The board, `print`, `watch` and `doctor` get everything that polls from here. What polls is imported when a feed is
opened or a poll is made, so that the first frame of the board does not wait for httpx and apscheduler.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tui.config.loader import Config, HistorySettings
from tui.domain.article import DEFAULT_CAPACITY
from tui.domain.failover import DISAGREE_PERCENT
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import Environment, market_before_polls
from tui.sources.adapter import NEWS_KINDS, SourceConfig
from tui.storage.board_cache import BoardCache
from tui.storage.paths import state_dir, state_path
from tui.view.settings import BoardSettings

__all__ = ["Environment", "ReplayWiring", "Wiring", "environment_for", "fetch_once", "fetch_page_once", "poll_sources"]

_log = logging.getLogger(__name__)

_NO_SETTINGS = BoardSettings()

if TYPE_CHECKING:
    from tui.collector.remote_feed import RemoteFeed
    from tui.config.alert_ways import Way
    from tui.domain.article import Article
    from tui.domain.bars import Bar
    from tui.domain.events import ArticleFetched, Event
    from tui.domain.intraday import IntradaySeries
    from tui.domain.quote import InstrumentId
    from tui.engine.alert_control import AlertControl
    from tui.engine.alert_watch import AlertWatch
    from tui.engine.alert_ways.outlet import AlertOutlet
    from tui.engine.alert_ways.tell import TellTerminal
    from tui.engine.back_fill import PastStore, StoredPast
    from tui.engine.http.errors import FetchResult
    from tui.engine.market_feed import MarketFeed, NoteDuration, Record
    from tui.engine.recording import Replay
    from tui.sources.adapter import SourceRequest
    from tui.storage.history.queries import HistoryQueries
    from tui.storage.history.reader import HistoryReader
    from tui.storage.history.writer import HistoryLimits, HistoryWriter


def environment_for(config: Config) -> Environment:
    """Return this machine's clocks and state folder, and the trading hours that the user's configuration names.

    Raises:
        ConfigError: the user's calendar is wrong.
    """
    calendars = None
    if config.calendar_file is not None:
        from tui.config.calendars import load_calendars  # noqa: PLC0415 - the built-in ones wait for the first frame

        calendars = load_calendars(config.calendar_file, config.file)
    return Environment(calendars=calendars, state=state_dir(), state_path=state_path(), page_rules=config.page_rules)


class Wiring:
    """The parts of one run of the program, each made when it is first needed.

    Args:
        sources: what to poll, in order of preference.
        environment: what the parts are given from outside.
        history: where what is polled is kept; None keeps nothing.
        fill_past: whether a board asks the sources, once, for the time before it polled them.
        article_capacity: articles of all sources together that a board keeps in memory.
        settings: the rules that a board and `alerts run` judge, and the tabs and lots that they may be about.
        ways: how alerts are told off the board.
        disagree_percent: by how much, in percent, two sources may differ before their figure rings nothing.
    """

    def __init__(
        self,
        sources: tuple[SourceConfig, ...],
        environment: Environment,
        history: HistorySettings | None = None,
        *,
        fill_past: bool = True,
        article_capacity: int = DEFAULT_CAPACITY,
        settings: BoardSettings = _NO_SETTINGS,
        ways: "Sequence[Way]" = (),
        disagree_percent: Decimal = DISAGREE_PERCENT,
    ) -> None:
        self.sources = sources
        self.environment = environment
        self._settings = history
        self._fill_past = fill_past
        self._article_capacity = article_capacity
        self._board_settings = settings
        self._ways = tuple(ways)
        self._disagree_percent = disagree_percent
        self.announce: Callable[[str], object] = _log.warning
        """Called on any thread with what the user should know of the ways out of alerts."""
        self.note_duration: NoteDuration | None = None
        """Called on the feed's thread with how long each poll of a source took."""
        self.may_poll: Callable[[], bool] = lambda: True
        """Asked on the feed's thread before each poll: where it is not so none begins."""
        self.tell_terminal: TellTerminal | None = None
        """Has the terminal show a notice; called on any thread but that of the board. None where there is none."""

    @property
    def replay(self) -> "Replay | None":
        """The recorded day that is shown; None where the board is live."""
        return None

    @cached_property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """Trading hours by market code."""
        return self.environment.load_calendars()

    @cached_property
    def stored_market(self) -> Market:
        """The market as it was last stored, before the first poll."""
        empty = market_before_polls(self.sources, self._article_capacity)
        return self._cache.restore(empty, self.environment.timeline.now())

    @property
    def history_file(self) -> Path | None:
        """The path of the history, which may not exist; None where none is kept."""
        return self._history_file(self._settings)

    @property
    def remote(self) -> "RemoteFeed | None":
        """The feed that follows a collector; None where this program polls."""
        return None

    def open_feed(
        self, *, resume: bool = False, market: Market | None = None, publish: "Record | None" = None
    ) -> "MarketFeed":
        """Return a feed that polls once it is started.

        Args:
            resume: whether to begin with the stored market, and to store it as it grows.
            market: what to begin with instead.
            publish: called with every event that is applied, after it is kept; None for nobody.
        """
        from tui.engine.engine import Engine  # noqa: PLC0415 - see above

        return Engine(
            self.sources,
            replace(self.environment, calendars=self.calendars),
            market=market or (self.stored_market if resume else None),
            store=self._cache.save if resume else None,
            on_replaced=self._cache.set_sources,
            record=_both(self.history.record, publish) if resume else publish,
            past=self._past_store() if resume and self._fill_past else None,
            alerts=self.alerts if resume else None,
            note_duration=self.note_duration,
            may_poll=self.may_poll,
        )

    @cached_property
    def alerts(self) -> "AlertControl":
        """The rules of alerts as they are judged, and changed while the board runs."""
        from tui.engine.alert_control import AlertControl  # noqa: PLC0415 - see above

        return AlertControl(lambda: self.alert_watch, has_rules=bool(self._board_settings.rules))

    @cached_property
    def alert_watch(self) -> "AlertWatch":
        """What judges the rules of alerts, with what became of them in earlier runs."""
        from tui.engine.alert_watch import AlertWatch, DayBars, UserSetup  # noqa: PLC0415 - see above
        from tui.storage.alert_store import AlertStore  # noqa: PLC0415 - see above

        settings, environment = self._board_settings, self.environment
        self.alert_outlet.start()
        return AlertWatch(
            settings.rules,
            environment.timeline,
            self.calendars,
            AlertStore(environment.state),
            keep=self.alert_outlet.put,
            setup=UserSetup.of(settings, self._disagree_percent),
            days=DayBars(self._read_days),
        )

    @cached_property
    def alert_outlet(self) -> "AlertOutlet":
        """What stores what became of the rules and tells what rang; `close_alerts` ends it."""
        from tui.engine.alert_ways.outlet import AlertOutlet  # noqa: PLC0415 - see above
        from tui.engine.alert_ways.tell import no_terminal  # noqa: PLC0415 - see above
        from tui.storage.alert_lock import AlertLock  # noqa: PLC0415 - see above

        lock = AlertLock(self.environment.state)

        def may_tell() -> bool | None:
            # the program that keeps the history, where one is kept
            has_history = history_file(self._settings, self.environment.state) is not None
            return self.history.is_owner if has_history else lock.is_held()

        return AlertOutlet(
            self._ways,
            self.environment,
            may_tell=may_tell,
            announce=self.announce,
            tell_terminal=self.tell_terminal or no_terminal,
        )

    def set_ways(self, ways: "Sequence[Way]") -> None:
        """Tell alerts by these ways from now on; from any thread."""
        self._ways = tuple(ways)
        if "alert_outlet" in self.__dict__:
            self.alert_outlet.set_ways(ways)

    def close_alerts(self) -> None:
        """Store what became of the rules, and tell no more; called once nothing is polled, before the history ends."""
        if "alert_outlet" in self.__dict__:
            self.alert_outlet.close()

    def _read_days(self, key: "InstrumentId", today: date, take: "Callable[[Sequence[Bar]], None]") -> None:
        """Read the bars of the days before one, on the history's own thread."""
        from tui.engine.alert_watch import DAYS_BACK  # noqa: PLC0415 - see above
        from tui.storage.history.errors import HistoryError  # noqa: PLC0415 - see above

        def read(reader: "HistoryReader") -> "Sequence[Bar]":
            return list(reader.days(key, today - DAYS_BACK, today - timedelta(days=1)))

        def receive(found: "Sequence[Bar] | HistoryError") -> None:
            take(() if isinstance(found, HistoryError) else found)

        self.queries.ask(read, receive)

    def _past_store(self) -> "PastStore":
        """Return where the past is kept that sources give: in the history, where one is kept."""
        from tui.engine.back_fill import PastStore  # noqa: PLC0415 - see above

        return PastStore(self._read_past, self.history.fill)

    def _read_past(self) -> "StoredPast":
        from tui.config.calendars.lookups import trading_day_lookup  # noqa: PLC0415 - after the first frame
        from tui.domain.past import BAR_SPANS, PastSpan  # noqa: PLC0415 - after the first frame
        from tui.engine.back_fill import StoredPast  # noqa: PLC0415 - see above
        from tui.storage.history.errors import HistoryError  # noqa: PLC0415 - after the first frame
        from tui.storage.history.today import read_filled_today  # noqa: PLC0415 - loads SQLite

        file = self._history_file(self._settings)
        if file is None:
            return StoredPast()
        day_of, now = trading_day_lookup(self.calendars), self.environment.wall()
        try:
            return StoredPast(*read_filled_today(file, now, day_of, BAR_SPANS[PastSpan.MINUTES]))
        except HistoryError:
            return StoredPast()

    def restore(self, feed: "MarketFeed", file: Path, is_ending: Callable[[], bool]) -> None:
        """Give a feed what earlier runs saw that is in a history; what was read by then where the program ends.

        Raises:
            HistoryError: it cannot be read.
        """
        feed.restore_day(self.read_today(file, is_ending))
        feed.restore_articles(self._read_articles(file, is_ending), self._read_pages(file))

    def read_today(self, file: Path, is_ending: Callable[[], bool]) -> "Mapping[InstrumentId, IntradaySeries]":
        """Return the values of this trading day that are in a history; those read by then where the program ends."""
        from tui.config.calendars.lookups import trading_day_lookup  # noqa: PLC0415 - after the first frame
        from tui.storage.history.today import read_today  # noqa: PLC0415 - loads SQLite

        return read_today(file, self.environment.wall(), trading_day_lookup(self.calendars), is_ending)

    def _read_articles(self, file: Path, is_ending: Callable[[], bool]) -> "tuple[Article, ...]":
        """Return the articles of earlier runs that are in a history; those read by then where the program ends."""
        from tui.storage.history.articles import articles_to_restore  # noqa: PLC0415 - loads SQLite

        news = frozenset(source.name for source in self.sources if source.kind in NEWS_KINDS)
        if not news:
            return ()
        return articles_to_restore(file, self.environment.wall(), news, self._article_capacity, is_ending)

    def _read_pages(self, file: Path) -> "tuple[ArticleFetched, ...]":
        """Return what became of the pages of articles in earlier runs, as far as a history has it."""
        from tui.storage.history.articles import pages_to_restore  # noqa: PLC0415 - loads SQLite

        news = frozenset(source.name for source in self.sources)
        return pages_to_restore(file, self.environment.wall(), news)

    @cached_property
    def history(self) -> "HistoryWriter":
        """What keeps the history of a board, where one is kept. Who uses it starts and closes it."""
        from tui.config.calendars.lookups import trading_day_lookup  # noqa: PLC0415 - after the first frame
        from tui.storage.history.writer import HistoryWriter  # noqa: PLC0415 - after the first frame

        file, on_wall = self._history_file(self._settings), self.environment.timeline.on_wall
        return HistoryWriter(file, _limits(self._settings), on_wall, trading_day_lookup(self.calendars))

    @cached_property
    def queries(self) -> "HistoryQueries":
        """What reads the history while the board runs. Who uses it closes it."""
        from tui.storage.history.queries import HistoryQueries  # noqa: PLC0415 - after the first frame

        return HistoryQueries(self._history_file(self._settings))

    def _history_file(self, settings: HistorySettings | None) -> Path | None:
        return history_file(settings, self.environment.state or self.environment.state_path)

    def set_history(self, settings: HistorySettings | None) -> None:
        """Keep the history of a board that runs by these settings from now on; None keeps nothing."""
        self._settings = settings
        file = self._history_file(settings)
        self.history.configure(file, _limits(settings))
        self.queries.file = file

    @cached_property
    def _cache(self) -> BoardCache:
        return BoardCache(self.environment.state, self.sources, self.environment.timeline.on_wall)


class ReplayWiring(Wiring):
    """The parts of a replay: recorded events in the place of sources. Nothing is polled, and nothing is written.

    Args:
        replay: what plays the recording.
        sources: those of the configuration, which are not polled.
    """

    def __init__(self, replay: "Replay", sources: tuple[SourceConfig, ...]) -> None:
        recording = replay.recording
        super().__init__(sources, Environment(timeline=replay.clock, calendars=recording.calendars))
        self._replay = replay

    @property
    def replay(self) -> "Replay":
        """What plays the recording."""
        return self._replay

    @cached_property
    def stored_market(self) -> Market:
        """The market at the beginning of the recording."""
        return self.replay.feed.market

    def open_feed(
        self,
        *,
        resume: bool = False,  # noqa: ARG002 - there is nothing to resume
        market: Market | None = None,  # noqa: ARG002 - the recording has its own
        publish: "Record | None" = None,  # noqa: ARG002 - it was published when it was live
    ) -> "MarketFeed":
        """Return the feed that plays the recording once it is started."""
        return self.replay.feed

    @cached_property
    def queries(self) -> "HistoryQueries":
        """What reads the recording, as far as it has been played."""
        from tui.storage.history.played import PlayedQueries  # noqa: PLC0415 - after the first frame

        return PlayedQueries(self.replay.recording.file, self.replay.clock.now)

    def set_history(self, settings: HistorySettings | None) -> None:
        """Keep nothing, whatever the settings say."""


def _both(keep: "Record", publish: "Record | None") -> "Record":
    if publish is None:
        return keep

    def record(event: "Event", before: Market, after: Market) -> None:
        keep(event, before, after)
        publish(event, before, after)

    return record


def _limits(settings: HistorySettings | None) -> "HistoryLimits":
    from tui.storage.history.writer import HistoryLimits  # noqa: PLC0415 - after the first frame

    return HistoryLimits() if settings is None else HistoryLimits(settings.keep, settings.max_size)


def history_file(settings: HistorySettings | None, state: Path | None) -> Path | None:
    """Return the path of the history, which may not exist; None where none is kept.

    Args:
        settings: of the configuration; None keeps nothing.
        state: the state folder; None where there is none.
    """
    if settings is None:
        return None
    if settings.file is not None:
        return settings.file
    return None if state is None else state / "history.db"


def poll_sources(config: Config) -> Market:
    """Poll every configured source once, all at the same time; failures are in the health of the market returned."""
    from tui.engine.single_requests import poll_once  # noqa: PLC0415 - see above

    return poll_once(config.sources, Environment(calendars={}, state=state_dir()))


def fetch_once(source: SourceConfig, request: "SourceRequest") -> "FetchResult":
    """Fetch one address once, within the limits of a poll.

    Raises:
        FetchError: there is no usable response.
    """
    from tui.engine.single_requests import fetch_once  # noqa: PLC0415 - see above

    return fetch_once(source, request, Environment())


def fetch_page_once(source: SourceConfig, request: "SourceRequest", environment: Environment) -> "FetchResult":
    """Fetch a page to read, within every limit that holds for polls, where its site permits it.

    Raises:
        FetchError: there is no usable response, or the site permits no program to read the page.
    """
    from tui.engine.single_requests import fetch_page_once  # noqa: PLC0415 - see above

    return fetch_page_once(source, request, environment)
