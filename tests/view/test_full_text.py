"""What the reader says of the page of an article, and what its key does."""

from datetime import timedelta

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tui.domain.article import Article, Completeness
from tui.domain.article_page import NOT_PERMITTED, ArticlePage
from tui.domain.text import CleanText
from tui.view.full_text import PageAction, page_action, page_sentence, page_status

TEASER = an_article()._replace(link="https://news.example/1", completeness=Completeness.TEASER)
WHOLE = TEASER._replace(completeness=Completeness.WHOLE)
UNKNOWN = TEASER._replace(completeness=Completeness.UNKNOWN)
WITHOUT_LINK = TEASER._replace(link=None)
PARTIAL = TEASER._replace(completeness=Completeness.PARTIAL)
PAYWALL = CleanText("a paywall")
ASKED = ArticlePage("br", FIXED_NOW, awaited_since=FIXED_NOW)
FULL = ArticlePage("br", FIXED_NOW, WHOLE)
PART = ArticlePage("br", FIXED_NOW, PARTIAL, PAYWALL)
REFUSED = ArticlePage("br", FIXED_NOW, None, PAYWALL)
FORBIDDEN = ArticlePage("br", FIXED_NOW, None, NOT_PERMITTED)
FORBIDDEN_SINCE = FORBIDDEN._replace(article=WHOLE)
STALE = ArticlePage("br", FIXED_NOW, WHOLE, PAYWALL)

CASES = [
    (TEASER, None, False, PageAction.FETCH, "teaser, enter takes the page", ""),
    (UNKNOWN, None, False, PageAction.FETCH, None, ""),
    (WHOLE, None, False, PageAction.NOTHING, None, ""),
    (WITHOUT_LINK, None, False, PageAction.NOTHING, "teaser", ""),
    (TEASER, ASKED, False, PageAction.CANCEL, "fetching the page, 5s; enter stops", ""),
    (TEASER, FULL, False, PageAction.SHOW, "the full text is there, enter", ""),
    (TEASER, FULL, True, PageAction.NOTHING, "full text", ""),
    (TEASER, PART, True, PageAction.FETCH, "partial", "Only a part of the page: a paywall. Enter tries again."),
    (TEASER, PART, False, PageAction.SHOW, "the full text is there, enter", ""),
    (TEASER, REFUSED, False, PageAction.FETCH, "teaser", "No full text: a paywall. Enter tries again."),
    (TEASER, FORBIDDEN, False, PageAction.FETCH, "teaser", f"No full text: {NOT_PERMITTED}."),
    (TEASER, FORBIDDEN_SINCE, True, PageAction.FETCH, "full text", f"The page was not read again: {NOT_PERMITTED}."),
    (TEASER, STALE, True, PageAction.FETCH, "full text", "The page was not read again: a paywall. Enter tries again."),
]


@for_each(("article", "page", "is_page_shown", "said"), [(*case[:3], case[3:]) for case in CASES])
def test_the_reader_says_what_is_known_of_a_page(
    article: Article, page: ArticlePage | None, is_page_shown: bool, said: tuple[PageAction, str | None, str]
) -> None:
    span = page_status(article, page, after(5), is_page_shown=is_page_shown)

    action = page_action(article, page, is_page_shown=is_page_shown)
    assert (action, span and span.text, page_sentence(page, is_page_shown=is_page_shown)) == said


@for_each(("page", "said"), [(None, "teaser, enter"), (FULL, "full text, enter"), (ASKED, "fetching 5s")])
def test_where_there_is_little_room_it_says_less(page: ArticlePage | None, said: str) -> None:
    span = page_status(TEASER, page, after(5), is_page_shown=False, is_short=True)
    assert span is not None
    assert span.text == said


def test_a_replay_offers_nothing() -> None:
    now = FIXED_NOW + timedelta(seconds=5)
    span = page_status(TEASER, None, now, is_page_shown=False, can_fetch=False)

    assert span is not None
    assert span.text == "teaser"
    assert page_sentence(REFUSED, is_page_shown=False, can_fetch=False) == "No full text: a paywall."
