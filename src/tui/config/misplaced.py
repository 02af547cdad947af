"""Keys that a user may well write into a table that does not have them, and the message about each."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from tui.config.collect_schema import CollectModel
from tui.config.errors import KEY_OPTIONS_HELP, nearest
from tui.config.schema import BoardModel, ConfigModel, NetworkModel
from tui.config.source_schema import SourceModel, TableModel

_NO_KEY_HERE: Final = (
    f"a key in this file is easily shown to others; name where it is stored instead: {KEY_OPTIONS_HELP}"
)
_API_KEYS: Final = dict.fromkeys(("key", "api_key", "apikey", "token", "secret", "password"), _NO_KEY_HERE)
_TABLE_HEADER: Final = {"table": "belongs in its source: write its header as [sources.table], below [[sources]]"}
_SYNONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "type": "kind",
        **dict.fromkeys(("interval", "refresh", "period", "poll", "frequency", "update"), "every"),
        **dict.fromkeys(("address", "link", "uri", "href"), "url"),
        **dict.fromkeys(("ticker", "tickers", "pairs", "coins"), "symbols"),
        "exchange": "market",
        "id": "name",
        "fields": "columns",
        "timezone": "zone",
        "colors": "theme",
        "separator": "decimal_comma",
    }
)
"""What other programs call a key."""
_TOP: Final = (("calendar", "log_level"), "belongs at the top of the file, above the first line in brackets")
_BOARD: Final = (BoardModel.__struct_fields__, "belongs in [board]: write that line above it")
_NETWORK: Final = (NetworkModel.__struct_fields__, "belongs in [network]: write that line above it")
_SOURCE: Final = (SourceModel.__struct_fields__, "belongs in [[sources]]: write that line above it")
_ABOVE_TABLE: Final = (SourceModel.__struct_fields__, "belongs in [[sources]]: write it above [sources.table]")
_TABLE: Final = (TableModel.__struct_fields__, "belongs in [sources.table]: put it below that header")
UNKNOWN_HERE: Final = "unknown key here; it "
"""Begins the message for a key of a table that is not beside the one it is in."""
_FAR_TABLE: Final = (TableModel.__struct_fields__, f"{UNKNOWN_HERE}{_TABLE[1]}")


def _misplaced(own: type[msgspec.Struct], *others: tuple[Iterable[str], str]) -> dict[str, str]:
    """Return the message for each key that other tables have and this one does not; the first one counts."""
    problems = {name: problem for names, problem in reversed(others) for name in names}
    return {name: problem for name, problem in problems.items() if name not in own.__struct_fields__}


MISPLACED_KEYS: Final[Mapping[type, Mapping[str, str]]] = MappingProxyType(
    {
        ConfigModel: _misplaced(ConfigModel, _BOARD, _SOURCE, _NETWORK, _TABLE) | _TABLE_HEADER,
        BoardModel: _misplaced(BoardModel, _TOP, _NETWORK, _SOURCE, _FAR_TABLE),
        NetworkModel: _misplaced(NetworkModel, _TOP, _BOARD, _SOURCE, _FAR_TABLE),
        CollectModel: _misplaced(CollectModel, _TOP) | _API_KEYS,
        SourceModel: _misplaced(SourceModel, _TABLE, _BOARD, _TOP, _NETWORK) | _API_KEYS,
        TableModel: _misplaced(TableModel, _ABOVE_TABLE, _BOARD, _TOP, _NETWORK) | _API_KEYS,
    }
)
"""By the model of the table, the message for each key that belongs elsewhere."""


def meant_by(name: str, known: Iterable[str]) -> str | None:
    """Return the key of a table that was probably meant by an unknown one; None where none is similar."""
    synonym = _SYNONYMS.get(name.lower())
    names = tuple(known)
    return synonym if synonym in names else nearest(name, names)


def place_of(name: str) -> str:
    """Return where a key that is under `[keys]` belongs, such as `belongs in [board]: ...`; empty for no other key."""
    return next((problem for names, problem in (_TOP, _BOARD, _SOURCE, _NETWORK) if name in names), "")
