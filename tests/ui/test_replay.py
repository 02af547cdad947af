"""The board of a recorded day: it cannot be taken for a live one, and its keys play the day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from tests.engine.recorded_run import CALENDARS, OPENING, Played, record_run
from tests.kit.marks import quick
from tests.ui.recording import RecordedBoard
from tests.ui.stage import BY_SYMBOL, Stage
from tui.config.errors import ConfigError
from tui.config.loader import DEFAULT_CONFIG
from tui.domain.text import CleanText
from tui.engine.replay import ReplayFeed
from tui.engine.symbol_search import SearchResult
from tui.ui.app import BoardApp
from tui.ui.bindings import validate_keymap_of
from tui.ui.rendering.theme import theme_for
from tui.ui.replay_app import ReplayApp
from tui.view.spans import Tone
from tui.view.terminal_profile import TerminalProfile
from tui.view.themes import DARK

ZONE = CALENDARS["PSX"].zone
SECOND = timedelta(seconds=1)


class _Board(RecordedBoard, ReplayApp):
    """The board of a replay, on the recorded clock."""

    played: Played

    @property
    def time(self) -> datetime:
        return self.played.clock.now()

    @time.setter
    def time(self, _at: datetime) -> None:
        """It is that of the recording."""

    def delay_update(self, _delay: float = 0.05) -> None:
        super().delay_update(0.001)


class ReplayStage(Stage):
    """The same with a replay that goes on when the test says so."""

    def __init__(self, app: _Board, pilot: Any, played: Played, feed: ReplayFeed) -> None:  # noqa: ANN401 - Textual's
        super().__init__(app, pilot, cast("Any", None))
        self.played, self.feed = played, feed

    @property
    def bar(self) -> str:
        return self.lines[0]

    async def play(self, seconds: float = 0.0) -> None:
        """Let real time pass, and show what came."""
        self.feed.work()
        self.played.seconds += seconds
        self.feed.work()
        await self.settle()
        await self.flush()

    async def keys(self, *keys: str) -> None:
        """Press keys, and have done what they ask for."""
        await self.press(*keys)
        await self.play()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recorded") / "history.db"
    asyncio.run(record_run(file, 40, rate=1.0))
    return file


@asynccontextmanager
async def replayed(file: Path, size: tuple[int, int] = (120, 40), **settings: Any) -> AsyncIterator[ReplayStage]:  # noqa: ANN401 - of the application
    played = Played(file, 1, OPENING, None)
    feed = ReplayFeed(played.player)
    _Board.played = played
    app = _Board(size, replay=feed, day=OPENING.date(), zone=ZONE, sort=BY_SYMBOL, **settings)
    app.set_calendars(CALENDARS)
    app.set_initial_market(feed.market)
    async with app.run_test(size=size) as pilot:
        app.feed = feed
        feed.subscribe(app.post_market)
        stage = ReplayStage(app, pilot, played, feed)
        feed.seek(played.player.start)
        await stage.play(1)
        await stage.settle()
        yield stage
    played.player.close()


@pytest.mark.parametrize("size", quick(1, (80, 24), (160, 50), (120, 40), (40, 12)))
async def test_the_bar_says_replay_and_the_day_and_the_recorded_time(recorded: Path, size: tuple[int, int]) -> None:
    async with replayed(recorded, size) as stage:
        assert "REPLAY" in stage.bar
        assert "27 Nov" in stage.bar or "2026-11-27" in stage.bar
        assert "04:30:01" in stage.bar
        assert "bigboard" not in stage.bar


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (120, 40), (40, 12)))
async def test_it_is_on_every_page_over_the_board(recorded: Path, size: tuple[int, int]) -> None:
    async with replayed(recorded, size) as stage:
        for key in ("w", "?", "ctrl+r", "O", "c"):
            await stage.press(key)
            assert not stage.is_board_in_front()
            assert "REPLAY" in stage.lines[0]
            assert any(line.strip() for line in stage.lines[1:])
            await stage.press("escape")


@pytest.mark.slow
async def test_space_is_offered_in_every_pane(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        for keys in ((), ("T",), ("M",), ("enter", "tab")):
            await stage.press(*keys)
            assert "space pause" in stage.lines[-1]


@pytest.mark.parametrize("colours", quick(1, "256", "truecolor", "standard"))
async def test_the_bar_has_a_ground_of_its_own(recorded: Path, colours: str) -> None:
    async with replayed(recorded, (80, 24), colours=colours) as stage:
        (bar,), row = {(glyph.back, glyph.reverse) for glyph in stage.picture[0]}, stage.picture[12]
        assert bar not in {(glyph.back, glyph.reverse) for glyph in row}


def test_without_colours_the_bar_is_reversed() -> None:
    theme = theme_for(TerminalProfile(color_depth="none"), DARK)
    assert theme.style(Tone.REPLAY).reverse


async def test_the_day_goes_on_as_it_was(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        before = stage.row_of("OGDC")
        await stage.keys(*"=====")
        assert "×60" in stage.bar
        await stage.play(2)
        assert "04:32:0" in stage.bar
        assert stage.row_of("OGDC") != before


@pytest.mark.slow
async def test_space_pauses_the_day_and_not_the_screen(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.keys("space")
        assert "‖ REPLAY" in stage.bar
        assert "paused" in stage.bar
        assert "space play" in stage.lines[-1]
        await stage.play(60)
        assert "04:30:01" in stage.bar
        await stage.keys("space")
        await stage.play(5)
        assert "04:30:06" in stage.bar
        assert "space pause" in stage.lines[-1]


@pytest.mark.slow
async def test_keys_go_by_minutes_and_by_changes(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.keys("space")
        await stage.keys("F", "F")
        assert "04:32:01" in stage.bar
        await stage.keys("B")
        assert "04:31:01" in stage.bar
        await stage.keys("B", "B", "B")
        assert "04:30:00" in stage.bar
        await stage.keys("*")
        there = stage.bar
        await stage.keys("*")
        assert stage.bar != there
        await stage.keys("#")
        assert stage.bar == there


@pytest.mark.slow
async def test_a_time_is_jumped_to(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.press("@")
        await stage.paste("04:35")
        await stage.press("enter")
        await stage.play()
        assert "04:35:00" in stage.bar
        await stage.run("jump +90s")
        await stage.play()
        assert "04:36:30" in stage.bar
        await stage.run("jump later")
        assert "expected a time such as 14:30" in stage.text


@pytest.mark.slow
async def test_the_next_large_move_has_the_cursor_and_its_words(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.run("jump 1.5%")
        await stage.play()
        await stage.settle()
        market = stage.app.state.market
        assert stage.grid.cursor is not None
        price = market.quotes[stage.grid.cursor].price
        assert f"{stage.cursor} " in stage.lines[-1]
        assert f"→ {price}" in stage.lines[-1]
        assert "‖ REPLAY" in stage.bar
        await stage.run("jump 900%")
        await stage.play()
        await stage.settle()
        assert "no later move of 900%" in stage.lines[-1]


@pytest.mark.slow
async def test_the_next_article_is_announced(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        known = len(stage.app.state.market.articles)
        await stage.keys("~")
        await stage.settle()
        assert len(stage.app.state.market.articles) == known + 1
        assert "‖ REPLAY" in stage.bar


@pytest.mark.slow
async def test_back_in_time_nothing_is_seen_of_what_came_later(recorded: Path) -> None:
    async with replayed(recorded, (160, 50)) as stage:
        first = stage.reader.open_article
        await stage.keys("~")
        await stage.press("n")
        later = stage.reader.open_article
        assert first is not None
        assert later is not None
        assert later.id != first.id
        await stage.press("T")
        await stage.run("jump 04:30")
        await stage.play()
        assert stage.reader.open_article == first
        assert later.title
        assert later.title[:30] not in "".join(stage.lines[:-1])
        assert "04:34" not in stage.text


async def test_nothing_is_polled_and_that_is_said(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.press("r")
        assert "a replay polls nothing" in stage.lines[-1]
        await stage.run("source pause demo")
        assert "a replay polls nothing" in stage.lines[-1]
        found: list[SearchResult] = []
        stage.feed.search("OGDC", found.append)
        assert found == [SearchResult(problems=(CleanText("a replay asks no source"),))]


@pytest.mark.slow
async def test_at_the_end_it_stops_and_space_begins_again(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.run("speed 1000")
        # a machine under load applies what is due in several turns
        while not stage.feed.state.is_at_end:
            await stage.play(2)
        assert "REPLAY Fri 27 Nov 2026 end" in stage.bar
        await stage.keys("space")
        assert "04:30:00" in stage.bar


async def test_a_message_ends_while_recorded_time_stands_still(recorded: Path) -> None:
    async with replayed(recorded) as stage:
        await stage.keys("space")
        now = stage.app._builder.users_clock()
        await stage.press("r")
        stage.app._builder.users_clock = lambda: now + 6 * SECOND
        await stage.flush()
        assert "polls nothing" not in stage.text


async def test_its_keys_are_in_the_help_and_not_in_that_of_a_live_board(recorded: Path) -> None:
    async with replayed(recorded, (120, 60)) as stage:
        await stage.press("?")
        assert "To the next large move" in stage.text
        assert "replay.faster" in stage.text


def test_its_keys_can_be_chosen_and_must_not_clash() -> None:
    config = DEFAULT_CONFIG._replace(keys={"replay.faster": "f9", "replay.article": "ctrl+a"})
    validate_keymap_of(config, BoardApp)
    with pytest.raises(ConfigError, match=r"replay.faster.*is the key of grid.down"):
        validate_keymap_of(config._replace(keys={"replay.faster": "j"}), BoardApp)


def test_its_own_keys_take_none_from_the_live_board() -> None:
    config = DEFAULT_CONFIG._replace(keys={"grid.freeze": "F", "app.poll-now": "= r"})
    validate_keymap_of(config, BoardApp)
    with pytest.raises(ConfigError) as refused:
        validate_keymap_of(config, BoardApp, is_replay=True)
    assert [problem.partition("keys.")[2] for problem in refused.value.problems] == [
        'grid.freeze: "F" is the key of replay.minute too; give that another key as well',
        'app.poll-now: "= r" begins with "=", the key of replay.faster; give that another key as well',
    ]
    moved = {**config.keys, "replay.minute": "f7", "replay.faster": "f8"}
    validate_keymap_of(config._replace(keys=moved), BoardApp, is_replay=True)
