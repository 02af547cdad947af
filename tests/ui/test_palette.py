"""The palette finds whatever the board can do or show, best first."""

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.growth import assert_linear
from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import a_quote, an_article
from tests.ui.stage import Stage, staged
from tui.domain.events import Snapshot
from tui.domain.market import apply
from tui.ui.commands.command import Context
from tui.ui.commands.program_commands import request_poll
from tui.ui.palette_entries import board_entries
from tui.ui.screens.palette import PaletteScreen
from tui.view.palette import find_entries
from tui.view.sorting import Sort

pytestmark = pytest.mark.usefixtures("patched_compositor")
WIDE = (120, 40)


async def choose(stage: Stage, typed: str) -> None:
    await stage.press("ctrl+p", *typed)
    await stage.press("enter")


@pytest.mark.slow
async def test_a_symbol_leads_to_its_row() -> None:
    async with staged(WIDE) as stage:
        await stage.press("3")
        await choose(stage, "ogdc")
        assert stage.is_board_in_front()
        assert stage.cursor == "OGDC"


@pytest.mark.slow
async def test_a_column_sorts_a_tab_is_shown_and_a_source_polled() -> None:
    async with staged(WIDE) as stage:
        stage.app.feed = feed = ScriptedFeed()
        await choose(stage, "sort by last")
        assert stage.grid.settings.sort == Sort("last", descending=True)
        await choose(stage, "tab psx")
        assert stage.grid.settings.tab.name == "PSX"
        await choose(stage, "poll br")
        assert feed.requests == ["br"]


async def test_each_tab_is_listed_by_its_name() -> None:
    async with staged(WIDE) as stage:
        await stage.press("ctrl+p", *"tab ")
        for name, key in (("All", "1"), ("PSX", "2"), ("Mine", "3")):
            assert any(line.split()[:3] == ["Tab", name, key] for line in stage.lines)


@pytest.mark.slow
async def test_a_command_with_words_is_begun_on_the_command_line() -> None:
    async with staged(WIDE) as stage:
        await choose(stage, ":export")
        assert stage.lines[-1].startswith(" :export ▏")


@pytest.mark.slow
async def test_an_article_is_opened() -> None:
    async with staged((80, 24)) as stage:
        article = an_article("a", "Cement prices rise")
        poll = Snapshot(source="br", at=stage.app.time, articles=(article, an_article("b", "Other news")))
        await stage.show(apply(stage.source.market, poll))
        await choose(stage, "cement")
        assert "Cement prices rise" in stage.text
        assert stage.reader.display


async def test_the_matches_are_moved_through_by_keys_and_chosen_by_a_click() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("ctrl+p", "down", "down", "up", "pagedown", "pageup", "end")
        assert isinstance(stage.app.screen, PaletteScreen)
        await stage.press(*"zzz")
        assert "nothing found" in stage.lines[0]
        await stage.press("enter", "ctrl+u", *"freeze")
        await stage.click(5, 2)
        assert stage.grid.settings.frozen


@pytest.mark.slow
async def test_ten_thousand_symbols_are_searched_and_the_work_grows_with_them() -> None:
    async with staged(WIDE) as stage:
        rows = [a_quote(f"SYM{number}", "1.5") for number in range(10_000)]
        await stage.show(a_market(a_snapshot(*rows, at=stage.app.time)))
        entries = list(board_entries(Context(stage.app, stage.board, stage.app.store)))
        assert len(entries) > 10_000
        many = entries * 8
        assert_linear(lambda count: find_entries("sym777", many[:count]), start=1_000, largest=10_000)
        assert find_entries("sym777", entries)[0].name == "SYM777"


async def test_a_source_that_cannot_be_polled_yet_is_said() -> None:
    async with staged((80, 24)) as stage:
        request_poll(Context(stage.app, stage.board, stage.app.store), "poll", "br")
        await stage.settle()
        assert "nothing is polled yet" in stage.lines[-1]
