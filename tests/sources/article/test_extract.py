"""The article beside the ticker: its head and its paragraphs in order, without the page around it."""

import html
import json
from datetime import UTC, datetime, timedelta, timezone

from tests.kit.marks import for_each
from tests.kit.quotes import others_of
from tests.sources.pages import (
    AT,
    PARAGRAPHS,
    URL,
    article_markup,
    article_of,
    document,
    lines_of,
    read,
    read_html,
    strip_of,
)
from tui.domain.article import Comments
from tui.domain.text import CleanText
from tui.sources.article.dateline import split_dateline
from tui.sources.article.metadata import parse_byline

KARACHI = timezone(timedelta(hours=5))
TICKER = "\n".join(lines_of("seed"))
TITLE = "Berths reopen as silt is cleared"
BODY_HTML = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in PARAGRAPHS[1:])
BODY = "\n\n".join((f"GWADAR: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]))


def page(after: str) -> str:
    return f"{TICKER}\n\n{after}\n"


@for_each(
    ("line", "byline", "published", "updated"),
    [
        (
            "Recorder Report Published December 13, 2023 Updated December 13, 2023 05:02pm",
            "Recorder Report",
            datetime(2023, 12, 13, tzinfo=KARACHI),
            datetime(2023, 12, 13, 17, 2, tzinfo=KARACHI),
        ),
        (
            "BR Web Desk Published 24 Jan, 2024 11:46am",
            "BR Web Desk",
            datetime(2024, 1, 24, 11, 46, tzinfo=KARACHI),
            None,
        ),
        ("Reuters 21 Jun, 2022", "Reuters", datetime(2022, 6, 21, tzinfo=KARACHI), None),
        ("Ali Raza & Sana Khan 13 Feb 2021", "Ali Raza & Sana Khan", datetime(2021, 2, 13, tzinfo=KARACHI), None),
        ("Updated 23 Nov 2020", None, None, datetime(2020, 11, 23, tzinfo=KARACHI)),
        ("Published May 25, 2019", None, datetime(2019, 5, 25, tzinfo=KARACHI), None),
        (
            "By M. A. Qadir | Published: 2 May 2026 at 12:05 am PKT",
            "M. A. Qadir",
            datetime(2026, 5, 2, 0, 5, tzinfo=KARACHI),
            None,
        ),
        ("AFP Published Sept 1st, 2025 14:30 GMT", "AFP", datetime(2025, 9, 1, 14, 30, tzinfo=UTC), None),
    ],
)
def test_a_byline_of_any_form_is_parsed(
    line: str, byline: str | None, published: datetime | None, updated: datetime | None
) -> None:
    article = article_of(read(page(f"Brecorder Logo\nMarkets\n\n{TITLE}\n\n{line}\n\n{BODY}")))
    assert (article.title, article.byline, article.published, article.updated) == (TITLE, byline, published, updated)
    assert article.paragraphs == PARAGRAPHS
    assert article.category == "Markets"


@for_each(
    "line",
    [
        "Shares rose again on December 13, 2023",
        "Oct 09, 2023 PRINT EDITION ► BR MARKETS ►",
        "The contract ends in 21 Jun, 2022",
        "Oct 09, 2023",
        "Published 31 Feb 2021",
        "Published",
        "x" * 300 + " Published May 25, 2019",
    ],
)
def test_any_other_line_is_no_byline(line: str) -> None:
    assert parse_byline(line) is None


@for_each(
    ("text", "dateline", "rest", "marked"),
    [
        ("imageGWADAR: The port", "GWADAR", "The port", True),
        ("ImageGWADAR: The port", "GWADAR", "The port", True),
        ("image GWADAR: The port", "GWADAR", "The port", True),
        ("GWADAR: The port", "GWADAR", "The port", False),
        ("GWADAR:The port", "GWADAR", "The port", False),
        ("ISLAMABAD/KARACHI: Two", "ISLAMABAD/KARACHI", "Two", False),
        ("NEW YORK: One", "NEW YORK", "One", False),
        ("LAHORE, Pakistan: One", "LAHORE, Pakistan", "One", False),
        ("ST. JOHN’S (Reuters): One", "ST. JOHN’S (Reuters)", "One", False),
        ("SÃO PAULO: One", "SÃO PAULO", "One", False),
        ("GWADAR, Nov 23: One", "GWADAR, Nov 23", "One", False),
        ("imageThe port said", None, "The port said", True),
        ("image“We wait,” he said", None, "“We wait,” he said", True),
        ("imagery of the port: poor", None, "imagery of the port: poor", False),
        ("The port said: we wait", None, "The port said: we wait", False),
        ("Q&A: what now", None, "Q&A: what now", False),
        ("EDITORIAL: The port", None, "EDITORIAL: The port", False),
        ("KSE-100: up again", None, "KSE-100: up again", False),
        ("At 10:30 the port", None, "At 10:30 the port", False),
        ("GWADAR:", "GWADAR", "", False),
        ("کراچی: مارکیٹ", None, "کراچی: مارکیٹ", False),
        ("北京新华社: 股市", None, "北京新华社: 股市", False),
        ("الرياض: ارتفعت", None, "الرياض: ارتفعت", False),
        ("मुंबई बाजार: तेजी", None, "मुंबई बाजार: तेजी", False),
        ("МОСКВА: Индекс", "МОСКВА", "Индекс", False),
        ("ΑΘΗΝΑ: Άνοδος", "ΑΘΗΝΑ", "Άνοδος", False),
        ("خبر (https://x.example/1): یہ", None, "خبر (https://x.example/1): یہ", False),
        ("GWADAR (https://x.example/1): One", None, "GWADAR (https://x.example/1): One", False),
    ],
)
def test_datelines(text: str, dateline: str | None, rest: str, marked: bool) -> None:
    opening = split_dateline(CleanText(text))
    assert (opening.dateline, opening.text, opening.has_marker) == (dateline, rest, marked)


def test_boilerplate_is_left_out() -> None:
    body = "\n".join(
        (
            "Follow us",
            f"imageGWADAR: {PARAGRAPHS[0]}",
            "Advertisement",
            PARAGRAPHS[1],
            "Also Read: Rice exporters ask for a second crane",
            PARAGRAPHS[2],
            "Read more",
            "Rice exporters ask for a second crane at the port",
            PARAGRAPHS[3],
            "Follow us on Google News",
            PARAGRAPHS[4],
            "Copyright Business Recorder, 2025",
            "Comments",
            "Comments are closed.",
            "Top stories of the day are listed here for those who like to read on.",
        )
    )
    article = article_of(read(page(f"{TITLE}\nReuters 21 Jun, 2022\n{body}")))
    assert article.paragraphs == PARAGRAPHS
    assert article.comments is Comments.CLOSED


def test_prose_that_begins_like_boilerplate_stays() -> None:
    prose = (
        "Follow the money, the union says, and you will find the dredger's owner.",
        "Advertisement revenue at the port paper fell by a third.",
        "Comments are closed to none, the harbour master joked, as he opened the floor to the pilots.",
        "Read aloud, the order took an hour.",
        "Copyright in the charts belongs to the hydrographer, the court held in a ruling on Friday.",
        "He asked: who pays?",
        "What comes next",
        "Why the silt came back",
    )
    article = article_of(read(page("\n\n".join((BODY, *prose)))))
    assert article.paragraphs == (*PARAGRAPHS, *prose)


def test_a_body_printed_twice_appears_once() -> None:
    body = "\n".join((f"imageGWADAR: {PARAGRAPHS[0]}", "A short one.", *PARAGRAPHS[1:]))
    again = "\n".join((f"GWADAR: {PARAGRAPHS[0]}", "A short one.", *PARAGRAPHS[1:]))
    article = article_of(read(page(f"{TITLE}\nReuters 21 Jun, 2022\n{body}\n{again}")))
    assert article.paragraphs == (PARAGRAPHS[0], "A short one.", *PARAGRAPHS[1:])


def test_a_caption_printed_twice_is_a_caption() -> None:
    for caption in ("Berth No. 2.", "Berth No. 2 of the port as seen from the east mole at low water."):
        article = article_of(read(page(f"{TITLE}\nReuters 21 Jun, 2022\n{caption}\n{caption}\n{BODY}")))
        assert article.caption == caption
        assert article.has_image
        assert article.paragraphs == PARAGRAPHS
        assert article.dateline == "GWADAR"


def test_repeated_short_lines_in_prose_stay() -> None:
    text = (*PARAGRAPHS[:2], "Who pays?", PARAGRAPHS[2], "Who pays?", *PARAGRAPHS[3:])
    assert article_of(read(page("\n".join(text)))).paragraphs == text


@for_each(
    ("footer", "state"),
    [
        ("Comments\nComments are closed.", Comments.CLOSED),
        ("Comments are closed", Comments.CLOSED),
        ("Comments Comments are closed.", Comments.CLOSED),
        ("Comments (3)\nWell said by somebody who has read it all.", Comments.OPEN),
        ("12 Comments\nLog in to comment", Comments.OPEN),
        ("Be the first to comment", Comments.OPEN),
        ("", Comments.ABSENT),
    ],
)
def test_the_comments_footer_is_a_state_and_no_paragraph(footer: str, state: Comments) -> None:
    article = article_of(read(page(f"{BODY}\n{footer}")))
    assert (article.comments, article.paragraphs) == (state, PARAGRAPHS)


def test_bullets_under_the_title_stay() -> None:
    article = article_of(read(page(f"{TITLE}\n\n• Two of five berths work again\n\nReuters 21 Jun, 2022\n\n{BODY}")))
    assert article.title == TITLE
    assert article.paragraphs == ("• Two of five berths work again", *PARAGRAPHS)
    assert article.dateline == "GWADAR"
    unsigned = article_of(read(page(f"33,488\n{TITLE}\n\n• Two of five berths work again\n\n{BODY}")))
    assert (unsigned.title, unsigned.paragraphs[0]) == (TITLE, "• Two of five berths work again")


def test_a_title_may_be_a_question() -> None:
    article = article_of(read(page(f"Will the port ever be dredged in time?\nReuters 21 Jun, 2022\n{BODY}")))
    assert article.title == "Will the port ever be dredged in time?"


def test_the_sites_own_article_page_is_parsed_completely() -> None:
    article = article_of(read_html(document(strip_of(lines_of("seed"), "spans") + article_markup())))
    assert article.title == TITLE
    assert article.byline == "Recorder Report"
    assert article.category == "Markets"
    assert article.published == datetime(2026, 11, 23, tzinfo=KARACHI)
    assert article.updated == datetime(2026, 11, 23, 17, 2, tzinfo=KARACHI)
    assert article.dateline == "GWADAR"
    assert article.paragraphs == PARAGRAPHS
    assert article.has_image
    assert article.caption == "Berth No. 2 seen from the east mole."
    assert article.comments is Comments.CLOSED
    assert article.polled_at == AT


@for_each("picture", ["", "<img src=/1.jpg>", "<figure><img src=/1.jpg></figure>"])
@for_each("position", ["above", "inside"])
def test_only_a_picture_between_headline_and_end_belongs_to_the_article(picture: str, position: str) -> None:
    above, inside = (picture, "") if position == "above" else ("", picture)
    body = f"<div class='story__content'><p>GWADAR: {PARAGRAPHS[0]}</p>{inside}{BODY_HTML}</div>"
    logo = "<header><img src=/logo.png></header><footer><img src=/foot.png></footer>"
    article = article_of(read_html(document(f"{logo}<h2 class='story__title'>{TITLE}</h2>{above}{body}")))
    assert article.has_image == bool(picture)


def test_a_caption_repeated_in_the_body_appears_once() -> None:
    figure = "<figure><img src=/1.jpg><figcaption>Berth No. 2.</figcaption></figure>"
    body = f"<div class='story__content'><p>Berth No. 2.</p><p>GWADAR: {PARAGRAPHS[0]}</p>{BODY_HTML}</div>"
    article = article_of(read_html(document(f"<h2 class='story__title'>{TITLE}</h2>{figure}{body}")))
    assert (article.caption, article.paragraphs) == ("Berth No. 2.", PARAGRAPHS)


def json_ld(**fields: object) -> str:
    article = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebSite"}, article]})}</script>'


def test_json_ld_has_priority() -> None:
    head = json_ld(
        headline="Berths reopen &amp; silt goes",
        datePublished="2026-09-28T10:44:01Z",
        dateModified="2026-09-28T16:00:00+05:00",
        author=[{"@type": "Person", "name": "Sana Khan"}, {"name": "Reuters"}],
        articleSection="Ports",
    )
    article = article_of(read_html(document(article_markup(), head)))
    assert (article.title, article.byline, article.category) == (
        "Berths reopen & silt goes",
        "Sana Khan, Reuters",
        "Ports",
    )
    assert article.published == datetime(2026, 9, 28, 10, 44, 1, tzinfo=UTC)
    assert article.updated == datetime(2026, 9, 28, 16, 0, tzinfo=KARACHI)
    assert article.updated.utcoffset() == timedelta(hours=5)


@for_each(
    "script",
    [
        "{broken",
        "[" * 100_000,
        '{"@type": "NewsArticle", "headline": 7, "author": [[[]]], "datePublished": {}}',
        "null",
        '"x"',
    ],
)
def test_invalid_json_ld_is_ignored(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert article_of(read_html(document(article_markup(), head))).title == TITLE


OTHER_PAGES = {
    "a div of paragraphs": (
        f"<h1>{TITLE}</h1><p>Reuters Published 21 Jun, 2022</p><div><p>GWADAR: {PARAGRAPHS[0]}</p>{BODY_HTML}</div>"
    ),
    "line breaks": f"<h1>{TITLE}</h1><div>Reuters 21 Jun, 2022<br>GWADAR: {'<br><br>'.join(PARAGRAPHS)}</div>",
    "related links inside": (
        f"<main><h1>{TITLE}</h1><time>Reuters 21 Jun, 2022</time><section><p>GWADAR: {PARAGRAPHS[0]}</p>"
        f"<p><a href=/x>Rice exporters ask for a second crane</a></p>"
        f"<div class='related-stories'><p>Rice exporters ask for more than one crane, they say.</p></div>"
        f"<div class=ad-slot>Buy a boat today, it is very cheap and it is blue.</div>{BODY_HTML}</section></main>"
    ),
    "no titles at all": f"<p>image<b>GWADAR</b>: {PARAGRAPHS[0]}</p>{BODY_HTML}<p>Comments are closed.</p>",
}


@for_each("name", OTHER_PAGES)
def test_an_article_without_the_sites_own_classes(name: str) -> None:
    menu = "<nav>" + "".join(f"<a href=/{n}>Section number {n} of the site</a> " for n in range(40)) + "</nav>"
    footer = "<footer><p>All that is printed here was printed before, and more will be printed later.</p></footer>"
    snapshot = read_html(document(menu + strip_of(lines_of("seed"), "list_items") + OTHER_PAGES[name] + footer))
    assert len(others_of(snapshot)) == 30
    article = article_of(snapshot)
    assert article.paragraphs == PARAGRAPHS
    assert article.dateline == "GWADAR"
    assert article.title == (None if name == "no titles at all" else TITLE)
    if article.title:
        assert article.byline == "Reuters"


def test_inline_markup_leaves_no_gaps_in_words() -> None:
    body = "<p>G<b>WAD</b>AR: The <i>dredg</i>er&rsquo;s owner, <a href=/a>Al-Bahr</a>, paid its crew&#8212;twice.</p>"
    article = article_of(read_html(document(f"<div class='story__content'>{body}</div>")))
    assert article.dateline == "GWADAR"
    assert article.paragraphs == ("The dredger’s owner, Al-Bahr, paid its crew—twice.",)


def test_rows_of_a_table_in_the_article_are_lines() -> None:
    table = "<table><tr><th>Berth</th><th>Depth</th></tr><tr><td>No. 2</td><td>9.4 m</td></tr></table>"
    article = article_of(
        read_html(document(f"<div class='story__content'><p>{PARAGRAPHS[0]}</p>{table}{BODY_HTML}</div>"))
    )
    assert article.paragraphs == (PARAGRAPHS[0], "Berth Depth", "No. 2 9.4 m", *PARAGRAPHS[1:])


def test_a_front_page_of_cards_has_no_article() -> None:
    cards = "".join(
        f"<article><h2 class='story__title'><a class='story__link' href='/news/4{n}'>Headline {n} of today</a></h2>"
        f"<div class='story__excerpt'>The excerpt of article {n} says a little more, in a sentence.</div></article>"
        for n in range(12)
    )
    snapshot = read_html(document(strip_of(lines_of("seed"), "spans") + cards))
    assert len(others_of(snapshot)) == 30
    assert snapshot.articles == ()


@for_each(
    ("url", "head", "id_", "link"),
    [
        (
            "https://www.brecorder.com/news/40267056/nawaz",
            "",
            "brecorder.com:40267056",
            "https://www.brecorder.com/news/40267056/nawaz",
        ),
        ("https://brecorder.com/news/40332803", "", "brecorder.com:40332803", "https://brecorder.com/news/40332803"),
        ("https://x.com/feeds/news/4033?a=b", "", "x.com:4033", "https://x.com/feeds/news/4033?a=b"),
        (
            URL,
            '<link rel=canonical href="/news/40999001/berths">',
            "brecorder.com:40999001",
            "https://www.brecorder.com/news/40999001/berths",
        ),
        (
            URL,
            '<meta property="og:url" content="https://x.com/2026/berths-reopen-at-last/">',
            "https://x.com/2026/berths-reopen-at-last/",
            "https://x.com/2026/berths-reopen-at-last/",
        ),
    ],
)
def test_an_article_is_identified_by_its_number_or_its_own_url(url: str, head: str, id_: str, link: str) -> None:
    article = article_of(read_html(document(article_markup(), head), url))
    assert (article.id, article.link) == (id_, link)


def test_an_article_without_a_url_of_its_own_is_identified_by_its_opening() -> None:
    first = article_of(read(page(f"{TITLE}\n{BODY}"), url="http://127.0.0.1:8000/page.txt"))
    longer = article_of(
        read(page(f"{TITLE}\n{BODY}\n\nA sixth paragraph was added to it later."), url="http://127.0.0.1:8000/page.txt")
    )
    other = article_of(read(page(f"Another title altogether\n{BODY}"), url="http://127.0.0.1:8000/page.txt"))
    assert first.id == longer.id != other.id
    assert len(first.id) <= 32


@for_each(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://u:p@x.com/news/4033",
        "http://[",
        "https://x.com/" + "a" * 3_000,
        "http://x.com/\u202enews/1 ",
    ],
)
def test_an_unsafe_url_is_no_link(href: str) -> None:
    article = article_of(read_html(document(article_markup(), f'<link rel=canonical href="{href}">')))
    assert article.link == URL


def test_an_article_without_a_ticker_is_noted() -> None:
    snapshot = read(f"{TITLE}\nReuters 21 Jun, 2022\n{BODY}")
    assert (snapshot.note, snapshot.quotes, len(snapshot.articles)) == ("no ticker", (), 1)


def test_a_ticker_without_an_article_is_accepted() -> None:
    snapshot = read(TICKER)
    assert (snapshot.note, len(others_of(snapshot)), snapshot.articles) == (None, 30, ())


def test_the_name_of_the_site_in_a_heading_is_no_title() -> None:
    head = f"<div><h1>Business Recorder</h1></div><div><h2>{TITLE}</h2><p>Reuters 21 Jun, 2022</p>"
    body = f"{head}<p>GWADAR: {PARAGRAPHS[0]}</p>"
    assert article_of(read_html(document(body + BODY_HTML + "</div>"))).title == TITLE
