"""What is kept of the screen for the next start: all of it faded, no ages, nothing of what the user owns."""

import asyncio
import re
from decimal import Decimal
from pathlib import Path

import pyte
import pytest

from tests.kit.marks import quick
from tests.kit.waiting import PATIENCE
from tests.ui.stage import Stage, staged
from tui.cli.last_frame import drawn
from tui.config.loader import Config
from tui.domain.positions import Lot
from tui.storage.last_frame import FrameStore, LastFrame
from tui.ui.last_frame import FrameMemory, frame_of, keep_screen
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile

CONFIG = Config(sources=(), file=Path("/home/me/config.toml"))
LOTS = (Lot(symbol="OGDC", quantity=Decimal(100), price=Decimal(90)),)


def kept(stage: Stage, config: Config = CONFIG) -> LastFrame | None:
    screenful = keep_screen(stage.app, config)
    return None if screenful is None else frame_of(screenful)


def emulated(frame: LastFrame, seconds: float = 0) -> pyte.Screen:
    """Return the screen on which the next start has drawn this frame so many seconds later."""
    screen = pyte.Screen(frame.look.columns, frame.look.lines)
    screen.reset_mode(pyte.modes.DECAWM)
    pyte.ByteStream(screen).feed(drawn(frame, frame.left_at + seconds))
    return screen


def lines_of(frame: LastFrame) -> list[str]:
    return [line.rstrip() for line in emulated(frame, 3 * 3600 + 5).display]


def words(line: str) -> list[str]:
    """Return the words of a line but for ages, marks of a closed market, and what is drawn between panes."""
    return [
        word for word in re.sub(r"[◦≤]?\b\d+[smh]\b( ago)?,?|◦", " ", line.replace(",", "")).split() if word != "ago"
    ]


@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24), (40, 12), (24, 6)))
async def test_every_row_is_where_it_was_and_the_bar_says_since_when(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.wait(3)
        frame = kept(stage)
        assert frame is not None
        bar, *rows = lines_of(frame)
        assert "as it stood" in bar or size[0] < 30
        assert [words(row) for row in rows] == [words(line) for line in stage.lines[1:]]
        assert not re.search(r"\d[smh]( ago|$)", "\n".join(rows))


async def test_figures_fade_to_one_colour() -> None:
    async with staged() as stage:
        await stage.poll(1)
        frame = kept(stage)
        assert frame is not None
        screen = emulated(frame)
        grid = stage.grid.region
        colours = {
            screen.buffer[y][x].fg
            for y in range(grid.y, grid.bottom)
            for x in range(grid.x, grid.right)
            if screen.buffer[y][x].data != " "
        }
        assert len(colours) == 1
        assert {screen.buffer[y][x].bg for y in range(1, 40) for x in range(120)} == {"0d1014"}


@pytest.mark.parametrize(
    ("profile", "allowed"),
    quick(
        1,
        pytest.param(TerminalProfile(color_depth="none"), {"", "0", "1", "2", "39", "49"}, id="no colours"),
        pytest.param(
            TerminalProfile(color_depth="16", ascii=True),
            {"", "0", "1", *map(str, (*range(30, 38), 39, 49, *range(90, 98)))},
            id="16 colours and ASCII",
        ),
    ),
)
async def test_it_is_drawn_as_the_terminal_can(profile: TerminalProfile, allowed: set[str]) -> None:
    async with staged(terminal_profile=profile) as stage:
        frame = kept(stage)
        assert frame is not None
        sent = drawn(frame, frame.left_at).decode()
        codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", sent) for code in found.split(";")}
        assert codes <= allowed
        assert sent.isascii() or not profile.ascii


@pytest.mark.slow
async def test_nothing_of_what_the_user_owns_is_kept() -> None:
    async with staged((160, 40), settings=BoardSettings(lots=LOTS)) as stage:
        await stage.press("3", "enter")
        assert "yours" in stage.text
        assert "TOTAL" in stage.text
        owned = [column for column in stage.columns if column.column.position_value is not None]
        frame = kept(stage)
        assert frame is not None
        lines = lines_of(frame)
        assert not any("yours" in line or "TOTAL" in line for line in lines)
        row = lines[stage.line_of("OGDC  ")]
        for column in owned:
            x = stage.grid.region.x + column.x
            assert not row[x : x + column.width].strip()


async def test_what_is_announced_is_not_kept() -> None:
    async with staged() as stage:
        await stage.press("y")
        assert "sent to the terminal" in stage.text
        frame = kept(stage)
        assert frame is not None
        assert "? help" in lines_of(frame)[-1]


@pytest.mark.parametrize("keys", quick(1, (":",), (" ",), ("?",), ("c",), ("O",)))
async def test_nothing_is_kept_of_a_board_that_is_covered_or_paused(keys: tuple[str, ...]) -> None:
    async with staged() as stage:
        await stage.press(*keys)
        assert kept(stage) is None
        await stage.press("escape" if keys != (" ",) else " ")
        assert kept(stage) is not None


async def test_nothing_is_kept_without_quotes_or_room_or_with_a_broken_configuration() -> None:
    async with staged(first_poll=False) as stage:
        assert kept(stage) is None
        await stage.poll(1)
        assert kept(stage) is not None
        assert kept(stage, CONFIG._replace(file=None)) is None
        assert kept(stage, CONFIG._replace(has_key_command=True)) is None
        stage.app.show_config_error("config.toml:3: found 1")
        await stage.settle()
        assert kept(stage) is None
        stage.app.show_config_error(None)
        await stage.resize(20, 5)
        assert kept(stage) is None


@pytest.mark.slow
async def test_what_was_kept_last_stays_while_the_board_is_covered_at_the_end(tmp_path: Path) -> None:
    config = Config(sources=(), file=tmp_path / "config.toml")
    store = FrameStore(tmp_path)
    async with staged() as stage:
        memory = FrameMemory(store, stage.app, lambda: config)
        memory.save()
        async with asyncio.timeout(PATIENCE):
            while not (tmp_path / "frame").exists():  # noqa: ASYNC110 - written by a thread
                await asyncio.sleep(0.01)
        first = store.load()
        await stage.press("?")
        await stage.wait(60)
        memory.save()
        memory.note_end()
        memory.save_at_end()
        assert store.load() == first
        await stage.press("escape")
        memory.note_end()
        memory.save_at_end()
        last = store.load()
        assert first is not None
        assert last is not None
        assert last.left_at > first.left_at
