"""Tabs that the user makes in the program are read from the file as they were made."""

from pathlib import Path

import pytest

from tui.config.editing import ConfigEditor
from tui.config.loader import load_config
from tui.config.tab_edits import edit_of_order, edits_of_tabs
from tui.domain.quote import InstrumentKind
from tui.view.sorting import Sort
from tui.view.tabs import ListEntry, Tab

WRITTEN = """\
[board]
theme = "dark"

[lists]
Banks = ["HBL"]

[[tabs]]
name = "Banks"              # all of them
list = "Banks"

[[tabs]]
name = "Fast"
filter = "pct > 2"
sort = "last"
"""
NEW = Tab(
    name="New",
    symbols=(ListEntry(symbol="PSX:OGDC"), ListEntry(title="Oil")),
    markets=frozenset({"PSX", "FX"}),
    kinds=frozenset({InstrumentKind.SHARE}),
    sources=frozenset({"br"}),
    filter_text="vol > 1m",
    columns=("symbol", "last"),
    sort=Sort("percent", descending=False),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN)
    return file


def change(file: Path, *after: Tab) -> tuple[Tab, ...]:
    """Write these tabs into the file, and return those that are read from it then."""
    ConfigEditor(file).apply(*edits_of_tabs(load_config(file).settings.tabs, after, "a change"))
    return load_config(file).settings.tabs


def test_what_is_written_is_what_is_read(file: Path) -> None:
    banks, fast = load_config(file).settings.tabs
    assert change(file, banks, fast, NEW) == (banks, fast, NEW)
    assert "# all of them" in file.read_text()


def test_a_changed_tab_keeps_its_place_and_its_comment(file: Path) -> None:
    banks, fast = load_config(file).settings.tabs
    other = banks._replace(columns=("symbol", "percent"))
    assert change(file, other, fast) == (other, fast)
    assert change(file, banks, fast) == (banks, fast)
    assert file.read_text() == WRITTEN


@pytest.mark.parametrize("stays", [0, 1])
def test_a_tab_is_removed_whole(file: Path, stays: int) -> None:
    tabs = load_config(file).settings.tabs
    assert change(file, tabs[stays]) == (tabs[stays],)
    assert change(file) == ()
    assert "tabs" not in file.read_text()


def test_tabs_are_made_in_a_file_without_any(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "light"\n')
    assert change(file, NEW) == (NEW,)
    ConfigEditor(file).apply(edit_of_order(["New", "All"], "an order"))
    assert load_config(file).settings.tab_order == ("New", "All")
