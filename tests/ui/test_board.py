"""The board as a whole: every key, every size, and no way into a dead end."""

import time
from collections.abc import Awaitable, Callable, Iterable
from itertools import starmap

import pytest
from textual.binding import Binding, BindingType

from tests.kit.feed import ScriptedFeed
from tests.kit.marks import quick, spread
from tests.ui.chaos import KEYS, Chaos
from tests.ui.stage import Stage, staged
from tui.ui.app import BoardApp
from tui.ui.board_screen import BoardScreen
from tui.ui.palette_entries import key_entries
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.source_health import SourceHealthScreen
from tui.ui.screens.themes import ThemePane
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.line_status import LineStatus
from tui.view.terminal_profile import TerminalProfile

pytestmark = pytest.mark.usefixtures("patched_compositor")

SIZES = ((160, 50), (120, 40), (100, 30), (80, 24), (40, 12))
TOO_SMALL = ((23, 12), (40, 5), (20, 5), (5, 2), (1, 1))
LONG = tuple(f"Paragraph {n} of a story that goes on and on about cement, gas and the rupee." for n in range(60))


async def furnished(stage: Stage) -> ScriptedFeed:
    """A hundred rows with the cursor amid them, three stories with the middle one open, outdated and half read."""
    poller = ScriptedFeed()
    stage.app.feed = poller
    for n in range(100):
        stage.source.list(f"R{n:02}", f"{20 + n}.5", "0.5")
    stage.source.publish(2, "The middle story", *LONG, minutes_ago=20)
    await stage.poll(5)
    stage.source.publish(1, "The old story", *LONG, minutes_ago=40)
    stage.source.publish(3, "The new story", *LONG, minutes_ago=1)
    await stage.poll(5)
    await stage.press("pagedown", "pagedown", "j")
    return poller


async def back_to_the_grid(stage: Stage) -> None:
    await stage.press("escape", "escape", "escape", "g", "pagedown", "j")
    assert stage.keys_are_in(stage.grid)


async def back_to_the_reader(stage: Stage) -> None:
    if not stage.keys_are_in(stage.reader):
        await stage.press("a", "enter")
    await stage.press("g", "pagedown", "pagedown")


def keys_of(bindings: Iterable[BindingType]) -> list[tuple[str, str]]:
    found = []
    for binding in bindings:
        assert isinstance(binding, Binding)
        found += [(key, binding.description) for key in binding.key.split(",")]
    return found


LEAVING = {"q", "ctrl+c", "ctrl+z"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "begin"),
    [
        pytest.param(BoardApp, back_to_the_grid, marks=pytest.mark.slow),
        pytest.param(BoardScreen, back_to_the_grid, marks=pytest.mark.slow),
        pytest.param(QuoteGrid, back_to_the_grid, marks=pytest.mark.slow),
        (ScrollView, back_to_the_reader),
    ],
)
async def test_every_key_of_the_help_shows_something(
    table: type[BoardApp | BoardScreen | QuoteGrid | ScrollView], begin: Callable[[Stage], Awaitable[None]]
) -> None:
    async with staged((120, 40)) as stage:
        await furnished(stage)
        for key, about in keys_of(table.BINDINGS):
            if key in LEAVING:
                continue
            await begin(stage)
            if key == "escape":
                await stage.press("slash", "r", "enter")
            if table is BoardScreen:
                await stage.press("2" if key == "1" else "1")
            if key == "u":
                stage.source.publish(2, "The middle article, revised twice", *LONG, minutes_ago=20)
                await stage.poll(5)
            before = stage.picture
            await stage.press(key)
            assert stage.picture != before, f"{key}: {about}"


@pytest.mark.parametrize(("key", "status"), quick(1, pytest.param("q", 0), pytest.param("ctrl+c", 130)))
async def test_the_keys_that_leave_do(key: str, status: int) -> None:
    async with staged() as stage:
        stage.flood(key, 1)
        await stage.gone()
        assert stage.app.return_code == status


@pytest.mark.parametrize("state", quick(1, "slash", "ctrl+p", "question_mark", "ctrl+r", "z", "a", "enter"))
async def test_interrupting_leaves_from_anywhere(state: str) -> None:
    async with staged((80, 24)) as stage:
        await stage.press(state)
        stage.flood("ctrl+c", 1)
        await stage.gone()
        assert stage.app.return_code == 130


@pytest.mark.parametrize("state", quick(1, (), ("i",), ("space",), ("f",), ("s",), ("slash", "o", "enter")))
async def test_q_quits_from_the_board(state: tuple[str, ...]) -> None:
    async with staged((80, 24)) as stage:
        await stage.press(*state)
        assert "q close" not in stage.lines[-1]
        stage.flood("q", 1)
        await stage.gone()
        assert stage.app.return_code == 0


@pytest.mark.parametrize(
    ("size", "opened"),
    quick(
        1,
        *starmap(
            pytest.param,
            [
                ((80, 24), ("question_mark",)),
                ((80, 24), ("enter",)),
                ((120, 40), ("a",)),
                ((120, 40), ("z",)),
                ((80, 24), ("ctrl+r",)),
                ((80, 24), ("a",)),
                ((80, 24), ("a", "z")),
                ((80, 24), ("tab",)),
                ((120, 40), ("tab",)),
                ((120, 40), ("enter",)),
                ((120, 40), ("enter", "z", "question_mark")),
                ((40, 12), ("a", "ctrl+r")),
            ],
        ),
    ),
)
async def test_q_closes_what_is_open_one_by_one_before_it_quits(size: tuple[int, int], opened: tuple[str, ...]) -> None:
    async with staged(size) as stage:
        await stage.press(*opened)
        for _ in opened:
            assert not stage.has_ended
            await stage.press("q")
        assert stage.is_board_in_front()
        assert stage.keys_are_in(stage.grid)
        assert not stage.has_ended
        stage.flood("q", 1)
        await stage.gone()
        assert stage.app.return_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("opened", spread(2, (), ("question_mark",), ("enter",), ("a", "z")))
async def test_q_quits_where_no_room_shows_what_is_open(opened: tuple[str, ...]) -> None:
    async with staged((80, 24)) as stage:
        await stage.press(*opened)
        await stage.resize(20, 5)
        stage.flood("q", 1)
        await stage.gone()
        assert stage.app.return_code == 0


async def test_space_pauses_the_board_and_does_nothing_in_a_sheet() -> None:
    async with staged((40, 12)) as stage:
        await stage.press("question_mark")
        before = stage.text
        await stage.press("space")
        assert stage.text == before
        assert not stage.app.state.paused
        await stage.press("escape", "space")
        assert stage.app.state.paused


@pytest.mark.slow
async def test_polling_now_asks_the_engine_and_says_so() -> None:
    async with staged() as stage:
        poller = await furnished(stage)
        await stage.press("r")
        assert poller.requests == [None]
        assert "polling every source" in stage.text


@pytest.mark.slow
async def test_polling_now_promises_nothing_while_the_line_to_the_collector_is_broken() -> None:
    async with staged((120, 40)) as stage:
        await furnished(stage)
        stage.app._builder.line = lambda: LineStatus("desk", "host:4222", None, "nothing answers at host:4222")
        await stage.wait(2)
        await stage.press("r")
        assert "polling every source" not in stage.text
        assert "nobody may poll now: nothing answers at host:4222" in stage.text


async def test_copying_takes_the_row_from_the_grid_and_the_link_from_the_reader() -> None:
    async with staged() as stage:
        stage.source.publish(7, "A story")
        await stage.poll(1)
        await stage.press("y")
        assert stage.app.clipboard == "AIRLINK 10.25 +1.20 (+13.26%)"
        await stage.press("a", "y")
        assert stage.app.clipboard == "https://news.example/7"
        assert "sent to the terminal: https://news.example/7" in stage.text


def panels(stage: Stage) -> set[str]:
    return {panel.id or "" for panel in stage.board.query("Painted") if panel.display and panel.region.area} - {""}


EVERYTHING = {"status", "indices", "tabs", "grid", "divider", "reader", "footer"}


@pytest.mark.parametrize(
    ("size", "tiles", "breadth", "beside", "titles"),
    quick(
        1,
        pytest.param((160, 50), True, True, True, "SYMBOL▲ LAST CHG % TREND LOW─HIGH AGE SRC"),
        pytest.param((120, 40), True, True, True, "SYMBOL▲ LAST CHG % TREND AGE SRC"),
        pytest.param((100, 30), True, True, True, "SYMBOL▲ LAST CHG % TREND AGE SRC"),
        pytest.param((80, 24), False, True, False, "SYMBOL▲ LAST CHG % TREND LOW─HIGH AGE SRC"),
        pytest.param((40, 12), False, False, False, "SYMBOL▲ LAST CHG %"),
    ),
    ids=lambda value: f"{value[0]}x{value[1]}" if isinstance(value, tuple) else None,
)
async def test_each_size_has_its_own_board(
    size: tuple[int, int], tiles: bool, breadth: bool, beside: bool, titles: str
) -> None:
    async with staged(size) as stage:
        stage.source.publish(1, "A story of today", *LONG)
        stage.source.index("KSE100", "40372.88", "32.4")
        await stage.poll(1)
        grid = stage.grid.region
        assert stage.lines[grid.y][grid.x : grid.right].split() == titles.split()
        assert stage.board._plan.tiles == tiles  # tiles and lines of indices show the same words
        assert ("━" in stage.text) == breadth
        assert ("A story of today" in stage.text) == beside
        for index in ("KSE100", "KSE30", "BR100", "BR30"):
            assert index in stage.text
        above = stage.lines[: grid.bottom]
        assert not [line for line in above if "…" in line[: grid.right]], "a figure is cut"
        assert {len(line) <= size[0] for line in stage.lines} == {True}


@pytest.mark.parametrize("small", quick(1, *TOO_SMALL), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_screen_too_small_says_so_and_recovers(small: tuple[int, int]) -> None:
    async with staged((80, 24)) as stage:
        await stage.press("j", "j")
        await stage.resize(*small)
        words = " ".join(stage.text.split())
        assert f"too small: {small[0]}x{small[1]}, needs 24x6".startswith(words[:6]) or words == "t"
        assert "SYMBOL" not in stage.text
        await stage.poll(1)
        await stage.press("j", "s", "tab", "a", "z", "enter", "escape")
        await stage.resize(80, 24)
        assert "DETAIL" in stage.text
        assert "br" in stage.lines[0]
        assert stage.cursor is not None
        assert stage.app.focused is not None
        assert stage.app.focused.display


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (39, 11), (30, 8), (24, 6)), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_few_lines_show_rows_between_the_sources_and_the_keys(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        assert "br" in stage.lines[0]
        assert stage.lines[1].split()[:2] == ["SYMBOL▲", "LAST"]
        assert stage.lines[2].split()[:2] == ["AIRLINK", "10.25"]
        assert "#" not in stage.text
        assert "? help" in stage.lines[-1]
        await stage.press("G")
        assert stage.lines[-2].split()[0] == stage.symbols[-1] == stage.cursor
        await stage.press("g", "/", *"ogd", "enter")
        assert stage.lines[2].split()[0] == "OGDC"
        await stage.press("enter")
        assert "DETAIL" in stage.text
        await stage.press("escape", "?")
        assert "too small" in stage.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "keys",
    quick(1, pytest.param(("a",), id="reader"), pytest.param((), id="grid"), pytest.param(("slash", "o"), id="filter")),
)
async def test_after_a_screen_too_small_the_keys_are_where_they_were(keys: tuple[str, ...]) -> None:
    async with staged((120, 40)) as stage:
        await stage.press(*keys)
        before = stage.app.focused
        for size in ((20, 5), (1, 1), (30, 10)):
            await stage.resize(*size)
            await stage.poll(1)
        await stage.resize(100, 30)
        assert stage.app.focused is before


@pytest.mark.slow
@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_filter_that_is_done_brings_its_grid_back(key: str) -> None:
    async with staged((120, 40)) as stage:
        await stage.press("a", "tab", "slash", "o")
        await stage.resize(80, 24)
        assert "SYMBOL" not in stage.text, "the reader has the room of both"
        await stage.press(key)
        assert "SYMBOL" in stage.text
        assert stage.keys_are_in(stage.grid)


async def test_a_size_whose_word_was_lost_is_seen_with_the_next_second(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged((80, 24)) as stage:
        await stage.resize(20, 5)
        assert "too small" in " ".join(stage.text.split())
        with monkeypatch.context() as lost:
            lost.setattr(BoardScreen, "on_resize", lambda _board, _event: None)
            await stage.resize(100, 30)
            assert "SYMBOL" not in stage.text
        await stage.poll(1)
        assert "SYMBOL" in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("key", quick(1, "question_mark", "ctrl+r"))
async def test_a_sheet_without_room_says_so_and_comes_back_with_its_keys(key: str) -> None:
    async with staged((80, 24)) as stage:
        await stage.press(key)
        await stage.resize(30, 10)
        assert " ".join(stage.text.split()) == "too small: 30x10, needs 40x12"
        await stage.resize(80, 24)
        assert "too small" not in stage.text
        assert "esc back" in stage.lines[0]
        top = stage.lines[2]
        await stage.resize(40, 12)
        await stage.press("pagedown")
        assert stage.lines[2] != top
        await stage.resize(20, 5)
        await stage.press("escape")
        assert stage.is_board_in_front()
        assert "too small" in stage.text
        await stage.press(key)
        assert "too small" in stage.text
        await stage.resize(40, 12)
        assert "esc back" in stage.lines[0]
        assert stage.app.focused is not None


async def test_the_first_quotes_take_one_frame() -> None:
    async with staged((120, 40), first_poll=False) as stage:
        frames = len(stage.app.painted)
        for _ in range(3):
            stage.app.post_market(stage.source.respond())
        await stage.wait_until(lambda: "OGDC" in stage.text)
        assert len(stage.app.painted) == frames + 1


@pytest.mark.parametrize("key", quick(1, "space", "?", "ctrl+p", "+"))
async def test_quotes_that_are_not_shown_send_nothing(key: str) -> None:
    async with staged((120, 40), first_poll=False) as stage:
        await stage.press(key)
        frames = len(stage.app.painted)
        for _ in range(3):
            stage.app.later(1)
            stage.app.post_market(stage.source.respond())
            await stage.settle()
        assert sum(stage.app.painted[frames:]) < 200, "the clock at most"
        await stage.press("space" if key == "space" else "escape")
        await stage.flush()
        assert stage.row_of("OGDC")


async def test_a_board_begun_too_small_is_whole_once_there_is_room() -> None:
    async with staged((20, 5)) as stage:
        assert "too small" in stage.text
        await stage.resize(80, 24)
        assert stage.row_of("AIRLINK")
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_a_screen_that_shrinks_under_a_sheet_is_laid_out_when_the_sheet_is_gone() -> None:
    async with staged((160, 50)) as stage:
        await stage.press("question_mark")
        await stage.resize(80, 24)
        assert "KEYS" in stage.text
        await stage.press("escape")
        assert not stage.reader.display
        assert stage.lines[23].strip().startswith("? help")
        assert stage.picture == stage.app.full_repaint()


@pytest.mark.slow
async def test_the_reader_comes_and_goes_beside_the_grid() -> None:
    async with staged((120, 40)) as stage:
        stage.source.publish(1, "A story of today", *LONG)
        await stage.poll(1)
        assert "A story of today" in stage.text
        await stage.press("a")
        assert stage.keys_are_in(stage.headlines)
        await stage.press("enter")
        assert stage.keys_are_in(stage.reader)
        await stage.press("a", "a")
        assert "A story of today" not in stage.text
        assert stage.grid.region.width == 120
        assert stage.keys_are_in(stage.grid)
        await stage.press("a")
        assert "A story of today" in stage.text


@pytest.mark.slow
async def test_on_a_small_screen_the_reader_takes_the_place_of_the_grid_and_gives_it_back() -> None:
    async with staged((80, 24)) as stage:
        stage.source.publish(1, "A story of today", *LONG)
        await stage.poll(1)
        for leave in ("a", "escape", "tab"):
            await stage.press("a")
            assert "A story of today" in stage.text
            assert "LAST" not in stage.text
            await stage.press(leave)
            assert "A story of today" not in stage.text
            assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_zooming_gives_one_pane_the_screen_and_gives_it_back() -> None:
    async with staged((120, 40)) as stage:
        stage.source.publish(1, "A story of today", *LONG)
        await stage.poll(1)
        whole = panels(stage)
        await stage.press("z")
        assert stage.grid.region.width == 120
        assert "A story of today" not in stage.text
        await stage.press("z")
        assert panels(stage) == whole
        await stage.press("tab", "z")
        assert "A story of today" in stage.text
        assert "LAST" not in stage.text
        await stage.press("escape")
        assert panels(stage) == whole
        assert "LAST" in stage.text


@pytest.mark.slow
async def test_the_rule_meets_the_divider_again_after_a_zoom() -> None:
    async with staged() as stage:
        whole = stage.lines
        await stage.press("a", "z", "z", "i", "i")
        joint = next(line for line in stage.lines if line.startswith("──")).index("┬")
        assert joint == next(line for line in whole if line.startswith("──")).index("┬")


async def test_the_detail_follows_the_cursor_and_leaves_with_escape() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("enter")
        assert "AIRLINK  PSX" in stage.text
        await stage.press("j")
        assert "BOP  PSX" in stage.text
        stage.source.move("BOP", "2.5")
        await stage.poll(3)
        assert "19.75" in stage.text
        await stage.press("escape")
        assert "BOP  PSX" not in stage.text


@pytest.mark.slow
async def test_where_the_detail_covers_the_grid_its_keys_go_to_the_next_instrument() -> None:
    async with staged((80, 40)) as stage:
        await stage.press("enter")
        assert not stage.grid.display, "the detail lies over the grid here"
        assert "AIRLINK  PSX" in stage.text
        for key, shown in ((")", "BOP"), ("(", "AIRLINK"), ("j", "BOP"), ("up", "AIRLINK")):
            await stage.press({")": "right_parenthesis", "(": "left_parenthesis"}.get(key, key))
            assert f"{shown}  PSX" in stage.text, key
        await stage.press(*["right_parenthesis"], "escape")
        assert stage.grid.cursor is not None
        assert stage.grid.cursor.symbol == "BOP"


@pytest.mark.slow
async def test_zoomed_the_grid_shows_the_detail_when_asked() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("z", "enter")
        assert "AIRLINK  PSX" in stage.text
        await stage.press("escape", "escape", "escape")
        assert stage.row_of("AIRLINK")
        assert "AIRLINK  PSX" not in stage.text


async def test_paused_the_market_stands_still_and_resuming_shows_all_of_it() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("space")
        assert "‖ paused" in stage.lines[0]
        stage.source.move("BOP", "2.5")
        stage.source.list("NEW", "3")
        await stage.poll(30)
        assert "17.25" in stage.row_of("BOP")
        assert "NEW" not in stage.symbols
        stage.source.move("OGDC", "1")
        await stage.poll(30)
        await stage.press("space")
        assert "paused" not in stage.text
        assert "19.75" in stage.row_of("BOP")
        assert "81.25" in stage.row_of("OGDC")
        assert "NEW" in stage.symbols


async def test_paused_figures_age_and_keys_work() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("space")
        await stage.poll(90)
        assert "1m" in stage.row_of("BOP")
        await stage.press("j", "s")
        assert stage.cursor == "BOP"
        assert stage.grid.settings.sort.key == "last"


@pytest.mark.slow
async def test_the_theme_turns_every_cell_and_back() -> None:
    async with staged((120, 40)) as stage:
        await stage.poll(30)
        dark = stage.picture
        await stage.press("t")
        light = stage.picture
        assert not {cell.back for line in dark for cell in line} & {cell.back for line in light for cell in line}
        assert light == stage.app.full_repaint()
        await stage.press("question_mark", "t", "escape")
        assert stage.picture[:-1] == dark[:-1]
        assert stage.picture == stage.app.full_repaint()


@pytest.mark.slow
async def test_a_new_story_is_announced_and_leaves_the_open_one_alone() -> None:
    async with staged((120, 40)) as stage:
        stage.source.publish(1, "The open story", *LONG, minutes_ago=30)
        await stage.poll(1)
        await stage.press("a", "enter", "pagedown", "j", "j")
        region = stage.reader.region
        read = [line[region.x :] for line in stage.lines[region.y + 1 : region.bottom]]
        stage.source.publish(2, "Fresh off the press [b]bold[/b]", *LONG, minutes_ago=0)
        await stage.poll(5)
        assert [line[region.x :] for line in stage.lines[region.y + 1 : region.bottom]] == read
        assert "new: Fresh off the press [b]bold[/b]" in stage.lines[-1]
        assert "1 new above, g" in stage.text
        await stage.press("n")
        assert "Fresh off the press [b]bold[/b]" in "".join(line[region.x :] for line in stage.lines[region.y :])
        assert "1 new" not in stage.text
        await stage.press("n")
        assert "ARTICLE · The open story" in stage.text


@pytest.mark.parametrize("before", quick(1, (), ("enter",), ("z",)), ids=["grid", "detail", "zoomed grid"])
@pytest.mark.parametrize("size", quick(1, (80, 24), (120, 40)), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_turning_to_a_story_brings_it_into_view(size: tuple[int, int], before: tuple[str, ...]) -> None:
    async with staged(size) as stage:
        stage.source.publish(1, "The open story", *LONG, minutes_ago=30)
        await stage.poll(1)
        stage.source.publish(2, "Fresh off the press", *LONG, minutes_ago=0)
        await stage.poll(5)
        await stage.press(*before, "n")
        assert "Fresh off the press" in stage.text
        await stage.press("escape", "escape", "escape")
        assert stage.row_of("AIRLINK")
        assert stage.keys_are_in(stage.grid)


async def test_the_hints_of_the_detail_are_its_own() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("enter")
        assert "esc back" in stage.lines[-1]
        assert "articles" not in stage.lines[-1]


@pytest.mark.slow
async def test_a_story_told_anew_waits_until_it_is_taken_and_keeps_the_place() -> None:
    async with staged((120, 40)) as stage:
        stage.source.publish(1, "The open story", *LONG)
        await stage.poll(1)
        await stage.press("a", "enter", "pagedown")
        place = stage.reader._place  # on the screen many lines of the article look the same
        assert place is not None
        stage.source.publish(1, "The open story", "Changed opening.", *LONG[1:])
        await stage.poll(5)
        assert "newer version, u" in stage.text
        await stage.press("g")
        assert "Changed opening" not in stage.text
        await stage.press("pagedown")
        assert stage.reader._place == place
        await stage.press("u")
        assert stage.reader._place == place
        assert "newer version" not in stage.text
        await stage.press("g")
        assert "Changed opening" in stage.text


@pytest.mark.slow
async def test_an_announcement_lapses() -> None:
    async with staged((120, 40)) as stage:
        stage.source.publish(1, "First")
        await stage.poll(1)
        stage.source.publish(2, "Second", minutes_ago=1)
        await stage.poll(1)
        assert "new: Second" in stage.lines[-1]
        await stage.wait(5)
        assert "new: Second" not in stage.text
        assert "? help" in stage.lines[-1]


@pytest.mark.parametrize(
    ("words", "is_done"),
    quick(
        1,
        *starmap(
            pytest.param,
            [
                ("? help", lambda stage: "KEYS" in stage.text),
                ("s S sort", lambda stage: stage.grid.settings.sort.key == "last"),
                ("enter detail", lambda stage: "DETAIL" in stage.text),
                ("/ filter", lambda stage: "0 of" in stage.lines[-1] or "18 of 18" in stage.lines[-1]),
                ("a news", lambda stage: "enter read" in stage.lines[-1]),
                ("f freeze", lambda stage: stage.grid.settings.frozen),
                ("space pause", lambda stage: stage.app.state.paused),
            ],
        ),
    ),
)
async def test_a_hint_that_is_clicked_does_what_its_key_does(words: str, is_done: Callable[[Stage], bool]) -> None:
    async with staged((120, 40)) as stage:
        start = stage.lines[-1].index(words)
        await stage.click(start - 2, 39)
        assert not is_done(stage)
        await stage.click(start + len(words) - 1, 39)
        assert is_done(stage)


async def test_a_hint_of_a_side_pane_leads_back() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("a")
        await stage.click(stage.lines[-1].index("esc back"), 23)
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24), (40, 12)))
async def test_an_index_that_is_clicked_shows_its_detail(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        y = stage.line_of("BR100")
        await stage.click(stage.lines[y].index("BR100") + 2, y)
        assert stage.cursor == "BR100"
        assert "BR100  PSX" in stage.text
        await stage.press("q")
        assert stage.cursor == "BR100"


async def test_the_number_of_hidden_indices_leads_to_all_of_them() -> None:
    async with staged((80, 24)) as stage:
        for n in range(8):
            stage.source.index(f"SECTOR{n}", f"{1000 + n}", "1")
        await stage.poll(15)
        y = stage.line_of("+7 more: /index")
        await stage.click(stage.lines[y].index("+7") + 3, y)
        assert len(stage.symbols) == 12
        assert "DETAIL" not in stage.text


async def test_a_second_click_on_a_row_opens_its_detail() -> None:
    async with staged((80, 24)) as stage:
        y = stage.line_of("OGDC")
        await stage.click(3, y)
        assert stage.cursor == "OGDC"
        assert "OGDC  PSX" not in stage.text
        await stage.click(3, y)
        assert "OGDC  PSX" in stage.text


@pytest.mark.slow
async def test_a_filter_that_is_wrong_stays_until_it_is_right_or_dropped() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("slash", *"pct > x", "enter")
        assert "/pct > x" in stage.lines[-1]
        await stage.press("tab")
        assert "/pct > x" in stage.lines[-1]
        await stage.press("backspace", "0", "enter")
        assert stage.grid.settings.filter_text == "pct > 0"
        assert "/pct" not in stage.lines[-1]


async def test_backspace_on_an_empty_filter_leaves_it() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("slash", "o", "g", "backspace", "backspace")
        assert not stage.keys_are_in(stage.grid)
        await stage.press("backspace")
        assert stage.keys_are_in(stage.grid)
        assert not stage.grid.settings.filter_text


@pytest.mark.slow
@pytest.mark.parametrize(("key", "same"), [("ctrl+f", "pagedown"), ("ctrl+b", "pageup")])
async def test_the_keys_of_pagers_turn_pages(key: str, same: str) -> None:
    async with staged((80, 24)) as stage:
        await furnished(stage)
        for pane in (stage.grid, stage.reader):
            pane.focus()
            await stage.press("g", *["pagedown"] * 2, same)
            expected = stage.picture
            await stage.press("g", *["pagedown"] * 2, key)
            assert stage.picture == expected


@pytest.mark.slow
async def test_half_a_page_is_half_as_far() -> None:
    async with staged((80, 24)) as stage:
        await furnished(stage)
        await stage.press("g", "ctrl+d")
        assert stage.grid.position == (stage.grid.size.height - 1) // 2
        await stage.press("ctrl+d", "ctrl+u", "ctrl+u")
        assert stage.grid.position == 0


@pytest.mark.slow
async def test_help_and_hints_name_the_keys_as_the_user_has_set_them() -> None:
    async with staged((120, 40), keys={"app.quit": "x", "grid.sort": "b", "board.filter": "f4"}) as stage:
        assert "x quit" in stage.lines[-1]
        assert "b S sort" in stage.lines[-1]
        assert "f4 filter" in stage.lines[-1]
        await stage.press("question_mark")
        quits = [line.split("Close")[0].split() for line in stage.lines if "Close" in line.split()]
        assert quits == [["x"]]
        await stage.press("escape", "q", "b")
        assert stage.app.is_running
        assert stage.grid.settings.sort.key == "last"
        stage.flood("x", 1)
        await stage.gone()
        assert stage.app.return_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, *SIZES), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_help_names_every_key_and_scrolls_to_its_end(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.press("question_mark")
        seen = stage.text
        for _ in range(60):
            # a line of each page again, for what the end of a page would part
            await stage.press("pagedown", "up")
            seen += stage.text
        for topic in (BoardApp, BoardScreen, QuoteGrid, ScrollView, ThemePane):
            for _, about in (each for each in keys_of(topic.BINDINGS) if "number" not in each[1]):
                assert about.split(",")[0][:20] in " ".join(seen.split())


@pytest.mark.slow
async def test_source_health_opens_over_the_board_and_lives() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("ctrl+r")
        assert isinstance(stage.app.screen, SourceHealthScreen)
        assert "18/18" in stage.text
        await stage.poll_fails("HTTP 503", after=5)
        assert "HTTP 503" in stage.text
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        await stage.press("question_mark")
        assert stage.is_board_in_front()
        assert "HTTP 503" in stage.lines[0]


@pytest.mark.parametrize("columns", quick(1, 56, 79, 64, 77))
async def test_a_reason_takes_the_whole_width_of_a_terminal_too_narrow_for_the_table(columns: int) -> None:
    reason = "certificate has expired"
    async with staged((columns, 24)) as stage:
        await stage.poll_fails(f"{reason} {reason}", after=5)
        await stage.press("ctrl+r")
        assert "LAST GOOD" not in stage.text
        assert any(f"{reason} {reason}" in line for line in stage.lines)
        assert max(len(line.rstrip()) for line in stage.lines) <= columns


async def test_the_palette_opens_and_runs_a_command() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("ctrl+p", *"health")
        await stage.palette("Source health")
        await stage.press("enter")
        await stage.wait_until(lambda: isinstance(stage.app.screen, SourceHealthScreen))
        await stage.press("escape")
        assert stage.is_board_in_front()


@pytest.mark.slow
async def test_the_palette_acts_on_the_pane_that_had_the_keys() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("ctrl+p", *"freeze")
        await stage.palette("Freeze")
        await stage.press("enter")
        await stage.wait_until(lambda: stage.grid.settings.frozen)


def palette_of(stage: Stage) -> dict[str, Callable[[], object]]:
    """What the palette offers, by its words and keys."""
    entries = key_entries(stage.app, stage.app.screen)
    return {" ".join(f"{entry.name} {entry.detail}".split()): entry.run for entry in entries}


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (80, 24), (120, 40), (40, 12)))
@pytest.mark.parametrize("pane", ["grid", "news", "reader", "detail"])
async def test_the_palette_offers_the_keys_of_the_grid_wherever_the_focus_is(size: tuple[int, int], pane: str) -> None:
    async with staged(size) as stage:
        stage.source.publish(1, "A story of today", *LONG)
        await stage.poll(1)
        await stage.press(*{"grid": (), "news": ("a",), "reader": ("a", "enter"), "detail": ("enter",)}[pane])
        offered = palette_of(stage)

        assert {"Sort by the next column s", "Freeze or free the order f"} <= offered.keys()
        of_this_key = "Save the article as Markdown S" if pane == "reader" else "Turn the sort round S"
        assert [words for words in offered if words.endswith(" S")] == [of_this_key]
        assert len({words.rsplit(maxsplit=1)[0] for words in offered}) == len(offered)
        offered["Freeze or free the order f"]()
        await stage.settle()
        assert stage.grid.settings.frozen
        assert "frozen" in stage.lines[-1]
        assert stage.grid.display


@pytest.mark.slow
@pytest.mark.parametrize(("ascii_only", "keys"), [(False, "Down ↓"), (True, "Down down")])
async def test_an_arrow_key_is_never_shown_as_a_letter(*, ascii_only: bool, keys: str) -> None:
    async with staged((80, 24), terminal_profile=TerminalProfile(ascii=ascii_only)) as stage:
        assert keys in palette_of(stage)
        await stage.press("?", "/", *"grid.down")
        assert ("down  j " in stage.text) is ascii_only


async def test_a_key_of_the_grid_that_the_user_moved_is_offered_as_such() -> None:
    async with staged((120, 40), keys={"grid.sort": "x,f5"}) as stage:
        await stage.press("a")
        assert "Sort by the next column x f5" in palette_of(stage)


async def test_a_poller_that_no_longer_beats_is_shown_and_forgiven() -> None:
    async with staged((120, 40)) as stage:
        poller = ScriptedFeed()
        stage.app.feed = poller
        poller.heartbeat = time.monotonic() - 9
        await stage.wait(1)
        assert "poller silent for 9s" in stage.lines[0]
        poller.heartbeat = time.monotonic()
        await stage.wait(1)
        assert "poller" not in stage.text
        poller.failed = "OSError: no such device"
        await stage.wait(1)
        assert "poller stopped: OSError: no such device" in stage.lines[0]


async def test_a_failing_source_says_why_and_the_board_stays() -> None:
    async with staged((80, 24)) as stage:
        await stage.poll_fails("no answer in 15 s", after=15)
        assert "✗ br no answer in 15 s" in stage.lines[0]
        assert "52.25" in stage.row_of("HUBC")
        await stage.poll(15)
        assert "no answer" not in stage.text


async def walked(seed: int, keys: int) -> None:
    """Keys at random over a live market at changing sizes; after each the board must be usable."""
    async with staged((120, 40)) as stage:
        stage.source.publish(0, "To begin with", *LONG)
        await stage.poll(1)
        chaos = Chaos(stage, seed)
        pressed = 0
        while pressed < keys:
            if pressed % 50 == 49:
                await chaos.resize(*SIZES, *TOO_SMALL[:3])
            await chaos.step(keys=0.8)
            pressed += chaos.done[-1] in KEYS
            whole(stage, chaos.done[-8:])


def whole(stage: Stage, done: list[str]) -> None:
    """The board is whole: the keys are somewhere, the status line is there, and every line is as wide as the screen."""
    screen = stage.app.screen
    width, height = stage.app.size
    lines = stage.lines
    strips = stage.app.strips()
    sound = {
        "no line is wider or narrower": {strip.cell_length for strip in strips} == {width} and len(strips) == height,
        "something is shown": any(lines),
    }
    if width < 40 or height < 12:
        has_rows = screen is stage.board and width >= 24 and height >= 6
        sound["it shows rows or says that it is too small"] = has_rows or "too" in lines[0]
    else:
        focused = stage.app.focused
        sound["the keys are in a pane in view"] = focused is not None and focused.display and bool(focused.region.area)
        if screen is stage.board:
            sound["the sources stand at the top"] = any(glyph in lines[0] for glyph in "◌●○◦◐✗")
            sound["a pane is shown"] = stage.grid.display or any(pane.display for pane in stage.board.query(ScrollView))
            sound["the bottom line helps"] = bool(lines[height - 1].strip())
    wrong = [what for what, is_so in sound.items() if not is_so]
    assert not wrong, f"{wrong} after {done} at {width}x{height}:\n{stage.text}"


@pytest.mark.slow
async def test_no_walk_of_keys_leads_to_a_dead_end() -> None:
    await walked(seed=1, keys=60)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4])
async def test_no_long_walk_of_keys_leads_to_a_dead_end(seed: int) -> None:
    await walked(seed, keys=2000)


async def test_the_first_quotes_wait_for_no_flush_and_later_ones_do() -> None:
    async with staged(first_poll=False) as stage:
        stage.app.post_market(stage.source.respond())
        await stage.wait_until(lambda: bool(stage.symbols))
        stage.source.list("NEWONE", "12.00")
        stage.app.post_market(stage.source.respond())
        await stage.settle()
        assert "NEWONE" not in stage.symbols
        await stage.flush()
        assert "NEWONE" in stage.symbols
