"""The usual line of a ticker, read in one go and remembered from a source's one page to its next."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tui.domain.quote import Direction
from tui.sources.adapter import MAX_ROWS
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.ticker.grammar import DIRECTION_WORDS, MAX_LEAD, EntryRun, TickerEntry, valid_entry

_MOST_SOURCES = 32
_MOST_LINES = 4 * MAX_ROWS
_LONGEST = 200
_GAP = rf"[\s{ELEMENT_BOUNDARY}]"
_FIGURE = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,12})?"
# no more than the whole grammar reads to the same end: where in doubt, a line is not of this form
_LINE = re.compile(
    rf"{_GAP}{{0,40}}(?P<symbol>[A-Z][A-Z0-9.&-]{{0,31}}){_GAP}{{1,20}}(?P<price>{_FIGURE}){_GAP}{{1,20}}"
    rf"(?P<words>Increased By|Decreased By|No Change){_GAP}{{0,20}}[▲▼]?{_GAP}{{0,20}}"
    rf"(?P<change>[+-]?{_FIGURE}){_GAP}{{0,20}}\((?P<percent>[+-]?{_FIGURE})%\)"
)
_DIRECTIONS: Final = {"Increased By": Direction.UP, "Decreased By": Direction.DOWN, "No Change": Direction.UNCHANGED}

Read = tuple[int, TickerEntry]
"""How many blanks stand before a line, and what it says."""


class Usual:
    """Reads runs of usual lines to the same result as the whole grammar, and remembers those of the latest page.

    Most lines of a page are in the next one to the letter. What a line says follows from its text alone, so it may be
    remembered by it, wherever it came from; no more is kept than one page holds.
    """

    def __init__(self) -> None:
        self._known: dict[str, Read] = {}
        self._heard: dict[str, Read] = {}

    @property
    def size(self) -> int:
        """How many lines are remembered."""
        return len(self._known.keys() | self._heard.keys())

    def rotate(self) -> None:
        """End a page; what it did not hold is forgotten."""
        self._known, self._heard = self._heard, {}

    def read(self, text: str, start: int) -> EntryRun | None:
        """The entries from this place of a page on, with nothing but blanks before each; None if none begins here."""
        known, heard = self._known, self._heard
        entries: list[TickerEntry] = []
        blanks, at = 0, start
        # the bracket of a percentage ends a line, and nothing else in it does
        while (end := text.find(")", at, at + _LONGEST) + 1) and len(entries) <= _MOST_LINES:
            line = text[at:end]
            read = known.get(line) or heard.get(line) or _read(line)
            if read is None:
                break
            if len(heard) < MAX_ROWS:
                heard[line] = read
            if not entries:
                blanks = read[0]
            entries.append(read[1])
            at = end
        return EntryRun(start + blanks, at, entries, adjoins=True) if entries else None


@lru_cache(maxsize=_MOST_SOURCES)
def usual_of(_source: str) -> Usual:
    """The usual lines of one source, by its name."""
    return Usual()


def _read(line: str) -> Read | None:
    """What a line says that is in the usual form and whose figures are believable; None of any other."""
    match = _LINE.fullmatch(line)
    if match is None or match.start("words") > MAX_LEAD:
        return None
    words = DIRECTION_WORDS.search(line)
    if words is None or words.start() != match.start("words"):
        return None  # a symbol that is made of them
    symbol, price, said, change, percent = match.groups()
    direction = _DIRECTIONS[said]
    last = Decimal(price.replace(",", ""))
    if not last:
        return None
    entry = valid_entry(
        symbol,
        direction,
        last,
        _signed(change, direction),
        _signed(percent, direction),
        grouped="," in price,
    )
    return match.start("symbol"), entry


def _signed(printed: str, direction: Direction) -> Decimal:
    figure = Decimal(printed.replace(",", ""))
    return -figure if direction is Direction.DOWN and figure and printed[0] not in "+-" else figure
