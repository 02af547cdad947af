"""Themes on the board: changed by key, undone, and drawn anew."""

from pathlib import Path

from tests.ui.stage import Stage, staged
from tui.config.themes.loader import shipped_theme
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile


def grounds(stage: Stage) -> set[str]:
    return {cell.back for line in stage.picture for cell in line}


def ground_of(name: str) -> str:
    return shipped_theme(name).colors.background[1:]


async def test_t_changes_to_the_partner_and_back() -> None:
    async with staged((80, 24), settings=BoardSettings(theme=shipped_theme("ember"))) as stage:
        assert ground_of("ember") in grounds(stage)
        await stage.press("t")
        assert ground_of("paper") in grounds(stage)
        assert ground_of("ember") not in grounds(stage)
        assert "theme paper" in stage.lines[-1]
        await stage.press("t")
        assert ground_of("ember") in grounds(stage)


async def test_u_brings_the_theme_back() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("t", "U")
        assert ground_of("dark") in grounds(stage)
        assert "undone: theme light" in stage.lines[-1]


async def test_from_the_partner_of_ones_own_theme_the_way_leads_back(tmp_path: Path) -> None:
    own = shipped_theme("dark")._replace(name="mine")
    own = own._replace(colors=own.colors._replace(background="#101010"))
    settings = BoardSettings(theme=own)
    async with staged((80, 24), settings=settings, config_file=tmp_path / "config.toml") as stage:
        await stage.press("t")
        assert ground_of("light") in grounds(stage)
        await stage.press("t")
        assert "101010" in grounds(stage)
    assert not (tmp_path / "config.toml").exists(), "t is for this run"


async def test_a_partner_that_is_not_there_is_said_and_the_theme_stays(tmp_path: Path) -> None:
    own = shipped_theme("dark")._replace(pair="gone")
    async with staged((120, 24), settings=BoardSettings(theme=own), config_file=tmp_path / "config.toml") as stage:
        await stage.press("t")
        assert 'found "gone", expected a theme' in stage.lines[-1]
        assert ground_of("dark") in grounds(stage)


async def test_a_theme_of_sixteen_colours_is_drawn_in_them_on_any_terminal() -> None:
    async with staged((80, 24)) as stage:
        for name in ("terminal-dark", "dark"):
            stage.app.themes.show(BoardSettings(theme=shipped_theme(name)))
            await stage.settle()
            assert stage.picture == stage.app.full_repaint()
            assert ("default" in grounds(stage)) is (name == "terminal-dark")


async def test_where_red_means_a_rise_every_rise_is_red() -> None:
    async with staged((80, 24), settings=BoardSettings(up="red")) as stage:
        colours = shipped_theme("dark").colors
        fronts = {cell.front for line in stage.picture for cell in line if cell.character == "▲"}
        assert colours.up[1:] not in fronts
        assert colours.down[1:] in fronts


async def test_without_colours_every_theme_looks_the_same() -> None:
    async with staged((80, 24), terminal_profile=TerminalProfile(color_depth="none")) as stage:
        before = stage.picture
        await stage.press("t")
        assert stage.picture[:-1] == before[:-1]
