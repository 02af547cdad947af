"""Articles: they stay whatever becomes of their page, are limited in number, and are news only once."""

from collections import Counter
from datetime import timedelta

from tests.kit.markets import a_failure, a_market, a_snapshot, a_source_health, before_polls
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article
from tui.domain.article import MAX_VERSIONS, Article
from tui.domain.events import ArticlesRestored
from tui.domain.market import apply
from tui.domain.source_health import SourceState
from tui.domain.tape import ArticleSeen, entries_between

CAPACITY = 200


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
    market = a_market(
        a_snapshot(*many(CAPACITY), at=after(0)), a_snapshot(*many(10, 1000), at=after(15)), capacity=CAPACITY
    )

    assert len(market.articles) == CAPACITY
    assert "s1009" in market.articles
    assert "s10" in market.articles
    assert "s9" not in market.articles


def test_a_feed_of_more_articles_than_the_limit_is_no_change_the_second_time() -> None:
    feed = many(CAPACITY + 50)
    before = a_market(a_snapshot(*feed, at=after(0)), capacity=CAPACITY)
    market = apply(before, a_snapshot(*feed, at=after(15)))

    assert len(before.articles) == CAPACITY
    assert market.articles is before.articles


def test_two_full_feeds_do_not_push_each_other_out_for_ever() -> None:
    old, new = many(150), many(150, 1000)
    sources = ("br", "feed")
    market = a_market(
        a_snapshot(*old, source="br", at=after(0)),
        a_snapshot(*new, source="feed", at=after(1)),
        sources=sources,
        capacity=CAPACITY,
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


def a_feed(name: str, count: int, *, newest: int = 0, dated: bool = True) -> list[Article]:
    """Return the articles of a feed, newest first, one a minute."""
    return [
        an_article(f"{name}-{n}", published=FIXED_NOW - timedelta(minutes=newest + n) if dated else None)
        for n in range(count)
    ]


def test_each_of_sixty_feeds_shows_its_newest_whatever_the_others_have() -> None:
    names = tuple(f"feed{n}" for n in range(60))
    feeds = {name: a_feed(name, 12, newest=40_000 + n * 500) for n, name in enumerate(names)}
    feeds["feed7"], feeds["feed8"] = a_feed("feed7", 500), a_feed("feed8", 100, dated=False)
    market = before_polls(*map(a_source_health, names))._replace(article_capacity=1_000)
    for round_ in range(3):
        for n, name in enumerate(names):
            market = apply(market, a_snapshot(*feeds[name], source=name, at=after(round_ * 600 + n)))

    for name in names:
        assert {f"{name}-{n}" for n in range(10)} <= market.articles.keys()
    assert len(market.articles) <= 1_200


def test_the_share_of_a_source_is_the_capacity_by_sources_and_the_rest_is_for_whoever_has_newer_ones() -> None:
    noisy, quiet = a_feed("noisy", 300), a_feed("quiet", 30, newest=90_000)
    market = a_market(
        a_snapshot(*quiet, source="quiet", at=after(0)),
        a_snapshot(*noisy, source="noisy", at=after(1)),
        sources=("quiet", "noisy"),
        capacity=100,
    )
    counts = Counter(article.source for article in market.articles.values())

    assert counts == {"quiet": 30, "noisy": 70}


def test_what_was_dropped_for_want_of_room_is_not_taken_in_again_while_it_is_listed() -> None:
    undated = a_feed("a", 60, dated=False)
    before = a_market(a_snapshot(*undated, at=after(0)), capacity=20)
    tomorrow = apply(before, a_snapshot(*undated, at=after(90_000)))
    fresh = apply(tomorrow, a_snapshot(an_article("new", published=None), *undated, at=after(90_015)))

    assert list(before.articles) == [f"a-{n}" for n in range(20)]
    assert tomorrow.articles is before.articles
    assert "new" in fresh.articles
    assert len(fresh.articles) == 20


def test_a_revision_keeps_what_it_replaced_as_a_version() -> None:
    titles = ["First", "Second", "Third"]
    market = a_market(*(a_snapshot(an_article("a", title), at=after(n)) for n, title in enumerate(titles)))

    assert market.articles["a"].title == "Third"
    assert [each.title for each in market.versions["a"]] == ["Second", "First"]


def test_the_text_of_a_less_preferred_source_is_a_version_and_no_news() -> None:
    market = a_market(a_snapshot(an_article("a", "In full"), source="br", at=after(0)), sources=("br", "feed"))
    both = apply(market, a_snapshot(an_article("a", "In short"), source="feed", at=after(1)))
    again = apply(both, a_snapshot(an_article("a", "In short"), source="feed", at=after(15)))

    assert both.articles is market.articles
    assert [(each.source, each.title) for each in both.versions["a"]] == [("feed", "In short")]
    assert again.versions is both.versions


def test_versions_are_limited_and_go_with_their_article() -> None:
    titles = [f"Title {n}" for n in range(10)]
    market = a_market(*(a_snapshot(an_article("a", title), at=after(n)) for n, title in enumerate(titles)), capacity=20)
    assert len(market.versions["a"]) == MAX_VERSIONS
    market = apply(market, a_snapshot(*many(40, 10), at=after(20)))
    assert "a" not in market.articles
    assert not market.versions


def test_articles_of_earlier_runs_join_those_that_are_known_and_keep_when_they_were_first_seen() -> None:
    market = a_market(a_snapshot(an_article("a", "Now", published=None), at=after(0)))
    earlier = an_article("a", "Then", published=None, at=after(-90_000))
    foreign = an_article("x", source="gone")
    restored = apply(market, ArticlesRestored((earlier, an_article("old", at=after(-80_000)), foreign)))

    assert list(restored.articles) == ["a", "old"]
    assert (restored.articles["a"].title, restored.articles["a"].polled_at) == ("Now", after(-90_000))
    assert apply(restored, ArticlesRestored((earlier,))) is restored


def test_what_is_read_from_the_history_is_no_entry_of_the_tape() -> None:
    before = a_market(a_snapshot(an_article("a"), at=after(0)))
    restored = apply(before, ArticlesRestored((an_article("old"),)))
    polled = apply(restored, a_snapshot(an_article("new"), at=after(15)))

    assert entries_between(before, restored, after(1)) == ()
    assert [entry.id for entry in entries_between(restored, polled, after(15)) if isinstance(entry, ArticleSeen)] == [
        "new"
    ]
