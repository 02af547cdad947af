"""A story as a source tells it, cleaned for reading."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tui.domain.text import CleanText


class Comments(StrEnum):
    """What the page says of its comments section."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One story. Equality leaves out `polled_at` and `source`."""

    id: CleanText
    """Stable over polls: the story number of its address, else the link, else a digest of its first words."""
    title: CleanText | None = None
    dateline: CleanText | None = None
    """The place the story opens with, `DAMASCUS`, without the colon."""
    byline: CleanText | None = None
    category: CleanText | None = None
    published: datetime | None = None
    """Aware; the page's own zone."""
    updated: datetime | None = None
    paragraphs: tuple[CleanText, ...] = ()
    has_image: bool = False
    caption: CleanText | None = None
    link: str | None = None
    """An http or https address, or None."""
    comments: Comments = Comments.ABSENT
    polled_at: datetime = field(compare=False)
    """The time of day at which a poll first brought it, aware UTC; unlike a row's it is never an age."""
    source: str = field(compare=False)
