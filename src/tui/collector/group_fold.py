"""Folds the events of one group of sources as a viewer gets them: in order, each once, or it says that it cannot."""

import logging
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Final

from tui.collector.names import MessageId
from tui.collector.state import State
from tui.collector.stream_codec import StreamDecoder, StreamError, UnknownEventError
from tui.config.calendars.lookups import is_open_lookup, trading_day_lookup
from tui.domain.events import Event
from tui.domain.market import Market, apply

_log = logging.getLogger(__name__)

BEGINS_ANEW: Final = b""
"""The message of a collector that goes on from what it did not publish: a state has that."""
_MAX_AHEAD: Final = 1_000
_MAX_AHEAD_SIZE: Final = 16 << 20
"""Events, and their bytes, that are kept until those before them come."""

Follow = Callable[[Event, Market, Market], Event | None]
"""Receives an event, and the market before and after it; returns an event that follows from it here, or None."""


class Outcome(Enum):
    """What became of a message."""

    APPLIED = "applied"
    KNOWN = "known"
    """It was applied before, or is of a collector that polls no longer."""
    EARLY = "early"
    """It waits for those before it."""
    LOST = "lost"
    """Events are missing, or cannot be read: a state that is newer than these is needed."""
    REFUSED = "refused"
    """No collector gave it its id."""


class GroupFold:
    """The market of one group.

    Args:
        state: that it begins with.
        follow: called with every event that was applied.
    """

    def __init__(self, state: State, follow: Follow = lambda _event, _before, _after: None) -> None:
        self.group, self._follow = state.group, follow
        self.refused = 0
        """Events that could not be applied."""
        self.reason: str | None = None
        """Why the latest of them could not."""
        self.load(state)

    def load(self, state: State) -> None:
        """Begin anew with a state."""
        self.term, self.number, self.place = state.term, state.number, state.place
        self.market, self.calendars = state.market, state.calendars
        self._day_of, self._is_open = trading_day_lookup(state.calendars), is_open_lookup(state.calendars)
        self._decoder = StreamDecoder()
        self._early: dict[int, bytes] = {}
        self.needed = (state.term, state.number)
        """The term and number that a state must have reached to go on, once events are lost."""
        self._newest = state.place, (state.term, state.number)
        """Of the newest state that was read: a place, and how far its collector had come by then."""

    def has_reached(self, state: State) -> bool:
        """Return whether a state has what is needed, and all that was applied."""
        return (state.term, state.number) >= max(self.needed, (self.term, self.number))

    def refuse_needed(self, state: State) -> None:
        """Go on without what is needed: a state that its collector has just written has not come so far."""
        self._newest = state.place, (state.term, state.number)
        self._early.clear()
        self.needed = (self.term, self.number)
        self._refuse("its number is of no event")

    def take(self, message: MessageId, body: bytes, place: int) -> Outcome:
        """Apply a message if it is its turn, and those that waited for it; never raises.

        Args:
            message: its id.
            body: of it.
            place: of it in the stream.
        """
        if message.term < self.term or (message.term == self.term and message.number <= self.number):
            return Outcome.KNOWN
        if place <= self._newest[0] and (message.term, message.number) > self._newest[1]:
            self._refuse("its number is of no event")
            return Outcome.REFUSED
        if message.term > self.term:
            self.needed = (message.term, 0)
            return Outcome.LOST
        self._early[message.number] = body
        if message.number > self.number + 1:
            self._need_those_before()
            size = sum(map(len, self._early.values()))
            return Outcome.EARLY if len(self._early) <= _MAX_AHEAD and size <= _MAX_AHEAD_SIZE else Outcome.LOST
        for each in self._in_order():
            if not self._apply(each):
                return Outcome.LOST
        self._need_those_before()
        return Outcome.APPLIED

    def _need_those_before(self) -> None:
        if self._early:
            self.needed = (self.term, min(self._early) - 1)

    @property
    def is_waiting(self) -> bool:
        """Whether there are messages that wait for those before them."""
        return bool(self._early)

    def _in_order(self) -> Iterator[bytes]:
        while (body := self._early.pop(self.number + 1, None)) is not None:
            self.number += 1
            yield body

    def _apply(self, body: bytes) -> bool:
        """Apply an event; return whether the later ones can still be read."""
        self.needed = (self.term, self.number)
        if body == BEGINS_ANEW:
            return False
        try:
            event = self._decoder.decode(body)
            if event is None:
                return False
            self.apply_event(event)
        except UnknownEventError as error:
            self._refuse(str(error))
        except StreamError as error:
            # later responses may state only what changed since this one
            self._refuse(str(error))
            return False
        except Exception as error:  # noqa: BLE001 - whatever a stream holds, the viewer goes on
            _log.warning("an event of %s is refused", self.group, exc_info=error)
            self._refuse("it does not fit what is known")
        return True

    def apply_event(self, event: Event) -> None:
        """Apply an event, and what follows from it here.

        Raises:
            KeyError: it is of no source of the group.
        """
        before = self.market
        self.market = apply(before, event, self._day_of, self._is_open)
        follows = self._follow(event, before, self.market)
        if follows is not None:
            self.apply_event(follows)

    def _refuse(self, reason: str) -> None:
        self.refused += 1
        self.reason = reason


def joined(markets: Mapping[str, Market]) -> Market:
    """Return one market of several groups, by their names in this order; of one group the very same.

    An instrument that two groups have is that of the first.
    """
    first, *others = markets.values()
    if not others:
        return first
    whole = first
    for each in others:
        whole = whole._replace(
            quotes={**each.quotes, **whole.quotes},
            articles={**each.articles, **whole.articles},
            health={**whole.health, **each.health},
            series={**each.series, **whole.series},
            quotes_by_source={**whole.quotes_by_source, **each.quotes_by_source},
            alerts=tuple(sorted((*whole.alerts, *each.alerts), key=lambda alert: alert.at)),
            pages={**each.pages, **whole.pages},
            versions={**each.versions, **whole.versions},
            listed={**each.listed, **whole.listed},
            article_capacity=max(whole.article_capacity, each.article_capacity),
        )
    return whole
