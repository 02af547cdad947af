"""Lists that are typed into: the palette, and the dialog that adds instruments."""

import pytest

from tests.ui.stage import staged
from tui.config.defaults import DEFAULT_SOURCES
from tui.ui.screens.palette import PaletteScreen

pytestmark = pytest.mark.usefixtures("patched_compositor")


@pytest.mark.slow
@pytest.mark.parametrize("keys", [("ctrl+p",), ("+", "b")])
async def test_the_cursor_stays_in_view_and_returns_with_another_text(keys: tuple[str, ...]) -> None:
    async with staged((80, 14), sources=DEFAULT_SOURCES) as stage:
        await stage.press(*keys)
        first = stage.chosen
        seen = {first}
        for _ in range(12):
            await stage.press("down")
            seen.add(stage.chosen)
        assert "" not in seen
        assert len(seen) == 13
        await stage.press("pagedown", "pageup", *["up"] * 12)
        assert stage.chosen == first
        await stage.wheel(5, 8)
        assert stage.chosen != first
        await stage.wheel(5, 8, down=False)
        assert stage.chosen == first
        await stage.press("down", "z", "backspace")
        assert stage.chosen == first


async def test_a_click_chooses_an_instrument_and_a_second_one_adds_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("+", "p")
        second = stage.lines[5].split()[0]
        await stage.click(5, 5)
        assert stage.chosen.split()[0] == second
        await stage.click(5, 5)
        assert f"{second} into Mine" in stage.text or f"{second} is given by no source" in stage.text


async def test_a_click_between_the_matches_chooses_nothing() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("ctrl+p", *"freeze")
        await stage.click(5, 1)
        await stage.click(5, 39)
        assert isinstance(stage.app.screen, PaletteScreen)


@pytest.mark.slow
async def test_behind_what_would_be_written_the_cursor_stays() -> None:
    async with staged((120, 40), sources=DEFAULT_SOURCES) as stage:
        await stage.press("+", *"ban", "down", "down")
        before = stage.chosen
        await stage.press("enter", "down", "down")
        assert stage.chosen == ""
        await stage.press("escape")
        assert stage.chosen == before
