"""What a configuration file may hold, as it is written: the keys, their types and the words for what is expected."""

from typing import Annotated, Literal

import msgspec


def _said(words: str) -> msgspec.Meta:
    return msgspec.Meta(description=words)


class SourceTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[sources]]` table."""

    name: Annotated[str, _said('a short name of your own such as "br"')]
    kind: Annotated[str, _said('a kind that `bigboard sources` lists, such as "brecorder"')]
    url: Annotated[str, _said('an address such as "https://www.brecorder.com/"')]
    every: Annotated[str, _said('text such as "15s", "2m" or "1h"')] | None = None
    market: Annotated[str, _said('a market code such as "PSX"')] = "PSX"
    headers: dict[str, Annotated[str, _said("text")]] = {}
    user_agent: Annotated[str, _said("text")] | None = None
    allow_private: Annotated[bool, _said("true or false")] = False


class BoardTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[board]` table."""

    theme: Annotated[Literal["dark", "light"], _said('"dark" or "light"')] = "dark"
    flash: Annotated[bool, _said("true or false")] = True


class ConfigTables(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The whole file."""

    sources: Annotated[tuple[SourceTable, ...], _said("one [[sources]] table per source")] | None = None
    board: BoardTable = BoardTable()
    keys: dict[str, Annotated[str, _said('a key such as "q" or "ctrl+r"')]] = {}
    calendar: Annotated[str, _said("the path of a file with trading hours")] | None = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], _said('"debug", "info", "warning" or "error"')
    ] = "info"
