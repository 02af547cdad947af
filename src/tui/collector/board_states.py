"""Reads the states of the groups of a board: at first, when a group is new, and when events are missing."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from tui.collector.asker import Asker
from tui.collector.board_fold import MAX_GROUPS, BoardFold
from tui.collector.group_fold import GroupFold
from tui.collector.link import Link
from tui.collector.state import StateError, groups_of, read_state

_TICK: Final = 0.5
ASK_INTERVAL: Final = 5.0
"""Seconds between two requests for a state."""
_WAITING: Final = "waiting for the collector's state"


class BoardStates:
    """Reads states into a fold.

    Args:
        name: of the board.
        board: takes them.
        asker: asks a collector to write one.
        note: called with what is wrong, empty once it is well.
        announce: called with what the user should know.
        publish: called once the market is another one.
        stop: set once nothing is to be read any more.
    """

    def __init__(
        self,
        name: str,
        board: BoardFold,
        asker: Asker,
        *,
        note: Callable[[str], object],
        announce: Callable[[str], object],
        publish: Callable[[], object],
        stop: asyncio.Event,
    ) -> None:
        self._name, self._board, self._asker = name, board, asker
        self._note, self._announce, self._publish, self._stop = note, announce, publish, stop
        self._stream = ""
        """The id of the stream that is followed; empty before the first."""
        self.unreadable: dict[str, str] = {}
        """Groups whose states cannot be read, with the reason."""
        self.skipped = 0
        """Events that were passed over to keep up."""

    async def load_first(self, link: Link) -> None:
        """Read the states of the groups that are not known yet; wait until there is one."""
        stream = await link.stream_id()
        if stream != self._stream:
            # its places and numbers are not those that were folded
            self._board.forget()
            self._stream = stream
        while self._goes_on(link):
            await self.load_new(link)
            if self._board.groups:
                return
            nothing = f"no collector has published the board {self._name} yet"
            self._note(next(iter(self.unreadable.values()), nothing))
            await self._pause(1.0)

    async def load_new(self, link: Link) -> None:
        """Read the states of the groups that are not known yet."""
        self.unreadable.clear()
        for name in (await groups_of(link))[:MAX_GROUPS]:
            if name not in self._board.groups:
                try:
                    self._board.add(await read_state(link, name))
                except StateError as error:
                    self.unreadable[name] = str(error)
        if self._board.groups:
            self._publish()

    async def reload(self, group: GroupFold, link: Link) -> None:
        """Read the state of a group anew, once it has what could not be folded."""
        first: int | None = None
        asked_at = float("-inf")
        while self._goes_on(link):
            try:
                state = await read_state(link, group.group)
            except StateError as error:
                self._note(str(error))
            else:
                if group.has_reached(state):
                    self._board.load(state)
                    self._publish()
                    break
                first = state.revision if first is None else first
                if state.revision != first:
                    group.refuse_needed(state)
                    break
                self._note(f"an event was refused: {group.reason}" if group.reason else _WAITING)
            if time.monotonic() - asked_at >= ASK_INTERVAL:
                asked_at = time.monotonic()
                self._asker.want_state(link, group.group)
            await self._pause(_TICK)
        self._note("")

    async def skip(self, link: Link) -> None:
        """Go on with the latest states: this viewer does not keep up."""
        behind = self._board.behind
        self._board.forget_queued()
        for group in self._board.groups.values():
            group.needed = (group.term, group.number + 1)
            await self.reload(group, link)
        self.skipped += behind
        self._announce(f"{behind:,} events behind: went on with the latest state")

    def _goes_on(self, link: Link) -> bool:
        return not (link.broken.is_set() or self._stop.is_set())

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()
