"""What the user sees of a tab that is renamed, hidden, moved to an end or named in several words."""

from collections.abc import Mapping
from itertools import starmap
from pathlib import Path

import pytest

from tests.kit.marks import quick, spread
from tests.ui.stage import Stage, staged
from tui.view.settings import BoardSettings
from tui.view.sorting import Sort
from tui.view.tabs import ListEntry

pytestmark = pytest.mark.usefixtures("patched_compositor")
WIDE = (120, 40)
BANKS: Mapping[str, tuple[ListEntry, ...]] = {
    "Mine": tuple(ListEntry(symbol=symbol) for symbol in ("BOP", "HUBC", "KEL", "OGDC", "PPL"))
}


def names(stage: Stage) -> str:
    return " ".join(tab.name for tab in stage.app.state.tabs)


def look(stage: Stage) -> object:
    return stage.grid.settings._replace(tab=stage.grid.settings.tab._replace(name="")), stage.symbols, stage.cursor


@pytest.mark.slow
@pytest.mark.parametrize("number", quick(1, "1", "2", "3"))
async def test_a_rename_and_its_undo_keep_how_the_tab_looks(number: str) -> None:
    async with staged(WIDE, settings=BoardSettings(lists=BANKS)) as stage:
        await stage.press(number, "s", "s", "S", "j", "j", "f", "/", "p", "enter", "j")
        name, before = stage.grid.settings.tab.name, look(stage)
        await stage.run("renametab Money")
        assert stage.grid.settings.tab.name == "Money"
        assert look(stage) == before
        await stage.press("U")
        assert stage.grid.settings.tab.name == name
        assert look(stage) == before


@pytest.mark.slow
async def test_a_tab_that_is_renamed_looks_the_same_after_a_restart_and_when_it_was_left() -> None:
    async with staged(WIDE, settings=BoardSettings(lists=BANKS)) as stage:
        await stage.press("3", "S", "G")
        await stage.run("renametab Money")
        before = look(stage)
        view, settings = stage.app.view(), stage.app.store.settings
        await stage.press("1", "U")
        assert stage.grid.settings.tab.name == "All"
        await stage.press("3")
        assert stage.grid.settings.tab.name == "Mine"
        assert look(stage) == before
    assert view is not None
    assert set(view.tabs) == {"All", "Money"}
    async with staged(WIDE, settings=settings, remembered=view) as again:
        assert again.grid.settings.tab.name == "Money"
        assert look(again) == before


@pytest.mark.slow
async def test_a_tab_with_columns_of_the_user_keeps_its_rows_when_it_is_renamed() -> None:
    async with staged(WIDE, settings=BoardSettings(lists=BANKS)) as stage:
        await stage.press("3")
        await stage.run("columns symbol last")
        rows = stage.symbols
        await stage.run("renametab Money")
        assert stage.symbols == rows
        assert [placed.column.key for placed in stage.columns] == ["symbol", "last"]


@pytest.mark.slow
async def test_a_hidden_tab_comes_back_by_its_name(tmp_path: Path) -> None:
    async with staged(WIDE, config_file=tmp_path / "config.toml") as stage:
        await stage.run("closetab")
        assert names(stage) == "PSX Mine"
        await stage.run("newtab All pct > 1")
        assert "the tab All is hidden: :newtab All shows it" in stage.text
        await stage.press("escape")
        await stage.run("renametab all")
        assert "the tab All is hidden" in stage.text
        await stage.press("escape")
        await stage.run("newtab all")
        assert "tab All is back, at the end" in stage.text
        assert names(stage) == "PSX Mine All"
        assert stage.grid.settings.tab.name == "All"
        await stage.press("U")
        assert names(stage) == "PSX Mine"
        await stage.press("1")
        rows = stage.symbols
        await stage.run("closetab")
        await stage.run("newtab PSX")
        assert stage.symbols == rows


@pytest.mark.slow
@pytest.mark.parametrize(("tab", "line", "said"), [("1", "movetab left", "first"), ("3", "movetab right", "last")])
async def test_a_tab_at_the_end_moves_no_further_and_it_is_said(tab: str, line: str, said: str) -> None:
    async with staged(WIDE) as stage:
        await stage.press("m", tab)
        await stage.run(line)
        assert f"it is the {said}" in stage.text
        assert names(stage) == "All PSX Mine"
        await stage.press("escape", "U")
        assert "into Mine" in stage.text


@pytest.mark.parametrize(
    ("line", "hint"),
    quick(
        1,
        *starmap(
            pytest.param,
            [
                ("newtab A long tab name here", 'a name of several words is quoted: :newtab "A long tab name here"'),
                ("newtab Oil and gas", 'a name of several words is quoted: :newtab "Oil and gas"'),
                ("newtab Index funds of R&D", "a name of several words is quoted"),
                (
                    "newtab A very long tab name here",
                    "a name of several words is quoted, and has at most 24 characters",
                ),
                ("newtab Big Oil", 'a name of several words is quoted: :newtab "Big Oil"'),
            ],
        ),
    ),
)
async def test_a_name_of_several_words_is_asked_to_be_quoted(line: str, hint: str) -> None:
    async with staged(WIDE) as stage:
        await stage.run(line)
        assert hint in stage.text
        assert names(stage) == "All PSX Mine"


@pytest.mark.parametrize(
    ("line", "name", "filter_text"),
    spread(
        2,
        *starmap(
            pytest.param,
            [
                ('newtab "Big Oil"', "Big Oil", ""),
                ("newtab Fast pct > 1", "Fast", "pct > 1"),
                ("newtab Fast pct>1", "Fast", "pct>1"),
                ('newtab Oil "gas"', "Oil", "gas"),
                ("newtab Rest not gas", "Rest", "not gas"),
                ("newtab Energy gas or oil", "Energy", "gas or oil"),
                ("newtab World index", "World", "index"),
                ("newtab World /index", "World", "/index"),
            ],
        ),
    ),
)
async def test_an_expression_and_a_word_that_is_meant_make_a_tab(line: str, name: str, filter_text: str) -> None:
    async with staged(WIDE) as stage:
        await stage.run(line)
        tab = stage.grid.settings.tab
        assert (tab.name, tab.filter_text) == (name, filter_text)


async def test_the_bottom_line_names_the_tab_where_no_strip_does() -> None:
    async with staged((40, 12), settings=BoardSettings(lists=BANKS), sort=Sort("symbol")) as stage:
        assert " All · 1 of " in stage.lines[-1]
        await stage.press("3")
        assert stage.lines[-1].endswith(" Mine · 1 of 5 · by list")
        await stage.press("f")
        assert stage.lines[-1].endswith(" Mine · 1 of 5 · frozen")
        await stage.press("2")
        assert " PSX · 1 of " in stage.lines[-1]
        await stage.resize(80, 24)
        assert "PSX ·" not in stage.lines[-1]
        await stage.press("z")
        assert "PSX · 1 of " in stage.lines[-1]


async def test_the_only_tab_is_not_named() -> None:
    async with staged((40, 12), settings=BoardSettings(tab_order=("All",))) as stage:
        assert "All" not in stage.lines[-1]
        await stage.run("newtab Second not zzz")
        await stage.wait(6)
        assert " Second · 1 of 18" in stage.lines[-1]
        await stage.press("1")
        assert " All · 1 of 18" in stage.lines[-1]
        await stage.run("closetab")
        assert "Second" not in stage.lines[-1].replace("tab Second", "")
