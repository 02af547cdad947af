"""The text of a date before it is parsed: digits, units and month names of many scripts as plain words."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MAX_DATE: Final = 100
"""Of a date in characters; a longer text is none."""

_BUDDHIST_ERA: Final = 543
_MARKS: Final = str.maketrans({"年": "-", "月": "-", "日": " ", "년": "-", "월": "-", "일": " ", "−": "-", "–": "-"})
_HALVES: Final = {"午前": "am", "上午": "am", "오전": "am", "午後": "pm", "下午": "pm", "오후": "pm"}
_HALF_FIRST: Final = re.compile(r"\b([ap])m\s+(\d{1,2}):(\d\d)(:\d\d)?")
_UNITS: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s?[時时点點시](?:\s?(\d{1,2})\s?[分분]?)?(?:\s?(\d{1,2})\s?[秒초])?"
    r"|(?<![\d:.])(\d{1,2})\s?h(?![a-z])\s?(\d\d(?!\d))?"
)
"""`20時05分30秒`, `8 h 30`."""
_WITHOUT_MARKS: Final = re.compile(r"^((?:19|20)\d{6})(\d{4}(?:\d\d)?)(?!\d)")
_FOUR_DIGITS: Final = re.compile(r"(?<=\d{4} )([01]\d|2[0-3])([0-5]\d)(?= (?:gmt|utc?|z|hrs?|hours)\b| [+-]\d)")
_THAI: Final = re.compile(r"[\u0e00-\u0e7f]")
_BUDDHIST_YEAR: Final = re.compile(r"(?<!\d)2[56]\d\d(?!\d)")
_ENGLISH: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_THAI_MONTHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ม.ค.": "jan",
        "ก.พ.": "feb",
        "มี.ค.": "mar",
        "เม.ย.": "apr",
        "พ.ค.": "may",
        "มิ.ย.": "jun",
        "ก.ค.": "jul",
        "ส.ค.": "aug",
        "ก.ย.": "sep",
        "ต.ค.": "oct",
        "พ.ย.": "nov",
        "ธ.ค.": "dec",
    }
)
_VIETNAMESE_MONTH: Final = re.compile(
    r"\bth(?:áng|g)\.?\s(\d{1,2}|mười một|mười hai|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín)(?!\w)"
    r"(?:,?\snăm(?=\s\d{4}))?"
)
"""`tháng 11`, and the word for "year" behind it."""
_VIETNAMESE_NUMBERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "một": 1,
        "hai": 2,
        "ba": 3,
        "tư": 4,
        "bốn": 4,
        "năm": 5,
        "sáu": 6,
        "bảy": 7,
        "tám": 8,
        "chín": 9,
        "mười": 10,
        "mười một": 11,
        "mười hai": 12,
    }
)


def normalized_date(text: str) -> str:
    """Return the text in small letters with ASCII digits and single blanks, and its units as in `10:05 pm`."""
    text = unicodedata.normalize("NFKC", text[:MAX_DATE]).casefold().translate(_MARKS)
    for word, half in _HALVES.items():
        text = text.replace(word, f" {half} ")
    text = "".join(str(unicodedata.decimal(each, each)) for each in text)
    text = _VIETNAMESE_MONTH.sub(_as_month, text)
    if not text.isascii():
        text = _in_latin_words(text)
    text = _UNITS.sub(_as_clock, text)
    text = _HALF_FIRST.sub(lambda half: f"{half[2]}:{half[3]}{half[4] or ''} {half[1]}m", text)
    text = " ".join(text.split())
    text = _FOUR_DIGITS.sub(r"\1:\2", _WITHOUT_MARKS.sub(r"\1t\2", text))
    return re.sub(r"-\s+", "-", text) if "-" in text else text


def _in_latin_words(text: str) -> str:
    """Return a date with the abbreviations, numbered months and years of a few languages as English has them."""
    if _THAI.search(text):
        for month, english in _THAI_MONTHS.items():
            text = text.replace(month, english)
        text = _BUDDHIST_YEAR.sub(lambda year: str(int(year[0]) - _BUDDHIST_ERA), text)
    text = text.replace("мск", "msk")
    # vowel signs are no letters to a pattern
    return "".join(each for each in text if unicodedata.category(each)[0] != "M")


def _as_month(match: re.Match[str]) -> str:
    number = int(match[1]) if match[1].isdecimal() else _VIETNAMESE_NUMBERS[match[1]]
    return _ENGLISH[number - 1] if 1 <= number <= 12 else match[0]


def _as_clock(match: re.Match[str]) -> str:
    hour, minute, second = match[1] or match[4], match[2] or match[5] or "0", match[3]
    return f" {hour}:{minute:>02}" + (f":{second:>02}" if second else "") + " "
