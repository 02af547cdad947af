"""Themes in files: the shipped ones, and the user's own with every fault by its place."""

import tomllib
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.errors import ConfigError
from tui.config.loader import DEFAULT_CONFIG, load_config
from tui.config.themes import loader
from tui.config.themes.loader import SHIPPED, load_theme, shipped_theme, theme_names
from tui.config.themes.schema import SixteenModel, ThemeModel
from tui.config.validation import find_differences
from tui.view.themes import DARK, LIGHT, SIXTEEN_DARK, SIXTEEN_LIGHT, Palette, Theme

FILES = sorted(Path(loader.__file__).parent.glob("*.toml"))
NOT_IN_TRUE_COLOUR = {"cursor_text"}
NOT_IN_SIXTEEN = {"background"}
NAMED = '"default", or one of the terminal\'s own such as "red" or "bright_red"'


def load(folder: Path, text: str, name: str = "mine") -> Theme:
    (folder / f"{name}.toml").write_text(text)
    return load_theme(name, folder)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_shipped_themes_are_the_two_built_in_ones_and_the_files() -> None:
    assert {file.stem for file in FILES} == set(SHIPPED) - {DARK.name, LIGHT.name}
    assert len(SHIPPED) == len(set(SHIPPED))


@for_each("file", FILES)
def test_a_shipped_file_is_valid_and_complete(file: Path) -> None:
    tables = tomllib.loads(file.read_text())
    assert find_differences(tables, ThemeModel) == ()
    slots = set(Palette._fields) - NOT_IN_TRUE_COLOUR
    assert slots & tables.keys() == (set() if tables.get("sixteen_only") else slots)
    assert tables["about"]


@for_each("name", SHIPPED)
def test_the_way_to_the_partner_leads_back(name: str) -> None:
    theme = shipped_theme(name)
    partner = shipped_theme(theme.pair)
    assert (partner.pair, partner.dark) == (name, not theme.dark)


def test_a_file_can_name_every_slot_and_no_other() -> None:
    assert {*ThemeModel.__struct_fields__} >= set(Palette._fields) - NOT_IN_TRUE_COLOUR
    assert {*SixteenModel.__struct_fields__} == set(Palette._fields) - NOT_IN_SIXTEEN


def test_a_theme_of_ones_own_takes_what_it_leaves_out_from_its_base(tmp_path: Path) -> None:
    theme = load(tmp_path, 'base = "ember"\nabout = "mine"\nup = "#00FF00"\n[sixteen]\nup = "cyan"\n')
    ember = shipped_theme("ember")

    assert theme.colors == ember.colors._replace(up="#00FF00")
    assert theme.sixteen == SIXTEEN_DARK._replace(up="cyan")
    assert (theme.name, theme.about, theme.dark, theme.pair) == ("mine", "mine", True, "paper")


@for_each(("text", "base"), [("", DARK), ("dark = true", DARK), ("dark = false", LIGHT), ('base = "light"', LIGHT)])
def test_without_a_base_it_is_the_dark_theme_or_the_light_one(tmp_path: Path, text: str, base: Theme) -> None:
    theme = load(tmp_path, text)
    assert (theme.colors, theme.sixteen, theme.dark) == (base.colors, base.sixteen, base.dark)


def test_a_light_theme_on_a_dark_base_is_light_in_sixteen_colours(tmp_path: Path) -> None:
    assert load(tmp_path, 'base = "dark"\ndark = false').sixteen == SIXTEEN_LIGHT


def test_a_file_of_ones_own_comes_before_a_shipped_theme_of_its_name(tmp_path: Path) -> None:
    assert load(tmp_path, 'up = "#123456"', "dark").colors.up == "#123456"
    assert load_theme("light", tmp_path) == LIGHT


@for_each(
    ("text", "expected"),
    [
        ('up = "green"', ['mine.toml:1: up: found "green", expected a colour such as "#1d2d44"']),
        ('\nup = "#12345"', ['mine.toml:2: up: found "#12345", expected a colour such as "#1d2d44"']),
        ("up = 3", ['mine.toml:1: up: found 3, expected a colour such as "#1d2d44"']),
        ('[sixteen]\nup = "#00ff00"', [f'mine.toml:2: sixteen.up: found "#00ff00", expected {NAMED}']),
        ('[sixteen]\ncursor = "blu"', [f'mine.toml:2: sixteen.cursor: found "blu", expected {NAMED}; or "underline"']),
        ('base = "drak"', ['mine.toml:1: base: found "drak", expected a shipped theme; did you mean "dark"? (known: ']),
        ("sixteen = 16", ["mine.toml:1: sixteen: found 16, expected a table"]),
        ('about = "' + "x" * 81 + '"', ["mine.toml:1: about: found"]),
        ("up = \n", ["mine.toml:1: column 6: not TOML"]),
        (
            'dark = "no"\nup = "x"\ndwon = "#000000"',
            [
                'mine.toml:1: dark: found "no", expected true or false',
                'mine.toml:2: up: found "x", expected a colour such as "#1d2d44"',
                'mine.toml:3: dwon: unknown key; did you mean "down"?',
            ],
        ),
    ],
)
def test_every_fault_is_named_by_file_line_slot_found_and_expected(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    found = problems(tmp_path, text)
    assert len(found) == len(expected)
    for problem, start in zip(found, expected, strict=True):
        assert problem.startswith(start), problem


def test_a_huge_file_is_no_theme(tmp_path: Path) -> None:
    assert problems(tmp_path, "#" * 10_000_000) == ["mine.toml: larger than 256 kB: this is not a configuration"]


def test_an_unknown_theme_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "rose.toml").touch()
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "rosa"\n')
    with pytest.raises(ConfigError) as caught:
        load_config(file)

    assert str(caught.value) == (
        f'{file}:2: board.theme: found "rosa", expected a theme, or a file themes/rosa.toml beside this one; '
        f'did you mean "rose"? (known: {", ".join(SHIPPED)}, rose)'
    )


@for_each("name", ["../dark", "/etc/passwd", "", "a" * 41, "a/b", "a\\nb"])
def test_a_name_that_leads_elsewhere_is_none(tmp_path: Path, name: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[board]\ntheme = "{name}"\n')
    with pytest.raises(ConfigError, match=r"board\.theme: found"):
        load_config(file)


def test_a_configuration_names_a_theme_of_ones_own_and_the_colour_of_a_rise(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "rose.toml").write_text('accent = "#ff00aa"')
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "rose"\nup = "red"\n')
    settings = load_config(file).settings

    assert (settings.theme.name, settings.theme.colors.accent, settings.up) == ("rose", "#ff00aa", "red")


def test_a_fault_of_a_theme_is_one_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "rose.toml").write_text('accent = "pink"')
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "rose"\n[keys]\n"app.quit" = "\\u0007"\n')
    with pytest.raises(ConfigError) as caught:
        load_config(file)

    assert [problem.rpartition("/")[2].partition(": found")[0] for problem in caught.value.problems] == [
        "config.toml:4: keys.app.quit",
        "rose.toml:1: accent",
    ]


def test_without_a_configuration_the_theme_is_dark() -> None:
    assert (DEFAULT_CONFIG.settings.theme, DEFAULT_CONFIG.settings.up) == (DARK, "green")


def test_a_folder_in_the_place_of_a_theme_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(ConfigError, match=r'found "mine", expected .*; themes/mine.toml is a folder'):
        load_theme("mine", tmp_path)


def test_the_list_of_themes_has_the_shipped_ones_first_and_is_bounded(tmp_path: Path) -> None:
    assert theme_names(None) == theme_names(tmp_path / "none") == SHIPPED
    for name in ("zinc.toml", "amber.toml", "dark.toml", "notes.txt", ".hidden.toml"):
        (tmp_path / name).touch()
    (tmp_path / "folder.toml").mkdir()
    assert theme_names(tmp_path) == (*SHIPPED, "amber", "zinc")
    for number in range(loader.MAX_OWN + 10):
        (tmp_path / f"own{number}.toml").touch()
    assert len(theme_names(tmp_path)) == len(SHIPPED) + loader.MAX_OWN
