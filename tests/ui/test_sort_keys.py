"""Sorting by letters: one key for gainers, losers and volume, two for any column."""

import pytest

from tests.ui.stage import staged
from tui.view.settings import BoardSettings
from tui.view.sorting import LIST_SORT, Sort
from tui.view.tabs import ListEntry, Tab

WIDE = (120, 40)


async def test_one_key_sorts_by_gainers_and_losers() -> None:
    async with staged(WIDE) as stage:
        for key, column, descending in ((">", "percent", True), ("<", "percent", False)):
            await stage.press(key)
            assert stage.grid.settings.sort == Sort(column, descending)


async def test_the_order_stays_where_no_row_has_the_column() -> None:
    async with staged(WIDE) as stage:
        await stage.press("<", "v")
        assert stage.grid.settings.sort == Sort("percent")
        assert "no row has VOL" in stage.lines[-1]


async def test_the_bottom_line_offers_the_columns_and_a_letter_sorts_by_one() -> None:
    async with staged(WIDE) as stage:
        await stage.press(".")
        assert "sort by   s SYMBOL   l LAST" in stage.lines[-1]
        await stage.press("l")
        assert stage.grid.settings.sort == Sort("last", descending=True)
        assert "sort by" not in stage.lines[-1]
        await stage.press(".", "l")
        assert stage.grid.settings.sort == Sort("last")


async def test_any_other_key_ends_the_choice_and_does_nothing_else() -> None:
    async with staged(WIDE) as stage:
        cursor, sort = stage.cursor, stage.grid.settings.sort
        await stage.press(".", "down")
        assert (stage.cursor, stage.grid.settings.sort) == (cursor, sort)
        assert "sort by" not in stage.lines[-1]
        await stage.press("down")
        assert stage.cursor != cursor


@pytest.mark.slow
async def test_a_tab_of_a_list_offers_the_order_of_the_list() -> None:
    tab = Tab(name="Few", symbols=(ListEntry(symbol="OGDC"), ListEntry(symbol="BOP")), sort=LIST_SORT)
    async with staged(WIDE, settings=BoardSettings(tabs=(tab,), tab_order=("Few",))) as stage:
        await stage.press(".", "s")
        assert stage.symbols == ["BOP", "OGDC"]
        await stage.press(".")
        assert ". list" in stage.lines[-1]
        await stage.press(".")
        assert stage.symbols == ["OGDC", "BOP"]


@pytest.mark.slow
async def test_a_sort_shows_its_top_but_keeps_a_row_whose_detail_is_open() -> None:
    async with staged((120, 24)) as stage:
        last = stage.symbols[-1]
        await stage.press("G", "S")
        assert stage.cursor == last
        await stage.press("S")
        assert stage.row_of(stage.symbols[0])
        await stage.press("G", "enter")
        held = stage.cursor
        for key in ("S", "S", ">", "<"):
            await stage.press(key)
            assert stage.cursor == held
            assert held is not None
            assert stage.row_of(held)


async def test_a_column_that_has_no_room_is_shown_while_rows_are_sorted_by_it() -> None:
    async with staged((60, 24)) as stage:
        before = [placed.column.key for placed in stage.columns]
        assert "range" not in before
        await stage.press(".", "r")
        assert "range" in [placed.column.key for placed in stage.columns]
        await stage.press(".", "l")
        assert [placed.column.key for placed in stage.columns] == before
