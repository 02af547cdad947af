"""The values in a stored event: each is checked as if it came from a page.

All raise what `decode_event` raises: ValueError, TypeError, KeyError or AttributeError.
"""

import re
import sys
import zlib
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, chain
from math import isfinite
from typing import Any, Final, TypeVar

from tui.domain.instants import parse_iso_utc
from tui.domain.intraday import MAX_POINTS
from tui.domain.quote import MAX_COUNT, MAX_FIGURE_DIGITS, InstrumentId
from tui.domain.text import MAX_SYMBOL_LENGTH, CleanText, sanitize_line

T = TypeVar("T")

_SCHEMES: Final = ("http://", "https://")
_FIGURES: Final = re.compile(r"(?:-?[0-9]++(?:\.[0-9]++)?\n)*+", re.ASCII)
"""Any number of figures, each with a line feed."""
_MAX_FIGURE_LENGTH: Final = MAX_FIGURE_DIGITS + 2
"""With a sign and a point."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_FIRST_SECOND, _LAST_SECOND = (int(datetime(y, 1, 2, tzinfo=UTC).timestamp()) for y in (_FIRST_YEAR, _LAST_YEAR))
_MAX_SPAN: Final = timedelta(days=3660)
_MAX_LENGTH: Final = 4 * MAX_POINTS
"""Of an array."""
_MAX_PACKED: Final = 4_000_000
"""Numbers of all the arrays that are packed together: as many as a day's of the most rows that a source may have."""
_NUMBER_SIZE: Final = 8
"""Bytes."""


def encode_figure(figure: Decimal) -> str:
    """Return the digits of a figure."""
    digits = str(figure)
    # which takes a fifth of the time
    return f"{figure:f}" if "E" in digits else digits


def decode_figure(digits: str) -> Decimal:
    """Return a figure from its digits."""
    (figure,) = decode_figures((digits,))
    return figure


def decode_figures(values: Sequence[str]) -> Sequence[Decimal]:
    """Return many figures."""
    # one match for all of them takes a third of the time
    lines = "".join([f"{digits}\n" for digits in values])
    is_right = _FIGURES.fullmatch(lines) and lines.count("\n") == len(values)
    if not is_right or max(map(len, values), default=0) > _MAX_FIGURE_LENGTH:
        raise ValueError("not a figure")
    return list(map(Decimal, values))


def checked_count(count: int) -> int:
    """Return a count."""
    if type(count) is not int or not 0 <= count < MAX_COUNT:
        raise ValueError("not a count")
    return count


def checked_flag(flag: bool) -> bool:
    """Return a flag."""
    if type(flag) is not bool:
        raise TypeError("neither true nor false")
    return flag


@lru_cache(maxsize=64)
def decode_name(name: str) -> CleanText:
    """Return a code or a name, sanitized; cached, since most rows have one of a few."""
    return sanitize_line(name)


def decode_time(text: str) -> datetime:
    """Return a time, aware. Raises ValueError for one so far away that it has no time of day in some zone."""
    at = parse_iso_utc(text)
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError("not a time of any market")
    return at


def decode_times(values: Sequence[str]) -> Sequence[datetime]:
    """Return many times, each text decoded once: the rows of a poll share its time."""
    known = {text: decode_time(text) for text in set(values)}
    return [known[text] for text in values]


def decode_day(text: str) -> date:
    """Return a date."""
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("not a day of any market")
    return day


def decode_span(seconds: float) -> timedelta:
    """Return a span of time from its seconds."""
    if type(seconds) not in (int, float) or not abs(seconds) <= _MAX_SPAN.total_seconds():
        raise ValueError("not a span of time")
    return timedelta(seconds=seconds)


def decode_id(value: list[str]) -> InstrumentId:
    """Return an instrument from its market and symbol."""
    (instrument,) = decode_ids((value,))
    return instrument


def decode_ids(values: Sequence[list[str]]) -> Sequence[InstrumentId]:
    """Return many instruments."""
    instruments = [InstrumentId(market, symbol) for market, symbol in values]
    codes = list(chain.from_iterable(instruments))
    lengths = set(map(len, codes))
    # one look at all of them takes a third of the time
    letters = "".join(codes)
    if not letters.isprintable() or " " in letters or not all(0 < length <= MAX_SYMBOL_LENGTH for length in lengths):
        raise ValueError("not an instrument")
    return instruments


def decode_link(url: str | None) -> str | None:
    """Return an http or https URL; None for anything else."""
    return url if url and url.startswith(_SCHEMES) and sanitize_line(url, len(url)) == url else None


def decode_target(target: str) -> str:
    """Return the target of a link in a text."""
    if sanitize_line(target, len(target)) != target:
        raise ValueError("not a target of a link")
    return target


def same(value: T) -> T:
    """Return the value itself: it is JSON as it is."""
    return value


def pack_arrays(arrays: "Sequence[array[Any]]") -> dict[str, Any]:
    """Return many arrays of numbers of eight bytes as one text, which takes a tenth of the time of JSON numbers."""
    whole = b"".join(map(bytes, arrays) if sys.byteorder == "little" else map(bytes, map(_swapped, arrays)))
    packed = b2a_base64(zlib.compress(whole, 1), newline=False).decode()
    return {"lengths": list(map(len, arrays)), "packed": packed}


def unpack_points(packed: dict[str, Any]) -> "list[array[float]]":
    """Return the values of many series."""
    whole = _unpack(array("d"), packed)
    if not isfinite(sum(whole)):
        raise ValueError("not a figure")
    return _parted(whole, packed["lengths"])


def unpack_times(packed: dict[str, Any]) -> "list[array[int]]":
    """Return the times of many series, in whole seconds since 1970 UTC."""
    whole = _unpack(array("q"), packed)
    if whole and not _FIRST_SECOND <= min(whole) <= max(whole) <= _LAST_SECOND:
        raise ValueError("not a time of any market")
    return _parted(whole, packed["lengths"])


def _unpack(numbers: "array[Any]", packed: dict[str, Any]) -> "array[Any]":
    """Return the numbers of all arrays that were packed, none of which is empty, in an array of that type."""
    lengths = packed["lengths"]
    count = sum(map(checked_count, lengths))
    if count > _MAX_PACKED or not all(0 < length <= _MAX_LENGTH for length in lengths):
        raise ValueError("not arrays of so many numbers")
    stream = zlib.decompressobj()
    numbers.frombytes(stream.decompress(a2b_base64(packed["packed"], strict_mode=True), _NUMBER_SIZE * count + 1))
    if len(numbers) != count or not stream.eof:
        raise ValueError("not arrays of so many numbers")
    return numbers if sys.byteorder == "little" else _swapped(numbers)


def _parted(whole: "array[Any]", lengths: Sequence[int]) -> "list[array[Any]]":
    ends = list(accumulate(lengths))
    return [whole[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _swapped(numbers: "array[Any]") -> "array[Any]":
    """Return numbers with their bytes in the other order."""
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
