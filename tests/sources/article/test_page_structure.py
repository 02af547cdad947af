"""The structure and the metadata of any page: blocks with their kinds, title, author and time as it states them."""

from datetime import UTC, datetime

import pytest

from tests.kit.marks import for_each
from tests.sources.article.page_shapes import BODY, FIRST, FOURTH, SECOND, THIRD, TITLE
from tui.domain.article import Completeness, TimePrecision
from tui.domain.blocks import Block, BlockKind
from tui.domain.text import CleanText
from tui.sources.article.reader import read_page
from tui.sources.article.reading import PageReading, PageRule

URL = "https://harbour.example/news/berths-open-again"


def read(body: str, head: str = "", rules: tuple[PageRule, ...] = (), lang: str = "") -> PageReading:
    page = f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), "text/html; charset=utf-8", URL, rules)


def article(body: str) -> str:
    return f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{body}<p>{SECOND}</p></article>"


def block(kind: BlockKind, text: str, level: int = 0, marker: str = "") -> Block:
    return Block(kind, CleanText(text), level, marker)


@for_each(
    ("markup", "blocks"),
    [
        ("<h2>The mud</h2>", [block(BlockKind.HEADING, "The mud", 2)]),
        (
            "<ol start=3><li>Mud<li>Rain<ul><li>Hail</ul></ol>",
            [
                block(BlockKind.LIST_ITEM, "Mud", 0, "3."),
                block(BlockKind.LIST_ITEM, "Rain", 0, "4."),
                block(BlockKind.LIST_ITEM, "Hail", 1, "•"),
            ],
        ),
        (
            "<ol type=a><li value=2><p>Mud came first.</p><p>Rain came after it.</p></ol>",
            [
                block(BlockKind.LIST_ITEM, "Mud came first.", 0, "b."),
                block(BlockKind.LIST_ITEM, "Rain came after it.", 0, ""),
            ],
        ),
        (f"<blockquote><p>{THIRD}</p></blockquote>", [block(BlockKind.QUOTE, THIRD, 1)]),
        (
            "<table><tr><th>Ship<th>Tons<tr><td>Alma<td>1,200<tr><td>Br|to<td></table>",
            [block(BlockKind.TABLE, "Ship | Tons\nAlma | 1,200\nBr¦to", 1)],
        ),
        (
            f"<table><tr><td><p>{THIRD}</p><p>{FOURTH}</p></table>",
            [block(BlockKind.PARAGRAPH, each) for each in (THIRD, FOURTH)],
        ),
        (
            "<pre><code>if tide &gt; 2:\n    open(berth)\n</code></pre>",
            [block(BlockKind.CODE, "if tide > 2:\n    open(berth)")],
        ),
        ("<figure><img src=a.jpg><figcaption>The pier</figcaption></figure>", [block(BlockKind.CAPTION, "The pier")]),
        (
            "<p>10 metres<br>20 metres</p>",
            [block(BlockKind.PARAGRAPH, "10 metres"), block(BlockKind.PARAGRAPH, "20 metres")],
        ),
    ],
)
def test_the_structure_of_a_page_is_kept(markup: str, blocks: list[Block]) -> None:
    found = read(article(markup)).blocks

    assert list(found[1:-1]) == blocks


def test_links_lead_to_their_real_hosts() -> None:
    body = article(
        "<p>The <a href='/report?utm_source=x'>report of the port</a>, <a href=#top>above</a>, and "
        "<a href='javascript:alert(1)'>what</a> the <a href='https://pilots.example/a'>pilots say</a> agree.</p>"
    )
    (_, line, _) = read(body).blocks

    assert [(line.text[link.start : link.end], link.target) for link in line.links] == [
        ("report of the port", "https://harbour.example/report"),
        ("pilots say", "https://pilots.example/a"),
    ]


def test_a_line_with_a_link_has_single_blanks_as_any() -> None:
    (_, line, _) = read(article("<p>The <a href=/report>report\n\n of</a> \n <i>\n</i> the port.</p>")).blocks

    assert line.text == "The report of the port."


def test_links_in_cells_of_a_table_stay_with_their_words() -> None:
    rows = (
        "<tr><th>Ship<th>Tons<tr><td> <a href='/ships/alma?utm_source=x'>\n <b>Alma</b></a>\n, tug<td>1,200"
        "<tr><td><a href='#top'>Berta</a><td><a href='https://tons.example/a'>88 t</a> <a href=/|><img src=a></a>"
    )
    (_, table, _) = read(article(f"<table>{rows}</table>")).blocks

    assert table.text == "Ship | Tons\nAlma , tug | 1,200\nBerta | 88 t"
    assert [(table.text[link.start : link.end], link.target) for link in table.links] == [
        ("Alma", "https://harbour.example/ships/alma"),
        ("88 t", "https://tons.example/a"),
    ]


def test_of_a_table_with_more_rows_than_are_read_the_page_is_partial() -> None:
    reading = read(article("<table>" + "<tr><td>Alma<td>1" * 1_001 + "</table>"))

    assert reading.blocks[1].text.count("\n") == 999
    assert (reading.completeness, reading.reason) == (Completeness.PARTIAL, "too long to be read whole")


@for_each(
    ("head", "body", "title"),
    [
        (f"<title>{TITLE} | Harbour Daily</title>", "<h1>Harbour Daily</h1>", TITLE),
        (f"<title>{TITLE} - Harbour</title>", f"<h1>{TITLE}</h1>", TITLE),
        ("<title>Port: a week of mud - Harbour</title>", "", "Port: a week of mud"),
        (f'<meta property="og:title" content="{TITLE}"><title>Home</title>', "", TITLE),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Mud &amp; rain"}</script>',
            "",
            "Mud & rain",
        ),
        ("<title>Mud</title>", "", "Mud"),
        ("", f"<h2>{TITLE}</h2>", TITLE),
    ],
)
def test_the_headline_is_the_title(head: str, body: str, title: str) -> None:
    assert read(f"<div>{body}<div>{BODY}</div></div>", head).title == title


def stated(date: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{date}"}}</script>'


@for_each(
    ("head", "body", "lang", "at", "precision"),
    [
        (stated("2026-11-28T09:30:00+05:00"), "", "", datetime(2026, 11, 28, 4, 30, tzinfo=UTC), TimePrecision.INSTANT),
        (stated("2026-11-28T09:30:00"), "", "", datetime(2026, 11, 28, 9, 30, tzinfo=UTC), TimePrecision.LOCAL),
        (stated("2026-11-28"), "", "", datetime(2026, 11, 28, tzinfo=UTC), TimePrecision.DAY),
        (
            stated("2026-11-28"),
            "<time datetime='2026-11-28T09:30Z'>",
            "",
            datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
            TimePrecision.INSTANT,
        ),
        (
            '<meta property="article:published_time" content="2026-11-28T09:30:00-05:00">',
            "",
            "",
            datetime(2026, 11, 28, 14, 30, tzinfo=UTC),
            TimePrecision.INSTANT,
        ),
        (
            "",
            "<div>Published: 28 November 2026, 9:30 am GMT</div>",
            "",
            datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
            TimePrecision.INSTANT,
        ),
        (
            "",
            "<div>28. November 2026, 9.30 Uhr</div>",
            "de",
            datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
            TimePrecision.LOCAL,
        ),
        ("", "<time>03/04/2026</time>", "en-US", datetime(2026, 3, 4, tzinfo=UTC), TimePrecision.DAY),
        ("", "<time>03/04/2026</time>", "fr", datetime(2026, 4, 3, tzinfo=UTC), TimePrecision.DAY),
    ],
)
def test_the_time_is_that_of_the_page_with_its_zone(
    head: str, body: str, lang: str, at: datetime, precision: TimePrecision
) -> None:
    reading = read(f"<div><h1>{TITLE}</h1>{body}<div>{BODY}</div></div>", head, lang=lang)

    assert (reading.published, reading.precision) == (at, precision)


def test_a_slashed_date_of_an_unknown_language_is_not_guessed() -> None:
    assert read(f"<div><h1>{TITLE}</h1><time>03/04/2026</time><div>{BODY}</div></div>").published is None


@for_each(
    ("head", "body", "name"),
    [
        ('<meta name="author" content="By Mira Holt">', "", "Mira Holt"),
        ("", "<a rel=author href=/mira>Mira Holt</a>", "Mira Holt"),
        ("", "<div class=byline>By Mira Holt | 28 Nov 2026</div>", "Mira Holt"),
        ("", "<p>Von Mira Holt</p>", "Mira Holt"),
        ('<meta name="author" content="https://harbour.example/mira">', "", None),
        ('<meta name="author" content="admin">', "", None),
    ],
)
def test_the_author_is_a_name(head: str, body: str, name: str | None) -> None:
    assert read(f"<div><h1>{TITLE}</h1>{body}<div>{BODY}</div></div>", head).byline == name


@for_each(
    ("rule", "texts"),
    [
        (PageRule("harbour.example", ".b"), (SECOND, THIRD)),
        (PageRule("harbour.example", "", (".b",)), (FIRST,)),
        (PageRule("harbour.example", "div", (".c",)), (FIRST, SECOND)),
        (PageRule("example", ".b"), (SECOND, THIRD)),
        (PageRule("arbour.example", ".b"), (FIRST, SECOND, THIRD)),
        (PageRule("harbour.example", ".nowhere"), (FIRST, SECOND, THIRD)),
    ],
)
def test_a_rule_says_where_the_article_is(rule: PageRule, texts: tuple[str, ...]) -> None:
    inner = f"<div class=b><p>{SECOND}</p><p class=c>{THIRD}</p></div>"
    body = f"<article><h1>{TITLE}</h1><div class=a><p>{FIRST}</p>{inner}</div></article>"

    assert tuple(each.text for each in read(body, rules=(rule,)).blocks) == texts


def test_a_rule_that_is_no_selector_is_said() -> None:
    assert read(BODY, rules=(PageRule("harbour.example", "p[["),)).reason == 'no CSS selector: "p[["'


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        ("", "<p>Subscribe to continue reading this story.</p>", "a paywall"),
        (
            '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":false}</script>',
            "",
            "a paywall",
        ),
    ],
)
def test_the_first_words_before_a_paywall_are_a_teaser(head: str, body: str, reason: str) -> None:
    reading = read(f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{body}</article>", head)

    assert (reading.completeness.value, reading.reason) == ("teaser", reason)
    assert reading.blocks[0].text == FIRST


@pytest.mark.parametrize(
    ("selector", "body", "reason"),
    [
        ("p:nth-child(2n of p)", BODY, 'a CSS selector that takes too long: "p:nth-child(2n of p)"'),
        ("p:nth-last-child(2)", "<p>one</p>" * 12_000, 'too many elements for the CSS selector "p:nth-last-child(2)"'),
        ("p:nth-child(2)", "<div><p>Of the first.<p>Of the second.</div>" * 7_000, ""),
    ],
)
def test_a_selector_that_takes_too_long_on_a_page_is_refused(selector: str, body: str, reason: str) -> None:
    assert read(body, rules=(PageRule("harbour.example", selector),)).reason == reason
