"""The dateline of an article, the city that it is written from, split from the text after it."""

import re
from typing import Final, NamedTuple

from tui.domain.text import CleanText

_MIN_LETTERS: Final = 4
_MAX_WORDS: Final = 6
_MARKER = re.compile(r"image(?=[A-Z\"“‘'])|[Ii]mage\s*(?=[A-Z]{3})")
_BEFORE_COLON = re.compile(r"([^:]{4,60}):(?!//)\s*(?=\S|$)")
_CITY = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’/&-])*")
_REST_WORD = re.compile(r"[A-Z0-9(][\w.'’)-]*")
_NOT_CITIES = frozenset([
    "ANALYSIS", "ARTICLE", "BREAKING", "BUDGET", "CORRECTION", "COMMENT", "EDITORIAL", "EXCLUSIVE", "EXPLAINER",
    "EXPLAINED", "FACTBOX", "FACTS", "FEATURE", "HIGHLIGHTS", "INTERVIEW", "LIVE", "NEWS", "NOTE", "OPINION",
    "POLL", "PREVIEW", "PRESS", "QUESTION", "ANSWER", "RELEASE", "REVIEW", "SUMMARY", "TEXT", "TIMELINE", "UPDATE",
    "UPDATED", "URGENT", "VIDEO", "WARNING", "WATCH", "WRAPUP", "READ", "ALSO", "MORE",
])  # fmt: skip


class ParagraphOpening(NamedTuple):
    """The parts of a paragraph that begins an article."""

    text: CleanText
    """The paragraph without marker and dateline; may be empty."""
    dateline: CleanText | None = None
    """`DAMASCUS`, `ISLAMABAD/KARACHI`, `LAHORE, Pakistan`, without the colon."""
    has_marker: bool = False
    """Whether the word `image`, left over from a picture, was joined to it."""


def split_dateline(paragraph: CleanText) -> ParagraphOpening:
    """Split `imageDAMASCUS: The United` into the marker, the dateline DAMASCUS and the text.

    A dateline is a city in capitals before a colon, sometimes followed by a country, a day or an agency; words such as
    EDITORIAL or NOTE are none, nor is any other text before a colon.
    """
    marker = _MARKER.match(paragraph)
    text = paragraph[marker.end() :] if marker else paragraph
    opening = _BEFORE_COLON.match(text)
    if opening is None or not _is_dateline(opening[1].strip()):
        return ParagraphOpening(CleanText(text), has_marker=marker is not None)
    rest = text[opening.end() :]
    return ParagraphOpening(CleanText(rest), CleanText(opening[1].strip()), has_marker=marker is not None)


def _is_dateline(text: str) -> bool:
    comma = re.search(r"[,(]", text)
    city, tail = (text[: comma.start()], text[comma.start() :]) if comma else (text, "")
    city = city.strip()
    letters = sum(map(str.isalpha, city))
    # a script without capitals does not distinguish a city from any other words
    if not city.isupper() or letters < _MIN_LETTERS or not _CITY.fullmatch(city):
        return False
    if _NOT_CITIES.intersection(re.findall(r"\w+", city)) or len(city.split()) > _MAX_WORDS:
        return False
    return all(_REST_WORD.fullmatch(word) for word in tail.replace(",", " ").split())
