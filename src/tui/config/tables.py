"""Build the table specification of a source, or reject it with the reason."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from tui.config.errors import ConfigError, ErrorCollector, ErrorFactory, did_you_mean_known, nearest, quote_value
from tui.config.source_schema import (
    BAR_FIELDS,
    REQUIRED_BAR_FIELDS,
    REQUIRED_FIELDS,
    REQUIRED_FIELDS_WHERE_WIDE,
    PastModel,
    TableModel,
)
from tui.config.urls import parse_url
from tui.domain.quote import InstrumentKind
from tui.sources.table_fields import FIELDS, SYMBOL_PARTS, is_configurable
from tui.sources.table_spec import SYMBOL_IN_ADDRESS, PastTable, TableSpec

MAX_UNIT: Final = 1_000_000_000


def build_table_spec(table: TableModel, error: ErrorFactory, *, has_key: bool) -> TableSpec:
    """Build the specification from a table that is valid by the schema.

    Raises:
        ConfigError: a field that no quote has, no symbol or no price, or an invalid value.
    """
    errors = ErrorCollector()
    columns = {name: errors.run("", _locator, field, locator, error) for name, field, locator in _columns(table)}
    meant = {nearest(field, FIELDS) for field in table.columns if field not in FIELDS}
    for field in REQUIRED_FIELDS_WHERE_WIDE if table.wide else REQUIRED_FIELDS:
        if field not in columns and field not in meant:
            errors.add(error("table.columns", f'{field} is missing, expected its column: {field} = "..."'))
    errors.run(None, _check_days, table, error)
    errors.run(None, _check_unit, table.unit, error)
    for name in ("rows", "dates"):
        if not is_configurable(text := getattr(table, name)):
            expected = "expected characters that can be printed"
            errors.add(error(f"table.{name}", f"found {quote_value(text)}, {expected}"))
    if table.dates.strip() and "%" not in table.dates:
        expected = 'expected a strptime form such as "%d/%m/%Y %H:%M"'
        errors.add(error("table.dates", f"found {quote_value(table.dates)}, {expected}"))
    errors.run(None, _check_zone, table.zone, error)
    errors.run(None, _check_key, table, error, has_key=has_key)
    errors.raise_all()
    return TableSpec(
        format=table.format,
        rows=table.rows,
        columns=MappingProxyType(columns),
        wide=table.wide,
        previous_row=table.previous_row,
        decimal_comma=table.decimal_comma,
        dates=table.dates,
        zone=table.zone,
        currency=table.currency,
        unit=table.unit,
        index=table.index or table.kind == "index",
        kind=InstrumentKind(table.kind) if table.kind else None,
        percent_as_fraction=table.percent_as_fraction,
        key_parameter=table.key_parameter,
        key_header=table.key_header,
    )


def build_past_table(past: PastModel, error: ErrorFactory, *, has_key: bool) -> PastTable:
    """Build where a source has the past from a table that is valid by the schema.

    Raises:
        ConfigError: no address, a field that no bar has, no time or no close, or an invalid value.
    """

    def past_error(key: str, problem: str) -> ConfigError:
        return error(key.replace("table", "past", 1), problem)

    errors = ErrorCollector()
    for name in ("days", "minutes"):
        errors.run(None, _check_address, name, past, error)
    if not past.days and not past.minutes:
        errors.add(error("past", 'found no address, expected days = "https://example.org/{symbol}.csv"'))
    for field in past.columns:
        if field not in BAR_FIELDS:
            errors.add(error(f"past.columns.{field}", "unknown field" + did_you_mean_known(field, BAR_FIELDS)))
    for field in REQUIRED_BAR_FIELDS:
        if field not in past.columns:
            errors.add(error("past.columns", f'{field} is missing, expected its column: {field} = "..."'))
    errors.run(None, _check_zone, past.zone, past_error)
    errors.raise_all()
    table = TableModel(
        format=past.format,
        # whose the rows are, the address says where no column does; the price of a row is the close
        columns={"symbol": "=PAST"}
        | {"price" if name == "close" else name: each for name, each in past.columns.items()},
        rows=past.rows,
        decimal_comma=past.decimal_comma,
        dates=past.dates,
        zone=past.zone,
        key_parameter=past.key_parameter,
        key_header=past.key_header,
    )
    carries_key = bool(past.key_parameter or past.key_header)
    spec = build_table_spec(table, past_error, has_key=has_key and carries_key)
    return PastTable(table=spec, days=past.days, minutes=past.minutes)


def _check_address(name: str, past: PastModel, error: ErrorFactory) -> None:
    address: str = getattr(past, name)
    if not address:
        return
    parse_url(address.replace(SYMBOL_IN_ADDRESS, "X"), lambda problem: error(f"past.{name}", problem))
    if SYMBOL_IN_ADDRESS not in address and "symbol" not in past.columns:
        problem = f'names no {SYMBOL_IN_ADDRESS}, and no column does: expected one, or symbol = "..." in columns'
        raise error(f"past.{name}", problem)


def _columns(table: TableModel) -> Iterator[tuple[str, str, str | int | list[str]]]:
    """Yield the name of each column in the specification, its field and its locator, parts of a symbol one by one."""
    for field, locator in table.columns.items():
        if field == "symbol" and isinstance(locator, list) and 0 < len(locator) <= len(SYMBOL_PARTS):
            yield from ((name, field, part) for name, part in zip(SYMBOL_PARTS, locator, strict=False))
        else:
            yield field, field, locator


def _locator(field: str, locator: str | int | list[str], error: ErrorFactory) -> str:
    if isinstance(locator, list):
        expected = f"expected one to {len(SYMBOL_PARTS)} columns" if field == "symbol" else "expected one column"
        raise error(f"table.columns.{field}", f"found a list of {len(locator)}, {expected}")
    if field not in FIELDS:
        raise error(f"table.columns.{field}", "unknown field" + did_you_mean_known(field, FIELDS))
    written = str(locator)
    if not written or not is_configurable(written) or written.startswith("-"):
        expected = "expected a column's title or number, a CSS selector or a dotted path"
        raise error(f"table.columns.{field}", f"found {quote_value(locator)}, {expected}")
    return written


def _check_days(table: TableModel, error: ErrorFactory) -> None:
    others = [field for field in table.columns if field not in REQUIRED_FIELDS_WHERE_WIDE]
    if table.wide and others:
        problem = "where wide = true every column but as_of is an instrument; leave it out"
        raise error(f"table.columns.{others[0]}", problem)
    if table.previous_row and "as_of" not in table.columns:
        raise error("table.previous_row", "needs the time of each row: add as_of to columns")


def _check_unit(unit: int | None, error: ErrorFactory) -> None:
    if unit is not None and not 1 <= unit <= MAX_UNIT:
        raise error("table.unit", f"found {unit}, expected 1 to {MAX_UNIT}")


def _check_zone(zone: str, error: ErrorFactory) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - takes a hundredth of the start-up time, and few sources have a table

    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # not a name, or one that this machine does not know
        raise error("table.zone", f'found {quote_value(zone)}, expected a zone such as "Asia/Karachi"') from None


def _check_key(table: TableModel, error: ErrorFactory, *, has_key: bool) -> None:
    if bool(table.key_parameter or table.key_header) != has_key:
        raise error(
            "table",
            "found a key that no request would carry: add key_header or key_parameter"
            if has_key
            else "found key_header or key_parameter and no key: add key_env, key_file or key_command",
        )
