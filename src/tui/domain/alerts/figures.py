"""What an alert says: the figures that its rule compared, and with what."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from tui.domain.alerts.subject import Subject
from tui.domain.alerts.vocabulary import compile_alert, read_operand
from tui.domain.events import AlertFigure
from tui.domain.expressions.evaluation import Condition, Reader
from tui.domain.expressions.tree import Field, Node, Number, Text, comparisons, written
from tui.domain.text import CleanText, sanitize_line

MAX_FIGURES: Final = 6
"""Of an alert."""
_PRICE_NAMES: Final = frozenset({"price", "last", "level"})
_MOST_DECIMALS: Final = 8
"""Of a figure that is shown with its own digits: one with more was calculated."""


class ComparedFigure(NamedTuple):
    """A comparison of a rule, for what its alert says."""

    name: str
    read: Reader[Subject]
    line: str
    """The operator, and what stands on its right."""
    read_line: Reader[Subject] | None
    """Of what has to be worked out; None for a number or a text, which is there as it was written."""
    reads_price: bool
    """Whether what is compared is the price itself."""
    holds: Condition[Subject]
    """Of it alone."""


def compared_figures(condition: Node) -> tuple[ComparedFigure, ...]:
    """Return the comparisons of a condition in order, at most MAX_FIGURES."""
    lines = (
        ComparedFigure(
            written(each.left),
            read_operand(each.left),
            f"{each.operator} {written(each.right)}",
            None if isinstance(each.right, Number | Text) else read_operand(each.right),
            isinstance(each.left, Field) and each.left.name in _PRICE_NAMES,
            compile_alert(each),
        )
        for each in comparisons(condition)
    )
    return tuple(islice(lines, MAX_FIGURES))


def holding_figures(lines: Sequence[ComparedFigure], subject: Subject) -> Sequence[ComparedFigure]:
    """Return the comparisons that hold, all where none does: of `pct > 5 or pct < -5` the other explains nothing."""
    return [each for each in lines if each.holds(subject)] or lines


def figures_of(lines: Sequence[ComparedFigure], subject: Subject) -> tuple[AlertFigure, ...]:
    """Return the figures that a rule compared, as far as they are known; at least the price of an instrument."""
    return tuple(_figures(lines, subject))


def _figures(lines: Sequence[ComparedFigure], subject: Subject) -> Iterator[AlertFigure]:
    for each in lines:
        value, line = each.read(subject), each.read_line(subject) if each.read_line else None
        if value is not None:
            said = each.line if line is None else f"{each.line} = {figure_text(line)}"
            yield AlertFigure(*map(sanitize_line, (each.name, figure_text(value), said)))
    quote = subject.quote
    if quote is not None and quote.price is not None and not any(each.reads_price for each in lines):
        yield AlertFigure(CleanText("last"), sanitize_line(figure_text(quote.price)), CleanText(""))


def figure_text(value: Decimal | str) -> str:
    """Return a figure with its own digits; one that was calculated with two decimals, or four digits that count."""
    if isinstance(value, str):
        return value
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -_MOST_DECIMALS:
        return f"{value:f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4g}"
