"""The texts of an article as words, and which of them may be names."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from tui.domain import mention_context as context
from tui.domain.mention_names import Token, tokens_of
from tui.domain.quote import InstrumentId

MAX_TEXT: Final = 60_000
"""Characters of an article that are looked at."""

_LONG_WORD: Final = 4
_GAPS: Final = frozenset(("", " ", "\u00a0", "-", "–", "‑", "/", ".", ". ", "'", "’", " (", ")", ") ", " - ", " – "))
"""What may stand between two words of a name."""
_FIRST_UNSPACED: Final = "\u2e80"
"""The first character of the scripts that put no space between words."""


class MentionCandidate(NamedTuple):
    """Words that may be the name of an instrument."""

    text_index: int
    """Of the text that they are in."""
    start: int
    end: int
    instruments: tuple[InstrumentId, ...]
    """That they may mean."""
    words: str
    """Without case, a blank between each two."""
    is_symbol: bool
    is_derived: bool = False
    """Whether it is what is left of a full name without its legal form and the like."""
    is_certain: bool = False
    """Whether its exchange, or a sign of money before it, says that it is a symbol."""


class ReadText(NamedTuple):
    """A text, and what capitals say in it."""

    raw: str
    tokens: Sequence[Token]
    is_upper: bool
    """Whether it has no small letters, so that capitals say nothing."""
    is_title: bool
    """Whether its words begin with capitals whatever they are, as in some headlines."""


def read_texts(texts: Sequence[str]) -> Iterable[ReadText]:
    """Yield the texts of an article, up to its limit."""
    left = MAX_TEXT
    for raw in texts:
        if left <= 0:
            return
        text = raw[:left]
        left -= len(text)
        tokens = tokens_of(text)
        long = [text[token.start] for token in tokens if token.end - token.start >= _LONG_WORD]
        capitals = sum(letter.isupper() for letter in long)
        small = sum(letter.islower() for letter in long)
        is_upper = len(tokens) > 2 and text.isupper()
        yield ReadText(text, tokens, is_upper, is_title=small * 2 < capitals)


def are_joined(raw: str, one: Token, other: Token) -> bool:
    """Return whether two words may be of one name, by what stands between them: a point only after an initial."""
    gap = raw[one.end : other.start]
    return gap in _GAPS and (gap != ". " or one.end - one.start <= 2)


def has_capitals(text: ReadText, at: int, last: int, lower: Collection[str]) -> bool:
    """Return whether each word of a name begins with a capital, but for its small ones and the rest of `Int'l`.

    Args:
        text: that it is in.
        at: its first word.
        last: its last one.
        lower: its words that begin without a capital wherever they stand.
    """
    raw = text.raw
    for token in text.tokens[at : last + 1]:
        if not raw[token.start].islower() or token.word in lower or token.word in context.SMALL_WORDS:
            continue
        if token.start == 0 or raw[token.start - 1] not in "'’":
            return False
    return True


def is_bounded(raw: str, start: int, end: int) -> bool:
    """Return whether words are not a part of a longer one, of a code such as X-TRG-9, or of an address."""
    before, after = raw[start - 1 : start], raw[end : end + 1]
    if _joins(before) or _joins(after) or "_" in (before, after) or before in ("@", "#", "=") or after == "@":
        return False
    second = raw[end + 1 : end + 2]
    if after == "-" and second.islower() and not context.is_participle_after(raw, end + 1):
        return False
    if (after in ("-", "/") and second.isdigit()) or (after == "." and second.islower()):
        return False
    if before in ("-", ".", "/") and start > 1:
        earlier = raw[start - 2]
        if earlier.isdigit() or (before == "." and earlier.isalpha()) or (before == "-" and earlier.isupper()):
            return False
        if before == "/" and (earlier in "/:" or earlier.islower()):
            return False
    return True


def _joins(character: str) -> bool:
    """Return whether a letter or a digit beside a word makes it a longer one."""
    return character.isalnum() and character < _FIRST_UNSPACED
