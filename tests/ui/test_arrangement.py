"""The panes as the user arranges them: presets, panes on and off, lines that are moved by key and mouse."""

import pytest
from textual import events

from tests.ui.stage import Stage, staged
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.ui.widgets.movers import MapPane, Movers
from tui.ui.widgets.pane_area import PaneArea

BIG = (200, 60)


def shown(stage: Stage) -> set[str]:
    return set(stage.board.query_one(PaneArea).arrangement.areas)


async def drag(stage: Stage, start: tuple[int, int], end: tuple[int, int]) -> None:
    await stage._point(events.MouseMove, *start)
    await stage._point(events.MouseDown, *start, button=1)
    await stage._point(events.MouseMove, *end, button=1)
    await stage._point(events.MouseUp, *end, button=1)


@pytest.mark.slow
async def test_a_large_screen_shows_every_pane_and_the_presets_change_it() -> None:
    async with staged(BIG) as stage:
        usual = stage.picture
        assert shown(stage) == {"grid", "news", "reader", "detail", "movers", "map"}
        for preset, panes in (
            ("prices", {"grid"}),
            ("news", {"grid", "news", "reader"}),
            ("chart", {"grid", "detail"}),
            ("map", {"grid", "map"}),
        ):
            await stage.press("P")
            assert shown(stage) == panes
            assert f"{preset}: P shows the next arrangement" in stage.text
        await stage.press("P", "escape")
        assert stage.picture == usual


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_preset_gives_the_keys_to_a_pane_that_covers_the_grid(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.press("P", "P")
        assert stage.keys_are_in(stage.reader if size[0] < 100 else stage.grid)
        await stage.press("P", "P", "P")
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_tab_leads_through_every_pane_and_back() -> None:
    async with staged(BIG) as stage:
        names = []
        for _ in range(6):
            await stage.press("tab")
            names.append(stage.app.focused.id if stage.app.focused else None)
        assert names == ["news", "reader", "detail", "movers", "map", "grid"]
        await stage.press("shift+tab")
        assert stage.keys_are_in(stage.board.query_one(MapPane))


@pytest.mark.slow
async def test_what_is_closed_leaves_its_room_to_what_was_there() -> None:
    async with staged(BIG) as stage:
        await stage.press("enter", "enter")
        assert shown(stage) == {"grid", "news", "reader", "movers", "map"}
        await stage.press("a", "a")
        assert shown(stage) == {"grid", "movers", "map"}
        await stage.press("M", "M", "M")
        assert "map" not in shown(stage)
    async with staged((120, 40)) as stage:
        await stage.press("a", "a")
        assert shown(stage) == {"grid"}


@pytest.mark.slow
async def test_the_detail_beside_follows_the_cursor_and_q_quits() -> None:
    async with staged(BIG) as stage:
        await stage.point("OGDC")
        assert "OGDC" in stage.lines[stage.line_of("DETAIL") + 1]
        # it is part of the arrangement: no key has opened it, so that none closes it before the board
        assert "q quit" in stage.lines[-1]
        await stage.press("enter")
        assert "DETAIL" in stage.text
        assert stage.keys_are_in(stage.board.query_one(InstrumentDetail))
        await stage.press("escape")
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_keys_move_the_line_of_the_pane_that_has_them() -> None:
    async with staged((120, 40)) as stage:
        width = stage.grid.size.width
        await stage.press("}", "}")
        assert stage.grid.size.width == width + 8
        await stage.press("a", "}")
        assert stage.grid.size.width == width + 4
        for _ in range(30):
            await stage.press("{")
        assert stage.reader.size.width == 24
        # no key is counted that could not move it
        await stage.press("}")
        assert stage.reader.size.width == 28
    async with staged((80, 24)) as stage:
        await stage.press("}")
        assert "there is no other pane beside it" in stage.text


async def test_lines_are_dragged() -> None:
    async with staged(BIG) as stage:
        top = stage.grid.region.y
        arrangement = stage.board.query_one(PaneArea).arrangement
        divider, rule = arrangement.dividers[0], arrangement.rules[2]
        await drag(stage, (divider.x, top + 3), (divider.x + 7, top + 3))
        assert stage.grid.size.width == divider.x + 7
        await drag(stage, (rule.x + 20, top + rule.y), (rule.x + 20, top + rule.y - 4))
        assert stage.board.query_one(InstrumentDetail).size.height == rule.y - 4
        panes = stage.board.remembered().panes
        assert panes is not None
        assert (panes.columns_moved[0], panes.rules_moved[2]) == (7, -4)
        # a move without a press moves nothing
        await stage._point(events.MouseMove, 10, top + 3)
        assert stage.grid.size.width == divider.x + 7


@pytest.mark.slow
async def test_a_pane_is_zoomed_and_brought_back() -> None:
    async with staged(BIG) as stage:
        before = stage.picture
        await stage.press("tab", "tab", "tab", "tab", "z")
        assert shown(stage) == {"movers"}
        assert stage.board.query_one(Movers).size.width == 200
        await stage.press("z", "tab", "tab")
        assert stage.keys_are_in(stage.grid)
        assert stage.picture == before
