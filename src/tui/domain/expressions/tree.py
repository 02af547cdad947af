"""The tree of an expression: what was written, each part with its position."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple


class Number(NamedTuple):
    """A figure, such as 1m or -0.5%."""

    value: Decimal
    position: int
    """Of its first character, from 0; likewise of the other parts."""


class Text(NamedTuple):
    """A text that a field is compared with."""

    value: str
    """Folded for comparison."""
    position: int


class Field(NamedTuple):
    """A field by one of its names."""

    name: str
    """Folded."""
    position: int


class Call(NamedTuple):
    """A function with its arguments: `move(5m)`, `last(PSX:OGDC)`."""

    name: str
    """Folded."""
    arguments: tuple[str, ...]
    """As they were written."""
    position: int


class Calculation(NamedTuple):
    """Two figures and a sign of calculation between them."""

    operator: str
    left: "Operand"
    right: "Operand"
    position: int
    """Of the operator."""


Operand = Number | Text | Field | Call | Calculation


class Word(NamedTuple):
    """A word that what is looked at has, or is."""

    text: str
    """Folded."""
    position: int


class Comparison(NamedTuple):
    """Two operands that are compared."""

    operator: str
    left: Operand
    right: Operand
    position: int
    """Of the operator."""


class Negation(NamedTuple):
    """A condition that must not hold."""

    condition: "Node"


class AllOf(NamedTuple):
    """Conditions that must all hold."""

    conditions: tuple["Node", ...]


class AnyOf(NamedTuple):
    """Conditions of which one must hold."""

    conditions: tuple["Node", ...]


Node = Word | Comparison | Call | Negation | AllOf | AnyOf


def leaves(node: Node | Operand) -> Iterator[Word | Number | Text | Field | Call]:
    """Yield the parts of a tree that have no parts themselves, in the order in which they were written."""
    match node:
        case Comparison() | Calculation():
            yield from leaves(node.left)
            yield from leaves(node.right)
        case Negation():
            yield from leaves(node.condition)
        case AllOf() | AnyOf():
            for condition in node.conditions:
                yield from leaves(condition)
        case _:
            yield node


def written(operand: Operand) -> str:
    """Return an operand as text: `last`, `move(5m)`, `high - low`."""
    match operand:
        case Number():
            return f"{operand.value:f}"
        case Text():
            return operand.value
        case Field():
            return operand.name
        case Call():
            return f"{operand.name}({', '.join(operand.arguments)})"
        case Calculation():
            sides = (f"({written(side)})" if isinstance(side, Calculation) else written(side) for side in operand[1:3])
            return f" {operand.operator} ".join(sides)


def comparisons(node: Node) -> Iterator[Comparison]:
    """Yield the comparisons of a tree, in the order in which they were written."""
    match node:
        case Comparison():
            yield node
        case Negation():
            yield from comparisons(node.condition)
        case AllOf() | AnyOf():
            for condition in node.conditions:
                yield from comparisons(condition)
        case _:
            return
