"""Every column that there is, in the order of the column picker."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.view.column import Column
from tui.view.columns import USUAL_COLUMNS
from tui.view.position_columns import POSITION_COLUMNS
from tui.view.quote_columns import QUOTE_COLUMNS

COLUMNS: Final[tuple[Column, ...]] = (*USUAL_COLUMNS, *QUOTE_COLUMNS, *POSITION_COLUMNS)
"""Those that show by themselves, those of further fields of quotes, those of the user's positions."""
COLUMNS_BY_KEY: Final[Mapping[str, Column]] = MappingProxyType({column.key: column for column in COLUMNS})
