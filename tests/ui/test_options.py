"""The options screen: every setting, changed in place, saved and undone."""

from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.config.loader import load_config

pytestmark = pytest.mark.usefixtures("patched_compositor")


def line_of(stage: Stage, name: str) -> str:
    return next(line for line in stage.lines if line.split()[:1] == [name])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my.toml"
    path.write_text("[board]\nflash = true  # lights\n", encoding="utf-8")
    return path


@pytest.mark.slow
async def test_each_setting_has_its_value_its_origin_and_its_meaning(file: Path) -> None:
    async with staged((120, 60), config_file=file) as stage:
        await stage.press("O")
        assert line_of(stage, "flash").split()[1:3] == ["true", "my.toml:2"]
        assert line_of(stage, "disagree").split()[1:3] == ["1%", "default"]
        assert "Whether a changed figure lights up" in line_of(stage, "flash")
        assert "within two seconds" in line_of(stage, "log_level")
        await stage.press("escape")
        assert stage.is_board_in_front()


@pytest.mark.slow
async def test_enter_takes_the_next_choice_at_once_and_u_undoes(file: Path) -> None:
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("O", "/", *"flash", "enter")
        assert line_of(stage, "flash").split()[1:3] == ["false", "my.toml:2"]
        assert not stage.grid.flash
        assert not load_config(file).flash
        assert "U undoes" in stage.lines[0]
        await stage.press("U")
        assert line_of(stage, "flash").split()[1] == "true"
    assert load_config(file).flash


@pytest.mark.slow
async def test_a_text_is_typed_in_its_place_and_a_wrong_one_is_explained(file: Path) -> None:
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("O", "/", *"disag", "enter")
        await stage.press(*"x", "enter")
        assert 'found "1%x", expected a percentage' in stage.text
        await stage.press("backspace", "backspace", "backspace", *"2%", "enter")
        assert line_of(stage, "disagree").split()[1] == "2%"
        assert str(load_config(file).disagree_percent) == "2"
        await stage.press("enter", "9", "escape")
        assert line_of(stage, "disagree").split()[1] == "2%"
        await stage.press("escape", "escape")
        assert stage.is_board_in_front()


async def test_without_a_configuration_a_value_holds_for_this_run() -> None:
    async with staged((80, 24)) as stage:
        await stage.press("O", "/", *"flash", "enter")
        assert line_of(stage, "flash").split()[1:4] == ["false", "this", "run"]


@pytest.mark.parametrize("size", quick(1, (80, 24), (160, 50), (40, 12)))
async def test_settings_fit_every_size(size: tuple[int, int], file: Path) -> None:
    async with staged(size, config_file=file) as stage:
        await stage.press("O", "G", "g", "pagedown", "pageup")
        assert "SETTINGS" in stage.lines[0]
        assert max(map(len, stage.lines)) <= size[0]
        assert "theme" in stage.text


@pytest.mark.slow
async def test_a_file_that_cannot_be_read_is_said_and_the_board_runs_on(tmp_path: Path) -> None:
    broken = tmp_path / "my.toml"
    broken.write_text("[board\n", encoding="utf-8")
    async with staged((120, 40), config_file=broken) as stage:
        await stage.press("O")
        assert "my.toml:1" in stage.lines[0]
        await stage.press("/", *"flash", "enter")
        assert "my.toml:1" in stage.lines[0]
        assert not stage.grid.flash


SOURCES = '[[sources]]\nname = "a"\nkind = "yahoo"\n[[sources]]\nname = "b"\nkind = "yahoo"\nevery = "5m"\n'


@pytest.mark.slow
async def test_an_interval_goes_into_its_own_source_when_another_program_has_moved_it(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(SOURCES, encoding="utf-8")
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("O", "/", *"b.every", "enter", "backspace", "backspace", *"2m")
        moved = '[[sources]]\nname = "b"\nkind = "yahoo"\nevery = "5m"\n[[sources]]\nname = "a"\nkind = "yahoo"\n'
        file.write_text(moved, encoding="utf-8")
        await stage.press("enter")
        assert line_of(stage, "b.every").split()[1:3] == ["2m", "my.toml:4"]
    assert file.read_text(encoding="utf-8") == moved.replace("5m", "2m")


@pytest.mark.slow
async def test_an_interval_of_a_source_that_is_gone_changes_nothing_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(SOURCES, encoding="utf-8")
    async with staged((160, 40), config_file=file) as stage:
        await stage.press("O", "/", *"b.every", "enter", "backspace", "backspace", *"2m")
        without = SOURCES[: SOURCES.index('[[sources]]\nname = "b"')]
        file.write_text(without, encoding="utf-8")
        await stage.press("enter")
        assert "nothing has the name 'b' any more" in stage.lines[0]
        assert file.read_text(encoding="utf-8") == without
        file.write_text(SOURCES, encoding="utf-8")
        await stage.press("U")
        assert "nothing to undo" in stage.lines[0]
        assert line_of(stage, "b.every").split()[1:3] == ["5m", "my.toml:7"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "typed"), [("flush", ()), ("disag", ()), ("disag", ("backspace", "%")), ("disag", ("ctrl+u",))]
)
async def test_a_value_as_it_was_is_no_change(name: str, typed: tuple[str, ...], file: Path) -> None:
    before = load_config(file)
    async with staged((120, 40), config_file=file) as stage:
        await stage.press("O", "/", *name, "enter", *typed, "enter")
        assert "▏" not in stage.text.replace(f"/{name}▏", "")
        await stage.press("escape", "escape")
        assert "undoes" not in stage.lines[-1]
        await stage.press("U")
        assert "nothing to undo" in stage.text
    assert load_config(file) == before
