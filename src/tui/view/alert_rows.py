"""The rules of alerts as rows: in which group each is, what is wrong with it, and its figure against its line."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.alerts.figures import figure_text, figures_of, lines_of
from tui.domain.alerts.judge import ARMED, RuleState
from tui.domain.alerts.rule import BrokenRule, Rule, Scope, ScopeKind, SubjectKind
from tui.domain.alerts.status import NO_ALERTS, SubjectKey
from tui.domain.alerts.subject import Moment, Subject, find_quote
from tui.domain.alerts.vocabulary import ANY_SOURCE, compile_alert, read_operand
from tui.domain.bars import Bar
from tui.domain.events import AlertFigure
from tui.domain.expressions.tree import Comparison, comparisons
from tui.domain.market import Market
from tui.domain.positions import Position, positions
from tui.domain.quote import InstrumentId
from tui.view.board_state import BoardState
from tui.view.row_lines import absence_reason

if TYPE_CHECKING:
    from tui.domain.tape import AlertSeen

MAX_LOOKED_AT: Final = 2_000
"""Instruments of a rule that are looked at for its figure now."""
_MAX_NAMED: Final = 3
"""Instruments that nobody tells of, as far as they are named."""


class Group(StrEnum):
    """The groups of rows, in their order."""

    FIRED = "fired"
    SNOOZED = "snoozed"
    ARMED = "armed"
    BROKEN = "broken"
    OFF = "off"
    LOG = "history"


class AlertRow(NamedTuple):
    """A row of the list: a rule, what rang of it, or an alert of the past."""

    group: Group
    key: SubjectKey
    """The name of the rule, and the subject; that is empty for the rule as a whole."""
    rule: Rule | BrokenRule | None = None
    """None for one that is no more."""
    state: RuleState = ARMED
    """What became of it, with the time when it rang last for any subject."""
    problem: str = ""
    """Why it cannot ring, or what of it cannot."""
    firing: "AlertSeen | None" = None
    """The alert of the past that it is."""

    @property
    def id(self) -> object:
        """What makes it the same row, whatever group it is in."""
        return (self.firing.at, self.key) if self.firing else self.key


class BoardSurroundings:
    """What rules ask beside the market, as far as the board knows it.

    Args:
        state: of the board.
    """

    def __init__(self, state: BoardState) -> None:
        self._state = state
        self._positions: Mapping[InstrumentId, Position] | None = None

    def is_open(self, market: str, _at: datetime) -> bool:
        """Return whether a market is in session now; one without hours always is."""
        return market not in self._state.closed_markets

    def is_new_day(self, _market: str, _before: datetime, _at: datetime) -> bool:
        """Return that no trading day begins."""
        return False

    def days(self, key: InstrumentId) -> Sequence[Bar]:
        """Return the bars of the trading days before today that the judging has read."""
        return (self._state.alerts or NO_ALERTS).days(key)

    def positions(self, market: Market) -> Mapping[InstrumentId, Position]:
        """Return what the user owns."""
        if self._positions is None:
            settings = self._state.settings
            self._positions = positions(settings.lots, market, settings.currency or None)
        return self._positions

    def tab(self, name: str, market: Market) -> Collection[InstrumentId]:
        """Return the instruments of a tab; none where there is no such tab."""
        folded = name.casefold()
        found = next((tab for tab in self._state.tabs if tab.name.casefold() == folded), None)
        return () if found is None else found.select(market)


def list_rules(state: BoardState) -> list[AlertRow]:
    """Return a row for each thing that rang and was not acknowledged, then one for each rule, group by group."""
    status, now, settings = state.alerts or NO_ALERTS, state.time_of_day, state.settings
    rules = {rule.name: rule for rule in settings.rules}
    by_rule: dict[str, dict[str, RuleState]] = {name: {} for name in rules}
    for (name, subject), each in status.states.items():
        by_rule.setdefault(name, {})[subject] = each
    rows = [
        AlertRow(Group.FIRED, key, rules.get(key[0]), status.states[key])
        for key in status.unacknowledged
        if not status.states[key].is_snoozed(now)
    ]
    known = _Known(state)
    shown = {row.key[0] for row in rows if row.rule is None or _has_one_subject(row.rule)}
    for rule in settings.rules:
        states = by_rule[rule.name]
        rows += [
            AlertRow(Group.SNOOZED, (rule.name, subject), rule, each)
            for subject, each in states.items()
            if subject and each.is_snoozed(now)
        ]
        if rule.name not in shown:
            rows.append(_row_of(rule, states, state, known))
    rows += [
        AlertRow(Group.BROKEN, (broken.name, ""), broken, problem=broken.problem) for broken in settings.broken_rules
    ]
    order = list(Group)
    return sorted(rows, key=lambda row: order.index(row.group))


def instrument_of_row(row: AlertRow, market: Market) -> InstrumentId | None:
    """Return the instrument that a row is about; None for none that is on the board, or several."""
    name = row.key[1]
    if not name and isinstance(row.rule, Rule):
        named = row.rule.named_instruments
        name = named[0] if len(named) == 1 else ""
    quote = find_quote(market, name) if name else None
    return None if quote is None else quote.id


def _has_one_subject(rule: Rule | BrokenRule) -> bool:
    if isinstance(rule, BrokenRule) or rule.subject_kind is SubjectKind.MARKET:
        return True
    return rule.scope.kind is ScopeKind.INSTRUMENTS and len(rule.scope.names) == 1


class _Known:
    """What rules can name: hundreds of them ask the same.

    Args:
        state: of the board.
    """

    def __init__(self, state: BoardState) -> None:
        quotes = state.market.quotes
        self.ids = {str(key).upper() for key in quotes}
        self.symbols = {key.symbol for key in quotes}
        self.markets = {key.market.upper() for key in quotes}
        self.tabs = {tab.name.casefold() for tab in state.tabs}

    def has(self, name: str) -> bool:
        """Return whether there is an instrument `PSX:OGDC`, or `OGDC` of any market."""
        folded = name.upper()
        return folded in self.ids or folded in self.symbols


def _row_of(rule: Rule, states: Mapping[str, RuleState], state: BoardState, known: _Known) -> AlertRow:
    """Return the row of a rule as a whole."""
    whole = states.get("", ARMED)
    rang = max((each.rang_at for each in states.values() if each.rang_at), default=None)
    is_armed = whole.is_armed if not states or _has_one_subject(rule) else True
    if _has_one_subject(rule) and states:
        is_armed = all(each.is_armed for each in states.values())
    after = whole._replace(rang_at=rang, is_armed=is_armed)
    problem, is_broken = _problem_of(rule, state.market, known)
    if not rule.is_enabled:
        group = Group.OFF
    elif whole.is_snoozed(state.time_of_day):
        group = Group.SNOOZED
    else:
        group = Group.BROKEN if is_broken else Group.ARMED
    return AlertRow(group, (rule.name, ""), rule, after, problem)


def _problem_of(rule: Rule, market: Market, known: _Known) -> tuple[str, bool]:
    """Return what a rule names that nobody tells of, empty for nothing, and whether it cannot ring therefore."""
    if unknown := [name for name in rule.named_sources if name.casefold() != ANY_SOURCE and name not in market.health]:
        return f"there is no source {unknown[0]}", True
    absent = [name for name in rule.named_instruments if not known.has(name)]
    if absent:
        others = f" and {len(absent) - _MAX_NAMED} more" if len(absent) > _MAX_NAMED else ""
        reason = absence_reason(market) if market.health else "no source is there"
        compared = not set(absent).isdisjoint(rule.compared_instruments)
        is_final = compared or len(absent) == len(rule.named_instruments)
        return f"{', '.join(absent[:_MAX_NAMED])}{others}: {reason}", is_final and reason == "no source has it"
    scope = rule.scope
    if scope.kind is ScopeKind.TAB and scope.names[0].casefold() not in known.tabs:
        return f"there is no tab {scope.names[0]}", True
    if scope.kind is ScopeKind.MARKET and market.quotes and scope.names[0].upper() not in known.markets:
        return f"no instrument of {scope.names[0]} is on the board", False
    return "", False


class NowFigure(NamedTuple):
    """The figure of a rule now, against its line."""

    text: str = ""
    holds: bool | None = None
    """Whether the condition of the rule holds; None where that is not known."""


class Figures:
    """Works out the figures of rules at one state of the board, each once.

    Args:
        state: of the board.
    """

    def __init__(self, state: BoardState) -> None:
        self._state = state
        surroundings = BoardSurroundings(state)
        self._moment = Moment(state.now, state.time_of_day, state.market, state.market, surroundings)
        self._known: dict[SubjectKey, NowFigure] = {}
        self._of_scopes: dict[Scope, Sequence[Subject]] = {}

    def now(self, row: AlertRow) -> NowFigure:
        """Return the figure of a row; of a rule about several instruments, that of the one which is nearest to ring."""
        if not isinstance(row.rule, Rule):
            return NowFigure()
        found = self._known.get(row.key)
        if found is None:
            found = self._known[row.key] = self._figure(row.rule, row.key[1])
        return found

    def compared(self, row: AlertRow) -> tuple[AlertFigure, ...]:
        """Return all that the rule of a row compares, at its instrument; nothing for one about several."""
        subject = self._subject(row.rule, row.key[1]) if isinstance(row.rule, Rule) else None
        if subject is None or not isinstance(row.rule, Rule):
            return ()
        return figures_of(lines_of(row.rule.condition), subject)

    def _subject(self, rule: Rule, subject: str) -> Subject | None:
        match rule.subject_kind:
            case SubjectKind.QUOTE:
                names = (subject,) if subject else rule.scope.names if _has_one_subject(rule) else ()
                quote = find_quote(self._state.market, names[0]) if names else None
                return None if quote is None else Subject(self._moment, str(quote.id), quote, quote)
            case SubjectKind.MARKET:
                keys = None if rule.scope.kind is ScopeKind.ALL else frozenset(self._keys(rule))
                return Subject(self._moment, "", keys=keys, takes_doubtful=rule.takes_doubtful)
            case _:
                return None

    def _keys(self, rule: Rule) -> Iterator[InstrumentId]:
        scope, market = rule.scope, self._state.market
        match scope.kind:
            case ScopeKind.ALL:
                yield from market.quotes
            case ScopeKind.TAB:
                yield from self._moment.surroundings.tab(scope.names[0], market)
            case ScopeKind.MARKET:
                codes = {name.upper() for name in scope.names}
                yield from (key for key in market.quotes if key.market.upper() in codes)
            case ScopeKind.INSTRUMENTS:
                found = (find_quote(market, name) for name in scope.names)
                yield from (quote.id for quote in found if quote is not None)

    def _subjects(self, rule: Rule) -> Sequence[Subject]:
        """Return the instruments of a rule as they are judged: rules of one scope have the same."""
        found = self._of_scopes.get(rule.scope)
        if found is None:
            quotes = self._state.market.quotes
            keys = islice(self._keys(rule), MAX_LOOKED_AT)
            found = [Subject(self._moment, "", quote, quote) for key in keys if (quote := quotes.get(key))]
            self._of_scopes[rule.scope] = found
        return found

    def _figure(self, rule: Rule, name: str) -> NowFigure:
        if rule.subject_kind is SubjectKind.ARTICLE:
            return NowFigure()
        if rule.subject_kind is SubjectKind.SOURCE:
            return self._source_figure(rule, name)
        subject = self._subject(rule, name)
        if subject is None:
            return NowFigure() if name or _has_one_subject(rule) else self._nearest(rule)
        holds = compile_alert(rule.condition)(subject)
        first = next(comparisons(rule.condition), None)
        value = read_operand(first.left)(subject) if first is not None else subject.quote and subject.quote.price
        return NowFigure("" if value is None else figure_text(value), holds)

    def _source_figure(self, rule: Rule, name: str) -> NowFigure:
        market = self._state.market
        names = (name,) if name else rule.named_sources
        listed = list(market.health) if any(each.casefold() == ANY_SOURCE for each in names) else list(names)
        holds = compile_alert(rule.condition)
        found = [each for each in listed if each in market.health]
        ringing = [each for each in found if holds(Subject(self._moment, each, source=each))]
        if ringing:
            return NowFigure(f"{ringing[0]} {market.health[ringing[0]].state.value}", holds=True)
        if len(found) == 1:
            return NowFigure(market.health[found[0]].state.value, holds=False)
        return NowFigure(f"{len(found)} well", holds=False) if found else NowFigure()

    def _nearest(self, rule: Rule) -> NowFigure:
        """Return the instrument whose figure is furthest towards the line, and how many are beyond it."""
        first = next(comparisons(rule.condition), None)
        subjects = self._subjects(rule)
        condition = compile_alert(rule.condition)
        holding = [subject for subject in subjects if condition(subject)]
        count = f" +{len(holding) - 1}" if len(holding) > 1 else ""
        best = _furthest(first, holding or subjects) if first is not None else None
        if best is None:
            return NowFigure(f"{len(holding)} hold" if holding else "", bool(holding))
        value, subject = best
        symbol = subject.quote.id.symbol if subject.quote else ""
        return NowFigure(f"{symbol} {figure_text(value)}{count}", bool(holding))


def _furthest(line: Comparison, subjects: Iterable[Subject]) -> tuple[Decimal, Subject] | None:
    """Return the figure that is furthest towards a line, and its subject; None where the line has no side."""
    if line.operator[0] not in "<>":
        return None
    read = read_operand(line.left)
    figures = ((value, subject) for subject in subjects if isinstance(value := read(subject), Decimal))
    choose = max if line.operator[0] == ">" else min
    return choose(figures, key=itemgetter(0), default=None)
