"""Feeds and pages of the world that lost something once, with what must be read."""

import pytest

from tests.cases.served import Bench, Printed


def feed(bench: Bench, name: str) -> Printed:
    return bench.print(f"feed-{name}.xml", path="rss.xml", kind="feed", market="X")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("atom-title-html-tags", "CO2 price at 90"),
        ("charset-euc-kr", "코스피 상승 출발 환율 하락"),
        ("charset-gb2312", "股市早盘上涨 央行维持利率不变"),
        ("charset-shift_jis", "日経平均は続伸して始まった"),
        ("google-news-source", "Chip stocks slip before results"),
        ("undeclared-cp1252", "Café prices: été, à la française, déjà là"),
    ],
)
def test_a_title_is_read(bench: Bench, name: str, title: str) -> None:
    assert [article["title"] for article in feed(bench, name).articles] == [title]


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("date-ampm-zone", "2026-11-26T19:19:00"),
        ("date-local-months", "2026-02-23T22:42:40"),
        ("date-no-zone", "2026-11-20T10:00:00"),
        ("date-only", "2019-08-27"),
        ("pst-is-pacific", "2026-11-27T22:30:00"),
        ("zone-z-rfc822", "2026-11-27T20:15:04"),
    ],
)
def test_a_time_is_read(bench: Bench, name: str, published: str) -> None:
    (article,) = feed(bench, name).articles
    assert article["published"].startswith(published)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("bbc-guid-revision", 1),
        ("fragment-links", 3),
        ("many-channel-categories", 1),
        ("same-number-two-sites", 2),
        ("year-in-path", 4),
    ],
)
def test_ids_tell_articles_apart(bench: Bench, name: str, count: int) -> None:
    articles = feed(bench, name).articles
    assert len({article["id"] for article in articles}) == len(articles) == count


@pytest.mark.parametrize(
    ("name", "count"), [("elementor-body", 2), ("enumerated-c", 6), ("google-news-source", 0), ("iframe-only-body", 0)]
)
def test_a_body_has_its_paragraphs(bench: Bench, name: str, count: int) -> None:
    (article,) = feed(bench, name).articles
    assert len(article["paragraphs"]) == count


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("enumerated-c", ["Books close on the fifth of December."]),
        ("heading-comments", ["rewritten by hand", "twice as fast"]),
        ("link-list", ["Bond desks", "refinery"]),
        ("many-captions", ["Traders on the floor", "A port at dusk"]),
        (
            "table-and-code",
            ["AAA", "1,204", "\n    go()", "1. First", "2. Second", "Outlook", "https://sec.example/f.pdf"],
        ),
    ],
)
def test_a_body_loses_nothing(bench: Bench, name: str, texts: list[str]) -> None:
    (article,) = feed(bench, name).articles
    text = "\n".join([*article["paragraphs"], article["caption"] or ""])
    assert [each for each in texts if each not in text] == []


def test_a_revision_of_the_guid_is_the_same_article(bench: Bench) -> None:
    (article,) = feed(bench, "bbc-guid-revision").articles
    assert "#" not in article["id"]


def test_the_outlet_that_an_aggregator_names_is_the_byline(bench: Bench) -> None:
    (article,) = feed(bench, "google-news-source").articles
    assert article["byline"] == "Demo Wire"


def test_links_with_letters_beyond_ascii_are_encoded(bench: Bench) -> None:
    assert {article["link"] for article in feed(bench, "iri-link").articles} == {
        "https://news.example/%D8%AE%D8%A8%D8%B1%DB%8C%DA%BA/%D8%A2%D8%AC-%DA%A9%DB%8C-%D8%AE%D8%A8%D8%B1",
        "https://news.example/%E8%A8%98%E4%BA%8B/1",
    }


def test_an_enclosure_is_a_link_where_there_is_no_other(bench: Bench) -> None:
    (article,) = feed(bench, "enclosure-only-link").articles
    assert article["link"] == "https://cast.example/12.mp3"


@pytest.mark.parametrize(
    ("name", "count"), [("japanese", 4), ("no-html-end", 6), ("outer-class-sidebar", 6), ("split-sections", 6)]
)
def test_a_page_has_its_paragraphs(bench: Bench, name: str, count: int) -> None:
    path = "markets/index-gains-as-banks-lead"
    (article,) = bench.print(f"page-{name}.html", path=path, kind="brecorder", market="X").articles
    assert len(article["paragraphs"]) == count
