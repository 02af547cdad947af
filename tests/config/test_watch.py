"""A changed configuration is read again, whole, and a broken one is said with its place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.file_state import FileState, state_of_file
from tui.config.loader import Config, load_config
from tui.config.watch import ConfigWatch, Rejected, Reloaded
from tui.ui.keymap import validate_keymap

SOURCE = '[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://br.example/"\n'


class Watched:
    """A configuration in a folder, and the watch of it."""

    def __init__(self, folder: Path, text: str | None = SOURCE, named: bool = True) -> None:
        self.file = folder / "config.toml"
        if text is not None:
            self.file.write_text(text)
        path = self.file if named else None
        self.own_states: dict[Path, FileState] = {}
        self.watch = ConfigWatch(
            load_config(path), path, check_keys=validate_keymap, own_states=lambda: self.own_states
        )

    def write(self, text: str, name: str = "config.toml") -> Path:
        """Write a file as editors do: another takes its place."""
        file = self.file.parent / name
        beside = file.with_name(f"{file.name}~")
        beside.write_text(text)
        beside.replace(file)
        return file

    def read(self) -> Reloaded | Rejected | None:
        """Return what two checks in a row give."""
        assert self.watch.check() is None
        return self.watch.check()

    def config(self) -> Config:
        outcome = self.read()
        assert isinstance(outcome, Reloaded), outcome
        return outcome.config

    def problem(self) -> str:
        outcome = self.read()
        assert isinstance(outcome, Rejected), outcome
        return outcome.problem


def test_nothing_is_read_while_nothing_changes(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    assert [watched.watch.check() for _ in range(4)] == [None] * 4


def test_a_changed_file_is_read_once_it_is_written(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.file.write_text("")  # as an editor that empties it first
    assert watched.watch.check() is None
    watched.file.write_text(SOURCE + '[board]\ntheme = "light"\n')
    config = watched.config()
    assert (config.settings.theme.name, [source.name for source in config.sources]) == ("light", ["br"])
    assert watched.watch.check() is None


@for_each(
    ("text", "problem"),
    [
        ("[board\n", "config.toml:1: "),
        (SOURCE + '[board]\ntheme = "pink"\n', "config.toml:6: board.theme: "),
        (SOURCE + '[keys]\n"app.quit" = "j"\n', "config.toml:6: keys.app.quit: "),
        (SOURCE + 'calendar = "hours.toml"\n', "config.toml:5: "),
        ('calendar = "hours.toml"\n' + SOURCE, "config.toml:1: calendar: "),
        (SOURCE + '[[tabs]]\nname = "A"\nlist = "banks.txt"\n', "config.toml:7: tabs[0].list: "),
        ('[board]\ntheme = "pink"\nflash = 7\n' + SOURCE, "config.toml:2: "),
    ],
)
def test_a_broken_file_is_said_with_line_and_reason_until_it_is_mended(text: str, problem: str, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.write(text)
    assert watched.problem().startswith(problem)
    assert watched.watch.check() is None
    watched.write(SOURCE)
    assert watched.config() == load_config(watched.file)


def test_a_file_with_several_faults_says_how_many_more_there_are(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.write('[board]\ntheme = "pink"\nflash = 7\n' + SOURCE)
    assert watched.problem().endswith("(and 1 more: bigboard config check)")


def test_a_file_that_is_gone_is_said_and_changes_nothing(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.file.unlink()
    assert watched.problem() == "config.toml: is no file any more; its last state stays in force"
    watched.write(SOURCE + "[board]\nflash = false\n")
    assert not watched.config().flash


def test_a_file_that_is_made_where_there_was_none_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    (tmp_path / "bigboard").mkdir()
    watched = Watched(tmp_path / "bigboard", None, named=False)
    assert watched.watch.check() is None
    watched.write(SOURCE)
    assert watched.config().file == watched.file


def test_files_of_lists_hours_and_keys_are_watched_too(tmp_path: Path) -> None:
    text = (
        'calendar = "hours.toml"\n[[sources]]\nname = "fh"\nkind = "finnhub"\nsymbols = ["AAPL"]\n'
        'key_file = "key.txt"\n'
        '[[tabs]]\nname = "Banks"\nlist = "banks.txt"\n'
    )
    hours = '[PSX]\nzone = "Asia/Karachi"\n'
    (tmp_path / "hours.toml").write_text(hours)
    (tmp_path / "banks.txt").write_text("HBL\n")
    watched = Watched(tmp_path, text)

    watched.write("HBL\nUBL\n", "banks.txt")
    outcome = watched.read()
    assert isinstance(outcome, Reloaded)
    assert [str(entry) for entry in outcome.config.settings.tabs[0].symbols or ()] == ["HBL", "UBL"]
    assert outcome.calendars is None
    assert str(outcome.config.sources[0].off_reason).startswith("the file")

    watched.write("another secret key", "key.txt").chmod(0o600)
    (source,) = watched.config().sources
    assert source.off_reason is None
    assert source.key is not None

    watched.write(hours + "# as before, with a remark\n", "hours.toml")
    outcome = watched.read()
    assert isinstance(outcome, Reloaded)
    assert outcome.calendars is not None
    watched.write("[PSX\n", "hours.toml")
    assert watched.problem().startswith("hours.toml:1: ")


def test_the_file_of_the_theme_is_watched_too(tmp_path: Path) -> None:
    text = SOURCE + '[board]\ntheme = "mine"\n'
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "mine.toml").write_text('up = "#00ff00"\n')
    watched = Watched(tmp_path, text)
    watched.write('up = "#00aa00"\n', "themes/mine.toml")
    assert watched.config().settings.theme.colors.up == "#00aa00"
    watched.write('\nup = "green"\n', "themes/mine.toml")
    assert watched.problem().startswith('mine.toml:2: up: found "green"')
    (tmp_path / "themes" / "mine.toml").unlink()
    assert watched.problem().startswith('config.toml:6: board.theme: found "mine"')
    watched.write('up = "#00ff00"\n', "themes/mine.toml")
    assert watched.config().settings.theme.colors.up == "#00ff00"


def test_what_the_program_wrote_itself_is_known_as_its_own(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for is_own in (True, False):
        watched.write(SOURCE + f"# {is_own}\n")
        if is_own:
            watched.own_states = {watched.file.resolve(): state_of_file(watched.file)}
        outcome = watched.read()
        assert isinstance(outcome, Reloaded)
        assert outcome.is_own is is_own


@for_each("spoil", [Path.mkdir, os.mkfifo, lambda file: file.symlink_to(file)])
def test_what_is_no_file_any_more_blocks_nothing(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.file.unlink()
    spoil(watched.file)
    assert "config.toml" in watched.problem()


def test_a_command_that_gave_a_key_is_not_run_again_with_each_change(tmp_path: Path) -> None:
    text = (
        '[[sources]]\nname = "fh"\nkind = "finnhub"\nsymbols = ["AAPL"]\n'
        f'key_command = ["sh", "-c", "echo run >> {tmp_path}/runs; echo a secret key"]\n'
    )
    watched = Watched(tmp_path, text)
    watched.write(text + "[board]\nflash = false\n")
    assert watched.config().sources == load_config(watched.file).sources
    assert (tmp_path / "runs").read_text() == "run\n"
