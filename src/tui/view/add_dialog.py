"""The dialog that adds to a list, as lines: what is typed, the instruments that match, and what will be written."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tui.domain.listing import Listing
from tui.domain.text import pad, truncate, width
from tui.view.spans import BLANK, Line, Span, Tone, justify
from tui.view.typed_line import TypedLine, typed_spans
from tui.view.wrapping import wrap

_SYMBOL: Final = 10
_MARKET: Final = 8
_MIN_NAME: Final = 14
"""Cells of a name below which the market has no column of its own."""


class Candidate(NamedTuple):
    """An instrument that matches what is typed."""

    listing: Listing
    place: str
    """Whether it is in the list, on the board, or could be."""
    is_on_board: bool


class Proposal(NamedTuple):
    """What enter would write, said before it is done."""

    about: str
    lines: tuple[str, ...]
    """The lines of the configuration."""
    notes: tuple[str, ...] = ()


def input_line(typed: TypedLine, count: str, cells: int) -> Line:
    """Return the line in which a symbol or a name is typed, and the number of matches at the right."""
    left = (Span(" + ", Tone.ACCENT), *typed_spans(typed, cells - width(count) - 6))
    return justify(left, (Span(f"{count} ", Tone.QUIET),), cells)


def candidate_line(candidate: Candidate, cells: int) -> Line:
    """Return a candidate: symbol, market, name, and where it is."""
    listing = candidate.listing
    tone = Tone.PLAIN if candidate.is_on_board else Tone.QUIET
    place = truncate(candidate.place, max(0, cells // 3))
    room = cells - 3 - _SYMBOL - _MARKET - width(place)
    symbol = pad(truncate(listing.id.symbol, _SYMBOL - 1), _SYMBOL)
    market = pad(truncate(listing.id.market, _MARKET - 1), _MARKET) if room >= _MIN_NAME else ""
    room = cells - 3 - _SYMBOL - width(market) - width(place)
    left = (
        Span(f" {symbol}", Tone.STRONG if candidate.is_on_board else Tone.PLAIN),
        Span(market, Tone.QUIET),
        Span(truncate(listing.name, max(0, room)), tone),
    )
    return justify(left, (Span(f" {place} ", Tone.QUIET),), cells)


def proposal_lines(proposal: Proposal, cells: int) -> list[Line]:
    """Return what enter would write, line by line as it will be in the file, and what follows from it."""
    room = max(1, cells - 2)
    lines: list[Line] = [(Span(" " + line, Tone.STRONG),) for line in wrap(proposal.about, room)]
    lines += [BLANK, *((Span(f"   {line}", Tone.ACCENT),) for line in proposal.lines), BLANK]
    lines += [(Span(" " + line, Tone.QUIET),) for note in proposal.notes for line in wrap(note, room)]
    return lines


def hint_line(message: str, hints: Iterable[tuple[str, str]], cells: int) -> Line:
    """Return the bottom line: a message, else as many of the keys as have room."""
    if message:
        return (Span(" " + truncate(message, max(0, cells - 2)), Tone.WARN),)
    spans: list[Span] = []
    taken = 1
    for key, words in hints:
        taken += len(key) + len(words) + 4
        if taken > cells:
            break
        spans += [Span("   " if spans else " "), Span(key, Tone.ACCENT), Span(f" {words}", Tone.QUIET)]
    return tuple(spans)


def nothing_found_lines(typed: str, searchable: Sequence[str], cells: int) -> list[Line]:
    """Return what to do where nothing matches what is typed, or nothing is typed yet."""
    online = f"ctrl+s asks {' and '.join(searchable)}" if searchable else ""
    if not typed:
        texts = ["A symbol, a name or a part of one: ogdc, lucky cem, s&p, usdpkr, bitcoin.", "# Banks adds a title."]
        if online:
            texts.append(f"{online} for more.")
    else:
        known = "Neither the board nor the directory has it"
        texts = [f"{known}; {online}." if online else f"{known}."]
    return [(Span(" " + line, Tone.QUIET),) for text in texts for line in wrap(text, max(1, cells - 2))]
