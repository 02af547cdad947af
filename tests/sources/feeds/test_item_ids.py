"""Ids neither join different articles nor change from poll to poll."""

import pytest

from tests.kit.marks import for_each
from tests.sources.feeds.feeds import articles_of, item

SITE = "https://paper.example"


def ids_of(*items: str) -> list[str]:
    return [article.id for article in articles_of(*items)]


def dated(day: int) -> str:
    return f"<pubDate>{day} Nov 2026 10:00 GMT</pubDate>"


def pair(one: str, other: str) -> tuple[str, str]:
    """Return two items with different headlines that are linked by these paths."""
    return item("Steel makers raise prices", link=SITE + one), item("River bridge reopens", link=SITE + other)


@for_each(
    ("one", "other"),
    [
        ("/news/2026/11/27/alpha", "/news/2026/11/27/beta"),
        ("/story/2026/alpha-of-the-day", "/story/2026/beta-of-the-day"),
        ("/article/20261127/alpha", "/article/20261127/beta"),
        ("/stories/2026-11-27/alpha", "/stories/2026-11-27/beta"),
        ("/news/202611/alpha", "/news/202611/beta"),
        ("/trends/1999/alpha", "/trends/1999/beta"),
        ("/news/4711/alpha", "/news/4711/beta"),
        ("/notes.html#monday", "/notes.html#tuesday"),
        ("/live#1", "/live#2"),
        ("/?p=1#/note/5", "/?p=1#/note/6"),
        ("/news/2018392/live#post-1", "/news/2018392/live#post-2"),
        ("/read?of=/news/2018392", "/read?of=/news/2018393"),
        ("/index.php?id=1", "/index.php?id=2"),
        ("/read?rss=12", "/read?rss=13"),
        ("/talk?sessionid=12", "/talk?sessionid=13"),
        ("/watch?v=1", "/watch?v=2"),
        ("/read?type=1&sid=4", "/read?type=1&sid=5"),
        ("/#!/alpha", "/#!/beta"),
        ("/news/20261127/alpha-of-the-day", "/news/20261127/beta-of-the-day"),
        ("/AbC", "/aBc"),
        ("/item?ref=40551", "/item?ref=40552"),
        ("/" + "a" * 400 + "?id=1", "/" + "a" * 400 + "?id=2"),
    ],
)
def test_different_links_are_different_articles(one: str, other: str) -> None:
    items = pair(one, other)
    assert len(set(ids_of(*items))) == 2
    assert ids_of(items[0]) == ids_of(*items)[:1] or "4711" in one


@for_each(
    "items",
    [
        pytest.param([item("One", guid="0", link=f"{SITE}/a"), item("Two", guid="0", link=f"{SITE}/b")], id="one guid"),
        pytest.param([item(each, guid=SITE, link=SITE) for each in ("One", "Two")], id="the front page"),
        pytest.param([item(each, link=f"{SITE}/notes") for each in ("One", "Two")], id="one page"),
        pytest.param(
            [item(each, link=f"{SITE}/live", guid=f"{SITE}/live#{n}") for n, each in enumerate(("One", "Two"))],
            id="numbered parts of one page",
        ),
        pytest.param(
            [item(each, link=f"{SITE}/live", guid=f"{SITE}/live#post-44{n}") for n, each in enumerate(("One", "Two"))],
            id="named parts of one page",
        ),
        pytest.param([item("One"), item("Two")], id="headlines alone"),
        pytest.param([item("Close", link=f"{SITE}/?p={n}") for n in (1, 2)], id="one headline at two links"),
        pytest.param(
            [item("Rates", link=f"https://{site}.example/news/2018392/a") for site in ("one", "two")], id="two sites"
        ),
        pytest.param([item("Rates", guid=f"{n}", link=f"{SITE}/live") for n in (1, 2)], id="two guids"),
        pytest.param([item("Market close", rest=dated(n)) for n in (26, 27)], id="one headline on two days"),
        pytest.param([item("Market close", link=SITE, rest=dated(n)) for n in (26, 27)], id="the front page twice"),
        pytest.param(
            [item("Market close", guid="0", link=f"{SITE}/{n}", rest=dated(n)) for n in (26, 27)],
            id="one guid and one headline on two days",
        ),
        pytest.param(
            [item("Market close", link=f"{SITE}/news/40999/close-{n}", rest=dated(n)) for n in (26, 27)],
            id="the number of a section and one headline on two days",
        ),
        pytest.param(
            [
                item("One", guid=f"{SITE}/live?v=1", link=f"{SITE}/live"),
                item("Two", guid=f"{SITE}/live?v=2", link=SITE),
            ],
            id="revisions of different articles",
        ),
        pytest.param(
            [item(each, guid=f"{SITE}/live#{1764230400 + n}", link=f"{SITE}/live") for n, each in enumerate("AB")],
            id="times of posts on one page",
        ),
        pytest.param(
            [item("", link=f"{SITE}/{n}", rest="<description>A note.</description>") for n in (1, 2)], id="notes"
        ),
    ],
)
def test_two_articles_stay_two(items: list[str]) -> None:
    assert len(set(ids_of(*items))) == len(items)


@for_each(
    ("before", "after"),
    [
        ({"link": "/a/cx2", "guid": "/a/cx2#0"}, {"link": "/a/cx2", "guid": "/a/cx2#3"}),
        ({"link": "/a/cx2?at_medium=RSS", "guid": "/a/cx2#0"}, {"link": "/a/cx2?at_campaign=x", "guid": "/a/cx2#12"}),
        ({"link": "/a/cx2", "guid": "/a/cx2#v1"}, {"link": "/a/cx2", "guid": "/a/cx2#v2"}),
        ({"link": "/a/cx2", "guid": "/a/cx2?v=1"}, {"link": "/a/cx2", "guid": "/a/cx2?v=2"}),
        ({"link": "/a/cx2", "guid": "/a/cx2?version=9"}, {"link": "/a/cx2", "guid": "/a/cx2?version=10"}),
        ({"link": "/a?id=4", "guid": "/a?id=4&rev=1"}, {"link": "/a?id=4&utm_id=2", "guid": "/a?id=4&rev=2"}),
        (
            {"link": "/a/cx2", "guid": "/a/cx2?updated=1764230400"},
            {"link": "/a/cx2", "guid": "/a/cx2?updated=1764239999"},
        ),
        ({"link": "/a/cx2", "guid": "/a/cx2#1764230400"}, {"link": "/a/cx2", "guid": "/a/cx2#1764234400"}),
        (
            {"link": "/a/cx2", "guid": "/a/cx2#2026-11-27T08:00:00Z"},
            {"link": "/a/cx2", "guid": "/a/cx2#2026-11-27T09:30:00.5+01:00"},
        ),
        ({"link": "/a/b-c-d;jsessionid=1A2B"}, {"link": "/a/b-c-d;jsessionid=3C4D"}),
        ({"link": "/a/b-c-d?PHPSESSID=1"}, {"link": "/a/b-c-d?PHPSESSID=2"}),
        ({"link": "/a/b-c-d?mod=rss_markets_main"}, {"link": "/a/b-c-d"}),
        ({"link": "/a/b-c-d?rss=1"}, {"link": "/a/b-c-d"}),
        ({"link": "/a/b-c-d?ncid=rss&_hsmi=22"}, {"link": "/a/b-c-d?_hsmi=23"}),
        ({"link": "/a/b-c-d?WT.mc_id=rss"}, {"link": "/a/b-c-d?srsltid=x"}),
        ({"link": ":443/a/b-c-d"}, {"link": "/a/b-c-d"}),
        ({"link": "/a/cx2"}, {"link": "/a/cx2?oc=5"}),
        ({"link": "/a/cx2?oc=5", "guid": "/a/cx2?oc=5"}, {"link": "/a/cx2?oc=7", "guid": "/a/cx2?oc=7"}),
        ({"link": "/a/b-c-d?utm_source=rss"}, {"link": "/a/b-c-d?utm_source=home&utm_term=x"}),
        ({"link": "/a/b-c-d#xtor=RSS-1"}, {"link": "/a/b-c-d#Echobox=1764230400"}),
        ({"link": "/a/b-c-d?ref=rss"}, {"link": "/a/b-c-d"}),
        ({"link": "/a/b-c-d?from=feed&id=4"}, {"link": "/a/b-c-d?id=4"}),
        ({"link": "/a/b-c-d#comments"}, {"link": "/a/b-c-d#top"}),
        ({"link": "/news/2018392/steel"}, {"link": "/news/2018392/steel-makers-raise-prices?page=1"}),
        ({"link": "/news/amp/2018392"}, {"link": "/news/2018392"}),
    ],
)
def test_an_id_stays_when_revision_and_tracking_change(before: dict[str, str], after: dict[str, str]) -> None:
    one, other = ({name: SITE + path for name, path in each.items()} for each in (before, after))
    assert ids_of(item(**one)) == ids_of(item(**other))


@for_each(
    ("attribute", "is_link"),
    [("", True), ("true", True), ("TRUE", True), (" True ", True), ("false", False), ("FALSE", False), ("0", False)],
)
def test_a_guid_is_a_link_unless_the_feed_denies_it(attribute: str, is_link: bool) -> None:
    stated = f' isPermaLink="{attribute}"' if attribute else ""
    (article,) = articles_of(item(rest=f"<guid{stated}>{SITE}/a-b-c</guid>"))
    assert (article.id, article.link) == (f"{SITE}/a-b-c", f"{SITE}/a-b-c" if is_link else None)


def test_the_editions_of_a_site_have_one_id() -> None:
    sites = (
        "https://paper.example",
        "http://www.paper.example",
        "https://m.paper.example",
        "https://amp.paper.example",
    )
    assert {*ids_of(*(item(link=f"{site}/news/2018392") for site in sites))} == {"paper.example:2018392"}


def test_an_id_without_a_url_names_the_site_of_the_feed_where_the_link_is_a_file() -> None:
    enclosure = '<enclosure url="https://cdn-7.example/12.mp3?token=1" type="audio/mpeg"/>'
    (article,) = articles_of(item("Episode 12", guid="ep-12", rest=enclosure))
    assert (article.id, article.link) == ("desk.example:ep-12", "https://cdn-7.example/12.mp3?token=1")
