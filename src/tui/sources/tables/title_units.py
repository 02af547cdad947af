"""Titles that say how much one is of the counts below them: `Vol (000s)`, `Volume ('000)`, `成交量(万股)`."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.decimal_marks import Mark
from tui.sources.tables.fold import fold
from tui.sources.tables.words import CJK_UNITS, DOUBTFUL_UNITS, LETTER_OF_TONS, UNITS

_MAX_TITLE: Final = 100
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_ZEROS = re.compile(r"(?<![0-9.,])(?:1?[,. ]?000|1?[,. ]?000[,. ]000)(?![0-9]|[,.][0-9])", re.ASCII)
_LAST_PARTS = re.compile(r"\b(?:in|x|×)\s+(.{1,40})\Z|([^\s._,:;()\[\]-]{2,20})\.?\Z", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w])[^\W\d_]+")
"""No part of a span such as `3m`."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GROUP: Final = 3
_MIL: Final = "mil"
"""A thousand in titles in Spanish and Portuguese, a million in English."""


@lru_cache(maxsize=256)
def unit_of_title(title: str, mark: Mark) -> Decimal | None:
    """Return how much one is of the counts below a title, of `Vol (000s)` a thousand; None where it does not say.

    Args:
        title: of a column, or the name of a value of JSON.
        mark: before the decimals of the column: after a comma some units differ by language.

    Raises:
        InvalidNumberError: it says two things, or one that may be two.
    """
    text = fold(normalize_cell(title)[:_MAX_TITLE])
    bracketed = _BRACKETS.findall(text)
    rest = _BRACKETS.sub(" ", text).strip()
    last = _LAST_PARTS.search(_CAMEL.sub(" ", rest))
    words = [word.casefold() for part in bracketed for word in _WORD.findall(part)]
    if last is not None:
        words += [word.casefold() for word in _WORD.findall(last[1] or last[2])]
    units = {unit for word in words if (unit := _unit(word, mark)) is not None}
    units |= {Decimal(10) ** (match[0].count("0") // _GROUP * _GROUP) for match in _ZEROS.finditer(text)}
    if len(units) > 1:
        raise InvalidNumberError("its title states two units")
    return next(iter(units), None)


def _unit(word: str, mark: Mark) -> Decimal | None:
    cjk = next((each for each in CJK_UNITS if word.startswith(each)), word)
    if cjk not in UNITS:
        return None
    if cjk == LETTER_OF_TONS:
        raise InvalidNumberError('"t" in its title may be tons, thousands or trillions')
    if cjk == _MIL or (mark == "," and cjk in DOUBTFUL_UNITS):
        raise InvalidNumberError(f'"{cjk}" in its title {DOUBTFUL_UNITS[cjk]}')
    return UNITS[cjk]
