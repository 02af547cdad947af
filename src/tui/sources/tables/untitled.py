"""Says what the columns of a table without titles are, by their order and by the arithmetic of their cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Final

from tui.sources.tables.agreement import Figures, are_equal, is_between, is_difference, percent_of_moves
from tui.sources.tables.column_profiles import MIN_SHARE, Column
from tui.sources.tables.title_words import Concept

_MAX_FIGURES: Final = 12
"""Columns of figures that are compared."""
_MAX_ROWS: Final = 10
"""Rows that are compared."""
_MIN_ROWS: Final = 2
_CANDLE: Final = (Concept.OPEN, Concept.HIGH, Concept.LOW, Concept.PRICE)
"""In the order in which nearly all publishers write them."""
_MIN_VOLUME: Final = 100
_MIN_DISTINCT_NAMES: Final = 0.5

_Concepts = dict[int, Concept]


def is_untitled(titles: Sequence[str]) -> bool:
    """Return whether columns have no titles, or numbers alone, as those of arrays of JSON."""
    return not any(title.strip() and not title.strip().isdigit() for title in titles)


def with_concepts(columns: Sequence[Column]) -> list[Column]:
    """Return columns without titles with what they are, where two rows or more show it."""
    found = _candle(columns) or _move(columns)
    found |= _name(columns)
    return [replace(each, given=found.get(each.index)) for each in columns]


def _candle(columns: Sequence[Column]) -> _Concepts:
    """Return open, high, low, close, and the volume and the time beside them; nothing where there is no such run."""
    for first in range(len(columns) - 3):
        run = columns[first : first + 4]
        if all(map(_may_be_price, run)) and _is_candle(*(each.figures for each in run)):
            found = {each.index: concept for each, concept in zip(run, _CANDLE, strict=True)}
            after = columns[first + 4 : first + 5]
            found |= {each.index: Concept.VOLUME for each in after if _may_be_volume(each)}
            times = [each.index for each in columns[:first] if each.is_epoch]
            return found | dict.fromkeys(times[:1], Concept.AS_OF)
    return {}


def _is_candle(opened: Figures, high: Figures, low: Figures, close: Figures) -> bool:
    in_range = (is_between(low, opened, high), is_between(low, close, high))
    pairs = [(top, bottom) for top, bottom in zip(high, low, strict=True) if top is not None and bottom is not None]
    moved = [top for top, bottom in pairs if bottom < top <= 2 * bottom]
    return in_range == (True, True) and len(moved) >= _MIN_ROWS and len(moved) >= MIN_SHARE * len(pairs)


def _move(columns: Sequence[Column]) -> _Concepts:
    """Return price, previous close, change and percentage, as far as they prove each other."""
    figures = [each for each in columns if each.is_figures or any("%" in cell for cell in each.stated)][:_MAX_FIGURES]
    for price, change, percent in permutations(figures, 3):
        if _may_be_price(price) and _is_move(price, change, percent):
            found = {price.index: Concept.PRICE, change.index: Concept.CHANGE, percent.index: Concept.PERCENT}
            others = [each for each in figures if each.index not in found and _is_before(price, each, change)]
            return found | {each.index: Concept.PREVIOUS_CLOSE for each in others[:1]}
    for price, previous, change in permutations(figures, 3):
        if _may_be_price(price) and _may_be_price(previous) and _is_before(price, previous, change):
            concepts = (Concept.PRICE, Concept.PREVIOUS_CLOSE, Concept.CHANGE)
            return dict(zip((price.index, previous.index, change.index), concepts, strict=True))
    return {}


def _is_move(price: Column, change: Column, percent: Column) -> bool:
    if not change.is_figures or any(now <= moved for now, moved in _pairs(price, change)):
        return False
    moves = percent_of_moves(_first(price), [None] * len(_first(price)), _first(change))
    stated = percent.percents[:_MAX_ROWS]
    return _moved(change) >= _MIN_ROWS and bool(are_equal(stated, moves))


def _is_before(price: Column, previous: Column, change: Column) -> bool:
    is_right = is_difference(_first(price), _first(previous), _first(change))
    return previous.is_figures and change.is_figures and _moved(change) >= _MIN_ROWS and bool(is_right)


def _moved(change: Column) -> int:
    return sum(1 for figure in _first(change) if figure)


def _pairs(first: Column, second: Column) -> Iterator[tuple[Decimal, Decimal]]:
    for one, other in zip(_first(first), _first(second), strict=True):
        if one is not None and other is not None:
            yield one, other


def _first(column: Column) -> Figures:
    return column.figures[:_MAX_ROWS]


def _may_be_price(column: Column) -> bool:
    if not column.is_figures or column.date_format is not None:
        return False
    return min(column.stated_figures) > 0 and not (column.is_serial or column.is_epoch or column.is_constant)


def _may_be_volume(column: Column) -> bool:
    is_count = bool(column.stated_figures) and min(column.stated_figures) >= 0
    return is_count and max(column.stated_figures) >= _MIN_VOLUME and not column.is_epoch


def _name(columns: Sequence[Column]) -> Mapping[int, Concept]:
    """Return the names beside codes: words that differ, and are no codes themselves."""
    words = [each for each in columns if each.word_share >= MIN_SHARE]
    codes = [each for each in words if each.code_share >= MIN_SHARE]
    names = [each for each in words if each not in codes and each.distinct_share > _MIN_DISTINCT_NAMES]
    return {names[0].index: Concept.NAME} if codes and names else {}
