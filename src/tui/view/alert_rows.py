"""The rules of alerts as rows: in which group each is, and what is wrong with it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.alerts.judge import ARMED, RuleState
from tui.domain.alerts.rule import BrokenRule, Rule, ScopeKind, SubjectKind
from tui.domain.alerts.status import NO_ALERTS, SubjectKey
from tui.domain.alerts.subject import find_quote
from tui.domain.alerts.vocabulary import ANY_SOURCE
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.board_state import BoardState
from tui.view.row_lines import absence_reason

if TYPE_CHECKING:
    from tui.domain.tape import AlertSeen

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
    shown = {row.key[0] for row in rows if row.rule is None or has_one_subject(row.rule)}
    for rule in settings.rules:
        states = by_rule[rule.name]
        snoozed = [
            AlertRow(Group.SNOOZED, (rule.name, subject), rule, each)
            for subject, each in states.items()
            if rule.is_enabled and subject and each.is_snoozed(now)
        ]
        rows += snoozed
        # of a rule about one instrument that row says it all
        if rule.name not in shown and not (snoozed and has_one_subject(rule)):
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


def has_one_subject(rule: Rule | BrokenRule) -> bool:
    """Return whether a rule is about one instrument alone, or about the market as a whole."""
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
    # of a rule about many instruments some are always armed
    is_armed = not has_one_subject(rule) or all(each.is_armed for each in states.values())
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
