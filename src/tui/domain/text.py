"""Clean text: the only form in which text from outside enters the program."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import Final, NewType

CleanText = NewType("CleanText", str)
"""Text that passed `sanitize_line` or `sanitize_block`; safe to paint, log, store and print.

It holds no control character (a block may hold line feeds), no bidi control, nothing invisible (a block keeps the
joiners that Urdu and its like are written with), and at most two combining marks on one base.
It may still hold characters that mean something to a markup language: it must not be parsed as markup.
"""

MAX_SYMBOL_LENGTH: Final = 32
MAX_TITLE_LENGTH: Final = 300
MAX_ERROR_LENGTH: Final = 200
MAX_ARTICLE_LENGTH: Final = 200_000
ELLIPSIS: Final = "…"

_MARKS_PER_BASE = 2
_RAW_SLACK = 8
_RAW_MIN = 16_384
_MAX_CACHED = 8192
_CSI = r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+"
_STRING = r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*+"  # OSC, DCS, SOS, PM, APC
# these two are compiled when the first text needs them
_ESCAPES = (
    rf"{_CSI}[@-~]|{_STRING}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*+[0-~]"  # every other escape, and an unfinished string's introducer
)
_UNFINISHED = rf"(?:{_CSI}|{_STRING}\x1b?|\x1b[ -/]*+)\Z"
_PLAIN = "[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*+"
"""Latin letters, punctuation and currencies: each is visible, takes a cell, and changes no other."""
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = range(0x0600, 0x0E00)
_INVISIBLE_RUNS = (
    range(0x034F, 0x0350),
    range(0x115F, 0x1161),  # fillers
    range(0x17B4, 0x17B6),
    range(0x180B, 0x1810),
    range(0x3164, 0x3165),
    range(0xFE00, 0xFE10),  # variation selectors
    range(0xFFA0, 0xFFA1),
    range(0x1F3FB, 0x1F400),  # skin tones: no two terminals agree on the width of what they change
    range(0xE0100, 0xE01F0),
)
_INVISIBLE = frozenset(chain.from_iterable(_INVISIBLE_RUNS))
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")
_BLANKS = frozenset("\t\u2800")
_ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me", "Mc", "Cf"})
_JAMO = (range(0x1160, 0x1200), range(0xD7B0, 0xD7FC))  # vowels and finals, drawn inside their first consonant
_WIDE_SINCE_UNICODE_16 = (
    range(0x2630, 0x2638),
    range(0x268A, 0x2690),
    range(0x4DC0, 0x4E00),
    range(0x1D300, 0x1D357),
    range(0x1D360, 0x1D377),
)


class _CharacterTable(dict[int, str | None]):
    """The replacement of each code point, cached for as many as real pages use; a flood of others is not cached."""

    def __missing__(self, code: int) -> str | None:
        replacement = _replacement(code)
        if len(self) < _MAX_CACHED:
            self[code] = replacement
        return replacement


def _replacement(code: int) -> str | None:
    character = chr(code)
    if character in _BREAKS:
        return "\n"
    if character in _BLANKS:
        return " "
    category = unicodedata.category(character)
    if category in _DROPPED or code in _INVISIBLE:
        return character if character in _JOINERS else None
    return " " if category == "Zs" else character


_TABLE = _CharacterTable()


def sanitize_line(raw: str, limit: int = MAX_TITLE_LENGTH) -> CleanText:
    """Make one line of outside text safe: every run of white space becomes one space.

    Args:
        raw: any text, after entities and escapes of its own format were decoded.
        limit: the maximum length; a longer text is cut and ends in `…`.
    """
    if len(raw) <= limit and _is_clean(raw):
        return CleanText(raw)
    window = _window(raw, limit)
    return _clipped(" ".join(_safe(window).split()), limit, is_complete=window is raw)


def sanitize_block(raw: str, limit: int = MAX_ARTICLE_LENGTH, *, spaced: bool = False) -> CleanText:
    """Make a block of outside text safe; its line feeds stay, each run of other white space becomes one space.

    Args:
        raw: any text, after entities and escapes of its own format were decoded.
        limit: the maximum length; a longer text is cut and ends in `…`.
        spaced: whether spaces within a line and before it stay, as in code.
    """
    if len(raw) <= limit and _is_clean(raw):
        return CleanText(raw)
    window = _window(raw, limit)
    safe = _safe(window, joiners=True).split("\n")
    lines = [line.rstrip() for line in safe] if spaced else [" ".join(line.split()) for line in safe]
    return _clipped("\n".join(lines).strip("\n"), limit, is_complete=window is raw)


def _is_clean(raw: str) -> bool:
    """Return whether it is one line that needs no cleaning, as most: plain characters, single spaces between words."""
    if "  " in raw or raw[:1] == " " or raw[-1:] == " ":
        return False
    return raw.isprintable() if raw.isascii() else re.fullmatch(_PLAIN, raw) is not None


def _window(raw: str, limit: int) -> str:
    """Return a bounded part of a hostile line: longer than `limit`, as escapes and spaces will go, with none cut."""
    length = limit * _RAW_SLACK + _RAW_MIN
    return raw if len(raw) <= length else re.sub(_UNFINISHED, "", raw[:length])


def _clipped(text: str, limit: int, *, is_complete: bool) -> CleanText:
    return CleanText(text if is_complete and len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS)


def _safe(raw: str, *, joiners: bool = False) -> str:
    if raw.isascii() and raw.isprintable():
        return raw
    text = re.sub(_ESCAPES, "", raw).replace("\r\n", "\n").translate(_TABLE)
    return text if text.isascii() else _without_joiners(_without_floods(text), in_joined_scripts=joiners)


def _without_joiners(text: str, *, in_joined_scripts: bool) -> str:
    if _JOINERS.isdisjoint(text):
        return text
    result: list[str] = []
    for character in text:
        if character not in _JOINERS or (in_joined_scripts and result and ord(result[-1]) in _JOINED_SCRIPTS):
            result.append(character)
    return "".join(result)


def _without_floods(text: str) -> str:
    """Return the text with few marks on each base, and none without a base: at the start, or on white space."""
    attached = {character for character in set(text) if character_width(character) == 0} - _JOINERS
    if not attached:
        return text
    above = {character for character in attached if unicodedata.category(character) in {"Mn", "Me"}}
    result: list[str] = []
    marks = beside = _MARKS_PER_BASE
    for character in text:
        if character in above:
            marks += 1
        elif character in attached:
            beside += 1
        elif character not in _JOINERS:
            marks = beside = _MARKS_PER_BASE if character in " \n" else 0
        if (marks if character in above else beside if character in attached else 0) <= _MARKS_PER_BASE:
            result.append(character)
    return "".join(result)


def width(text: str) -> int:
    """Return how many terminal cells the text takes: wide characters two, marks none. The screen counts the same."""
    if text.isascii():
        return len(text)
    return sum(map(character_width, text))


@lru_cache(maxsize=4096)
def character_width(character: str) -> int:
    """Return how many terminal cells one character takes."""
    if character.isascii():
        return 1
    code = ord(character)
    if unicodedata.category(character) in _ZERO_WIDTH_CATEGORIES or any(code in run for run in _JAMO):
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 2
    return 2 if any(code in run for run in _WIDE_SINCE_UNICODE_16) else 1


def truncate(text: str, cells: int) -> str:
    """Truncate the text to so many cells, ending in `…` where something was cut."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    result: list[str] = []
    left = cells - 1
    for character in text:
        left -= character_width(character)
        if left < 0:
            break
        result.append(character)
    return "".join(result) + ELLIPSIS


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Truncate or pad the text to exactly so many cells; `right` aligns it to the right."""
    text = truncate(text, cells)
    filler = " " * (cells - width(text))
    return filler + text if right else text + filler


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one: `1 row`, `2 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
