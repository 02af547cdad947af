"""What waits for one way out, and when it is told: many alerts as one notice, within quiet hours and rate."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.config.alert_ways import Way, WayKind
from tui.domain.alerts.way import MAX_WAITING, Notice
from tui.domain.events import Alert
from tui.domain.text import count_of
from tui.engine.alert_ways.errors import NotToldError
from tui.storage.alert_outbox import Untold

_log = logging.getLogger(__name__)

GATHER: Final = 1.0
"""Seconds after the first alert in which others join its notice."""
RETRIES: Final = (5.0, 30.0, 120.0, 600.0)
"""Seconds before a notice is told again that was not accepted; after the last it is given up."""
MAX_REQUESTED_WAIT: Final = timedelta(hours=1)
_QUIET_CHECK: Final = 30.0
"""Seconds between two looks at the clock in quiet hours; the clock may be set."""


class WayQueue:
    """The alerts that wait for one way. Used inside one event loop.

    Args:
        way: the way out.
        tell: tells a notice once; raises NotToldError.
        keep: stores what all ways have still to tell.
        wall: the time of day, aware UTC.
        announce: called with what the user should know.
        untold: what an earlier run had still to tell.
    """

    def __init__(
        self,
        way: Way,
        tell: Callable[[Way, Notice], Awaitable[None]],
        keep: Callable[[], object],
        *,
        wall: Callable[[], datetime],
        announce: Callable[[str], object] = _log.info,
        untold: Untold | None = None,
    ) -> None:
        self.way = way
        self._tell = tell
        self._keep = keep
        self._wall = wall
        self._announce = announce
        self._untold = _resumed(way, untold) if untold is not None else Untold()
        self._has_come = asyncio.Event()
        self._told_at = float("-inf")
        self._has_failed = False
        self.is_idle = asyncio.Event()
        """Set while no notice is being told."""
        self.is_idle.set()

    @property
    def untold(self) -> Untold:
        """What is still to be told."""
        return self._untold

    def put(self, alerts: Sequence[Alert]) -> None:
        """Add alerts; where too many wait, the newest are only counted."""
        untold = self._untold
        room = MAX_WAITING - len(untold.waiting)
        waiting = (*untold.waiting, *alerts[:room]) if room else untold.waiting
        self._untold = untold._replace(waiting=waiting, left_out=untold.left_out + len(alerts[room:]))
        self._has_come.set()

    async def run(self) -> None:
        """Tell what comes, until cancelled."""
        while True:
            await self._gather()
            await self._tell_notice(self._notice())

    async def _gather(self) -> None:
        """Wait until there is a notice that may be told; alerts that ring meanwhile are in it too."""
        if not self._untold.sending:
            while not self._untold.waiting:
                self._has_come.clear()
                await self._has_come.wait()
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(GATHER, self._told_at + self.way.every.total_seconds() - loop.time()))
        while self.way.quiet is not None and self.way.quiet.include(self._wall()):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(_QUIET_CHECK)

    def _notice(self) -> Notice:
        """Return what is told next; from now on it is one notice, whatever comes."""
        untold = self._untold
        if not untold.sending:
            untold = Untold(sending=untold.waiting, sending_left_out=untold.left_out)
            self._untold = untold
        return Notice(self.way.name, untold.sending, untold.sending_left_out)

    async def _tell_notice(self, notice: Notice) -> None:
        for wait in (*RETRIES, None):
            problem = await self._try(notice)
            if problem is None:
                self._has_failed = False
                _log.info("%s told by %s", count_of(notice.number, "alert"), self.way.name)
                break
            if wait is None or not problem.may_retry:
                self._give_up(notice, problem)
                break
            _log.info("not told by %s yet: %s", self.way.name, problem.reason)
            self._set_underway(is_underway=False)
            await asyncio.sleep(max(wait, min(problem.after or timedelta(0), MAX_REQUESTED_WAIT).total_seconds()))
        self._untold = self._untold._replace(sending=(), sending_left_out=0, is_underway=False)
        self._keep()

    async def _try(self, notice: Notice) -> NotToldError | None:
        self._set_underway(is_underway=True)
        self.is_idle.clear()
        self._told_at = asyncio.get_running_loop().time()
        try:
            await self._tell(self.way, notice)
        except NotToldError as error:
            return error
        finally:
            self.is_idle.set()
        return None

    def _set_underway(self, *, is_underway: bool) -> None:
        self._untold = self._untold._replace(is_underway=is_underway)
        # before it is told: what is told twice is worse than what a crash right here leaves untold
        self._keep()

    def _give_up(self, notice: Notice, problem: NotToldError) -> None:
        said = f"{count_of(notice.number, 'alert')} not told by {self.way.name}: {problem.reason}"
        _log.warning("%s", said)
        if not self._has_failed:
            self._has_failed = True
            self._announce(said)


def _resumed(way: Way, untold: Untold) -> Untold:
    """Return what an earlier run had still to tell, without what it may have told when it ended.

    A receiver of a webhook takes a notice once by its key: that one is sent again.
    """
    if not untold.is_underway or way.kind is WayKind.WEBHOOK:
        return untold._replace(is_underway=False)
    _log.warning("%d alerts may not have been told by %s: the program ended meanwhile", len(untold.sending), way.name)
    return untold._replace(sending=(), sending_left_out=0, is_underway=False)
