"""What became of the rules, as the screen reads it."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.alerts.judge import RuleState, States
from tui.domain.bars import Bar
from tui.domain.quote import InstrumentId, InvalidSymbolError

SubjectKey = tuple[str, str]
"""The name of a rule, and the subject that it is about; an empty subject is the rule as a whole."""


def _no_days(_key: InstrumentId) -> Sequence[Bar]:
    return ()


class AlertStatus(NamedTuple):
    """What became of each rule for each of its subjects: a value, which any thread may read."""

    states: States = MappingProxyType({})
    days: Callable[[InstrumentId], Sequence[Bar]] = _no_days
    """Returns the bars of past days that are known; it reads nothing."""

    @property
    def unacknowledged(self) -> tuple[SubjectKey, ...]:
        """What rang and was not acknowledged, the latest first."""
        keys = [key for key, state in self.states.items() if state.is_unacknowledged]
        return tuple(sorted(keys, key=lambda key: _rang_at(self.states[key]), reverse=True))

    @property
    def unacknowledged_count(self) -> int:
        """How many alerts were not acknowledged."""
        return sum(state.is_unacknowledged for state in self.states.values())

    @property
    def marked(self) -> frozenset[InstrumentId]:
        """The instruments whose alerts were not acknowledged."""
        return frozenset(key for _, subject in self.unacknowledged if (key := instrument_of(subject)) is not None)


NO_ALERTS: Final = AlertStatus()


def instrument_of(subject: str) -> InstrumentId | None:
    """Return the instrument that a subject may be; None for a source, an article or the market as a whole."""
    market, _, symbol = subject.partition(":")
    try:
        return InstrumentId.parse(market, symbol) if market else None
    except InvalidSymbolError:
        return None


def _rang_at(state: RuleState) -> float:
    return state.rang_at.timestamp() if state.rang_at else 0.0
