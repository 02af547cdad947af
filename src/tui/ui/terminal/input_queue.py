"""Keys, clicks and pastes in turn: each meets the screen that the one before it has left."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Final

from textual import events
from textual.message_pump import MessagePump

from tui.ui.terminal.frames import GatedApp

PATIENCE: Final = 2.0
"""Seconds after which the next key goes on although the one before is not done with."""
_IMPATIENCE: Final = 0.05
"""The same for as long as it has been so."""
_FRAME: Final = 0.02
"""Seconds in which a key that comes alone is painted."""
_ROUNDS: Final = 10
"""How often messages may lead to further messages; the clock and the market have theirs too."""
_CHOOSING: Final = frozenset({"enter", "tab", "up", "down", "pageup", "pagedown", "home", "end"})
"""Keys that choose among what was found."""
_LOOK: Final = 0.005
"""Seconds between two looks at whether what works in the background is done."""


class InputQueue:
    """Hands on one event at a time, the next once all that followed from the one before has happened.

    Textual gives each key to whatever has the focus when it is read: the keys that arrive together all go there,
    before the first of them has moved the focus or opened a screen.

    Args:
        app: whose events they are.
        deliver: handles one event, as far as Textual does so at once.
        done: called after each event that was handled or left out.
    """

    def __init__(
        self, app: GatedApp, deliver: Callable[[events.Event], Awaitable[None]], done: Callable[[], None]
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._done = done
        self._waiting: deque[events.Event] = deque()
        self._another = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._patience = PATIENCE

    @property
    def is_waiting(self) -> bool:
        """Whether an event waits for its turn."""
        return bool(self._waiting)

    async def put(self, event: events.Event) -> None:
        """Handle the event now, or after those that came before it."""
        if self._task is None or self._task.done():
            path = self._path()
            await self._deliver(event)
            self._task = asyncio.create_task(self._go_on(path))
            self._task.add_done_callback(self._ended)
            return
        # where the mouse was meanwhile is of no use; the first may be under way already
        if (
            isinstance(event, events.MouseMove)
            and len(self._waiting) > 1
            and isinstance(self._waiting[-1], events.MouseMove)
        ):
            self._waiting.pop()
            self._done()
        self._waiting.append(event)
        self._another.set()

    def stop(self) -> None:
        """Hand on nothing more: the screens are about to go."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _path(self) -> Sequence[MessagePump]:
        """Whatever gets a key, in this order, unless one of them takes it for itself."""
        return (self._app.focused or self._app.screen).ancestors_with_self

    async def _go_on(self, path: Sequence[MessagePump]) -> None:
        await self._painted_first()
        await self._settled(path)
        self._done()
        while self._waiting and not self._app._exit:  # noqa: SLF001 - after the key that leaves no other counts
            event, path = self._waiting[0], self._path()
            await self._deliver(event)
            self._waiting.popleft()
            await self._settled(path)
            self._done()
        self._waiting.clear()

    async def _painted_first(self) -> None:
        """Leave the loop to the frame that shows the key, unless another key is there already.

        Each step of the loop may have to wait for a thread that reads a page.
        """
        self._another.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_FRAME):
                if not self._waiting:
                    await self._another.wait()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._app._handle_exception(error)  # noqa: SLF001 - as Textual does where a message is handled

    async def _settled(self, path: Sequence[MessagePump]) -> None:
        """Until nothing follows any more from what was handed in at the beginning of this path, within `PATIENCE`."""
        try:
            async with asyncio.timeout(self._patience):
                await _passed_along(path)
                await self._calmed()
        except TimeoutError:
            self._patience = _IMPATIENCE
        else:
            self._patience = PATIENCE

    async def _calmed(self) -> None:
        """Until no message leads to another, and nothing else is to come."""
        rounds = 0
        while rounds < _ROUNDS:
            busy = self._busy()
            await _passed({*busy, self._app, self._app.screen})
            if await self._is_ahead():
                rounds = 0
            elif busy or self._busy():
                rounds += 1
            else:
                return

    async def _is_ahead(self) -> bool:
        """Whether more than messages is to come: a layout, which is made here, a panel that begins, or work."""
        app = self._app
        if app.frames.lay_out():
            return True
        if self._needs_results() and not all(worker.is_finished for worker in app.workers):
            await asyncio.sleep(_LOOK)
            return True
        return not all(pump._is_mounted for pump in self._busy())  # noqa: SLF001

    def _needs_results(self) -> bool:
        """Whether the next event, or one still to come, goes by what work in the background finds: typing does not."""
        following = self._waiting[0] if self._waiting else None
        return not isinstance(following, events.Key) or following.key in _CHOOSING

    def _busy(self) -> list[MessagePump]:
        """Whatever has messages to handle, or does not handle any yet."""
        pumps = [self._app, *self._app.screen.walk_children(with_self=True)]
        return [pump for pump in pumps if not pump._closing and (pump.message_queue_size or not pump._is_mounted)]  # noqa: SLF001


async def _passed(pumps: Collection[MessagePump]) -> None:
    """Until each has handled all messages that it has now; one that ends is not waited for."""
    loop = asyncio.get_running_loop()
    passed = [loop.create_future() for _ in pumps]
    for pump, future in zip(pumps, passed, strict=True):
        if not pump.call_later(_resolve, future):
            _resolve(future)
    for future in passed:
        await future
    # where all have ended nothing was waited for, and others must run
    await asyncio.sleep(0)


async def _passed_along(path: Sequence[MessagePump]) -> None:
    """Until what was handed to the first has gone through each, as a key does that nobody takes."""
    passed = asyncio.get_running_loop().create_future()

    def go_on(at: int) -> None:
        while at < len(path) and not path[at].call_later(go_on, at + 1):
            at += 1
        if at == len(path):
            _resolve(passed)

    go_on(0)
    await passed


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
