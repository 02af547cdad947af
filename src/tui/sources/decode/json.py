"""JSON as providers send it: within bounds, every number with its own digits, and no page taken for data.

Numbers stay decimal: `230.10` is read as 230.10. One that no market prints (too long, too large, NaN) spoils only the
field it stands in; a body that is not strictly JSON (NaN, a key told twice) is refused whole.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Context, Decimal, InvalidOperation
from typing import Final, NoReturn, TypeAlias

from tui.domain.numbers import MAX_DECIMALS, MAX_MAGNITUDE, InvalidNumberError, parse_decimal
from tui.domain.text import TITLE_LIMIT, CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.blocked_pages import classify_message, explain_non_data
from tui.sources.decode.charset import decode

Json: TypeAlias = "str | Decimal | bool | list[Json] | dict[str, Json] | None"

MAX_DEPTH: Final = 256
MAX_VALUES: Final = 250_000
"""Some four hundred bytes each, where they are members of one object."""
LARGEST_COUNT: Final = Decimal(10) ** 18

_UNBELIEVABLE: Final = Decimal("NaN")
"""Stands for a number too long to be read; `figure_of` refuses it."""
_LONGEST = 40
_FINEST = Decimal(1).scaleb(-MAX_DECIMALS)
_WIDE = Context(prec=60)
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?+|([\[{])|([\]}])', re.DOTALL)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)


def read_json(page: Response, without: Callable[[str], str] = str) -> Json:
    """The object or array that an answer is.

    Args:
        page: the answer.
        without: takes out of it what must not be repeated where a reason quotes it.

    Raises:
        ParseError: it is something else, and the reason says what: a limit, an outage, a consent page, a broken or
            cut text; or it is nested deeper than 256, or holds more than a quarter of a million values (fault P3).
    """
    text = decode(page).strip()
    if text[:1] not in {"{", "["}:
        raise ParseError(explain_non_data(without(text)))
    if text[-1] not in {"}", "]"}:
        raise ParseError("answer cut short")
    _check_bounds(text)
    try:
        value: Json = json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"broken JSON at character {error.pos + 1}") from None
    return value


def _check_bounds(text: str) -> None:
    opened = text.count("[") + text.count("{")
    # what is nested needs no comma
    if text.count(",") + opened > MAX_VALUES:
        raise ParseError("too many values")
    if opened <= MAX_DEPTH:
        return
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += (token[1] is not None) - (token[2] is not None)
        if depth > MAX_DEPTH:
            raise ParseError("nested too deeply")


def _number(literal: str) -> Decimal:
    if len(literal) > _LONGEST:
        return _UNBELIEVABLE
    try:
        return Decimal(literal)
    except InvalidOperation:
        return _UNBELIEVABLE


def _refuse(name: str) -> NoReturn:
    raise ParseError(f"broken JSON: {name} is no number")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ParseError("broken JSON: a key is told twice")
    return members


def get_path(value: Json, *path: str | int) -> Json:
    """What stands at the end of a path of keys and places; None where there is nothing."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
    return value


def dicts_in(value: Json) -> list[dict[str, Json]]:
    """The objects of an array; none where it is no array."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def as_text(value: Json, limit: int = TITLE_LIMIT) -> CleanText | None:
    """A text, cleaned; None where it is none or empty."""
    return (sanitize_line(value, limit) or None) if isinstance(value, str) else None


def provider_error_message(*said: Json) -> str | None:
    """The first of these that is a provider's own word on what went wrong, as a reason; None where none is."""
    for each in said:
        words = as_text(each, 60)
        if words is not None:
            return classify_message(words) or f"provider says: {words}"
    return None


def as_decimal(value: Json) -> Decimal | None:
    """A figure, told as a number or as a text that is one, with the digits it was told with; None where it is null.

    Decimals after the twelfth are cut off: only the noise of binary arithmetic is printed there.

    Raises:
        NotAFigureError: anything else, as `read_figure` has it; or so small that nothing is left.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return parse_decimal(value)
    if not isinstance(value, Decimal):
        raise InvalidNumberError("not a number")
    if not value.is_finite():
        raise InvalidNumberError("not a plain decimal number")
    return _within_bounds(value)


def _within_bounds(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if not value:
        return value if -MAX_DECIMALS <= exponent <= 0 else Decimal(0)
    if value.adjusted() < -MAX_DECIMALS:
        raise InvalidNumberError("smaller than 10^-12")
    if value.adjusted() > 12 or abs(value) > MAX_MAGNITUDE:
        raise InvalidNumberError("larger than 10^12")
    if exponent < -MAX_DECIMALS:
        return value.quantize(_FINEST, rounding=ROUND_DOWN, context=_WIDE)
    return value if exponent <= 0 else value.quantize(Decimal(1), context=_WIDE)


def as_count(value: Json) -> int | None:
    """A count, such as a volume, in whole units, what is below one cut off; None where it is null.

    Raises:
        NotAFigureError: it is negative, 10^18 or more, or no number.
    """
    if isinstance(value, str):
        value = _number(value) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", value, re.ASCII) else _UNBELIEVABLE
    if value is None:
        return None
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise InvalidNumberError("not a count")
    if value.adjusted() > 18 or value >= LARGEST_COUNT:
        raise InvalidNumberError("larger than 10^18")
    return 0 if value.adjusted() < 0 else int(value)


def from_epoch(value: Json, at: datetime, *, per_second: int = 1) -> datetime | None:
    """A time told as seconds since 1970, or as so many parts of a second; aware UTC.

    None where there is none, or one that cannot be: before 1990, or more than a day after `at`, the moment of the poll.
    """
    if not isinstance(value, Decimal) or not value.is_finite() or value.adjusted() > 18:
        return None
    try:
        told = datetime.fromtimestamp(int(value) // per_second, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return plausible_time(told, at)


def from_iso(value: Json, at: datetime) -> datetime | None:
    """A time told as ISO 8601, in UTC where it names no zone; aware UTC, or None as `moment_of` has it."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return None
    return plausible_time(told if told.tzinfo else told.replace(tzinfo=UTC), at)


def plausible_time(told: datetime, at: datetime) -> datetime | None:
    """The time told, aware UTC, unless it lies before 1990 or more than a day after the poll."""
    return told.astimezone(UTC) if _EARLIEST <= told <= at + _AHEAD else None
