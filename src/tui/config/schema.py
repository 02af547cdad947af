"""What a configuration file may hold, as it is written: the keys, their types and the words for what is expected."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal

import msgspec

_REFUSED: Final = (
    "a key in this file is easily shown to others; name where it is kept instead: "
    'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
)

_OF_TABLE: Final = "belongs in [sources.table]: write that line above it"


def _said(words: str) -> msgspec.Meta:
    return msgspec.Meta(description=words)


_Text = Annotated[str, _said("text")]
_Switch = Annotated[bool, _said("true or false")]


class TableModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[sources.table]` table."""

    format: Annotated[Literal["html", "csv", "json"], _said('"html", "csv" or "json"')]
    columns: Annotated[
        dict[str, Annotated[str | int, _said("a column's title or number, a CSS selector or a dotted path")]],
        _said('a table such as { symbol = "Symbol", price = "Last" }'),
    ]
    rows: Annotated[str, _said("a CSS selector or a dotted path")] = ""
    decimal_comma: _Switch = False
    dates: Annotated[str, _said('a strptime form such as "%d/%m/%Y %H:%M"')] = ""
    zone: Annotated[str, _said('a zone such as "Asia/Karachi"')] = "UTC"
    currency: Annotated[str, _said('a currency such as "PKR"')] | None = None
    index: _Switch = False
    key_parameter: Annotated[str, _said('the name of a parameter such as "apikey"')] = ""
    key_header: Annotated[str, _said('the name of a header such as "X-API-Key"')] = ""


class SourceModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[sources]]` table."""

    refused: ClassVar[Mapping[str, str]] = MappingProxyType(
        dict.fromkeys(("key", "api_key", "apikey", "token", "secret", "password"), _REFUSED)
        | dict.fromkeys(("format", "columns", "rows", "dates", "zone", "currency"), _OF_TABLE)
    )
    """Keys that a user may well try, and why they are not there."""

    name: Annotated[str, _said('a short name of your own such as "br"')]
    kind: Annotated[str, _said('a kind that `bigboard sources` lists, such as "brecorder"')]
    url: Annotated[str, _said('an address such as "https://www.brecorder.com/"')] | None = None
    every: Annotated[str, _said('text such as "15s", "2m" or "1h"')] | None = None
    market: Annotated[str, _said('a market code such as "PSX"')] | None = None
    symbols: Annotated[
        list[_Text] | dict[str, Annotated[str, _said('a market and a symbol such as "PSX:OGDC"')]],
        _said('a list such as ["OGDC.KA", "^GSPC"] or a table such as { "OGDC.KA" = "PSX:OGDC" }'),
    ] = []
    table: Annotated[TableModel, _said("a table: format, columns and what else there is to say")] | None = None
    key_env: Annotated[str, _said("the name of an environment variable")] | None = None
    key_file: Annotated[str, _said("the path of a file that holds the key and nothing else")] | None = None
    key_command: (
        Annotated[tuple[_Text, ...], _said('a command as a list such as ["pass", "show", "my-key"]')] | None
    ) = None
    i_have_permission: _Switch = False
    faster_than_polite: _Switch = False
    steady: _Switch = False
    headers: dict[str, _Text] = {}
    user_agent: _Text | None = None
    allow_private: _Switch = False


class BoardModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[board]` table."""

    theme: Annotated[Literal["dark", "light"], _said('"dark" or "light"')] = "dark"
    flash: _Switch = True
    disagree: Annotated[str, _said('a percentage such as "1%" or "0.25%"')] = "1%"
    flush: Annotated[str, _said('text such as "0.25s" or "1s"')] | None = None
    idle_after: Annotated[str, _said('text such as "30m" or "2h", or "never"')] = "30m"


class ConfigModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The whole file."""

    sources: Annotated[tuple[SourceModel, ...], _said("one [[sources]] table per source")] | None = None
    board: BoardModel = BoardModel()
    keys: dict[str, Annotated[str, _said('a key such as "q" or "ctrl+r"')]] = {}
    calendar: Annotated[str, _said("the path of a file with trading hours")] | None = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], _said('"debug", "info", "warning" or "error"')
    ] = "info"
