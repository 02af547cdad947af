"""The tape as lines: a move, an article or a source's state each, with lines between days and at the last look."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final, NamedTuple

from tui.domain.quote import Direction, InstrumentId, Quote
from tui.domain.tape import AlertSeen, ArticleSeen, Move, SessionChange, SourceChange, TapeEntry
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.columns import DIRECTION_TONES
from tui.view.entry_lines import Divider, EntryLines
from tui.view.formatting import DecimalAlignment
from tui.view.source_health import STATUS_GLYPHS
from tui.view.spans import Line, Span, Tone, fit_line

NEWS: Final = "news"
SOURCE: Final = "source"
SESSION: Final = "session"
ALERT: Final = "alert"
_MAX_FIGURE: Final = 14
_MAX_SYMBOL: Final = 16
_MIN_SYMBOL: Final = 6
"""The words for an article and a source's state have room in it."""
_MAX_NAME: Final = 32
_MIN_NAME: Final = 12
_MAX_SOURCE: Final = 16
_SECONDS: Final = 8
_MINUTES: Final = 5
_ARROW: Final = " → "


class TapeFigures(NamedTuple):
    """The widths of the figures of moves: what has been in view, so that columns stay where they are."""

    symbol: int = _MIN_SYMBOL
    price: DecimalAlignment = DecimalAlignment()
    change: DecimalAlignment = DecimalAlignment()
    percent: DecimalAlignment = DecimalAlignment()
    source: int = 0
    name: int = 0

    def expanded_for(self, entries: Sequence[TapeEntry], quotes: Mapping[InstrumentId, Quote]) -> "TapeFigures":
        """Return the widths with room for these entries too, and for the names that the quotes have."""
        symbol, price, change, percent, source, name = self
        for entry in entries:
            if not isinstance(entry, SessionChange):
                source = min(_MAX_SOURCE, max(source, width_of(entry.source)))
            if isinstance(entry, Move):
                symbol = min(_MAX_SYMBOL, max(symbol, width_of(entry.key.symbol)))
                price = price.expanded_for(formatting.format_price(entry.old))
                price = price.expanded_for(formatting.format_price(entry.new))
                change = change.expanded_for(formatting.format_change(entry.change))
                percent = percent.expanded_for(formatting.percent_text(entry.percent))
                name = min(_MAX_NAME, max(name, width_of(_name_of(entry, quotes))))
        return TapeFigures(symbol, price, change, percent, source, name)


def _name_of(move: Move, quotes: Mapping[InstrumentId, Quote]) -> str:
    quote = quotes.get(move.key)
    return quote.name or "" if quote is not None else ""


class _Columns(NamedTuple):
    """The cells of each column of a line; 0 for one that has no room."""

    time: int
    symbol: int
    name: int
    old: int
    new: int
    change: int
    percent: int
    source: int


def _place_columns(figures: TapeFigures, cells: int) -> _Columns:
    """Return the columns that have room in so many cells, the margin and the gaps between them left out."""
    price = min(figures.price.width, _MAX_FIGURE)
    change, percent = min(figures.change.width, _MAX_FIGURE), min(figures.percent.width, _MAX_FIGURE)
    # margin, time, symbol, new price, glyph and percentage are always there
    left = cells - (1 + _MINUTES + 1 + figures.symbol + 1 + price + 2 + 1 + percent)
    wanted = (_SECONDS - _MINUTES, price + width_of(_ARROW), change + 1, figures.source + 2)
    taken: list[int] = []
    for size in wanted:
        taken.append(size if size <= left else 0)
        left -= taken[-1]
    seconds, old, changed, source = taken
    symbol, time = figures.symbol, _MINUTES + seconds
    if left < 0:
        time, left = 0, left + _MINUTES + 1
        symbol = max(1, symbol + min(left, 0))
    name = min(figures.name, left - 1) if source and left > min(_MIN_NAME, figures.name) else 0
    return _Columns(
        time,
        symbol,
        name,
        old and price,
        price,
        changed and change,
        percent,
        source and figures.source,
    )


class TapeContext(NamedTuple):
    """What entries are shown with besides themselves."""

    zone: tzinfo
    """Of the times."""
    quotes: Mapping[InstrumentId, Quote]
    """Of the market, for names."""
    cells: int
    """Of a line."""
    selected: int | None = None
    """The entry that the keys are on; None while they are elsewhere."""


def entry_line(entry: TapeEntry, figures: TapeFigures, context: TapeContext, *, is_selected: bool) -> Line:
    """Return the line of one entry, as wide as the context says."""
    cells = context.cells
    columns = _place_columns(figures, cells)
    mark = Span("▸" if is_selected else " ", Tone.ACCENT)
    time = entry.at.astimezone(context.zone)
    clock = Span(f"{time:%H:%M:%S}"[: columns.time] + " " * bool(columns.time), Tone.QUIET)
    match entry:
        case Move():
            name = _name_of(entry, context.quotes)
            return fit_line((mark, clock, *_move_spans(entry, figures, columns, name)), cells)
        case ArticleSeen():
            label = pad(NEWS, columns.symbol)
            source = f"  {truncate(entry.source, columns.source)}" if columns.source else ""
            room = cells - 1 - len(clock.text) - width_of(label) - 1 - width_of(source)
            headline = truncate(entry.headline or "an article", max(1, room))
            said: Line = (Span(headline, Tone.STRONG), Span(source, Tone.QUIET))
        case AlertSeen():
            what = (Span(entry.subject or entry.rule, Tone.STRONG), Span(f" {entry.said}", Tone.WARN))
            label, said = pad(ALERT, columns.symbol), what
        case SessionChange():
            label, said = pad(SESSION, columns.symbol), (Span(entry.market, Tone.STRONG), *_session_spans(entry))
        case _:
            label, said = pad(SOURCE, columns.symbol), _change_spans(entry)
    return fit_line((mark, clock, Span(f"{label} ", Tone.ACCENT), *said), cells)


def _move_spans(move: Move, figures: TapeFigures, columns: _Columns, name: str) -> Line:
    direction = Direction.UP if move.new > move.old else Direction.DOWN
    tone = DIRECTION_TONES[direction]
    spans = [Span(pad(move.key.symbol, columns.symbol) + " ", Tone.STRONG)]
    if columns.name:
        spans.append(Span(pad(name, columns.name) + " ", Tone.QUIET))
    if columns.old:
        old = figures.price.fit(formatting.format_price(move.old), columns.old)
        spans += (Span(old, Tone.QUIET), Span(_ARROW, Tone.QUIET))
    new = figures.price.fit(formatting.format_price(move.new), columns.new)
    spans += (Span(new), Span(f" {formatting.direction_glyph(direction)}", tone))
    if columns.change:
        change = figures.change.fit(formatting.format_change(move.change), columns.change)
        spans.append(Span(f" {change}", tone))
    percent = figures.percent.fit(formatting.percent_text(move.percent), columns.percent)
    spans.append(Span(f" {percent}", tone))
    if columns.source:
        spans.append(Span(f"  {truncate(move.source, columns.source)}", Tone.QUIET))
    return tuple(spans)


def _change_spans(change: SourceChange) -> Line:
    status = STATUS_GLYPHS[change.new]
    spans = (Span(change.source, Tone.STRONG), Span(f" {status.glyph} {change.new.value}", status.tone))
    if change.reason:
        return (*spans, Span(f"  {change.reason}", status.tone))
    return (*spans, Span(f"  was {change.old.value}", Tone.QUIET))


def session_word(change: SessionChange) -> str:
    """Return what is said of a session that began or ended."""
    return "opened" if change.is_open else "closed"


def _session_spans(change: SessionChange) -> Line:
    return (Span(f" {session_word(change)}", Tone.UP if change.is_open else Tone.QUIET),)


class TapeLines(EntryLines):
    """The lines of all entries, newest first; each is composed when it is in view.

    Args:
        entries: newest first.
        dividers: in the order of their entries.
        figures: the widths that columns have so far.
        context: what they are shown with.
    """

    def __init__(
        self,
        entries: Sequence[TapeEntry],
        dividers: Sequence[Divider],
        figures: TapeFigures,
        context: TapeContext,
    ) -> None:
        super().__init__(len(entries), dividers, context.cells)
        self._entries = entries
        self.figures = figures
        """With room for what was in view."""
        self._context = context

    def prepare(self, indices: Sequence[int]) -> None:
        """Make room in the columns for the entries that come into view."""
        self.figures = self.figures.expanded_for([self._entries[index] for index in indices], self._context.quotes)

    def entry_line(self, index: int) -> Line:
        """Return the line of an entry."""
        return entry_line(
            self._entries[index], self.figures, self._context, is_selected=index == self._context.selected
        )


def entry_text(entry: TapeEntry, zone: tzinfo) -> str:
    """Return an entry as text to copy, with every digit."""
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    match entry:
        case Move():
            percent = formatting.percent_text(entry.percent)
            moved = f"{formatting.format_exact(entry.old)} → {formatting.format_exact(entry.new)}"
            return f"{at}  {entry.key.symbol}  {moved}  {formatting.format_change(entry.change)}  {percent}"
        case ArticleSeen():
            return f"{at}  {entry.headline}"
        case SourceChange():
            reason = f": {entry.reason}" if entry.reason else ""
            return f"{at}  {entry.source} {entry.new.value}{reason}"
        case AlertSeen():
            return f"{at}  {entry.rule}: {entry.subject} {entry.said}"
        case SessionChange():
            return f"{at}  {entry.market} {session_word(entry)}"
