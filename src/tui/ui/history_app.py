"""The application with the history: when and at what the user looks, the tape, and what panes ask of the past."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import events

from tui.domain.exchanges import exchange_of
from tui.domain.quote import InstrumentKind
from tui.ui.board_screen import BoardScreen
from tui.ui.market_app import MarketApp
from tui.ui.widgets.headlines import Headlines
from tui.ui.widgets.reader import Reader
from tui.view.view_state import NewsMarks

if TYPE_CHECKING:
    from tui.collector.remote_feed import RemoteFeed
    from tui.config.alert_ways import Way
    from tui.domain.missed import Missed
    from tui.engine.alert_control import AlertControl
    from tui.engine.market_feed import MarketFeed
    from tui.storage.history.errors import HistoryError
    from tui.storage.history.tape import TapePage
    from tui.ui.history_access import HistoryAccess
    from tui.ui.screens.missed import MissedPane, MissedTime
    from tui.ui.widgets.instrument_detail import InstrumentDetail
    from tui.ui.widgets.reader import PagedArticle
    from tui.ui.widgets.tape import TapePane


class HistoryApp(MarketApp):
    """Collects the tape of a feed, answers what panes ask of it, and offers what was missed in a quiet time."""

    set_ways: "Callable[[Sequence[Way]], None] | None" = None
    """Has alerts told by other ways from now on; None before the feed runs."""

    @cached_property
    def history(self) -> "HistoryAccess":
        """The history as panes ask it."""
        from tui.ui.history_access import HistoryAccess  # noqa: PLC0415 - the first frame does without

        return HistoryAccess(self.call_soon)

    @property
    def alerts(self) -> "AlertControl | None":
        """What judges the rules of alerts; None before the feed runs, and in a replay."""
        return self._builder.alerts

    def judge_with(self, alerts: "AlertControl") -> None:
        """Show what becomes of rules, and of what the user does about them."""
        self._builder.alerts = alerts
        alerts.on_changed = lambda: self.call_soon(self.update_state)

    def show_line(self, feed: "RemoteFeed") -> None:
        """Show where the figures come from, and what the line to the collector brings besides them."""
        self._builder.line = lambda: feed.line
        feed.announce = lambda text: self.call_soon(partial(self.announce_news, text))

    def replace_rules(self) -> None:
        """Judge by the settings as they are now."""
        if self.alerts is not None:
            from tui.engine.alert_watch import UserSetup  # noqa: PLC0415 - once something is changed

            settings, percent = self._builder.settings, self._builder.disagree_percent
            self.alerts.replace_rules(settings.rules, UserSetup.of(settings, percent))

    def set_limits(self, disagree_percent: Decimal, idle_after: timedelta) -> None:
        """Set by how much sources may differ, and after what time without a key they are polled less often."""
        super().set_limits(disagree_percent, idle_after)
        if self._builder.settings.rules:
            self.replace_rules()

    def _paint_first_frame(self) -> None:
        super()._paint_first_frame()
        self.call_later(self._find_mentions)

    def _find_mentions(self) -> None:
        """Look for instruments in articles from now on."""
        from tui.config.directory.names import load_names  # noqa: PLC0415 - the first frame does without
        from tui.ui.mention_finder import MentionFinder  # noqa: PLC0415 - as above

        self._builder.mentions = MentionFinder(load_names)

    def collect_tape(self, feed: "MarketFeed") -> None:
        """Begin the tape, before the feed has polled."""
        from tui.ui.tape_collector import TapeCollector  # noqa: PLC0415 - the first frame does without

        builder = self._builder
        collector = TapeCollector(feed.market, builder.now, builder.on_wall, lambda: builder.calendars)
        feed.subscribe(collector.receive)
        self._builder.tape = collector

    async def _deliver(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown):
            self._builder.look = self._builder.look.with_key(self._builder.wall())
        await super()._deliver(event)

    def show_latest(self) -> None:
        """Show what arrived; after a quiet time, offer what was missed in it."""
        self._builder.look = self._builder.look.at(self._builder.wall())
        before = self.state.market
        super().show_latest()
        if self.state.market.alerts is not before.alerts:
            from tui.ui.alert_notices import show_alerts  # noqa: PLC0415 - few boards have rules

            show_alerts(self, before, self.state.market, is_live=self.alerts is not None)

    def on_board_screen_tab_shown(self, event: BoardScreen.TabShown) -> None:
        """Show the hours, and the time, of the tab that is looked at."""
        self._builder.tab = event.tab
        self.update_state()

    def on_instrument_detail_looked_at(self, event: "InstrumentDetail.LookedAt") -> None:
        """Ask the sources for the past of an instrument that is looked at."""
        if self.feed is not None:
            self.feed.view_past(event.key)

    def on_paged_article_page_wanted(self, event: "PagedArticle.PageWanted") -> None:
        """Have the page of an article fetched in the background, or await it no longer."""
        if self.feed is not None:
            (self.feed.fetch_article if event.is_wanted else self.feed.cancel_article)(event.article_id)

    def on_board_screen_offer_dismissed(self, _event: BoardScreen.OfferDismissed) -> None:
        """Offer no longer what was missed."""
        self.end_offer()

    def end_offer(self) -> None:
        """Offer no longer what was missed."""
        self._builder.look = self._builder.look.without_offer()
        self.update_state()

    def action_mark(self) -> None:
        """Mark this moment: the tape has a line there, and what was missed is counted from it."""
        self._builder.look = self._builder.look.with_mark(self._builder.wall())
        self.update_state()
        self.announce(
            f"marked {self.state.time_of_day:%H:%M:%S}: a line on the tape (T); what you missed (w) counts from here"
        )

    def on_reader_opened(self, event: Reader.Opened) -> None:
        """Count an article that can be seen as read."""
        self._mark_news(self._builder.news_marks.with_read((event.article_id,)))
        self.board.query_one(Headlines).follow(event.article_id)

    def on_headlines_read(self, event: Headlines.Read) -> None:
        """Count articles as read."""
        self._mark_news(self._builder.news_marks.with_read(event.ids))

    def on_headlines_mark_toggled(self, event: Headlines.MarkToggled) -> None:
        """Mark an article, or mark it no longer."""
        self._mark_news(self._builder.news_marks.with_mark_toggled(event.article_id))

    def on_headlines_bell_requested(self) -> None:
        """Ring the bell of the terminal."""
        self.bell()

    def _mark_news(self, marks: NewsMarks) -> None:
        if marks is not self._builder.news_marks:
            self._builder.news_marks = marks
            self.update_state()

    def missed_times(self, since: str = "") -> "Sequence[MissedTime]":
        """Return the times from which on things may have been missed, the one that counts first.

        Args:
            since: the time that was asked for (ISO 8601, aware); empty where none was.
        """
        from tui.ui.screens.missed import MissedTime  # noqa: PLC0415 - needed for a key

        look, now = self._builder.look, self._builder.wall()
        asked = datetime.fromisoformat(since) if since else None
        times = [
            MissedTime(words, at)
            for words, at in (
                ("since", asked),
                ("since you last looked", look.away_since),
                ("since your mark", look.mark),
                ("in the last hour since", now - timedelta(hours=1)),
                ("today since", min(self._day_starts().values(), default=None)),
            )
            if at is not None and at < now
        ]
        return sorted(times, key=lambda time: time.since != (asked or look.since))

    def _day_starts(self) -> dict[str, datetime]:
        """Return by exchange the midnight that its present trading day began with."""
        days: dict[str, date] = {}
        for key, series in self.state.market.series.items():
            code = exchange_of(key)
            days[code] = max(series.day, days.get(code, series.day))
        calendars = self._builder.calendars
        zones = {code: calendars[code].zone if code in calendars else UTC for code in days}
        return {code: datetime.combine(day, time.min, zones[code]).astimezone(UTC) for code, day in days.items()}

    def on_missed_pane_time_chosen(self, event: "MissedPane.TimeChosen") -> None:
        """Read what happened since a time: from the history, or as far as it is in memory."""
        from tui.domain.live_tape import LiveTape  # noqa: PLC0415 - needed for a key
        from tui.domain.missed import Missed, MissedSpan, missed_of_tape  # noqa: PLC0415 - as above
        from tui.storage.history.missed import read_missed  # noqa: PLC0415 - loads SQLite, once it is asked

        pane, chosen, market, tape = event.pane, event.chosen, self.state.market, self.state.tape
        paths = frozenset(market.of_kind(InstrumentKind.INDEX))
        asked = MissedSpan(chosen.since, self._builder.wall(), self._day_starts(), paths)

        def receive(answer: "Missed | HistoryError") -> None:
            if not isinstance(answer, Missed):
                live = tape or LiveTape(asked.until)
                answer = missed_of_tape(live, market.quotes, asked)
            pane.show(chosen, answer)

        self.history.ask(partial(read_missed, asked=asked), receive)

    def on_missed_pane_chosen(self, event: "MissedPane.Chosen") -> None:
        """Go to an instrument or an article, on the board."""
        from tui.view.missed_rows import MissedArticle  # noqa: PLC0415 - needed for a key

        self.pop_screen()
        if isinstance(event.choice, MissedArticle):
            self.board.open_article(event.choice.id)
        else:
            self.board.go_to(event.choice)

    async def on_tape_pane_source_chosen(self) -> None:
        """Show the health of the sources."""
        await self.run_action("health")

    def on_tape_pane_page_asked(self, event: "TapePane.PageAsked") -> None:
        """Read older entries of the tape for its pane."""
        from tui.domain.bars import EPOCH  # noqa: PLC0415 - once a tape is open
        from tui.storage.history.errors import HistoryError  # noqa: PLC0415 - as above
        from tui.storage.history.tape import tape_page  # noqa: PLC0415 - loads SQLite

        pane, request = event.pane, event.request

        def receive(answer: "TapePage | HistoryError") -> None:
            if isinstance(answer, HistoryError):
                pane.fail(request, f"the history: {answer}")
            else:
                pane.add_page(request, answer)

        accepts, may_move = request.accepts, request.accepts.may_move
        query = partial(
            tape_page, since=EPOCH, until=request.until, before=request.before, accepts=accepts, may_move=may_move
        )
        self.history.ask(query, receive)
