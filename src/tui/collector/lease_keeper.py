"""Keeps the lease of a group over a connection: reads the entry, and writes what the lease says."""

import asyncio
from collections.abc import Callable
from typing import Final

from tui.collector.lease import ALONE, Lease, Standbys
from tui.collector.lease_value import decode_lease, encode_lease
from tui.collector.link import Link
from tui.collector.link_errors import WrongRevisionError
from tui.engine.clock import monotonic_boottime

_STANDBY_WRITES: Final = 3
"""Within the time of a lease: how often a standby says that it is ready."""
_MAX_RELEASE_TRIES: Final = 5


class LeaseKeeper:
    """Holds or awaits the lease of one group.

    Args:
        lease: of this collector.
        group: of the sources.
        monotonic: steady seconds, which count the time the machine was suspended.
    """

    def __init__(self, lease: Lease, group: str, monotonic: Callable[[], float] = monotonic_boottime) -> None:
        self._lease, self._monotonic = lease, monotonic
        self._key, self._standby_prefix = f"lease.{group}", f"standby.{group}."
        self._standbys = Standbys(lease.ttl)
        self._said_ready_at = float("-inf")
        self._stands_by_since: float | None = None

    @property
    def may_poll(self) -> bool:
        """Whether this collector may poll now."""
        return self._lease.polls(self._monotonic())

    @property
    def term(self) -> int:
        """The number of this collector's turn; 0 where another one has the lease."""
        return self._lease.term

    @property
    def holder(self) -> str | None:
        """The id of who polls, as it was last read; None where nobody does."""
        return self._lease.holder

    def wait_words(self) -> str:
        """Return for whom this collector stands by, once that is sure; empty before, and while it has the lease."""
        holder, now = self._lease.holder, self._monotonic()
        if self._lease.term or holder is None:
            self._stands_by_since = None
            return ""
        self._stands_by_since = self._stands_by_since or now
        if now - self._stands_by_since < self._lease.ttl:
            return ""
        if self._lease.takes_over_at() - now <= self._lease.ttl:
            return f"stands by: {holder} polls"
        # one that runs would have listed this one by now
        minutes = f"{ALONE / 60:.0f} minutes"
        return f"waits up to {minutes} for {holder}, which is silent and may still poll; --take-over says it is gone"

    async def keep(self, link: Link) -> None:
        """Hold or await the lease for as long as the connection stands.

        Raises:
            LinkError: the entry can be neither read nor written.
        """
        while not link.broken.is_set():
            await self._step(link)
            await asyncio.sleep(self._lease.pause(self._monotonic()))

    async def release(self, link: Link) -> None:
        """Let another collector take over at once. Raises LinkError where it cannot be written."""
        self._lease.end()
        for _ in range(_MAX_RELEASE_TRIES):
            if self._lease.is_released:
                break
            await self._step(link)
        await link.remove(self._standby_prefix + self._lease.me)

    async def _step(self, link: Link) -> None:
        await self._say_ready(link)
        standbys = await self._read_standbys(link)
        entry = await link.get(self._key)
        value, revision = (None, 0) if entry is None else (decode_lease(entry.value), entry.revision)
        write = self._lease.read(self._monotonic(), value, revision, standbys)
        if write is None:
            return
        try:
            self._lease.written(write, await link.update(self._key, encode_lease(write.value), write.revision))
        except WrongRevisionError:
            self._lease.refused()

    async def _say_ready(self, link: Link) -> None:
        now = self._monotonic()
        if not self._lease.term and now - self._said_ready_at >= self._lease.ttl / _STANDBY_WRITES:
            self._said_ready_at = now
            await link.put(self._standby_prefix + self._lease.me, b"")

    async def _read_standbys(self, link: Link) -> frozenset[str]:
        """Return which of the others are ready; who polls removes the entries of those that are long gone."""
        revisions: dict[str, int] = {}
        for key in await link.keys(self._standby_prefix):
            entry = await link.get(key)
            if entry is not None:
                revisions[key.removeprefix(self._standby_prefix)] = entry.revision
        ready = self._standbys.read(self._monotonic(), revisions)
        if self._lease.term:
            for name in self._standbys.gone(self._monotonic()):
                await link.remove(self._standby_prefix + name)
        return ready
