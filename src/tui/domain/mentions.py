"""Find the instruments that a text mentions: by symbol, by name, and by what it says itself of an abbreviation.

A name counts where nothing else can be meant. One that is a word, a person or an office as well needs evidence: a legal
form, a figure or `shares` beside it, its exchange before it, or its full name in the same article. Where two
instruments have one name, the article has to decide between their markets, or neither is mentioned.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from tui.domain import mention_context as context
from tui.domain.article import Article
from tui.domain.blocks import BlockKind
from tui.domain.exchanges import INDEX
from tui.domain.listing import Listing
from tui.domain.mention_names import (
    MAX_NAME_WORDS,
    NO_NAMES,
    NameDirectory,
    NameEntry,
    NameRank,
    NameTable,
)
from tui.domain.mention_texts import MentionCandidate, ReadText, are_joined, has_capitals, is_bounded, read_texts
from tui.domain.quote import InstrumentId

MAX_MENTIONS: Final = 1000

_MIN_OPEN_SYMBOL: Final = 3
"""A shorter symbol is not taken for one by itself."""
_BETWEEN: Final = frozenset({", ", " and ", ", and ", " & ", "/"})
"""What stands between two entries of a list."""


class Mention(NamedTuple):
    """An instrument that a text mentions, and where."""

    instrument: InstrumentId
    text_index: int
    """Of the text that it is in."""
    start: int
    """The index of its first character."""
    end: int
    """The index after its last one; a legal form behind the name belongs to it."""


class MentionIndex:
    """The names of a set of instruments, to be found in texts; it is empty until some are added.

    Args:
        directory: what else is known, for the aliases and the words that are no clear names.
    """

    def __init__(self, directory: NameDirectory = NO_NAMES) -> None:
        self._table = NameTable()
        self._on_board: set[InstrumentId] = set()
        self._known_markets: set[str] = set()
        self._aliases, self._words, self._doubtful = directory.aliases, directory.words, directory.doubtful

    def add(self, listing: Listing, names: Iterable[str] = (), *, is_on_board: bool = True) -> None:
        """Add an instrument.

        Args:
            listing: of the board, or of the directory.
            names: other names of it, beside those of the directory.
            is_on_board: whether it may be mentioned; the names of others are not taken for something else. Those of the
                board come first: where two of one market have a name, the first one has it.
        """
        if is_on_board:
            self._on_board.add(listing.id)
        else:
            self._known_markets.add(listing.id.market)
        self._table.add(listing, (*names, *self._aliases.get(listing.id, ())))

    def instruments_in(self, article: Article) -> tuple[InstrumentId, ...]:
        """Return the instruments that an article mentions, each once, in the order in which they come."""
        return tuple(dict.fromkeys(mention.instrument for mention in self.find(texts_of(article))))

    def find(self, texts: Sequence[str]) -> tuple[Mention, ...]:
        """Return the mentions in the texts of one article, in order.

        Args:
            texts: such as `texts_of` returns; what one says of a name counts for the others.
        """
        read = list(read_texts(texts))
        candidates = [each for n, text in enumerate(read) for each in self._candidates(n, text)]
        return tuple(_Resolver(self, read, candidates).mentions())[:MAX_MENTIONS]

    def _candidates(self, number: int, text: ReadText) -> Iterable[MentionCandidate]:
        tokens = text.tokens
        at = 0
        while at < len(tokens):
            found = self._longest(number, text, at)
            if found is None:
                at += 1
                continue
            candidate, last = found
            yield candidate
            at = last + 1

    def _longest(self, number: int, text: ReadText, at: int) -> tuple[MentionCandidate, int] | None:
        """Return the longest name that begins at a word, and its last word."""
        tokens, raw = text.tokens, text.raw
        entries, words = self._table.entries, tokens[at].word
        best: tuple[MentionCandidate, int] | None = None
        for last in range(at, min(at + MAX_NAME_WORDS, len(tokens))):
            if last > at:
                if not are_joined(raw, tokens[last - 1], tokens[last]):
                    break
                words = f"{words} {tokens[last].word}"
            if words not in entries:
                break
            entry = entries[words]
            if entry is not None and is_bounded(raw, tokens[at].start, tokens[last].end):
                candidate = self._candidate(number, text, at, last, entry)
                if candidate is not None and not self._is_other_index(candidate, text):
                    best = candidate, last
        return best

    def _candidate(self, number: int, text: ReadText, at: int, last: int, entry: NameEntry) -> MentionCandidate | None:
        raw, start, end = text.raw, text.tokens[at].start, text.tokens[last].end
        written = raw[start:end]
        names = [name for name in entry.names if name.any_case or has_capitals(text, at, last, name.lower)]
        if names and (len(names) > 1 or len(entry.words) > 1):
            best: dict[str, tuple[NameRank, InstrumentId]] = {}
            for name in names:
                was = best.get(name.instrument.market)
                is_better = was is None or (name.rank, name.instrument not in self._on_board) < (
                    was[0],
                    was[1] not in self._on_board,
                )
                if is_better:
                    best[name.instrument.market] = name.rank, name.instrument
                elif was is not None and was[0] is name.rank is NameRank.DERIVED:
                    # two companies of one market, and none of them is called just so
                    best[name.instrument.market] = name.rank, InstrumentId(name.instrument.market, "")
            symbols = entry.with_symbol(written)
            instruments = dict.fromkeys((*(each for _, each in best.values()), *symbols))
            is_derived = all(rank is NameRank.DERIVED for rank, _ in best.values()) and not symbols
            return MentionCandidate(
                number, start, end, tuple(instruments), entry.words, is_symbol=False, is_derived=is_derived
            )
        symbols = entry.with_symbol(written) or entry.with_symbol(written.replace(".", "-"))
        if not symbols:
            return None
        market = context.exchange_before(raw, start)
        is_money = raw[start - 1 : start] == "$"
        if market is not None and any(each.market == market for each in symbols):
            symbols = tuple(each for each in symbols if each.market == market)
            return MentionCandidate(number, start, end, symbols, entry.words, is_symbol=True, is_certain=True)
        return MentionCandidate(number, start, end, symbols, entry.words, is_symbol=True, is_certain=is_money)

    def _is_other_index(self, candidate: MentionCandidate, text: ReadText) -> bool:
        """Return whether the number of another index follows: FTSE 250."""
        is_index = any(each.market == INDEX for each in candidate.instruments)
        return is_index and context.is_numbered(text.raw, candidate.end)

    def is_named(self, instrument: InstrumentId) -> bool:
        """Return whether a name of an instrument is known, and not only its symbol."""
        return instrument in self._table.named

    def is_clear(self, candidate: MentionCandidate, text: ReadText) -> bool:
        """Return whether words can mean nothing else, as they stand here."""
        words = candidate.words
        if candidate.is_certain:
            return True
        is_word = words in self._words or words in self._doubtful
        if candidate.is_symbol and (len(words) < _MIN_OPEN_SYMBOL or words.isdigit() or is_word):
            return False
        if context.is_part_of_longer_name(text.raw, candidate.start, candidate.end, is_word=is_word):
            return False
        if not is_word:
            return True
        if text.is_upper or context.is_business(text.raw, candidate.start, candidate.end):
            return not text.is_upper
        is_amid = (
            text.raw[candidate.start].isupper()
            and not text.is_title
            and not context.is_sentence_start(text.raw, candidate.start)
        )
        return not self.is_doubtful(candidate) and is_amid

    def is_doubtful(self, candidate: MentionCandidate) -> bool:
        """Return whether others have the same name, or what is left of a full name is a word."""
        return candidate.words in self._doubtful or (candidate.is_derived and candidate.words in self._words)

    def choose(self, instruments: Sequence[InstrumentId], markets: Collection[str]) -> InstrumentId | None:
        """Return which of the instruments of one name is meant; None where that is none of the board, or not known.

        Args:
            instruments: that the name or symbol may mean.
            markets: that the article is about.
        """
        if len(instruments) > 1:
            own = [each for each in instruments if each in self._on_board and each.market not in self._known_markets]
            about = [each for each in instruments if each.market in markets]
            instruments = own if len(own) == 1 else about
        return instruments[0] if len(instruments) == 1 and instruments[0] in self._on_board else None


class _Resolver:
    """Decides which candidates of one article are mentions."""

    def __init__(self, index: MentionIndex, texts: Sequence[ReadText], candidates: Sequence[MentionCandidate]) -> None:
        self._index = index
        self._texts = texts
        self._candidates = candidates
        self._defined: dict[str, tuple[InstrumentId, ...]] = {}
        """What abbreviations mean in this article, by its own words; none of the board's instruments for some."""
        self._find_definitions()
        self._clear = [self._is_clear(each) for each in candidates]
        sure = [each for each, clear in zip(candidates, self._clear, strict=True) if clear]
        single = [each.instruments[0] for each in sure if len(each.instruments) == 1]
        self._mentioned = set(single)
        markets = {each.market for each in single}
        hinted = context.hinted_markets(" ".join(text.raw for text in texts))
        self._markets = markets if len(markets) == 1 else hinted or markets

    def _find_definitions(self) -> None:
        """Take `Full Name (ABC)` for what the article means by ABC."""
        before: MentionCandidate | None = None
        for each in self._candidates:
            raw = self._texts[each.text_index].raw
            if each.is_symbol and not each.is_certain and context.is_bracketed(raw, each.start, each.end):
                name = before if before is not None and before.text_index == each.text_index else None
                end = context.legal_form_end(raw, name.end) if name is not None else -1
                if name is not None and not name.is_symbol and raw[end : each.start].strip() == "(":
                    shared = tuple(one for one in each.instruments if one in name.instruments)
                    self._defined[each.words] = shared or name.instruments
                elif context.spells(each.words, raw, each.start - 1):
                    self._defined[each.words] = tuple(one for one in each.instruments if not self._index.is_named(one))
            before = each

    def _is_clear(self, candidate: MentionCandidate) -> bool:
        defined = self._defined.get(candidate.words) if candidate.is_symbol else None
        if defined is not None:
            return defined == candidate.instruments
        text = self._texts[candidate.text_index]
        if self._index.is_clear(candidate, text):
            return True
        if candidate.is_symbol:
            is_long = len(candidate.words) >= _MIN_OPEN_SYMBOL
            return is_long and not text.is_upper and context.is_business(text.raw, candidate.start, candidate.end)
        # a word right before its own symbol in brackets
        return any(
            defined and defined[0] in candidate.instruments and text.raw[candidate.end :].lstrip().startswith("(")
            for defined in self._defined.values()
        )

    def mentions(self) -> Iterable[Mention]:
        """Yield what is mentioned, in order."""
        listed = self._listed()
        for n, candidate in enumerate(self._candidates):
            text = self._texts[candidate.text_index]
            instruments = candidate.instruments
            if candidate.is_symbol and candidate.words in self._defined:
                instruments = self._defined[candidate.words]
            elif not self._clear[n] and n not in listed:
                if text.is_upper or not self._mentioned.intersection(instruments):
                    continue
                if len(candidate.words) == 1 or context.is_part_of_longer_name(
                    text.raw,
                    candidate.start,
                    candidate.end,
                    is_word=not candidate.is_symbol,
                    is_doubtful=self._index.is_doubtful(candidate),
                ):
                    continue
            chosen = self._index.choose(instruments, self._markets)
            if chosen is not None:
                end = candidate.end if candidate.is_symbol else context.legal_form_end(text.raw, candidate.end)
                yield Mention(chosen, candidate.text_index, candidate.start, end)

    def _listed(self) -> set[int]:
        """Return the symbols that stand in a list with clear ones: `OGDC, POWER and PPL`."""
        listed: set[int] = set()
        for n, (one, other) in enumerate(zip(self._candidates, self._candidates[1:], strict=False)):
            text = self._texts[one.text_index]
            if one.text_index != other.text_index or text.raw[one.end : other.start] not in _BETWEEN:
                continue
            if text.is_upper or any(not each.is_symbol and self._index.is_doubtful(each) for each in (one, other)):
                continue
            if min(len(one.words), len(other.words)) >= _MIN_OPEN_SYMBOL and self._clear[n] != self._clear[n + 1]:
                listed.update((n, n + 1))
        return listed


def texts_of(article: Article) -> tuple[str, ...]:
    """Return the texts in which an article's mentions are found: its headline, empty for none, and each block."""
    return (article.title or "", *("" if block.kind is BlockKind.CODE else block.text for block in article.blocks))
