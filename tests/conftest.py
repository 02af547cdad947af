"""What every test shares."""

import faulthandler
import gc
import os
import signal
import sys
import time
from contextlib import suppress

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key
from _pytest.pathlib import ImportMode, import_path
from hypothesis import settings

from tests.kit.marks import evenly

# Without a deadline, because a busy machine is no bug: time is measured only where a test says so.
settings.register_profile("full", deadline=None)
settings.register_profile("quick", max_examples=10, deadline=None)
settings.load_profile("quick")

# Some machines are set to keep no compiled files. Then each worker, and each program that a test starts, compiles
# everything anew: half a minute of the quick run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What collects the tests makes hardly any garbage, and looking for it takes a quarter of that time.
gc.disable()

# Where a board shows no market's time it shows this machine's.
os.environ["TZ"] = "UTC"
time.tzset()

# A run under nohup, or behind `&` in a script, is started with these ignored, and so would be each program it starts.
for each in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(each) is signal.SIG_IGN:
        signal.signal(each, signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL)


@pytest.hookimpl(optionalhook=True)  # a run in one process has no such plug-in
def pytest_xdist_auto_num_workers() -> int:
    """Run a worker on each processor: each collects all the tests for itself, which is a tenth of the quick run."""
    return os.cpu_count() or 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let every second worker import the tests from the last to the first.

    In a fresh clone each module is compiled by who comes to it first, which takes longer than the import of all that
    are compiled: the workers meet in the middle, and each has compiled a half.
    """
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if int(number) % 2 and session.config.args_source is not pytest.Config.ArgsSource.ARGS:
        for path in sorted(session.config.rootpath.glob("tests/**/test_*.py"), reverse=True):
            # one that cannot be imported is named when it is collected
            with suppress(Exception):
                import_path(
                    path, mode=ImportMode.importlib, root=session.config.rootpath, consider_namespace_packages=False
                )


_HANGS = 240
_LONG = 3_600
"""Seconds after which a test ends the run, and says where it hangs: far more than any takes, also on a busy machine."""
_WATCH_AGAIN = 20.0
"""Seconds after which the watch begins anew: it is a thread, which to begin for each test takes longer than most do."""
_watched = {"since": -_WATCH_AGAIN, "for": 0}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Watch that the test does not hang; one that is marked `long` may take minutes."""
    seconds = _LONG if item.get_closest_marker("long") else _HANGS
    now = time.monotonic()
    if seconds != _watched["for"] or now - _watched["since"] > _WATCH_AGAIN:
        stderr = item.config.stash[fault_handler_stderr_fd_key]
        faulthandler.dump_traceback_later(seconds, exit=True, file=stderr)
        _watched.update({"since": now, "for": seconds})


def pytest_sessionfinish() -> None:
    """End the watch."""
    faulthandler.cancel_dump_traceback_later()


DOSE = 10
"""Slow cases of one test that the gate runs, unless its mark `dose` says how many."""


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow cases of a test beyond its dose `long`; those that stay are spread from the first to the last."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("long"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for found in cases.values():
        mark = found[0].get_closest_marker("dose")
        dose = mark.args[0] if mark else DOSE
        chosen = evenly(dose, len(found))
        for number, item in enumerate(found):
            if number not in chosen:
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Keep the tests themselves out of every later collection of garbage, each of which would take a second."""
    gc.collect()
    gc.freeze()
    gc.enable()
    # each board of a test leaves more behind than a program's usual 700 objects
    gc.set_threshold(2_000, 10, 50)
