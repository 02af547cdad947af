"""The rules of alerts of a configuration."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.config.alert_ways import parse_hours
from tui.config.errors import ConfigError, ErrorCollector, config_error, did_you_mean_known, quote_value
from tui.domain.alerts.margin import NO_MARGIN, Margin
from tui.domain.alerts.rule import (
    BELL,
    BrokenRule,
    Repeat,
    Rule,
    Scope,
    ScopeKind,
    SubjectKind,
    Times,
    parse_condition,
    subject_kind,
)
from tui.domain.expressions.tokens import MAX_LENGTH, ExpressionError
from tui.domain.expressions.tree import AllOf, Node
from tui.domain.instants import parse_duration
from tui.domain.text import sanitize_line

if TYPE_CHECKING:
    from tui.config.schema import AlertModel

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALL: Final = "all"
_BELL_ALONE: Final[Mapping[str, str]] = {BELL: BELL}
_SCOPES: Final = {"tab": ScopeKind.TAB, "market": ScopeKind.MARKET}


class Rules(NamedTuple):
    """The rules of a configuration."""

    rules: tuple[Rule, ...] = ()
    broken: tuple[BrokenRule, ...] = ()
    """Those that cannot ring as they are written."""


def build_rules(
    models: Sequence["AlertModel"], file: Path, errors: ErrorCollector, ways: Mapping[str, str] = _BELL_ALONE
) -> Rules:
    """Return the rules of a configuration, and those whose condition is wrong; other problems go to the collector.

    Args:
        models: as they are written.
        file: where they were read from.
        errors: collects what is wrong.
        ways: the names of the ways out, by how a rule may write them; a rule that names none is told by all of them.
    """
    broken: list[BrokenRule] = []
    rules: dict[str, Rule] = {}
    numbers: dict[str, int] = {}
    for number, model in enumerate(models):
        try:
            condition = parse_condition(model.when)
        except ExpressionError as problem:
            broken.append(_broken(model, number, problem, ways))
            continue
        name = sanitize_line(model.name if model.name is not None else _usual_name(model))
        if name in rules:
            same = f"found {quote_value(name)}, which alerts[{numbers[name]}] already has"
            errors.add(config_error(file, f"alerts[{number}].name", same))
            continue
        unknown = [way for way in model.ways or () if way.strip().casefold() not in ways]
        # of ways that are wrong the names may not be known
        if unknown and not errors.is_about("alert_ways"):
            wrong = f"found {quote_value(unknown[0])}, which no [[alert_ways]] has as its name"
            known = did_you_mean_known(unknown[0], ways.values())
            errors.add(config_error(file, f"alerts[{number}].ways", f"{wrong}{known}"))
        rules[name], numbers[name] = _rule(name, model, condition, ways)._replace(number=number), number
    return Rules(tuple(rules.values()), tuple(broken))


def problem_of(rule: BrokenRule, file: Path | None) -> ConfigError:
    """Return the problem of a broken rule as one of the file."""
    return config_error(file, f"alerts[{rule.number}].when", f"found {quote_value(rule.text)}, {rule.problem}")


def _broken(model: "AlertModel", number: int, problem: ExpressionError, ways: Mapping[str, str]) -> BrokenRule:
    name = sanitize_line(model.name if model.name is not None else _usual_name(model))
    rule = _rule(name, model, AllOf(()), ways)._replace(number=number)
    return BrokenRule(rule, sanitize_line(str(problem)), problem.position)


def typed_rule(condition: str) -> Rule:
    """Return the rule of a condition alone, as an `[[alerts]]` table would have it that says nothing else.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    from tui.config.schema import AlertModel  # noqa: PLC0415 - only for a condition that is typed

    return _rule(sanitize_line(condition), AlertModel(when=condition), parse_condition(condition), {})


def rule_of(values: Mapping[str, object]) -> Rule:
    """Return the rule of an `[[alerts]]` table with these values.

    Raises:
        ExpressionError: its condition is wrong.
        ValueError: another value is.
    """
    import msgspec  # noqa: PLC0415 - only for a rule that is made in the program

    from tui.config.schema import AlertModel  # noqa: PLC0415 - as above

    try:
        model = msgspec.convert(values, AlertModel)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    name = sanitize_line(model.name if model.name is not None else _usual_name(model))
    return _rule(name, model, parse_condition(model.when), {})


def _usual_name(model: "AlertModel") -> str:
    """Return the name of a rule that has none: what it is about, and its condition."""
    on = " ".join([model.on] if isinstance(model.on, str) else model.on)
    return model.when if on in {"", _ALL} else f"{on}: {model.when}"


def _rule(name: str, model: "AlertModel", condition: Node, ways: Mapping[str, str]) -> Rule:
    kind = subject_kind(condition)
    usual = Repeat.DAILY if kind in {SubjectKind.QUOTE, SubjectKind.MARKET} else Repeat.EACH
    return Rule(
        name=name,
        text=sanitize_line(model.when, MAX_LENGTH),
        condition=condition,
        scope=_scope(model.on),
        repeat=usual if model.repeat is None else Repeat(model.repeat),
        cool_down=parse_duration(model.cool_down) or timedelta(0),
        margin=_margin(model.margin),
        times=Times(model.session, frozenset(WEEKDAYS.index(day) for day in model.days), parse_hours(model.hours)),
        takes_doubtful=model.doubtful,
        ways=_ways(model, ways),
        is_enabled=model.enabled,
        is_named=model.name is not None,
    )


def usual_ways(known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ways of a rule that names none: all that there are, but the bell."""
    return tuple(dict.fromkeys(name for name in known.values() if name != BELL))


def _ways(model: "AlertModel", known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ways of a rule that there are: those that it names, else all but the bell."""
    named = usual_ways(known) if model.ways is None else [known.get(way.strip().casefold(), "") for way in model.ways]
    return tuple(dict.fromkeys([BELL] * model.bell + [name for name in named if name]))


def _scope(on: str | Sequence[str]) -> Scope:
    names = tuple(map(sanitize_line, (on,) if isinstance(on, str) else on))
    if not names or names == (_ALL,):
        return Scope()
    if len(names) == 1:
        word, colon, name = names[0].partition(":")
        if colon and word.casefold() in _SCOPES and name.strip():
            return Scope(_SCOPES[word.casefold()], (name.strip(),))
    return Scope(ScopeKind.INSTRUMENTS, tuple(name.strip().upper() for name in names))


def _margin(text: str) -> Margin:
    if not text:
        return NO_MARGIN
    return Margin(Decimal(text.removesuffix("%").rstrip()), is_percent=text.endswith("%"))
