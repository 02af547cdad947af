"""The metadata of an article, title, author, times and so on, and the lines of text that print it."""

import re
from datetime import datetime
from typing import NamedTuple

from tui.sources.decode.dates import DateMatch, find_dates

_MAX_BYLINE = 200
_UPDATED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)
_PRINT_EDITION = re.compile(r"\bprint(?:ed)?\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:last\s+)?(?:published|updated|modified|posted|print(?:ed)?)\b(?:\s+(?:on|at))?", re.IGNORECASE
)
_BY = re.compile(r"^(?:by|written by|from)\s+", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|–—-]\s+[^|–—]{3,40}$")
_PUNCTUATION = " \t|•·-–—:,/()"
_NAME_PARTICLES = frozenset(
    ["and", "by", "of", "from", "with", "the", "in", "for", "&", "al", "bin", "ul", "ur", "de", "van"]
)


class ArticleMetadata(NamedTuple):
    """The fields of an article beside its text, not yet sanitized; None where the page does not state them."""

    title: str | None = None
    byline: str | None = None
    category: str | None = None
    published: datetime | None = None
    """Aware."""
    updated: datetime | None = None
    """Aware."""
    link: str | None = None
    """The URL that the page declares, not yet validated."""
    is_article: bool = False
    """Whether the page itself states that it is an article."""

    def merged_with(self, other: "ArticleMetadata") -> "ArticleMetadata":
        """Return these fields, with missing ones from the other."""
        return ArticleMetadata(
            title=self.title or other.title,
            byline=self.byline or other.byline,
            category=self.category or other.category,
            published=self.published or other.published,
            updated=self.updated or other.updated,
            link=self.link or other.link,
            is_article=self.is_article or other.is_article,
        )


def parse_byline(line: str) -> ArticleMetadata | None:
    """Return the author and times of a line: `NAME Published December 13, 2023 Updated December 13, 2023 05:02pm`.

    Also `NAME 21 Jun, 2022`, `Updated 23 Nov 2020`, and the category of `Markets Print 2019-05-25`. None where the
    line is anything else: it must end with a date, and contain nothing else but a name and labels.
    """
    dates = find_dates(line) if len(line) <= _MAX_BYLINE else []
    if not dates or line[dates[-1].end :].strip(_PUNCTUATION + "."):
        return None
    labels = _labels(line, dates)
    name = _BY.sub("", _LABEL.sub(" ", labels[0]).strip(_PUNCTUATION)).strip(_PUNCTUATION)
    if any(_LABEL.sub("", label).strip(_PUNCTUATION) for label in labels[1:]):
        return None
    has_label = any(_LABEL.search(label) for label in labels)
    if not _is_name(name) if name else not has_label:
        return None
    published = [date.at for date, label in zip(dates, labels, strict=True) if not _UPDATED.search(label)]
    updated = [date.at for date, label in zip(dates, labels, strict=True) if _UPDATED.search(label)]
    is_print = _PRINT_EDITION.search(labels[0]) is not None
    return ArticleMetadata(
        byline=None if is_print else name or None,
        category=name or None if is_print else None,
        published=published[0] if published else None,
        updated=updated[-1] if updated else None,
    )


def _labels(line: str, dates: list[DateMatch]) -> list[str]:
    """Return the text before each date."""
    starts = [0, *(date.end for date in dates)]
    return [line[start : date.start] for start, date in zip(starts, dates, strict=False)]


def _is_name(text: str) -> bool:
    words = text.replace("|", " ").split()
    if not 1 <= len(words) <= 9 or len(text) > 80:
        return False
    return all(not word[0].islower() or word in _NAME_PARTICLES for word in words) and not text.endswith(
        (".", "!", "?")
    )


def is_bare_date(line: str) -> bool:
    """Return whether the line is a date and nothing else."""
    dates = find_dates(line) if len(line) <= 40 else []
    return len(dates) == 1 and not (line[: dates[0].start] + line[dates[0].end :]).strip(_PUNCTUATION + ".")


def strip_site_name(title: str) -> str:
    """Return the headline in a window title such as `Headline - Business Recorder`."""
    return _SITE_NAME.sub("", title[:1_000]).strip()
