"""Makes of the tree of an expression a function that says whether something meets it."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

from tui.domain.expressions.fields import Value
from tui.domain.expressions.tree import (
    AllOf,
    AnyOf,
    Calculation,
    Call,
    Comparison,
    Field,
    Negation,
    Node,
    Number,
    Operand,
    Text,
    Word,
)

T = TypeVar("T")
Condition = Callable[[T], bool | None]
"""Returns whether a subject meets it; None where a figure that it needs is missing."""
Reader = Callable[[T], Value]
"""Returns what a subject has as a field."""

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
    "=": eq,
    "==": eq,
    "!=": ne,
    "~": lambda text, part: part in text,
}
_CALCULATE: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": add, "-": sub, "*": mul, "/": truediv}


def _has_no_functions(call: Call) -> NoReturn:
    raise LookupError(call.name)


class Readers(NamedTuple):
    """How what an expression names is read from a subject."""

    field: Callable[[str], Reader[Any]]
    """By the name of a field."""
    has_word: Callable[[str], Condition[Any]]
    """By a folded word."""
    figure: Callable[[Call], Reader[Any]] = _has_no_functions
    """By a call of a function that is a figure."""
    condition: Callable[[Call], Condition[Any]] = _has_no_functions
    """By a call of a function that says yes or no."""


def condition_of(node: Node, readers: Readers) -> Condition[Any]:
    """Return the function of a tree. A comparison with a figure that a subject does not have is not known."""
    match node:
        case Word():
            return readers.has_word(node.text)
        case Comparison():
            return _compared(value_of(node.left, readers), _COMPARE[node.operator], value_of(node.right, readers))
        case Call():
            return readers.condition(node)
        case Negation():
            return _negated(condition_of(node.condition, readers))
        case AllOf():
            return _all_of([condition_of(each, readers) for each in node.conditions])
        case AnyOf():
            return _any_of([condition_of(each, readers) for each in node.conditions])


def value_of(operand: Operand, readers: Readers) -> Reader[Any]:
    """Return the function that reads an operand."""
    match operand:
        case Number() | Text():
            value = operand.value
            return lambda _subject: value
        case Field():
            return readers.field(operand.name)
        case Call():
            return readers.figure(operand)
        case Calculation():
            left, right = value_of(operand.left, readers), value_of(operand.right, readers)
            return _calculated(left, _CALCULATE[operand.operator], right)


def _compared(left: Reader[Any], compare: Callable[[Any, Any], bool], right: Reader[Any]) -> Condition[Any]:
    def compared(subject: object) -> bool | None:
        one, other = left(subject), right(subject)
        return None if one is None or other is None else compare(one, other)

    return compared


def _calculated(left: Reader[Any], calculate: Callable[[Any, Any], Any], right: Reader[Any]) -> Reader[Any]:
    def calculated(subject: object) -> Value:
        one, other = left(subject), right(subject)
        if not isinstance(one, Decimal) or not isinstance(other, Decimal):
            return None
        try:
            result: Decimal = calculate(one, other)
        except DecimalException:
            return None
        return result

    return calculated


def _negated(condition: Condition[Any]) -> Condition[Any]:
    def negated(subject: object) -> bool | None:
        met = condition(subject)
        return None if met is None else not met

    return negated


def _all_of(conditions: list[Condition[Any]]) -> Condition[Any]:
    def all_of(subject: object) -> bool | None:
        results = [condition(subject) for condition in conditions]
        return False if False in results else None if None in results else True

    return all_of


def _any_of(conditions: list[Condition[Any]]) -> Condition[Any]:
    def any_of(subject: object) -> bool | None:
        results = [condition(subject) for condition in conditions]
        return True if True in results else None if None in results else False

    return any_of
