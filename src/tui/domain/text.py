"""Clean text: the only form in which words from outside enter the program."""

import re
import unicodedata
from typing import Final, NewType

CleanText = NewType("CleanText", str)
"""Text that passed `clean` or `clean_block`; safe to paint, log, store and print.

It holds no control character (a block may hold line feeds), no bidi control, nothing invisible, and at most
two combining marks on one base. It may still hold characters that mean something to a markup language: whoever
paints it must not parse it as markup.
"""

SYMBOL_LIMIT: Final = 32
TITLE_LIMIT: Final = 300
ERROR_LIMIT: Final = 200
ARTICLE_LIMIT: Final = 200_000
CLIPPED: Final = "…"

_MARKS_PER_BASE = 2
_RAW_SLACK = 8
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"  # every other escape, and an unfinished string's introducer
)
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = range(0x0600, 0x0E00)
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")


class _CharacterTable(dict[int, str | None]):
    """What each code point becomes, worked out once per code point of the common scripts."""

    def __missing__(self, code: int) -> str | None:
        kept = _kept(code)
        if code < 0x3000:
            self[code] = kept
        return kept


def _kept(code: int) -> str | None:
    character = chr(code)
    if character in _BREAKS:
        return "\n"
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in _DROPPED or code in _VARIATION_SELECTORS:
        return character if character in _JOINERS else None
    return " " if category == "Zs" else character


_TABLE = _CharacterTable()


def clean(raw: str, limit: int = TITLE_LIMIT) -> CleanText:
    """Make one line of outside text safe: every run of white space becomes one space.

    Args:
        raw: any text, after entities and escapes of its own format were decoded.
        limit: most characters kept; a longer text ends in `…`.
    """
    # a bounded look at a hostile line; escapes and spaces that go are why more than `limit` is looked at
    return _clipped(" ".join(_safe(raw[: limit * _RAW_SLACK]).split()), limit)


def clean_block(raw: str, limit: int = ARTICLE_LIMIT) -> CleanText:
    """Make a block of outside text safe; its line feeds are kept, white space within a line is folded.

    Args:
        raw: any text, after entities and escapes of its own format were decoded.
        limit: most characters kept; a longer text ends in `…`.
    """
    lines = (" ".join(line.split()) for line in _safe(raw[: limit * _RAW_SLACK], joiners=True).split("\n"))
    return _clipped("\n".join(lines).strip("\n"), limit)


def _clipped(text: str, limit: int) -> CleanText:
    return CleanText(text if len(text) <= limit else text[: limit - 1].rstrip() + CLIPPED)


def _safe(raw: str, *, joiners: bool = False) -> str:
    if raw.isascii() and raw.isprintable():
        return raw
    text = _ESCAPES.sub("", raw).translate(_TABLE)
    if text.isascii():
        return text
    return _without_floods(_without_joiners(text, keep=joiners))


def _without_joiners(text: str, *, keep: bool) -> str:
    if _JOINERS.isdisjoint(text):
        return text
    kept: list[str] = []
    for character in text:
        if character not in _JOINERS or (keep and kept and ord(kept[-1]) in _JOINED_SCRIPTS):
            kept.append(character)
    return "".join(kept)


def _without_floods(text: str) -> str:
    kept: list[str] = []
    marks = _MARKS_PER_BASE  # a mark with no base before it goes
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MARKS_PER_BASE:
            kept.append(character)
    return "".join(kept)


def width(text: str) -> int:
    """How many terminal cells the text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def fit(text: str, cells: int) -> str:
    """Clip the text to at most so many cells, ending in `…` where something was cut."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    kept: list[str] = []
    left = cells - 1
    for character in text:
        left -= _character_width(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept) + CLIPPED


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Clip or fill the text to exactly so many cells; `right` puts the text at the right end."""
    text = fit(text, cells)
    filler = " " * (cells - width(text))
    return filler + text if right else text + filler
