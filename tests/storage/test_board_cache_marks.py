"""A stored board is used only for the source that reported it, requested and parsed in the same way."""

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after
from tui.domain.market import apply
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.source_health import SourceState
from tui.engine.environment import market_before_polls
from tui.sources.adapter import NetworkSettings, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import PastTable, TableSpec
from tui.storage.board_cache import BoardCache

SPEC = TableSpec(format="html", rows="table", columns={"symbol": "1", "price": "2"})
SOURCE = SourceConfig(
    name="br",
    kind="table",
    url="https://quotes.example/",
    every=timedelta(seconds=15),
    symbols=("OGDC",),
    key=Secret("hush-hush-hush"),
    headers=(("Accept-Language", "en"), ("Authorization", "Bearer hush-hush-hush")),
    table=SPEC,
)
LATER = after(3600)

OTHER: dict[str, SourceConfig] = {
    "kind": SOURCE._replace(kind="psx"),
    "url": SOURCE._replace(url="https://quotes.example/other"),
    "market": SOURCE._replace(market="XNYS"),
    "symbols": SOURCE._replace(symbols=("OGDC", "PPL")),
    "instruments": SOURCE._replace(instruments={"OGDC": InstrumentId("PSX", "OGDCL")}),
    "user_agent": SOURCE._replace(user_agent="another/1"),
    "headers": SOURCE._replace(headers=(("Accept-Language", "ur"), ("Authorization", "Bearer hush-hush-hush"))),
    "table": SOURCE._replace(table=None),
    "table.format": SOURCE._replace(table=replace(SPEC, format="csv")),
    "table.rows": SOURCE._replace(table=replace(SPEC, rows="table.gainers")),
    "table.columns": SOURCE._replace(table=replace(SPEC, columns={"symbol": "1", "price": "3"})),
    "table.decimal_comma": SOURCE._replace(table=replace(SPEC, decimal_comma=True)),
    "table.dates": SOURCE._replace(table=replace(SPEC, dates="%d.%m.%Y")),
    "table.zone": SOURCE._replace(table=replace(SPEC, zone="Asia/Karachi")),
    "table.currency": SOURCE._replace(table=replace(SPEC, currency="PKR")),
    "table.unit": SOURCE._replace(table=replace(SPEC, unit=100)),
    "table.wide": SOURCE._replace(table=replace(SPEC, wide=True)),
    "table.previous_row": SOURCE._replace(table=replace(SPEC, previous_row=True)),
    "table.kind": SOURCE._replace(table=replace(SPEC, kind=InstrumentKind.RATE)),
    "table.percent_as_fraction": SOURCE._replace(table=replace(SPEC, percent_as_fraction=True)),
    "table.index": SOURCE._replace(table=replace(SPEC, index=True)),
    "table.key_parameter": SOURCE._replace(table=replace(SPEC, key_parameter="k")),
    "table.key_header": SOURCE._replace(table=replace(SPEC, key_header="X-K")),
}
SAME: dict[str, SourceConfig] = {
    "every": SOURCE._replace(every=timedelta(minutes=1)),
    "key": SOURCE._replace(key=Secret("another-key-of-mine")),
    "off_reason": SOURCE._replace(off_reason="the environment variable BR_KEY is not set (key_env)"),
    "a secret header": SOURCE._replace(headers=(("Accept-Language", "en"), ("Authorization", "Bearer another-key"))),
    "has_permission": SOURCE._replace(has_permission=True),
    "allow_private": SOURCE._replace(allow_private=True),
    "ignore_market_hours": SOURCE._replace(ignore_market_hours=True),
    "may_poll_faster": SOURCE._replace(may_poll_faster=True),
    "backoff_cap": SOURCE._replace(backoff_cap=timedelta(minutes=2)),
    "network": SOURCE._replace(network=NetworkSettings(proxy="http://proxy.example:3128")),
    "asks_past": SOURCE._replace(asks_past=False),
    "full_text": SOURCE._replace(full_text=True),
    "past": SOURCE._replace(past=PastTable(table=SPEC, days="https://past.example/{symbol}")),
}


def restored_rows(folder: Path, source: SourceConfig) -> int:
    """Return how many rows are known after a restart."""
    return len(BoardCache(folder, [source]).restore(market_before_polls([source]), LATER).quotes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = (a_quote(f"S{n}") for n in range(40))
    BoardCache(tmp_path, [SOURCE]).save(a_market(a_snapshot(*rows)))
    return tmp_path


@for_each("edited", OTHER)
def test_an_edited_source_begins_with_no_expectation(folder: Path, edited: str) -> None:
    source = OTHER[edited]
    market = BoardCache(folder, [source]).restore(market_before_polls([source]), LATER)
    fewer = apply(market, a_snapshot(*(a_quote(f"S{n}") for n in range(5)), at=LATER))
    assert (fewer.health["br"].state, fewer.health["br"].reason) == (SourceState.LIVE, None)


@for_each("edited", SAME)
def test_a_setting_that_changes_neither_requests_nor_parsing_leaves_the_board(folder: Path, edited: str) -> None:
    assert restored_rows(folder, SAME[edited]) == 40


def test_every_field_of_a_source_and_of_its_table_is_covered() -> None:
    """A field that is added later must be put on one side or the other."""
    names = set(SourceConfig._fields) | {f"table.{each.name}" for each in fields(TableSpec)}
    assert names - OTHER.keys() - SAME.keys() == {"name"}


def test_no_secret_is_in_the_file_in_any_form_that_could_be_guessed(folder: Path) -> None:
    """A digest of a short secret could be found by trying: it must not depend on one."""
    (file,) = folder.iterdir()
    before = file.read_bytes()
    for edited in ("key", "a secret header"):
        BoardCache(folder, [SAME[edited]]).save(a_market(a_snapshot(*(a_quote(f"S{n}") for n in range(40)))))
        assert file.read_bytes() == before
