"""The changes of the configuration file that make and change rules of alerts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.config.edits import Edit
from tui.domain.alerts.rule import BrokenRule, Rule
from tui.view.settings import BoardSettings

Value = str | bool | Sequence[str] | None
"""Of a key of an `[[alerts]]` table; None is one that is not there."""


class RuleChange(NamedTuple):
    """Settings with other rules, and the edits after which the file has them."""

    settings: BoardSettings
    edits: tuple[Edit, ...]


def added(settings: BoardSettings, rule: Rule, values: Mapping[str, Value], about: str) -> RuleChange:
    """Return the change that adds a rule, as a table at the end.

    Args:
        settings: as the file has them.
        rule: the new one.
        values: of its table.
        about: what it does, for the message of undoing it.
    """
    number = len(_tables(settings))
    after = settings._replace(rules=(*settings.rules, rule._replace(number=number)))
    return RuleChange(after, _edits(settings, number, values, about))


def changed(settings: BoardSettings, number: int, rule: Rule, values: Mapping[str, Value], about: str) -> RuleChange:
    """Return the change that puts a rule in the place of another.

    Args:
        settings: as the file has them.
        number: of the table.
        rule: as it is afterwards.
        values: of those keys of its table that change.
        about: what it does, for the message of undoing it.
    """
    rules = {each.number: each for each in settings.rules} | {number: rule._replace(number=number)}
    after = settings._replace(
        rules=tuple(rules[place] for place in sorted(rules, key=lambda place: place or 0)),
        broken_rules=tuple(each for each in settings.broken_rules if each.number != number),
    )
    return RuleChange(after, _edits(settings, number, values, about))


def _edits(settings: BoardSettings, number: int, values: Mapping[str, Value], about: str) -> tuple[Edit, ...]:
    seen = _tables(settings)
    return tuple(
        Edit(path=("alerts", number, key), value=value, about=about, seen=seen) for key, value in values.items()
    )


def _tables(settings: BoardSettings) -> tuple[str, ...]:
    """Return what each `[[alerts]]` table is known by: its name, else its condition."""
    rules: list[Rule | BrokenRule] = [*settings.rules, *settings.broken_rules]
    ordered = sorted(rules, key=lambda rule: rule.number or 0)
    return tuple(rule.name if rule.is_named else rule.text for rule in ordered)
