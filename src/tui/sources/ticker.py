"""The ticker of a page, found by its text: `SYM PRICE (Increased By ▲|Decreased By ▼|No Change ▼) CHANGE (PCT%)`."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tui.domain.number import NotAFigureError, read_figure, read_percent
from tui.domain.quote import Direction
from tui.sources.lines import EDGE
from tui.sources.source import MOST_ROWS, ParseError

SHORTEST_RUN: Final = 4
"""So many entries in one run are a ticker wherever they stand; fewer only at the top of the page."""

_BLANK = rf"\s{EDGE}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff"
# neither word, bracket nor part of a figure: blanks, borders of elements, arrows, emoji; a dash may be a sign
_JUNK = r"[^\w()+\-−\u2010-\u2015.,%]"
_WORDS = re.compile(
    rf"(?P<up>increased[{_BLANK}]{{0,40}}by)|(?P<down>decreased[{_BLANK}]{{0,40}}by)|no[{_BLANK}]{{0,40}}change",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"[^{_BLANK}()|;•·…►▶»›▲▼△▽▴▾▵▿↑↓⬆⬇🔺🔻]+")
_AFTER = re.compile(
    rf"{_JUNK}{{0,60}}+"
    # the name of an icon in an icon font
    rf"(?:(?:[a-z]{{1,15}}+(?:_[a-z]{{1,15}}+){{1,4}}+{_JUNK}{{0,60}}+|[a-z]{{2,20}}+{_JUNK}{{1,60}}+)(?=[+\-−.\d]))?"
    rf"(?P<change>[+\-−]?+{_JUNK}{{0,20}}+[\w+\-−\u2010-\u2015.,%/]{{0,40}}+){_JUNK}{{0,60}}+"
    rf"\((?P<percent>[^()]{{0,60}}+)\)"
)
_SYMBOL = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[*#$:\"'-]+)?(?P<symbol>\^?[^\W_][\w.&=:/^-]{0,31})")
_NO_SYMBOL = re.compile(r"[\d.,:/=-]*[.,:/=-][\d.,:/=-]*")
_PLAIN_SYMBOL = re.compile(r"[A-Z]{2}[A-Z0-9]*")
_FIGURES = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+|[0-9]+"
_GLUED = re.compile(
    rf"(?P<symbol>KSE100PR|KSE100|KSE30|KMI30|BR100|BR30|MII30|PSXDIV20|UPP9|[A-Z][A-Z0-9&.-]*?[A-Z])(?P<price>{_FIGURES})"
)
_NOT_A_NUMBER = frozenset(
    ["nan", "inf", "infinity", "-inf", "+inf", "∞", "n/a", "na", "null", "none", "-", "--", "—", "–"]
)
_FILLED = re.compile(r"[^\W_]")
_TORN = re.compile(rf"[{_BLANK}]*[A-Z0-9][A-Z0-9.&-]{{0,15}}[{_BLANK}]+[0-9][0-9,.]*[{_BLANK}]")
_TORN_ROOM = 160
_BEFORE_ROOM = 120
_AFTER_ROOM = 300
_DATED = re.compile(r"(?:date\s+)?[0-9]{4}-[0-9]{2}-[0-9]{2}\s*", re.IGNORECASE)
_PROSE_LINE = re.compile(r".{160}|.{60,}[.!?][\"”’']?\s*$|.{0,120}\bpublished\s.{6,40}$", re.IGNORECASE)
_TOP = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ticker as printed. The figures are None, and `fault` says why, where one is not believable."""

    start: int
    end: int
    symbol: str
    """As printed; empty where none could be told."""
    direction: Direction
    price: Decimal | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    grouped: bool = False
    """Whether the price is printed with a thousands comma."""
    fault: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it names an instrument and all its figures are believable."""
        return bool(self.symbol) and not self.fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """The run of entries that is the ticker, and every span of text that entries in runs take up."""

    entries: tuple[Entry, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    torn: int = 0
    """Rows within the run that name no instrument or lack a figure altogether."""


def find_ticker(text: str, *, story: range = range(0), top: int | None = None) -> Ticker:
    """The ticker in a page's text, or one without entries.

    Only a run counts: entries with nothing between them that holds a letter or a digit, but for a torn row or
    two. Of several runs, as where a page prints its ticker for narrow and for wide screens, the longest is read, the
    first of equals. A run of fewer than four entries is a ticker only at the top of a page, on lines of its own,
    before any prose; so a look-alike in an article is none.

    Args:
        text: the page, line ends and element edges in place.
        story: where the body of the article is known to stand; a run in there is no ticker.
        top: where the heading or the article begins, if known.

    Raises:
        ParseError: there are more entries than any market has.
    """
    runs = [run for run in _runs(text, _entries(text)) if run[0].start not in story]
    long = [run for run in runs if len(run) >= SHORTEST_RUN]
    if not long:
        long = [run for run in runs[:1] if _is_on_top(text, run, len(text) if top is None else top)]
    if not long:
        return Ticker()
    best = max(long, key=len)
    named = tuple(entry for entry in best if entry.symbol)
    spans = tuple((run[0].start, run[-1].end) for run in long)
    return Ticker(entries=named, spans=spans, torn=_torn(text, best))


def _entries(text: str) -> list[Entry]:
    entries: list[Entry] = []
    floor = 0
    for seen, words in enumerate(_WORDS.finditer(text)):
        if seen > 4 * MOST_ROWS:
            raise ParseError("too many rows")
        low = max(floor, words.start() - _BEFORE_ROOM)
        entry = _entry(text, low, words, whole=low == floor)
        if entry is not None:
            entries.append(entry)
        floor = words.end() if entry is None else entry.end
    return entries


def _entry(text: str, low: int, words: re.Match[str], *, whole: bool) -> Entry | None:
    """The entry around the words, if they stand in one.

    Borders of elements part its tokens; where that gives no sound entry, as with decimals in an element of their
    own, they are taken for nothing.
    """
    high = min(words.end() + _AFTER_ROOM, len(text))
    found = _read(text, low, words.start(), words.end(), words, whole=whole)
    if (found is not None and found.is_sound) or text.find(EDGE, low, high) < 0:
        return found
    before = text[low : words.start()].replace(EDGE, "")
    upto = before + words[0].replace(EDGE, "")
    plain = upto + text[words.end() : high].replace(EDGE, "")
    other = _read(plain, 0, len(before), len(upto), words, whole=whole)
    if other is None or not other.is_sound:
        return found
    kept = [at for at in range(low, high) if text[at] != EDGE]
    return replace(other, start=kept[other.start], end=kept[other.end - 1] + 1)


def _read(text: str, low: int, left: int, right: int, words: re.Match[str], *, whole: bool) -> Entry | None:
    """The entry whose words stand at `left` to `right` of the text, looking no further back than `low`.

    `whole` says that a token may begin at `low`, which else may lie within one.
    """
    after = _AFTER.match(text, right, right + _AFTER_ROOM)
    tokens = list(_TOKEN.finditer(text, low, left))
    if tokens and not whole and tokens[0].start() == low:
        del tokens[0]
    if after is None or not tokens:
        return None
    glued = _GLUED.fullmatch(tokens[-1][0])
    if glued:
        start, symbol, price = tokens[-1].start(), glued["symbol"], glued["price"]
    elif _looks_like_a_figure(tokens[-1][0]):
        start, symbol = _symbol(tokens[:-1])
        start, price = (tokens[-1].start() if start < 0 else start), tokens[-1][0]
    else:
        return None
    return _entry_of((start, after.end()), symbol, price, words, after)


def _entry_of(span: tuple[int, int], symbol: str, price: str, words: re.Match[str], after: re.Match[str]) -> Entry:
    """The entry with its figures read; with none of them if one is not believable (fault P6)."""
    direction = Direction.UP if words["up"] else Direction.DOWN if words["down"] else Direction.UNCHANGED
    bare = Entry(start=span[0], end=span[1], symbol=symbol, direction=direction, grouped="," in price)
    try:
        last = _figure("price", price)
        change = _signed(_figure("change", _packed(after["change"])), after["change"], direction)
        percent = _signed(_figure("percent", _packed(after["percent"])), after["percent"], direction)
    except NotAFigureError as error:
        return replace(bare, fault=str(error))
    if last <= 0:
        return replace(bare, fault="price: not above zero")
    return replace(bare, price=last, change=change, percent=percent)


def _figure(what: str, text: str) -> Decimal:
    try:
        return read_percent(text) if what == "percent" else read_figure(text)
    except NotAFigureError as error:
        raise NotAFigureError(f"{what}: {error}") from None


def _signed(figure: Decimal, printed: str, direction: Direction) -> Decimal:
    """The figure with the sign printed; a magnitude printed without one, after `Decreased By`, is a fall."""
    bare = not any(sign in printed for sign in "+-−")
    return -figure if bare and figure and direction is Direction.DOWN else figure


def _packed(text: str) -> str:
    """The token without the blanks and borders that markup may put between sign, digits and percent sign."""
    return "".join(text.replace(EDGE, "").split())


def _looks_like_a_figure(token: str) -> bool:
    return any(map(str.isdigit, token)) or token.lower() in _NOT_A_NUMBER


def _symbol(tokens: Sequence[re.Match[str]]) -> tuple[int, str]:
    """Where the entry begins, -1 if only its price is left, and its symbol: the last token, if that can be one."""
    if not tokens:
        return -1, ""
    last = tokens[-1]
    match = _SYMBOL.fullmatch(last[0])
    if match is None or _NO_SYMBOL.fullmatch(match["symbol"]):
        return last.start(), ""
    # the symbol 786 exists, but a whole number after a symbol is another column
    if match["symbol"].isdigit() and len(tokens) > 1 and _PLAIN_SYMBOL.fullmatch(tokens[-2][0]):
        return last.start(), ""
    return last.start() + match.start("symbol"), match["symbol"]


def _runs(text: str, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    run: list[Entry] = []
    for entry in entries:
        if run and not _is_gap(text, run[-1].end, entry.start):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _is_gap(text: str, start: int, end: int) -> bool:
    """Whether what stands between two entries leaves them in one run: nothing to read, or a torn row."""
    if _FILLED.search(text, start, end) is None:
        return True
    if end - start > _TORN_ROOM:
        return False
    return _WORDS.search(text, start, end) is not None or _TORN.match(text, start, end) is not None


def _torn(text: str, run: Sequence[Entry]) -> int:
    gaps = itertools.pairwise(run)
    torn = sum(_FILLED.search(text, one.end, other.start) is not None for one, other in gaps)
    return torn + sum(not entry.symbol for entry in run)


def _is_on_top(text: str, run: Sequence[Entry], top: int) -> bool:
    """Whether a short run stands where a ticker stands: before prose, heading and article, on lines of its own."""
    start, end = run[0].start, run[-1].end
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    before = _DATED.sub("", text[line_start:start].replace(EDGE, " ").strip())
    after = text[end : line_end if line_end >= 0 else len(text)]
    alone = _FILLED.search(before) is None and _FILLED.search(after) is None
    if not alone or start >= min(top, _TOP):
        return False
    return not any(map(_PROSE_LINE.match, text[:line_start].split("\n")))
