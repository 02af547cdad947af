"""The rules of alerts, as the user wrote them."""

from collections.abc import Container
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, NamedTuple
from zlib import crc32

from tui.domain.alerts.hours import DailyHours
from tui.domain.alerts.margin import NO_MARGIN, Margin
from tui.domain.alerts.vocabulary import (
    ARTICLE_FUNCTIONS,
    BREADTH_FIELDS,
    SOURCE_FUNCTIONS,
    is_of_day,
    parse_alert,
)
from tui.domain.expressions.fields import FIELDS
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.expressions.tree import Call, Field, Node, leaves

BELL: Final = "bell"
"""The way out of a rule that rings the terminal's bell."""


class Repeat(StrEnum):
    """How often a rule rings for one subject."""

    ONCE = "once"
    """Until the user arms it again."""
    DAILY = "daily"
    """Once in a trading day."""
    EACH = "each"
    """Each time that its condition begins to hold."""


class ScopeKind(StrEnum):
    """What a rule is about."""

    ALL = "all"
    INSTRUMENTS = "instruments"
    MARKET = "market"
    TAB = "tab"


class Scope(NamedTuple):
    """The instruments that a rule is about."""

    kind: ScopeKind = ScopeKind.ALL
    names: tuple[str, ...] = ()
    """The instruments, `PSX:OGDC` or `OGDC` of any market; or the code of the market; or the name of the tab."""


class SubjectKind(StrEnum):
    """What a rule is judged on."""

    QUOTE = "quote"
    """Each instrument of its scope by itself."""
    MARKET = "market"
    """The market as a whole: breadth, or figures of instruments that it names itself."""
    SOURCE = "source"
    ARTICLE = "article"


class Times(NamedTuple):
    """When a rule is judged."""

    in_session: bool = True
    """Whether only while the market of its subject trades; one without hours always does."""
    weekdays: frozenset[int] = frozenset()
    """Monday is 0; empty for all."""
    hours: DailyHours | None = None
    """None for all day."""

    def admit(self, at: datetime, zone: tzinfo | None = None) -> bool:
        """Return whether a rule is judged at a time (aware), the session left aside.

        `zone` is that of the user, None that of the machine.
        """
        if self.weekdays and at.astimezone(zone).weekday() not in self.weekdays:
            return False
        return self.hours is None or self.hours.include(at, zone)


class Rule(NamedTuple):
    """One rule."""

    name: str
    """Unique."""
    text: str
    """Its condition as it was written."""
    condition: Node
    scope: Scope = Scope()
    repeat: Repeat = Repeat.EACH
    cool_down: timedelta = timedelta(0)
    """For which it is silent after it rang, about the same subject."""
    margin: Margin = NO_MARGIN
    """How far a figure must go back beyond its line before the rule is armed again."""
    times: Times = Times()
    takes_doubtful: bool = False
    """Whether a flagged or stale figure may ring by itself."""
    ways: tuple[str, ...] = ()
    """How it is told besides the board and the tape."""
    is_enabled: bool = True
    number: int | None = None
    """Which of the `[[alerts]]` tables it is, from 0; None for one that is of none."""
    is_named: bool = True
    """Whether the name is the user's own, and not what it is about and its condition."""

    @property
    def fingerprint(self) -> str:
        """Eight digits that follow from what it compares and what it is about: another rule of its name has others."""
        return f"{crc32(chr(10).join((self.text, self.scope.kind, *self.scope.names)).encode()):08x}"

    @property
    def subject_kind(self) -> SubjectKind:
        """What it is judged on."""
        return subject_kind(self.condition)

    @property
    def named_instruments(self) -> tuple[str, ...]:
        """The instruments that it names, in its scope and in its condition."""
        scoped = self.scope.names if self.scope.kind is ScopeKind.INSTRUMENTS else ()
        return tuple(dict.fromkeys((*scoped, *self.compared_instruments)))

    @property
    def compared_instruments(self) -> tuple[str, ...]:
        """The instruments whose figures its condition names: `last(PPL)`."""
        return _first_arguments(self.condition, FIELDS)

    @property
    def named_sources(self) -> tuple[str, ...]:
        """The sources that its condition names; `any` is one of them where it is about each source by itself."""
        return _first_arguments(self.condition, SOURCE_FUNCTIONS)


class BrokenRule(NamedTuple):
    """A rule that cannot be judged as it is written."""

    rule: Rule
    """All of it but its condition, which is empty."""
    problem: str
    """What is wrong with the condition, with the column."""
    position: int = 0
    """The character of the condition at which it is wrong, from 0."""

    @property
    def name(self) -> str:
        """That of the rule."""
        return self.rule.name

    @property
    def text(self) -> str:
        """Its condition as it was written."""
        return self.rule.text

    @property
    def number(self) -> int | None:
        """Which of the `[[alerts]]` tables it is, from 0."""
        return self.rule.number

    @property
    def is_named(self) -> bool:
        """Whether the name is the user's own."""
        return self.rule.is_named


def _first_arguments(condition: Node, functions: Container[str]) -> tuple[str, ...]:
    calls = [leaf for leaf in leaves(condition) if isinstance(leaf, Call) and leaf.name in functions]
    return tuple(dict.fromkeys(call.arguments[0] for call in calls))


def parse_condition(text: str) -> Node:
    """Return the tree of a condition that can ring.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    node = parse_alert(text)
    kinds = {kind for leaf in leaves(node) if (kind := _kind_of(leaf)) is not None}
    if len(kinds & {SubjectKind.SOURCE, SubjectKind.ARTICLE}) == 1 and len(kinds) > 1:
        raise ExpressionError("a source or a headline is not joined with figures", 0)
    if not any(isinstance(leaf, Call | Field) for leaf in leaves(node)):
        raise ExpressionError("compares nothing: a rule needs a comparison such as pct > 2", 0)
    return node


def subject_kind(node: Node) -> SubjectKind:
    """Return what a condition is judged on: an instrument, unless it names nothing of one."""
    kinds = {kind for leaf in leaves(node) if (kind := _kind_of(leaf)) is not None}
    for kind in (SubjectKind.SOURCE, SubjectKind.ARTICLE, SubjectKind.QUOTE):
        if kind in kinds:
            return kind
    return SubjectKind.MARKET


def is_momentary(node: Node) -> bool:
    """Return whether a condition holds at a moment alone: a headline, a new high or low of the day."""
    calls = [leaf for leaf in leaves(node) if isinstance(leaf, Call)]
    return any(call.name in ARTICLE_FUNCTIONS or is_of_day(call) for call in calls)


def _kind_of(leaf: object) -> SubjectKind | None:
    if isinstance(leaf, Call):
        if leaf.name in FIELDS:
            return SubjectKind.MARKET
        return _KINDS_OF_FUNCTIONS.get(leaf.name, SubjectKind.QUOTE)
    if isinstance(leaf, Field):
        return SubjectKind.MARKET if leaf.name in BREADTH_FIELDS else SubjectKind.QUOTE
    return None


_KINDS_OF_FUNCTIONS: Final = {
    **dict.fromkeys(SOURCE_FUNCTIONS, SubjectKind.SOURCE),
    **dict.fromkeys(ARTICLE_FUNCTIONS, SubjectKind.ARTICLE),
}
