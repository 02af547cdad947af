"""What a table source may state: the fields that its columns fill, the forms of its body, and what a locator may be."""

from typing import Final, Literal

from tui.domain.quote import FIGURES

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
