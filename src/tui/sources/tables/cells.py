"""Parses the cells of tables: numbers, counts and times in the forms that publishers print."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from tui.domain.numbers import InvalidNumberError, exponent_of, round_half_up
from tui.domain.quote import MAX_COUNT, Direction
from tui.sources.decode.json import Json, as_decimal
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.tables.decimal_marks import FigureStyle
from tui.sources.tables.figures import AMBIGUOUS, PLAIN, Figure, read_figure, split_pair
from tui.sources.tables.fold import fold
from tui.sources.tables.printed_quotes import PrintedQuote, read_quote
from tui.sources.tables.words import NO_COUNT_WORDS, PRICE_NOTES, SIGN_CELL_WORDS, UNCHANGED_WORDS, is_no_value

Cell: TypeAlias = Json
"""Text in HTML, CSV and XML, any value in JSON; None for a missing cell."""

MAX_CELL: Final = 1_000
"""Characters of a cell that are parsed."""

_NO_EDGES: Final = {ord(ELEMENT_BOUNDARY): None}
_TAG = re.compile(r"<[^<>]*>")
_SIGNS: Final[Mapping[str, Direction]] = {
    **SIGN_CELL_WORDS,
    **dict.fromkeys(("+", "1"), Direction.UP),
    **dict.fromkeys(("-", "-1"), Direction.DOWN),
    **dict.fromkeys(("0", "=", "±", "+/-", "±0"), Direction.UNCHANGED),
}
_ZERO_IN_BRACKETS = re.compile(r"\s?\([0.,% ]{1,8}\)")
_EPOCH = re.compile(r"[0-9]{9,10}(?:[0-9]{3})?(?:\.[0-9]{1,6})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]?(.*)", re.ASCII | re.DOTALL)
_MAX_LENGTH = 64
"""Characters of a time, and digits before or after the point of a number."""
_GROUP = 3
"""Digits of a group of thousands."""
_MAX_AHEAD = timedelta(hours=12)
_MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far a server's clock may be ahead of ours."""
_YEAR = re.compile(r"%[yYGcxDs]")
_DAY = re.compile(r"%[djUWV]")


class FutureTimeError(ValueError):
    """The cell is a time that is more than half a day ahead."""


def normalize_cell(cell: Cell) -> str:
    """Return the cell as one line, without the boundaries of elements."""
    if not isinstance(cell, str):
        return f"{cell:f}" if isinstance(cell, Decimal) and abs(cell.adjusted()) < _MAX_LENGTH else ""
    return " ".join(cell[:MAX_CELL].translate(_NO_EDGES).split())


def is_missing(text: str) -> bool:
    """Return whether a normalized cell states no value: empty, `-`, `N/A`, `n.v.`, `--.--` and similar."""
    return is_no_value(fold(text))


def parse_number_cell(cell: Cell, *, decimal_comma: bool = False) -> Decimal | None:
    """Parse a number, None where the cell states that there is none.

    Accepts `1,234.50`, `12,34,567.00`, `1 234.50` (no-break), `(0.52)` as a fall, `−1`, `1.14-`, `▼ 0.52` as a fall,
    `Rs. 12`, `12.50 USD`; with `decimal_comma` `1.234,50` instead. Of a price with its change and percentage the price.

    Raises:
        InvalidNumberError: anything else, a percentage included.
    """
    style = FigureStyle("," if decimal_comma else ".")
    quote = read_quote_cell(cell, style)
    if quote is not None:
        return quote.price.value
    figure = read_move_cell(cell, style)
    if figure is not None and (figure.is_percent or figure.arrow is Direction.UNCHANGED):
        raise InvalidNumberError("not a plain decimal number")
    return None if figure is None else _with_sign(figure)


def parse_percent_cell(cell: Cell, *, decimal_comma: bool = False) -> Decimal | None:
    """Parse a percentage, with or without the percent sign: `+1.3%`, `(0.52%)`, `1.3 %`.

    Raises:
        InvalidNumberError: it is no percentage.
    """
    figure = read_move_cell(cell, FigureStyle("," if decimal_comma else "."), is_percent=True)
    return None if figure is None else _with_sign(figure)


def read_price_cell(cell: Cell, style: FigureStyle = PLAIN) -> Figure | None:
    """Return a price as it is printed, None where the cell states that there is none.

    An arrow beside it is a direction and no sign, and of `226.35 (+0.60%)` the percentage is none of its own. Beside
    a change and a percentage, `177.00 +3.21 (+1.85%)`, it is the price with which these agree.

    Raises:
        InvalidNumberError: it is no price.
    """
    text = _folded_text(cell)
    if text is None:
        number = as_decimal(cell)
        return None if number is None else Figure(number)
    if is_no_value(text):
        return None
    if text[-1] in PRICE_NOTES and text[:-1].rstrip()[-1:].isdigit():
        text = text[:-1].rstrip()
    quote = read_quote(text, style)
    if quote is not None:
        return quote.price
    pair = split_pair(text)
    if pair is not None and "%" in pair[1]:
        figure = _read_without_unit(pair[0], style)
        figure = replace(figure, arrow=figure.arrow or _arrow_of(pair[1], style))
    else:
        figure = _read_without_unit(text, style)
    if figure.is_percent:
        raise InvalidNumberError("not a plain decimal number")
    is_fall = figure.is_bracketed and not figure.is_signed and figure.value
    return replace(figure, value=figure.value.copy_negate()) if is_fall else figure


def read_move_cell(cell: Cell, style: FigureStyle = PLAIN, *, is_percent: bool = False) -> Figure | None:
    """Return the figure of a change, or of a percentage, as it is printed; None where the cell states none.

    Of a cell with both, `+1.35 (+0.60%)`, the one that is wanted, and of one with the price as well; `unch` is zero.

    Raises:
        InvalidNumberError: it is no such figure.
    """
    text = _folded_text(cell)
    if text is None:
        number = as_decimal(cell)
        return None if number is None else Figure(number, is_signed=number < 0)
    if is_no_value(text):
        return None
    if _ZERO_IN_BRACKETS.sub("", text).casefold() in UNCHANGED_WORDS:
        return Figure(Decimal(0), arrow=Direction.UNCHANGED)
    quote, pair = read_quote(text, style), split_pair(text)
    if quote is not None:
        figure = quote.percent if is_percent else quote.change
    elif pair is None:
        figure = _read_without_unit(text, style)
    else:
        figure = _read_of_pair(pair, style, is_percent=is_percent)
    return figure


def _read_of_pair(pair: tuple[str, str], style: FigureStyle, *, is_percent: bool) -> Figure:
    figure = _read_without_unit(pair[is_percent], style)
    if figure.arrow is not None:
        return figure
    return replace(figure, arrow=_read_without_unit(pair[not is_percent], style).arrow)  # it is beside one of them


def read_quote_cell(cell: Cell, style: FigureStyle = PLAIN) -> PrintedQuote | None:
    """Return the price, change and percentage of a cell with all three; None of any other.

    Raises:
        InvalidNumberError: it has three figures, which do not prove each other.
    """
    text = _folded_text(cell)
    return None if text is None else read_quote(text, style)


def has_pair(cell: Cell) -> bool:
    """Return whether a cell has both a change and a percentage."""
    return isinstance(cell, str) and split_pair(fold(cell[:MAX_CELL])) is not None


def parse_count_cell(cell: Cell, *, decimal_comma: bool = False) -> int | None:
    """Parse a count as `read_count_cell` does.

    Raises:
        InvalidNumberError: it is no count.
    """
    return read_count_cell(cell, FigureStyle("," if decimal_comma else "."))


def read_count_cell(cell: Cell, style: FigureStyle = PLAIN) -> int | None:
    """Return a count as `read_exact_count` does, rounded to a whole number.

    Raises:
        InvalidNumberError: as there.
    """
    number = read_exact_count(cell, style)
    return None if number is None else int(round_half_up(number, 0))


def read_exact_count(cell: Cell, style: FigureStyle = PLAIN, unit: Decimal | None = None) -> Decimal | None:
    """Return a count such as a volume: `1,234`, `812.4mn`, `1.2k`, `2.5 Cr`, `1.2万`.

    Without a unit `1.234` is no part of one: it is a thousand and more where points are between thousands.

    Args:
        cell: of a table.
        style: of its column.
        unit: how much one is, as the title of its column says; a cell under it has no unit of its own.

    Raises:
        InvalidNumberError: it is no count, below zero, or 10^18 and more.
    """
    text = _folded_text(cell)
    if text is None:
        if cell is None:
            return None
        if not isinstance(cell, Decimal) or not cell.is_finite():
            raise InvalidNumberError("not a count")
        number = cell
    elif is_no_value(text):
        return None
    else:
        number = _read_count_text(text, style, unit)
    if unit is not None and 0 <= number <= MAX_COUNT:
        number *= unit
    if not 0 <= number <= MAX_COUNT - 1:  # anything more would be rounded to the limit
        raise InvalidNumberError("not a count")
    return number


def _read_count_text(text: str, style: FigureStyle, unit: Decimal | None) -> Decimal:
    if text.rstrip("+") != text or text.rpartition(" ")[2].lstrip("0123456789.,").casefold() in NO_COUNT_WORDS:
        raise InvalidNumberError("not a count")
    figure = read_figure(text, style, maximum=MAX_COUNT)
    if figure.is_percent:
        raise InvalidNumberError("not a count")
    if figure.unit is None and exponent_of(figure.value) == -_GROUP and 1 <= abs(figure.value) < 10**_GROUP:
        raise InvalidNumberError(AMBIGUOUS)
    if figure.unit is not None and unit is not None:
        raise InvalidNumberError("a unit in the cell and in the title")
    return _with_sign(figure) * (figure.unit or 1)


def parse_sign_cell(cell: Cell) -> Direction | None:
    """Parse the cell of a sign alone: `+`, `-`, an arrow, `up`, `down`, `漲`, `跌`, a colour, -1, 0 or 1.

    None where it states none. Markup around the sign is ignored.

    Raises:
        InvalidNumberError: it is no sign.
    """
    if cell is None:
        return None
    if not isinstance(cell, str | Decimal):
        raise InvalidNumberError("not a sign")
    text = fold(_TAG.sub(" ", cell[:MAX_CELL]) if isinstance(cell, str) else normalize_cell(cell)).casefold()
    if text in _SIGNS:
        return _SIGNS[text]
    if is_no_value(text):
        return None
    raise InvalidNumberError("not a sign")


def parse_time_cell(cell: Cell, at: datetime, *, date_format: str, zone: str) -> datetime | None:
    """Parse a time, aware UTC, None where there is none.

    Args:
        cell: ISO 8601, seconds or milliseconds since 1970, `15:30` or `15:30:05` of the day; or as in `date_format`.
        at: when the response was received, aware; a time without a date is the latest such time before it.
        date_format: a `strptime` pattern, or empty.
        zone: of a time that names none.

    Raises:
        FutureTimeError: it is more than half a day ahead.
        ValueError: it is no such time.
    """
    text = normalize_cell(cell)
    if is_missing(text):
        return None
    if len(text) > _MAX_LENGTH:
        raise ValueError("not a time")
    local = ZoneInfo(zone)
    try:
        time = (
            _in_format(text, date_format, local, at) if date_format else _machine_readable(text, local, at)
        ).astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time") from None
    if time > at + _MAX_AHEAD:
        raise FutureTimeError("lies in the future")
    return time


def _folded_text(cell: Cell) -> str | None:
    """Return the text of a cell, folded; None where it is no text."""
    return fold(cell[:MAX_CELL]) if isinstance(cell, str) else None


def _read_without_unit(text: str, style: FigureStyle) -> Figure:
    figure = read_figure(text, style)
    if figure.unit is not None:
        raise InvalidNumberError("not a plain decimal number")
    return figure


def _arrow_of(text: str, style: FigureStyle) -> Direction | None:
    """Return the arrow of a percentage beside a price; None where it is no percentage."""
    try:
        return _read_without_unit(text, style).arrow
    except InvalidNumberError:
        return None


def _with_sign(figure: Figure) -> Decimal:
    """Return the value of a figure, which brackets and a falling arrow make a fall unless it is signed."""
    falls = figure.is_bracketed or figure.arrow is Direction.DOWN
    return figure.value.copy_negate() if falls and not figure.is_signed and figure.value else figure.value


def _in_format(text: str, date_format: str, local: tzinfo, at: datetime) -> datetime:
    if _YEAR.search(date_format):
        return _aware(datetime.strptime(text, date_format), local)  # noqa: DTZ007 - made aware at once
    today = at.astimezone(local)
    time = datetime.strptime(f"{text} {today.year}", f"{date_format} %Y")  # noqa: DTZ007 - made aware by the callees
    if not _DAY.search(date_format):
        return _latest(time, local, at)
    result = _aware(time, local)
    return result if result <= today + _MAX_AHEAD else result.replace(year=today.year - 1)


def _machine_readable(text: str, local: tzinfo, at: datetime) -> datetime:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    day = _ISO.fullmatch(text)
    if day is None:
        return _in_format(text, "%H:%M:%S" if text.count(":") > 1 else "%H:%M", local, at)
    return _aware(datetime.fromisoformat(f"{day[1]}T{day[2].replace(' ', '')}" if day[2] else day[1]), local)


def _aware(time: datetime, local: tzinfo) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=local)


def _latest(time: datetime, local: tzinfo, at: datetime) -> datetime:
    """Return the latest time with this time of day that is not in the future."""
    today = at.astimezone(local)
    result = datetime.combine(today.date(), time.time(), tzinfo=time.tzinfo or local)
    return result if result <= today + _MAX_CLOCK_DIFFERENCE else result - timedelta(days=1)
