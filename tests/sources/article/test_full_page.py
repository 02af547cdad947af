"""The page of a teaser: its text under what the feed states, or why it is not taken."""

from datetime import UTC, datetime

from tests.engine.article_pages import PAGE, TEASER, TEXT, TITLE, a_teaser
from tests.kit.marks import for_each
from tui.domain.article import Completeness
from tui.domain.blocks import paragraph
from tui.domain.text import CleanText
from tui.sources.adapter import Response
from tui.sources.article.full_page import PageText, read_full_page
from tui.sources.article.reading import PageRule

LINK = "https://news.example/margins"
MORE = PAGE.replace("<head>", '<head><meta property="article:published_time" content="2026-11-20T08:00:00Z">')
PAYWALL = PAGE.replace(f"<p>{TEXT[3]}</p></article>", "</article><p>Subscribe to read the full article</p>")
JAPANESE = "中央銀行は月曜日に政策金利を据え置き、市場では円が買われた。"


def read(page: str, url: str = LINK, content_type: str = "text/html", *rules: PageRule) -> PageText:
    return read_full_page(Response(url=url, body=page.encode(), content_type=content_type), a_teaser(LINK), rules)


def test_a_page_keeps_what_the_feed_states_and_adds_what_it_does_not() -> None:
    article = read(MORE).article

    assert article is not None
    assert (article.id, article.title, article.link, article.source) == ("a1", TITLE, LINK, "feed")
    assert article.paragraphs == TEXT
    assert article.published == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert article.completeness is Completeness.WHOLE


def test_a_page_with_a_part_alone_is_partial() -> None:
    page = read(PAYWALL)

    assert page.article is not None
    assert page.article.completeness is Completeness.PARTIAL
    assert page.reason == "a paywall"


def test_the_rules_of_the_user_hold_for_pages_of_articles() -> None:
    rule = PageRule("news.example", "#here")
    page = read(f"<article><p>{'Other words. ' * 30}</p></article><div id=here><p>{TEXT[0]}</p></div>", LINK, "", rule)

    assert page.article is not None
    assert page.article.paragraphs == TEXT[:1]


@for_each(
    ("page", "url", "content_type", "reason"),
    [
        (PAGE, "https://news.example/", "", "its link leads to the front page of the site"),
        (PAGE, LINK, "audio/mpeg", "its link leads to no page but to a file (audio/mpeg)"),
        (PAGE, LINK, "application/pdf;x=\x1b[31m", "its link leads to no page but to a file (application/pdf)"),
        (f"<article><h1>{TITLE}</h1><p>{TEASER}</p></article>", LINK, "", "the page has no more than the feed"),
        (PAGE.replace(TITLE, "Cricket squad is named today"), LINK, "", None),
        ("<title>404</title><h1>Page not found</h1><p>It may have moved.</p>", LINK, "", "page not found"),
        ("", LINK, "", "empty answer"),
    ],
)
def test_what_is_not_the_article_is_not_taken(page: str, url: str, content_type: str, reason: str | None) -> None:
    read_page = read(page, url, content_type)

    assert (read_page.article is None, read_page.reason) == (reason is not None, reason)


def test_a_headline_without_blanks_between_its_words_does_not_decide() -> None:
    teaser = a_teaser(LINK)._replace(
        title=CleanText("日銀、政策金利を据え置き"), blocks=(paragraph(CleanText("短信。")),)
    )
    page = f"<html><body><article><h1>金融政策</h1>{f'<p>{JAPANESE}</p>' * 4}</article></body></html>"

    assert read_full_page(Response(url=LINK, body=page.encode(), content_type="text/html"), teaser).article is not None
