"""The dialog that adds to lists: what is typed, what is found, what is written."""

from pathlib import Path

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.marks import quick
from tests.kit.view import entries
from tests.ui.stage import staged
from tui.config.defaults import DEFAULT_SOURCES
from tui.config.loader import load_config
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.text import CleanText
from tui.engine.symbol_search import SearchResult
from tui.view.settings import BoardSettings

WIDE = (120, 40)
pytestmark = pytest.mark.usefixtures("patched_compositor")


@pytest.mark.slow
async def test_what_is_on_the_board_is_added_and_the_next_can_be_typed(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        await stage.press("+", *"ogd")
        assert "ADD TO Mine" in stage.text
        assert "on the board" in stage.lines[stage.line_of("OGDC")]
        await stage.press("enter", *"bop", "enter")
        assert "BOP into Mine" in stage.text
        await stage.press(*"bop", "enter")
        assert "BOP is in Mine already" in stage.text
        await stage.press("escape", "U")
        assert stage.is_board_in_front()
    assert list(map(str, load_config(file).settings.lists["Mine"])) == ["PSX:OGDC"]


async def test_no_key_goes_to_the_board_below() -> None:
    async with staged(WIDE) as stage:
        await stage.press("+", "q", "space", "?", "G", "t", "ctrl+p", "ctrl+u")
        assert not stage.has_ended
        assert "ADD TO Mine" in stage.text
        await stage.paste("lucky\x1b[31m cem\n")
        assert "LUCK" in stage.text
        await stage.press("escape")
        assert stage.is_board_in_front()


@pytest.mark.slow
async def test_the_line_is_edited_as_the_command_line_is() -> None:
    async with staged(WIDE) as stage:
        await stage.press("+", *"gdc", "ctrl+a", "o")
        assert stage.lines[2].startswith(" + o▏gdc ")
        assert "OGDC" in stage.lines[4]
        await stage.press("end", *" gax", "left", "delete", "ctrl+b", "backspace", "right", "ctrl+e")
        assert stage.lines[2].startswith(" + ogdc a▏ ")
        await stage.press("ctrl+w", "home", "right", "ctrl+k")
        assert stage.lines[2].startswith(" + o▏ ")
        await stage.press(*"gx", "left", "ctrl+u")
        assert stage.lines[2].startswith(" + ▏x ")
        await stage.paste("y")
        assert stage.lines[2].startswith(" + y▏x")


@pytest.mark.slow
async def test_the_cursor_of_the_line_moves_without_a_new_search() -> None:
    async with staged(WIDE, sources=DEFAULT_SOURCES) as stage:
        await stage.press("+", *"ban", "down", "down", "home")
        assert stage.lines[2].startswith(" + ▏ban ")
        third = stage.lines[6].split()[0]
        await stage.press("enter")
        assert third in stage.text.split("enter writes into")[0]


@pytest.mark.slow
async def test_a_line_longer_than_the_screen_keeps_its_cursor_in_view() -> None:
    async with staged((40, 12)) as stage:
        await stage.press("+", *"a very long name of an instrument with many words")
        assert "many words▏" in stage.lines[2]
        await stage.press("home")
        assert stage.lines[2].startswith(" + ▏a very long name")


@pytest.mark.slow
async def test_an_instrument_without_a_source_is_written_after_its_lines_were_shown(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '# mine\n[[sources]]\nname = "y"\nkind = "yahoo"\nevery = "1m"\nsymbols = ["OGDC.KA"]  # oil\n',
    )
    sources = load_config(file).sources
    async with staged(WIDE, config_file=file, sources=sources) as stage:
        await stage.press("+", *"apple")
        assert "y AAPL" in stage.lines[stage.line_of("AAPL")]
        await stage.press("enter")
        for words in ("is given by no source yet", 'name = "y"', 'symbols = [… "AAPL"]', 'Mine = [… "US:AAPL"]'):
            assert words in stage.text
        assert "within seconds" in stage.text
        await stage.press("escape")
        assert "is given by no source yet" not in stage.text
        await stage.press("enter", "enter")
        config = load_config(file)
        assert config.sources[0].symbols == ("OGDC.KA", "AAPL")
        assert list(map(str, config.settings.lists["Mine"])) == ["US:AAPL"]
        assert "# oil" in file.read_text()
        await stage.press("escape", "]", "]")
        assert "AAPL" in stage.text
        await stage.press("U")
        assert load_config(file).sources[0].symbols == ("OGDC.KA",)
        assert "[lists]" not in file.read_text()


@pytest.mark.slow
async def test_a_symbol_that_nobody_knows_is_added_only_after_a_word() -> None:
    async with staged(WIDE) as stage:
        await stage.press("+", *"xyzzy")
        assert "Neither the board nor the directory has it" in stage.text
        await stage.press("enter")
        assert "No source here has XYZZY" in stage.text
        await stage.press("enter", "escape", "3")
        assert stage.symbols == ["XYZZY"]
        assert "no source has it" in stage.text
        await stage.press("+", *"xq zw", "enter")
        assert "that is no symbol" in stage.text


@pytest.mark.slow
async def test_a_title_is_put_above_the_row_and_taken_out_by_the_same_words() -> None:
    lists = {"Mine": entries("OGDC", "BOP")}
    async with staged(WIDE, settings=BoardSettings(lists=lists)) as stage:
        await stage.press("3", "j", "+", *"# Banks", "enter", "escape")
        y = stage.line_of("Banks ─")
        assert "OGDC" in stage.lines[y - 1]
        assert "BOP" in stage.lines[y + 1]
        await stage.press("+", *"#banks", "enter", "escape")
        assert "Banks ─" in stage.text
        await stage.press("+", *"#Banks", "enter", "escape")
        assert "Banks ─" not in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (80, 24), (160, 50), (40, 12)))
async def test_the_choice_stays_in_view_in_every_size(size: tuple[int, int]) -> None:
    async with staged(size, sources=DEFAULT_SOURCES) as stage:
        await stage.press("+", "b", *["down"] * 30)
        chosen = [line for line in stage.lines if " US " in line or " PSX " in line or "yahoo" in line]
        assert chosen
        await stage.press("pagedown", "pageup", "up", "ctrl+n", "enter")
        assert "enter" in stage.text


@pytest.mark.slow
async def test_a_search_of_the_sources_brings_what_the_directory_lacks(tmp_path: Path) -> None:
    toyota = Listing(InstrumentId("TSE", "7203"), InstrumentKind.SHARE, "Toyota Motor", "yahoo", "7203.T")
    feed = ScriptedFeed()
    feed.found = SearchResult((toyota,), (CleanText("gecko: HTTP 429"),))
    async with staged(WIDE, sources=DEFAULT_SOURCES, config_file=tmp_path / "config.toml") as stage:
        stage.app.feed = feed
        await stage.press("+", *"toyota")
        assert "ctrl+s asks Yahoo" in stage.text
        await stage.press("ctrl+s")
        assert feed.searched == ["toyota"]
        assert "yahoo 7203.T" in stage.lines[stage.line_of("Toyota Motor")]
        assert "gecko: HTTP 429" in stage.text
        await stage.press("enter", "enter")
        assert next(each for each in load_config(tmp_path / "config.toml").sources if each.name == "yahoo").symbols[
            -1
        ] == ("7203.T")
