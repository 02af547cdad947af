"""The columns of tables that are written for other programs: name, type and meaning of each."""

from enum import StrEnum
from typing import NamedTuple


class ColumnType(StrEnum):
    """What the values of a column are; any may be None."""

    TEXT = "text"
    TEXTS = "texts"
    """A tuple of them."""
    FIGURE = "figure"
    """A Decimal with the source's own digits."""
    COUNT = "count"
    """An int below 10^18."""
    TIME = "time"
    """A datetime, aware."""
    DATE = "date"
    SWITCH = "switch"
    """True or False."""


class DataColumn(NamedTuple):
    """One column."""

    name: str
    type: ColumnType
    meaning: str = ""
    """For people, in the file that comes with an export."""
