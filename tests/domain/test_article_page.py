"""What is known of the pages of articles, event by event."""

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tui.domain.article_page import MAX_PAGES, MAX_TOTAL_TEXT, PageEvent
from tui.domain.events import (
    ArticleFetched,
    ArticleRequestCancelled,
    ArticleRequested,
    ArticlesRestored,
    BoardRestored,
    Continuity,
    ReplacedSource,
    SourcesReplaced,
)
from tui.domain.market import Market, apply
from tui.domain.text import CleanText

KEY = an_article().id
FULL = an_article(KEY, "Index holds its gains", "All of it.")
REFUSED = CleanText("the site refuses it (HTTP 403)")
PARTLY = CleanText("for subscribers from here on")


def asked(seconds: float = 1) -> ArticleRequested:
    return ArticleRequested("br", KEY, after(seconds))


def cancelled(seconds: float = 2) -> ArticleRequestCancelled:
    return ArticleRequestCancelled("br", KEY, after(seconds))


def fetched(seconds: float = 2, *, key: str = KEY, text: str = "All of it.") -> ArticleFetched:
    return ArticleFetched("br", CleanText(key), after(seconds), an_article(key, "Index holds its gains", text))


def failed(seconds: float = 3) -> ArticleFetched:
    return ArticleFetched("br", KEY, after(seconds), reason=REFUSED)


def market_after(*events: PageEvent) -> Market:
    market = a_market(a_snapshot(an_article()))
    for event in events:
        market = apply(market, event)
    return market


@for_each(
    ("events", "has_text", "reason", "is_requested"),
    [
        ((asked(),), False, None, True),
        ((asked(), fetched()), True, None, False),
        ((asked(), failed()), False, REFUSED, False),
        ((failed(), asked(4)), False, REFUSED, True),
        ((failed(), asked(4), fetched(5)), True, None, False),
        ((fetched(), failed()), True, REFUSED, False),
        ((fetched(), asked(), cancelled()), True, None, False),
        ((failed(), asked(4), cancelled(5)), False, REFUSED, False),
        ((fetched()._replace(reason=PARTLY),), True, PARTLY, False),
    ],
)
def test_each_event_says_what_is_known_of_a_page(
    events: tuple[PageEvent, ...], has_text: bool, reason: str | None, is_requested: bool
) -> None:
    page = market_after(*events).pages[KEY]

    assert (page.article is not None, page.reason, page.is_requested) == (has_text, reason, is_requested)


def test_a_request_that_is_cancelled_leaves_nothing() -> None:
    assert not market_after(asked(), cancelled()).pages
    assert not market_after(cancelled()).pages


def test_a_poll_that_brings_the_teaser_again_leaves_the_page() -> None:
    market = apply(market_after(fetched()), a_snapshot(an_article(), at=after(15)))

    assert market.pages[KEY].article == FULL
    assert market.articles[KEY] == an_article()


def test_the_pages_that_were_read_first_make_room() -> None:
    market = market_after(*(fetched(n, key=f"a{n}") for n in range(MAX_PAGES + 2)))

    assert list(market.pages) == [f"a{n}" for n in range(2, MAX_PAGES + 2)]


def test_long_pages_make_room_for_each_other() -> None:
    quarter = an_article("a", "Long", *["x" * 250] * (MAX_TOTAL_TEXT // 1000))
    market = market_after(*(fetched(n, key=f"a{n}")._replace(article=quarter) for n in range(6)))

    assert list(market.pages) == ["a2", "a3", "a4", "a5"]


def test_what_is_awaited_is_not_dropped() -> None:
    market = market_after(asked(), *(fetched(n, key=f"a{n}") for n in range(MAX_PAGES + 2)))

    assert market.pages[KEY].is_requested


@for_each(
    ("continuity", "stays"), [(Continuity.UNCHANGED, True), (Continuity.RESTARTED, True), (Continuity.NEW, False)]
)
def test_pages_go_with_their_source(continuity: Continuity, stays: bool) -> None:
    replaced = ReplacedSource("br", "brecorder", after(15) - FIXED_NOW, (), continuity)
    market = apply(market_after(fetched()), SourcesReplaced((replaced,), after(5)))

    assert (KEY in market.pages) is stays


def test_a_page_of_a_source_that_is_gone_changes_nothing() -> None:
    market = market_after()

    assert apply(market, fetched()._replace(source="gone")) is market


def test_pages_are_there_again_after_a_restart() -> None:
    market = apply(market_after(), BoardRestored((a_snapshot(an_article()),), (fetched(),)))

    assert market.pages[KEY].article == FULL


def test_pages_of_earlier_runs_leave_those_of_this_one() -> None:
    market = market_after(fetched(10))
    earlier = (fetched(1, key="b"), fetched(2, text="Half of it."))
    market = apply(market, ArticlesRestored((an_article("b"),), earlier))

    assert list(market.pages) == ["b", KEY]
    assert market.pages[KEY].article == FULL
