"""What a page says about its story: the fields beside the text, and the lines that print them."""

import re
from dataclasses import dataclass
from datetime import datetime

from tui.sources.decode.dates import DateMatch, find_dates

_LONGEST = 200
_UPDATED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)
_PRINTED = re.compile(r"\bprint(?:ed)?\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:last\s+)?(?:published|updated|modified|posted|print(?:ed)?)\b(?:\s+(?:on|at))?", re.IGNORECASE
)
_BY = re.compile(r"^(?:by|written by|from)\s+", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|–—-]\s+[^|–—]{3,40}$")
_FRINGE = " \t|•·-–—:,/()"
_SMALL_WORDS = frozenset(
    ["and", "by", "of", "from", "with", "the", "in", "for", "&", "al", "bin", "ul", "ur", "de", "van"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMetadata:
    """What is known of a story beside its text; None where the page does not say. Text is not yet cleaned."""

    title: str | None = None
    byline: str | None = None
    category: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    link: str | None = None
    """The address the page gives itself, not yet judged."""
    is_story: bool = False
    """Whether the page itself says that it is a story."""

    def merged_with(self, other: "ArticleMetadata") -> "ArticleMetadata":
        """This, with what it lacks taken from the other."""
        return ArticleMetadata(
            title=self.title or other.title,
            byline=self.byline or other.byline,
            category=self.category or other.category,
            published=self.published or other.published,
            updated=self.updated or other.updated,
            link=self.link or other.link,
            is_story=self.is_story or other.is_story,
        )


def parse_byline(line: str) -> ArticleMetadata | None:
    """The byline and the times of a line such as `NAME Published December 13, 2023 Updated December 13, 2023 05:02pm`.

    Also `NAME 21 Jun, 2022`, `Updated 23 Nov 2020`, and the category of `Markets Print 2019-05-25`. None where the
    line is anything else: it must end with a date, and hold nothing but a name and labels beside.
    """
    dates = find_dates(line) if len(line) <= _LONGEST else []
    if not dates or line[dates[-1].end :].strip(_FRINGE + "."):
        return None
    labels = _labels(line, dates)
    name = _BY.sub("", _LABEL.sub(" ", labels[0]).strip(_FRINGE)).strip(_FRINGE)
    if any(_LABEL.sub("", label).strip(_FRINGE) for label in labels[1:]):
        return None
    labelled = any(_LABEL.search(label) for label in labels)
    if not _is_name(name) if name else not labelled:
        return None
    published = [date.at for date, label in zip(dates, labels, strict=True) if not _UPDATED.search(label)]
    updated = [date.at for date, label in zip(dates, labels, strict=True) if _UPDATED.search(label)]
    printed = _PRINTED.search(labels[0]) is not None
    return ArticleMetadata(
        byline=None if printed else name or None,
        category=name or None if printed else None,
        published=published[0] if published else None,
        updated=updated[-1] if updated else None,
    )


def _labels(line: str, dates: list[DateMatch]) -> list[str]:
    """What stands before each date."""
    starts = [0, *(date.end for date in dates)]
    return [line[start : date.start] for start, date in zip(starts, dates, strict=False)]


def _is_name(text: str) -> bool:
    words = text.replace("|", " ").split()
    if not 1 <= len(words) <= 9 or len(text) > 80:
        return False
    return all(not word[0].islower() or word in _SMALL_WORDS for word in words) and not text.endswith((".", "!", "?"))


def is_bare_date(line: str) -> bool:
    """Whether the line is a date and nothing else."""
    dates = find_dates(line) if len(line) <= 40 else []
    return len(dates) == 1 and not (line[: dates[0].start] + line[dates[0].end :]).strip(_FRINGE + ".")


def strip_site_name(title: str) -> str:
    """The headline in the title of a window, `Headline - Business Recorder`."""
    return _SITE_NAME.sub("", title[:1_000]).strip()
