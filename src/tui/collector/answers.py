"""What the collector that polls does about the requests of viewers."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final

from tui.collector.background_tasks import BackgroundTasks
from tui.collector.history_answer import HistoryAnswers
from tui.collector.history_requests import HISTORY
from tui.collector.link import Request
from tui.collector.link_errors import LinkError
from tui.collector.requests import (
    ARTICLE,
    CANCEL,
    HERE,
    PAST,
    PAUSE,
    POLL,
    RESUME,
    STATE,
    RateLimiter,
    ViewerRequest,
    Viewers,
    decode_request,
)
from tui.domain.quote import InstrumentId
from tui.engine.market_feed import MarketFeed

_log = logging.getLogger(__name__)

TOO_OFTEN: Final = "asked too often: not asked again yet"


class Answers:
    """Answers viewers, within rate limits.

    Args:
        feed: returns what polls; None while this collector stands by, which answers nobody.
        group: of this collector.
        want_state: has a state written soon.
        history: answers what is asked of the history.
        monotonic: steady seconds.
    """

    def __init__(
        self,
        feed: Callable[[], MarketFeed | None],
        group: str,
        want_state: Callable[[], object],
        history: HistoryAnswers,
        monotonic: Callable[[], float],
    ) -> None:
        self._feed, self._group, self._want_state = feed, group, want_state
        self._limiter, self._history = RateLimiter(monotonic), history
        self._tasks = BackgroundTasks()
        self.viewers = Viewers(monotonic)
        """Who follows the board."""
        self.refused = 0
        """Requests that were malformed or one too many."""

    async def answer(self, request: Request) -> None:
        """Do what is asked, and say what the viewer should know; a request that is malformed is counted."""
        feed, kind = self._feed(), request.subject.rpartition(".")[2]
        if kind == HISTORY:
            if feed is not None:
                # it takes a while, and others ask meanwhile
                self._tasks.start(self._history.answer(request))
            return
        try:
            asked = decode_request(kind, request.body)
        except ValueError:
            self.refused += 1
            return
        if asked.kind == HERE:
            self.viewers.note(asked)
            self.apply_attention()
            return
        if feed is None or not self._is_ours(feed, asked):
            return
        said = ""
        if self._limiter.allows(asked):
            said = self._do(feed, asked)
        else:
            self.refused += 1
            said = TOO_OFTEN
        try:
            await request.answer(said.encode())
        except LinkError as error:
            _log.info("a viewer was not answered: %s", error)
        await asyncio.sleep(0)

    def apply_attention(self) -> None:
        """Poll as often as somebody looks: nobody does where no viewer says so."""
        feed = self._feed()
        if feed is not None and feed.is_attended is not self.viewers.is_attended:
            feed.set_attended(self.viewers.is_attended)

    def _is_ours(self, feed: MarketFeed, asked: ViewerRequest) -> bool:
        """Return whether a request is about what this collector polls: others answer for the rest."""
        if asked.kind == STATE:
            return asked.about == self._group
        if asked.kind in (ARTICLE, CANCEL):
            return asked.about in feed.market.articles
        if asked.kind == PAST:
            return _instrument(asked.about) in feed.market.quotes
        return not asked.about or asked.about in feed.market.health

    def _do(self, feed: MarketFeed, asked: ViewerRequest) -> str:
        """Do what is asked, and return what the viewer should know of it; nothing where it shows."""
        if asked.kind == STATE:
            self._want_state()
            return ""
        try:
            _ACTIONS[asked.kind](feed, str(asked.about))
        except KeyError:
            return "the collector has no such source"
        return ""


def _instrument(text: str) -> InstrumentId:
    market, _, symbol = text.partition(":")
    return InstrumentId(market, symbol)


_ACTIONS: Final[Mapping[str, Callable[[MarketFeed, str], object]]] = {
    POLL: lambda feed, source: feed.poll_now(source or None),
    PAUSE: lambda feed, source: feed.pause(source),
    RESUME: lambda feed, source: feed.resume(source),
    ARTICLE: lambda feed, article: feed.fetch_article(article),
    CANCEL: lambda feed, article: feed.cancel_article(article),
    PAST: lambda feed, instrument: feed.view_past(_instrument(instrument)),
}
