"""Articles as lines: wrapped within the pane, with head, paragraphs and comments."""

from zoneinfo import ZoneInfo

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tests.kit.view import page_of
from tui.domain.article import Article, Comments, TimePrecision
from tui.domain.blocks import Block, BlockKind, Link
from tui.domain.text import sanitize_block, sanitize_line
from tui.view import article_page
from tui.view.spans import Span, Tone


def test_the_head_has_byline_times_and_caption() -> None:
    article = an_article("s", "Index holds", published=after(-3600))._replace(
        byline=sanitize_line("Staff Reporter"),
        category=sanitize_line("Markets"),
        updated=after(-60),
        caption=sanitize_line("The trading hall"),
    )

    assert page_of(article_page.article_head(article, FIXED_NOW, 76)) == (
        "Index holds\nStaff Reporter · Markets · 08:00 UTC, 1h ago · updated 08:59\n▣ The trading hall"
    )


def test_an_article_without_a_time_has_the_time_of_its_first_poll() -> None:
    article = an_article("s", published=None, at=after(-60))

    assert "first polled 08:59 UTC" in page_of(article_page.article_head(article, FIXED_NOW, 76))


def test_an_article_from_the_future_has_no_negative_age() -> None:
    article = an_article("s", published=after(3600))

    assert ", 0s ago" in page_of(article_page.article_head(article, FIXED_NOW, 76))


def test_a_picture_without_a_caption_is_mentioned() -> None:
    assert "▣ picture" in page_of(article_page.article_head(an_article()._replace(has_image=True), FIXED_NOW, 76))
    assert "▣" not in page_of(article_page.article_head(an_article(), FIXED_NOW, 76))


def test_an_article_without_a_title_has_one_line_of_its_first_paragraph() -> None:
    lines = article_page.article_head(an_article("s", None, "Words " * 60), FIXED_NOW, 40)

    assert [line[0].tone for line in lines].count(Tone.TITLE) == 1


def body(article: Article, cells: int) -> str:
    return page_of([line.spans for line in article_page.article_body(article, cells)])


def test_paragraphs_follow_the_dateline_in_order_with_blank_lines_between() -> None:
    article = an_article("s", "T", "First.", "Second.")._replace(
        dateline=sanitize_line("DAMASCUS"), comments=Comments.CLOSED
    )
    (first, *_) = article_page.article_body(article, 40)

    assert body(article, 40) == "DAMASCUS: First.\n\nSecond.\n\nComments closed"
    assert first.spans == (Span("DAMASCUS: ", Tone.ACCENT), Span("First."))


def test_where_links_lead_stands_at_the_end_by_their_numbers() -> None:
    links = (Link(4, 10, "https://sec.example/f.pdf"), Link(15, 20, "https://пример.example/"))
    text = Block(BlockKind.PARAGRAPH, sanitize_line("The filing and terms."), links=links)
    again = Block(BlockKind.PARAGRAPH, sanitize_line("Once more."), links=(Link(0, 4, links[0].target),))
    article = an_article()._replace(blocks=(text, again), link="https://news.example/1")

    assert body(article, 76).splitlines() == [
        "The filing[1] and terms[2].",
        "",
        "Once[1] more.",
        "",
        "Link https://news.example/1",
        "[1] https://sec.example/f.pdf",
        "[2] xn--e1afmkfd.example  https://пример.example/",
    ]


def test_every_line_of_a_page_has_its_place() -> None:
    article = an_article("s", "T", "one two three four", "five")._replace(comments=Comments.CLOSED)
    lines = article_page.article_page(article, FIXED_NOW, 10)

    assert [(line.block, line.at) for line in lines if line.block >= 0] == [
        (0, 0),
        (0, 8),
        (0, 18),
        (1, 0),
        (2, 0),
        (2, 1),
    ]


@for_each(
    ("precision", "shown"),
    [
        (TimePrecision.INSTANT, "16 Mar 08:00 UTC, 1d ago"),
        (TimePrecision.LOCAL, "16 Mar 08:00, zone not stated"),
        (TimePrecision.DAY, "16 Mar 2026"),
    ],
)
def test_a_time_is_shown_as_exactly_as_it_is_stated(precision: TimePrecision, shown: str) -> None:
    article = an_article("s", published=after(-90_000))._replace(precision=precision)
    assert page_of(article_page.article_head(article, FIXED_NOW, 76)).splitlines()[1] == shown


@for_each(
    ("zone", "time"),
    [
        ("Asia/Karachi", "13:00 PKT"),
        ("America/New_York", "04:00 EDT"),
        ("Europe/London", "08:00 GMT"),
        ("Asia/Kolkata", "13:30 IST"),
        ("America/Sao_Paulo", "05:00 -03"),
        ("UTC", "08:00 UTC"),
    ],
)
def test_the_zone_of_the_times_is_named(zone: str, time: str) -> None:
    now = FIXED_NOW.astimezone(ZoneInfo(zone))

    head = page_of(article_page.article_head(an_article("s", published=after(-3600)), now, 76))
    assert f"{time}, 1h ago" in head


def test_an_article_that_was_only_updated_names_the_zone_too() -> None:
    article = an_article("s", published=None)._replace(updated=after(-60))

    assert "updated 08:59 UTC" in page_of(article_page.article_head(article, FIXED_NOW, 76))


def test_of_thousands_of_links_the_first_are_numbered() -> None:
    words = "word " * 5_000
    links = tuple(Link(5 * n, 5 * n + 4, f"https://x.example/{n}") for n in range(5_000))
    block = Block(BlockKind.PARAGRAPH, sanitize_block(words), links=links)
    lines = page_of(
        line.spans for line in article_page.article_page(an_article()._replace(blocks=(block,)), FIXED_NOW, 76)
    )

    assert "word[999] word word" in lines
    assert "[999] https://x.example/998" in lines
    assert "[1000]" not in lines
