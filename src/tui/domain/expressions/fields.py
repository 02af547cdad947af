"""The fields of a quote that an expression can name."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tui.domain.quote import FIGURES, Quote

Value = Decimal | str | None
"""A figure, a text folded for comparison, or None where the quote has none."""

_OTHER_NAMES: Final = {
    "last": "price",
    "level": "price",
    "chg": "change",
    "pct": "percent",
    "%": "percent",
    "prev": "previous_close",
    "previous": "previous_close",
    "close": "previous_close",
    "vol": "volume",
    "value": "turnover",
    "cap": "market_cap",
    "mcap": "market_cap",
    "52w_low": "year_low",
    "52w_high": "year_high",
}
"""Short names of figures, as the titles of columns have them."""

_TEXTS: Final[Mapping[str, Callable[[Quote], str | None]]] = {
    "symbol": lambda quote: quote.id.symbol,
    "name": lambda quote: quote.name,
    "market": lambda quote: quote.id.market,
    "kind": lambda quote: quote.kind.value,
    "source": lambda quote: quote.source,
    "exchange": lambda quote: quote.exchange,
    "currency": lambda quote: quote.currency,
    "direction": lambda quote: quote.direction.value if quote.direction else None,
}


def _figure(name: str) -> Callable[[Quote], Value]:
    def read(quote: Quote) -> Value:
        figure = getattr(quote, name)
        return None if figure is None else Decimal(figure)

    return read


def _text(read: Callable[[Quote], str | None]) -> Callable[[Quote], Value]:
    def folded(quote: Quote) -> Value:
        text = read(quote)
        return None if text is None else text.casefold()

    return folded


_FIGURE_READERS: Final = {name: _figure(name) for name in FIGURES}

FIELDS: Final[Mapping[str, Callable[[Quote], Value]]] = MappingProxyType(
    _FIGURE_READERS
    | {short: _FIGURE_READERS[name] for short, name in _OTHER_NAMES.items()}
    | {name: _text(read) for name, read in _TEXTS.items()}
)
"""How each field is read from a quote, by every name that it has."""

TEXT_FIELDS: Final = frozenset(_TEXTS)
"""Those whose values are texts; all others are figures."""
