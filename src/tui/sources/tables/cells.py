"""Parses the cells of tables: numbers, counts and times in the forms that publishers print."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from tui.domain.numbers import InvalidNumberError, parse_decimal, round_half_up
from tui.domain.quote import Direction
from tui.sources.decode.json import MAX_COUNT, Json, as_decimal
from tui.sources.html.line import ELEMENT_BOUNDARY

Cell: TypeAlias = Json
"""Text in HTML and CSV, any value in JSON; None for a missing cell."""

MAX_CELL: Final = 1_000
"""Characters of a cell that are parsed."""

_MISSING: Final = frozenset(
    ["", "-", "--", "---", "–", "—", "−", "n/a", "na", "n.a.", "n/d", "nd", "nil", "none", "null", "…", "...", "*"]
)
_NO_EDGES: Final = {ord(ELEMENT_BOUNDARY): None}
_NO_BREAKS: Final = str.maketrans(dict.fromkeys("\u2007\u2009\u202f", "\xa0") | {ELEMENT_BOUNDARY: None})
_RISES: Final = "▲△▴▵↑⬆"
_FALLS: Final = "▼▽▾▿↓⬇"
_ARROW = re.compile(rf"([{_RISES}])|[{_FALLS}]")
_BRACKETED = re.compile(r"\(([^()+−-]+)\)(\s?%)?")
_MONEY = re.compile(r"(?:Rs\.?|[$€£¥₹₨₿])\s?|\s?[$€£¥₹₨₿]\Z")
_GROUPED = re.compile(r"([+−-]?)([0-9]{1,3}(?:[\xa0'’][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3})(\.[0-9]+)?")
_WITH_COMMA = re.compile(r"([+−-]?)([0-9]{1,3}(?:[. \xa0'’][0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_COUNTED = re.compile(r"(.*?[0-9.])\s?(thousand|k|million|mln|mn|m|billion|bln|bn|b)\.?", re.IGNORECASE)
_SIZES: Final = {"t": Decimal(10) ** 3, "k": Decimal(10) ** 3, "m": Decimal(10) ** 6, "b": Decimal(10) ** 9}
_EPOCH = re.compile(r"[0-9]{9,10}(?:[0-9]{3})?(?:\.[0-9]{1,6})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]?(.*)", re.ASCII | re.DOTALL)
_MAX_LENGTH = 64
_MAX_AHEAD = timedelta(hours=12)
_YEAR = re.compile(r"%[yYGcxDs]")
_DAY = re.compile(r"%[djUWV]")


def normalize_cell(cell: Cell) -> str:
    """Return the cell as one line, without the boundaries of elements."""
    if not isinstance(cell, str):
        return f"{cell:f}" if isinstance(cell, Decimal) and abs(cell.adjusted()) < _MAX_LENGTH else ""
    return " ".join(cell[:MAX_CELL].translate(_NO_EDGES).split())


def is_missing(text: str) -> bool:
    """Return whether a normalized cell states no value: empty, `-`, `N/A`, `N/D` and similar."""
    return text.casefold() in _MISSING


def parse_number_cell(cell: Cell, *, decimal_comma: bool = False) -> Decimal | None:
    """Parse a number, None where the cell states that there is none.

    Accepts `1,234.50`, `12,34,567.00`, `1 234.50` (no-break), `(0.52)` as a fall, `−1`, `▼ 0.52` as a fall, `Rs. 12`;
    with `decimal_comma` `1.234,50` instead.

    Raises:
        InvalidNumberError: anything else, a percentage included.
    """
    if not isinstance(cell, str):
        return as_decimal(cell)
    return _figure(_stripped(cell), decimal_comma=decimal_comma)


def parse_percent_cell(cell: Cell, *, decimal_comma: bool = False) -> Decimal | None:
    """Parse a percentage, with or without the percent sign: `+1.3%`, `(0.52%)`, `1.3 %`.

    Raises:
        InvalidNumberError: it is no percentage.
    """
    if not isinstance(cell, str):
        return parse_number_cell(cell)
    text = _stripped(cell)
    text = f"{text[:-2]})" if text.endswith("%)") else text.removesuffix("%")
    return _figure(text.rstrip(), decimal_comma=decimal_comma)


def parse_count_cell(cell: Cell, *, decimal_comma: bool = False) -> int | None:
    """Parse a count such as a volume: `1,234`, `812.4mn`, `1.2k`; parts of a unit are rounded.

    Raises:
        InvalidNumberError: it is no count, or below zero.
    """
    scale = Decimal(1)
    counted = _COUNTED.fullmatch(normalize_cell(cell)) if isinstance(cell, str) else None
    if counted:
        scale = _SIZES[counted[2][0].lower()]
    figure = parse_number_cell(counted[1] if counted else cell, decimal_comma=decimal_comma)
    if figure is None:
        return None
    if not 0 <= figure * scale < MAX_COUNT:
        raise InvalidNumberError("not a count")
    return int(round_half_up(figure * scale, 0))


def parse_direction_cell(cell: Cell) -> Direction | None:
    """Return the direction of an arrow in the cell, None where there is none."""
    arrow = _ARROW.search(cell[:_MAX_LENGTH]) if isinstance(cell, str) else None
    return None if arrow is None else Direction.UP if arrow[1] else Direction.DOWN


def parse_time_cell(cell: Cell, at: datetime, *, form: str, zone: str) -> datetime | None:
    """Parse a time, aware UTC, None where there is none.

    Args:
        cell: ISO 8601, seconds or milliseconds since 1970, `15:30` or `15:30:05` of the day; or as in `form`.
        at: when the response was received, aware; a time without a date is the latest such time before it.
        form: a `strptime` form, or empty.
        zone: of a time that names none.

    Raises:
        ValueError: it is no such time, or one that is more than half a day ahead.
    """
    text = normalize_cell(cell)
    if is_missing(text):
        return None
    if len(text) > _MAX_LENGTH:
        raise ValueError("not a time")
    local = ZoneInfo(zone)
    time = _in_form(text, form, local, at) if form else _machine_readable(text, local, at)
    if time > at + _MAX_AHEAD:
        raise ValueError("a time in the future")
    return time.astimezone(UTC)


def _stripped(cell: str) -> str:
    return cell[:MAX_CELL].translate(_NO_BREAKS).strip()


def _figure(text: str, *, decimal_comma: bool) -> Decimal | None:
    if is_missing(text):
        return None
    text = _MONEY.sub("", text, count=1)
    is_fall = text.startswith(tuple(_FALLS)) or text.endswith(tuple(_FALLS))
    text = text.strip(f"{_RISES}{_FALLS} \xa0\n")
    bracketed = _BRACKETED.fullmatch(text)
    figure = parse_decimal(_plain(bracketed[1].strip() if bracketed else text, decimal_comma=decimal_comma))
    unsigned = figure >= 0 and not text.startswith(("+", "-", "−"))
    return -figure if figure and unsigned and (bracketed or is_fall) else figure


def _plain(text: str, *, decimal_comma: bool) -> str:
    """Return a number in the form that `parse_decimal` accepts, if it is in a known form."""
    text = re.sub(r"\A([+−-])\s", r"\1", _MONEY.sub("", text, count=1))
    if decimal_comma:
        match = _WITH_COMMA.fullmatch(text)
        if match is None:
            return ""
        return match[1] + re.sub(r"[. \xa0'’]", "", match[2]) + (f".{match[3]}" if match[3] else "")
    match = _GROUPED.fullmatch(text)
    return match[1] + re.sub(r"[,\xa0'’]", "", match[2]) + (match[3] or "") if match else text


def _in_form(text: str, form: str, local: tzinfo, at: datetime) -> datetime:
    if _YEAR.search(form):
        return _aware(datetime.strptime(text, form), local)  # noqa: DTZ007 - made aware at once
    today = at.astimezone(local)
    time = datetime.strptime(f"{text} {today.year}", f"{form} %Y")  # noqa: DTZ007 - made aware by the callees
    if not _DAY.search(form):
        return _latest(time, local, at)
    result = _aware(time, local)
    return result if result <= today + _MAX_AHEAD else result.replace(year=today.year - 1)


def _machine_readable(text: str, local: tzinfo, at: datetime) -> datetime:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    day = _ISO.fullmatch(text)
    if day is None:
        return _in_form(text, "%H:%M:%S" if text.count(":") > 1 else "%H:%M", local, at)
    return _aware(datetime.fromisoformat(f"{day[1]}T{day[2].replace(' ', '')}" if day[2] else day[1]), local)


def _aware(time: datetime, local: tzinfo) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=local)


def _latest(time: datetime, local: tzinfo, at: datetime) -> datetime:
    """Return the latest time with this time of day that is not in the future."""
    today = at.astimezone(local)
    result = datetime.combine(today.date(), time.time(), tzinfo=time.tzinfo or local)
    return result if result <= today + timedelta(minutes=5) else result - timedelta(days=1)
