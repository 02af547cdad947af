"""The column picker: what a user sees and has written."""

import tomllib
from pathlib import Path

import pytest

from tests.ui.stage import Stage, staged
from tui.config.loader import load_config
from tui.view.settings import BoardSettings
from tui.view.tabs import Tab

WIDE = (120, 40)


def titles(stage: Stage) -> list[str]:
    grid = stage.grid.region
    return stage.lines[grid.y][grid.x : grid.right].split()


@pytest.mark.slow
async def test_a_column_turned_off_leaves_the_tab_at_once_and_the_configuration_has_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        assert "TREND" in titles(stage)
        await stage.press("c")
        assert "COLUMNS of All" in stage.text
        y = stage.line_of("the prices of the session")
        await stage.click(2, y)
        assert "[ ] TREND" in stage.text
        await stage.press("escape")
        assert "TREND" not in titles(stage)
        shown = {placed.column.key for placed in stage.columns}
    (tab,) = load_config(file).settings.tabs
    assert tab.name == "All"
    assert shown == set(tab.columns)


@pytest.mark.slow
async def test_keys_move_widen_and_reset_columns(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        usual = titles(stage)
        await stage.press("c", "J", "J", "J", ">", ">", "enter")
        assert stage.is_board_in_front()
        columns = tomllib.loads(file.read_text())["tabs"][0]["columns"]
        assert columns[:2] == ["last", "symbol:9"]
        assert [placed.column.key for placed in stage.columns][:2] == ["last", "symbol"]
        await stage.press("c", "r")
        assert "[x] SYMBOL" in stage.text
        await stage.press("escape")
        assert titles(stage) == usual


async def test_keys_are_for_the_first_column_where_there_is_no_room_for_the_list(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged((20, 5), config_file=file) as stage:
        await stage.press("c", ">", "r", ">", "J", "K", "enter")
        assert stage.is_board_in_front()
    assert tomllib.loads(file.read_text())["tabs"][0]["columns"][0].startswith("symbol:")


@pytest.mark.slow
async def test_a_tab_of_the_user_is_changed_in_its_place_and_undone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = '# mine\n[[tabs]]\nname = "Few"\ncolumns = ["symbol", "last"]\n\n[board]\ntabs = ["Few"]\n'
    file.write_text(text)
    async with staged(WIDE, config_file=file, settings=load_config(file).settings) as stage:
        before = titles(stage)
        await stage.press("c", "down", " ", "escape")
        assert titles(stage) == ["SYMBOL", "NAME", "LAST"]
        assert file.read_text() != text
        assert "# mine" in file.read_text()
        await stage.press("U")
        assert titles(stage) == before
        assert file.read_text() == text


def marks(stage: Stage) -> list[str]:
    return [line.split("]")[0] for line in stage.lines if "[x]" in line or "[ ]" in line]


async def test_what_is_undone_in_the_picker_is_off_in_its_list(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    async with staged(WIDE, config_file=file) as stage:
        await stage.press("c", "j")
        before = marks(stage)
        await stage.press(" ")
        assert marks(stage) != before
        await stage.press("U")
        assert marks(stage) == before


async def test_the_sample_shows_the_column_that_rows_are_sorted_by_as_the_grid_does() -> None:
    tab = Tab(name="All", columns=("symbol", "last"))
    async with staged(WIDE, settings=BoardSettings(tabs=(tab,))) as stage:
        await stage.press(".", "h")
        assert titles(stage)[-1] == "HIGH▼"
        await stage.press("c", "down", " ")
        sample = next(line for line in stage.lines if "SYMBOL " in line and "[x]" not in line)
        assert sample.split() == ["SYMBOL", "NAME", "LAST", "HIGH▼"]


async def test_a_column_without_room_says_so() -> None:
    tab = Tab(name="All", columns=("symbol", "last", "percent", "bid", "ask", "turnover", "year_range"))
    async with staged((40, 24), settings=BoardSettings(tabs=(tab,))) as stage:
        await stage.press("c")
        assert "no room" in stage.text


@pytest.mark.slow
async def test_the_picker_fits_the_smallest_board() -> None:
    async with staged((40, 12)) as stage:
        await stage.press("c", "G")
        assert "NOTE" in stage.text
        assert "COLUMNS" in stage.lines[0]
        await stage.press("g", " ", "q")
        assert stage.is_board_in_front()
