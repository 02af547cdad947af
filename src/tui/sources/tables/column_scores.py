"""How likely columns are of symbols or of prices, by their titles and their cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Final

from tui.sources.tables.agreement import are_equal, are_products, is_between, is_difference, percent_of_moves
from tui.sources.tables.column_profiles import MAX_LABEL_SHARE, MIN_DISTINCT_SHARE, MIN_SHARE, Column
from tui.sources.tables.move_columns import percent_moves
from tui.sources.tables.title_words import Concept

KNOWN_PRICE_SCORE: Final = 31
"""From here on a column has a title that says that it is a price."""

_HUNDRED: Final = Decimal(100)
_MAX_NAME_LENGTH = 40
_MANY_ROWS = 5
_MAX_SCORE_GAP = 5
"""Between two columns that are about as likely."""
_MIN_CHOICES = 2
_SYMBOL_SCORES: Final[Mapping[Concept, int]] = {
    Concept.SYMBOL: 40,
    Concept.INSTRUMENT: 25,
    Concept.CURRENCY: 20,
    Concept.NAME: 12,
    Concept.UNKNOWN: 10,
    Concept.COUNTRY: 3,
}
_RANK_COSTS: Final = (0, 6, 15, 30)
"""Of the words of symbols: symbol, code, pair, ISIN."""
_ID_SCORE = 8
_CURRENCY_LIST_BONUS = 50
"""Of different codes of currencies in many rows: nothing is likelier a symbol."""
_CURRENCY_BONUS = 30
"""Of codes of currencies that may be those of the prices."""
_CODE_BONUS = 25
"""Of cells that look like tickers, so that they go before names."""
_NUMERIC_CODE_BONUS = 15
_MIN_CODE_ALONE = 4
_FIRST_COLUMN_BONUS = 3
"""Decides between columns that are alike: the symbol is mostly the first."""
_PRICE_SCORE = 60
_PRICES: Final = frozenset({Concept.PRICE, Concept.BID, Concept.ASK})
_MAX_CLOSE_RANK: Final = 2
"""Of the words of prices: last, price, close; averages and rates are others."""
_YIELD_RANK: Final = 6
_DIGIT = re.compile(r"[0-9]", re.ASCII)
_PRICE_RANK_COST = 4
"""For each rank of the words of prices: last, price, close, average, rate, value, yield."""
_SIDE_SCORE = 34
_BID_COST = 1
"""An ask that is titled `selling` is the likelier price."""
_ASK_RANK_COST = 2
_MONEY_SCORE = 30
_MAX_PRICES = 4
_MAX_UNTITLED = 6
_MAX_COMPARED = 8
_UNKNOWN_PRICE_SCORE = 8
_AGREEMENT_SCORE = 20
_RANGE_SCORE = 8
"""Of figures between low and high."""
_OUT_OF_RANGE_COST = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """A column for a field, the likelier the higher its score."""

    score: int
    column: Column = field(compare=False)


def symbol_choices(columns: Sequence[Column]) -> list[Choice]:
    """Return the columns that can be symbols, the likeliest first."""
    has_days = any(each.date_format and each.date_format.has_day and not each.is_constant for each in columns)
    price = _first(columns, Concept.PRICE)
    choices = (
        Choice(score - _cost_after(price, column), column)
        for column in columns
        if (score := _symbol_score(column, has_days=has_days)) is not None
    )
    return sorted(choices, key=lambda choice: (-choice.score, choice.column.index))


def _cost_after(price: Column | None, column: Column) -> int:
    """Return what a few currencies behind the price cost: they are those of the prices, if something else is named."""
    is_short = len(column.stated) < _MANY_ROWS
    is_behind = price is not None and column.index > price.index and column.concept is Concept.CURRENCY
    return _CURRENCY_LIST_BONUS if is_short and is_behind else 0


def _symbol_score(column: Column, *, has_days: bool) -> int | None:
    """Return how likely a column is of symbols; None where it cannot be."""
    is_numeric = column.concept is Concept.SYMBOL and column.numeric_code_share >= MIN_SHARE and not column.is_serial
    if len(column.cells) == 1 and all(len(cell) < _MIN_CODE_ALONE for cell in column.stated):
        is_numeric = False  # a status such as 200
    is_currency = column.currency_share >= MIN_SHARE
    is_id = column.concept is Concept.OTHER and (
        column.is_purities or (column.rank == 1 and column.code_share >= MIN_SHARE)
    )
    score = _ID_SCORE if is_id else _SYMBOL_SCORES.get(column.concept, 0 if is_currency else None)
    if score is None or not _can_be_symbols(column, has_days=has_days, is_numeric=is_numeric):
        return None
    if len(column.cells) == 1 and column.concept is Concept.CURRENCY:
        # in one row it is that of the price, if something else is a symbol
        return _CURRENCY_BONUS if is_currency else None
    if len(column.cells) == 1 and score <= _SYMBOL_SCORES[Concept.UNKNOWN] and column.code_share < 1:
        return None
    score -= _RANK_COSTS[column.rank] if column.concept is Concept.SYMBOL else 0
    if is_currency:
        is_list = len(column.stated) >= _MANY_ROWS and column.distinct_share == 1
        return score + (_CURRENCY_LIST_BONUS if is_list else _CURRENCY_BONUS)
    is_code = column.code_share >= MIN_SHARE
    if _has_numeric_codes(column):
        is_code = is_code or column.code_share + column.numeric_code_share >= MIN_SHARE
    bonus = _CODE_BONUS if is_code else _NUMERIC_CODE_BONUS if is_numeric else 0
    return score + bonus + (_FIRST_COLUMN_BONUS if column.index == 0 else 0)


def _can_be_symbols(column: Column, *, has_days: bool, is_numeric: bool) -> bool:
    """Return whether cells are words or codes that differ; only in a history may they come again."""
    has_names = column.word_share >= MIN_SHARE or is_numeric or _has_numeric_codes(column)
    if not column.stated or not has_names or column.label_share > MAX_LABEL_SHARE:
        return False
    comes_again = has_days and column.concept in (Concept.SYMBOL, Concept.CURRENCY)
    is_short = sum(map(len, column.stated)) <= _MAX_NAME_LENGTH * len(column.stated)
    return is_short and (column.distinct_share >= MIN_DISTINCT_SHARE or comes_again)


def _has_numeric_codes(column: Column) -> bool:
    """Return whether cells under the title of symbols are words but for some tickers of digits alone, such as 786."""
    is_titled = column.concept in (Concept.SYMBOL, Concept.INSTRUMENT)
    return is_titled and column.word_share > 0 and column.word_share + column.numeric_code_share >= MIN_SHARE


def may_be_several_instruments(column: Column) -> bool:
    """Return whether cells are words that come again and differ, under a title that may be one of symbols."""
    is_repeated = not column.is_constant and len(set(column.stated)) < len(column.stated)
    return column.concept in _SYMBOL_SCORES and is_repeated and column.word_share >= MIN_SHARE


def price_choices(columns: Sequence[Column]) -> list[Choice]:
    """Return the columns that can be prices, the likeliest first."""
    choices = [Choice(score, column) for column in columns if (score := _price_score(column, columns)) is not None]
    volumes = [each for each in columns if each.concept is Concept.VOLUME]
    turnovers = {
        choice.column.index
        for choice in choices
        for other in choices
        for volume in islice(volumes, 2)
        if choice.column.concept is Concept.UNKNOWN
        and choice is not other
        and are_products(choice.column.figures, other.column.figures, _decimals(volume.counts))
    }
    likely = [choice for choice in choices if choice.column.index not in turnovers]
    if unread_price(columns) is not None:  # what is titled as no price, or as a yield, is none beside one that is
        likely = [choice for choice in likely if choice.column.concept in _PRICES and choice.column.rank < _YIELD_RANK]
    if len(likely) > 1 and len(columns[0].cells) == 1:  # a single row shows too little of columns without a title
        likely = [choice for choice in likely if choice.score >= KNOWN_PRICE_SCORE]
    return sorted(likely, key=lambda choice: (-choice.score, choice.column.index))[:_MAX_PRICES]


def unread_price(columns: Iterable[Column]) -> Column | None:
    """Return the column that is titled as the price and whose cells have digits but are no figures; None for none."""
    priced = (each for each in columns if each.concept is Concept.PRICE and each.rank <= _MAX_CLOSE_RANK)
    return next((each for each in priced if not each.is_figures and any(map(_DIGIT.search, each.stated))), None)


def _price_score(column: Column, columns: Sequence[Column]) -> int | None:
    """Return how likely a column is of prices; None where it cannot be."""
    if not column.is_figures or column.is_constant or column.is_serial:
        return None
    concept = column.concept
    match concept:
        case Concept.PRICE:
            score = _PRICE_SCORE - _PRICE_RANK_COST * column.rank
        case Concept.BID | Concept.ASK:
            score = _SIDE_SCORE - (_BID_COST if concept is Concept.BID else _ASK_RANK_COST * column.rank)
        case Concept.UNKNOWN | Concept.INSTRUMENT | Concept.CURRENCY:
            is_other = column.is_epoch or column.is_years or column.is_units or min(column.stated_figures) < 0
            if is_other or column.date_format is not None or not (column.has_decimals or column.is_money):
                return None
            score = _MONEY_SCORE if column.is_money else _UNKNOWN_PRICE_SCORE
        case _:
            return None
    is_in_range = _is_in_range(column, columns)
    if is_in_range is False and concept is Concept.UNKNOWN:
        return None
    score += 0 if is_in_range is None else _RANGE_SCORE if is_in_range else -_OUT_OF_RANGE_COST
    return score + (_AGREEMENT_SCORE if _agrees(column, columns) or _agrees_untitled(column, columns) else 0)


def _is_in_range(column: Column, columns: Sequence[Column]) -> bool | None:
    low, high = _first(columns, Concept.LOW), _first(columns, Concept.HIGH)
    return is_between(low.figures, column.figures, high.figures) if low and high else None


def _agrees(column: Column, columns: Sequence[Column]) -> bool:
    """Return whether a price fits the change, the percentage and the previous close beside it."""
    change, percent = _first(columns, Concept.CHANGE), _first(columns, Concept.PERCENT)
    previous = _first(columns, Concept.PREVIOUS_CLOSE)
    if change and previous and is_difference(column.figures, previous.figures, change.figures):
        return True
    moves = percent_moves(column, previous, change)
    return percent is not None and any(are_equal(percent.percents, moves, each) for each in (Decimal(1), _HUNDRED))


def _agrees_untitled(price: Column, columns: Sequence[Column]) -> bool:
    """Return whether two columns whose titles say nothing are a change and a percentage that fit a price."""
    if price.concept is not Concept.UNKNOWN or price.currency:
        return False
    others = [each for each in columns if each.concept is Concept.UNKNOWN and each is not price and each.is_figures]
    moved = [each for each in others if any(figure < 0 for figure in each.stated_figures)][:_MAX_UNTITLED]
    rows = price.figures[:_MAX_COMPARED]
    for change in moved:
        percents = percent_of_moves(rows, [None] * len(rows), change.figures[:_MAX_COMPARED])
        for percent in moved:
            stated = percent.percents[:_MAX_COMPARED]
            if percent is not change and (are_equal(stated, percents) or are_equal(stated, percents, _HUNDRED)):
                return True
    return False


def is_symbol_unsure(symbols: Sequence[Choice]) -> bool:
    """Return whether the second column of symbols is about as likely as the first, and states others."""
    if not _is_close(symbols):
        return False
    first, second = symbols[0].column, symbols[1].column
    return _are_alike(first, second) and first.cells != second.cells


def is_price_unsure(prices: Sequence[Choice]) -> bool:
    """Return whether the second column of prices is about as likely as the first, and states others."""
    if not _is_close(prices):
        return False
    first, second = prices[0].column, prices[1].column
    are_sides = {first.concept, second.concept} <= {Concept.BID, Concept.ASK}
    return (_are_alike(first, second) or are_sides) and first.stated_figures != second.stated_figures


def _is_close(choices: Sequence[Choice]) -> bool:
    return len(choices) >= _MIN_CHOICES and choices[0].score - choices[1].score <= _MAX_SCORE_GAP


def _are_alike(first: Column, second: Column) -> bool:
    """Return whether the titles of two columns say the same, by words of one rank."""
    return first.concept is second.concept and first.rank == second.rank


def _first(columns: Iterable[Column], concept: Concept) -> Column | None:
    found = [each for each in columns if each.concept is concept and each.stated]
    return min(found, key=lambda each: (each.rank, each.index), default=None)


def _decimals(counts: Iterable[int | None]) -> list[Decimal | None]:
    return [None if each is None else Decimal(each) for each in counts]
