"""Build the table specification of a source, or refuse it with the reason."""

from collections.abc import Callable
from types import MappingProxyType

from tui.config.errors import ConfigError, did_you_mean_known, quote_value
from tui.config.schema import REQUIRED_FIELDS, TableModel
from tui.sources.table_spec import FIELDS, TableSpec, is_configurable

ErrorFactory = Callable[[str, str], ConfigError]
"""Makes the error for a key of this source."""


def build_table_spec(table: TableModel, wrong: ErrorFactory, *, has_key: bool) -> TableSpec:
    """Build the specification from a table that is valid by the schema.

    Raises:
        ConfigError: a field that no quote has, no symbol or no price, or a value that is impossible.
    """
    columns = {field: _place(field, place, wrong) for field, place in table.columns.items()}
    for field in REQUIRED_FIELDS:
        if field not in columns:
            raise wrong("table.columns", f'{field} is missing, expected where in a row it stands: {field} = "..."')
    for name in ("rows", "dates"):
        if not is_configurable(text := getattr(table, name)):
            raise wrong(f"table.{name}", f"found {quote_value(text)}, expected characters that can be printed")
    _check_zone(table.zone, wrong)
    _check_key(table, wrong, has_key=has_key)
    return TableSpec(
        format=table.format,
        rows=table.rows,
        columns=MappingProxyType(columns),
        decimal_comma=table.decimal_comma,
        dates=table.dates,
        zone=table.zone,
        currency=table.currency,
        index=table.index,
        key_parameter=table.key_parameter,
        key_header=table.key_header,
    )


def _place(field: str, place: str | int, wrong: ErrorFactory) -> str:
    if field not in FIELDS:
        raise wrong(f"table.columns.{field}", "unknown field" + did_you_mean_known(field, FIELDS))
    written = str(place)
    if not written or not is_configurable(written) or written.startswith("-"):
        expected = "expected a column's title or number, a CSS selector or a dotted path"
        raise wrong(f"table.columns.{field}", f"found {quote_value(place)}, {expected}")
    return written


def _check_zone(zone: str, wrong: ErrorFactory) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - takes a hundredth of the start-up time, and few sources have a table

    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # not a name, or one that this machine does not know
        raise wrong("table.zone", f'found {quote_value(zone)}, expected a zone such as "Asia/Karachi"') from None


def _check_key(table: TableModel, wrong: ErrorFactory, *, has_key: bool) -> None:
    if bool(table.key_parameter or table.key_header) != has_key:
        raise wrong(
            "table",
            "found a key and no place for it: add key_header or key_parameter"
            if has_key
            else "found a place for a key and no key: add key_env, key_file or key_command",
        )
