"""The board below a sheet, and without the keys of the desktop: it sends nothing, and loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import starmap

import pytest
from textual import events

from tests.kit.marks import quick, spread
from tests.kit.waiting import PATIENCE
from tests.ui.recording import Glyph
from tests.ui.stage import Stage, staged
from tui.config.themes.loader import shipped_theme
from tui.domain.source_health import SourceState
from tui.ui.palette_entries import key_entries
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import ColorDepth, TerminalProfile
from tui.view.themes import DARK, LIGHT, Theme

pytestmark = pytest.mark.usefixtures("patched_compositor")

SHEETS = {
    "help": ("question_mark", "KEYS"),
    "health": ("ctrl+r", "SOURCE HEALTH"),
    "palette": ("ctrl+p", "Search"),
    "themes": ("C", "THEMES"),
}
BUDGET = 250


async def open_sheet(stage: Stage, sheet: str) -> None:
    key, title = SHEETS[sheet]
    await stage.press(key)
    await stage.wait_until(lambda: title in stage.text)
    if sheet == "palette":
        await stage.palette()


@asynccontextmanager
async def open_over_board(sheet: str, size: tuple[int, int], colours: str = "truecolor") -> AsyncIterator[Stage]:
    async with staged(size, colours=colours) as stage:
        await open_sheet(stage, sheet)
        yield stage


def looks_whole(stage: Stage) -> list[list[Glyph]]:
    """The picture, once it is the very one of a full repaint."""
    assert stage.picture == stage.app.full_repaint()
    return stage.picture


@pytest.mark.slow
@pytest.mark.parametrize("colours", quick(1, "truecolor", "256", "standard"))
@pytest.mark.parametrize("sheet", quick(1, *SHEETS))
async def test_a_sheet_left_open_costs_no_more_than_the_board(sheet: str, colours: str) -> None:
    async with open_over_board(sheet, (120, 40), colours) as stage:
        frames = len(stage.app.painted)
        for _ in range(16):
            await stage.wait(1)
        assert stage.sent_by(frames) <= 16 * BUDGET
        assert sheet == "health" or stage.sent_by(frames) == 0
        looks_whole(stage)


@pytest.mark.slow
@pytest.mark.parametrize("sheet", quick(1, *SHEETS))
async def test_figures_that_change_below_a_sheet_are_sent_when_it_has_gone(sheet: str) -> None:
    async with open_over_board(sheet, (120, 40)) as stage:
        frames = len(stage.app.painted)
        for _ in range(10):
            stage.source.move("OGDC", "1.25")
            await stage.poll(1)
        assert stage.sent_by(frames) <= 10 * BUDGET
        price = str(stage.source.quotes["OGDC"].price)
        await stage.press("escape")
        assert stage.is_board_in_front()
        assert price in stage.row_of("OGDC")
        looks_whole(stage)


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (80, 24), (120, 40), (40, 12)))
@pytest.mark.parametrize("sheet", quick(1, *SHEETS))
async def test_the_board_fits_a_size_that_came_while_a_sheet_covered_it(sheet: str, size: tuple[int, int]) -> None:
    async with open_over_board(sheet, (100, 30)) as stage:
        stage.source.index("NEW", "100.5", "1.5")
        await stage.poll(1)
        await stage.resize(*size)
        looks_whole(stage)
        await stage.press("escape")
        assert stage.is_board_in_front()
        below = looks_whole(stage)
        async with staged(size) as fresh:
            await fresh.show(stage.app.state.market)
            fresh.app.time = stage.app.time
            await fresh.flush()
            assert below == fresh.picture


@pytest.mark.slow
async def test_a_palette_over_help_over_the_board_comes_off_sheet_by_sheet() -> None:
    async with open_over_board("help", (80, 24)) as stage:
        keys = stage.text
        await open_sheet(stage, "palette")
        frames = len(stage.app.painted)
        for _ in range(5):
            await stage.poll(1)
        assert stage.sent_by(frames) == 0
        await stage.press("escape")
        assert stage.text == keys
        looks_whole(stage)
        await stage.press("escape")
        assert stage.is_board_in_front()
        looks_whole(stage)


async def test_the_view_of_the_grid_is_where_it_was_below_a_sheet() -> None:
    async with staged((80, 16)) as stage:
        await stage.wheel(5, 8)
        grid = stage.text.split("\n")[3:]
        await stage.press("?")
        await stage.poll(1)
        await stage.press("escape")
        assert stage.text.split("\n")[3:] == grid


async def test_nothing_of_the_board_shows_through_the_palette() -> None:
    async with open_over_board("palette", (80, 24)) as stage:
        assert "KSE100" not in stage.text
        assert not any(symbol in stage.text for symbol in stage.symbols)


@pytest.mark.parametrize(
    ("theme", "colours", "ground"),
    spread(
        1,
        *starmap(
            pytest.param,
            [
                (DARK, "truecolor", DARK.colors.background[1:]),
                (LIGHT, "truecolor", LIGHT.colors.background[1:]),
                (LIGHT, "standard", "default"),
                (shipped_theme("terminal-light"), "truecolor", "default"),
            ],
        ),
    ),
)
async def test_the_palette_stands_on_the_ground_of_the_theme(theme: Theme, colours: str, ground: str) -> None:
    async with staged((80, 24), settings=BoardSettings(theme=theme), colours=colours) as stage:
        await open_sheet(stage, "palette")
        blank = [glyph.back for line in (stage.picture[1], stage.picture[-1]) for glyph in line]
        assert set(blank) == {ground}


@pytest.mark.slow
@pytest.mark.parametrize("width", quick(2, 2, 1, 3, 4, 10))
async def test_the_palette_survives_a_terminal_of_few_columns(width: int) -> None:
    async with open_over_board("palette", (80, 24)) as stage, asyncio.timeout(PATIENCE):
        await stage.resize(width, 24)
        await stage.resize(80, 24)
        assert stage.lines[0].startswith(" / Search for a command")


@pytest.mark.parametrize("size", quick(1, (40, 12), (80, 24)))
async def test_the_palette_shows_a_command_a_line_with_its_keys_beside_it(size: tuple[int, int]) -> None:
    async with open_over_board("palette", size) as stage:
        assert stage.lines[0].startswith(" / Search for a command")
        gap = " " * (2 + (14 if size == (80, 24) else 0))
        assert stage.lines[2:6] == [
            f" Add to a list                 {gap}+",
            f" Back, or clear the filter     {gap}esc",
            f" Choose the columns of the tab {gap}c",
            f" Close what is open, else quit {gap}q",
        ]
        assert not set(stage.text) & set("▔▁▏▎█🔎⏎")


@pytest.mark.slow
async def test_every_command_of_the_palette_is_shown_in_full_beside_its_keys() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("tab")
        names = [entry.name for entry in key_entries(stage.app, stage.app.screen)]
        await stage.press("ctrl+p", *"newer")
        assert any(line.split() == ["Newer", "version", "of", "the", "article", "u"] for line in stage.lines)
        assert max(map(len, names)) <= 44


@pytest.mark.slow
@pytest.mark.parametrize("depth", quick(2, "true", "none", "256", "16"))
@pytest.mark.parametrize("theme", quick(1, DARK, LIGHT, shipped_theme("terminal-dark")), ids=lambda theme: theme.name)
async def test_the_cursors_line_of_the_palette_shows_in_every_depth_of_colour(depth: ColorDepth, theme: Theme) -> None:
    profile = TerminalProfile(color_depth=depth)
    async with staged((80, 24), settings=BoardSettings(theme=theme), terminal_profile=profile) as stage:
        await open_sheet(stage, "palette")
        first, second = (next(iter(stage.app.strips()[y])).style for y in (2, 3))
        assert first is not None
        assert second is not None
        assert (first.bgcolor, first.underline, first.reverse) != (second.bgcolor, second.underline, second.reverse)


@pytest.mark.slow
async def test_in_ascii_the_palette_is_ascii_like_the_board() -> None:
    async with staged((80, 24), terminal_profile=TerminalProfile(ascii=True)) as stage:
        assert stage.text.isascii()
        await open_sheet(stage, "palette")
        assert stage.text.isascii()
        await stage.press(*"sort by the")
        await stage.palette("Sort by the next column")
        assert stage.text.isascii()
        await stage.press("enter")
        assert stage.grid.settings.sort.key == "last"


@pytest.mark.slow
async def test_the_cursor_of_the_palette_stands_still() -> None:
    async with open_over_board("palette", (80, 24)) as stage:
        frames = len(stage.app.painted)
        await stage.paused(0.6)  # a cursor that blinks does so each half second
        assert stage.sent_by(frames) == 0


@pytest.mark.parametrize("keys", quick(1, (), ("ctrl+p",), ("?",), ("ctrl+r",), ("a",), ("/", "o")), ids=" ".join)
async def test_a_window_that_loses_the_focus_and_gets_it_again_is_sent_nothing(keys: tuple[str, ...]) -> None:
    async with staged((120, 40)) as stage:
        await stage.press(*keys)
        frames, focused = len(stage.app.painted), stage.app.focused
        for event in (events.AppBlur(), events.AppFocus()) * 3:
            stage.app.post_message(event)
            await stage.settle()
        assert stage.sent_by(frames) == 0
        assert stage.app.focused is focused


@pytest.mark.slow
async def test_a_filter_goes_on_where_it_was_typed_before_the_focus_went() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("/", "l", "u")
        stage.app.post_message(events.AppBlur())
        await stage.settle()
        await stage.press("c")
        assert stage.symbols == ["LUCK"]


async def test_a_source_that_is_live_and_unchanged_in_turn_is_sent_nothing_for_it() -> None:
    async with staged((80, 16)) as stage:
        await stage.poll()
        assert "WTL" not in stage.text
        frames, states = len(stage.app.painted), []
        for cents in ("0.01", "0.00") * 4:
            stage.source.move("WTL", cents)
            await stage.poll()
            states.append(stage.app.state.market.health["br"].state)
        assert states == [SourceState.LIVE, SourceState.UNCHANGED] * 4
        assert stage.sent_by(frames) == 0
