"""Folds the messages of a board into one market, as a viewer gets them: group by group, each in its order."""

import time
from collections import deque
from typing import Final

from tui.collector.group_fold import Follow, GroupFold, Outcome, joined
from tui.collector.link import Delivered
from tui.collector.names import MessageId
from tui.collector.state import State
from tui.domain.events import Event
from tui.domain.market import Market

MAX_BEHIND: Final = 20_000
"""Events that a viewer may be behind: beyond them it goes on with the latest state."""
_MAX_QUEUED_SIZE: Final = 64 << 20
"""Likewise, bytes of those that have come."""
MAX_GROUPS: Final = 64
"""Whose states are read."""
_SLICE: Final = 0.02
"""Seconds of folding after which the market is shown, and the connection read."""
_EARLY_FOR: Final = 5.0
"""Seconds for which events that are missing are waited for."""


class BoardFold:
    """The groups of a board as far as they are folded, and the messages that came since.

    Args:
        follow: called with every event that was applied, and the market of the whole board.
        max_behind: events, as `MAX_BEHIND`.
    """

    def __init__(self, follow: Follow, max_behind: int = MAX_BEHIND) -> None:
        self._follow, self._max_behind = follow, max_behind
        self.groups: dict[str, GroupFold] = {}
        """By their names."""
        self.place = 0
        """In the stream: of the last message that was folded; 0 before the first state."""
        self.has_unknown_group = False
        """Whether a message came of a group whose state was not read."""
        self._queue: deque[Delivered] = deque()
        self._queued_size = 0
        self._has_gap = False
        self._early_since: float | None = None
        self._strange = 0
        self._strange_reason = ""
        self.market = Market()
        """Of all groups; of one the very same."""

    @property
    def refused(self) -> int:
        """Messages that could not be applied."""
        return self._strange + sum(group.refused for group in self.groups.values())

    @property
    def reason(self) -> str:
        """Why one of them could not; empty where all could."""
        return next((group.reason for group in self.groups.values() if group.reason), self._strange_reason)

    @property
    def is_waiting(self) -> bool:
        """Whether messages have come that are not folded yet."""
        return bool(self._queue)

    @property
    def behind(self) -> int:
        """Messages that are not folded yet, here and on the server."""
        return self._queue[-1].behind + len(self._queue) if self._queue else 0

    @property
    def is_too_far_behind(self) -> bool:
        """Whether it is better to go on with the latest states."""
        return self.behind > self._max_behind or self._queued_size > _MAX_QUEUED_SIZE

    def add(self, state: State) -> None:
        """Begin with a group that was not known."""
        self.place = min(self.place, state.place) if self.groups else state.place
        self.groups[state.group] = GroupFold(state, self._follow_group)
        self._join()

    def load(self, state: State) -> None:
        """Begin a group anew with a newer state."""
        self.groups[state.group].load(state)
        self.place = min(each.place for each in self.groups.values())
        self._early_since = None
        self._join()

    def forget(self) -> None:
        """Forget all groups: the stream is another one."""
        self.groups.clear()
        self.place = 0
        self.forget_queued()

    def forget_queued(self) -> None:
        """Forget what came and is not folded: everything after `place` will come again."""
        self._queue.clear()
        self._queued_size = 0
        self._has_gap = self.has_unknown_group = False

    def take(self, delivered: Delivered) -> None:
        """Keep a message until it is folded."""
        self._queue.append(delivered)
        self._queued_size += len(delivered.body)

    def fold_some(self) -> GroupFold | None:
        """Fold what has come, for a short time; return the group whose state has to be read anew, if one has."""
        until = time.perf_counter() + _SLICE
        lost: GroupFold | None = None
        while self._queue and time.perf_counter() < until and lost is None:
            delivered = self._queue.popleft()
            self._queued_size -= len(delivered.body)
            lost = self._fold(delivered)
        if lost is None and self._is_overdue():
            lost = next((group for group in self.groups.values() if group.is_waiting), None)
        if self.groups:
            self._join()
        return lost

    def apply_here(self, event: Event) -> None:
        """Apply an event that comes from no collector."""
        next(iter(self.groups.values())).apply_event(event)
        self._join()

    def _fold(self, delivered: Delivered) -> GroupFold | None:
        self._has_gap = self._has_gap or delivered.place > self.place + 1
        self.place = max(self.place, delivered.place)
        message = MessageId.parse(delivered.id)
        if message is None:
            self._strange += 1
            self._strange_reason = "it has no id of an event"
            return None
        group = self.groups.get(message.group)
        if group is None:
            self.has_unknown_group = True
            return None
        outcome = group.take(message, delivered.body, delivered.place)
        if outcome is Outcome.LOST or (outcome is Outcome.EARLY and self._has_gap):
            return group
        return None

    def _is_overdue(self) -> bool:
        if not any(group.is_waiting for group in self.groups.values()):
            self._early_since = None
            return False
        self._early_since = self._early_since or time.monotonic()
        return time.monotonic() - self._early_since > _EARLY_FOR

    def _follow_group(self, event: Event, before: Market, after: Market) -> Event | None:
        if len(self.groups) > 1:
            before, after = self.market, self._join()
        return self._follow(event, before, after)

    def _join(self) -> Market:
        self.market = joined({name: each.market for name, each in sorted(self.groups.items())})
        return self.market
