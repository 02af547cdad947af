"""The movers and the map: keys, clicks, and what polls change of them."""

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.ui.widgets.movers import InstrumentPane


def pane_of(stage: Stage, name: str = "movers") -> InstrumentPane:
    pane = stage.board.side_widget(name)
    assert isinstance(pane, InstrumentPane)
    return pane


@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24)))
async def test_the_key_leads_from_the_grid_to_the_lists_to_the_map_and_back(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        before = stage.picture
        await stage.press("M")
        assert "GAINERS" in stage.text
        assert stage.keys_are_in(pane_of(stage))
        await stage.press("M")
        assert "MAP  All" in stage.text
        assert "GAINERS" not in stage.text
        assert stage.keys_are_in(pane_of(stage, "map"))
        await stage.press("M")
        assert stage.keys_are_in(stage.grid)
        await stage.press("escape")
        assert stage.picture == before


@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24)))
async def test_enter_goes_to_the_row_in_the_grid(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.press("M", "down", "down")
        chosen = pane_of(stage).chosen_instrument
        assert chosen is not None
        assert chosen.symbol != stage.cursor
        await stage.press("enter")
        assert stage.keys_are_in(stage.grid)
        assert stage.cursor == chosen.symbol


@pytest.mark.slow
async def test_a_click_goes_to_the_row_and_a_click_beside_takes_the_keys() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("M", "tab")
        region = pane_of(stage).region
        place = pane_of(stage).places[3]
        await stage.click(region.x + 1 + place.x + 2, region.y + 1 + place.y)
        assert stage.cursor == place.instrument.symbol
        assert stage.keys_are_in(stage.grid)
        await stage.click(region.x + 3, region.y + 1)
        assert stage.keys_are_in(pane_of(stage))


@pytest.mark.slow
async def test_the_lists_are_those_of_the_tab() -> None:
    async with staged((120, 40)) as stage:
        await stage.point("OGDC")
        await stage.press("m", "M")
        assert {place.instrument.symbol for place in pane_of(stage).places} > {"OGDC", "BOP"}
        await stage.press("3")
        assert "MOVERS  Mine" in stage.text
        assert {place.instrument.symbol for place in pane_of(stage).places} <= {"OGDC"}


async def test_ranks_change_with_polls_but_not_amid_keys() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("M")
        await stage.poll(15)
        first = pane_of(stage).places[0].instrument.symbol
        stage.source.move("WTL", "90")
        await stage.press("down", "up")
        await stage.poll(0.5)
        assert pane_of(stage).places[0].instrument.symbol == first
        await stage.poll(15)
        assert pane_of(stage).places[0].instrument.symbol == "WTL"
        # the keys stay on their instrument
        assert pane_of(stage).chosen_instrument is not None
        assert pane_of(stage).chosen_instrument.symbol == first  # type: ignore[union-attr]


@pytest.mark.slow
async def test_blocks_of_the_map_keep_their_places_while_their_figures_change() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("M", "M")
        places = pane_of(stage, "map").places
        stage.source.move("WTL", "90")
        await stage.poll(15)
        assert pane_of(stage, "map").places == places
        assert "+8" in stage.text
        await stage.poll(60)
        await stage.poll(15)
        assert pane_of(stage, "map").places != places


async def test_what_is_not_shown_is_not_computed() -> None:
    async with staged((120, 40)) as stage:
        await stage.poll(15)
        assert pane_of(stage).places == ()
        assert pane_of(stage, "map").places == ()
