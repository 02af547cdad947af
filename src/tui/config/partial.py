"""Keep what is valid by the schema of a file that is not valid as a whole, so that the rest is checked at once."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from tui.config.collect_schema import CollectModel
from tui.config.errors import ConfigError, ErrorCollector, config_error
from tui.config.news import NewsModel
from tui.config.schema import MAX_SOURCES, BoardModel, ConfigModel, HistoryModel, NetworkModel
from tui.config.source_schema import SourceModel, TableModel
from tui.config.valid_part import Rejected, ValidPart
from tui.config.validation import Difference, find_differences, validate

_NESTED: Final[Mapping[str, type[msgspec.Struct]]] = {
    "board": BoardModel,
    "network": NetworkModel,
    "history": HistoryModel,
    "news": NewsModel,
    "collect": CollectModel,
}
_PLACEHOLDERS: Final[Mapping[type, Mapping[str, object]]] = {
    SourceModel: {"name": "?", "kind": "?"},
    TableModel: {"format": "csv", "columns": {}},
}
"""Values of required keys that are missing or invalid; the error about them was reported."""


def keep_valid(tables: Mapping[str, object], file: Path, errors: ErrorCollector, *, is_whole: bool) -> ValidPart:
    """Return the part of a file that is valid by the schema, and collect the problems of the rest.

    Args:
        tables: of the file.
        file: named in errors.
        errors: collects the problems.
        is_whole: whether the tables are all that is in the file; no key is reported as missing otherwise.
    """
    tables = _with_list_of_sources(tables, file, errors)
    try:
        model = validate(tables, ConfigModel, file)
    except ConfigError as error:
        errors.add(error if is_whole else error.without(lambda text: ": missing, " in text))
        sources, rejected = _valid_sources(tables, is_whole=is_whole)
        return ValidPart(_valid_values(tables), sources, MappingProxyType(rejected))
    sources = model.sources or ()
    unknown = Rejected(frozenset(), may_hide_keys=True)
    return ValidPart(model, sources, {} if is_whole else dict.fromkeys(range(len(sources)), unknown))


def _with_list_of_sources(tables: Mapping[str, object], file: Path, errors: ErrorCollector) -> Mapping[str, object]:
    """Return the tables with a `[sources]` table in a list of one, after reporting it."""
    source = tables.get("sources")
    if not isinstance(source, dict):
        return tables
    errors.add(config_error(file, "sources", "found a table, expected one [[sources]] table per source"))
    is_one = any(not isinstance(each, dict) for each in source.values())
    return {**tables, "sources": [source]} if is_one else {k: v for k, v in tables.items() if k != "sources"}


def _valid_values(tables: Mapping[str, object]) -> ConfigModel:
    """Return the values that are valid, without the sources."""
    valid: dict[str, object] = {}
    for name, value in tables.items():
        if name == "sources":
            continue
        if not find_differences({name: value}, ConfigModel):
            valid[name] = value
        elif name in _NESTED and isinstance(value, dict):
            valid[name] = _valid_table(value, _NESTED[name])
        elif name == "keys" and isinstance(value, dict):
            valid[name] = {
                key: each for key, each in value.items() if not find_differences({"keys": {key: each}}, ConfigModel)
            }
    return msgspec.convert(valid, ConfigModel)


def _valid_sources(
    tables: Mapping[str, object], *, is_whole: bool
) -> tuple[Sequence[SourceModel], Mapping[int, Rejected]]:
    """Return the sources without what is invalid in them, and that by the place of its source."""
    models: list[SourceModel] = []
    rejected: dict[int, Rejected] = {}
    sources = tables.get("sources")
    for index, source in enumerate(sources[:MAX_SOURCES] if isinstance(sources, list) else ()):
        written: Mapping[str, object] = source if isinstance(source, dict) else {}
        differences = find_differences(written, SourceModel)
        valid = _valid_table(written, SourceModel)
        table = written.get("table")
        if isinstance(table, dict):
            valid["table"] = {**_PLACEHOLDERS[TableModel], **_valid_columns(table), **_valid_table(table, TableModel)}
        model = msgspec.convert({**_PLACEHOLDERS[SourceModel], **valid}, SourceModel)
        name = written.get("name")
        # errors name the source by what is written, though it is no valid name
        models.append(msgspec.structs.replace(model, name=name if isinstance(name, str) else ""))
        may_hide = not is_whole or any(_may_be_another(each) for each in differences)
        absent = _PLACEHOLDERS[SourceModel].keys() - written.keys()
        rejected[index] = Rejected(absent.union(key for key, _ in differences), may_hide)
    return models, rejected


def _may_be_another(difference: Difference) -> bool:
    """Return whether a key is unknown here, so that it may be meant to be one that is missing."""
    _, problem = difference
    return problem.startswith(("unknown key", "belongs in", "a key in this file"))


def _valid_table(table: Mapping[str, object], model: type[msgspec.Struct]) -> dict[str, object]:
    """Return the keys of a table that are valid."""
    wrong = {re.split(r"[.\[]", key)[0] for key, _ in find_differences(table, model)}
    known = msgspec.structs.fields(model)
    return {each.name: table[each.name] for each in known if each.name in table and each.name not in wrong}


def _valid_columns(table: Mapping[str, object]) -> Mapping[str, object]:
    """Return the `columns` of a table without those that are invalid; nothing where they are no table."""
    columns = table.get("columns")
    if not isinstance(columns, dict):
        return {}

    def is_valid(column: dict[str, object]) -> bool:
        return not find_differences({**_PLACEHOLDERS[TableModel], "columns": column}, TableModel)

    return {"columns": {name: each for name, each in columns.items() if is_valid({name: each})}}
