"""The rules of a board that runs: judged on the thread that polls, changed by requests from any other."""

import queue
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.domain.trading_calendar import TradingCalendar

if TYPE_CHECKING:
    from tui.domain.alerts.rule import Rule
    from tui.domain.alerts.status import AlertStatus, SubjectKey
    from tui.domain.events import AlertsRang, Event
    from tui.domain.market import Market
    from tui.engine.alert_watch import AlertWatch, UserSetup


class AlertControl:
    """Judges the rules that there are, and takes requests.

    Args:
        make: makes what judges, with the rules of the start; called once, when there is a rule to be judged.
        has_rules: whether there is one at the start.
    """

    def __init__(self, make: "Callable[[], AlertWatch]", *, has_rules: bool) -> None:
        self._make = make
        self._has_rules = has_rules
        self._watch: AlertWatch | None = None
        self._requests: queue.SimpleQueue[Callable[[AlertWatch], None]] = queue.SimpleQueue()
        self.wake: Callable[[], object] | None = None
        """Has `apply_requests` called on the engine's thread; None before it runs and after its end."""
        self.on_changed: Callable[[], object] = lambda: None
        """Called on the engine's thread once requests have changed the status; must neither block nor raise."""

    @property
    def status(self) -> "AlertStatus | None":
        """What became of the rules; None where there have been none. On any thread."""
        return None if self._watch is None else self._watch.status

    # --- from any thread

    def replace_rules(self, rules: "Sequence[Rule]", setup: "UserSetup") -> None:
        """Request that these rules are judged from now on, for what the user has arranged."""
        if self._has_rules or rules:
            self._has_rules = True
            self._request(lambda watch: watch.replace_rules(rules, setup))

    def acknowledge(self, keys: "Collection[SubjectKey]") -> None:
        """Request that what rang of these rules for these subjects counts as seen."""
        self._request(lambda watch: watch.acknowledge(keys))

    def snooze(self, key: "SubjectKey", until: datetime | None) -> None:
        """Request that a rule does not ring for a subject, the empty one for all, until a time; None ends that."""
        self._request(lambda watch: watch.snooze(key, until))

    def arm(self, name: str) -> None:
        """Request that a rule can ring again, whatever became of it."""
        self._request(lambda watch: watch.arm(name))

    def _request(self, change: "Callable[[AlertWatch], None]") -> None:
        self._requests.put(change)
        if self.wake is not None:
            self.wake()

    # --- on the engine's thread

    def start(self) -> None:
        """Begin to judge, where there are rules."""
        if self._has_rules and self._watch is None:
            self._watch = self._make()
        self.apply_requests()

    def apply_requests(self) -> None:
        """Do what was requested, in order."""
        is_changed = False
        while not self._requests.empty():
            change = self._requests.get()
            self._watch = self._watch or self._make()
            change(self._watch)
            is_changed = True
        if is_changed:
            self.on_changed()

    def judge(self, event: "Event", before: "Market", market: "Market") -> "AlertsRang | None":
        """Return what rang by an event that made one market of another; None for nothing."""
        return None if self._watch is None else self._watch.judge(event, before, market)

    def judge_time(self, market: "Market") -> "AlertsRang | None":
        """Return what rang because time passed; None for nothing. What became of the rules is stored."""
        if self._watch is None:
            return None
        rang = self._watch.judge_time(market) if self._watch.depends_on_time else None
        self._watch.save()
        return rang

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        """Judge by these trading hours from now on."""
        if self._watch is not None:
            self._watch.set_calendars(calendars)

    def save(self) -> None:
        """Store what became of the rules, if that has changed."""
        if self._watch is not None:
            self._watch.save()
