"""Parses a body as a table source does, and returns its rows in short."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from tui.domain.events import Snapshot
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.table_fields import TableFormat
from tui.sources.table_spec import TableSpec
from tui.sources.tables.table import parse

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
"""When every body was received."""


def parsed(
    body: str | bytes,
    table_format: TableFormat,
    columns: dict[str, str],
    *,
    content_type: str = "",
    symbols: tuple[str, ...] = (),
    **settings: Any,  # noqa: ANN401 - of any field of the specification
) -> Snapshot:
    """Return what a source with these columns and settings parses from a body."""
    spec = replace(TableSpec(format=table_format, columns=MappingProxyType(columns)), **settings)
    source = SourceConfig(
        name="t",
        kind="table",
        url="https://t.example/",
        every=timedelta(minutes=1),
        market="X",
        table=spec,
        symbols=symbols,
    )
    raw = body.encode() if isinstance(body, str) else body
    return parse(Response(url="https://t.example/", body=raw, content_type=content_type), source, AT)


def prices(snapshot: Snapshot) -> dict[str, str | None]:
    """Return the price of each symbol, as text; no row with a price has a flag."""
    assert [row.flags for row in snapshot.quotes if row.flags and row.price is not None] == []
    return {row.id.symbol: None if row.price is None else str(row.price) for row in snapshot.quotes}


def reason(body: str | bytes, table_format: TableFormat, columns: dict[str, str], **settings: Any) -> str:  # noqa: ANN401
    """Return why such a source refuses a body."""
    with pytest.raises(ParseError) as refused:
        parsed(body, table_format, columns, **settings)
    return refused.value.reason
