"""Lists with a cursor: where it goes, and what is in view."""

import pytest

from tests.ui.stage import Stage, staged

pytestmark = pytest.mark.usefixtures("patched_compositor")


def chosen(stage: Stage) -> str:
    """Return the line of the screen that the cursor is on; empty where it is out of view."""
    grounds = [row[1].back for row in stage.picture]
    usual = max(set(grounds), key=grounds.count)
    return next((line.strip() for line, ground in zip(stage.lines, grounds, strict=True) if ground != usual), "")


@pytest.mark.parametrize(("key", "first", "last"), [("c", "[x] SYMBOL", "[ ] NOTE"), ("T", "● dark", "terminal-light")])
async def test_the_keys_that_scroll_reach_either_end_of_a_list(key: str, first: str, last: str) -> None:
    async with staged((60, 14)) as stage:
        await stage.press(key)
        assert chosen(stage).startswith(first)
        for down, up in (("G", "g"), ("end", "home")):
            await stage.press(down)
            assert chosen(stage).startswith(last)
            await stage.press(up)
            assert chosen(stage).startswith(first)
        await stage.press(*["pagedown"] * 12)
        assert chosen(stage).startswith(last)
        await stage.press(*["pageup"] * 12)
        assert chosen(stage).startswith(first)


async def test_the_cursor_is_in_view_after_each_key_and_each_size() -> None:
    async with staged((80, 30)) as stage:
        await stage.press("c")
        for _ in range(20):
            await stage.press("J")
            assert chosen(stage).startswith("[x] SYMBOL")
        await stage.resize(60, 14)
        assert chosen(stage).startswith("[x] SYMBOL")
        await stage.press("k")
        assert chosen(stage)[:4] in ("[x] ", "[ ] ")


@pytest.mark.parametrize(("key", "rows"), [("c", 3), ("T", 3)])
async def test_the_wheel_moves_the_cursor_of_a_short_list(key: str, rows: int) -> None:
    async with staged((80, 30)) as stage:
        await stage.press(key)
        before = chosen(stage)
        await stage.wheel(5, 10)
        after = chosen(stage)
        await stage.press(*["k"] * rows)
        assert before != after
        assert chosen(stage) == before


async def test_the_line_of_a_search_shows_where_its_cursor_is() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("?", "/", *"sort", "left", "left")
        assert stage.lines[0].startswith(" /so▏rt   ")
        await stage.press("tab")
        assert stage.lines[0].startswith(" /sort   ")
