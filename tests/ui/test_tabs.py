"""Tabs by key and by mouse: each keeps its own sort, filter, order and cursor; marks make a list."""

from pathlib import Path

import pytest

from tests.ui.stage import staged
from tui.config.loader import load_config
from tui.view.settings import BoardSettings
from tui.view.sorting import LIST_SORT
from tui.view.tabs import ListEntry, Tab

WIDE = (120, 40)
pytestmark = pytest.mark.usefixtures("patched_compositor")
MINE = {"Mine": (ListEntry(symbol="PSX:OGDC"), ListEntry(symbol="BOP"))}


async def test_a_digit_shows_a_tab_and_brackets_the_next_one() -> None:
    async with staged(WIDE, settings=BoardSettings(lists=MINE)) as stage:
        await stage.press("3")
        assert stage.symbols == ["OGDC", "BOP"]
        await stage.press("]")
        assert len(stage.symbols) > 2
        await stage.press("[")
        assert stage.symbols == ["OGDC", "BOP"]
        await stage.press("9")
        assert "there are 3 tabs" in stage.text
        assert stage.symbols == ["OGDC", "BOP"]


async def test_a_click_on_a_name_shows_its_tab() -> None:
    async with staged(WIDE, settings=BoardSettings(lists=MINE)) as stage:
        y = stage.line_of(" 3 Mine ")
        await stage.click(stage.lines[y].index("Mine"), y)
        assert stage.symbols == ["OGDC", "BOP"]


@pytest.mark.slow
async def test_the_breadth_is_that_of_the_tab_from_the_start() -> None:
    settings = BoardSettings(lists=MINE)
    async with staged(WIDE, settings=settings) as stage:
        everything = stage.lines[stage.line_of("unchanged")]
        await stage.press("3")
        of_list = stage.lines[stage.line_of("unchanged")]
        assert of_list != everything
        view = stage.app.view()
        await stage.press("1")
        assert stage.lines[stage.line_of("unchanged")] == everything
    assert view is not None
    async with staged(WIDE, settings=settings, remembered=view) as stage:
        assert stage.lines[stage.line_of("unchanged")] == of_list


async def test_each_tab_keeps_its_sort_its_filter_and_its_cursor() -> None:
    async with staged(WIDE) as stage:
        await stage.press("j", "j", "s", "S", "/", "o", "enter")
        before = stage.symbols, stage.cursor, stage.grid.settings.sort
        await stage.press("2")
        assert stage.grid.settings.filter_text == ""
        assert stage.cursor == stage.symbols[0]
        await stage.press("G", "f", "1")
        assert (stage.symbols, stage.cursor, stage.grid.settings.sort) == before
        assert not stage.grid.settings.frozen
        await stage.press("2")
        assert stage.cursor == stage.symbols[-1]
        assert stage.grid.settings.frozen


@pytest.mark.slow
async def test_a_mark_puts_a_row_into_mine_and_into_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        first = stage.cursor
        await stage.press("m", "j", "m", "3")
        assert stage.symbols[0] == first
        assert len(stage.symbols) == 2
        await stage.press("m")
        assert len(stage.symbols) == 1
        left = stage.symbols
    settings = load_config(file).settings
    assert [entry.symbol.partition(":")[2] for entry in settings.lists["Mine"]] == left


@pytest.mark.slow
async def test_undo_takes_a_mark_back_on_the_screen_and_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        await stage.press("m", "U")
        assert "undone" in stage.text
        assert not file.exists()
        await stage.press("3")
        assert stage.symbols == []
        assert "Nothing is marked yet: m on a row of another tab marks it." in stage.text
        await stage.press("U")
        assert "nothing to undo" in stage.text


async def test_a_file_that_cannot_be_written_loses_nothing_on_the_screen(tmp_path: Path) -> None:
    async with staged(WIDE, config_file=tmp_path) as stage:
        await stage.press("m")
        assert "not saved" in stage.text
        await stage.press("3")
        assert len(stage.symbols) == 1


async def test_a_tab_of_the_user_has_its_own_columns_and_sort() -> None:
    tab = Tab(name="Few", columns=("symbol", "percent", "last"), symbols=MINE["Mine"], sort=LIST_SORT)
    async with staged(WIDE, settings=BoardSettings(tabs=(tab,), tab_order=("Few",))) as stage:
        grid = stage.grid.region
        assert stage.lines[grid.y][grid.x : grid.right].split() == ["SYMBOL", "%", "LAST"]
        assert stage.symbols == ["OGDC", "BOP"]
        assert "by list" in stage.text


@pytest.mark.slow
async def test_an_instrument_of_another_tab_is_shown_there() -> None:
    async with staged(WIDE, settings=BoardSettings(lists=MINE)) as stage:
        await stage.press("3")
        y = stage.line_of("BR100")
        await stage.click(stage.lines[y].index("BR100") + 1, y)
        assert stage.cursor == "BR100"
        assert stage.grid.settings.tab.name == "All"
