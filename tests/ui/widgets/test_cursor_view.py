"""Lists with a cursor: where it goes, and what is in view."""

import pytest

from tests.ui.stage import staged

pytestmark = pytest.mark.usefixtures("patched_compositor")


@pytest.mark.slow
@pytest.mark.parametrize(("key", "first", "last"), [("c", "[x] SYMBOL", "[ ] NOTE"), ("C", "● dark", "terminal-light")])
async def test_the_keys_that_scroll_reach_either_end_of_a_list(key: str, first: str, last: str) -> None:
    async with staged((60, 14)) as stage:
        await stage.press(key)
        assert stage.chosen.startswith(first)
        for down, up in (("G", "g"), ("end", "home")):
            await stage.press(down)
            assert stage.chosen.startswith(last)
            await stage.press(up)
            assert stage.chosen.startswith(first)
        await stage.press(*["pagedown"] * 12)
        assert stage.chosen.startswith(last)
        await stage.press(*["pageup"] * 12)
        assert stage.chosen.startswith(first)


@pytest.mark.slow
async def test_the_cursor_is_in_view_after_each_key_and_each_size() -> None:
    async with staged((80, 30)) as stage:
        await stage.press("c")
        for _ in range(20):
            await stage.press("J")
            assert stage.chosen.startswith("[x] SYMBOL")
        await stage.resize(60, 14)
        assert stage.chosen.startswith("[x] SYMBOL")
        await stage.press("k")
        assert stage.chosen[:4] in ("[x] ", "[ ] ")


@pytest.mark.slow
@pytest.mark.parametrize(("key", "rows"), [("c", 3), ("C", 3)])
async def test_the_wheel_moves_the_cursor_of_a_short_list(key: str, rows: int) -> None:
    async with staged((80, 30)) as stage:
        await stage.press(key)
        before = stage.chosen
        await stage.wheel(5, 10)
        after = stage.chosen
        await stage.press(*["k"] * rows)
        assert before != after
        assert stage.chosen == before


async def test_the_line_of_a_search_shows_where_its_cursor_is() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("?", "/", *"sort", "left", "left")
        assert stage.lines[0].startswith(" /so▏rt   ")
        await stage.press("tab")
        assert stage.lines[0].startswith(" /sort   ")
