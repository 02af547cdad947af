"""Articles of several sources that are one story, and those that are not whatever they have in common."""

from datetime import datetime

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tui.domain.article import Article, TimePrecision
from tui.domain.stories import group_stories

TITLE = "Rupee ends unchanged against dollar in inter-bank trade"
LINK = "https://news.example/2026/03/17/rupee"


def told(
    key: str,
    source: str,
    title: str = TITLE,
    link: str | None = None,
    published: datetime | None = FIXED_NOW,
) -> Article:
    return an_article(key, title, source=source, published=published)._replace(link=link)


@for_each(
    ("articles", "expected"),
    [
        ([told("a", "br"), told("b", "feed", published=after(-3_600))], [("a", "b")]),
        ([told("b", "feed"), told("a", "br", TITLE.upper())], [("a", "b")]),
        ([told("a", "br", "In short", LINK), told("b", "feed", "At length", LINK)], [("a", "b")]),
        ([told("a", "br", "In short", LINK), told("b", "feed", link=LINK), told("c", "third")], [("a", "b", "c")]),
        # what is not one story
        ([told("a", "br"), told("b", "feed", published=after(-86_400))], [("a",), ("b",)]),
        ([told("a", "br"), told("b", "feed", published=None)], [("a",), ("b",)]),
        ([told("a", "br", "Oil prices rise"), told("b", "feed", "Oil prices rise")], [("a",), ("b",)]),
        ([told("a", "br"), told("b", "br")], [("a",), ("b",)]),
        ([told("a", "br", "One", LINK), told("b", "br", "Two", LINK)], [("a",), ("b",)]),
        ([told("a", "br"), told("b", "feed"), told("c", "feed")], [("a",), ("b",), ("c",)]),
        (
            [told("a", "br", "One", "https://news.example/"), told("b", "feed", "Two", "https://news.example/")],
            [("a",), ("b",)],
        ),
        (
            [told("a", "br", "One", f"{LINK}#one"), told("b", "feed", "Two", f"{LINK}#two")],
            [("a",), ("b",)],
        ),
        (
            [told("a", "br")._replace(precision=TimePrecision.DAY), told("b", "feed")],
            [("a",), ("b",)],
        ),
    ],
)
def test_articles_are_one_story_only_where_nothing_else_can_be_meant(
    articles: list[Article], expected: list[tuple[str, ...]]
) -> None:
    stories = group_stories(articles, {}, ["br", "feed", "third"])
    assert [story.ids for story in stories] == expected
    assert [story.article.id for story in stories] == [ids[0] for ids in expected]


def test_a_story_has_the_versions_of_all_its_articles_and_the_earliest_time() -> None:
    first, later = told("a", "br"), told("b", "feed", published=after(-600))
    draft = told("a", "br", "A draft")
    (story,) = group_stories([first, later], {"a": (draft,)}, ["br", "feed"])

    assert (story.article, story.others) == (first, (later, draft))
    assert story.at == after(-600)
