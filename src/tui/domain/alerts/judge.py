"""Judges rules on every event: which of them ring, exactly once as each says."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.alerts.figures import ComparedFigure, compared_figures, figures_of, holding_figures
from tui.domain.alerts.margin import with_margin
from tui.domain.alerts.rule import Repeat, Rule, Scope, ScopeKind, SubjectKind, is_momentary
from tui.domain.alerts.subject import Moment, Subject, is_disputed, is_doubtful
from tui.domain.alerts.vocabulary import ANY_SOURCE, at_price, compile_alert
from tui.domain.diff import changed_identities
from tui.domain.events import Alert
from tui.domain.expressions.evaluation import Condition
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import CleanText, sanitize_line

MAX_SNOOZE: Final = timedelta(hours=25)
"""Until the midnight of a day on which clocks go back."""


class RuleState(NamedTuple):
    """What became of a rule for one subject."""

    is_armed: bool = True
    """Whether its condition has not held since it last could ring."""
    rang_at: datetime | None = None
    """When it last rang, aware UTC."""
    snoozed_until: datetime | None = None
    """Until when it does not ring, aware UTC; None where the user has not silenced it. That of a whole rule is under
    the empty subject."""
    is_unacknowledged: bool = False
    """Whether it rang and the user has not acknowledged that."""
    rule_fingerprint: str = ""
    """The fingerprint of the rule as it was when it rang; empty where that is not known."""

    def is_snoozed(self, at: datetime) -> bool:
        """Return whether it does not ring at a time (aware)."""
        # a snooze that lasts longer was made before the clock was set back
        return self.snoozed_until is not None and at < self.snoozed_until <= at + MAX_SNOOZE


States = Mapping[tuple[str, str], RuleState]
"""By rule and subject; one that is missing is as at the beginning."""
ARMED: Final = RuleState()


class Verdict(NamedTuple):
    """What an event made of the rules."""

    states: dict[tuple[str, str], RuleState]
    """Those that changed."""
    alerts: tuple[Alert, ...]


class _Compiled(NamedTuple):
    rule: Rule
    holds: Condition[Subject]
    still_holds: Condition[Subject]
    """With the margin: once that is not so, the rule is armed again."""
    compared_figures: tuple[ComparedFigure, ...]
    sources: tuple[str, ...]
    """Those that it names."""
    compared: tuple[str, ...]
    """The instruments whose figures it names."""
    fingerprint: str
    is_momentary: bool
    """Whether it holds at a moment alone: each article, and each new high of the day, is judged by itself."""


class RuleBook:
    """The rules, ready to be judged: a change of an instrument meets only those that are about it.

    Args:
        rules: of unique names.
        zone: of the user's times; None for that of the machine.
    """

    def __init__(self, rules: Iterable[Rule], zone: tzinfo | None = None) -> None:
        self.rules = tuple(rules)
        self._zone = zone
        self._by_kind: dict[SubjectKind, list[_Compiled]] = {kind: [] for kind in SubjectKind}
        self._by_symbol: dict[str, list[_Compiled]] = {}
        self._named: dict[InstrumentId, tuple[_Compiled, ...]] = {}
        for each in (_compiled(rule) for rule in self.rules if rule.is_enabled):
            kind = each.rule.subject_kind
            if kind is SubjectKind.QUOTE and each.rule.scope.kind is ScopeKind.INSTRUMENTS:
                for name in dict.fromkeys(each.rule.scope.names):
                    self._by_symbol.setdefault(name.upper(), []).append(each)
            else:
                self._by_kind[kind].append(each)

    def judge(self, moment: Moment, states: States) -> Verdict:
        """Return what a change of the market, or the time that passed, makes of the rules."""
        changed: dict[tuple[str, str], RuleState] = {}
        alerts: list[Alert] = []
        for compiled, subject in self._subjects(moment):
            key = compiled.rule.name, "" if subject.article else subject.key
            before = changed.get(key) or states.get(key, ARMED)
            after, alert = self._judged(compiled, subject, before, states)
            if after != before:
                changed[key] = after
            if alert is not None:
                alerts.append(alert)
        return Verdict(changed, tuple(alerts))

    def _subjects(self, moment: Moment) -> Iterator[tuple[_Compiled, Subject]]:
        yield from self._of_quotes(moment)
        if moment.before.quotes is not moment.market.quotes:
            for compiled in self._by_kind[SubjectKind.MARKET]:
                yield compiled, _of_market(compiled.rule, moment)
        for compiled in self._by_kind[SubjectKind.SOURCE]:
            named = compiled.sources
            if any(name.casefold() == ANY_SOURCE for name in named):
                yield from ((compiled, Subject(moment, name, source=name)) for name in moment.market.health)
            else:
                yield compiled, Subject(moment, ", ".join(named), source=named[0])
        rules = self._by_kind[SubjectKind.ARTICLE]
        if rules and moment.before.articles is not moment.market.articles:
            for key, was, article in changed_identities(moment.before.articles, moment.market.articles):
                known = moment.before.health.get(article.source)
                if was is None and known is not None and known.last_good is not None:
                    yield from ((compiled, Subject(moment, key, article=article)) for compiled in rules)

    def _of_quotes(self, moment: Moment) -> Iterator[tuple[_Compiled, Subject]]:
        if not self._by_kind[SubjectKind.QUOTE] and not self._by_symbol:
            return
        general = [(each, scope_keys(each.rule.scope, moment)) for each in self._by_kind[SubjectKind.QUOTE]]
        for key, was, quote in _to_judge(moment):
            named = self._rules_of(key)
            within = [each for each, keys in general if keys is None or key in keys]
            if named or within:
                subject = Subject(moment, str(key), quote, was)
                yield from ((compiled, subject) for compiled in (*named, *within))

    def _rules_of(self, key: InstrumentId) -> tuple[_Compiled, ...]:
        """Return the rules that name an instrument, with or without its market."""
        found = self._named.get(key)
        if found is None:
            by_name, by_id = (self._by_symbol.get(name.upper(), []) for name in (key.symbol, str(key)))
            found = self._named[key] = tuple({id(each): each for each in (*by_name, *by_id)}.values())
        return found

    def _judged(
        self, compiled: _Compiled, subject: Subject, before: RuleState, states: States
    ) -> tuple[RuleState, Alert | None]:
        rule, moment = compiled.rule, subject.moment
        if not rule.times.admit(moment.wall, self._zone) or not _is_due(rule, subject):
            return before, None
        compared = () if rule.takes_doubtful else _compared_quotes(compiled, subject)
        if any(quote.price is None or is_doubtful(quote, moment) for quote in compared):
            return before, None
        is_armed = before.is_armed or compiled.is_momentary
        extremes = _extremes_seen(subject)
        is_armed_after, rings = _walk(compiled, (*extremes, subject), is_armed)
        if len(extremes) > 1 and rings:
            # nobody saw whether the high or the low came first: what cannot be shown does not ring
            other = _walk(compiled, (*reversed(extremes), subject), is_armed)
            is_armed_after, rings = min((is_armed_after, rings), other, key=lambda walked: len(walked[1]))
        if rings and (before.is_snoozed(moment.wall) or states.get((rule.name, ""), ARMED).is_snoozed(moment.wall)):
            # armed: what still holds when that is over rings then
            return before._replace(is_armed=True), None
        if not rings or _is_silent(rule, before, subject):
            # most changes of a figure change nothing here
            return before if is_armed_after == before.is_armed else before._replace(is_armed=is_armed_after), None
        after = before._replace(
            is_armed=is_armed_after, rang_at=moment.wall, is_unacknowledged=True, rule_fingerprint=compiled.fingerprint
        )
        return after, _alert(compiled, rings[0], is_between_polls=rings[0] is not subject)


def _to_judge(moment: Moment) -> Iterator[tuple[InstrumentId, Quote | None, Quote]]:
    """Yield the quotes that changed, each after the one before, and those on which sources agree again."""
    before, market = moment.before, moment.market
    changed = changed_identities(before.quotes, market.quotes)
    yield from changed
    if len(market.quotes_by_source) < 2 or before.quotes_by_source is market.quotes_by_source:
        return
    seen = {key for key, _, _ in changed}
    for source, rows in market.quotes_by_source.items():
        known = before.quotes_by_source.get(source)
        if known is None or known is rows:
            continue
        for key, was, _ in changed_identities(known.rows, rows.rows):
            quote = market.quotes.get(key)
            if was is None or quote is None or key in seen:
                continue
            seen.add(key)
            if is_disputed(key, before, moment) and not is_disputed(key, market, moment):
                yield key, quote, quote


def _walk(compiled: _Compiled, path: Iterable[Subject], is_armed: bool) -> tuple[bool, Sequence[Subject]]:
    """Return whether a rule is armed at the end of a path, and where on it the condition began to hold."""
    rings: list[Subject] = []
    for subject in path:
        if not is_armed:
            is_armed = compiled.still_holds(subject) is False
        if is_armed and compiled.holds(subject) is True:
            is_armed = False
            rings.append(subject)
    return is_armed, rings


def _compiled(rule: Rule) -> _Compiled:
    still_holds = compile_alert(with_margin(rule.condition, rule.margin))
    return _Compiled(
        rule,
        compile_alert(rule.condition),
        still_holds,
        compared_figures(rule.condition),
        rule.named_sources,
        rule.compared_instruments,
        rule.fingerprint,
        is_momentary(rule.condition),
    )


def _alert(compiled: _Compiled, subject: Subject, *, is_between_polls: bool) -> Alert:
    rule, quote, article = compiled.rule, subject.quote, subject.article
    health = subject.moment.market.health.get(subject.source) if subject.source else None
    return Alert(
        ways=rule.ways,
        rule=CleanText(rule.name),
        subject=sanitize_line(subject.key),
        at=subject.moment.wall,
        condition=sanitize_line(rule.text),
        figures=figures_of(holding_figures(compiled.compared_figures, subject), subject),
        source=(quote.source if quote else article.source if article else subject.source) or "",
        confirmed_at=subject.moment.market.polled_at(quote) if quote else health.last_good if health else None,
        as_of=quote.as_of if quote else None,
        is_between_polls=is_between_polls,
        title=sanitize_line(article.headline if article else (health and health.reason) or ""),
    )


def _of_market(rule: Rule, moment: Moment) -> Subject:
    return Subject(moment, "", keys=scope_keys(rule.scope, moment), takes_doubtful=rule.takes_doubtful)


def scope_keys(scope: Scope, moment: Moment) -> Collection[InstrumentId] | None:
    """Return the instruments of a scope that the market has; None for all."""
    match scope.kind:
        case ScopeKind.ALL:
            return None
        case ScopeKind.MARKET:
            codes = {name.upper() for name in scope.names}
            return frozenset(key for key in moment.market.quotes if key.market.upper() in codes)
        case ScopeKind.TAB:
            return frozenset(key for name in scope.names for key in moment.surroundings.tab(name, moment.market))
        case ScopeKind.INSTRUMENTS:
            names = {name.upper() for name in scope.names}
            quotes = moment.market.quotes
            return frozenset(key for key in quotes if not names.isdisjoint({str(key).upper(), key.symbol.upper()}))


def _is_due(rule: Rule, subject: Subject) -> bool:
    """Return whether the market of a subject is in session, or need not be."""
    if not rule.times.in_session or subject.article is not None:
        return True
    moment = subject.moment
    if subject.quote is not None:
        return moment.surroundings.is_open(subject.quote.id.market, moment.at)
    if subject.source is not None:
        health = moment.market.health.get(subject.source)
        markets: Iterable[str] = () if health is None else health.markets
    else:
        markets = {key.market for key in (subject.keys if subject.keys is not None else moment.market.quotes)}
    codes = list(markets)
    return not codes or any(moment.surroundings.is_open(code, moment.at) for code in codes)


def _compared_quotes(compiled: _Compiled, subject: Subject) -> Iterator[Quote]:
    """Yield the quotes whose figures a rule compares; of breadth, which counts all of them, none."""
    if subject.quote is not None:
        yield subject.quote
    for name in compiled.compared:
        found = subject.find(name)
        if found is not None:
            yield found


def _extremes_seen(subject: Subject) -> Sequence[Subject]:
    """Return a subject at the high and the low that were made since the last poll, as far as its figures show."""
    quote, was = subject.quote, subject.was
    if quote is None or was is None or quote.price is None or not (quote.high or quote.low):
        return ()
    moment = subject.moment
    is_new_day = moment.surroundings.is_new_day(quote.id.market, moment.before.polled_at(was), moment.at)
    prices = _extremes(quote, was, is_new_day=is_new_day)
    return [subject._replace(quote=at_price(quote, price)) for price in prices]


def _extremes(quote: Quote, was: Quote, *, is_new_day: bool) -> Iterator[Decimal]:
    """Yield the high and the low of the day where they were made since the last poll."""
    high, low = quote.high, quote.low
    if high is not None and (is_new_day or (was.high is not None and high > was.high)):
        yield high
    if low is not None and (is_new_day or (was.low is not None and low < was.low)):
        yield low


def _is_silent(rule: Rule, before: RuleState, subject: Subject) -> bool:
    """Return whether a rule rang so lately, for this subject, that it does not ring again."""
    if before.rang_at is None:
        return False
    moment = subject.moment
    # a clock that was set back since says nothing
    if timedelta(0) <= moment.wall - before.rang_at < rule.cool_down:
        return True
    if rule.repeat is Repeat.ONCE:
        return True
    if rule.repeat is Repeat.DAILY:
        code = subject.quote.id.market if subject.quote else ""
        rang_at = moment.at - (moment.wall - before.rang_at)
        days = sorted((rang_at, moment.at))
        return not moment.surroundings.is_new_day(code, *days)
    return False
