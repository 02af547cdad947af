"""From the events that an engine applies to the messages that the server has: numbered, and kept until it has them."""

import asyncio
import logging
import queue
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from tui.collector.group_fold import BEGINS_ANEW
from tui.collector.link import Link
from tui.collector.link_errors import LinkError, reason_of
from tui.collector.names import BoardNames, MessageId
from tui.collector.outbox import Outbox, Waiting
from tui.collector.state import State, has_state, write_state
from tui.collector.stream_codec import StreamEncoder
from tui.domain.events import Event
from tui.domain.instants import OnWall
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar

_log = logging.getLogger(__name__)

MIN_STATE_GAP: Final = 1 << 20
"""Bytes of events after which a new state is worth its own bytes, at least."""
STATE_RATIO: Final = 4
"""Times the bytes of the last state that the events after it may have: so much a viewer reads at most to begin."""
_IN_FLIGHT: Final = 128
"""Messages that may wait for the server's acknowledgement."""
_ACKNOWLEDGED_WITHIN: Final = 5.0
_IDLE: Final = 1.0
"""Seconds after which what waits is looked for without a sign of it: a disk may have failed for a while."""
_MAX_QUEUED: Final = 50_000
"""Events that may wait to be encoded."""


class _Applied(NamedTuple):
    """An event as it was applied."""

    term: int
    number: int
    event: Event
    after: Market


class Publisher:
    """Takes events from the thread of an engine, and sends them from the loop of the collector.

    Args:
        names: of the board.
        group: the name of the group of sources.
        outbox: keeps what the server does not have yet.
        on_wall: what the wall clock shows at a time of the events.
        wake: has the loop call `send` soon; called on the engine's thread.
    """

    def __init__(
        self, names: BoardNames, group: str, outbox: Outbox, on_wall: OnWall, wake: Callable[[], object]
    ) -> None:
        self._names, self._group, self._outbox, self._wake = names, group, outbox, wake
        self._on_wall = on_wall
        self._encoder = StreamEncoder(on_wall)
        self._applied: queue.SimpleQueue[_Applied] = queue.SimpleQueue()
        self._term = self._number = 0
        self._state: State | None = None
        """What is to be written next; None for nothing."""
        self._calendars: Mapping[str, TradingCalendar] = {}
        self._bytes_since, self._state_size = 0, 0
        self._is_state_wanted = False
        self._latest: tuple[int, int, Market] | None = None
        self.place = 0
        """In the stream: of the last message that the server acknowledged."""
        self.acknowledged = 0
        """The number of the last event of the term that the server has."""
        self.published = self.published_bytes = 0
        """Messages, and their bytes, that the server has got since the start."""
        self.lost = 0
        """Events that could not be encoded or kept."""

    @property
    def waiting(self) -> int:
        """How many events the server does not have yet."""
        return self._outbox.count + self._applied.qsize()

    @property
    def term(self) -> int:
        """The term of the events; 0 before the first."""
        return self._term

    @property
    def number(self) -> int:
        """Of the last event of the term."""
        return self._number

    def begin(self, term: int, market: Market, calendars: Mapping[str, TradingCalendar]) -> None:
        """Begin a term, or begin anew within one, with what is known at its start; called while no engine runs."""
        self.encode_applied()
        if term == self._term:
            # who follows must not fold what comes now over what was before: this message needs a state
            self._number += 1
            self._outbox.append(self._names.event(""), str(MessageId(self._group, term, self._number)), BEGINS_ANEW)
        else:
            self._term, self._number, self.acknowledged = term, 0, 0
        self._calendars = calendars
        self._encoder.forget()
        self._latest = (term, self._number, market)
        # who follows goes on with this very state, and has each event after it
        self._state = State(self._group, term, self._number, 0, market, self._calendars)

    def record(self, event: Event, _before: Market, after: Market) -> None:
        """Take an event that was applied; on the engine's thread. Never blocks or raises."""
        self._number += 1
        if self._applied.qsize() < _MAX_QUEUED:
            self._applied.put(_Applied(self._term, self._number, event, after))
        else:
            self.lost += 1
            self._is_state_wanted = True
        self._wake()

    def want_state(self) -> None:
        """Write a state soon: somebody needs one."""
        self._is_state_wanted = True
        self._wake()

    def encode_applied(self) -> None:
        """Encode what was applied, and keep it until the server has it."""
        while not self._applied.empty():
            applied = self._applied.get()
            source = str(getattr(applied.event, "source", ""))
            try:
                body = self._encoder.encode(applied.event)
            except Exception:  # noqa: BLE001 - whatever it is, the collector goes on
                _log.exception("an event of %s is not published", source or "the board")
                self.lost += 1
                self._is_state_wanted = True
                continue
            self._latest = (applied.term, applied.number, applied.after)
            self._outbox.append(
                self._names.event(source), str(MessageId(self._group, applied.term, applied.number)), body
            )
            self._bytes_since += len(body)

    def _take_state(self) -> None:
        """Note the state that is to be written, where one is due: as it is after the last event that was encoded."""
        is_due = self._bytes_since > max(MIN_STATE_GAP, STATE_RATIO * self._state_size)
        if self._latest is None or self._state is not None or not (is_due or self._is_state_wanted):
            return
        term, number, market = self._latest
        self._state = State(self._group, term, number, 0, market, self._calendars)
        self._is_state_wanted, self._bytes_since = False, 0
        # who begins with this state knows no earlier response
        self._encoder.forget()

    async def send(self, link: Link, wake: asyncio.Event) -> None:
        """Send what waits, and states as they are due, for as long as the connection stands.

        Args:
            link: a connection whose stream is prepared.
            wake: is set when there is more to send.

        Raises:
            LinkError: the server refuses a message, or does not acknowledge it.
        """
        self.place = await link.last_place()
        if not await has_state(link, self._group):
            self._is_state_wanted = True
        in_flight: deque[tuple[Waiting, asyncio.Future[Any]]] = deque()
        sent_up_to = 0
        while not link.broken.is_set():
            wake.clear()
            self.encode_applied()
            self._take_state()
            if self._state is not None:
                await self._write_state(link, self._state)
            for message in self._outbox.waiting(sent_up_to, _IN_FLIGHT - len(in_flight)):
                body = message.body
                if len(body) > link.max_payload - 1024:
                    # a state has what is too large for one message
                    body, self._is_state_wanted = BEGINS_ANEW, True
                in_flight.append((message, await link.publish(message.subject, message.id, body)))
                sent_up_to = message.position
            if in_flight:
                await self._acknowledge_first(in_flight)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_IDLE):
                        await wake.wait()

    async def _acknowledge_first(self, in_flight: "deque[tuple[Waiting, asyncio.Future[Any]]]") -> None:
        """Wait for the oldest message, and take with it those that are acknowledged as well."""
        try:
            async with asyncio.timeout(_ACKNOWLEDGED_WITHIN):
                await asyncio.shield(in_flight[0][1])
            done: Waiting | None = None
            while in_flight and in_flight[0][1].done():
                done, future = in_flight.popleft()
                self.place = max(self.place, int(future.result().seq))
                self.published += 1
                self.published_bytes += len(done.body)
        except TimeoutError:
            raise LinkError("the server acknowledges nothing") from None
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - of the client, by its reply
            raise LinkError(f"the server refused an event: {reason_of(error)}") from None
        if done is not None:
            self._outbox.acknowledge(done.position)
            message = MessageId.parse(done.id)
            if message is not None and message.term == self._term:
                self.acknowledged = message.number

    async def _write_state(self, link: Link, state: State) -> None:
        # none of the events after it has been sent
        self._state_size = await write_state(link, state._replace(place=self.place), self._on_wall)
        if self._state is state:
            self._state = None
