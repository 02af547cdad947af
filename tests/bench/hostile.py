"""CPU of what a server can make as long as it likes, and of a search: the worst of many, in seconds of this machine.

That it grows no faster than its input is what the tests judge.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.bench.table import Result
from tests.sources.article.hostile_pages import HOSTILE, hostile_page
from tests.sources.test_mutations import PATTERNS, parsed
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig
from tui.sources.article.reader import read_page
from tui.view.ranking import best_matches

_ELEMENTS = 200_000
_BODY = 8 << 20
_WORST = 5
_PIECES = (
    ("paragraphs", "<p>The port is open again since Monday.</p>"),
    ("lines", "open again<br>"),
    ("rows", "<table><tr><td>Alma<td><a href=/b>88</a></table>"),
)


def measured() -> list[Result]:
    """Return the worst hostile pages of an article, feeds, the worst patterns of a ticker page, and a search."""
    pages = (
        (f"article of {_ELEMENTS:,} {name}", partial(_read, hostile_page(make, _ELEMENTS))) for name, make in HOSTILE
    )
    kinds = ("text/html", "text/plain")
    patterns = ((f"8 MB of {each!a}, {kind}", partial(_parse, each, kind)) for each in PATTERNS for kind in kinds)
    feeds = ((f"feed of 100 items of 2,500 {name}", partial(_read_feed, piece)) for name, piece in _PIECES)
    return [*_worst(pages, 2_000), *_worst(feeds, 2_000), *_worst(patterns, 5_000), *_searches()]


def _worst(readings: Iterable[tuple[str, Callable[[], object]]], budget: float) -> list[Result]:
    found = [Result(what=what, measured=_milliseconds(read), unit="ms", budget=budget) for what, read in readings]
    return sorted(found, key=lambda result: -result.measured)[:_WORST]


def _milliseconds(work: Callable[[], object]) -> float:
    """Of CPU of this thread, collections of garbage among them, as in the program."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def _read(body: bytes) -> None:
    read_page(body, "text/html", "https://harbour.example/news/berths-open-again")


def _read_feed(piece: str) -> None:
    items = "".join(
        f"<item><title>{number}</title><description><![CDATA[{number} {piece * 2_500}]]></description></item>"
        for number in range(100)
    )
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    source = SourceConfig(name="wire", kind="feed", url="https://wire.example/feed", every=timedelta(minutes=5))
    adapter_for("feed").parse(Response(url=source.url, body=body), source, datetime(2026, 7, 16, tzinfo=UTC))


def _parse(pattern: str, kind: str) -> None:
    parsed(kind, (pattern * (_BODY // len(pattern.encode()))).encode())


def _searches() -> list[Result]:
    texts = [f"sym{number}\nthe name of company {number} limited" for number in range(10_000)]
    return [
        Result(
            what=f"search of 10,000 names for {typed!r}",
            measured=_milliseconds(partial(best_matches, typed, texts, str, 100)),
            unit="ms",
            budget=budget,
        )
        for typed, budget in (("company 77", 200), ("zz", 20))
    ]
