"""A stored board is used only for the source that reported it, requested and parsed in the same way."""

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import a_quote, after
from tui.domain.market import apply
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.source_health import SourceState
from tui.engine.environment import market_before_polls
from tui.sources.adapter import NetworkSettings, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import TableSpec
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
    "kind": replace(SOURCE, kind="psx"),
    "url": replace(SOURCE, url="https://quotes.example/other"),
    "market": replace(SOURCE, market="XNYS"),
    "symbols": replace(SOURCE, symbols=("OGDC", "PPL")),
    "instruments": replace(SOURCE, instruments={"OGDC": InstrumentId("PSX", "OGDCL")}),
    "user_agent": replace(SOURCE, user_agent="another/1"),
    "headers": replace(SOURCE, headers=(("Accept-Language", "ur"), ("Authorization", "Bearer hush-hush-hush"))),
    "table": replace(SOURCE, table=None),
    "table.format": replace(SOURCE, table=replace(SPEC, format="csv")),
    "table.rows": replace(SOURCE, table=replace(SPEC, rows="table.gainers")),
    "table.columns": replace(SOURCE, table=replace(SPEC, columns={"symbol": "1", "price": "3"})),
    "table.decimal_comma": replace(SOURCE, table=replace(SPEC, decimal_comma=True)),
    "table.dates": replace(SOURCE, table=replace(SPEC, dates="%d.%m.%Y")),
    "table.zone": replace(SOURCE, table=replace(SPEC, zone="Asia/Karachi")),
    "table.currency": replace(SOURCE, table=replace(SPEC, currency="PKR")),
    "table.unit": replace(SOURCE, table=replace(SPEC, unit=100)),
    "table.wide": replace(SOURCE, table=replace(SPEC, wide=True)),
    "table.previous_row": replace(SOURCE, table=replace(SPEC, previous_row=True)),
    "table.kind": replace(SOURCE, table=replace(SPEC, kind=InstrumentKind.RATE)),
    "table.percent_as_fraction": replace(SOURCE, table=replace(SPEC, percent_as_fraction=True)),
    "table.index": replace(SOURCE, table=replace(SPEC, index=True)),
    "table.key_parameter": replace(SOURCE, table=replace(SPEC, key_parameter="k")),
    "table.key_header": replace(SOURCE, table=replace(SPEC, key_header="X-K")),
}
SAME: dict[str, SourceConfig] = {
    "every": replace(SOURCE, every=timedelta(minutes=1)),
    "key": replace(SOURCE, key=Secret("another-key-of-mine")),
    "off_reason": replace(SOURCE, off_reason="the environment variable BR_KEY is not set (key_env)"),
    "a secret header": replace(SOURCE, headers=(("Accept-Language", "en"), ("Authorization", "Bearer another-key"))),
    "has_permission": replace(SOURCE, has_permission=True),
    "allow_private": replace(SOURCE, allow_private=True),
    "ignore_market_hours": replace(SOURCE, ignore_market_hours=True),
    "may_poll_faster": replace(SOURCE, may_poll_faster=True),
    "backoff_cap": replace(SOURCE, backoff_cap=timedelta(minutes=2)),
    "network": replace(SOURCE, network=NetworkSettings(proxy="http://proxy.example:3128")),
}


def restored_rows(folder: Path, source: SourceConfig) -> int:
    """Return how many rows are known after a restart."""
    return len(BoardCache(folder, [source]).restore(market_before_polls([source]), LATER).quotes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = (a_quote(f"S{n}") for n in range(40))
    BoardCache(tmp_path, [SOURCE]).save(a_market(a_snapshot(*rows)))
    return tmp_path


@pytest.mark.parametrize("edited", OTHER)
def test_an_edited_source_begins_with_no_expectation(folder: Path, edited: str) -> None:
    source = OTHER[edited]
    market = BoardCache(folder, [source]).restore(market_before_polls([source]), LATER)
    fewer = apply(market, a_snapshot(*(a_quote(f"S{n}") for n in range(5)), at=LATER))
    assert (fewer.health["br"].state, fewer.health["br"].reason) == (SourceState.LIVE, None)


@pytest.mark.parametrize("edited", SAME)
def test_a_setting_that_changes_neither_requests_nor_parsing_leaves_the_board(folder: Path, edited: str) -> None:
    assert restored_rows(folder, SAME[edited]) == 40


def test_every_field_of_a_source_and_of_its_table_is_covered() -> None:
    """A field that is added later must be put on one side or the other."""
    names = {each.name for each in fields(SourceConfig)} | {f"table.{each.name}" for each in fields(TableSpec)}
    assert names - OTHER.keys() - SAME.keys() == {"name"}


def test_no_secret_is_in_the_file_in_any_form_that_could_be_guessed(folder: Path) -> None:
    """A digest of a short secret could be found by trying: it must not depend on one."""
    (file,) = folder.iterdir()
    before = file.read_bytes()
    for edited in ("key", "a secret header"):
        BoardCache(folder, [SAME[edited]]).save(a_market(a_snapshot(*(a_quote(f"S{n}") for n in range(40)))))
        assert file.read_bytes() == before
