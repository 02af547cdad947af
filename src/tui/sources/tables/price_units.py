"""Prices in thirty-seconds, and in hundredths of a currency beside others in the whole unit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tui.sources.tables.decimal_marks import MAX_FIGURE_TEXT
from tui.sources.tables.fold import fold

_WORD = re.compile(r"[^\s\d.,'()+%/-]+")
_APOSTROPHES = re.compile(r"[0-9]+(?:'[0-9]+)+(?:[.,][0-9]+)?", re.ASCII)
_THIRTY_SECONDS = re.compile(r"(?:[5-9][0-9]|[12][0-9]{2})'(?:[0-2][0-9]|3[01])[0-7]?", re.ASCII)
"""Bonds and their futures are between 50 and 300."""
_WITH_DASH = re.compile(r"[0-9]{2,3}-(?:[0-2][0-9]|3[01])[0-7+]?", re.ASCII)
_TWO_DIGITS = re.compile(r"[0-9]{1,3}'[0-9]{2}", re.ASCII)
_HUNDREDTHS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["¢", "c", "cent", "cents", "ZAc", "ZAC"], "cents"),
    **dict.fromkeys(["p", "pence", "GBp", "GBX", "GBx"], "pence"),
}
_WHOLE: Final[Mapping[str, str]] = {
    **dict.fromkeys(["$", "€", "EUR", "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "ZAR", "R"], "cents"),
    **dict.fromkeys(["£", "GBP"], "pence"),
}


def may_be_thirty_seconds(body: str) -> bool:
    """Return whether digits may be thirty-seconds after an apostrophe: `99'08`, `108'165` for 108 and 16.5 of them."""
    return _THIRTY_SECONDS.fullmatch(body) is not None


def has_thirty_seconds(texts: Iterable[str]) -> bool:
    """Return whether texts are in thirty-seconds, `108-16`, or may be where no apostrophe proves that it groups."""
    folded = [fold(text[:MAX_FIGURE_TEXT]) for text in texts if "'" in text or "-" in text[1:] or not text.isascii()]
    if any(map(_WITH_DASH.fullmatch, folded)):
        return True
    bodies = [body for text in folded if "'" in text for body in _APOSTROPHES.findall(text)]
    return any(map(_TWO_DIGITS.fullmatch, bodies)) or (bool(bodies) and all(map(may_be_thirty_seconds, bodies)))


def hundredths_of(words: Iterable[str]) -> str | None:
    """Return the hundredths of a currency, `cents` or `pence`, that words beside a price name; None for any other."""
    return next((_HUNDREDTHS[word] for word in words if word in _HUNDREDTHS), None)


def whole_units(words: Iterable[str]) -> frozenset[str]:
    """Return the hundredths of the currencies that words beside prices name: `cents` of `US$`."""
    wholes = ("$" if "$" in word else word for word in words)
    return frozenset(_WHOLE[word] for word in wholes if word in _WHOLE)


def words_beside(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words and signs of currencies in texts that have more than digits."""
    for text in texts:
        if not (text[:1].isdigit() and text[-1:].isdigit()):
            yield from _WORD.findall(text[:MAX_FIGURE_TEXT])
