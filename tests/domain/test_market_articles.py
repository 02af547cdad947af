"""Articles: they stay whatever becomes of their page, are limited in number, and are news only once."""

from datetime import timedelta

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article
from tui.domain.article import MAX_ARTICLES, Article
from tui.domain.market import apply
from tui.domain.source_health import SourceState


def test_an_article_is_accepted_though_the_ticker_of_its_page_is_gone() -> None:
    market = a_market(a_snapshot(a_quote(), at=after(0)), a_snapshot(an_article("new"), at=after(15)))

    assert list(market.articles) == ["new"]
    assert market.health["br"].state is SourceState.FAILING


def test_an_article_stays_when_its_page_shows_another_or_fails() -> None:
    market = a_market(
        a_snapshot(an_article("one"), at=after(0)), a_snapshot(an_article("two"), at=after(15)), a_failure(at=after(30))
    )

    assert list(market.articles) == ["one", "two"]


def test_an_article_reported_again_is_no_change() -> None:
    before = a_market(a_snapshot(an_article(), at=after(0)))
    market = apply(before, a_snapshot(an_article(), at=after(15)))

    assert market.articles is before.articles
    assert market.health["br"].state is SourceState.UNCHANGED


def test_a_rewritten_article_replaces_the_old_one() -> None:
    before = a_market(a_snapshot(an_article("one"), an_article("two"), at=after(0)))
    market = apply(before, a_snapshot(an_article("one", "Other title"), at=after(15)))

    assert [article.title for article in market.articles.values()] == ["Other title", "Index holds its gains"]
    assert market.health["br"].state is SourceState.LIVE


def many(count: int, first: int = 0) -> list[Article]:
    """Return so many articles, newest first, as feeds have them."""
    return [
        an_article(f"s{first + n}", published=FIXED_NOW + timedelta(minutes=first + n)) for n in reversed(range(count))
    ]


def test_the_number_of_articles_is_limited_and_the_oldest_by_their_own_time_are_dropped() -> None:
    market = a_market(a_snapshot(*many(MAX_ARTICLES), at=after(0)), a_snapshot(*many(10, 1000), at=after(15)))

    assert len(market.articles) == MAX_ARTICLES
    assert "s1009" in market.articles
    assert "s10" in market.articles
    assert "s9" not in market.articles


def test_a_feed_of_more_articles_than_the_limit_is_no_change_the_second_time() -> None:
    feed = many(MAX_ARTICLES + 50)
    before = a_market(a_snapshot(*feed, at=after(0)))
    market = apply(before, a_snapshot(*feed, at=after(15)))

    assert len(before.articles) == MAX_ARTICLES
    assert market.articles is before.articles


def test_two_full_feeds_do_not_push_each_other_out_for_ever() -> None:
    old, new = many(150), many(150, 1000)
    sources = ("br", "feed")
    market = a_market(
        a_snapshot(*old, source="br", at=after(0)), a_snapshot(*new, source="feed", at=after(1)), sources=sources
    )
    again = apply(market, a_snapshot(*old, source="br", at=after(15)))

    assert again.articles is market.articles


def test_of_two_sources_of_one_article_the_preferred_counts() -> None:
    sources = ("br", "feed")
    market = a_market(a_snapshot(an_article(title="In short"), source="feed", at=after(0)), sources=sources)
    market = apply(market, a_snapshot(an_article(title="In full"), source="br", at=after(1)))
    again = apply(market, a_snapshot(an_article(title="In short"), source="feed", at=after(15)))

    assert [article.title for article in again.articles.values()] == ["In full"]
    assert again.articles is market.articles
