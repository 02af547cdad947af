"""Parse JSON as providers send it: within limits, every number with its own digits, and no web page as data.

Numbers stay decimal: `230.10` is parsed as 230.10. A number that no market prints (too long, too large, NaN) makes only
its own field invalid; a body that is not strict JSON (NaN, a repeated key) is rejected as a whole.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn, TypeAlias

from tui.domain.numbers import (
    MAX_NUMBER_LENGTH,
    InvalidNumberError,
    parse_number,
    within_limits,
    without_noise,
)
from tui.domain.quote import MAX_COUNT
from tui.domain.text import MAX_TITLE_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.blocked_pages import PROVIDER_SAYS, classify_message, explain_non_data
from tui.sources.decode.charset import decode
from tui.sources.decode.dates import is_plausible_time
from tui.sources.html.markup_text import decode_references, visible_words

Json: TypeAlias = "str | Decimal | bool | list[Json] | dict[str, Json] | None"

MAX_DEPTH: Final = 256
MAX_VALUES: Final = 250_000
"""About four hundred bytes of memory each, as members of one object."""

_INVALID: Final = Decimal("NaN")
"""Replaces a number that is too long; `as_decimal` rejects it."""
_MAX_MESSAGE: Final = 2_000
_COUNT = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9](?:\.[0-9]+[eE][+-]?|[eE][+-])[0-9]{1,2}", re.ASCII
)
_EPOCH = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?+|([\[{])|([\]}])', re.DOTALL)


def read_json(response: Response, redact: Callable[[str], str] = str) -> Json:
    """Return the object or array of a response.

    Args:
        response: to a request for JSON.
        redact: removes secrets from the text where a reason quotes it.

    Raises:
        ParseError: it is something else, named by the reason: a limit, an outage, a consent page, a broken or cut
            text; or it is nested deeper than 256, or has more than a quarter of a million values.
    """
    text = decode(response).strip()
    if text[:1] not in {"{", "["}:
        raise ParseError(explain_non_data(redact(text)))
    if text[-1] not in {"}", "]"}:
        raise ParseError("answer cut short")
    _check_limits(text)
    try:
        value: Json = json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_reject_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"broken JSON at character {error.pos + 1}") from None
    return value


def _check_limits(text: str) -> None:
    opened = text.count("[") + text.count("{")
    # nested values need no comma
    if text.count(",") + opened > MAX_VALUES:
        raise ParseError("too many values")
    if opened <= MAX_DEPTH:
        return
    depth = 0
    for token in _BRACKET.finditer(text):
        depth += (token[1] is not None) - (token[2] is not None)
        if depth > MAX_DEPTH:
            raise ParseError("nested too deeply")


def _number(literal: str) -> Decimal:
    if len(literal) > MAX_NUMBER_LENGTH:
        return _INVALID
    try:
        return Decimal(literal)
    except InvalidOperation:
        return _INVALID


def _reject_constant(name: str) -> NoReturn:
    raise ParseError(f"broken JSON: {name} is no number")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ParseError("broken JSON: a key is given twice")
    return members


def get_path(value: Json, *path: str | int) -> Json:
    """Return the value at a path of keys and indices; None where there is none."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
    return value


def dicts_in(value: Json) -> list[dict[str, Json]]:
    """Return the objects of an array; none where the value is no array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: Json, limit: int = MAX_TITLE_LENGTH) -> CleanText | None:
    """Return a text, sanitized; None where the value is no text or empty."""
    return (sanitize_line(value, limit) or None) if isinstance(value, str) else None


def provider_error_message(*values: Json) -> str | None:
    """Return the first of these that is a provider's error message, as a reason; None where none is."""
    for value in values:
        message = as_text(_without_markup(value), 60)
        if message is not None:
            return classify_message(message) or f"{PROVIDER_SAYS}{message}"
    return None


def _without_markup(value: Json) -> Json:
    if not isinstance(value, str) or "<" not in value[:_MAX_MESSAGE]:
        return value
    return decode_references(visible_words(value[:_MAX_MESSAGE]))


def as_decimal(value: Json) -> Decimal | None:
    """Return a number, given as a number or as text, with the source's own digits; None where it is null.

    Raises:
        InvalidNumberError: anything else, as in `parse_number`.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return parse_number(value)
    if not isinstance(value, Decimal):
        raise InvalidNumberError("not a number")
    if not value.is_finite():
        raise InvalidNumberError("not a plain decimal number")
    return without_noise(within_limits(value))


def as_count(value: Json) -> int | None:
    """Return a count, such as a volume, in integer units, fractions cut off; None where it is null.

    Raises:
        InvalidNumberError: it is negative, 10^18 or more, or no number.
    """
    if isinstance(value, str):
        value = _number(value.replace(",", "")) if _COUNT.fullmatch(value) else _INVALID
    if value is None:
        return None
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise InvalidNumberError("not a count")
    if value.adjusted() > 18 or value >= MAX_COUNT:
        raise InvalidNumberError("larger than 10^18")
    return 0 if value.adjusted() < 0 else int(value)


def from_epoch(value: Json, at: datetime, *, per_second: int = 1) -> datetime | None:
    """Return a time given as seconds since 1970, or as parts of a second, as a number or as text; aware UTC.

    None where there is none, or an impossible one: before 1990, or more than a day after `at`, the time of the poll.
    """
    if isinstance(value, str) and _EPOCH.fullmatch(value):
        value = _number(value)
    if not isinstance(value, Decimal) or not value.is_finite() or value.adjusted() > 18:
        return None
    try:
        time = datetime.fromtimestamp(int(value) // per_second, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return plausible_time(time, at)


def from_iso(value: Json, at: datetime) -> datetime | None:
    """Return a time given as ISO 8601, in UTC where it names no zone; aware UTC, or None as in `from_epoch`."""
    if not isinstance(value, str) or len(value) > MAX_NUMBER_LENGTH:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return plausible_time(time if time.tzinfo else time.replace(tzinfo=UTC), at)


def plausible_time(time: datetime, at: datetime) -> datetime | None:
    """Return an aware time in UTC; None where it is before 1990 or more than a day after the poll."""
    return time.astimezone(UTC) if is_plausible_time(time, at) else None
