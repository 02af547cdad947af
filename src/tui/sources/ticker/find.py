"""Find the ticker in the text of a page: `SYM PRICE (Increased By ▲|Decreased By ▼|No Change ▼) CHANGE (PCT%)`."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.ticker.grammar import DIRECTION_PHRASE, MAX_LEAD, SEPARATORS, FoundEntry, TickerEntry, parse_entry

MIN_RUN: Final = 4
"""Entries in a run that is a ticker anywhere; a shorter run is one only at the top of the page."""

_FILLED = re.compile(r"[^\W_]")
_TORN = re.compile(rf"[{SEPARATORS}]*[A-Z0-9][A-Z0-9.&-]{{0,15}}[{SEPARATORS}]+[0-9][0-9,.]*[{SEPARATORS}]")
_MAX_TORN = 160
_DATED = re.compile(r"(?:date\s+)?[0-9]{4}-[0-9]{2}-[0-9]{2}\s*", re.IGNORECASE)
_PROSE_LINE = re.compile(r".{160}|.{60,}[.!?][\"”’']?\s*$|.{0,120}\bpublished\s.{6,40}$", re.IGNORECASE)
_TOP = 20_000
_MIN_WORDS = len("nochange")
_SPACED_BRACKET = re.compile(rf"[^(]{{{_MIN_WORDS}}}\(")
_MAX_DISTANCE = 600
"""Characters between the words of a direction and the bracket that ends their entry."""


class Ticker(NamedTuple):
    """The run of entries that is the ticker, and the spans of text of all such runs."""

    entries: tuple[TickerEntry, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    torn: int = 0
    """Rows within the run that name no instrument or lack a figure altogether."""


def find_ticker(text: str, *, body: range = range(0), top: int | None = None) -> Ticker:
    """Return the ticker in a page's text, one without entries where there is none.

    Only a run counts: entries with no letter and no digit between them, but for a torn row or two. Of several runs, as
    where a page prints its ticker for narrow and for wide screens, the longest is returned, the first of equals. A run
    of fewer than four entries is a ticker only at the top of a page, on lines of its own, before any prose; so a
    look-alike in an article is none.

    Args:
        text: of the page, with its line ends and element boundaries.
        body: the span of the article's body, if known; a run within it is no ticker.
        top: index where the heading or the article begins, if known.

    Raises:
        ParseError: there are more entries than any market has.
    """
    runs = [run for run in _runs(text, _entries(text)) if run[0].start not in body]
    long = [run for run in runs if len(run) >= MIN_RUN]
    if not long:
        long = [run for run in runs[:1] if _is_on_top(text, run, len(text) if top is None else top)]
    if not long:
        return Ticker()
    best = max(long, key=len)
    named = tuple(found.entry for found in best if found.entry.symbol)
    spans = tuple((run[0].start, run[-1].end) for run in long)
    return Ticker(entries=named, spans=spans, torn=_torn_rows(text, best) + len(best) - len(named))


def _entries(text: str) -> Iterator[FoundEntry]:
    at = low_end = count = 0
    while words := _next_words(text, at):
        count += 1
        if count > 4 * MAX_ROWS:
            raise ParseError("too many rows")
        low = max(low_end, words.start() - MAX_LEAD)
        found = parse_entry(text, low, words, is_edge=low == low_end)
        at = low_end = words.end()
        if found is not None:
            yield found
            low_end = found.end


def _next_words(text: str, at: int) -> re.Match[str] | None:
    """Return the next words of a direction that may be in an entry: prose without brackets is skipped."""
    while (bracket := text.find("(", at)) >= 0:
        if bracket - at < _MIN_WORDS:
            spaced = _SPACED_BRACKET.search(text, at)
            if spaced is None:
                return None
            bracket = spaced.end() - 1
        words = DIRECTION_PHRASE.search(text, max(at, bracket - _MAX_DISTANCE), bracket)
        if words is not None:
            return words
        at = bracket + 1
    return None


def _runs(text: str, entries: Iterable[FoundEntry]) -> Iterator[list[FoundEntry]]:
    run: list[FoundEntry] = []
    for found in entries:
        if run and not _is_gap(text, run[-1].end, found.start):
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _is_gap(text: str, start: int, end: int) -> bool:
    """Return whether two entries with this text between them are in one run: it is blank, or a torn row."""
    if _FILLED.search(text, start, end) is None:
        return True
    if end - start > _MAX_TORN:
        return False
    return DIRECTION_PHRASE.search(text, start, end) is not None or _TORN.match(text, start, end) is not None


def _torn_rows(text: str, run: Sequence[FoundEntry]) -> int:
    """Return how many torn rows are between the entries of a run."""
    return sum(_FILLED.search(text, one.end, other.start) is not None for one, other in itertools.pairwise(run))


def _is_on_top(text: str, run: Sequence[FoundEntry], top: int) -> bool:
    """Return whether a short run is where a ticker is: before prose, heading and article, on lines of its own."""
    start, end = run[0].start, run[-1].end
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    before = _DATED.sub("", text[line_start:start].replace(ELEMENT_BOUNDARY, " ").strip())
    after = text[end : line_end if line_end >= 0 else len(text)]
    alone = _FILLED.search(before) is None and _FILLED.search(after) is None
    if not alone or start >= min(top, _TOP):
        return False
    return not any(map(_PROSE_LINE.match, text[:line_start].split("\n")))
