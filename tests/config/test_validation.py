"""Whatever a file holds under any key, it is accepted or rejected by a ConfigError that names a key."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from tui.config.calendars.schema import MarketTable
from tui.config.errors import ConfigError
from tui.config.schema import BoardModel, ConfigModel, NetworkModel, PositionModel, TabModel
from tui.config.source_schema import SourceModel, TableModel
from tui.config.valid_part import convert_valid
from tui.config.validation import find_differences, validate

FILE = Path("board.toml")
TABLE = {"format": "csv", "columns": {"symbol": "s", "price": 2}}
LOT = {"symbol": "OGDC", "quantity": 1, "price": 2}
SOURCE: dict[str, object] = {"name": "a", "kind": "yahoo"}
DAY = {"date": date(2026, 1, 1)}
SEASON = {"hours": "usual", "first": date(2026, 1, 1), "last": date(2026, 1, 2)}
VALUES: tuple[object, ...] = (
    *(True, 0, -1, 10**30, 1.5, float("nan"), "", " ", "a", "a\n", "\0", "x" * 10_000, "é", "1m", "0%", "never"),
    *("2026-01-01", "2026-01-01T09:15:00Z"),
    *(date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), time(1), [], [1], ["a"], [[]], [{}], ["a"] * 1_000),
    *({}, {"a": 1}, {"a": "b"}, {"": ""}, {"a": {"b": "c"}}, {"a b": "c"}, {f"k{n}": "v" for n in range(1_000)}),
)


CONFIG_TABLES: tuple[tuple[type, Callable[[dict[str, object]], dict[str, object]]], ...] = (
    (ConfigModel, lambda table: table),
    (BoardModel, lambda table: {"board": table}),
    (NetworkModel, lambda table: {"network": table}),
    (TabModel, lambda table: {"tabs": [{"name": "Banks"} | table]}),
    (PositionModel, lambda table: {"positions": [LOT | table]}),
    (SourceModel, lambda table: {"sources": [SOURCE | table]}),
    (TableModel, lambda table: {"sources": [SOURCE | {"table": TABLE | table}]}),
)
"""Each table of a configuration, and the file with one key of it."""


def fields(model: type) -> list[str]:
    shape = inspect.type_info(model)
    assert isinstance(shape, inspect.StructType | inspect.DataclassType)
    return [field.name for field in shape.fields]


def tables() -> Iterator[tuple[type, dict[str, object]]]:
    """Each value under each key of each table."""
    for value in VALUES:
        for model, around in CONFIG_TABLES:
            for name in fields(model):
                yield ConfigModel, around({name: value})
        for name in fields(MarketTable):
            yield MarketTable, {name: value}
        for name in ("date", "holiday", "hours", "estimated"):
            yield MarketTable, {"days": [DAY | {name: value}]}
        for name in SEASON:
            yield MarketTable, {"seasons": [SEASON | {name: value}]}
        yield MarketTable, {"timetables": {"usual": value}}
        yield MarketTable, {"timetables": {"usual": {"Mon": value}}}


@pytest.mark.slow
def test_any_value_under_any_key_is_accepted_or_rejected_by_key() -> None:
    rejected: list[tuple[str, str]] = []
    for model, table in tables():
        try:
            validate(table, model, FILE)
        except ConfigError as error:
            rejected.append((next(iter(table)), str(error)))
    assert 1_000 < len(rejected) < len(list(tables())) - 100
    for key, message in rejected:
        named = 'source 1|source "' if key == "sources" else key
        assert re.match(rf"board\.toml: (?:{named}|{key})", message)


def test_a_file_is_taken_at_once_where_a_search_finds_no_problem() -> None:
    for model, table in tables():
        if model is ConfigModel:
            assert (convert_valid(table) is None) is bool(find_differences(table, ConfigModel)), table


@pytest.mark.parametrize("model", [ConfigModel, MarketTable])
def test_an_unknown_key_is_rejected_in_a_struct_and_in_a_dataclass(model: type) -> None:
    with pytest.raises(ConfigError, match=r"board\.toml: zzz: unknown key"):
        validate({"zzz": 1}, model, FILE)


@pytest.mark.slow
def test_no_value_is_accepted_that_msgspec_itself_rejects() -> None:
    for model, table in tables():
        try:
            msgspec.convert(table, model)
        except msgspec.ValidationError:
            with pytest.raises(ConfigError):
                validate(table, model, FILE)
