"""Expressions about quotes, such as `pct > 2 and vol > 1m`: they filter rows and define tabs."""

from collections.abc import Callable
from typing import Final

from tui.domain.expressions.evaluation import Readers, condition_of
from tui.domain.expressions.fields import FIELDS, TEXT_FIELDS
from tui.domain.expressions.parser import Vocabulary, parse_tree
from tui.domain.quote import Quote

Condition = Callable[[Quote], bool | None]
"""Returns whether a quote meets it; None where a figure that it needs is missing."""

_VOCABULARY: Final = Vocabulary(FIELDS, TEXT_FIELDS)


def parse_expression(text: str) -> Condition:
    """Return the condition of an expression.

    Words must be part of a symbol or name, or be a complete market, source or kind. A comparison with a figure that a
    quote does not have is neither true nor false.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    return condition_of(parse_tree(text, _VOCABULARY), _READERS)


def word_matches(quote: Quote, word: str) -> bool:
    """Return whether a folded word is part of a quote's symbol or name, or its whole market, source or kind."""
    if word in quote.id.symbol.casefold() or word in (quote.name or "").casefold():
        return True
    kinds = (quote.kind.value, "indices") if quote.kind.value == "index" else (quote.kind.value,)
    return word in {quote.id.market.casefold(), quote.source.casefold(), str(quote.id).casefold(), *kinds}


def has_word(word: str) -> Condition:
    """Return the condition that a folded word matches a quote."""
    return lambda quote: word_matches(quote, word)


_READERS: Final = Readers(FIELDS.__getitem__, has_word)
