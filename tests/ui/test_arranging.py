"""Tabs and positions made by typed commands: at once on the screen, and as one would write them in the file."""

from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.config.loader import load_config

pytestmark = pytest.mark.usefixtures("patched_compositor")
WIDE = (120, 40)
WRITTEN = '# mine\n[board]\ntheme = "dark"  # at night\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN)
    return file


def content(file: Path) -> str:
    return file.read_text()


def content_or_none(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


def names(stage: Stage) -> str:
    return " ".join(tab.name for tab in stage.app.state.tabs)


@pytest.mark.slow
async def test_a_tab_is_made_filled_moved_renamed_and_closed(file: Path) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run("newtab Oil")
        assert names(stage) == "All PSX Oil Mine"
        assert stage.symbols == []
        await stage.run("add OGDC PPL")
        assert stage.symbols == ["OGDC", "PPL"]
        await stage.run("movetab left")
        await stage.run("renametab Energy")
        assert names(stage) == "All Energy PSX Mine"
        assert stage.symbols == ["OGDC", "PPL"]
        await stage.run("newtab Risers pct > 1")
        assert len(stage.symbols) > 2
        await stage.run("closetab")
        assert names(stage) == "All Energy PSX Mine"
    settings = load_config(file).settings
    assert settings.tab_order == ("All", "Energy", "PSX", "Mine")
    assert [(tab.name, tab.list_name) for tab in settings.tabs] == [("Energy", "Oil")]
    assert content(file).startswith(WRITTEN)


async def test_a_configuration_that_is_gone_is_not_written_anew(file: Path) -> None:
    async with staged(WIDE, config_file=file) as stage:
        away = file.rename(file.with_suffix(".away"))  # noqa: ASYNC240 - nothing else runs here
        await stage.press("m")
        assert "not saved, for now only: config.toml: is no file any more" in stage.lines[-1]
        assert not content_or_none(file)
        away.rename(file)
        await stage.press("j", "m")
    assert len(load_config(file).settings.lists["Mine"]) == 2


@pytest.mark.slow
async def test_the_first_change_of_all_may_be_taken_back_and_made_again(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with staged(WIDE, config_file=file) as stage:
        await stage.press("m", "U")
        assert content_or_none(file) is None
        await stage.press("m")
    assert len(load_config(file).settings.lists["Mine"]) == 1


@pytest.mark.slow
async def test_undo_takes_tabs_back_one_by_one(file: Path) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run("newtab One")
        await stage.run("newtab Two last > 1")
        await stage.press("U", "U")
        assert names(stage) == "All PSX Mine"
    assert content(file) == WRITTEN


@pytest.mark.slow
async def test_lots_are_added_and_removed(file: Path) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run("position OGDC 1,000 100.25 pkr 2026-11-02")
        await stage.run("position OGDC 500 90")
        await stage.run("position HUBC -10 150")
        assert "Positions" in names(stage)
        await stage.run("tab Positions")
        assert sorted(stage.symbols) == ["HUBC", "OGDC"]
        await stage.run("position HUBC none")
        assert stage.symbols == ["OGDC"]
    lots = load_config(file).settings.lots
    assert [(lot.symbol, str(lot.quantity), str(lot.price), lot.currency) for lot in lots] == [
        ("PSX:OGDC", "1000", "100.25", "PKR"),
        ("PSX:OGDC", "500", "90", None),
    ]
    assert str(lots[0].bought) == "2026-11-02"


@pytest.mark.slow
@pytest.mark.dose(13)
@pytest.mark.parametrize(
    ("line", "problem"),
    quick(
        4,
        pytest.param("newtab mine", "there is a tab mine already"),
        pytest.param("newtab X pct >", "expected a field"),
        pytest.param("newtab " + "x" * 30, "1 to 24 characters"),
        pytest.param("renametab PSX", "there is a tab PSX already"),
        pytest.param("movetab up", "expected left or right"),
        pytest.param("position NOPE 1 2", 'no row has "NOPE"'),
        pytest.param("position OGDC none", "there is no position in OGDC"),
        pytest.param("position OGDC 5", "expected a quantity and the price"),
        pytest.param("position OGDC x 5", "expected a number"),
        pytest.param("position OGDC 0 5", "expected a quantity above zero"),
        pytest.param("position OGDC 1 -5", "expected a price of 0 or more"),
        pytest.param("position OGDC 1 5 2026-13-01", "expected a currency, or a date"),
        pytest.param("position OGDC 1e99 5", "below 10^15"),
    ),
)
async def test_what_cannot_be_done_is_said_and_changes_nothing(file: Path, line: str, problem: str) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run(line)
        assert problem in stage.text
        assert names(stage) == "All PSX Mine"
    assert content(file) == WRITTEN


@pytest.mark.slow
async def test_an_action_gets_another_key_at_once_in_the_file_and_back(file: Path) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run("bind grid.sort x")
        before = stage.grid.settings.sort
        await stage.press("x")
        assert stage.grid.settings.sort != before
        await stage.press("s")
        assert load_config(file).keys == {"grid.sort": "x"}
        await stage.press("U")
        chosen = stage.grid.settings.sort
        await stage.press("x")
        assert stage.grid.settings.sort == chosen
        await stage.press("s")
        assert stage.grid.settings.sort != chosen
    assert content(file) == WRITTEN


@pytest.mark.parametrize(
    ("line", "problem"),
    quick(
        1,
        pytest.param("bind grid.srt x", "did you mean"),
        pytest.param("bind grid.sort q", "app.quit"),
        pytest.param("bind grid.sort controll+q", "no key"),
    ),
)
async def test_a_key_that_cannot_be_given_is_refused(file: Path, line: str, problem: str) -> None:
    async with staged(WIDE, config_file=file) as stage:
        await stage.run(line)
        assert problem in stage.text
    assert content(file) == WRITTEN
