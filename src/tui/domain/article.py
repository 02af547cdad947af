"""An article as a source reports it, cleaned for reading."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tui.domain.text import CleanText


class Comments(StrEnum):
    """The state of the page's comments section."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. Equality leaves out `polled_at` and `source`."""

    id: CleanText
    """Stable over polls: the article number in its URL, else the link, else a digest of its first words."""
    title: CleanText | None = None
    dateline: CleanText | None = None
    """The place that the text opens with, `DAMASCUS`, without the colon."""
    byline: CleanText | None = None
    category: CleanText | None = None
    published: datetime | None = None
    """Aware; the page's own zone."""
    updated: datetime | None = None
    paragraphs: tuple[CleanText, ...] = ()
    has_image: bool = False
    caption: CleanText | None = None
    link: str | None = None
    """An http or https URL, or None."""
    comments: Comments = Comments.ABSENT
    polled_at: datetime = field(compare=False)
    """The time of day at which a poll first brought it, aware UTC; unlike a row's it is never an age."""
    source: str = field(compare=False)
