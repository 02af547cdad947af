"""Which one of several collectors polls: one entry in a key-value store, written only over the revision that was read.

Nothing here reads a clock or speaks to a server: `Lease` is told what was read and when, by steady seconds, and returns
what is to be written. Two clocks are never compared: who waits measures for itself how long the entry did not change.

The holder writes the entry anew three times within its `ttl`. It may poll until `ttl` after it began to send the last
of these writes that succeeded, less a margin. A standby takes over once the entry has not changed for `ttl`: it read it
after it was written, so that the holder's time is over before. A holder that knows of no standby polls on while the
server is away, for `ALONE` at most; as long, after the last change that it saw, waits who finds an entry without a
standby in it.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from tui.collector.lease_value import LeaseValue

ALONE: Final = 600.0
"""Seconds for which a holder that knows of no standby polls without the server."""
MAX_STANDBYS: Final = 100
DRIFT: Final = 0.02
"""By how much the steady clocks of two machines may differ in rate, as a part."""
MARGIN: Final = 0.5
"""Seconds by which a holder stops earlier than by the rates of the clocks alone: a request follows the question."""
_RENEWALS: Final = 3
"""Within a `ttl`."""
_READS: Final = 12
"""Likewise."""
_MIN_PAUSE: Final = 0.05
_STANDBY_LIFE: Final = 3.0
"""Of a `ttl`: how long a standby counts after it last wrote its own entry."""
_GONE_AFTER: Final = 10.0
"""Times that, after which its entry is removed: one that comes back writes another."""


class Write(NamedTuple):
    """What is to be written over a revision, and not if there is another one meanwhile."""

    value: LeaseValue
    revision: int
    """0 where there is no entry."""
    sent: float
    """The steady seconds before it is sent."""


class Lease:
    """What one collector knows of the entry of its group, and whether it may poll.

    Args:
        me: the id of this collector, which no other one has.
        ttl: seconds, the same on every collector of the group.
        takes_over: whether it takes the entry at once, whoever has it: the user says that the other one has ended.
        alone: seconds, see `ALONE`; the same on every collector of the group.
    """

    def __init__(self, me: str, ttl: float, *, takes_over: bool = False, alone: float = ALONE) -> None:
        self.me, self.ttl = me, ttl
        self._takes_over, self._alone = takes_over, alone
        self._is_ending = False
        self._term = self._highest_term = 0
        self._sent = 0.0
        """When the last write that succeeded began to be sent."""
        self._may_be_listed: frozenset[str] = frozenset()
        """The standbys of the entry, and of every write of which it is not known whether it succeeded."""
        self._pending: Write | None = None
        self._is_disturbed = True
        """Whether the entry is not known, or no longer."""
        self._known: LeaseValue | None = None
        self._revision = -1
        self._unchanged_since = self._connected_since = self._last_read = 0.0

    @property
    def term(self) -> int:
        """The number of this collector's turn, higher than of every one before; 0 where another one has the entry."""
        return self._term

    @property
    def holder(self) -> str | None:
        """The id of who had the entry when it was last read; None where nobody did, or it was released."""
        return None if self._known is None or self._known.is_released else self._known.holder

    @property
    def is_released(self) -> bool:
        """Whether, after `end`, another one may take the entry at once."""
        return self._is_ending and self._term == 0

    @property
    def polls_until(self) -> float:
        """The steady seconds up to which this collector may poll."""
        if self._term == 0 or self._is_ending:
            return float("-inf")
        span = self.ttl if self._may_be_listed else self.ttl + self._alone
        return self._sent + span * (1 - DRIFT) - MARGIN

    def polls(self, now: float) -> bool:
        """Return whether this collector may poll at a time; to be asked before each poll."""
        return now < self.polls_until

    def takes_over_at(self) -> float:
        """Return the steady seconds at which it may take the entry, if that does not change; 0 for at once."""
        value = self._known
        if value is None or value.is_released or value.holder == self.me or self._takes_over:
            return 0.0
        # a holder that listed anybody polls for `ttl` alone, whoever it listed
        wait = value.ttl if value.standbys else value.ttl + self._alone
        return max(self._unchanged_since + wait, self._connected_since + value.ttl)

    def pause(self, now: float) -> float:
        """Return the seconds after which the entry is to be read again."""
        ttl = self.ttl if self._known is None else min(self.ttl, self._known.ttl)
        if self._is_disturbed:
            return _MIN_PAUSE
        due = self._sent + self.ttl / _RENEWALS if self._term else self.takes_over_at()
        return max(_MIN_PAUSE, min(ttl / _READS, due - now))

    def read(self, now: float, value: LeaseValue | None, revision: int, standbys: Collection[str] = ()) -> Write | None:
        """Take what was read, and return what is to be written now; None for nothing.

        Args:
            now: the steady seconds when the entry had been read.
            value: the entry; None where there is none.
            revision: of the entry, or of its removal; 0 where there never was one.
            standbys: the ids of the other collectors of the group that are ready.
        """
        self._pending = None
        self._observe(now, value, revision)
        is_mine = value is not None and (value.holder, value.term) == (self.me, self._term) and not value.is_released
        if self._is_ending:
            if not is_mine:
                self._term = 0
                return None
            assert value is not None
            return self._write(now, value._replace(is_released=True), revision)
        listed = frozenset(sorted(set(standbys) - {self.me})[:MAX_STANDBYS])
        if is_mine or (value is None and self.polls(now)):
            if value is not None and now < self._sent + self.ttl / _RENEWALS - _MIN_PAUSE and listed == value.standbys:
                return None
            return self._write(now, LeaseValue(self.me, self.ttl, self._term, listed), revision)
        self._term = 0
        if now < self.takes_over_at():
            return None
        return self._write(now, LeaseValue(self.me, self.ttl, self._highest_term + 1, listed), revision)

    def written(self, write: Write, revision: int) -> None:
        """Note that a write succeeded, and the revision that it made.

        Where nothing is known of a write, since its answer does not come, the entry is simply read again.
        """
        if write is not self._pending:
            return
        self._pending = None
        self._known, self._revision = write.value, revision
        self._term = 0 if write.value.is_released else write.value.term
        self._highest_term = max(self._highest_term, write.value.term)
        self._sent, self._may_be_listed = write.sent, write.value.standbys
        self._takes_over = False

    def refused(self) -> None:
        """Note that a write was refused, since the entry has another revision: it is to be read at once."""
        self._pending, self._is_disturbed = None, True

    def end(self) -> None:
        """Poll no more; the next `read` returns what has another one take over at once."""
        self._is_ending = True

    def _observe(self, now: float, value: LeaseValue | None, revision: int) -> None:
        ttl = self.ttl if value is None else value.ttl
        if self._is_disturbed or now - self._last_read > ttl / 2:
            # while this one was cut off the holder may have been, too
            self._connected_since = now
        if revision != self._revision:
            self._unchanged_since = now
        self._known, self._revision, self._last_read, self._is_disturbed = value, revision, now, False
        if value is not None:
            self._highest_term = max(self._highest_term, value.term)

    def _write(self, now: float, value: LeaseValue, revision: int) -> Write:
        # a standby that sees itself listed waits for `ttl` alone, though the answer to this write may never come
        self._may_be_listed |= value.standbys
        self._pending = Write(value, revision, now)
        return self._pending


class Standbys:
    """Which of the other collectors are ready: those that wrote their own entries lately.

    Args:
        ttl: seconds, that of the lease; each writes its entry at least once within it.
    """

    def __init__(self, ttl: float) -> None:
        self._life = ttl * _STANDBY_LIFE
        self._seen: dict[str, tuple[int, float]] = {}

    def read(self, now: float, revisions: Mapping[str, int]) -> frozenset[str]:
        """Return the ids of those that are ready, at most `MAX_STANDBYS`.

        Args:
            now: steady seconds.
            revisions: of their entries, by their ids.
        """
        for name in self._seen.keys() - revisions.keys():
            del self._seen[name]
        for name, revision in sorted(revisions.items())[:MAX_STANDBYS]:
            if self._seen.get(name, (None,))[0] != revision:
                self._seen[name] = (revision, now)
        return frozenset(name for name, (_, since) in self._seen.items() if now - since <= self._life)

    def gone(self, now: float) -> frozenset[str]:
        """Return the ids of those that have been silent for so long that their entries are of no use."""
        return frozenset(name for name, (_, since) in self._seen.items() if now - since > _GONE_AFTER * self._life)
