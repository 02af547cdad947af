"""The columns that are proposed for the tables of central banks, exchanges and coin lists, in many languages."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.more_published_tables import MORE_PAGES, MORE_WITHOUT_PRICES
from tests.sources.tables.published_tables import NOTHING_TO_WATCH, PAGES, Page
from tui.sources.adapter import Response, SourceConfig
from tui.sources.table_spec import TableSpec
from tui.sources.tables.candidates import Candidate
from tui.sources.tables.discover import discover

WITHOUT_PRICES = (*NOTHING_TO_WATCH, *MORE_WITHOUT_PRICES)
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def best_of(body: str, url: str = "https://www.example.com/") -> Candidate:
    source = SourceConfig(name="example", kind="table", url=url, every=timedelta(minutes=1), market="X")
    return discover(Response(url=url, body=body.encode(), content_type=""), source, AT)[0]


def settings_of(spec: TableSpec) -> dict[str, Any]:
    """What is not the default, without the columns and the format."""
    default = TableSpec(format=spec.format)
    names = [each.name for each in fields(spec) if each.name not in ("columns", "format")]
    return {name: value for name in names if (value := getattr(spec, name)) != getattr(default, name)}


@for_each("page", [*PAGES, *MORE_PAGES][::3])
def test_the_columns_of_a_published_table_are_found(page: Page) -> None:
    check_columns(page)


@pytest.mark.slow
@for_each("page", [*PAGES, *MORE_PAGES])
def test_the_columns_of_every_published_table_are_found(page: Page) -> None:
    check_columns(page)


def check_columns(page: Page) -> None:
    best = best_of(page.body, page.url)
    assert best.source, best.problem
    assert best.source.table
    assert dict(best.source.table.columns) == dict(page.columns)
    assert settings_of(best.source.table) == dict(page.settings)
    assert best.snapshot
    assert best.snapshot.valid_rows == len(best.snapshot.quotes)


@for_each(("name", "body"), WITHOUT_PRICES)
def test_no_price_or_symbol_is_made_of_what_is_none(name: str, body: str) -> None:
    best = best_of(body)
    assert best.proposals == (), name
    assert best.problem
