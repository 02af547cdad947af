"""The names by which a text may mention an instrument, to be looked up word by word."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.exchanges import CRYPTO, FX
from tui.domain.listing import Listing
from tui.domain.mention_context import LEGAL_FORMS, SMALL_WORDS
from tui.domain.quote import InstrumentId, InstrumentKind

MAX_NAME_WORDS: Final = 12
"""A name with more is not looked for."""

_TOKEN: Final = re.compile(r"[A-Za-zÀ-ɏ]+|[0-9]+|&|[^\W\d_A-Za-zÀ-ɏ]+")
_BRACKETS: Final = re.compile(r"\s*\([^()]*\)\s*$")
_SHARE_CLASS: Final = re.compile(r"(?i)\bpref|non.?voting|\bclass shares\b|\d% ")
_PAIR: Final = 6
"""Letters of a pair of currencies."""


class Token(NamedTuple):
    """A word of a text: letters, or digits, or `&`."""

    word: str
    """Without case, `and` for `&`."""
    start: int
    end: int


class NameDirectory(NamedTuple):
    """What is known of the names of instruments, whether they are on the board or not."""

    listings: Sequence[Listing] = ()
    aliases: Mapping[InstrumentId, Sequence[str]] = MappingProxyType({})
    """Other names of an instrument; of one name in one market the first instrument that is on the board counts."""
    words: frozenset[str] = frozenset()
    """Names and symbols that are words too, without case: a capital amid a sentence makes them names."""
    doubtful: frozenset[str] = frozenset()
    """Those that are also the names of others, of persons, places or offices; a capital says nothing."""


NO_NAMES: Final = NameDirectory()


class NameRank(IntEnum):
    """How well a name stands for an instrument; a lower one counts where two have the same name."""

    FULL = 0
    DERIVED = 1
    """Its full name without what is left out as often as not."""


_NO_WORDS: Final[frozenset[str]] = frozenset()


class Name(NamedTuple):
    """One name of one instrument."""

    instrument: InstrumentId
    rank: NameRank
    any_case: bool = False
    """Whether it is written without capitals too, as coins are."""
    lower: frozenset[str] = _NO_WORDS
    """Its words that begin without a capital: `eBay`."""


class NameEntry:
    """What the same words may mean: names, and symbols as they are written."""

    __slots__ = ("names", "symbols", "words")

    def __init__(self, words: str) -> None:
        self.words = words
        self.names: tuple[Name, ...] = ()
        self.symbols: tuple[InstrumentId, ...] = ()

    def with_symbol(self, written: str) -> tuple[InstrumentId, ...]:
        """Return the instruments whose symbol is written like this, capitals and all."""
        return tuple(instrument for instrument in self.symbols if instrument.symbol == written)


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text in order."""
    return [Token(_fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _fold(word: str) -> str:
    return "and" if word == "&" else word.casefold()


def _without_accents(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


class NameTable:
    """All names and symbols."""

    def __init__(self) -> None:
        self.entries: dict[str, NameEntry | None] = {}
        """By their words, with a space between each two; None where longer names begin so, and none ends."""
        self.named: set[InstrumentId] = set()
        """The instruments of which a name is known, not only the symbol."""

    def add(self, listing: Listing, aliases: Sequence[str] = ()) -> None:
        """Add an instrument with its names; of one that is there already, the names that it lacks."""
        self._add_listing(listing)
        instrument = listing.id
        for alias in aliases:
            name = Name(instrument, NameRank.FULL, instrument.market == CRYPTO, _without_capital(alias))
            self._add_name(alias, name)
            for shorter in _initials_joined(alias):
                self._add_name(shorter, name._replace(rank=NameRank.DERIVED))

    def _add_listing(self, listing: Listing) -> None:
        instrument, kind = listing.id, listing.kind
        if instrument.symbol == instrument.market:
            return  # an exchange is named in every report of its market, and its own share hardly ever
        self._add_symbol(instrument, kind)
        self._add_names(listing)

    def _add_names(self, listing: Listing) -> None:
        instrument, kind = listing.id, listing.kind
        if not listing.name or listing.name == instrument.symbol or _SHARE_CLASS.search(listing.name):
            return
        if kind is InstrumentKind.CURRENCY:
            return  # `US dollar in Pakistani rupee` is a description, and none that a text would use
        self.named.add(instrument)
        name = Name(instrument, NameRank.FULL, kind is InstrumentKind.COIN, _without_capital(listing.name))
        self._add_name(listing.name, name)
        for shorter in _derived(listing.name):
            self._add_name(shorter, name._replace(rank=NameRank.DERIVED))

    def _add_symbol(self, instrument: InstrumentId, kind: InstrumentKind) -> None:
        entry = self._entry(tokens_of(instrument.symbol))
        if entry is None:
            return
        if instrument not in entry.symbols:
            entry.symbols += (instrument,)
        if kind is InstrumentKind.INDEX and not instrument.symbol.isalpha():
            self._add_name(instrument.symbol, Name(instrument, NameRank.FULL))
        if instrument.market == FX and len(instrument.symbol) == _PAIR:
            self._add_name(f"{instrument.symbol[:3]}/{instrument.symbol[3:]}", Name(instrument, NameRank.FULL))

    def _add_name(self, text: str, name: Name) -> None:
        if not text.isascii() and (plain := _without_accents(text)) != text:
            # texts leave accents out, but put none where there is none: Über is not Uber
            self._add_name(plain, name)
        entry = self._entry(tokens_of(text))
        if entry is not None and all(each.instrument != name.instrument for each in entry.names):
            entry.names += (name,)

    def _entry(self, tokens: Sequence[Token]) -> NameEntry | None:
        if not 0 < len(tokens) <= MAX_NAME_WORDS:
            return None
        words = [token.word for token in tokens]
        for count in range(1, len(words)):
            self.entries.setdefault(" ".join(words[:count]))
        key = " ".join(words)
        entry = self.entries.get(key)
        if entry is None:
            self.entries[key] = entry = NameEntry(key)
        return entry


def _without_capital(name: str) -> frozenset[str]:
    return (frozenset(_fold(word) for word in _TOKEN.findall(name) if word[0].islower()) - SMALL_WORDS) or _NO_WORDS


def _derived(name: str) -> Iterator[str]:
    """Yield shorter forms of a name: without brackets, `The` and the legal form, and with initials as one word."""
    core = _BRACKETS.sub("", name)
    words = core.split()
    if len(words) > 1 and words[0] == "The":
        words = words[1:]
    while len(words) > 1 and words[-1].strip(".,").casefold() in LEGAL_FORMS:
        words = words[:-1]
    while len(words) > 1 and words[-1] in {"&", "and", "of"}:
        words = words[:-1]
    shorter = " ".join(words).strip(" ,")
    if shorter != name:
        yield shorter
    yield from _initials_joined(shorter)


def _initials_joined(name: str) -> Iterator[str]:
    """Yield the name with its initials as one word: `DG Khan` for `D.G. Khan`, and without an apostrophe."""
    joined = re.sub(r"\b([^\W\d_])\.? ?([^\W\d_])\.(?: ?([^\W\d_])\.)?(?=\s|$)", r"\1\2\3", name)
    if joined != name:
        yield joined
    if "'" in name:
        yield name.replace("'", "")
