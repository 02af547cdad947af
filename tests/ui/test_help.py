"""Help: every key with its id, found by typing, run by enter."""

import pytest

from tests.kit.marks import quick
from tests.ui.stage import staged
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.source_health import SourceHealthScreen
from tui.view.settings import BoardSettings
from tui.view.tabs import ListEntry, list_tab

pytestmark = pytest.mark.usefixtures("patched_compositor")


@pytest.mark.parametrize("size", quick(1, (160, 50), (120, 40), (80, 24)))
async def test_each_key_has_its_id_beside_it(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.press("?")
        (line,) = [line for line in stage.lines if " Source health " in line]
        assert line.split()[0] == "ctrl+r"
        assert "app.health" in line


@pytest.mark.slow
async def test_a_search_leaves_what_matches_and_enter_runs_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("?", "/", *"freeze", "enter")
        assert stage.is_board_in_front()
        assert stage.grid.settings.frozen
        await stage.press("?", "/", *"app.health", "enter")
        assert isinstance(stage.app.screen, SourceHealthScreen)


async def test_escape_ends_the_search_and_then_leaves() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("?", "/", *"qqq")
        assert "0 found" in stage.lines[0]
        await stage.press("escape")
        assert isinstance(stage.app.screen, HelpScreen)
        assert "KEYS" in stage.lines[0]
        await stage.press("escape")
        assert stage.is_board_in_front()


@pytest.mark.slow
async def test_keys_do_what_they_say_from_the_list_with_the_cursor_or_by_mouse() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("?", "/", *"grid.last", "tab", "enter")
        assert stage.cursor == stage.symbols[-1]
        await stage.press("?")
        y = stage.line_of(" Close what is open")
        await stage.click(5, y)
        assert isinstance(stage.app.screen, HelpScreen)


async def test_the_first_line_closes_the_list_and_not_the_program() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("?", "enter")
        assert stage.is_board_in_front()
        assert not stage.has_ended


async def test_the_tabs_of_the_user_are_listed_with_their_keys() -> None:
    entries = (ListEntry(symbol="OGDC"),)
    settings = BoardSettings(lists={"Banks": entries}, tabs=(list_tab("Banks", {"Banks": entries}),))
    async with staged((80, 24), settings=settings) as stage:
        await stage.press("?", "/", *"banks")
        (line,) = [line for line in stage.lines if "Show Banks" in line]
        assert line.split() == ["3", "Show", "Banks", "tab.3"]


async def test_the_mouse_is_explained() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("?", "/", *"mouse")
        assert "on a title: sort by it" in stage.text


@pytest.mark.slow
async def test_keys_that_panes_share_are_listed_once() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("?", "/", *"movers.left")
        (line,) = [line for line in stage.lines if " To the left " in line]
        assert line.split()[-1] == "movers.left"
