"""Pages to parse: real ticker lines, an article of our own, and the many kinds of markup that a page may have."""

import html
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.kit.quotes import indices_of, others_of
from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.quote import Quote
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SOURCE = SourceConfig(name="br", kind="brecorder", url="https://www.brecorder.com/", every=timedelta(seconds=15))
URL = "https://www.brecorder.com/"
CAPTURES = Path(__file__).parent / "captures"
WITH_TICKER = ("seed", "013", "018", "022", "025", "034", "042", "051", "058")

PARAGRAPHS = (
    'The harbour authority reopened two of its five berths on Monday but insisted it had "no date" for the others.',
    'Three pilots said the channel had silted up, with the port union reporting that "a metre of mud" lay to the east.',
    "The dredger's owner, Al-Bahr Marine, said its crew had been paid and would stay; that's not disputed.",
    "“We shall not wait for the rains,” the harbour master said. ‘Not this year.’",
    "Freight forwarders put the cost of the delay at 1.2 billion rupees (4.3 million dollars).",
)
IMAGE_STORY = (
    f"imageGWADAR: {PARAGRAPHS[0]}\n\n" + "\n\n".join(PARAGRAPHS[1:]) + "\n\nComments\n\nComments are closed.\n"
)

Figures = tuple[Decimal, Decimal, Decimal, str]


def lines_of(capture: str) -> list[str]:
    return (CAPTURES / f"{capture}.txt").read_text(encoding="utf-8").splitlines()


def read(text: str | bytes, kind: str = "text/plain; charset=utf-8", url: str = URL) -> Snapshot:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return adapter_for("brecorder").parse(Response(url=url, body=body, content_type=kind), SOURCE, AT)


def read_html(text: str, url: str = URL) -> Snapshot:
    return read(text, "text/html; charset=utf-8", url)


def article_of(snapshot: Snapshot) -> Article:
    (article,) = snapshot.articles
    return article


def rows_of(snapshot: Snapshot) -> list[Quote]:
    """Return every row, quotes first."""
    return [*others_of(snapshot), *indices_of(snapshot)]


def parsed_figures(snapshot: Snapshot) -> dict[str, Figures]:
    """Return every row by its symbol, in page order: value, change, percent, direction."""
    rows: dict[str, Figures] = {}
    for row in rows_of(snapshot):
        assert row.price is not None
        assert row.change is not None
        assert row.percent is not None
        assert row.direction is not None
        rows[row.id.symbol] = (row.price, row.change, row.percent, row.direction.value)
    return rows


def expected_figures(lines: Sequence[str]) -> dict[str, Figures]:
    """Parse well-formed ticker lines by their blanks alone, for comparison with the reader."""
    rows: dict[str, Figures] = {}
    for line in lines:
        symbol, price, first, *_, change, percent = line.split()
        direction = {"Increased": "up", "Decreased": "down", "No": "unchanged"}[first]
        figures = (Decimal(price.replace(",", "")), Decimal(change), Decimal(percent.strip("()%")), direction)
        rows.setdefault(symbol, figures)
    return rows


def _parts(line: str) -> tuple[str, str, str, str, str, str]:
    """Return symbol, price, words, arrow or nothing, change, percentage in brackets."""
    match = re.fullmatch(r"(\S+) (\S+) (Increased By|Decreased By|No Change) ?([▲▼]?) ?(\S+) (\(\S+\))", line)
    assert match is not None
    symbol, price, words, arrow, change, percent = (html.escape(part) for part in match.groups())
    return symbol, price, words, arrow, change, percent


def spans(line: str) -> str:
    """Return spans, blanks between, the arrow as a character."""
    symbol, price, words, arrow, change, percent = _parts(line)
    return (
        f'<span class="t"><span>{symbol}</span> <span>{price}</span> <span class="sr">{words}</span> {arrow}'
        f" <span>{change}</span> <span>{percent}</span></span>"
    )


def glued_spans(line: str) -> str:
    """Return spans with no blank anywhere, the arrow as an entity in an icon element."""
    symbol, price, words, arrow, change, percent = _parts(line)
    entity = f"<i>&#{ord(arrow)};</i>" if arrow else ""
    return (
        f"<span><b>{symbol}</b><span>{price}</span><span>{words}</span>{entity}"
        f"<span>{change}</span><em>{percent}</em></span>"
    )


def list_items(line: str) -> str:
    """Return a list item, the icon an empty element, its class naming the direction."""
    symbol, price, words, arrow, change, percent = _parts(line)
    icon = f'<i class="icon-{"up" if arrow == "▲" else "down"}"></i>'
    return f'<li class="ticker__item"><a href="/c/{symbol}">{symbol}</a> {price} {words} {icon} {change} {percent}</li>'


def cells(line: str) -> str:
    """Return a table row, one cell a token, the icon a picture."""
    symbol, price, words, _, change, percent = _parts(line)
    icon = '<img src="/up.png" alt="">'
    return (
        f"<tr><td>{symbol}</td><td>{price}</td><td>{words}</td><td>{icon}</td><td>{change}</td><td>{percent}</td></tr>"
    )


def divs(line: str) -> str:
    """Return nested divs, indented source, the icon a drawing, the change and percentage in one."""
    symbol, price, words, _, change, percent = _parts(line)
    icon = '<svg viewBox="0 0 8 8"><title>up</title><path d="M0 0L8 8"/></svg>'
    return f"""
        <div class="quote">
          <div>{symbol}</div>
          <div>{price}</div>
          <div>
            {words}
            {icon}
          </div>
          <div>{change}&nbsp;{percent}</div>
        </div>"""


def bare_text(line: str) -> str:
    """Return the lines in one text, without elements of their own."""
    return html.escape(line) + " "


def glued_text(line: str) -> str:
    """Return the lines without elements and blanks."""
    return html.escape(line.replace(" ", ""))


def split_decimals(line: str) -> str:
    """Return decimals in small print, the icon a letter of an icon font, irregular blanks."""
    symbol, price, words, _, change, percent = _parts(line)
    small = re.sub(r"\.([0-9]+)", r".<small>\1</small>", price)
    icon = '<i class="material-icons">arrow_drop_up</i>'
    return (
        f"<p><b>{symbol}</b>\u2003<span>{small}</span>\u200b{words}\u00a0{icon}<span>{change}</span>\u2009{percent}</p>"
    )


def custom_elements(line: str) -> str:
    """Return elements of the site's own making, the words in the label of the icon."""
    symbol, price, words, _, change, percent = _parts(line)
    label = f'<i aria-label="{words}"></i>'
    tokens = f"<br-cell>{symbol}</br-cell><br-cell>{price}</br-cell>{label}<br-cell>{change}{percent}</br-cell>"
    return f"<br-row>{tokens}</br-row>"


MARKUPS: dict[str, Callable[[str], str]] = {
    one.__name__: one
    for one in (spans, glued_spans, list_items, cells, divs, bare_text, glued_text, split_decimals, custom_elements)
}
_AROUND = {"list_items": "ul", "cells": "table"}


def strip_of(lines: Sequence[str], markup: str) -> str:
    """Return the complete ticker in one kind of markup."""
    element = _AROUND.get(markup, "div")
    return f"<{element} class='strip'>" + "".join(map(MARKUPS[markup], lines)) + f"</{element}>"


def document(body: str, head: str = "") -> str:
    """Return a complete document around a body."""
    return f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>{head}</head>\n<body>{body}</body></html>\n"


def article_markup(*, paragraphs: Sequence[str] = PARAGRAPHS, dateline: str = "GWADAR") -> str:
    """Return the article in the markup of the site's own page of an article."""
    texts = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs[1:])
    return f"""
      <article class="story">
        <span class="badge">Markets</span>
        <h2 class="story__title"><a class="story__link" href="/news/40999">Berths reopen as silt is cleared</a></h2>
        <span class="story__byline"><a class="story__byline__link" href="/a/1">Recorder Report</a></span>
        <span class="story__time">Published November 23, 2026 Updated November 23, 2026 05:02pm</span>
        <figure class="media"><picture><img src="/m/1.jpg" alt="A berth"></picture>
          <figcaption>Berth No. 2 seen from the east mole.</figcaption></figure>
        <div class="story__content">
          <p>image<strong>{dateline}:</strong> {html.escape(paragraphs[0], quote=False)}</p>{texts}
        </div>
        <div class="comments"><h3>Comments</h3><p>Comments are closed.</p></div>
      </article>"""
