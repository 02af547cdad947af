"""The filter of rows by words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.domain.quote import InstrumentId, InstrumentKind, Quote


class SearchText(NamedTuple):
    """The text of a row that a filter searches."""

    text: str
    """Its symbol and its name, folded: a part of them matches."""
    shared: str
    """Its identity, market, source and kind, folded, a line each: many rows share them, so only a complete one
    matches."""


def search_text(quote: Quote) -> SearchText:
    """Return the text of a quote that a filter searches."""
    text = f"{quote.id.symbol}\n{quote.name or ''}"
    kind = "index\nindices" if quote.kind is InstrumentKind.INDEX else quote.kind
    shared = f"\n{quote.id}\n{quote.id.market}\n{quote.source}\n{kind}\n"
    return SearchText(text.casefold(), shared.casefold())


def filter_rows(
    keys: Sequence[InstrumentId], searchable: Mapping[InstrumentId, SearchText], text: str
) -> Sequence[InstrumentId]:
    """Return the rows that match every word of a filter, in any case.

    A word is part of a symbol or name, or a complete market, source or kind, such as `index` or `currency`.

    Args:
        keys: the rows, in their order.
        searchable: the text of each that is searched.
        text: the filter, without the slashes that some type before it; every row matches an empty one.
    """
    matches = keys
    for word in text.casefold().lstrip(" /").split():
        line = f"\n{word}\n"
        matches = [key for key in matches if word in searchable[key].text or line in searchable[key].shared]
    return matches
