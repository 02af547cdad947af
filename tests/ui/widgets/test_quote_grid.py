"""The quote grid under a hand and under a market that moves."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from itertools import starmap
from typing import Any

import pytest

from tests.kit.clock import VirtualTime, virtual_time
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import quick, spread
from tests.kit.quotes import a_quote, after
from tests.ui.stage import BY_SYMBOL, Stage
from tests.ui.stage import staged as staged_board
from tests.ui.staged_source import SYMBOLS, psx
from tui.domain.market import apply
from tui.domain.quote import NOT_INDICES, InstrumentKind, Quote
from tui.domain.text import width as width_of
from tui.ui.widgets.bars import MAX_FILTER_LENGTH
from tui.view.all_columns import COLUMNS
from tui.view.column import SortValue
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.tabs import Tab

WIDE = (160, 50)
SMALL = (80, 24)
pytestmark = pytest.mark.usefixtures("patched_compositor")


def staged(
    size: tuple[int, int],
    *,
    sort: Sort = BY_SYMBOL,
    **settings: Any,  # noqa: ANN401 - whatever the application takes
) -> AbstractAsyncContextManager[Stage]:
    """Run the board with one tab, of shares: its rows are those that a test lists."""
    shares = Tab(name="Shares", kinds=frozenset({InstrumentKind.SHARE}), sort=sort)
    return staged_board(size, settings=BoardSettings(tabs=(shares,), tab_order=("Shares",)), **settings)


async def mixed(stage: Stage) -> None:
    """A market with ties, with a row that nothing is known of, and with two polls of history."""
    stage.source.list("NIL", None, None)
    stage.source.list("TIE", "17.25", "-0.75")
    await stage.poll(1)
    stage.source.move("OGDC", "4")
    stage.source.move("BOP", "-2.5")
    stage.source.delist("KEL")
    await stage.poll(30)
    stage.source.move("OGDC", "-1")
    await stage.poll(3)


def rightly_ordered(stage: Stage, value: str, *, descending: bool) -> list[str]:
    """By the values themselves: what is missing last, ties by symbol."""
    market = stage.source.market
    of = next(column.value for column in COLUMNS if column.key == value)

    def place(quote: Quote) -> tuple[bool, SortValue, str]:
        found = of(market, quote)
        return found is None, 0 if found is None else found, quote.id.symbol

    by_symbol = sorted(market.of_kind(*NOT_INDICES).values(), key=lambda quote: quote.id.symbol)
    known = [quote for quote in by_symbol if of(market, quote) is not None]
    known.sort(key=lambda quote: place(quote)[1], reverse=descending)  # type: ignore[arg-type, return-value]
    missing = [quote for quote in by_symbol if of(market, quote) is None]
    return [quote.id.symbol for quote in known + missing]


@pytest.mark.slow
async def test_every_column_sorts_both_ways_by_key() -> None:
    async with staged(WIDE) as stage:
        await mixed(stage)
        seen = set()
        for _ in range(2 * len(COLUMNS)):
            sort = stage.grid.settings.sort
            seen.add(sort)
            assert stage.symbols == rightly_ordered(stage, sort.key, descending=sort.descending), sort
            await stage.press("s" if sort._replace(descending=not sort.descending) in seen else "S")
        titled = [placed.column.key for placed in stage.columns if placed.column.title]
        assert seen == {Sort(key, descending) for key in titled for descending in (True, False)}


@pytest.mark.slow
async def test_every_title_sorts_both_ways_by_click() -> None:
    async with staged(WIDE) as stage:
        await mixed(stage)
        seen = set()
        for placed in stage.columns:
            for _ in range(2):
                await stage.click(stage.grid.region.x + placed.x + placed.width - 1, stage.grid.region.y)
                sort = stage.grid.settings.sort
                seen.add(sort)
                assert stage.symbols == rightly_ordered(stage, placed.column.key, descending=sort.descending), sort
        keys = [placed.column.key for placed in stage.columns]
        assert seen == {Sort(key, descending) for key in keys for descending in (True, False)}


@pytest.mark.slow
async def test_figures_begin_with_the_greatest_and_words_with_the_first() -> None:
    async with staged(WIDE) as stage:
        assert stage.symbols == sorted(SYMBOLS)
        await stage.press("s")
        assert stage.symbols[0] == "WTL"
        assert "LAST▼" in stage.text
        await stage.press("S")
        assert stage.symbols[0] == "AIRLINK"
        assert "LAST▲" in stage.text


async def test_sorted_by_direction_the_risen_come_first_then_the_unchanged_then_the_fallen() -> None:
    async with staged(WIDE, symbols=("UPP", "DWN", "SAM")) as stage:
        (arrows,) = [placed for placed in stage.columns if placed.column.key == "direction"]
        await stage.click(stage.grid.region.x + arrows.x, stage.grid.region.y)
        assert stage.grid.settings.sort.key == "direction"
        assert stage.symbols == ["UPP", "SAM", "DWN"]


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, WIDE, SMALL, (40, 12)))
async def test_the_key_passes_only_through_columns_in_view_and_comes_round(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        shown = [placed.column.key for placed in stage.columns if placed.column.title]
        passed = [stage.grid.settings.sort.key]
        for _ in shown:
            await stage.press("s")
            passed.append(stage.grid.settings.sort.key)
        assert passed == [*shown, shown[0]]


async def test_the_board_begins_with_what_rose_most() -> None:
    async with staged(WIDE, symbols=("UPP", "DWN", "SAM"), sort=DEFAULT_SORT) as stage:
        assert stage.symbols == ["UPP", "SAM", "DWN"]
        assert "by %▼" in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("begin", quick(1, "G", "pagedown", "j", "g"))
@pytest.mark.parametrize("key", ["s", "S"])
async def test_a_sort_by_key_shows_its_top(begin: str, key: str) -> None:
    async with staged(SMALL, symbols=MANY[:200]) as stage:
        await stage.press(begin)
        before = stage.cursor
        await stage.press(key)
        top = stage.lines[stage.grid.region.y + 1]
        assert top.startswith(f" {stage.symbols[0]}")
        room = stage.grid.size.height - 1
        assert stage.cursor == (before if before in stage.symbols[:room] else stage.symbols[0])


@pytest.mark.slow
async def test_a_sort_by_click_shows_its_top() -> None:
    async with staged(SMALL, symbols=MANY[:200]) as stage:
        await stage.press("pagedown")
        await stage.click(stage.grid.region.x + 14, stage.grid.region.y)
        assert stage.grid.settings.sort.key == "last"
        assert stage.lines[stage.grid.region.y + 1].startswith(f" {stage.symbols[0]}")


@pytest.mark.parametrize(
    ("typed", "found"),
    quick(
        1,
        *starmap(
            pytest.param,
            [
                ("index", ["BR100", "BR30", "KSE100", "KSE30"]),
                ("Indices", ["BR100", "BR30", "KSE100", "KSE30"]),
                ("kse", ["KSE100", "KSE30"]),
                ("br100", ["BR100"]),
                ("index psx br3", ["BR30"]),
                ("index 30", ["BR30", "KSE30"]),
                ("share", ["DWN", "UPP"]),
                ("psx", ["BR100", "BR30", "DWN", "KSE100", "KSE30", "UPP"]),
                ("br", ["BR100", "BR30", "DWN", "KSE100", "KSE30", "UPP"]),
                ("currency", []),
            ],
        ),
    ),
)
async def test_a_filter_finds_indices_like_other_instruments(typed: str, found: list[str]) -> None:
    async with staged_board(WIDE, symbols=("UPP", "DWN")) as stage:
        await stage.press("slash", *(key if key != " " else "space" for key in typed), "enter")
        assert sorted(stage.symbols) == sorted(found)
        for symbol in found:
            assert stage.row_of(symbol)
        await stage.press("escape")
        assert len(stage.symbols) == len(("UPP", "DWN", "KSE100", "KSE30", "BR100", "BR30"))


@pytest.mark.slow
async def test_an_index_in_the_grid_moves_flashes_and_has_its_detail() -> None:
    async with staged_board(WIDE) as stage:
        await stage.press("P", "slash", *"kse100", "enter")
        stage.source.index("KSE100", "40412.88", "72.40")
        await stage.poll(15)
        assert "▴40,412.88" in stage.row_of("KSE100")
        await stage.press("enter")
        assert "DETAIL" in stage.text
        assert "KSE100  PSX" in stage.text


@pytest.mark.slow
async def test_a_row_without_a_figure_stands_last_whichever_way() -> None:
    async with staged(WIDE) as stage:
        await mixed(stage)
        for key in ("last", "change", "percent", "direction", "trend"):
            stage.grid.settings = stage.grid.settings._replace(sort=stage.grid.settings.sort.toggle(key))
            await stage.settle()
            assert stage.symbols[-1] == "NIL"
            await stage.press("S")
            assert stage.symbols[-1] == "NIL"


@pytest.mark.slow
async def test_the_cursor_keeps_its_symbol_and_its_line_while_its_row_moves_up_a_long_list() -> None:
    symbols = tuple(f"S{n:03}" for n in range(200))
    async with staged(SMALL, symbols=symbols) as stage:
        await stage.press("s")
        await stage.press("g", *["pagedown"] * 3)
        held = stage.cursor
        assert held is not None
        line = stage.line_of(held)
        stage.source.move(held, "-300")
        await stage.poll(5)
        assert stage.symbols.index(held) > 80
        assert stage.cursor == held
        assert stage.line_of(held) == line


@pytest.mark.slow
async def test_the_cursor_keeps_its_symbol_through_sorts_filters_and_changes() -> None:
    async with staged(WIDE) as stage:
        await stage.point("OGDC")
        await stage.press("s")
        assert stage.cursor == "OGDC"
        await stage.press("S")
        assert stage.cursor == "OGDC"
        await stage.press("slash", *"gdc", "enter")
        assert stage.symbols == ["OGDC"]
        assert stage.cursor == "OGDC"
        stage.source.move("OGDC", "50")
        stage.source.list("AAA", "1")
        await stage.poll(5)
        assert stage.cursor == "OGDC"
        await stage.press("escape")
        assert stage.cursor == "OGDC"
        assert len(stage.symbols) == len(SYMBOLS) + 1


@pytest.mark.slow
async def test_after_a_filter_that_matched_nothing_the_cursor_is_where_it_was() -> None:
    async with staged(SMALL) as stage:
        await stage.point("OGDC")
        await stage.press("slash", *"zzz")
        assert "Nothing matches “zzz”" in stage.text
        assert stage.cursor is None
        await stage.press("escape")
        assert stage.cursor == "OGDC"


async def test_the_order_rests_for_a_second_after_a_key_however_long_ago_the_last_moment_was() -> None:
    async with staged(SMALL) as stage:
        await stage.press("s")
        await stage.wait(10)
        stage.app.later(0.9)
        await stage.press("j")
        before = stage.symbols
        stage.source.move("AIRLINK", "500")
        await stage.poll(0.3)
        assert stage.symbols == before
        assert "510.25" in stage.row_of("AIRLINK")
        await stage.wait(1.1)
        assert stage.symbols[0] == "AIRLINK"


async def test_two_seconds_lie_between_two_re_sorts() -> None:
    async with staged(SMALL) as stage:
        await stage.press("s")
        await stage.wait(10)
        stage.source.move("AIRLINK", "500")
        await stage.poll(1)
        assert stage.symbols[0] == "AIRLINK"
        stage.source.move("BOP", "900")
        await stage.poll(1)
        assert stage.symbols[0] == "AIRLINK"
        await stage.wait(1)
        assert stage.symbols[0] == "BOP"


@pytest.mark.parametrize(
    ("keys", "order"),
    quick(
        1,
        pytest.param((), "LOW TOP MID"),
        pytest.param(("j",), "LOW MID TOP"),
        pytest.param(("f",), "LOW MID TOP"),
    ),
)
async def test_the_first_rows_of_each_source_are_sorted_at_once(keys: tuple[str, ...], order: str) -> None:
    first = a_snapshot(a_quote("LOW", "10", "3", "30.0"), a_quote("MID", "20", "1", "5.0"), source="one")
    second = a_snapshot(a_quote("TOP", "30", "2", "7.0"), source="two", at=after(0.5))
    async with staged(SMALL, first_poll=False, sort=Sort("percent", descending=True)) as stage:
        await stage.show(market := a_market(first, sources=("one", "two")))
        assert stage.symbols == ["LOW", "MID"]
        await stage.press(*keys)
        stage.app.later(0.5)
        await stage.show(apply(market, second))
        assert stage.symbols == order.split()


async def test_a_row_that_comes_while_keys_are_pressed_moves_no_other_row() -> None:
    async with staged(SMALL) as stage:
        await stage.press("s")
        await stage.wait(10)
        before = stage.symbols
        await stage.press("j")
        stage.source.move("AIRLINK", "500")
        stage.source.list("NEW", "60")
        await stage.poll(0.3)
        assert stage.symbols == [*before, "NEW"]
        await stage.wait(3)
        assert stage.symbols[0] == "AIRLINK"
        assert stage.symbols[-1] != "NEW"


async def test_a_frozen_order_holds_and_what_is_new_stands_below() -> None:
    async with staged(SMALL) as stage:
        await stage.press("s")
        await stage.point("OGDC")
        await stage.press("f")
        assert "order frozen" in stage.text
        before = stage.symbols
        stage.source.move("AIRLINK", "500")
        stage.source.list("ZNEW", "900")
        stage.source.list("ANEW", "3")
        await stage.poll(10)
        assert stage.symbols == [*before, "ZNEW", "ANEW"]
        assert stage.cursor == "OGDC"
        await stage.show(stage.source.expire("BOP"))
        assert stage.symbols == [*(symbol for symbol in before if symbol != "BOP"), "ZNEW", "ANEW"]
        await stage.press("f")
        assert stage.symbols[:2] == ["ZNEW", "AIRLINK"]
        assert stage.cursor == "OGDC"
        assert "order frozen" not in stage.text


async def test_a_frozen_order_outlives_a_filter() -> None:
    async with staged(SMALL) as stage:
        await stage.press("s", "f")
        before = stage.symbols
        stage.source.move("AIRLINK", "500")
        await stage.poll(10)
        await stage.press("slash", *"c", "enter")
        assert stage.symbols == [symbol for symbol in before if "C" in symbol]
        await stage.press("escape")
        assert stage.symbols == before


async def test_the_grid_follows_the_filter_letter_by_letter_and_escape_clears_it() -> None:
    async with staged(SMALL) as stage:
        seen = []
        await stage.press("slash")
        for character in "cc":
            await stage.press(character)
            seen.append(stage.symbols)
        assert seen == [["DGKC", "FCCL", "HUBC", "LUCK", "MLCF", "OGDC"], ["FCCL"]]
        assert "/cc▏" in stage.text
        await stage.press("backspace")
        assert stage.symbols == seen[0]
        await stage.press("enter")
        assert stage.app.focused is stage.grid
        assert "filter c" in stage.text
        assert "(of 14)" in stage.text
        await stage.press("escape")
        assert stage.symbols == sorted(SYMBOLS)
        assert "filter c" not in stage.text


async def test_escape_while_typing_drops_the_filter_and_gives_the_keys_back() -> None:
    async with staged(SMALL) as stage:
        await stage.press("slash", "f", "f", "l", "escape")
        assert stage.symbols == sorted(SYMBOLS)
        assert stage.app.focused is stage.grid


async def test_one_letter_of_the_market_or_the_source_is_no_match() -> None:
    async with staged(SMALL) as stage:
        await stage.press("slash", "x")
        assert stage.symbols == []
        await stage.press("backspace", *"psx", "space", *"gdc")
        assert stage.symbols == ["OGDC"]


@pytest.mark.slow
async def test_a_filter_finds_the_name_whatever_its_case_or_script() -> None:
    async with staged(SMALL) as stage:
        stage.source.list("HBL", "90", name="Habib Bank 日本")
        await stage.poll(3)
        for words in ("hABIB", "日本"):
            await stage.press("slash", *words, "enter")
            assert stage.symbols == ["HBL"]
            await stage.press("escape")


@pytest.mark.slow
async def test_keys_of_the_board_are_letters_while_a_filter_is_typed() -> None:
    async with staged(SMALL) as stage:
        await stage.press("slash", *"qzaif r?")
        assert "/qzaif r?▏" in stage.text
        assert stage.app.is_running


async def test_a_paste_into_the_filter_is_cleaned_and_bounded() -> None:
    async with staged(SMALL) as stage:
        await stage.press("slash")
        await stage.paste("\x1b]52;c;aGk=\x07og\x1b[31mdc\u202e\r\n" + "x" * 10_000_000)
        assert stage.grid.settings.filter_text.startswith("ogdc x")
        assert len(stage.grid.settings.filter_text) <= MAX_FILTER_LENGTH
        await stage.press("ctrl+u")
        assert stage.grid.settings.filter_text == ""
        await stage.paste("ogdc\n")
        assert stage.symbols == ["OGDC"]


async def test_a_click_on_the_bottom_line_types_nothing_by_surprise() -> None:
    async with staged(SMALL) as stage:
        await stage.press("slash", *"og", "enter", "escape")
        await stage.click(60, 23)
        assert stage.app.focused is stage.grid
        await stage.press("j")
        assert stage.cursor == "PAEL"


async def test_a_change_flashes_with_its_direction_and_the_flash_ends_with_the_next_paint() -> None:
    async with staged(SMALL) as stage:
        await stage.wait(30)
        stage.source.move("OGDC", "1.5")
        stage.source.move("PPL", "-1.5")
        await stage.poll(1)
        assert "▴81.75" in stage.row_of("OGDC")
        assert "▾92.75" in stage.row_of("PPL")
        y = stage.line_of("▴")
        at = stage.lines[y].index("▴")
        flashing = stage.picture[y][at]
        assert flashing.bold
        assert flashing.back != stage.picture[y][at - 1].back
        frames = len(stage.app.painted)
        stage.source.move("BOP", "1")
        await stage.poll(1)
        assert len(stage.app.painted) == frames + 1
        assert "▴" not in stage.row_of("OGDC")
        assert "▾" not in stage.row_of("PPL")
        assert "▴" in stage.row_of("BOP")


async def test_without_flash_nothing_flashes() -> None:
    async with staged(SMALL, flash=False) as stage:
        stage.source.move("OGDC", "1.5")
        await stage.poll(1)
        assert "81.75" in stage.row_of("OGDC")
        assert "▴" not in stage.text


async def test_nothing_new_sends_not_one_byte() -> None:
    async with staged(WIDE) as stage:
        await stage.press("P")
        await stage.poll(15)
        await stage.poll(15)
        frames = len(stage.app.painted)
        await stage.poll(15)
        await stage.flush()
        await stage.show(stage.source.market)
        assert stage.sent_by(frames) == 0
        assert len(stage.app.painted) == frames


@pytest.mark.slow
async def test_a_re_sort_that_moves_no_row_in_view_sends_not_one_byte() -> None:
    async with staged(WIDE, flash=False) as stage:
        await stage.press("P", "s", "slash", *"ogdc", "enter")
        stage.source.move("PPL", "7.5")
        await stage.poll(15)
        stage.source.move("PPL", "-7.5")
        await stage.poll(15)
        frames = len(stage.app.painted)
        sorted_at = stage.last_sort
        stage.source.move("PPL", "7.5")
        await stage.poll(15)
        assert stage.last_sort != sorted_at
        assert stage.sent_by(frames) == 0


@pytest.mark.slow
async def test_rows_that_move_between_their_neighbours_are_not_sorted_again() -> None:
    async with staged(WIDE) as stage:
        await stage.press("s")
        await stage.poll(15)
        sorted_at = stage.last_sort
        stage.source.move("OGDC", "0.01")
        await stage.poll(15)
        assert "80.26" in stage.row_of("OGDC")
        assert stage.last_sort == sorted_at
        while stage.grid.settings.sort.key != "age":
            await stage.press("s")
        await stage.poll(15)
        sorted_at = stage.last_sort
        await stage.poll(15)
        assert stage.last_sort == sorted_at


async def test_two_rows_that_trade_places_repaint_those_two_lines_alone() -> None:
    async with staged(SMALL, flash=False) as stage:
        await stage.press("s")
        await stage.poll(15)
        await stage.poll(15)
        before = stage.lines
        stage.source.move("PPL", "7.5")
        await stage.poll(15)
        changed = {line.split()[0] for old, line in zip(before, stage.lines, strict=True) if old != line}
        assert {"PPL", "WTL"} <= changed <= {"PPL", "WTL", "bigboard"}


@pytest.mark.slow
@pytest.mark.parametrize("sort_keys", quick(1, ("s",), (), ("s", "S")))
async def test_rows_may_vanish_under_the_cursor_until_none_is_left(sort_keys: tuple[str, ...]) -> None:
    async with staged(SMALL) as stage:
        await stage.press(*sort_keys, "G", "k")
        while (gone := stage.cursor) is not None:
            line = stage.line_of(gone)
            await stage.show(stage.source.expire(gone))
            assert stage.cursor != gone
            if stage.cursor is not None:
                assert abs(stage.line_of(stage.cursor) - line) <= 1
            await stage.press("j", "enter", "escape")
        assert stage.symbols == []
        assert "No instrument is in this tab now." in stage.text
        await stage.press("j", "k", "G", "g", "pagedown", "s", "S", "f", "f", "enter", "y")
        for symbol in SYMBOLS:
            stage.source.list(symbol, "4")
        await stage.poll(3)
        assert stage.cursor in SYMBOLS
        assert stage.row_of(stage.cursor)


@pytest.mark.slow
async def test_wide_names_and_flags_keep_the_columns_straight() -> None:
    async with staged(SMALL) as stage:
        stage.source.list("ODD", "9.10", "0.10", name="日本電信", flags=("change and percent disagree",))
        stage.source.list("NIL", None, None, flags=("price not a number",))
        await stage.poll(3)
        assert "ODD!" in stage.row_of("ODD")
        assert "?" in stage.row_of("NIL")
        points = {width_of(stage.row_of(symbol).partition(".")[0]) for symbol in ("ODD", "WTL", "AIRLINK")}
        assert len(points) == 1


MANY = tuple(f"S{n:05}" for n in range(10_000))


@pytest.mark.slow
async def test_ten_thousand_rows_move_page_and_jump() -> None:
    async with staged(SMALL, symbols=MANY) as stage:
        room = stage.grid.size.height - 1
        await stage.press("pagedown")
        assert stage.grid.position == room
        await stage.press("pagedown", "pageup", "pageup", "pageup")
        assert stage.grid.position == 0
        await stage.press("G")
        assert stage.cursor == "S09999"
        assert stage.line_of("S09999") == 22
        await stage.press("k", "pageup")
        assert stage.cursor == f"S{9998 - room:05}"
        await stage.press("g")
        assert stage.cursor == "S00000"
        assert "1 of 10000" in stage.text
        await stage.press("end", "home", "s")
        assert stage.cursor == "S09999"
        assert "1 of 10000" in stage.text
        await stage.press("slash", *"s0999", "enter")
        assert len(stage.symbols) == 10


@pytest.mark.slow
@virtual_time
async def test_a_flood_of_keys_is_taken_whole_in_few_frames(clock: VirtualTime) -> None:
    """In virtual time no timer ends while keys wait, however slow the machine is: only a key could paint a frame."""
    async with staged(SMALL, symbols=MANY) as stage:
        frames = len(stage.app.painted)
        stage.flood("j", 1000)
        await stage.settle()
        while stage.grid.position != 1000:
            await stage.settle()
        assert stage.cursor == "S01000"
        assert len(stage.app.painted) - frames < 10
        assert clock.steady() < 1, "no timer was needed"


@pytest.mark.slow
async def test_the_wheel_looks_elsewhere_and_leaves_the_cursor_with_its_symbol() -> None:
    async with staged(SMALL, symbols=MANY) as stage:
        await stage.wheel(10, 12)
        assert "S00003" in stage.lines[6]
        for _ in range(20):
            await stage.wheel(10, 12)
        assert "S00063" in stage.lines[6]
        assert stage.cursor == "S00000"
        for _ in range(30):
            await stage.wheel(10, 12, down=False)
        assert "S00000" in stage.lines[6]


@pytest.mark.slow
async def test_who_looks_elsewhere_keeps_what_they_look_at_when_rows_come_above() -> None:
    async with staged(SMALL, symbols=MANY) as stage:
        for _ in range(20):
            await stage.wheel(10, 12)
        top = stage.lines[6].split()[0]
        for n in range(30):
            stage.source.list(f"A{n:03}", "5")
        await stage.poll(10)
        assert stage.symbols[0] == "A000"
        assert stage.lines[6].split()[0] == top


@pytest.mark.slow
async def test_a_key_after_looking_elsewhere_brings_the_cursor_back_into_view() -> None:
    async with staged(SMALL, symbols=MANY) as stage:
        for _ in range(20):
            await stage.wheel(10, 12)
        await stage.press("j")
        assert stage.cursor == "S00001"
        assert stage.line_of("S00001")


async def test_a_click_on_a_row_takes_the_cursor_there_and_below_the_last_row_does_nothing() -> None:
    async with staged(SMALL) as stage:
        await stage.click(5, stage.line_of("HUBC"))
        assert stage.cursor == "HUBC"
        await stage.click(5, 22)
        assert stage.cursor == "HUBC"


async def test_a_row_ages_from_fresh_through_dim_to_stale_and_says_how_old_it_is() -> None:
    async with staged(SMALL) as stage:
        y = stage.line_of("HUBC")
        x = stage.lines[y].index("52.25")
        looks = [stage.picture[y][x].front]
        assert "≤20s" in stage.row_of("HUBC")
        await stage.wait(28)
        looks.append(stage.picture[y][x].front)
        assert "20s" in stage.row_of("HUBC")
        await stage.wait(60)
        looks.append(stage.picture[y][x].front)
        assert "1m" in stage.row_of("HUBC")
        assert len(set(looks)) == 3


@pytest.mark.slow
async def test_the_cursor_shows_where_it_is_without_the_keys_too() -> None:
    async with staged(WIDE) as stage:
        stage.source.publish(1, "A story")
        await stage.poll(1)
        y = stage.line_of("AIRLINK")
        held = stage.picture[y][3].back
        await stage.press("tab")
        away = stage.picture[y][3].back
        assert len({held, away, stage.picture[y + 1][3].back}) == 3
        assert stage.grid.cursor == psx("AIRLINK")


async def test_a_cell_that_changed_costs_few_bytes_and_a_row_out_of_sight_none() -> None:
    async with staged(SMALL, symbols=MANY[:1000]) as stage:
        await stage.poll(10)
        await stage.poll(10)
        stage.source.move("S00900", "1")
        await stage.poll(10)
        frames = len(stage.app.painted)
        stage.source.move("S00900", "1")
        await stage.poll(10)
        assert stage.sent_by(frames) == 0


def test_the_damping_is_what_the_manual_says() -> None:
    from tui.ui.widgets.grid_rows import MIN_INPUT_REST, MIN_SORT_INTERVAL  # noqa: PLC0415 - two constants, one fact

    assert (timedelta(seconds=1), timedelta(seconds=2)) == (MIN_INPUT_REST, MIN_SORT_INTERVAL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "follows"),
    spread(
        4,
        *starmap(
            pytest.param,
            [
                ((), True),
                (("space", "space"), True),
                (("S", "S"), True),
                (("a", "escape"), True),
                (("i",), True),
                (("j", "k"), False),
                (("g",), False),
                (("enter",), False),
                (("enter", "escape"), False),
                (("slash", "o", "escape"), False),
            ],
        ),
    ),
)
@pytest.mark.parametrize("size", quick(1, SMALL, (40, 12)))
async def test_the_cursor_is_on_the_first_row_until_the_user_moves_it_or_looks_at_its_detail(
    size: tuple[int, int], keys: tuple[str, ...], *, follows: bool
) -> None:
    async with staged(size, sort=DEFAULT_SORT) as stage:
        await stage.press(*keys)
        before = stage.cursor
        for n in range(30):
            stage.source.list(f"NEW{n:02}", "2000", "1000")
        await stage.poll(5)
        await stage.wait(5)
        if follows:
            assert stage.grid.position == 0
            assert stage.cursor == stage.symbols[0]
        else:
            assert stage.cursor == before
