"""Keys that are pressed one after another."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.ui.stage import staged
from tui.config.errors import ConfigError
from tui.config.loader import load_config
from tui.ui.keymap import validate_keymap

pytestmark = pytest.mark.usefixtures("patched_compositor")
KEYS = {"grid.first": "g g", "grid.last": "g e,G", "app.health": "x h"}


async def test_a_sequence_runs_its_action_and_its_beginning_is_shown() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("G")
        await stage.press("g")
        assert "g …" in stage.lines[-1]
        assert stage.cursor == stage.symbols[-1]
        await stage.press("g")
        assert stage.cursor == stage.symbols[0]
        assert "g …" not in stage.text
        await stage.press("g", "e")
        assert stage.cursor == stage.symbols[-1]


@pytest.mark.slow
async def test_a_beginning_over_the_board_hides_nothing_below() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("c", "space", "x", "escape")
        assert stage.is_board_in_front()
        assert "U undoes" in stage.lines[-1]


async def test_a_beginning_expires_by_the_clock_of_the_board() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("G", "g")
        await stage.wait(2)
        assert "g …" not in stage.text
        await stage.press("g")
        assert stage.cursor == stage.symbols[-1]


@pytest.mark.slow
async def test_another_key_is_itself() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("g", "j")
        assert stage.cursor == stage.symbols[1]
        await stage.press("g", "G")
        assert stage.cursor == stage.symbols[-1]


@pytest.mark.slow
async def test_where_text_is_typed_keys_are_letters() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("/", *"xh", "enter")
        assert stage.grid.settings.filter_text == "xh"
        await stage.press(":", *"goto xh")
        assert ":goto xh▏" in stage.lines[-1]


@pytest.mark.slow
async def test_help_writes_a_sequence_as_the_user_does() -> None:
    async with staged((120, 40), keys=KEYS) as stage:
        await stage.press("?", "/", *"grid.first")
        assert any(line.split()[:4] == ["g", "g", "First", "row"] for line in stage.lines)


@for_each(
    ("keys", "problem"),
    [
        ('"app.health" = "g h"', r'keys.app.health: "g h" begins with "g", the key of grid.first'),
        ('"app.health" = "x h"\n"app.theme" = "x h"', r"is the key of app.health too"),
        ('"app.health" = "x"\n"app.theme" = "x h"', r'"x h" begins with "x", the key of app.health'),
        ('"app.health" = "x nokey"', r"which is no key"),
        ('"app.health" = "a b c d e"', r"which is no key"),
    ],
)
def test_clashes_of_sequences_name_both_sides(keys: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(f"[keys]\n{keys}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        validate_keymap(load_config(file))
    assert problem in " ".join(raised.value.problems)


def test_sequences_that_share_their_beginning_are_right(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[keys]\n"app.health" = "F h"\n"app.theme" = ["F t", "f9"]\n', encoding="utf-8")
    validate_keymap(load_config(file))
