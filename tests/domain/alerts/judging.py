"""Rules judged poll by poll, as an engine does it, with surroundings that a test states."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from tests.kit.markets import a_snapshot, before_polls
from tests.kit.markets import a_source_health as a_source
from tests.kit.quotes import a_quote, after
from tui.domain.alerts.judge import RuleBook, RuleState
from tui.domain.alerts.margin import NO_MARGIN, Margin
from tui.domain.alerts.rule import Repeat, Rule, Scope, ScopeKind, Times, parse_condition
from tui.domain.alerts.subject import Moment
from tui.domain.article import Article
from tui.domain.bars import Bar
from tui.domain.events import Alert, PollResult
from tui.domain.market import Market, apply
from tui.domain.positions import Position
from tui.domain.quote import InstrumentId, Quote

EVER = Times(in_session=False)


def a_rule(
    text: str,
    on: str = "",
    *,
    name: str = "rule",
    repeat: Repeat = Repeat.EACH,
    cool_down: float = 0,
    margin: Margin = NO_MARGIN,
    times: Times = EVER,
    takes_doubtful: bool = False,
) -> Rule:
    """Return a rule; `on` is instruments side by side, nothing for all."""
    scope = Scope(ScopeKind.INSTRUMENTS, tuple(on.split())) if on else Scope()
    return Rule(
        name,
        text,
        parse_condition(text),
        scope,
        repeat,
        timedelta(seconds=cool_down),
        margin,
        times,
        takes_doubtful,
    )


@dataclass
class StatedSurroundings:
    """What rules ask beside the market, as a test states it; the trading day is the UTC date."""

    is_trading: bool = True
    bars: Mapping[InstrumentId, Sequence[Bar]] = field(default_factory=dict)
    owned: Mapping[InstrumentId, Position] = field(default_factory=dict)
    tabs: Mapping[str, Collection[InstrumentId]] = field(default_factory=dict)
    disagree_percent: Decimal = Decimal(1)

    def is_open(self, _market: str, _at: datetime) -> bool:
        return self.is_trading

    def is_new_day(self, _market: str, before: datetime, at: datetime) -> bool:
        return before.date() < at.date()

    def days(self, key: InstrumentId) -> Sequence[Bar]:
        return self.bars.get(key, ())

    def positions(self, _market: Market) -> Mapping[InstrumentId, Position]:
        return self.owned

    def tab(self, name: str, _market: Market) -> Collection[InstrumentId]:
        return self.tabs.get(name, ())


class Judging:
    """A market that is polled by a test, with rules."""

    def __init__(self, *rules: Rule, sources: Sequence[str] = ("br",)) -> None:
        self.book = RuleBook(rules)
        self.surroundings = StatedSurroundings()
        self.market = before_polls(*map(a_source, sources))
        self.states: dict[tuple[str, str], RuleState] = {}

    def restart(self) -> None:
        """Begin again with what was stored: the market, and the states."""
        self.book = RuleBook(self.book.rules)
        self.states = dict(self.states)

    def happens(self, event: PollResult) -> tuple[Alert, ...]:
        """Return the alerts of an event."""
        before, self.market = self.market, apply(self.market, event)
        return self._judge(before, event.at)

    def passes(self, seconds: float) -> tuple[Alert, ...]:
        """Return the alerts that time alone makes, so many seconds after the beginning."""
        return self._judge(self.market, after(seconds))

    def polls(self, seconds: float, *rows: Quote | Article, source: str = "br") -> tuple[Alert, ...]:
        """Return the alerts of a poll so many seconds after the beginning."""
        return self.happens(a_snapshot(*rows, source=source, at=after(seconds)))

    def prices(self, *prices: str, symbol: str = "OGDC", first: int = 0, step: int = 10) -> list[int]:
        """Poll these prices one after the other; return how many alerts each made."""
        return [len(self.polls(first + number * step, quoted(price, symbol))) for number, price in enumerate(prices)]

    def _judge(self, before: Market, at: datetime) -> tuple[Alert, ...]:
        moment = Moment(at, at, before, self.market, self.surroundings)
        verdict = self.book.judge(moment, MappingProxyType(self.states))
        self.states |= verdict.states
        return verdict.alerts


def quoted(price: str, symbol: str = "OGDC") -> Quote:
    """Return a quote of `last`, `last/high` or `last/low/high`, with a previous close of 100."""
    last, *others = price.split("/")
    low, high = (None, others[0]) if len(others) == 1 else (others or (None, None))
    value = Decimal(last)
    quote = a_quote(symbol, last, str(value - 100), str(value - 100))
    return quote._replace(
        previous_close=Decimal(100), high=Decimal(high) if high else None, low=Decimal(low) if low else None
    )
