"""The pages of the demo's newspaper: the ticker and a report, as HTML and as text."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from tui.demo.format import date_line, hundredths_of_percent, iso_stamp, level, percent, points, rupees, time_line
from tui.demo.market_figures import IndexFigures
from tui.demo.reports import Report

PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 280" role="img"><rect width="640" height="280" '
    'fill="#14213d"/><g fill="#2a9d8f"><rect x="60" y="150" width="26" height="80"/><rect x="150" y="110" width="26" '
    'height="90"/><rect x="330" y="80" width="26" height="110"/><rect x="510" y="50" width="26" height="90"/></g>'
    '<g fill="#e76f51"><rect x="240" y="120" width="26" height="60"/><rect x="420" y="90" width="26" height="70"/></g>'
    '<path d="M40 220 160 160 250 170 340 120 430 130 600 60" fill="none" stroke="#fca311" stroke-width="4"/></svg>'
)
"""The picture of every report."""

_STYLE: Final = (
    "body{font:18px/1.6 Georgia,serif;color:#1b1b1b;background:#fdfcf9;margin:0 auto;max-width:62rem;padding:0 1rem}"
    "header,footer,nav,.ticker,.badge,.story__byline,.story__time{font-family:system-ui,sans-serif;font-size:14px}"
    "nav a{margin-right:1.2rem}a{color:inherit;text-decoration:none}.masthead{font-size:2.2rem;font-weight:700}"
    ".ticker{columns:3;border:solid #ddd;border-width:1px 0;padding:.6rem 0}.ticker__item{display:block}"
    ".up{color:#14653b}.down{color:#a4262c}.story{max-width:42rem}.story__title{line-height:1.2;margin:.3rem 0}"
    "figure{margin:1rem 0}figure img{width:100%}figcaption,footer{color:#666;font-size:14px}"
)
_SECTIONS: Final = ("Markets", "Business", "Companies", "Energy", "Technology", "Opinion", "World")


def quote_line(symbol: str, price: int, previous: int) -> str:
    """Return `AGL 34.48 Decreased By ▼ -0.72 (-2.05%)`; prices in paisa, the arrow of no change is down."""
    change = price - previous
    change_percent = f"({percent(hundredths_of_percent(change, previous))}%)"
    if change > 0:
        return f"{symbol} {rupees(price)} Increased By ▲ {rupees(change)} {change_percent}"
    if change < 0:
        return f"{symbol} {rupees(price)} Decreased By ▼ {rupees(change)} {change_percent}"
    return f"{symbol} {rupees(price)} No Change ▼ 0.00 (0%)"


def index_line(index: IndexFigures) -> str:
    """Return `BR30 26,900 Decreased By -375.9 (-1.38%)`: no arrow, thousands commas, at most one decimal."""
    words = "Increased By" if index.change > 0 else "Decreased By" if index.change < 0 else "No Change"
    return f"{index.name} {level(index.level)} {words} {points(index.change)} ({percent(index.percent)}%)"


def text_page(lines: Iterable[str], report: Report) -> bytes:
    """Return the page as text: ticker, report, and the state of the comments."""
    first, *rest = report.paragraphs
    body = "\n\n".join((f"image{report.dateline}: {first}", *rest))
    return "\n".join((*lines, "", body, "", "Comments", "", "Comments are closed.", "")).encode()


def html_page(lines: Iterable[str], report: Report, others: Sequence[Report]) -> bytes:
    """Return the page as HTML, with links to other reports."""
    title = escape(report.title)
    ticker = "\n".join(map(_ticker_item, lines))
    sections = "".join(f'<a href="/">{name}</a>' for name in _SECTIONS)
    first, *rest = report.paragraphs
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in (f"{report.dateline}: {first}", *rest))
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} - Demo Recorder</title>
<link rel="canonical" href="/news/{report.id}">
<style>{_STYLE}</style>
<script type="application/ld+json">{_json_ld(report)}</script>
</head>
<body>
<header><a class="masthead" href="/">Demo Recorder</a>
<nav>{sections}</nav></header>
<div class="ticker">
{ticker}
</div>
<main>
<article class="story">
<span class="badge">{report.category}</span>
<h2 class="story__title"><a class="story__link" href="/news/{report.id}">{title}</a></h2>
<span class="story__byline"><a class="story__byline__link" href="/">{escape(report.byline)}</a></span>
<span class="story__time">Published <span class="timestamp--date">{date_line(report.published)}</span> \
<span class="timestamp--time"><span class="timestamp__time">{time_line(report.published)}</span></span></span>
<figure class="media"><div class="media__item"><picture><img src="/floor.svg" alt=""></picture></div>
<figcaption class="media__caption">{escape(report.caption)}</figcaption></figure>
<div class="story__content">
{paragraphs}
</div>
</article>
</main>
{_related(others)}
<section id="comments"><h3>Comments</h3><p>Comments are closed.</p></section>
<footer><p>Follow us</p>
<p>Copyright Demo Recorder, {report.published.year}</p>
<p>A simulated exchange: no figure on this page is real.</p>
</footer>
</body>
</html>
""".encode()


def _ticker_item(line: str) -> str:
    direction = "up" if " Increased " in line else "down" if " Decreased " in line else "same"
    return f'<span class="ticker__item {direction}">{line}</span>'


def _related(others: Sequence[Report]) -> str:
    links = "".join(f'<li><a href="/news/{other.id}">{escape(other.title)}</a></li>' for other in others)
    return f'<aside class="related"><h4>Read next</h4><ul>{links}</ul></aside>' if links else ""


def _json_ld(report: Report) -> str:
    stamp = iso_stamp(report.published)
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": report.title,
            "datePublished": stamp,
            "dateModified": stamp,
            "articleSection": report.category,
            "author": [{"@type": "Organization", "name": report.byline}],
        }
    ).replace("<", "\\u003c")
