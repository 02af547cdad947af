"""A thread with an event loop of its own, which other threads hand their calls to."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress

from tui.engine.daemon_executor import new_loop


class LoopThread:
    """A daemon thread that runs one coroutine, once.

    Args:
        name: of the thread.
        serve: returns what it runs.
        on_failed: called on the thread with the error that ended the coroutine.
    """

    def __init__(
        self,
        name: str,
        serve: Callable[[], Coroutine[object, object, None]],
        on_failed: Callable[[BaseException], object],
    ) -> None:
        self._serve, self._on_failed = serve, on_failed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def has_started(self) -> bool:
        """Whether the thread was started, whatever became of it."""
        return self._thread.ident is not None

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to run; returns at once.

        Raises:
            RuntimeError: the system has no thread for it, or it was started before.
        """
        self._thread.start()

    def join(self, timeout: float) -> None:
        """Wait at most so many seconds for its end; not at all from the thread itself, or where it does not run."""
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def call(self, call: Callable[[], object]) -> None:
        """Have the loop make a call soon; from any thread. Before the loop runs and after its end, nothing happens."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(call)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(self._supervise())

    async def _supervise(self) -> None:
        self._loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self._serve())
        await asyncio.wait({serving})
        error = serving.exception()
        if error is not None:
            self._on_failed(error)
