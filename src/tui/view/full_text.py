"""The full text of an article whose feed has its first words alone: what is shown, and what is said of its page."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tui.domain.article import Article, Completeness
from tui.view import formatting
from tui.view.spans import Span, Tone

if TYPE_CHECKING:
    from tui.domain.article_page import ArticlePage


class PageAction(StrEnum):
    """What the key for the page of an article does."""

    FETCH = "fetch"
    CANCEL = "cancel"
    SHOW = "show"
    """The page is there, and its teaser is shown still."""
    NOTHING = "nothing"


def page_action(article: Article, page: "ArticlePage | None", *, is_page_shown: bool) -> PageAction:
    """Return what the key does: a page that is there whole is not fetched again.

    Args:
        article: as its source has it.
        page: what is known of its page.
        is_page_shown: whether that is what is shown.
    """
    if page is not None and page.is_requested:
        return PageAction.CANCEL
    if page is not None and page.article is not None:
        if not is_page_shown:
            return PageAction.SHOW
        return PageAction.NOTHING if page.reason is None else PageAction.FETCH
    return (
        PageAction.NOTHING if article.link is None or article.completeness is Completeness.WHOLE else PageAction.FETCH
    )


def page_status(
    article: Article,
    page: "ArticlePage | None",
    now: datetime,
    *,
    is_page_shown: bool,
    can_fetch: bool = True,
    is_short: bool = False,
) -> Span | None:
    """Return a few words for the title of the reader; None where there is nothing to be said.

    Args:
        article: as its source has it.
        page: what is known of its page.
        now: aware, of the clock that ages go by.
        is_page_shown: whether the page is what is shown.
        can_fetch: whether anything is fetched at all; in a replay nothing is.
        is_short: whether there is little room.
    """
    if page is not None and page.awaited_since is not None:
        age = formatting.format_age(now - page.awaited_since)
        return Span(f"fetching {age}" if is_short else f"fetching the page, {age}; enter stops", Tone.WARN)
    if page is not None and page.article is not None:
        if not is_page_shown:
            return Span("full text, enter" if is_short else "the full text is there, enter", Tone.WARN)
        is_partial = page.article.completeness is Completeness.PARTIAL
        return Span("partial", Tone.WARN) if is_partial else Span("full text", Tone.QUIET)
    if page is not None and page.reason is not None:
        return Span("teaser", Tone.WARN)
    if article.completeness is not Completeness.TEASER:
        return None
    is_offered = can_fetch and article.link is not None
    offer = "teaser, enter" if is_short else "teaser, enter takes the page"
    return Span(offer if is_offered else "teaser", Tone.WARN)


def page_sentence(page: "ArticlePage | None", *, is_page_shown: bool, can_fetch: bool = True) -> str:
    """Return what is said under the text: why the page could not be had, or not all of it; empty for nothing.

    Args:
        page: what is known of it.
        is_page_shown: whether it is what is shown.
        can_fetch: as in `page_status`.
    """
    if page is None or page.is_requested or page.reason is None:
        return ""
    from tui.domain.article_page import NOT_PERMITTED  # noqa: PLC0415 - not on the way to the first frame

    again = " Enter tries again." if can_fetch and page.reason != NOT_PERMITTED else ""
    if page.article is None:
        return f"No full text: {page.reason}.{again}"
    if not is_page_shown:
        return ""
    if page.article.completeness is Completeness.PARTIAL:
        return f"Only a part of the page: {page.reason}.{again}"
    return f"The page was not read again: {page.reason}.{again}"
