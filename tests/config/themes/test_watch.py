"""The file of the theme in force is read again when it changes, and what is wrong with it is said."""

from collections.abc import Callable
from pathlib import Path

from tests.kit.marks import for_each
from tui.config.themes.loader import load_theme, shipped_theme
from tui.config.themes.watch import ThemeWatch
from tui.config.watch import Rejected
from tui.view.themes import Theme


class Watched:
    """A folder of themes, the name of the one in force, and the watch of its file."""

    def __init__(self, folder: Path, name: str = "mine", text: str | None = 'up = "#00ff00"\n') -> None:
        self.folder, self.name = folder, name
        if text is not None:
            self.write(text)
        self.watch = ThemeWatch(folder, lambda: self.name)

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}.toml"

    def write(self, text: str) -> None:
        """Write the file as editors do: another takes its place."""
        beside = self.folder / "mine.toml~"
        beside.write_text(text)
        beside.replace(self.file)

    def read(self) -> Theme | Rejected | None:
        """Return what two checks in a row give."""
        assert self.watch.check() is None
        return self.watch.check()

    def colour(self) -> str:
        """Return the colour of a rise in what is read."""
        theme = self.read()
        assert isinstance(theme, Theme), theme
        assert theme.name == self.name
        return theme.colors.up

    def problem(self) -> str:
        rejected = self.read()
        assert isinstance(rejected, Rejected), rejected
        return rejected.problem


def test_it_is_read_once_and_again_with_each_change(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    assert watched.colour() == "#00ff00"
    assert [watched.watch.check() for _ in range(3)] == [None] * 3
    watched.write('up = "#00aa00"\n')
    assert watched.colour() == "#00aa00"
    assert watched.watch.check() is None


def test_a_file_is_not_read_amid_being_written(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    assert watched.colour() == "#00ff00"
    watched.file.write_text("")  # as an editor that empties it first
    assert watched.watch.check() is None
    watched.file.write_text('up = "#00aa00"\n')
    assert watched.colour() == "#00aa00"


@for_each(
    ("text", "problem"),
    [
        ("\nup = 7\n", "mine.toml:2: up: found 7, expected a colour"),
        ("[sixteen\n", "mine.toml:1: "),
        ('base = "pink"\n', 'mine.toml:1: base: found "pink", expected a shipped theme'),
    ],
)
def test_a_broken_file_is_said_with_line_and_reason(text: str, problem: str, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.read()
    watched.write(text)
    assert watched.problem().startswith(problem)
    assert watched.watch.check() is None
    watched.write('up = "#00aa00"\n')
    assert watched.colour() == "#00aa00"


def test_of_several_faults_the_first_is_said_and_how_many_more_there_are(tmp_path: Path) -> None:
    watched = Watched(tmp_path, text='up = "a"\ndown = "b"\nflat = "c"\n')
    assert watched.problem().endswith("(and 2 more)")


@for_each("spoil", [None, Path.mkdir, lambda file: file.symlink_to(file)])
def test_a_file_that_is_gone_is_said(spoil: Callable[[Path], object] | None, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.read()
    watched.file.unlink()
    if spoil is not None:
        spoil(watched.file)
    assert watched.problem() == "mine.toml: is no file any more; its last state stays in force"


def test_without_a_file_of_its_name_a_shipped_theme_is_as_it_is_shipped(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "ember")
    assert watched.colour() == "#00ff00"
    watched.file.unlink()
    assert watched.read() == shipped_theme("ember")
    watched.write('up = "#00aa00"\n')
    assert watched.colour() == "#00aa00"


def test_another_theme_in_force_is_read_from_its_own_file(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.read()
    watched.name = "other"
    watched.write('up = "#00aa00"\n')
    assert watched.colour() == "#00aa00"
    assert load_theme("other", tmp_path).colors.up == "#00aa00"


def test_without_a_folder_nothing_is_read() -> None:
    watch = ThemeWatch(None, lambda: "dark")
    assert [watch.check() for _ in range(3)] == [None] * 3
