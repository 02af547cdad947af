"""The newspaper page around a story, as HTML; what is in it is ours, so only the five signs of HTML need care."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from tui.demo.dates import date_line, iso_stamp, time_line
from tui.demo.story import Report

PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 280" role="img"><rect width="640" height="280" '
    'fill="#14213d"/><g fill="#2a9d8f"><rect x="60" y="150" width="26" height="80"/><rect x="150" y="110" width="26" '
    'height="90"/><rect x="330" y="80" width="26" height="110"/><rect x="510" y="50" width="26" height="90"/></g>'
    '<g fill="#e76f51"><rect x="240" y="120" width="26" height="60"/><rect x="420" y="90" width="26" height="70"/></g>'
    '<path d="M40 220 160 160 250 170 340 120 430 130 600 60" fill="none" stroke="#fca311" stroke-width="4"/></svg>'
)
"""The one picture of the paper."""

_STYLE: Final = (
    "body{font:18px/1.6 Georgia,serif;color:#1b1b1b;background:#fdfcf9;margin:0 auto;max-width:62rem;padding:0 1rem}"
    "header,footer,nav,.ticker,.badge,.story__byline,.story__time{font-family:system-ui,sans-serif;font-size:14px}"
    "nav a{margin-right:1.2rem}a{color:inherit;text-decoration:none}.masthead{font-size:2.2rem;font-weight:700}"
    ".ticker{columns:3;border:solid #ddd;border-width:1px 0;padding:.6rem 0}.ticker__item{display:block}"
    ".up{color:#14653b}.down{color:#a4262c}.story{max-width:42rem}.story__title{line-height:1.2;margin:.3rem 0}"
    "figure{margin:1rem 0}figure img{width:100%}figcaption,footer{color:#666;font-size:14px}"
)
_SECTIONS: Final = ("Markets", "Business", "Companies", "Energy", "Technology", "Opinion", "World")
_DIRECTIONS: Final = {"Increased": "up", "Decreased": "down"}


def escaped(text: str) -> str:
    """The text with the signs that mean something to HTML written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def ticker_item(line: str) -> str:
    """One line of the ticker as an item of the strip; the line is ASCII and arrows."""
    word = "Increased" if " Increased " in line else "Decreased" if " Decreased " in line else ""
    return f'<span class="ticker__item {_DIRECTIONS.get(word, "same")}">{line}</span>'


def text_page(lines: Iterable[bytes], story: Report) -> bytes:
    """The page as a reader of text gets it: ticker, story, and the word on comments."""
    first, *rest = story.paragraphs
    body = "\n\n".join((f"image{story.dateline}: {first}", *rest))
    return b"\n".join((*lines, b"", body.encode(), b"", b"Comments", b"", b"Comments are closed.", b""))


def html_page(items: Iterable[bytes], story: Report, others: Sequence[Report]) -> bytes:
    """The page as a browser gets it, with links to other stories beside it."""
    return b"\n".join((_above_ticker(story).encode(), *items, _below_ticker(story, others).encode()))


def _above_ticker(story: Report) -> str:
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f"<title>{escaped(story.title)} - Demo Recorder</title>",
            f'<link rel="canonical" href="/news/{story.id}">\n<style>{_STYLE}</style>',
            f'<script type="application/ld+json">{_linked_data(story)}</script>\n</head>\n<body>',
            '<header><a class="masthead" href="/">Demo Recorder</a>',
            "<nav>" + "".join(f'<a href="/">{name}</a>' for name in _SECTIONS) + "</nav></header>",
            '<div class="ticker">',
        )
    )


def _below_ticker(story: Report, others: Sequence[Report]) -> str:
    title = escaped(story.title)
    return "\n".join(
        (
            '</div>\n<main>\n<article class="story">',
            f'<span class="badge">{story.category}</span>',
            f'<h2 class="story__title"><a class="story__link" href="/news/{story.id}">{title}</a></h2>',
            _credits(story),
            '<figure class="media"><div class="media__item"><picture><img src="/floor.svg" alt=""></picture></div>',
            f'<figcaption class="media__caption">{escaped(story.caption)}</figcaption></figure>',
            f'<div class="story__content">\n{_paragraphs(story)}\n</div>\n</article>\n</main>',
            _others(others),
            '<section id="comments"><h3>Comments</h3><p>Comments are closed.</p></section>',
            "<footer><p>Follow us</p>",
            f"<p>Copyright Demo Recorder, {story.published.year}</p>",
            "<p>A simulated exchange: no figure on this page is real.</p>",
            "</footer>\n</body>\n</html>\n",
        )
    )


def _credits(story: Report) -> str:
    return (
        f'<span class="story__byline"><a class="story__byline__link" href="/">{escaped(story.byline)}</a></span>\n'
        '<span class="story__time">Published '
        f'<span class="timestamp--date">{date_line(story.published)}</span> '
        f'<span class="timestamp--time"><span class="timestamp__time">{time_line(story.published)}</span></span></span>'
    )


def _paragraphs(story: Report) -> str:
    first, *rest = story.paragraphs
    return "\n".join(f"<p>{escaped(text)}</p>" for text in (f"{story.dateline}: {first}", *rest))


def _others(others: Sequence[Report]) -> str:
    links = "".join(f'<li><a href="/news/{one.id}">{escaped(one.title)}</a></li>' for one in others)
    return f'<aside class="related"><h4>Read next</h4><ul>{links}</ul></aside>' if links else ""


def _linked_data(story: Report) -> str:
    stamp = iso_stamp(story.published)
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": stamp,
            "dateModified": stamp,
            "articleSection": story.category,
            "author": [{"@type": "Organization", "name": story.byline}],
        }
    ).replace("<", "\\u003c")
