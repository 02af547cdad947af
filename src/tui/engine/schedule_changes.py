"""Changes when a running monitor polls: for other sources, as the user requests, or when someone looks again."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from tui.engine.monitor import Monitor
from tui.engine.source_changes import compare_sources
from tui.sources.adapter import SourceConfig

if TYPE_CHECKING:
    from tui.engine.scheduler import Scheduler


def replace_sources(
    monitor: Monitor, schedule: "Scheduler", old: Sequence[SourceConfig], new: Sequence[SourceConfig]
) -> None:
    """Schedule and poll the new sources instead of the old ones; those that did not change go on as they are."""
    changes = compare_sources(old, new)
    begun = {source.name for source in changes.begun}
    for source in old:
        # first of all, so that no poll under way reports a source that is gone
        if source.name in begun or source.name in changes.removed:
            schedule.remove(source.name)
    waits = monitor.replace_sources(changes)
    for source in changes.begun:
        schedule.add(source.name, source.every, partial(monitor.poll, source.name), waits[source.name])


def poll_on_request(monitor: Monitor, schedule: "Scheduler", name: str) -> None:
    """Resume a source and poll it, as soon as the minimum interval of its kind allows."""
    if not monitor.has(name):
        return  # it has been replaced meanwhile
    monitor.resume(name)
    wait = monitor.wait_before_request(name)
    schedule.run_within(name, wait)
    monitor.plan_sooner({name: wait})


def poll_those_due(monitor: Monitor, schedule: "Scheduler") -> None:
    """Poll what would have been polled by now if someone had looked; put the rest back to its usual time."""
    poll_within(monitor, schedule, monitor.waits_until_due())


def poll_within(monitor: Monitor, schedule: "Scheduler", waits: Mapping[str, timedelta]) -> None:
    """Poll each source after its wait, if that is sooner than planned."""
    for name, wait in waits.items():
        schedule.run_within(name, wait)
    monitor.plan_sooner(waits)
