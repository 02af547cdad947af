"""The tape pane: what comes, what is held, filters, where enter leads, and older entries from the history."""

from pathlib import Path

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.markets import a_snapshot
from tests.kit.marks import quick
from tests.ui.stage import staged
from tests.ui.taped import TapedStage, taped
from tui.domain.instants import same_time
from tui.domain.market import utc_date
from tui.domain.tape import TapeEntry
from tui.storage.history.queries import HistoryQueries
from tui.storage.history.writer import HistoryLimits, HistoryWriter
from tui.view.view_state import QUIET_TIME


async def test_the_key_shows_the_newest_first_and_the_first_poll_is_no_move() -> None:
    async with taped() as stage:
        await stage.press("T")
        assert stage.keys_are_in(stage.tape)
        assert not any("→" in line for line in stage.entries)
        await stage.move("OGDC", "0.50")
        await stage.move("PPL", "-0.25")
        assert [line.split()[:6] for line in stage.entries[:2]] == [
            ["▸09:18:31", "PPL", "94.25", "→", "94.00", "▼"],
            ["09:18:16", "OGDC", "80.25", "→", "80.75", "▲"],
        ]
        assert "live" in stage.lines[stage.tape.region.y]


async def test_further_down_it_holds_its_place_and_counts_what_is_above() -> None:
    async with taped() as stage:
        await stage.press("T")
        for number in range(3):
            await stage.move("OGDC", f"0.{number + 1}0")
        await stage.press("j")
        held = stage.entries
        await stage.move("PPL", "1.00")
        await stage.move("PPL", "1.00")
        assert stage.entries == held
        assert "2 new above, g" in stage.lines[stage.tape.region.y]
        # the next line up is the oldest of those that came
        await stage.press("k", "k")
        assert stage.entries[1].startswith("▸09:19:01 PPL")
        await stage.press("g")
        assert stage.entries[0].startswith("▸09:19:16 PPL")
        assert "live" in stage.lines[stage.tape.region.y]


async def test_a_paused_screen_shows_nothing_new_and_then_all_of_it() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "0.50")
        await stage.press("space")
        held = stage.entries
        await stage.move("PPL", "1.00")
        await stage.wait(2)
        assert stage.entries == held
        await stage.press("space")
        await stage.wait(2)
        assert "PPL" in stage.entries[0]


@pytest.mark.slow
async def test_a_filter_is_typed_in_the_pane_and_leaves_the_grid_alone() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "1.50")
        await stage.move("PPL", "0.01")
        await stage.press("/", *"ogdc")
        assert "1 of 2" in stage.lines[-1]
        await stage.press("enter")
        assert stage.keys_are_in(stage.tape)
        assert [line.split()[1] for line in stage.entries if "→" in line] == ["OGDC"]
        assert stage.grid.settings.filter_text == ""
        await stage.press("/", "ctrl+u", *">1%", "enter")
        assert [line.split()[1] for line in stage.entries if "→" in line] == ["OGDC"]
        await stage.press("/", "escape")
        assert len([line for line in stage.entries if "→" in line]) == 2


@pytest.mark.slow
async def test_escape_ends_the_filter_and_then_leaves_the_tape() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "1.50")
        await stage.press("/", *"ppl", "enter")
        assert "no entry matches" in stage.text
        await stage.press("escape")
        assert stage.tape.filter_text == ""
        assert "OGDC" in stage.entries[0]
        assert stage.keys_are_in(stage.tape)
        await stage.press("escape")
        assert stage.keys_are_in(stage.grid)


async def test_a_filter_that_is_wrong_is_said_and_changes_nothing() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "1.50")
        await stage.press("/", *"ogdc>2")
        assert "no field ogdc" in stage.lines[-1]
        assert "OGDC" in stage.entries[0]


@pytest.mark.slow
async def test_the_arrows_show_one_kind_alone() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "1.50")
        stage.source.publish(7, "Shares gain in early trade")
        await stage.poll(15)
        await stage.poll_fails("HTTP 503", 15)
        kinds: list[list[str]] = []
        for _ in range(4):
            await stage.press("right")
            kinds.append([line.split()[1] for line in stage.entries if line[1:3].isdigit()])
        assert kinds == [["OGDC"], ["news"], ["source"], []]
        await stage.press("right")
        assert [line.split()[1] for line in stage.entries if line[1:3].isdigit()] == ["source", "news", "OGDC"]


@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24)))
async def test_enter_goes_to_the_instrument_in_the_grid(size: tuple[int, int]) -> None:
    async with taped(size) as stage:
        await stage.press("T")
        await stage.move("PPL", "1.50")
        await stage.press("enter")
        assert stage.keys_are_in(stage.grid)
        assert stage.cursor == "PPL"


@pytest.mark.slow
async def test_enter_opens_an_article_and_the_health_of_a_source() -> None:
    async with taped() as stage:
        await stage.press("T")
        stage.source.publish(7, "Shares gain in early trade", "Buyers are back.")
        await stage.poll(15)
        await stage.press("enter")
        assert stage.keys_are_in(stage.reader)
        assert "Buyers are back." in stage.text
        await stage.press("T")
        await stage.poll_fails("HTTP 503", 15)
        await stage.press("g", "enter")
        assert "SOURCE HEALTH" in stage.text


async def test_y_copies_the_entry_with_its_digits() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("PPL", "1.50")
        await stage.press("y")
        assert "PPL  94.25 → 95.75  +1.50  +1.59%" in stage.lines[-1]


async def test_the_mark_is_a_line_on_the_tape_and_is_remembered() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "0.50")
        stage.app.later(60)
        await stage.press("'")
        assert "marked 09:19:16" in stage.lines[-1]
        await stage.move("PPL", "0.50")
        assert [line.split()[1] for line in stage.entries[:3]] == ["PPL", "your", "OGDC"]
        view = stage.app.view()
        assert view is not None
        assert view.look.mark is not None


async def test_a_line_stands_where_the_user_looked_last() -> None:
    async with taped() as stage:
        await stage.press("T")
        await stage.move("OGDC", "0.50")
        await stage.press("k")
        await stage.move("PPL", "0.50", QUIET_TIME.total_seconds() + 1)
        lines = stage.entries
        assert "PPL" in lines[0]
        assert lines[1].startswith("── since you last looked, 09:18")
        assert "OGDC" in lines[2]


def listed(stage: TapedStage) -> list[TapeEntry]:
    """Return every entry that the pane has, in view or not."""
    entries = stage.tape._list
    return entries.entries if entries is not None else []


async def test_what_is_older_is_read_as_soon_as_the_pane_is_painted(tmp_path: Path) -> None:
    async with taped((120, 40)) as stage:
        stage.app.history.queries = queries = HistoryQueries(tmp_path / "none.db")
        try:
            # by then there is a tape: the pane is asked for its lines by the layout of the screen
            await stage.move("OGDC", "0.50")
            await stage.press("T")
            await stage.wait_until(lambda: "there is none yet" in stage.text)
        finally:
            queries.close()


async def test_what_is_older_comes_from_the_history_without_a_gap_or_a_double(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    async with staged((80, 24), first_poll=False) as plain:
        kept = HistoryWriter(
            file, HistoryLimits(), same_time, utc_date, wall=lambda: plain.app.time, monotonic=lambda: 0.0
        )
        stage = TapedStage(plain.app, plain._pilot, plain.source)
        # what an earlier run of the board saw
        before = stage.source.market
        for number in range(60):
            stage.app.later(15)
            stage.source.move("OGDC", f"0.{number + 10}")
            after = stage.source.respond()
            event = a_snapshot(*stage.source.quotes.values(), *stage.source.indices.values(), at=stage.app.time)
            kept.record(event, before, after)
            before = after
        kept.work()
        stage.feed = ScriptedFeed(before)
        stage.app.later(15)
        stage.app.collect_tape(stage.feed)
        stage.app.history.queries = queries = HistoryQueries(file)
        try:
            await stage.press("T")
            await stage.move("PPL", "0.50")
            await stage.wait_until(lambda: len(listed(stage)) == 60)
            await stage.press("G")
            assert "the tape begins here" in stage.entries[-1]
            found = [(entry.at, getattr(entry, "new", None)) for entry in listed(stage)]
            assert len(set(found)) == 60
            assert found == sorted(found, reverse=True)
        finally:
            queries.close()
            kept.release()
