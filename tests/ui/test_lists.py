"""Lists by keys: rows taken out, moved, pinned, with titles between them and what no source gives."""

from pathlib import Path

import pytest

from tests.kit.view import entries
from tests.ui.stage import Stage, staged
from tui.cli.given import with_given
from tui.config.loader import DEFAULT_CONFIG, load_config
from tui.view.settings import BoardSettings
from tui.view.sorting import LIST_SORT
from tui.view.tabs import Tab

WIDE = (120, 40)
pytestmark = pytest.mark.usefixtures("patched_compositor")

LIST = entries("PSX:OGDC", "# Banks", "GONE", "BOP")
FEW = Tab(name="Few", symbols=LIST, list_name="Few", sort=LIST_SORT)
SETTINGS = BoardSettings(lists={"Few": LIST}, tabs=(FEW,), tab_order=("Few", "All"))


def rows(stage: Stage, count: int = 4) -> list[str]:
    """Return the first words of the grid's lines below the header."""
    region = stage.grid.region
    lines = stage.lines[region.y + 1 : region.y + 1 + count]
    return [line[region.x : region.right].split(" ─")[0].split()[0] for line in lines]


@pytest.mark.slow
async def test_titles_and_what_no_source_gives_are_lines_of_a_list() -> None:
    async with staged(WIDE, settings=SETTINGS) as stage:
        assert rows(stage) == ["OGDC", "Banks", "GONE", "BOP"]
        assert "no source has it" in stage.text
        assert stage.cursor == "OGDC"
        await stage.press("j")
        assert stage.cursor == "GONE"
        assert "2 of 3" in stage.text
        await stage.press("k")
        assert stage.cursor == "OGDC"
        await stage.press("G", "/", "b", "o", "p", "enter")
        assert stage.symbols == ["BOP"]
        assert "Banks" not in stage.lines[stage.grid.region.y + 1]


@pytest.mark.slow
async def test_a_row_is_moved_across_a_title_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, settings=SETTINGS, config_file=file) as stage:
        await stage.press("J")
        assert rows(stage) == ["Banks", "OGDC", "GONE", "BOP"]
        await stage.press("J", "J")
        assert rows(stage) == ["Banks", "GONE", "BOP", "OGDC"]
        await stage.press("K")
        assert (stage.cursor, stage.symbols) == ("OGDC", ["GONE", "OGDC", "BOP"])
        assert [str(each) for each in load_config(file).settings.lists["Few"]] == ["# Banks", "GONE", "PSX:OGDC", "BOP"]
        await stage.press("U", "U", "U", "U")
        assert rows(stage) == ["OGDC", "Banks", "GONE", "BOP"]
        assert not file.exists()


async def test_in_another_order_the_first_key_brings_back_that_of_the_list() -> None:
    async with staged(WIDE, settings=SETTINGS) as stage:
        await stage.press("s")
        assert "by list" not in stage.text
        await stage.press("K")
        assert rows(stage) == ["OGDC", "Banks", "GONE", "BOP"]
        assert "rows move by hand" in stage.text


@pytest.mark.slow
async def test_a_row_is_taken_out_even_one_that_no_source_gives() -> None:
    async with staged(WIDE, settings=SETTINGS) as stage:
        await stage.press("j", "-")
        assert rows(stage, 3) == ["OGDC", "Banks", "BOP"]
        assert stage.cursor == "BOP"
        assert "GONE out of Few" in stage.text
        await stage.press("2", "-")
        assert "is not in Mine" in stage.text


@pytest.mark.slow
async def test_a_pinned_row_is_first_in_every_tab_whatever_the_sort(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, settings=SETTINGS, config_file=file) as stage:
        await stage.press("G", "^")
        assert rows(stage) == ["▪BOP", "OGDC", "Banks", "GONE"]
        assert stage.cursor == "BOP"
        await stage.press("2")
        assert rows(stage, 1) == ["▪BOP"]
        await stage.press("S")
        assert stage.symbols[0] == "BOP"
        assert [str(each) for each in load_config(file).settings.lists["Pinned"]] == ["PSX:BOP"]
        await stage.press("g", "^")
        assert "▪" not in stage.text
        await stage.press("U")
        assert rows(stage, 1) == ["▪BOP"]


async def test_a_list_that_waits_for_a_source_says_so_and_fills_where_it_is() -> None:
    async with staged(WIDE, settings=SETTINGS, symbols=("BOP",)) as stage:
        assert rows(stage) == ["OGDC", "Banks", "GONE", "BOP"]
        await stage.press("j", "j")
        assert stage.cursor == "BOP"


async def test_the_tab_is_first_and_shown_and_its_changes_are_not_saved(
    tmp_path: Path,
) -> None:
    settings = with_given(DEFAULT_CONFIG, "BOP,OGDC,NOPE").settings
    async with staged((120, 40), settings=settings, config_file=tmp_path / "config.toml") as stage:
        assert stage.symbols == ["BOP", "OGDC", "NOPE"]
        assert "1 Given" in stage.text
        await stage.press("J", "-")
        assert stage.symbols == ["OGDC", "NOPE"]
        await stage.press("U")
        assert stage.symbols == ["OGDC", "BOP", "NOPE"]
    assert not (tmp_path / "config.toml").exists()


@pytest.mark.slow
async def test_the_keys_of_a_list_in_a_file_write_that_file(tmp_path: Path) -> None:
    (tmp_path / "few.txt").write_text("; mine\nPSX:OGDC  # oil\n\n# Banks\nGONE\nBOP\n")
    config = tmp_path / "config.toml"
    config.write_text('[[tabs]]\nname = "Few"\nlist = "few.txt"\n[board]\ntabs = ["Few", "All"]\n')
    written = config.read_text()
    async with staged(WIDE, settings=load_config(config).settings, config_file=config) as stage:
        assert rows(stage) == ["OGDC", "Banks", "GONE", "BOP"]
        await stage.press("J", "j", "-")
        assert (tmp_path / "few.txt").read_text() == "; mine\n# Banks\n\nPSX:OGDC  # oil\nBOP\n"
        await stage.press("+", *"hubc", "enter", "escape")
        assert (tmp_path / "few.txt").read_text().endswith("BOP\nPSX:HUBC\n")
        await stage.press("U", "U", "U")
        assert (tmp_path / "few.txt").read_text() == "; mine\nPSX:OGDC  # oil\n\n# Banks\nGONE\nBOP\n"
    assert config.read_text() == written


async def test_a_list_file_that_has_gone_wrong_meanwhile_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "few.txt").write_text("OGDC\nBOP\n")
    config = tmp_path / "config.toml"
    config.write_text('[[tabs]]\nname = "Few"\nlist = "few.txt"\n[board]\ntabs = ["Few"]\n')
    async with staged(WIDE, settings=load_config(config).settings, config_file=config) as stage:
        (tmp_path / "few.txt").write_bytes(b"OGDC\n" * 2_000_000)
        await stage.press("-")
        assert "not saved" in stage.text
        assert "few.txt" in stage.text
        assert stage.symbols == ["BOP"]
    assert (tmp_path / "few.txt").stat().st_size == 10_000_000
