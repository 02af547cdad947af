"""The application as it knows when the user looks, and gives the panes what happened: live, and from the history."""

from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import events

from tui.domain.bars import EPOCH
from tui.storage.history.errors import HistoryError
from tui.ui.board_screen import BoardScreen
from tui.ui.market_app import MarketApp

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.storage.history.tape import TapePage
    from tui.ui.history_access import HistoryAccess
    from tui.ui.widgets.tape import TapePane


class LookingApp(MarketApp):
    """Collects the tape of a feed, answers what panes ask of it, and offers what was missed in a quiet time."""

    @cached_property
    def history(self) -> "HistoryAccess":
        """The history as panes ask it."""
        from tui.ui.history_access import HistoryAccess  # noqa: PLC0415 - the first frame does without

        return HistoryAccess(self.call_soon)

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
        super().show_latest()

    def on_board_screen_offer_dismissed(self, _event: BoardScreen.OfferDismissed) -> None:
        """Offer no longer what was missed."""
        self._builder.look = self._builder.look.without_offer()
        self.update_state()

    def action_mark(self) -> None:
        """Mark this moment: the tape has a line there, and what was missed is counted from it."""
        self._builder.look = self._builder.look.with_mark(self._builder.wall())
        self.update_state()
        self.announce(f"marked {self.state.time_of_day:%H:%M:%S}: T has a line there")

    def on_tape_pane_page_asked(self, event: "TapePane.PageAsked") -> None:
        """Read older entries of the tape for its pane."""
        from tui.storage.history.tape import tape_page  # noqa: PLC0415 - loads SQLite, once a tape is open

        pane, request = event.pane, event.request

        def receive(answer: "TapePage | HistoryError") -> None:
            if isinstance(answer, HistoryError):
                pane.fail(request, f"the history: {answer}")
            else:
                pane.add_page(request, answer)

        query = partial(tape_page, since=EPOCH, until=request.until, before=request.before, accepts=request.accepts)
        self.history.ask(query, receive)
