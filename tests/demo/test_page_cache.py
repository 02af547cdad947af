import json
import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import pytest

from tests.kit.marks import for_each
from tui.demo.exchange import Exchange
from tui.demo.market_figures import IndexFigures
from tui.demo.page_cache import HTML, TEXT, PageCache, RenderedPage
from tui.demo.pages import index_line, quote_line

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)
PERCENT = r"\((?P<percent>-?\d+(?:\.\d?[1-9])?)%\)"
QUOTE = re.compile(
    r"(?P<symbol>[A-Z]{3,7}) (?P<price>\d+\.\d\d) (?P<words>Increased By ▲|Decreased By ▼|No Change ▼) "
    r"(?P<change>-?\d+\.\d\d) " + PERCENT
)
INDEX = re.compile(
    r"(?P<symbol>BR100|BR30|KSE100|KSE30) (?P<price>\d{1,3}(?:,\d{3})+) (?P<words>Increased By|Decreased By|No Change) "
    r"(?P<change>-?\d+(?:\.[1-9])?) " + PERCENT
)
SEED_LINES = """\
AGL 34.48 Decreased By ▼ -0.72 (-2.05%)
AIRLINK 132.50 Increased By ▲ 9.27 (7.52%)
BOP 5.16 Increased By ▲ 0.12 (2.38%)
CNERGY 3.83 Decreased By ▼ -0.08 (-2.05%)
DCL 8.10 Decreased By ▼ -0.05 (-0.61%)
DFML 45.30 Increased By ▲ 1.08 (2.44%)
DGKC 75.90 Increased By ▲ 1.55 (2.08%)
FCCL 24.85 Increased By ▲ 0.38 (1.55%)
FFBL 44.18 Decreased By ▼ -4.02 (-8.34%)
FFL 8.80 Increased By ▲ 0.02 (0.23%)
HUBC 144.00 Decreased By ▼ -1.85 (-1.27%)
HUMNL 10.52 Decreased By ▼ -0.33 (-3.04%)
KEL 4.00 No Change ▼ 0.00 (0%)
KOSM 7.74 Decreased By ▼ -0.26 (-3.25%)
MLCF 33.25 Increased By ▲ 0.45 (1.37%)
NBP 56.50 Decreased By ▼ -0.65 (-1.14%)
OGDC 141.00 Decreased By ▼ -4.35 (-2.99%)
PAEL 25.70 Decreased By ▼ -0.05 (-0.19%)
PIBTL 5.74 Decreased By ▼ -0.02 (-0.35%)
PPL 112.74 Decreased By ▼ -4.06 (-3.48%)
PRL 24.08 Increased By ▲ 0.08 (0.33%)
PTC 11.19 Increased By ▲ 0.14 (1.27%)
SEARL 58.50 Increased By ▲ 0.09 (0.15%)
TELE 7.42 Decreased By ▼ -0.07 (-0.93%)
TOMCL 41.00 Decreased By ▼ -0.10 (-0.24%)
TPLP 8.23 Decreased By ▼ -0.08 (-0.96%)
TREET 15.14 Decreased By ▼ -0.06 (-0.39%)
TRG 56.10 Increased By ▲ 0.90 (1.63%)
UNITY 27.70 Decreased By ▼ -0.15 (-0.54%)
WTL 1.31 Decreased By ▼ -0.03 (-2.24%)
BR100 8,615 Increased By 43.5 (0.51%)
BR30 26,900 Decreased By -375.9 (-1.38%)
KSE100 82,074 Increased By 615.2 (0.76%)
KSE30 26,034 Increased By 234.5 (0.91%)
""".splitlines()


def text_of(pages: PageCache, content_type: str) -> str:
    rendered = pages.page(content_type)
    assert rendered is not None
    return rendered.body.decode()


def ticker_of(text: str) -> list[str]:
    return text.split("\n\n", maxsplit=1)[0].splitlines()


def ticker_of_html(page: str) -> list[str]:
    return re.findall(r'<span class="ticker__item \w+">([^<]*)</span>', page)


def moved(symbols: int = 30, minutes: float = 9, rate: float = 5, seed: int = 7) -> tuple[Exchange, PageCache]:
    exchange = Exchange(seed, symbols, rate, opened_at=OPENING)
    pages = PageCache(exchange)
    text_of(pages, HTML)  # so that the pages after it are rendered anew
    exchange.advance(OPENING + timedelta(minutes=minutes))
    return exchange, pages


def test_the_first_page_has_the_seed_page_s_lines_to_the_letter() -> None:
    pages = PageCache(Exchange(11, opened_at=OPENING))
    assert ticker_of(text_of(pages, TEXT)) == SEED_LINES
    assert ticker_of_html(text_of(pages, HTML)) == SEED_LINES


@pytest.mark.parametrize("symbols", [10, 30, 500])
def test_every_later_line_follows_the_grammar_and_adds_up(symbols: int) -> None:
    exchange, pages = moved(symbols, rate=50)
    *quotes, br100, br30, kse100, kse30 = ticker_of(text_of(pages, TEXT))
    assert len(quotes) == symbols
    for line, listing, price in zip(quotes, exchange.listings, exchange.prices, strict=True):
        match = QUOTE.fullmatch(line)
        assert match, line
        assert match["symbol"] == listing.symbol
        assert Decimal(match["price"]) * 100 == price
        assert_agrees(match, Decimal(listing.previous) / 100)
    for line, index in zip((br100, br30, kse100, kse30), exchange.index_figures(), strict=True):
        match = INDEX.fullmatch(line)
        assert match, line
        assert match["symbol"] == index.name
        assert int(match["price"].replace(",", "")) == (index.level + 5) // 10
        assert Decimal(match["change"]) * 10 == index.change
        assert_agrees(match, Decimal(index.previous) / 10)


def assert_agrees(match: "re.Match[str]", previous: Decimal) -> None:
    change = Decimal(match["change"])
    words = "No Change" if not change else "Increased By" if change > 0 else "Decreased By"
    assert match["words"].startswith(words)
    percent = (change * 100 / previous).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(match["percent"]) == percent
    assert match["percent"] != "-0"


@for_each(
    ("price", "previous", "line"),
    [
        (110, 100, "XYZ 1.10 Increased By ▲ 0.10 (10%)"),
        (201, 200, "XYZ 2.01 Increased By ▲ 0.01 (0.5%)"),
        (98, 100, "XYZ 0.98 Decreased By ▼ -0.02 (-2%)"),
        (89_999, 90_000, "XYZ 899.99 Decreased By ▼ -0.01 (0%)"),
        (100, 100, "XYZ 1.00 No Change ▼ 0.00 (0%)"),
        (1178, 1216, "XYZ 11.78 Decreased By ▼ -0.38 (-3.13%)"),  # an exact half, away from zero
    ],
)
def test_a_quote_is_printed_as_the_site_prints_it(price: int, previous: int, line: str) -> None:
    assert quote_line("XYZ", price, previous) == line


@for_each(
    ("level", "previous", "line"),
    [
        (820_740, 814_588, "KSE100 82,074 Increased By 615.2 (0.76%)"),
        (358_880, 360_000, "KSE100 35,888 Decreased By -112 (-0.31%)"),
        (1_000_004, 1_000_004, "KSE100 100,000 No Change 0 (0%)"),
        (1_046_951, 1_000_000, "KSE100 104,695 Increased By 4695.1 (4.7%)"),
    ],
)
def test_an_index_is_printed_without_arrow_and_with_at_most_one_decimal(level: int, previous: int, line: str) -> None:
    assert index_line(IndexFigures(name="KSE100", level=level, previous=previous, low=level, high=level)) == line


def test_the_rises_and_falls_on_the_page_are_those_of_the_market() -> None:
    exchange, pages = moved(200)
    quotes = ticker_of(text_of(pages, TEXT))[:-4]
    figures = exchange.snapshot()
    assert sum(" Increased By " in line for line in quotes) == figures.up
    assert sum(" Decreased By " in line for line in quotes) == figures.down
    assert sum(" No Change " in line for line in quotes) == figures.unchanged


def test_the_text_page_has_the_seed_page_s_shape() -> None:
    exchange, pages = moved()
    text = text_of(pages, TEXT)
    blocks = text.rstrip("\n").split("\n\n")
    report = exchange.reports[-1]
    assert blocks[1] == f"imageKARACHI: {report.paragraphs[0]}"
    assert blocks[2:-2] == list(report.paragraphs[1:])
    assert blocks[-2:] == ["Comments", "Comments are closed."]


def test_the_html_page_has_the_structure_of_a_newspaper() -> None:
    exchange, pages = moved(minutes=13)
    page = text_of(pages, HTML)
    report = exchange.reports[-1]
    body = re.search(r'<div class="story__content">(.*?)</div>', page, re.DOTALL)
    assert body
    paragraphs = [unescape(text) for text in re.findall("<p>(.*?)</p>", body[1])]
    assert paragraphs == [f"KARACHI: {report.paragraphs[0]}", *report.paragraphs[1:]]
    assert f'<a class="story__link" href="/news/{report.id}">{report.title}</a></h2>' in page
    assert re.search(r'<span class="story__byline"><a class="story__byline__link"[^>]*>Demo Desk</a></span>', page)
    assert 'Published <span class="timestamp--date">22 Nov, 2024</span>' in page
    assert '<span class="timestamp__time">02:14pm</span>' in page
    assert f'<figcaption class="media__caption">{report.caption}</figcaption></figure>' in page
    assert "Comments are closed." in page
    assert all(f'href="/news/{one.id}">{one.title}</a></li>' in page for one in exchange.reports[:-1])
    for tag in (
        "html",
        "head",
        "body",
        "nav",
        "main",
        "article",
        "aside",
        "section",
        "footer",
        "ul",
        "figure",
        "picture",
    ):
        assert len(re.findall(f"<{tag}[ >]", page)) == page.count(f"</{tag}>") == 1, tag


def test_the_linked_data_agree_with_the_page() -> None:
    exchange, pages = moved()
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(pages, HTML))
    assert match
    linked_data = json.loads(match[1])
    report = exchange.reports[-1]
    assert linked_data["@type"] == "NewsArticle"
    assert linked_data["headline"] == report.title
    assert datetime.fromisoformat(linked_data["datePublished"]) == report.published
    assert linked_data["author"][0]["name"] == report.byline


def test_the_page_of_an_older_report_has_the_latest_ticker() -> None:
    exchange, pages = moved()
    first = exchange.reports[0]
    rendered = pages.page(HTML, first.id)
    assert rendered is not None
    page = rendered.body.decode()
    assert first.title in page.split("story__content")[0]
    assert ticker_of_html(page) == ticker_of(text_of(pages, TEXT))
    assert pages.page(HTML, first.id + 1) is None


def test_a_page_is_rendered_once_until_something_changes() -> None:
    exchange = Exchange(7, rate=1, opened_at=OPENING)
    pages = PageCache(exchange)
    first = pages.page(HTML)
    assert pages.page(HTML) is first
    assert first is not None
    exchange.advance(OPENING + timedelta(seconds=30))
    second = pages.page(HTML)
    assert isinstance(second, RenderedPage)
    assert second.digest != first.digest
    assert OPENING < second.modified <= OPENING + timedelta(seconds=30)


@pytest.mark.slow
def test_ten_thousand_lines_are_printed_with_every_move_in_them() -> None:
    exchange, pages = moved(10_000, minutes=0, rate=1_000)
    before = ticker_of_html(text_of(pages, HTML))
    exchange.advance(OPENING + timedelta(seconds=1))
    after = ticker_of_html(text_of(pages, HTML))
    assert len(after) == 10_004
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    assert 400 <= changed <= 1_200
    assert after[:-4] == [
        quote_line(one.symbol, price, one.previous)
        for one, price in zip(exchange.listings, exchange.prices, strict=True)
    ]
