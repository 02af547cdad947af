"""An executor of daemon threads, and an event loop with it, which do not delay the end of the program."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThreadExecutor(ThreadPoolExecutor):
    """One short-lived daemon thread per task.

    A thread pool joins its threads when the program ends, however long a name look-up or a parse still takes. An
    event loop accepts only a subclass of it as its executor.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start the task at once in a thread of its own."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - an executor passes every error to the caller
                future.set_exception(error if isinstance(error, Exception) else RuntimeError(type(error).__name__))
            else:
                future.set_result(result)

        threading.Thread(target=run, name="bigboard-task", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for nothing."""


def new_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop whose name look-ups do not delay the end of the program."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(DaemonThreadExecutor())
    return loop
