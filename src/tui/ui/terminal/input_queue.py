"""Keys, clicks and pastes in order: each is handled once the effects of the one before are complete."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Final

from textual import events
from textual.message_pump import MessagePump

from tui.ui.terminal.frames import GatedApp

QUEUED_EVENTS: Final = (events.InputEvent, events.Paste, events.AppFocus, events.AppBlur)
"""Events that the board handles one after the other."""
MAX_PENDING_EVENTS: Final = 256
"""Maximum number of these that wait, some tenths of a second of work. Any more are dropped."""
COMPLETION_TIMEOUT: Final = 2.0
"""Seconds after which the next key is handled although the one before is not complete."""
_SHORT_TIMEOUT: Final = 0.05
"""The same after a key that was not complete in time."""
_FRAME_TIME: Final = 0.02
"""Seconds for the frame of a key that comes alone."""
_MAX_ROUNDS: Final = 10
"""How often messages may lead to further messages; the clock and the market cause some too."""
_CHECK_INTERVAL: Final = 0.005
"""Seconds between two checks whether background work is complete."""


class Backlog:
    """Counts waiting messages. The input thread and the event loop each write one number, so no lock is needed."""

    def __init__(self) -> None:
        self.sent = 0
        """Written by the input thread."""
        self.handled = 0
        """Written by the event loop."""

    @property
    def room(self) -> int:
        """How many more may be sent now."""
        return max(0, MAX_PENDING_EVENTS - self.sent + self.handled)


class InputQueue:
    """Delivers one event at a time, the next once everything caused by the one before is complete.

    Textual gives each key to the widget that has the focus when it is read: keys that arrive together all go there,
    before the first of them has moved the focus or opened a screen.

    Args:
        app: whose events they are.
        deliver: handles one event, as far as Textual does so immediately.
        done: called after each event that was handled or skipped.
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
        self._timeout = COMPLETION_TIMEOUT

    @property
    def is_waiting(self) -> bool:
        """Whether an event waits for its turn; only tests ask for it."""
        return bool(self._waiting)

    async def put(self, event: events.Event) -> None:
        """Handle the event now, or after those that came before it."""
        if self._task is None or self._task.done():
            path = self._bubble_path()
            await self._deliver(event)
            self._task = asyncio.create_task(self._run(path))
            self._task.add_done_callback(self._ended)
            return
        # an older position of the mouse is of no use; the first event may be in progress already
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
        """Deliver nothing more: the screens are about to close."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _bubble_path(self) -> Sequence[MessagePump]:
        """Return what a key is offered to, in this order, unless one stops it."""
        return (self._app.focused or self._app.screen).ancestors_with_self

    async def _run(self, path: Sequence[MessagePump]) -> None:
        await self._let_paint()
        await self._complete(path)
        self._done()
        while self._waiting and not self._app._exit:  # noqa: SLF001 - no public name
            event, path = self._waiting[0], self._bubble_path()
            await self._deliver(event)
            self._waiting.popleft()
            await self._complete(path)
            self._done()
        self._waiting.clear()

    async def _let_paint(self) -> None:
        """Leave the loop to the frame that shows the key, unless another key has arrived already.

        Each step of the loop may have to wait for a thread that parses a page.
        """
        self._another.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_FRAME_TIME):
                if not self._waiting:
                    await self._another.wait()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._app._handle_exception(error)  # noqa: SLF001 - as Textual does where a message is handled

    async def _complete(self, path: Sequence[MessagePump]) -> None:
        """Wait until everything that an event at the start of this path caused is complete, or for the timeout."""
        try:
            async with asyncio.timeout(self._timeout):
                await _bubbled(path)
                await self._drain_messages()
        except TimeoutError:
            self._timeout = _SHORT_TIMEOUT
        else:
            self._timeout = COMPLETION_TIMEOUT

    async def _drain_messages(self) -> None:
        """Wait until no message leads to another, and nothing else is pending."""
        rounds = 0
        while rounds < _MAX_ROUNDS:
            busy = self._busy_pumps()
            await _messages_handled({*busy, self._app, self._app.screen})
            if await self._has_more():
                rounds = 0
            elif busy or self._busy_pumps():
                rounds += 1
            else:
                return

    async def _has_more(self) -> bool:
        """Lay out if that is due; return whether that, a mount or background work was pending."""
        app = self._app
        if app.frames.lay_out():
            return True
        if self._needs_results() and not all(worker.is_finished for worker in app.workers):
            await asyncio.sleep(_CHECK_INTERVAL)
            return True
        return not all(pump._is_mounted for pump in self._busy_pumps())  # noqa: SLF001 - no public name

    def _needs_results(self) -> bool:
        """Return whether the next event, or one still to come, depends on background results: typing does not.

        A key that chooses needs the results of the search, and one that closes the palette would close it amid one.
        """
        following = self._waiting[0] if self._waiting else None
        return not (isinstance(following, events.Key) and following.is_printable)

    def _busy_pumps(self) -> list[MessagePump]:
        """Return what has messages to handle, or is not mounted yet."""
        pumps = [self._app, *self._app.screen.walk_children(with_self=True)]
        return [
            pump
            for pump in pumps
            if not pump._closing  # noqa: SLF001 - no public name
            and (pump.message_queue_size or not pump._is_mounted)  # noqa: SLF001 - no public name
        ]


async def _messages_handled(pumps: Collection[MessagePump]) -> None:
    """Wait until each has handled all its current messages, but not for one that ends."""
    loop = asyncio.get_running_loop()
    passed = [loop.create_future() for _ in pumps]
    for pump, future in zip(pumps, passed, strict=True):
        if not pump.call_later(_resolve, future):
            _resolve(future)
    for future in passed:
        await future
    # where all have ended there was nothing to wait for, and others must run
    await asyncio.sleep(0)


async def _bubbled(path: Sequence[MessagePump]) -> None:
    """Wait until what was given to the first has bubbled through all, as a key does that none of them stops."""
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
