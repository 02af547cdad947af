"""The figures of rules of alerts now, each against its line."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from tui.domain.alerts.figures import compared_figures, figure_text, figures_of
from tui.domain.alerts.judge import scope_keys
from tui.domain.alerts.rule import Rule, Scope, SubjectKind
from tui.domain.alerts.status import NO_ALERTS, SubjectKey
from tui.domain.alerts.subject import Moment, Subject, find_quote
from tui.domain.alerts.vocabulary import ANY_SOURCE, compile_alert, read_operand
from tui.domain.bars import Bar
from tui.domain.events import AlertFigure
from tui.domain.expressions.tree import Comparison, comparisons
from tui.domain.market import Market
from tui.domain.positions import Position, positions
from tui.domain.quote import InstrumentId
from tui.view.alert_rows import AlertRow, has_one_subject
from tui.view.board_state import BoardState

MAX_LOOKED_AT: Final = 2_000
"""Instruments of a rule that are looked at for its figure now."""


class BoardSurroundings:
    """What rules ask beside the market, as far as the board knows it.

    Args:
        state: of the board.
    """

    def __init__(self, state: BoardState) -> None:
        self._state = state
        self._positions: Mapping[InstrumentId, Position] | None = None

    @property
    def disagree_percent(self) -> Decimal:
        """By how much, in percent, two sources may differ."""
        return self._state.disagree_percent

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
        return figures_of(compared_figures(row.rule.condition), subject)

    def _subject(self, rule: Rule, subject: str) -> Subject | None:
        match rule.subject_kind:
            case SubjectKind.QUOTE:
                names = (subject,) if subject else rule.scope.names if has_one_subject(rule) else ()
                quote = find_quote(self._state.market, names[0]) if names else None
                return None if quote is None else Subject(self._moment, str(quote.id), quote, quote)
            case SubjectKind.MARKET:
                keys = scope_keys(rule.scope, self._moment)
                return Subject(self._moment, "", keys=keys, takes_doubtful=rule.takes_doubtful)
            case _:
                return None

    def _subjects(self, rule: Rule) -> Sequence[Subject]:
        """Return the instruments of a rule as they are judged: rules of one scope have the same."""
        found = self._of_scopes.get(rule.scope)
        if found is None:
            keys = scope_keys(rule.scope, self._moment)
            # in the order of the market: of equal figures the first is shown each time
            quotes = (quote for key, quote in self._state.market.quotes.items() if keys is None or key in keys)
            found = [Subject(self._moment, "", quote, quote) for quote in islice(quotes, MAX_LOOKED_AT)]
            self._of_scopes[rule.scope] = found
        return found

    def _figure(self, rule: Rule, name: str) -> NowFigure:
        if rule.subject_kind is SubjectKind.ARTICLE:
            return NowFigure()
        if rule.subject_kind is SubjectKind.SOURCE:
            return self._source_figure(rule, name)
        subject = self._subject(rule, name)
        if subject is None:
            return NowFigure() if name or has_one_subject(rule) else self._nearest(rule)
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
