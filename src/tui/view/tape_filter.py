"""The filter of the tape: kinds of entries, the size of a move, the tab, and the words and expressions of the grid."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.expressions.fields import FIELDS
from tui.domain.quote import InstrumentId, Quote
from tui.domain.tape import AlertSeen, ArticleSeen, Move, SessionChange, SourceChange, TapeEntry
from tui.view.filtering import parse_filter
from tui.view.tape import session_word

if TYPE_CHECKING:
    from tui.domain.expressions.quotes import Condition

_KINDS: Final[Mapping[str, type[TapeEntry]]] = {
    "moves": Move,
    "news": ArticleSeen,
    "sources": SourceChange,
    "sessions": SessionChange,
    "alerts": AlertSeen,
    "alert": AlertSeen,
}
_TAB: Final = "tab"
_SIZE: Final = re.compile(
    r"(?:(?P<field>\w+)\s*)?"
    r"(?:(?P<operator>>=|>|<=|<)\s*|(?<![\w.]))"
    r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})\s*%"
)
"""The size of a move, unless it is a field of an expression that is compared: `>1%`, `0.5%`, but not `pct > 2%`."""
_OPERATORS: Final = re.compile(r"[<>=~()]|\b(?:and|or|not)\b")
_NO_TIME: Final = datetime(1, 1, 1, tzinfo=UTC)


class TapeFilter(NamedTuple):
    """Which entries of the tape are shown."""

    kinds: frozenset[type[TapeEntry]] = frozenset()
    """Empty for all."""
    sizes: tuple[tuple[str, Decimal], ...] = ()
    """Bounds of the size of a move in percent, whichever way: `>=`, `>`, `<=` or `<`, and the bound."""
    in_tab: bool = False
    """Whether only moves of the instruments of the tab shown count."""
    words: tuple[str, ...] = ()
    """Folded; each is part of the symbol, name, headline or source of an entry, or the rest of what it says."""
    condition: "Condition | None" = None
    """An expression of the grid, met by the quote with the figures of the move."""

    def bound(self, quotes: Mapping[InstrumentId, Quote], tab: Collection[InstrumentId]) -> "Accepts":
        """Return what accepts entries; it may be called on any thread.

        Args:
            quotes: of the market, for names and for what an expression compares beside the move.
            tab: the instruments of the tab shown.
        """
        return Accepts(self, quotes, frozenset(tab) if self.in_tab else frozenset())


ALL_ENTRIES: Final = TapeFilter()


def parse_tape_filter(text: str) -> TapeFilter:
    """Return the filter of a text as it is typed: `news`, `sources`, `moves`, `tab`, `>1%`, `ogdc`, `price > 100`.

    Several kinds are alternatives; all the rest must hold.

    Raises:
        ExpressionError: it compares something, and is wrong.
    """
    sizes: list[tuple[str, Decimal]] = []

    def take_size(found: re.Match[str]) -> str:
        field = found["field"] or ""
        if field.casefold() in FIELDS:
            return found[0]
        sizes.append((found["operator"] or ">=", Decimal(found["number"])))
        return f"{field} "

    words = _SIZE.sub(take_size, text.strip().lstrip("/")).split()
    kinds = frozenset(_KINDS[word.casefold()] for word in words if word.casefold() in _KINDS)
    in_tab = any(word.casefold() == _TAB for word in words)
    others = [word for word in words if word.casefold() not in _KINDS and word.casefold() != _TAB]
    plain = " ".join(others)
    if not _OPERATORS.search(plain.casefold()):
        return TapeFilter(kinds, tuple(sizes), in_tab, tuple(word.casefold() for word in others))
    return TapeFilter(kinds, tuple(sizes), in_tab, condition=parse_filter(plain))


class Accepts:
    """A filter for one market and one tab, which accepts entries."""

    def __init__(self, wanted: TapeFilter, quotes: Mapping[InstrumentId, Quote], tab: frozenset[InstrumentId]) -> None:
        self._wanted, self._quotes, self._tab = wanted, quotes, tab
        self._has_words: dict[tuple[InstrumentId, str], bool] = {}
        self._is_all = wanted == ALL_ENTRIES

    def __call__(self, entry: TapeEntry) -> bool:
        """Return whether an entry is shown."""
        wanted = self._wanted
        if self._is_all:
            return True
        if wanted.kinds and type(entry) not in wanted.kinds:
            return False
        match entry:
            case Move():
                return self._accepts_move(entry)
            case ArticleSeen():
                texts: Sequence[str] = (entry.headline, entry.source)
            case AlertSeen():
                texts = (entry.rule, entry.subject, entry.said, entry.source)
            case SessionChange():
                texts = (entry.market, session_word(entry))
            case _:
                texts = (entry.source, entry.old, entry.new, entry.reason or "")
        said = " ".join(texts).casefold()
        return not (wanted.in_tab or wanted.sizes or wanted.condition) and all(word in said for word in wanted.words)

    @property
    def may_move(self) -> Callable[[InstrumentId, str], bool] | None:
        """Whether a move of an instrument from a source may be shown, however large it is; None where any may."""
        wanted = self._wanted
        return self._may_move if wanted.kinds or wanted.in_tab or wanted.words else None

    def _may_move(self, key: InstrumentId, source: str) -> bool:
        wanted = self._wanted
        if (wanted.kinds and Move not in wanted.kinds) or (wanted.in_tab and key not in self._tab):
            return False
        return not wanted.words or self._names(key, source)

    def _accepts_move(self, move: Move) -> bool:
        wanted = self._wanted
        if not self._may_move(move.key, move.source):
            return False
        if wanted.sizes and not _is_of_size(move, wanted.sizes):
            return False
        return wanted.condition is None or bool(wanted.condition(self._quote_of(move)))

    def _names(self, key: InstrumentId, source: str) -> bool:
        """Return whether every word is in what a move is of."""
        named = (key, source)
        known = self._has_words.get(named)
        if known is None:
            from tui.domain.expressions.quotes import word_matches  # noqa: PLC0415 - needed only for a filter

            quote = self._quote(key, source)
            known = all(word_matches(quote, word) for word in self._wanted.words)
            self._has_words[named] = known
        return known

    def _quote_of(self, move: Move) -> Quote:
        """Return the quote of the instrument as the move left it, for the language of expressions."""
        return self._quote(move.key, move.source)._replace(price=move.new, change=move.change, percent=move.percent)

    def _quote(self, key: InstrumentId, source: str) -> Quote:
        quote = self._quotes.get(key) or Quote(_NO_TIME, source, key, None)
        return quote._replace(source=source)


def _is_of_size(move: Move, sizes: Sequence[tuple[str, Decimal]]) -> bool:
    if move.percent is None:
        return False
    size = abs(move.percent)
    compared = {"<": size.__lt__, "<=": size.__le__, ">": size.__gt__, ">=": size.__ge__}
    return all(compared[operator](bound) for operator, bound in sizes)
