"""Judges the rules of alerts on what polls bring, and as time passes."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from tui.domain.alerts.judge import ARMED, RuleBook, RuleState, States
from tui.domain.alerts.rule import Rule, SubjectKind
from tui.domain.alerts.status import NO_ALERTS, AlertStatus, SubjectKey
from tui.domain.alerts.subject import Moment
from tui.domain.alerts.vocabulary import MAX_DAYS
from tui.domain.bars import Bar
from tui.domain.events import Alert, AlertsRang, Event, Failure, NotModified, Snapshot
from tui.domain.failover import DISAGREE_PERCENT
from tui.domain.market import Market
from tui.domain.positions import Lot, Position, positions
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import Phase, TradingCalendar, session_at
from tui.engine.clock import Timeline
from tui.storage.alert_store import AlertStore
from tui.view.settings import BoardSettings
from tui.view.tabs import Tab

_log = logging.getLogger(__name__)

DAYS_BACK: Final = timedelta(days=2 * MAX_DAYS)
"""In which the trading days are looked for that rules look back at."""
MAX_AWAITED: Final = 20
"""Instruments whose past days are read at a time: the board asks the history for other things too."""
MAX_AT_ONCE: Final = 500
"""Alerts of one event; of more the rest is not told."""


class DayBars:
    """The bars of past days, read where a rule first asks for them, and again on each new day.

    Args:
        read: reads the bars of an instrument that are known of the days before one; called with what takes them, which
            is called once, none where they cannot be read, at once or later, on any thread.
    """

    def __init__(self, read: Callable[[InstrumentId, date, Callable[[Sequence[Bar]], None]], object]) -> None:
        self._read = read
        self._bars: dict[InstrumentId, tuple[date, Sequence[Bar]]] = {}
        self._awaited: set[InstrumentId] = set()

    def of(self, key: InstrumentId, today: date) -> Sequence[Bar]:
        """Return the bars of the days before today, oldest first; none until they have been read."""
        day, bars = self._bars.get(key, (None, ()))
        # the others are read when they are asked for again, with the next polls
        if day != today and key not in self._awaited and len(self._awaited) < MAX_AWAITED:
            self._awaited.add(key)

            def take(read: Sequence[Bar]) -> None:
                self._bars[key] = (today, read)
                self._awaited.discard(key)

            self._read(key, today, take)
            bars = self._bars.get(key, (None, bars))[1]
        return bars

    def known(self, key: InstrumentId) -> Sequence[Bar]:
        """Return the bars that have been read of an instrument; on any thread."""
        return self._bars.get(key, (None, ()))[1]


class UserSetup(NamedTuple):
    """What of the user's settings rules can be about."""

    tabs: tuple[Tab, ...] = ()
    lots: tuple[Lot, ...] = ()
    currency: str | None = None
    """Of the sums of positions; None for that of the instruments."""
    disagree_percent: Decimal = DISAGREE_PERCENT
    """By how much two sources may differ on one instrument; a figure that is disputed rings nothing."""

    @classmethod
    def of(cls, settings: BoardSettings, disagree_percent: Decimal) -> Self:
        """Return it from the settings of a board, and the percentage by which two sources may differ."""
        return cls(settings.tabs, settings.lots, settings.currency or None, disagree_percent)


_EMPTY_SETUP: Final = UserSetup()


Keep = Callable[[States, Sequence[Alert]], None]
"""Stores what became of the rules, and then tells what rang; must neither block nor raise."""


class AlertWatch:
    """The rules, what became of each, and what they ask beside the market. Used on the thread that polls.

    Args:
        rules: of unique names.
        timeline: the time of day.
        calendars: trading hours by market code.
        store: where what became of the rules is kept.
        keep: has that stored on another thread, and what rang told; None stores it at once, and tells nobody.
        setup: the user's tabs and lots, and by how much sources may differ.
        days: the bars of past days.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        timeline: Timeline,
        calendars: Mapping[str, TradingCalendar],
        store: AlertStore,
        *,
        keep: Keep | None = None,
        setup: UserSetup = _EMPTY_SETUP,
        days: DayBars | None = None,
    ) -> None:
        self._book = RuleBook(rules)
        self._timeline = timeline
        self._calendars = calendars
        self._store = store
        self._keep = keep
        self._setup = setup
        self._days = days
        fingerprints = {rule.name: rule.fingerprint for rule in rules}
        now = timeline.on_wall(timeline.now())
        # a rule that was changed meanwhile begins anew, as one that is changed while the board runs
        stored = (
            (key, _at(state, now))
            for key, state in store.load().items()
            if key[0] in fingerprints and state.rule_fingerprint in {"", fingerprints[key[0]]}
        )
        self._states = {key: state for key, state in stored if state != ARMED}
        self._status = AlertStatus(MappingProxyType(dict(self._states)), NO_ALERTS.days if days is None else days.known)
        self._is_unsaved = False
        self._judged_at: datetime | None = None
        self._is_open: dict[str, bool] = {}
        """Of the time that is judged, by market: hundreds of rows of a poll ask the same."""
        self._positions: tuple[Market, Mapping[InstrumentId, Position]] | None = None

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules that are judged."""
        return self._book.rules

    @property
    def status(self) -> AlertStatus:
        """What became of the rules: a value, which any thread may read."""
        return self._status

    def replace_rules(self, rules: Sequence[Rule], setup: UserSetup) -> None:
        """Judge these rules from now on, for what the user has arranged now.

        What became of a rule stays so unless it compares something else now, or is about something else.

        Args:
            rules: of unique names.
            setup: the user's tabs and lots, and by how much sources may differ.
        """
        before = {rule.name: rule.fingerprint for rule in self._book.rules}
        same = {rule.name for rule in rules if before.get(rule.name) == rule.fingerprint}
        self._book, self._setup, self._positions = RuleBook(rules), setup, None
        self._set_states({key: state for key, state in self._states.items() if key[0] in same})

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        """Judge by these trading hours from now on."""
        self._calendars, self._judged_at = calendars, None

    def acknowledge(self, keys: Collection[SubjectKey]) -> None:
        """Count what rang, of these rules for these subjects, as seen."""
        known = {key: self._states[key] for key in keys if key in self._states}
        self._change({key: state._replace(is_unacknowledged=False) for key, state in known.items()})

    def snooze(self, key: SubjectKey, until: datetime | None) -> None:
        """Have a rule not ring for a subject, the empty one for all, until a time (aware); None ends that."""
        self._change({key: self._states.get(key, ARMED)._replace(snoozed_until=until)})

    def arm(self, name: str) -> None:
        """Forget what became of a rule: it can ring again, also one that rings once."""
        self._set_states({key: state for key, state in self._states.items() if key[0] != name})

    def _change(self, changed: Mapping[SubjectKey, RuleState]) -> None:
        states = {**self._states, **changed}
        self._set_states({key: state for key, state in states.items() if state != ARMED})

    def _set_states(self, states: dict[SubjectKey, RuleState]) -> None:
        if states != self._states:
            self._states, self._is_unsaved = states, True
            self._publish()
            self.save()

    def _publish(self) -> None:
        self._status = self._status._replace(states=MappingProxyType(dict(self._states)))

    @property
    def depends_on_time(self) -> bool:
        """Whether a rule can ring although nothing happens."""
        return any(rule.is_enabled and rule.subject_kind is SubjectKind.SOURCE for rule in self._book.rules)

    def judge(self, event: Event, before: Market, market: Market) -> AlertsRang | None:
        """Return what rang by an event that made one market of another; None for nothing.

        Only what a poll brings is judged: what was stored, filled in or changed by the user rings nothing.
        """
        if not isinstance(event, Snapshot | NotModified | Failure):
            return None
        return self._judge(event.at, before, market)

    def judge_time(self, market: Market) -> AlertsRang | None:
        """Return what rang because time passed."""
        return self._judge(self._timeline.now(), market, market)

    def _judge(self, at: datetime, before: Market, market: Market) -> AlertsRang | None:
        moment = Moment(at, self._timeline.on_wall(at), before, market, self)
        verdict = self._book.judge(moment, self._states)
        for key, state in verdict.states.items():
            if state == ARMED:
                self._states.pop(key, None)
            else:
                self._states[key] = state
        if verdict.states:
            self._is_unsaved = True
            self._publish()
        if len(verdict.alerts) > MAX_AT_ONCE:
            _log.warning("%d alerts at once: %d are left out", len(verdict.alerts), len(verdict.alerts) - MAX_AT_ONCE)
        alerts = verdict.alerts[:MAX_AT_ONCE]
        if alerts:
            self._save(alerts)
        return AlertsRang(at, alerts) if alerts else None

    def save(self) -> None:
        """Store what became of the rules, if that has changed."""
        if self._is_unsaved:
            self._save(())

    def _save(self, alerts: Sequence[Alert]) -> None:
        self._is_unsaved = False
        if self._keep is None:
            self._store.save(self._states)
        else:
            self._keep(self._status.states, alerts)

    @property
    def disagree_percent(self) -> Decimal:
        """By how much, in percent, two sources may differ."""
        return self._setup.disagree_percent

    def is_open(self, market: str, at: datetime) -> bool:
        """Return whether a market is in session at a time (aware); one without hours always is."""
        if at != self._judged_at:
            self._judged_at, self._is_open = at, {}
        is_open = self._is_open.get(market)
        if is_open is None:
            calendar = self._calendars.get(market)
            is_open = calendar is None or session_at(calendar, self._timeline.on_wall(at)).phase is Phase.OPEN
            self._is_open[market] = is_open
        return is_open

    def is_new_day(self, market: str, before: datetime, at: datetime) -> bool:
        """Return whether a trading day of a market began between two times (aware)."""
        return self._day(market, before) < self._day(market, at)

    def _day(self, market: str, at: datetime) -> date:
        wall, calendar = self._timeline.on_wall(at), self._calendars.get(market)
        return wall.date() if calendar is None else calendar.trading_day(wall)

    def days(self, key: InstrumentId) -> Sequence[Bar]:
        """Return the bars of the trading days before today that are known, oldest first."""
        return () if self._days is None else self._days.of(key, self._day(key.market, self._timeline.now()))

    def positions(self, market: Market) -> Mapping[InstrumentId, Position]:
        """Return what the user owns at the figures of a market."""
        if self._positions is None or self._positions[0] is not market:
            self._positions = market, positions(self._setup.lots, market, self._setup.currency)
        return self._positions[1]

    def tab(self, name: str, market: Market) -> Collection[InstrumentId]:
        """Return the instruments of a tab; none where there is no such tab."""
        folded = name.casefold()
        found = next((tab for tab in self._setup.tabs if tab.name.casefold() == folded), None)
        return () if found is None else frozenset(found.select(market))


def _at(state: RuleState, now: datetime) -> RuleState:
    """Return a state without a snooze that is over."""
    return state if state.is_snoozed(now) else state._replace(snoozed_until=None)
