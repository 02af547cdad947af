"""Stores what became of the rules, and then tells off the board what rang, on a thread of its own."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from tui.config.alert_ways import Way
from tui.domain.alerts.judge import States
from tui.domain.alerts.way import Notice
from tui.domain.events import Alert
from tui.engine.alert_ways.tell import Means, TellTerminal, no_terminal, tell
from tui.engine.alert_ways.way_queue import WayQueue
from tui.engine.environment import Environment
from tui.engine.loop_thread import LoopThread
from tui.sources.redaction.redact import secrets_of
from tui.storage.alert_outbox import AlertOutbox, Untold, younger_than
from tui.storage.alert_store import AlertStore
from tui.storage.log import redact_in_logs

_log = logging.getLogger(__name__)

MAX_INCOMING: Final = 2_000
"""Alerts that wait for what became of their rules to be stored; more of them are not told off the board."""
MAX_AGE: Final = timedelta(days=1)
"""Of an alert that an earlier run had still to tell."""
SAVE_INTERVAL: Final = 0.5
"""Seconds between two stores, in which alerts come together."""
SAVE_RETRY: Final = 30.0
"""Seconds before a store is tried again that failed."""
OWNER_CHECK: Final = 0.25
"""Seconds between two looks whether this program is the one that tells, as long as nobody knows."""
END_WAIT: Final = 0.5
"""Seconds at the end for notices that are being told."""
ANOTHER_TELLS: Final = "another bigboard tells the alerts off the board; here they are only shown"

TellOnce = Callable[[Way, Notice], Awaitable[None]]


class AlertOutlet:
    """Tells what rang by the ways that its rules name, once what became of the rules is stored.

    Args:
        ways: the ways out, of unique names.
        environment: time, the web and the folder to store in.
        may_tell: whether this program is the one that tells: None while that is not known. Two of them on one history
            would tell everything twice.
        announce: called on the thread of the outlet with what the user should know.
        tell_terminal: has the terminal show a notice; called on a thread.
    """

    def __init__(
        self,
        ways: Sequence[Way],
        environment: Environment,
        *,
        may_tell: Callable[[], bool | None] = lambda: True,
        announce: Callable[[str], object] = _log.warning,
        tell_terminal: TellTerminal = no_terminal,
    ) -> None:
        self._environment = environment
        self._may_tell = may_tell
        self._announce = announce
        self._tell_terminal = tell_terminal
        self._store, self._outbox = AlertStore(environment.state), AlertOutbox(environment.state)
        self._lock = threading.Lock()
        self._states: States | None = None
        self._incoming: list[Alert] = []
        self._queues: dict[str, WayQueue] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._earlier: Mapping[str, Untold] | None = None
        """What an earlier run had still to tell; None until it has been read."""
        self._says_another = False
        self._is_ending = False
        self._wake, self._end_requested = asyncio.Event(), asyncio.Event()
        self._thread = LoopThread("bigboard-alerts", self._serve, self._note_end)
        self.set_ways(ways)

    def start(self) -> None:
        """Begin to store and to tell; returns at once. Where there is no thread for it, the next `put` tries again."""
        try:
            self._thread.start()
        except RuntimeError as error:
            _log.warning("nothing is told yet: %s", error)

    def put(self, states: States, alerts: Sequence[Alert] = ()) -> None:
        """Store what became of the rules and then tell these alerts; from one thread, never blocks or raises.

        Args:
            states: of all rules; not changed afterwards.
            alerts: that rang.
        """
        with self._lock:
            self._states = states
            room = MAX_INCOMING - len(self._incoming)
            self._incoming += alerts[:room]
        if not self._thread.has_started:
            self.start()
        if len(alerts) > room:
            _log.warning("%d alerts are not told off the board: too many at once", len(alerts) - room)
        self._wake_up()

    def set_ways(self, ways: Sequence[Way]) -> None:
        """Tell by these ways from now on; from any thread. What waits for one that is gone is not told."""
        redact_in_logs(frozenset().union(*(secrets_of(way.destination) for way in ways)))
        self._ways = tuple(ways)
        self._wake_up()

    def close(self, timeout: float = 2.0) -> None:
        """Store what is left and end, within so many seconds; what is not told yet is told by the next run."""
        self._is_ending = True
        self._wake_up()
        self._thread.call(self._end_requested.set)
        self._thread.join(timeout)

    def _wake_up(self) -> None:
        self._thread.call(self._wake.set)

    def _note_end(self, error: BaseException) -> None:
        _log.error("alerts are told no longer", exc_info=error)
        self._announce(f"alerts are told off the board no longer: {type(error).__name__}")

    async def _serve(self) -> None:
        """Store and tell until closed."""
        async with self._environment.make_fetcher(self._environment.wall) as fetcher:
            means = Means(fetcher, self._tell_terminal)

            async def tell_once(way: Way, notice: Notice) -> None:
                await tell(way, notice, means)

            try:
                while not self._is_ending:
                    self._wake.clear()
                    is_known = self._take(tell_once)
                    await _wait_for(self._wake, self._next_look if is_known else OWNER_CHECK)
                    await _wait_for(self._end_requested, SAVE_INTERVAL if is_known and not self._is_ending else 0)
                self._take(tell_once)
                await self._finish_telling()
            finally:
                for task in self._tasks.values():
                    task.cancel()
                await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _take(self, tell_once: TellOnce) -> bool:
        """Store what came, and give it to the ways; return whether it is known who tells."""
        may_tell = self._may_tell()
        if may_tell is None and not self._is_ending:
            return False
        with self._lock:
            states, self._states = self._states, None
            alerts, self._incoming = self._incoming, []
        if may_tell is False:
            self._say_another()
            return True
        self._says_another = False
        if states is not None:
            self._save(states)
        if may_tell:
            self._adjust(tell_once)
            for queue in self._queues.values():
                queue.put([alert for alert in alerts if queue.way.name in alert.ways])
            self._keep()
        return True

    @property
    def _next_look(self) -> float | None:
        """Seconds after which there is something to do although nothing comes; None for never."""
        return None if self._states is None else SAVE_RETRY

    def _save(self, states: States) -> None:
        if not self._store.save(states):
            with self._lock:
                self._states = self._states or states

    def _say_another(self) -> None:
        if not self._says_another and self._ways:
            self._says_another = True
            self._announce(ANOTHER_TELLS)

    def _adjust(self, tell_once: TellOnce) -> None:
        """Have a queue for each way, with what an earlier run had still to tell."""
        if self._earlier is None:
            oldest = self._environment.wall() - MAX_AGE
            self._earlier = {name: younger_than(each, oldest) for name, each in self._outbox.load().items()}
        wanted = {way.name: way for way in self._ways}
        untold = {**self._earlier, **{name: queue.untold for name, queue in self._queues.items()}}
        self._earlier = {}
        for name in [name for name, queue in self._queues.items() if wanted.get(name) != queue.way]:
            del self._queues[name]
            self._tasks.pop(name).cancel()
        for name in wanted.keys() - self._queues.keys():
            queue = self._queues[name] = WayQueue(
                wanted[name],
                tell_once,
                self._keep,
                wall=self._environment.wall,
                announce=self._announce,
                untold=untold.get(name),
            )
            self._tasks[name] = asyncio.create_task(queue.run())
            self._tasks[name].add_done_callback(self._note_failure)

    def _note_failure(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("one way tells no longer", exc_info=error)
            self._announce(f"a way out of alerts ended: {type(error).__name__}")

    def _keep(self) -> None:
        self._outbox.save({name: queue.untold for name, queue in self._queues.items()})

    async def _finish_telling(self) -> None:
        """Wait a moment for the notices that are being told; none is begun."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(queue.is_idle.wait() for queue in self._queues.values())), END_WAIT)


async def _wait_for(event: asyncio.Event, seconds: float | None) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
