"""Figures as people print them: signs, groups, arrows, brackets, currencies and units around the digits.

What is before and after the digits is taken apart into tokens, each of which must be known; a figure with anything else
beside it is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tui.domain.numbers import MAX_MAGNITUDE, MAX_NUMBER_LENGTH, InvalidNumberError, within_limits, without_noise
from tui.domain.quote import Direction
from tui.sources.tables.currencies import CURRENCY_PREFIXES, CURRENCY_SUFFIXES
from tui.sources.tables.decimal_marks import MAX_FIGURE_TEXT, FigureStyle, Mark, mark_evidence
from tui.sources.tables.price_units import hundredths_of, may_be_thirty_seconds, whole_units
from tui.sources.tables.words import (
    CJK_UNITS,
    COUNTED_ITEMS,
    DIRECTION_WORDS,
    DOUBTFUL_UNITS,
    DOWN_ARROWS,
    FOOTNOTE_MARKS,
    LETTER_OF_TONS,
    PERCENT_WORDS,
    SIGN_WORDS,
    UNITS,
    UP_ARROWS,
)

PLAIN: Final = FigureStyle()
_NO_FIGURE: Final = "not a plain decimal number"
AMBIGUOUS: Final = "may be thousands or decimals: see decimal_comma"
_OTHER_MARK: Final = "decimals are not written as configured: see decimal_comma"
_MAX_TOKENS = 8
_THOUSAND = 1_000
_MAX_PLAIN = 15
"""Characters of a number that has no binary noise."""

_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)
_PARTS = re.compile(r"([^0-9]*?)([.,]?[0-9](?:[0-9.,'\xa0 ]*[0-9])?)([^0-9]*)", re.ASCII)
_TOKEN = re.compile(rf"[-+()%{UP_ARROWS}{DOWN_ARROWS}]|[^\s()%+{UP_ARROWS}{DOWN_ARROWS}-]+")
_GROUPED: Final[Mapping[Mark, re.Pattern[str]]] = {
    ".": re.compile(
        r"(?:[1-9][0-9]{0,2}([,'\xa0])[0-9]{3}(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]+)?"
        # two figures with a blank between them may look like one with groups
        r"|[1-9][0-9]{0,2}(?: [0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3}){2,}",
        re.ASCII,
    ),
    ",": re.compile(r"[1-9][0-9]{0,2}([. '\xa0])[0-9]{3}(?:\1[0-9]{3})*(?:,[0-9]+)?", re.ASCII),
}
_OF_ZERO: Final = ("±", "=")
_NO_SIGN = re.compile(r"\+/?-")
"""What is printed as ± before zero."""
_NO_DECIMALS = re.compile(r"([.,])--?(?![^\s])")
_EXPONENT = re.compile(r"[+-]?[0-9](?:[.,][0-9]+[eE][+-]?|[eE][+-])[0-9]{1,3}", re.ASCII)
_PAIR = re.compile(r"(\([^()]*[0-9][^()]*\)\s*|[^()]*[0-9][^()]*)(\([^()]*[0-9][^()]*\)\s*%?)", re.ASCII)
_GROUP_BESIDE = re.compile(r"(?<![0-9.,])[0-9]{1,3}[ \xa0][0-9]{3}(?![0-9])", re.ASCII)
"""Two figures that may be one with a blank between its thousands."""
_BESIDE = re.compile(
    rf"([^()%/|]*[0-9])(?:[\s\xa0]+|\s?[/|]\s?|(?=[+{UP_ARROWS}{DOWN_ARROWS}-]))"
    rf"((?:[{UP_ARROWS}{DOWN_ARROWS}]\s)?[^()%/|\s\xa0]*[0-9][\s\xa0]?%)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what is printed beside it."""

    value: Decimal
    """Below zero only where a minus is printed."""
    is_signed: bool = False
    """Whether a plus or a minus is printed."""
    is_bracketed: bool = False
    arrow: Direction | None = None
    """Of an arrow or a word beside it."""
    is_percent: bool = False
    unit: Decimal | None = None
    """How much one is, of `35.2 Mil` a million; None where it has no unit."""


def read_figure(text: str, style: FigureStyle = PLAIN, *, maximum: Decimal = MAX_MAGNITUDE) -> Figure:
    """Read one figure.

    Args:
        text: folded, and not a mark for nothing.
        style: of its column.
        maximum: the largest magnitude that is valid.

    Raises:
        InvalidNumberError: it is no figure, is written with the other mark, or could be read in two ways.
    """
    if style == PLAIN and len(text) <= _MAX_PLAIN and _PLAIN.fullmatch(text):
        number = Decimal(text)
        return Figure(number or abs(number), text[0] in "+-")
    parts = _PARTS.fullmatch(text) if len(text) <= MAX_FIGURE_TEXT else None
    if parts is None:
        return _with_exponent(text, style, maximum)
    before, body, after = parts[1], parts[2], parts[3]
    if body[0] == "." and f"{before.strip()}.".casefold() in CURRENCY_PREFIXES:  # Rs.5
        body = body[1:]
    if style.has_fractions and after[:1] == "+":  # 101+ is 101 and half a thirty-second
        raise InvalidNumberError(_NO_FIGURE)
    figure = Figure(without_noise(within_limits(_number(body, style), maximum)))
    if before or after:
        figure = _with_marks(figure, _NO_SIGN.sub("±", before), _without_strokes(after, body, style), style)
    if figure.is_percent and (" " in body or "\xa0" in body):
        raise InvalidNumberError("may be two figures")
    return figure


def split_pair(text: str) -> tuple[str, str] | None:
    """Return change and percentage of a folded text that has both, `+1.35 (+0.60%)`; None for any other.

    Of two figures without a percent sign the one in brackets is the percentage.
    """
    if len(text) > MAX_FIGURE_TEXT or ("(" not in text and "%" not in text):
        return None
    pair = _PAIR.fullmatch(text)
    if pair is not None:
        return (pair[2], pair[1].strip()) if "%" in pair[1] and "%" not in pair[2] else (pair[1].strip(), pair[2])
    pair = _BESIDE.fullmatch(text)
    if pair is None or _GROUP_BESIDE.match(text, _last_group(pair[1])):
        return None
    return pair[1], pair[2]


def _last_group(text: str) -> int:
    """Return where the digits at the end of a text begin."""
    return len(text.rstrip("0123456789"))


def _number(body: str, style: FigureStyle) -> Decimal:
    """Return the number of digits with groups, without a sign."""
    if len(body) > MAX_NUMBER_LENGTH:
        raise InvalidNumberError(_NO_FIGURE)
    evidence = mark_evidence(body)
    if style.is_mixed and evidence == "either":
        raise InvalidNumberError(AMBIGUOUS)
    if style.has_fractions and may_be_thirty_seconds(body):
        raise InvalidNumberError("may be thousands or thirty-seconds")
    whole, mark, decimals = body.partition(style.mark)
    is_plain = (whole.isdigit() or not whole) and (decimals.isdigit() or not mark)
    if not is_plain and not _GROUPED[style.mark].fullmatch(body):
        raise InvalidNumberError(_NO_FIGURE if evidence in ("", "either", style.mark) else _OTHER_MARK)
    digits = "".join(filter(str.isdigit, whole)) or "0"
    return Decimal(f"{digits}.{decimals}" if mark else digits)


def _with_exponent(text: str, style: FigureStyle, maximum: Decimal) -> Figure:
    if not _EXPONENT.fullmatch(text):
        raise InvalidNumberError(_NO_FIGURE)
    if ("," if style.mark == "." else ".") in text:
        raise InvalidNumberError(_OTHER_MARK)
    number = within_limits(Decimal(text.replace(style.mark, ".")), maximum)
    return Figure(without_noise(number), text[0] in "+-")


def _with_marks(figure: Figure, before: str, after: str, style: FigureStyle) -> Figure:
    """Return a figure with what is before and after its digits.

    Raises:
        InvalidNumberError: something is not known, or is there twice.
    """
    tokens_before, tokens_after = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(tokens_before) + len(tokens_after) > _MAX_TOKENS:
        raise InvalidNumberError(_NO_FIGURE)
    is_bracketed = "(" in tokens_before
    signs = [*_take(tokens_before, "+-"), *(after[:1] if after[:1] in ("+", "-") else "")]
    brackets = [*_take(tokens_before, "("), *_take(tokens_after, ")")]
    percents = [*_take(tokens_before, "%"), *_take(tokens_after, "%")]
    if signs and after[:1] in ("+", "-"):
        del tokens_after[0]
    if len(signs) > 1 or brackets not in ([], ["(", ")"]) or len(percents) > 1:
        raise InvalidNumberError(_NO_FIGURE)
    _check_unit([*tokens_before, *tokens_after], style)
    figure = Figure(
        value=_signed(figure.value, signs[0] if signs else "+"),
        is_signed=bool(signs),
        is_bracketed=is_bracketed,
        is_percent=bool(percents),
    )
    for token in _joined(tokens_before):
        figure = _with_word(figure, token.casefold(), CURRENCY_PREFIXES, style)
    for token in tokens_after:
        if token.casefold().rstrip(".") == LETTER_OF_TONS and not _is_trillion(figure, after, style):
            raise InvalidNumberError(f'"{token}" may be tons, thousands or trillions')
        figure = _with_word(figure, token.casefold(), CURRENCY_SUFFIXES, style)
    return figure


def _check_unit(words: list[str], style: FigureStyle) -> None:
    """Check that a figure is not in hundredths where itself or others are in the whole currency.

    Raises:
        InvalidNumberError: it is.
    """
    hundredths = hundredths_of(words)
    if hundredths is not None and hundredths in style.no_hundredths | whole_units(words):
        raise InvalidNumberError(f"in {hundredths}, beside figures in the whole currency")


def _is_trillion(figure: Figure, after: str, style: FigureStyle) -> bool:
    """Return whether a T is printed as for trillions: in capitals, right behind fewer than a thousand in English."""
    return after[0] == "T" and style.mark == "." and abs(figure.value) < _THOUSAND


def _without_strokes(after: str, body: str, style: FigureStyle) -> str:
    """Return what is behind the digits without what is printed in the place of no decimals: `500/-`, `12.–`, `12,--`.

    Raises:
        InvalidNumberError: the mark before it is the other one, or the digits have decimals.
    """
    stroke = _NO_DECIMALS.match(after)
    if stroke is not None:
        if stroke[1] != style.mark or style.mark in body:
            raise InvalidNumberError(_OTHER_MARK)
        after = after[stroke.end() :]
    return _NO_SIGN.sub("±", after).removesuffix("/-").removesuffix("/=")


def _joined(words: list[str]) -> list[str]:
    """Return words before a figure, of which `US $` is one sign."""
    sign = "".join(words).casefold()
    return [sign] if sign.endswith("$") and sign in CURRENCY_PREFIXES else words


def _signed(value: Decimal, sign: str) -> Decimal:
    """Return a value with a sign, to the last digit; zero has none."""
    return value.copy_negate() if sign == "-" and value else value


def _take(tokens: list[str], wanted: str) -> list[str]:
    """Return the tokens that are one of these characters, and leave the others."""
    taken = [token for token in tokens if token in wanted]
    if taken:
        tokens[:] = [token for token in tokens if token not in wanted]
    return taken


def _with_word(figure: Figure, word: str, currencies: frozenset[str], style: FigureStyle) -> Figure:
    """Return a figure with a word or a sign beside it, in small letters.

    Raises:
        InvalidNumberError: it is not known, or is there twice.
    """
    is_behind = currencies is CURRENCY_SUFFIXES
    if word in currencies and not (is_behind and word in UNITS):
        return figure
    is_zero = word in _OF_ZERO and not figure.value and not figure.is_signed
    arrow = Direction.UNCHANGED if is_zero else DIRECTION_WORDS.get(word)
    if arrow is not None and figure.arrow in (None, arrow):
        return replace(figure, arrow=arrow)
    if is_behind:
        return _with_word_behind(figure, word, style)
    if word not in SIGN_WORDS or figure.is_signed:
        raise InvalidNumberError(_NO_FIGURE)
    return replace(figure, value=_signed(figure.value, SIGN_WORDS[word]), is_signed=True)


def _with_word_behind(figure: Figure, word: str, style: FigureStyle) -> Figure:
    unit = word.rstrip(".")
    cjk = next((each for each in CJK_UNITS if unit.startswith(each)), unit)
    if unit[len(cjk) :] in CURRENCY_SUFFIXES or unit[len(cjk) :] in COUNTED_ITEMS:
        unit = cjk
    if figure.unit is None and unit in UNITS:
        if style.mark == "," and unit in DOUBTFUL_UNITS:
            raise InvalidNumberError(f'"{unit}" {DOUBTFUL_UNITS[unit]}')
        return replace(figure, unit=UNITS[unit])
    if word in FOOTNOTE_MARKS or unit in COUNTED_ITEMS:
        return figure
    if word in PERCENT_WORDS and not figure.is_percent:
        return replace(figure, is_percent=True)
    raise InvalidNumberError(_NO_FIGURE)
