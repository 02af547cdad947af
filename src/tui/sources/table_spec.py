"""Which cells of which rows mean what, for a page, CSV or JSON that no adapter knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

FIELDS: Final = (
    "symbol",
    "name",
    "price",
    "change",
    "percent",
    "open",
    "high",
    "low",
    "previous_close",
    "volume",
    "as_of",
)
"""The fields of a quote that a column may fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """How to read rows of quotes.

    A place is a column's title or number (from 1) in CSV and HTML tables, a CSS selector within the row in HTML, and a
    dotted path within the row's object in JSON.
    """

    format: Literal["html", "csv", "json"]
    rows: str = ""
    """A CSS selector of the rows in HTML, a dotted path to the array in JSON; empty is the first table that fits."""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """One of `FIELDS` to its place."""
    decimal_comma: bool = False
    """Whether figures are written `1.234,50`."""
    dates: str = ""
    """The `strptime` form of `as_of`; empty reads ISO 8601 and seconds since 1970."""
    zone: str = "UTC"
    """The zone of times that name none."""
    currency: str | None = None
    index: bool = False
    """Whether the rows are indices."""
