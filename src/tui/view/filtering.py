"""The filter of rows: words that a row matches, or an expression such as `pct > 2 and vol > 1m`."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote

if TYPE_CHECKING:
    from tui.domain.expressions.quotes import Condition

_COMPARES: Final = re.compile(r"[<>=~]")


@lru_cache(maxsize=64)
def parse_filter(text: str) -> "Condition | None":
    """Return the condition of a filter as it is typed; None where it is empty and every row passes.

    What compares nothing and is no expression, such as a word half typed or a bracket, is a list of words.

    Args:
        text: an expression, whose words are part of a symbol or name, or a complete market, source or kind; with the
            slashes that some type before it.

    Raises:
        ExpressionError: it compares something, and is wrong.
    """
    stripped = text.lstrip(" /").rstrip()
    if not stripped:
        return None
    # a board that filters nothing starts without the language of expressions
    from tui.domain.expressions.quotes import parse_expression  # noqa: PLC0415
    from tui.domain.expressions.tokens import ExpressionError  # noqa: PLC0415

    try:
        return parse_expression(stripped)
    except ExpressionError:
        if _COMPARES.search(stripped):
            raise
    return _matches_all(stripped.casefold().split())


def _matches_all(words: Iterable[str]) -> "Condition":
    from tui.domain.expressions.quotes import word_matches  # noqa: PLC0415 - needed only for a filter

    required = tuple(words)

    def matches(quote: Quote) -> bool:
        return all(word_matches(quote, word) for word in required)

    return matches


def filter_rows(market: Market, keys: Iterable[InstrumentId], condition: "Condition | None") -> list[InstrumentId]:
    """Return the rows whose quote meets a condition, in their order; all where there is none.

    A row of which it is not known, since it has no such figure, is left out.
    """
    quotes = market.quotes
    return [key for key in keys if condition is None or condition(quotes[key])]
