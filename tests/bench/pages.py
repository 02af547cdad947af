"""How well articles are read: F1 of what the reader takes from pages against their gold texts, with time and memory.

`python -m tests.bench.pages FOLDER...`, where a folder is one of:

- `NAME.html` beside `NAME.txt`, the text; as well `NAME.json` with `url`, `title`, `author` and `published`;
- the test pages of a readability library, `NAME/source.html` beside `NAME/expected.html`;
- an extraction benchmark, `ground-truth.json` beside `html/NAME.html.gz`;
- an evaluation corpus, `evaldata.json` beside `cache/` and `eval/`, which has phrases that must be in the text and
  phrases that must not.

A text's F1 is that of its runs of four words: precision and recall are averaged over the pages. A corpus of phrases is
judged by its own measure, all phrases together. It decides nothing, and is no part of `--gate`.
"""

import gc
import gzip
import json
import math
import re
import statistics
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tui.domain.blocks import BlockKind
from tui.sources.adapter import ParseError, Response
from tui.sources.article.reader import read_page
from tui.sources.article.ticker_page import read_markup
from tui.sources.decode.content_type import detect_content
from tui.sources.html.document import HtmlDocument

_WORD = re.compile(r"\w+")
_RUN = 4
_REPEATS = 3


class GoldPage(NamedTuple):
    """A page with what must be read of it."""

    name: str
    body: bytes
    url: str
    text: str = ""
    wanted: tuple[str, ...] = ()
    """Phrases that must be in the text."""
    unwanted: tuple[str, ...] = ()
    stated: dict[str, str] = {}  # noqa: RUF012 - read only
    """Title, author and time of publication."""


def pages_of(folder: Path) -> Iterator[GoldPage]:
    """Yield the pages of a folder of any of the forms above."""
    if (folder / "evaldata.json").exists():
        yield from _phrases(folder)
    elif (folder / "ground-truth.json").exists():
        for name, gold in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
            body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield GoldPage(name, body, gold["url"], text=gold.get("articleBody", ""))
    else:
        for path in sorted(folder.glob("*/source.html")):
            expected = HtmlDocument((path.parent / "expected.html").read_text("utf-8")).body
            text = expected.text(separator=" ") if expected is not None else ""
            yield GoldPage(path.parent.name, path.read_bytes(), "http://fakehost/test/page.html", text=text)
        for path in sorted(folder.glob("*.html")):
            about = path.with_suffix(".json")
            stated = json.loads(about.read_text("utf-8")) if about.exists() else {}
            gold_text = path.with_suffix(".txt").read_text("utf-8")
            url = stated.get("url", "http://page.example/")
            yield GoldPage(path.stem, path.read_bytes(), url, text=gold_text, stated=stated)


def _phrases(folder: Path) -> Iterator[GoldPage]:
    for url, gold in json.loads((folder / "evaldata.json").read_text("utf-8")).items():
        path = next(each for place in ("cache", "eval") if (each := folder / place / gold["file"]).exists())
        body = path.read_bytes()
        yield GoldPage(gold["file"], body, url, wanted=tuple(gold["with"]), unwanted=tuple(gold["without"]))


def general_text(page: GoldPage) -> str:
    """Return the text that the reader of any page takes, without captions."""
    reading = read_page(page.body, None, page.url)
    return "\n".join(block.text for block in reading.blocks if block.kind is not BlockKind.CAPTION)


def ticker_page_text(page: GoldPage) -> str:
    """Return the text that the reader of pages with a ticker takes."""
    try:
        _, text = detect_content(Response(url=page.url, body=page.body))
        article = read_markup(text).article
    except ParseError:
        return ""
    return "\n".join(block.text for block in article.blocks)


def f1_of(pages: list[GoldPage], texts: list[str]) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    if pages[0].wanted:
        return _phrase_f1(pages, texts)
    precisions: list[float] = []
    recalls: list[float] = []
    for page, text in zip(pages, texts, strict=True):
        gold, found = _runs(page.text), _runs(text)
        common = (gold & found).total()
        if found or not gold:
            precisions.append(common / found.total() if found else 1.0)
        if gold or not found:
            recalls.append(common / gold.total() if gold else 1.0)
    precision, recall = statistics.mean(precisions or [0.0]), statistics.mean(recalls)
    return 2 * precision * recall / (precision + recall or 1), precision, recall


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)) if words)


def _phrase_f1(pages: list[GoldPage], texts: list[str]) -> tuple[float, float, float]:
    right = wrong = missed = 0
    for page, text in zip(pages, texts, strict=True):
        plain = " ".join(text.split())
        found = sum(" ".join(phrase.split()) in plain for phrase in page.wanted)
        right += found
        missed += len(page.wanted) - found
        wrong += sum(" ".join(phrase.split()) in plain for phrase in page.unwanted)
    return 2 * right / (2 * right + wrong + missed), right / (right + wrong), right / (right + missed)


def _stated_shares(pages: list[GoldPage]) -> dict[str, float]:
    """Return the share of pages whose title, author, day and minute are read as stated."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for page in pages:
        reading = read_page(page.body, None, page.url) if page.stated else None
        published = reading.published.isoformat() if reading is not None and reading.published else ""
        found = {
            "title": (reading.title if reading is not None else "") or "",
            "author": (reading.byline if reading is not None else "") or "",
            "day": published[:10],
            "minute": published[:16],
        }
        gold = page.stated | {
            "day": page.stated.get("published", "")[:10],
            "minute": page.stated.get("published", "")[:16],
        }
        for name, text in found.items():
            if gold.get(name) and (name != "minute" or len(gold[name]) == len("2026-11-29T10:00")):
                total[name] += 1
                right[name] += text.casefold() == gold[name].casefold()
    return {name: right[name] / count for name, count in total.items()}


def _median_times(pages: list[GoldPage]) -> dict[str, float]:
    """Return the median milliseconds of processor time of a page for each reader, of several readings the least.

    They take turns at each page: a machine that slows down does so for both.
    """
    times: dict[str, list[float]] = {name: [] for name in _READERS}
    for page in pages:
        least = dict.fromkeys(_READERS, math.inf)
        for _ in range(_REPEATS):
            for name, read in _READERS.items():
                begun = time.thread_time()
                read(page)
                least[name] = min(least[name], (time.thread_time() - begun) * 1000)
        for name, each in least.items():
            times[name].append(each)
    return {name: statistics.median(each) for name, each in times.items()}


def _peak(pages: list[GoldPage], read: Callable[[GoldPage], str]) -> float:
    """Return the peak of memory that Python allocates for reading, in megabytes."""
    tracemalloc.start()
    for page in pages[:40]:
        read(page)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


_READERS: Final[dict[str, Callable[[GoldPage], str]]] = {"general": general_text, "ticker page": ticker_page_text}


def main(folders: list[str]) -> None:
    """Print a line for each folder and reader, and what the general one takes of the other one's time."""
    for folder in folders:
        pages = list(pages_of(Path(folder)))
        if not pages:
            sys.stdout.write(f"{folder}: no pages\n")
            continue
        scores = {name: f1_of(pages, [read(page) for page in pages]) for name, read in _READERS.items()}
        gc.collect()
        times = _median_times(pages)
        for name, (f1, precision, recall) in scores.items():
            sys.stdout.write(
                f"{folder} ({len(pages)}) {name}: F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f}, "
                f"median {times[name]:.2f} ms, peak {_peak(pages, _READERS[name]):.1f} MB\n"
            )
        sys.stdout.write(f"  median time {times['general'] / times['ticker page']:.2f} x\n")
        for name, share in _stated_shares(pages).items():
            sys.stdout.write(f"  {name} {share:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
