"""Lists of symbols as text, as people and other programs write them, and changed without touching what stays.

One symbol a line, or several with commas between them; `PSX:OGDC` or `OGDC`; `# Banks` or `###Banks` is a title; a line
that begins with `;` or `//` is a comment, and so is what follows a blank and `#` behind a symbol. The exchanges that
TradingView writes before a symbol (as of 2026-11) are understood.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from tui.domain.text import sanitize_line
from tui.view.tabs import MAX_ENTRY, ListEntry

_MARKETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("NASDAQ", "NYSE", "AMEX", "ARCA", "CBOE", "OTC", "BATS"), "US"),
        **dict.fromkeys(("FX_IDC", "OANDA", "FOREXCOM", "FXCM", "SAXO", "ICE_FX"), "FX"),
        **dict.fromkeys(("BINANCE", "COINBASE", "KRAKEN", "BITSTAMP", "BYBIT", "CRYPTOCAP"), "CRYPTO"),
        "XETR": "XETRA",
        "FWB": "FRANKFURT",
        "MIL": "MILAN",
        "GPW": "WSE",
        "BMFBOVESPA": "B3",
    }
)
"""Our market by the exchange of a TradingView symbol, where that is not the same word."""
_DOLLARS: Final = "USD"
_COMMENT: Final = re.compile(r"\s+(#|;|//).*")
_COMMENT_LINE: Final = re.compile(r"\s*(;|//|$)")
_TITLE_LINE: Final = re.compile(r"\s*#")
_SECTION: Final = "###"


def parse_entry(text: str) -> ListEntry:
    """Return the entry of a word of a list, with the market in our words; empty where there is nothing."""
    entry = ListEntry.parse(sanitize_line(text, MAX_ENTRY))
    exchange, colon, symbol = entry.symbol.partition(":")
    market = _MARKETS.get(exchange)
    if not colon or market is None:
        return entry
    if market == "CRYPTO" and exchange != "BINANCE":
        symbol = symbol.removesuffix(_DOLLARS) or symbol
    return ListEntry(symbol=f"{market}:{symbol}")


@dataclass(frozen=True, slots=True)
class _Word:
    """An entry as it is written: with its comment where it has a line of its own."""

    text: str
    entry: ListEntry


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text: the words of entries, or what is none."""

    text: str = ""
    """Of a blank line or a comment."""
    words: tuple[_Word, ...] = ()
    has_commas: bool = False

    def __str__(self) -> str:
        return ",".join(word.text for word in self.words) if self.words else self.text


def parse_list(text: str) -> tuple[ListEntry, ...]:
    """Return the entries of a text, in order."""
    return tuple(word.entry for line in _lines(text) for word in line.words)


def change_list_text(text: str, entries: Sequence[ListEntry]) -> str:
    """Return the text with other entries: each that stays keeps its line and its comment, and so do blank lines.

    Args:
        text: as it was.
        entries: what it must contain, in order.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _with_additions(_in_order(_lines(text), entries), entries)
    changed = newline.join(map(str, lines))
    return changed + newline if changed and (text.endswith("\n") or not text) else changed


def _lines(text: str) -> list[_Line]:
    return [_line(line) for line in text.removesuffix("\n").split("\n")] if text else []


def _line(written: str) -> _Line:
    text = written.rstrip("\r")
    if _COMMENT_LINE.match(text):
        return _Line(text)
    is_title = _TITLE_LINE.match(text) and not (text.lstrip().startswith(_SECTION) and "," in text)
    if is_title or "," not in _COMMENT.sub("", text):
        symbol = text if is_title else _COMMENT.sub("", text)
        entry = parse_entry(symbol)
        return _Line(words=(_Word(text, entry),)) if any(entry) else _Line(text)
    words = tuple(_Word(word, parse_entry(word)) for word in text.split(","))
    return _Line(words=tuple(word for word in words if any(word.entry)), has_commas=True)


def _in_order(lines: Sequence[_Line], entries: Sequence[ListEntry]) -> list[_Line]:
    """Return the lines with those of their entries that are wanted, in the order that is wanted."""
    wanted = Counter(entries)
    stays: list[list[_Word]] = []
    for line in lines:
        stays.append([])
        for word in line.words:
            if wanted[word.entry]:
                wanted[word.entry] -= 1
                stays[-1].append(word)
    places = Counter(word.entry for words in stays for word in words)
    by_entry: dict[ListEntry, list[_Word]] = {}
    for word in (word for words in stays for word in words):
        by_entry.setdefault(word.entry, []).append(word)
    ordered: list[_Word] = []
    for entry in entries:
        if places[entry]:
            places[entry] -= 1
            ordered.append(by_entry[entry].pop(0))
    following = iter(ordered)
    changed = [
        replace(line, words=tuple(next(following) for _ in words)) for line, words in zip(lines, stays, strict=True)
    ]
    return [new for new, old in zip(changed, lines, strict=True) if new.words or not old.words]


def _with_additions(lines: list[_Line], entries: Iterable[ListEntry]) -> list[_Line]:
    """Return the lines with the entries that they lack, each below the one that it follows."""
    number, place = -1, 0  # the line and the word behind which the next entry belongs
    for entry in entries:
        following = _next_word(lines, number, place)
        if following is not None and lines[following[0]].words[following[1]].entry == entry:
            number, place = following[0], following[1] + 1
            continue
        if number >= 0 and lines[number].has_commas:
            words = lines[number].words
            word = _Word(f"{_SECTION}{entry.title}" if entry.title else entry.symbol, entry)
            lines[number] = replace(lines[number], words=(*words[:place], word, *words[place:]))
            place += 1
            continue
        # before the first entry, but below what stands at the head of the text
        at = number + 1 if number >= 0 else following[0] if following else len(lines)
        lines.insert(at, _Line(words=(_Word(str(entry), entry),)))
        number, place = at, 1
    return lines


def _next_word(lines: Sequence[_Line], number: int, place: int) -> tuple[int, int] | None:
    """Return the line and the place of the word behind another; None where there is none."""
    if number >= 0 and place < len(lines[number].words):
        return number, place
    return next(((at, 0) for at in range(number + 1, len(lines)) if lines[at].words), None)
