"""Themes on the board: changed by key, undone, and drawn anew."""

from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.config.themes.loader import SHIPPED, shipped_theme
from tui.ui.screens.themes import ThemePane
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import ColorDepth, TerminalProfile


def grounds(stage: Stage) -> set[str]:
    return {cell.back for line in stage.picture for cell in line}


def ground_of(name: str) -> str:
    return shipped_theme(name).colors.background[1:]


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
async def test_the_list_shows_each_theme_as_the_cursor_reaches_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("C")
        assert [line[3:21].strip() for line in stage.lines[2:12]] == list(SHIPPED)
        for name in SHIPPED[:8]:
            assert grounds(stage) >= {ground_of(name)}
            assert stage.picture == stage.app.full_repaint()
            await stage.press("j")


@pytest.mark.slow
async def test_without_a_choice_the_theme_stays_however_the_list_is_left() -> None:
    async with staged((120, 40)) as stage:
        before = stage.picture
        for keys in (("escape",), ("C",), ("q",), ("question_mark", "escape")):
            await stage.press("C", "j", "j", "u")
            assert grounds(stage) >= {ground_of("contrast-dark")}
            await stage.press(*keys)
            assert stage.is_board_in_front()
            assert stage.picture == before
            assert stage.picture == stage.app.full_repaint()


@pytest.mark.slow
async def test_a_choice_is_written_into_the_configuration_and_can_be_undone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "dark"  # at night\n')
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("C", "j", "j", "u", "enter")
        assert stage.is_board_in_front()
        assert ground_of("contrast-dark") in grounds(stage)
        assert "theme contrast-dark, a rise is red" in stage.lines[-1]
        assert file.read_text() == '[board]\ntheme = "contrast-dark"  # at night\nup = "red"\n'
        await stage.press("U")
        assert ground_of("dark") in grounds(stage)
        assert file.read_text() == '[board]\ntheme = "dark"  # at night\n'


@pytest.mark.slow
async def test_the_theme_in_force_chosen_again_changes_nothing(tmp_path: Path) -> None:
    async with staged((120, 40), config_file=tmp_path / "config.toml") as stage:
        await stage.press("C", "j", "k", "enter")
        assert stage.is_board_in_front()
        assert not (tmp_path / "config.toml").exists()


@pytest.mark.slow
async def test_the_colour_of_a_rise_alone_is_a_choice_as_well(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[board]\n")
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("C", "u", "enter")
        assert file.read_text() == '[board]\nup = "red"\n'


@pytest.mark.slow
async def test_themes_of_ones_own_are_listed_with_what_is_wrong_with_them(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "aqua.toml").write_text('background = "#002b36"\nrule = "#073642"')
    (tmp_path / "themes" / "rose.toml").write_text('\nup = "pink"')
    async with staged((120, 40), config_file=tmp_path / "config.toml") as stage:
        await stage.press("C", "G")
        assert stage.lines[12].startswith("   aqua ")
        assert stage.lines[13].startswith(' ✗ rose               line 2: up: found "pink", ')
        assert 'found "pink", expected a colour such as' in stage.text
        await stage.press("enter")
        assert not stage.is_board_in_front(), "a theme with a fault is no choice"
        await stage.press("k")
        assert "002b36" in grounds(stage)
        assert "Hard to read: rule on" in stage.text
        assert "Your own are files such as" in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (80, 24), (120, 40), (40, 12), (300, 80)))
async def test_the_theme_under_the_cursor_is_in_view_on_any_screen(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await stage.press("C")
        for name in SHIPPED:
            lines = [line[1:20] for line in stage.lines[: stage.app.screen.query_one(ThemePane).size.height]]
            assert any(line.strip(" ●") == name for line in lines), stage.text
            await stage.press("down")
        await stage.press("g")
        assert stage.lines[2].startswith(" ● dark")


@pytest.mark.slow
async def test_a_click_shows_a_theme_and_a_second_one_chooses_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("C")
        row = stage.line_of("ember")
        await stage.click(5, row)
        assert ground_of("ember") in grounds(stage)
        assert not stage.is_board_in_front()
        await stage.click(5, row)
        assert stage.is_board_in_front()
        assert ground_of("ember") in grounds(stage)


async def test_a_tiny_terminal_says_so_in_place_of_the_list() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("C")
        await stage.resize(20, 5)
        assert "too small" in stage.text
        await stage.resize(80, 24)
        assert "THEMES" in stage.text


@pytest.mark.slow
@pytest.mark.parametrize("depth", ["16", "none"])
async def test_the_list_has_a_cursor_in_every_depth_of_colour(depth: ColorDepth) -> None:
    async with staged((80, 24), terminal_profile=TerminalProfile(color_depth=depth, ascii=True)) as stage:
        await stage.press("C", "j")
        assert stage.text.isascii()
        first, second = (stage.picture[y][4] for y in (2, 3))
        assert (first.back, first.reverse) != (second.back, second.reverse)
