"""Cells with price, change and percentage together, `177.00 +3.21 (+1.85%)`, which prove each other by arithmetic."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

from tui.domain.consistency import percent_agrees
from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import Direction
from tui.sources.tables.decimal_marks import MAX_FIGURE_TEXT, FigureStyle
from tui.sources.tables.figures import Figure, read_figure
from tui.sources.tables.words import DOWN_ARROWS, UP_ARROWS

_FIGURES: Final = 3
_MAX_WORDS: Final = 12
_GLUED = re.compile(rf"(?<=[0-9%)])(?=[(+{UP_ARROWS}{DOWN_ARROWS}-])")
"""Between two figures without a blank: `177.00+3.21(+1.85%)`."""
_GROUPED = re.compile(r"[^0-9]{0,8}[0-9]{1,3} [0-9]{3}(?![0-9])", re.ASCII)
"""A price that may have a blank between its thousands, `1 226.35 +0.60%`."""
_APART: Final = frozenset(["|", "/", "·", ","])
_SIGNS: Final = {Direction.UP: (1,), Direction.DOWN: (-1,)}


class PrintedQuote(NamedTuple):
    """A price with its change and percentage, as one cell prints them."""

    price: Figure
    change: Figure
    percent: Figure


def read_quote(text: str, style: FigureStyle) -> PrintedQuote | None:
    """Return the three figures of a folded text; None where it has no three, of which the last is a percentage.

    Raises:
        InvalidNumberError: they do not prove each other.
    """
    if "%" not in text or len(text) > MAX_FIGURE_TEXT:
        return None
    parts = _parts(text)
    if len(parts) != _FIGURES or "%" not in parts[2] or "%" in parts[0] + parts[1]:
        return None
    if _GROUPED.match(" ".join(parts)):
        return None
    price, change, percent = (read_figure(part, style) for part in parts)
    if any(each.unit is not None for each in (price, change, percent)) or not _agree(price, change, percent):
        raise InvalidNumberError("three figures that are no price with its change and percentage")
    return PrintedQuote(replace(price, arrow=price.arrow or change.arrow or percent.arrow), change, percent)


def _parts(text: str) -> list[str]:
    """Return the words of a text with a figure each, with the signs and currencies before it."""
    words = [word for word in _GLUED.sub(" ", text).split() if word not in _APART]
    parts, before = list[str](), ""
    for word in words[: _MAX_WORDS + 1]:
        if any(map(str.isdigit, word)):
            parts.append(f"{before} {word}".strip())
            before = ""
        elif word[0] in "%)" and parts:
            parts[-1] += word
        else:
            before = f"{before} {word}"
    return [] if before or len(words) > _MAX_WORDS else parts


def _agree(price: Figure, change: Figure, percent: Figure) -> bool:
    """Return whether a percentage is that of the change, as a rise or as a fall, whichever may be meant."""
    if price.is_signed or price.is_bracketed or abs(change.value) >= price.value:
        return False
    sizes = abs(change.value), abs(percent.value)
    signs = {*_signs(change)} & {*_signs(percent)}
    return any(percent_agrees(price.value, sizes[0] * sign, sizes[1] * sign) for sign in signs)


def _signs(figure: Figure) -> tuple[int, ...]:
    if not figure.value:
        return (1, -1)
    if figure.is_signed:
        return (1,) if figure.value > 0 else (-1,)
    return _SIGNS.get(figure.arrow, (1, -1)) if figure.arrow else (1, -1)
