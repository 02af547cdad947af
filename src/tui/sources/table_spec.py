"""Where the fields of quotes are in a page, CSV, JSON or XML that no adapter knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tui.domain.quote import InstrumentKind
from tui.sources.table_fields import TableFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """How to parse rows of quotes.

    A locator says where in a row a field is:

    - in HTML tables and CSV a column's title, in any case and spacing, or its number from 1;
    - in HTML tables a title may follow those of the groups above it, `Selling Cash`;
    - in HTML also a CSS selector within the row: `td.price`, `a[href]`; `td@data-order` is an attribute;
    - in JSON a dotted path within the row: `quote.last`, `prices.0`, counted from 0; `$key` is the row's own name where
      rows are named, `$value` the row itself where it is a figure;
    - in XML an attribute `@currency`, an element `rate`, an attribute of an element `rate@value`, of the element around
      the row `../@time`; `$key` is the row's own name in capitals, `$value` its text;
    - everywhere `=GOLD` is that text itself.
    """

    format: TableFormat
    rows: str = ""
    """A CSS selector of the table or of its rows in HTML and XML, a dotted path to the rows in JSON; empty is the first
    table, with all others of its heading, or the first array or element, that has every field."""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """One of `FIELDS` or of `SYMBOL_PARTS` to its locator; `symbol` and `price` are among them.

    Where the table is wide, `as_of` alone.
    """
    wide: bool = False
    """Whether rows are days, and every column but `as_of` is an instrument, its title the symbol."""
    previous_row: bool = False
    """Whether the row before, of the same symbol by `as_of`, states the previous close."""
    decimal_comma: bool = False
    """Whether figures are written `1.234,50`."""
    dates: str = ""
    """The `strptime` pattern of `as_of`; empty parses ISO 8601, seconds since 1970, and a time of the day."""
    zone: str = "UTC"
    """The zone of times that name none."""
    currency: str | None = None
    unit: int | None = None
    """The prices are for so many units, such as 100 yen; None where they are for one."""
    index: bool = False
    """Whether the rows are indices."""
    kind: InstrumentKind | None = None
    """What the rows are, of indices with `index` set; None where that is not known: a share, but in the markets of
    currencies, coins and futures."""
    percent_as_fraction: bool = False
    """Whether percentages are written as fractions: -0.0784 is -7.84 %."""
    key_parameter: str = ""
    """The parameter of the address that carries the source's key, if it has one."""
    key_header: str = ""
    """The header that carries it instead."""


SYMBOL_IN_ADDRESS: Final = "{symbol}"
"""What stands in an address of the past for the symbol of an instrument."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTable:
    """Where a source has the past, and how to parse it."""

    table: TableSpec
    """Of rows that are bars: `as_of` and `price`, which is the close, and `open`, `high`, `low` and `volume` where it
    has them. The `symbol` counts where an address has the rows of all instruments."""
    days: str = ""
    """The address of bars by the day; empty where there is none. `{symbol}` in it is the instrument's."""
    minutes: str = ""
    """The address of bars of today by the minute; likewise."""
