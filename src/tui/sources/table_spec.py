"""Where the fields of quotes are in a page, CSV, JSON or XML that no adapter knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from tui.domain.quote import FIGURES, InstrumentKind

FIELDS: Final = ("symbol", "name", *FIGURES, "sign", "currency", "as_of")
"""The fields of a quote that a column may fill, and `sign`, that of its change where that is in a cell of its own."""
SYMBOL_PARTS: Final = ("symbol", "symbol_2", "symbol_3", "symbol_4")
"""The columns of a symbol that several columns state together, in their order."""
ROW_KEY: Final = "$key"
"""The locator of a row's own name, where rows are members of an object of JSON."""
ROW_VALUE: Final = "$value"
"""The locator of a row that is itself a figure or a text, `{"USD": 1.05}`, and of the text of a row of XML."""
MAX_LOCATOR_LENGTH: Final = 200
"""Characters."""

TableFormat = Literal["html", "csv", "json", "xml"]


def is_configurable(locator: str) -> bool:
    """Return whether a configuration file can state a locator; one of a server that it cannot is not proposed."""
    return len(locator) <= MAX_LOCATOR_LENGTH and locator.isprintable()


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
