"""The order of articles: by the time they state, as exactly as they state it; and which of them are news."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tui.domain.article import Article, TimePrecision, article_time, newest_first
from tui.domain.blocks import from_texts
from tui.domain.market import apply
from tui.domain.news import is_news
from tui.domain.text import CleanText

CAPACITY = 200
DAY = FIXED_NOW.replace(hour=0, minute=0, second=0, microsecond=0)


def a_day(key: str, day: datetime, at: datetime = FIXED_NOW) -> Article:
    """Return an article that states a day alone."""
    return an_article(key, published=day, at=at)._replace(precision=TimePrecision.DAY)


@for_each(
    ("article", "time"),
    [
        (an_article(published=after(-60)), after(-60)),
        (an_article(published=after(3_600)), FIXED_NOW),
        (an_article(published=None), DAY),
        (a_day("a", DAY - timedelta(days=3)), DAY - timedelta(days=3)),
        (a_day("a", DAY), DAY),
        (a_day("a", DAY + timedelta(days=1)), DAY),
        (an_article(published=after(-60))._replace(precision=TimePrecision.LOCAL), after(-60)),
        (an_article(published=None)._replace(updated=after(-60)), after(-60)),
    ],
)
def test_the_time_an_article_is_ordered_by(article: Article, time: datetime) -> None:
    assert article_time(article) == time


def test_a_day_is_a_day_of_its_own_zone() -> None:
    karachi = timezone(timedelta(hours=5))
    article = a_day("a", datetime(2026, 3, 18, tzinfo=karachi), at=datetime(2026, 3, 17, 21, tzinfo=UTC))
    assert article_time(article) == datetime(2026, 3, 18, tzinfo=karachi)


def test_days_and_undated_articles_are_at_the_bottom_of_their_day() -> None:
    articles = [
        an_article("undated", published=None),
        a_day("the day", DAY),
        a_day("an old day", datetime(2019, 8, 27, tzinfo=UTC)),
        an_article("last night", published=DAY - timedelta(minutes=5)),
        an_article("just now", published=after(-60)),
        an_article("this morning", published=DAY + timedelta(minutes=5)),
        an_article("tomorrow", published=after(3_600 * 20), at=after(-30)),
    ]
    assert [article.id for article in newest_first(articles)] == [
        *("tomorrow", "just now", "this morning", "undated", "the day", "last night", "an old day"),
    ]


def test_undated_articles_of_one_day_are_in_the_order_of_their_polls_and_then_of_their_feed() -> None:
    articles = [an_article(f"first {n}", published=None) for n in range(2)]
    articles += [an_article(f"second {n}", published=None, at=after(60)) for n in range(2)]
    assert [article.id for article in newest_first(articles)] == ["second 0", "second 1", "first 0", "first 1"]


def test_a_revision_of_an_undated_article_stays_where_it_was() -> None:
    market = a_market(a_snapshot(an_article("one", published=None), at=after(0)))
    revised = an_article("one", "Another title", published=None, at=after(90_000))
    market = apply(market, a_snapshot(revised, at=after(90_000)))
    assert market.articles["one"].title == "Another title"
    assert market.articles["one"].polled_at == FIXED_NOW


@pytest.mark.parametrize("published", [None, after(1_000)], ids=["undated", "to come"])
def test_two_full_feeds_without_a_past_time_do_not_push_each_other_out(published: datetime | None) -> None:
    def feed(name: str, at: datetime) -> list[Article]:
        return [an_article(f"{name}{n}", published=published, source=name, at=at) for n in range(CAPACITY - 50)]

    sources = ("br", "feed")
    market = a_market(
        a_snapshot(*feed("br", after(0)), source="br", at=after(0)),
        a_snapshot(*feed("feed", after(1)), source="feed", at=after(1)),
        sources=sources,
        capacity=CAPACITY,
    )
    for seconds in (15, 30):
        again = apply(market, a_snapshot(*feed("br", after(seconds)), source="br", at=after(seconds)))
        again = apply(again, a_snapshot(*feed("feed", after(seconds)), source="feed", at=after(seconds)))
        assert again.articles.keys() == market.articles.keys()


@for_each(
    ("article", "is_first_poll", "expected"),
    [
        (an_article("new", published=after(-60)), True, True),
        (an_article("old", published=after(-9_000)), True, False),
        (an_article("undated", published=None), True, False),
        (an_article("elsewhere", published=after(-60), source="other"), True, False),
        (an_article("old", published=after(-9_000)), False, True),
        (an_article("undated", published=None), False, False),
        (a_day("a day", DAY - timedelta(days=1)), True, False),
    ],
)
def test_after_a_start_only_what_was_published_since_is_news(
    article: Article, is_first_poll: bool, expected: bool
) -> None:
    known = [an_article("stored", published=after(-3_600)), an_article("older", published=after(-7_200))]
    assert is_news(article, known, is_first_poll=is_first_poll) is expected


def test_what_an_earlier_run_saw_first_is_no_news_when_it_is_read_again() -> None:
    restored = an_article("restored", published=after(-60), at=after(-50))
    assert not is_news(restored, [], is_first_poll=False, since=after(0))
    assert is_news(restored._replace(polled_at=after(5)), [], is_first_poll=False, since=after(0))


def test_an_article_without_a_title_is_named_by_the_first_line_of_its_text() -> None:
    listed = an_article("a", None)._replace(blocks=from_texts([CleanText("• One\n• Two")]))
    assert (listed.headline, listed._replace(blocks=()).headline) == ("One", "a")
