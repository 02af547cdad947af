"""The fields of a quote by what they hold, taken from the dataclass, so that a new one is read from every source."""

from dataclasses import fields
from decimal import Decimal
from typing import Final

from tui.domain.quote import Quote

_MOVE: Final = ("price", "change", "percent")
_TYPES: Final = {field.name: field.type for field in fields(Quote)}

PRICES: Final = tuple(name for name, kind in _TYPES.items() if kind == Decimal | None and name not in _MOVE)
"""In units of the price, beside the price itself: open, high, low, previous close."""
COUNTS: Final = tuple(name for name, kind in _TYPES.items() if kind == int | None)
"""In whole units: the volume."""
FIGURES: Final = (*_MOVE, *PRICES, *COUNTS)
"""Every figure of a quote that a source can state."""
