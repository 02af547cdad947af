"""What the user owns on the board: a tab, its sums, and hidden with one key."""

from decimal import Decimal

import pytest

from tests.ui.stage import staged
from tui.domain.positions import Lot
from tui.view.position_columns import HIDDEN
from tui.view.settings import BoardSettings
from tui.view.tabs import POSITIONS, Tab

LOTS = (
    Lot(symbol="OGDC", quantity=Decimal(100), price=Decimal(90)),
    Lot(symbol="PSX:BOP", quantity=Decimal(10), price=Decimal(5)),
    Lot(symbol="NONE", quantity=Decimal(1), price=Decimal(1)),
)
WIDE = (160, 40)


async def test_lots_have_a_tab_with_their_value_the_greatest_first() -> None:
    async with staged(WIDE, settings=BoardSettings(lots=LOTS)) as stage:
        await stage.press("3")
        assert stage.grid.settings.tab.name == POSITIONS
        assert stage.symbols == ["OGDC", "BOP", "NONE"]
        assert "VALUE▼" in stage.text
        total = stage.lines[stage.line_of("TOTAL")]
        assert "day" in total
        assert "gain" in total
        assert "not counted   NONE: no quote" in stage.text


async def test_nothing_that_could_be_counted_is_no_total() -> None:
    async with staged(WIDE, settings=BoardSettings(lots=LOTS, currency="USD")) as stage:
        await stage.press("3")
        total = stage.lines[stage.line_of("TOTAL")]
        assert "TOTAL –" in total
        assert "0.00" not in total
        assert "no rate for its currency" in stage.text


@pytest.mark.slow
async def test_without_lots_there_is_no_such_tab_and_no_such_column_on_offer() -> None:
    async with staged(WIDE) as stage:
        assert POSITIONS not in stage.text
        await stage.press("c")
        assert "what yours are worth" not in stage.text
        await stage.press("escape", "$")
        assert "no positions to hide" in stage.text


async def test_one_key_hides_every_figure_of_what_is_owned_and_shows_it_again() -> None:
    async with staged(WIDE, settings=BoardSettings(lots=LOTS)) as stage:
        await stage.press("3")
        row, total = stage.row_of("OGDC"), stage.lines[stage.line_of("TOTAL")]
        await stage.press("$")
        assert stage.row_of("OGDC").count(HIDDEN) == sum(
            placed.column.position_value is not None for placed in stage.columns
        )
        assert stage.lines[stage.line_of("TOTAL")].count(HIDDEN) == 3
        await stage.press("1", "3")
        assert HIDDEN in stage.row_of("OGDC")
        await stage.press("$")
        assert (stage.row_of("OGDC"), stage.lines[stage.line_of("TOTAL")]) == (row, total)


async def test_the_detail_says_what_is_owned_of_the_instrument_unless_that_is_hidden() -> None:
    async with staged(WIDE, settings=BoardSettings(lots=LOTS)) as stage:
        await stage.press("3", "g", "enter")
        assert "yours      100  worth" in stage.text
        await stage.press("$")
        assert f"yours      {HIDDEN}" in stage.text
        assert "worth" not in stage.text


async def test_a_tab_that_shows_them_sums_up_the_rows_it_shows() -> None:
    tab = Tab(name="All", columns=("symbol", "last", "worth"))
    async with staged(WIDE, settings=BoardSettings(lots=LOTS, tabs=(tab,))) as stage:
        assert "TOTAL" in stage.text
        assert "not counted" not in stage.text
        await stage.press("/", *"bop", "enter")
        price = next(quote.price for key, quote in stage.app.state.market.quotes.items() if key.symbol == "BOP")
        assert price is not None
        assert f"TOTAL {price * 10:,.2f} " in stage.text


@pytest.mark.slow
async def test_the_cursor_and_the_wheel_stay_above_the_sums() -> None:
    tab = Tab(name="All", columns=("symbol", "last", "worth"))
    async with staged((80, 24), settings=BoardSettings(lots=LOTS, tabs=(tab,))) as stage:
        await stage.press("G")
        assert stage.cursor == stage.symbols[-1]
        assert stage.line_of(stage.symbols[-1] + " ") < stage.line_of("TOTAL")
        y = stage.line_of("TOTAL")
        await stage.click(2, y)
        assert stage.cursor == stage.symbols[-1]
