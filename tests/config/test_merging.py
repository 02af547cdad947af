"""Two programs change the same list: neither loses what it wrote."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.editing import ConfigEditor
from tui.config.edits import Edit, merge_lists
from tui.config.errors import ConfigError
from tui.config.loader import load_config


@for_each(
    ("base", "wanted", "current", "merged"),
    [
        ("abc", "abcd", "abc", "abcd"),
        ("abc", "abcd", "abce", "abced"),
        ("abc", "ac", "abcx", "acx"),
        ("abc", "acb", "bc", "cb"),
        ("abc", "bac", "xabc", "xbac"),
        ("abc", "ab", "ac", "a"),
        ("", "a", "b", "ba"),
        ("abc", "", "abcd", "d"),
        ("abc", "abcd", "abcd", "abcd"),
    ],
)
def test_both_changes_of_a_list_hold(base: str, wanted: str, current: str, merged: str) -> None:
    assert sorted(merge_lists(base, wanted, current)) == sorted(merged)
    own = [each for each in wanted if each in merged]
    assert [each for each in merge_lists(base, wanted, current) if each in own] == own


def test_a_list_that_is_wholly_another_is_merged_in_order_and_in_time() -> None:
    added = [f"N{number}" for number in range(10_000)]
    assert merge_lists(["A"], ["A", "B"], ["A", *added]) == ["A", *added, "B"]


def symbols_of(file: Path, source: str) -> tuple[str, ...]:
    return next(each.symbols for each in load_config(file).sources if each.name == source)


def test_a_source_is_found_by_its_name_and_what_another_program_added_stays(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[sources]]\nname = "a"\nkind = "binance"\nsymbols = ["BTCUSDT", "XRPUSDT"]  # both\n')
    path = ("sources", "a", "symbols")
    ConfigEditor(file).apply(Edit(path=path, value=["BTCUSDT", "ETHUSDT"], base=["BTCUSDT"], about="ETHUSDT into a"))
    assert set(symbols_of(file, "a")) == {"BTCUSDT", "ETHUSDT", "XRPUSDT"}
    assert "# both" in file.read_text()
    with pytest.raises(ConfigError, match="nothing has the name 'b' any more"):
        ConfigEditor(file).apply(Edit(path=("sources", "b", "symbols"), value=["X"], about="x"))


def test_a_table_of_symbols_takes_one_more(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[sources]]\nname = "a"\nkind = "yahoo"\nsymbols = { "OGDC.KA" = "PSX:OGDC" }\n')
    ConfigEditor(file).apply(Edit(path=("sources", "a", "symbols", "HBL.KA"), value="PSX:HBL", about="HBL into a"))
    assert file.read_text().endswith('symbols = { "OGDC.KA" = "PSX:OGDC", "HBL.KA" = "PSX:HBL"}\n')


def test_a_file_without_sources_gets_those_that_are_built_in(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "light"  # by day\n')
    before = load_config(file).sources
    ConfigEditor(file).apply(
        Edit(path=("sources", "coins", "symbols"), value=["BTCUSDT", "ETHUSDT", "SOLUSDT"], about="SOL into coins")
    )
    after = load_config(file).sources
    assert [each.name for each in after] == [each.name for each in before]
    assert symbols_of(file, "coins") == ("BTCUSDT", "ETHUSDT", "SOLUSDT")
    assert "# by day" in file.read_text()
