"""The replies on the bottom line: the last one, until the next key; and no news for them."""

from itertools import starmap
from pathlib import Path

import pytest

from tests.kit.marks import quick, spread
from tests.ui.stage import staged

pytestmark = pytest.mark.usefixtures("patched_compositor")
WIDE = (120, 40)


@pytest.mark.parametrize("key", quick(1, "j", "2", "s", "/", "i", "z", "tab", "}", "?"))
async def test_a_reply_goes_with_the_next_key(key: str) -> None:
    async with staged(WIDE) as stage:
        await stage.press("m")
        assert "U undoes" in stage.lines[-1]
        await stage.press(key)
        assert "into Mine" not in stage.text


@pytest.mark.slow
async def test_what_a_key_says_itself_stays() -> None:
    async with staged(WIDE) as stage:
        await stage.press("9", "9")
        assert "there are 3 tabs" in stage.lines[-1]
        await stage.press("m")
        assert "into Mine" in stage.lines[-1]
        await stage.press("U")
        assert "undone:" in stage.lines[-1]
        await stage.run("filter pct > 1")
        assert "undone:" not in stage.text


@pytest.mark.slow
async def test_a_reply_goes_with_a_click() -> None:
    async with staged(WIDE) as stage:
        await stage.press("m")
        y = stage.line_of(" 2 PSX ")
        await stage.click(stage.lines[y].index("PSX"), y)
        assert stage.grid.settings.tab.name == "PSX"
        assert "into Mine" not in stage.text


async def test_a_click_on_a_reply_hits_no_hint_below_it() -> None:
    async with staged(WIDE) as stage:
        await stage.press("9")
        await stage.click(3, 39)
        assert stage.is_board_in_front()
        assert "there are 3 tabs" in stage.lines[-1]


async def test_news_stay_whatever_is_pressed_and_wait_for_a_reply_no_longer_than_the_next_key() -> None:
    async with staged(WIDE) as stage:
        await stage.press("m")
        stage.app.announce_news("configuration read")
        await stage.press("j")
        await stage.wait(1)
        assert "configuration read" in stage.lines[-1]
        await stage.press("k", "2", "s")
        assert "configuration read" in stage.lines[-1]


@pytest.mark.slow
async def test_after_a_dialog_the_last_change_is_said(tmp_path: Path) -> None:
    async with staged(WIDE, config_file=tmp_path / "config.toml") as stage:
        await stage.press("m", "+", *"OGDC", "enter", "escape")
        assert stage.is_board_in_front()
        assert "OGDC into Mine · U undoes" in stage.lines[-1]
        await stage.press("U")
        assert "undone: OGDC into Mine" in stage.lines[-1]


@pytest.mark.parametrize(
    ("keys", "said"),
    spread(
        1,
        *starmap(
            pytest.param,
            [
                (("O", "/", *"flash", "enter", "escape", "escape"), "flash: false · "),
                (("c", "space", "escape"), " in All · "),
                (("C", "j", "enter"), "theme "),
                (("?", "U", "escape"), "undone: "),
            ],
        ),
    ),
)
async def test_after_other_screens_the_last_change_is_said(keys: tuple[str, ...], said: str) -> None:
    async with staged(WIDE) as stage:
        await stage.press("m", *keys)
        assert stage.is_board_in_front()
        assert said in stage.lines[-1]


@pytest.mark.slow
async def test_what_was_said_long_ago_is_not_said_after_a_dialog() -> None:
    async with staged(WIDE) as stage:
        await stage.press("m", "+", *"OGDC", "enter")
        await stage.wait(6)
        await stage.press("escape")
        assert stage.is_board_in_front()
        assert "U undoes" not in stage.text
