"""What reading a page for its article gives, and the rules that a user may give for the pages of a site."""

from datetime import datetime
from typing import NamedTuple

from tui.domain.article import Article, Comments, Completeness, TimePrecision
from tui.domain.blocks import Block
from tui.domain.text import CleanText, sanitize_line


class PageRule(NamedTuple):
    """Where the article is in the pages of a site, as the user states it."""

    host: str
    """In small letters; subdomains are meant as well."""
    article: str = ""
    """A CSS selector of the element with the text; empty leaves that to the reader."""
    drop: tuple[str, ...] = ()
    """CSS selectors of elements within it that are none of the text."""


class PageReading(NamedTuple):
    """An article as it was read from a page, cleaned; of a page that has none `blocks` is empty and `reason` says why.

    It is no `Article` yet: that has an id, a source and the time of a poll as well.
    """

    blocks: tuple[Block, ...] = ()
    completeness: Completeness = Completeness.UNKNOWN
    """WHOLE; PARTIAL where only a part could be read; TEASER where the page shows no more than its first words;
    UNKNOWN where there is no text at all."""
    reason: CleanText = CleanText("")
    """Why there is no text or not all of it, one short plain phrase: `a paywall`, `a login page`, `a cookie wall`,
    `page not found`, `it asks for a human`, `no article on the page`, `page cut short`. Empty where it is whole."""
    title: CleanText | None = None
    dateline: CleanText | None = None
    byline: CleanText | None = None
    category: CleanText | None = None
    published: datetime | None = None
    """Aware."""
    updated: datetime | None = None
    """Aware."""
    precision: TimePrecision = TimePrecision.INSTANT
    """Of `published`, or of `updated` where that is the only time."""
    caption: CleanText | None = None
    has_image: bool = False
    link: str | None = None
    """An http or https URL: what the page states as its own, else the one it came from."""
    comments: Comments = Comments.ABSENT
    steps: tuple[CleanText, ...] = ()
    """What was taken and why, a line each, for `bigboard read --explain`."""

    def __bool__(self) -> bool:
        """Return whether there is any text."""
        return bool(self.blocks)


def as_article(reading: PageReading, polled_at: datetime, source: str) -> Article:
    """Return a reading as an article, with its link or else its title for an id.

    Args:
        reading: of a page.
        polled_at: when it was read, aware UTC.
        source: what it is listed under.
    """
    return Article(
        polled_at=polled_at,
        source=source,
        id=sanitize_line(reading.link or reading.title or "page"),
        title=reading.title,
        dateline=reading.dateline,
        byline=reading.byline,
        category=reading.category,
        published=reading.published,
        updated=reading.updated,
        blocks=reading.blocks,
        has_image=reading.has_image,
        caption=reading.caption,
        link=reading.link,
        comments=reading.comments,
        precision=reading.precision,
        completeness=reading.completeness,
    )
