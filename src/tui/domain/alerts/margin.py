"""How far a figure must go back beyond its line before a rule can ring again."""

from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.expressions.tree import AllOf, AnyOf, Calculation, Comparison, Negation, Node, Number, Operand

_SIGNS: Final = {">": -1, ">=": -1, "<": 1, "<=": 1}
"""Which way a line on the right moves so that a figure that was beyond it stays so for longer."""


class Margin(NamedTuple):
    """A distance from a line."""

    amount: Decimal = Decimal(0)
    """Not below zero."""
    is_percent: bool = False
    """Whether it is in percent of the line, else in the units of the figure."""


NO_MARGIN: Final = Margin()


def with_margin(node: Node, margin: Margin) -> Node:
    """Return the condition that must not hold any more before a rule is armed again: its lines moved by the margin."""
    return _moved(node, margin, 1) if margin.amount else node


def _moved(node: Node, margin: Margin, way: int) -> Node:
    match node:
        case Comparison() if node.operator in _SIGNS:
            sign = _SIGNS[node.operator] * way
            if isinstance(node.left, Number):
                return node._replace(left=_line(node.left, margin, -sign))
            return node._replace(right=_line(node.right, margin, sign))
        case Negation():
            return Negation(_moved(node.condition, margin, -way))
        case AllOf():
            return AllOf(tuple(_moved(each, margin, way) for each in node.conditions))
        case AnyOf():
            return AnyOf(tuple(_moved(each, margin, way) for each in node.conditions))
        case _:
            return node


def _line(line: Operand, margin: Margin, sign: int) -> Operand:
    if isinstance(line, Number):
        distance = abs(line.value) * margin.amount / 100 if margin.is_percent else margin.amount
        return line._replace(value=line.value + sign * distance)
    if margin.is_percent:
        return Calculation("*", line, Number(1 + sign * margin.amount / 100, line.position), line.position)
    return Calculation("+", line, Number(sign * margin.amount, line.position), line.position)
