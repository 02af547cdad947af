"""The form of a rule: what it is about, what it compares, how often it rings, and its condition as that makes it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from tui.domain.alerts.rule import Repeat, Rule, Scope, ScopeKind, parse_condition
from tui.domain.expressions.tokens import MAX_LENGTH, ExpressionError
from tui.domain.quote import InstrumentKind, Quote
from tui.domain.text import sanitize_line
from tui.view.typed_line import TypedLine

MAX_NAME: Final = 60
"""Characters of the name of a rule."""
MAX_VALUE: Final = 24
OWN: Final = "own"
"""The kind whose condition is typed."""
_Choice = TypeVar("_Choice")


class Kind(NamedTuple):
    """A kind of condition."""

    id: str
    label: str
    template: str
    """The condition, with `{value}` and `{span}` in it."""
    value_label: str = ""
    span_label: str = ""
    value: str = ""
    """The usual figure; empty for the present one."""
    span: str = ""


KINDS: Final = (
    Kind("above", "price above", "last > {value}", "price"),
    Kind("below", "price below", "last < {value}", "price"),
    Kind("up", "up on the day by more than", "pct > {value}", "percent"),
    Kind("down", "down on the day by more than", "pct < -{value}", "percent"),
    Kind("move", "moves within", "move({span}) > {value} or move({span}) < -{value}", "percent", "within", "1", "5m"),
    Kind(
        "points", "points within", "points({span}) > {value} or points({span}) < -{value}", "points", "within", "", "5m"
    ),
    Kind("high", "new high of", "new_high({span})", "", "day or days", "", "day"),
    Kind("low", "new low of", "new_low({span})", "", "day or days", "", "day"),
    Kind("gap", "gap at the open", "gap > {value} or gap < -{value}", "percent", "", "2"),
    Kind(
        "volume", "volume above its average", "vol > {value} * avg_volume({span})", "times", "trading days", "3", "20d"
    ),
    Kind("gain", "your gain above", "gain_pct > {value}", "percent", "", "10"),
    Kind("loss", "your loss beyond", "gain_pct < -{value}", "percent", "", "10"),
    Kind(OWN, "a condition of your own", "{value}", "condition"),
)
_BY_ID: Final = {kind.id: kind for kind in KINDS}
_OF_POSITIONS: Final = frozenset({"gain", "loss"})
_OF_INDICES: Final = ("points", "above", "below", "up", "down", "move", "high", "low", "gap", OWN)
_POINTS: Final = Decimal("0.002")
"""The part of an index that is the usual size of a move in points."""
_REPEATS: Final = {Repeat.DAILY: "once a day", Repeat.EACH: "each time", Repeat.ONCE: "once"}


class FormTarget(NamedTuple):
    """What the form is about."""

    quote: Quote | None = None
    """The row under the cursor; None where a rule is edited whose instrument is not on the board."""
    tab: str = ""
    """The name of the tab that is shown; empty for one of all instruments."""
    is_owned: bool = False
    """Whether the user has a position in it."""
    taken: frozenset[str] = frozenset()
    """The names of other rules."""
    rule: Rule | None = None
    """The rule that is edited; None for a new one."""


class AlertForm(NamedTuple):
    """The form as it is filled in; each change returns another one."""

    target: FormTarget
    kinds: tuple[str, ...]
    scopes: tuple[str, ...]
    """What the rule can be about, as `on` has it; empty where that is several instruments, which stay."""
    kind: str
    value: TypedLine
    span: TypedLine
    name: TypedLine = TypedLine()
    on: str = ""
    repeat: Repeat = Repeat.DAILY
    in_session: bool = True
    field: int = 0
    """The field that the keys are on."""

    @property
    def _kind(self) -> Kind:
        return _BY_ID[self.kind]

    @property
    def fields(self) -> Sequence[str]:
        """The fields that the kind has, top first."""
        kind = self._kind
        own = [name for name, label in (("value", kind.value_label), ("span", kind.span_label)) if label]
        return ("kind", *own, *(("on",) if len(self.scopes) > 1 else ()), "repeat", "session", "name")

    @property
    def condition(self) -> str:
        """The condition in the language of rules."""
        text = self._kind.template.format(value=self.value.text.strip(), span=self.span.text.strip())
        # minus a figure below zero is one above it
        return text.replace("< --", "< ")

    @property
    def fault(self) -> ExpressionError | None:
        """What is wrong with the condition, and where; None where nothing is."""
        if not self.condition.strip():
            return ExpressionError("expected a condition such as pct > 2", 0)
        try:
            parse_condition(self.condition)
        except ExpressionError as error:
            return error
        return None

    @property
    def rule_name(self) -> str:
        """The name that the rule will have."""
        named = self.condition if self.on in {"", "all"} else f"{self.on}: {self.condition}"
        return self._clean_name or sanitize_line(named)

    @property
    def _clean_name(self) -> str:
        """The name that is typed, as the board has it: what differs in blanks alone is the same name."""
        return sanitize_line(self.name.text)

    @property
    def problem(self) -> str:
        """Why it cannot be written, besides its condition; empty where nothing is wrong."""
        if self.rule_name.casefold() in {name.casefold() for name in self.target.taken}:
            return f"there is a rule “{self.rule_name}” already"
        return ""

    def values(self) -> dict[str, str | bool | None]:
        """Return what the `[[alerts]]` table has of it; None for a key that is not there."""
        return {
            "name": self._clean_name or None,
            "when": self.condition,
            "on": self.on if self.on not in {"", "all"} else None,
            "repeat": self.repeat.value,
            "session": None if self.in_session else False,
        }

    def table_lines(self) -> list[str]:
        """Return the `[[alerts]]` table as it will be in the file; of a rule that is edited what the form has of it."""
        lines = ["[[alerts]]"]
        for key, value in self.values().items():
            if isinstance(value, str):
                escaped = value.replace("\\", "\\\\").replace('"', '\\"')
                lines.append(f'{key} = "{escaped}"')
            elif value is not None:
                lines.append(f"{key} = {str(value).lower()}")
        return lines

    def label_of(self, field: str) -> str:
        """Return the label of a field."""
        kind = self._kind
        labels = {"kind": "when", "value": kind.value_label, "span": kind.span_label}
        return labels.get(
            field, {"on": "about", "repeat": "rings", "session": "session", "name": "name"}.get(field, "")
        )

    def chosen(self, field: str) -> str:
        """Return what is chosen in a field that has choices; empty for one that is typed."""
        match field:
            case "kind":
                return self._kind.label
            case "on":
                return on_text(self.on)
            case "repeat":
                return _REPEATS[self.repeat]
            case "session":
                return "while its market trades" if self.in_session else "at any time"
            case _:
                return ""

    def typed(self, field: str) -> TypedLine | None:
        """Return the text of a field that is typed; None for one that has choices."""
        return {"value": self.value, "span": self.span, "name": self.name}.get(field)

    def moved(self, step: int) -> "AlertForm":
        """Return the form with the keys on another field."""
        return self._replace(field=(self.field + step) % len(self.fields))

    def at(self, number: int) -> "AlertForm":
        """Return the form with the keys on this field, from 0."""
        return self._replace(field=max(0, min(number, len(self.fields) - 1)))

    def pressed(self, key: str, character: str | None) -> "AlertForm":
        """Return the form after a key in the field that has the keys."""
        field = self.fields[self.field]
        typed = self.typed(field)
        if typed is None:
            step = {"left": -1, "right": 1, "space": 1}.get(key)
            return self if step is None else self._stepped(field, step)
        return self._typed(field, typed.press(key, character, self._limit_of(field)) or typed)

    def pasted(self, text: str) -> "AlertForm":
        """Return the form with a clean text inserted where one is typed."""
        field = self.fields[self.field]
        typed = self.typed(field)
        return self if typed is None else self._typed(field, typed.insert(text, self._limit_of(field)))

    def _limit_of(self, field: str) -> int:
        """Return how many characters a field that is typed can have."""
        return MAX_NAME if field == "name" else MAX_LENGTH if self.kind == OWN else MAX_VALUE

    def _typed(self, field: str, line: TypedLine) -> "AlertForm":
        match field:
            case "value":
                return self._replace(value=line)
            case "span":
                return self._replace(span=line)
            case _:
                return self._replace(name=line)

    def _stepped(self, field: str, step: int) -> "AlertForm":
        match field:
            case "kind":
                return self._of_kind(_next(self.kinds, self.kind, step))
            case "on":
                return self._replace(on=_next(self.scopes, self.on, step))
            case "repeat":
                return self._replace(repeat=_next(tuple(_REPEATS), self.repeat, step))
            case _:
                return self._replace(in_session=not self.in_session)

    def _of_kind(self, kind: str) -> "AlertForm":
        value = self.condition if kind == OWN else usual_value(kind, self.target.quote)
        return self._replace(kind=kind, value=_line(value), span=_line(_BY_ID[kind].span))


def _line(text: str) -> TypedLine:
    return TypedLine(text, len(text))


def _next(choices: Sequence[_Choice], chosen: _Choice, step: int) -> _Choice:
    return choices[(choices.index(chosen) + step) % len(choices)] if chosen in choices else choices[0]


def usual_value(kind: str, quote: Quote | None) -> str:
    """Return the figure that a kind begins with: the present one of the row, else a usual one."""
    usual = _BY_ID[kind].value
    if quote is None or usual:
        return usual or "0"
    match kind:
        case "above" | "below":
            return "0" if quote.price is None else f"{quote.price:f}"
        case "up" | "down":
            return "1" if quote.percent is None else f"{max(abs(quote.percent), Decimal('0.01')):f}"
        case "points":
            points = Decimal(0) if quote.price is None else (abs(quote.price) * _POINTS).quantize(Decimal(1))
            return f"{max(points, Decimal(1)):f}"
        case _:
            return usual


def on_text(on: str) -> str:
    """Return what a rule is about in words."""
    word, colon, name = on.partition(":")
    if not on or on == "all":
        return "every instrument"
    if colon and word == "tab":
        return f"each in the tab {name}"
    return f"each of {name}" if colon and word == "market" else on


def new_form(target: FormTarget) -> AlertForm:
    """Return the form of a new rule about a row, with its present figures."""
    quote = target.quote
    is_index = quote is not None and quote.kind is InstrumentKind.INDEX
    usual = tuple(each.id for each in KINDS if each.id not in _OF_POSITIONS or target.is_owned)
    kinds = _OF_INDICES if is_index else usual
    tab = (f"tab:{target.tab}",) if target.tab else ()
    scopes = (*((str(quote.id),) if quote else ()), *tab, *((f"market:{quote.id.market}",) if quote else ()), "all")
    is_down = quote is not None and quote.change is not None and quote.change < 0
    kind = "below" if is_down else "above"
    form = AlertForm(target, kinds, scopes, kind, _line(usual_value(kind, quote)), TypedLine(), on=scopes[0])
    return form.at(1)


def form_of(rule: Rule, target: FormTarget) -> AlertForm:
    """Return the form of a rule that is there, with its condition as it is written."""
    on = on_of(rule.scope)
    scopes = dict.fromkeys((on, *new_form(target).scopes)) if on is not None else {}
    name = _line(rule.name) if rule.is_named else TypedLine()
    form = AlertForm(
        target._replace(rule=rule),
        (OWN,),
        tuple(scopes),
        OWN,
        _line(rule.text),
        TypedLine(),
        name,
        on or "",
        rule.repeat,
        rule.times.in_session,
    )
    return form.at(1)


def on_of(scope: Scope) -> str | None:
    """Return a scope as `on` has it; None for several instruments."""
    match scope.kind:
        case ScopeKind.ALL:
            return "all"
        case ScopeKind.INSTRUMENTS:
            return scope.names[0] if len(scope.names) == 1 else None
        case _:
            return f"{scope.kind.value}:{scope.names[0]}"


def changed_values(before: AlertForm, after: AlertForm) -> dict[str, str | bool | None]:
    """Return the values of the table that differ between two states of the form of one rule."""
    old, new = before.values(), after.values()
    changed = {key: value for key, value in new.items() if old[key] != value}
    if not after.scopes:
        changed.pop("on", None)
    return changed
