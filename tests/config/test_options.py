"""Every setting: its meaning, its value and where that comes from, and what may be typed as one."""

import tomllib
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.editing import ConfigEditor
from tui.config.errors import ConfigError
from tui.config.options import Option, configured_options, schema_options, show_value


def by_name(options: tuple[Option, ...]) -> dict[str, Option]:
    return {option.name: option for option in options}


def test_every_setting_says_what_it_means_and_what_is_expected() -> None:
    options = schema_options()
    assert {"board.theme", "board.flash", "network.proxy", "log_level", "calendar"} <= {each.key for each in options}
    assert all(option.meaning and option.expected for option in options)
    assert len(by_name(options)) == len(options)


def test_a_value_comes_from_the_default_a_line_of_the_file_or_a_flag(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('log_level = "debug"\n[board]\nflash = false\n[network]\nno_proxy = ["a", "b"]\n', encoding="utf-8")
    options = by_name(configured_options(file, {"board.mouse": (False, "--no-mouse")}))
    assert (options["flash"].value, options["flash"].origin) == (False, "my.toml:3")
    assert (options["log_level"].value, options["log_level"].origin) == ("debug", "my.toml:1")
    assert (options["no_proxy"].value, options["no_proxy"].origin) == (("a", "b"), "my.toml:5")
    assert (options["mouse"].value, options["mouse"].origin) == (False, "--no-mouse")
    assert (options["disagree"].value, options["disagree"].origin) == ("1%", "default")


def test_the_interval_of_each_source_is_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[[sources]]\nname = "a"\n[[sources]]\nname = "b"\nevery = "5m"\n', encoding="utf-8")
    options = by_name(configured_options(file))
    assert options["a.every"].value is None
    assert (options["b.every"].value, options["b.every"].origin) == ("5m", "my.toml:5")
    assert options["b.every"].edit("2m").path == ("sources", "b", "every")


SOURCE_A = '[[sources]]\nname = "a"\nkind = "yahoo"\nevery = "5m"\n'
SOURCE_B = '[[sources]]\nname = "b"\nkind = "yahoo"\n'


@for_each("typed", ["2m", ""])
@for_each("moved", [SOURCE_B + SOURCE_A, SOURCE_B + "[board]\nflash = true\n" + SOURCE_A])
def test_an_interval_is_that_of_its_source_wherever_it_is_by_now(typed: str, moved: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(SOURCE_A + SOURCE_B, encoding="utf-8")
    edit = by_name(configured_options(file))["a.every"].edit(typed)
    file.write_text(moved, encoding="utf-8")
    ConfigEditor(file).apply(edit)
    expected = moved.replace('every = "5m"\n', f'every = "{typed}"\n' if typed else "")
    assert tomllib.loads(file.read_text(encoding="utf-8")) == tomllib.loads(expected)


@for_each("typed", ["2m", ""])
@for_each(
    ("written", "reason"),
    [
        (SOURCE_B, "nothing has the name 'coins' any more"),
        ("[board]\nflash = true\n", "nothing has the name 'coins' any more"),
        (SOURCE_A.replace('"a"', '"coins"') * 2, "several have the name 'coins'"),
        ('[sources]\nname = "coins"\n', "nothing has the name 'coins' any more"),
    ],
)
def test_a_source_that_is_no_longer_there_is_said_and_nothing_is_written(
    typed: str, written: str, reason: str, tmp_path: Path
) -> None:
    """It has the name of a source that is built in, which a file without sources would get."""
    file = tmp_path / "my.toml"
    file.write_text(SOURCE_A.replace('"a"', '"coins"') + SOURCE_B, encoding="utf-8")
    edit = by_name(configured_options(file))["coins.every"].edit(typed)
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ConfigError, match=reason):
        ConfigEditor(file).apply(edit)
    assert file.read_text(encoding="utf-8") == written


def test_an_interval_in_a_list_of_inline_tables_is_found_by_name_too(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('sources = [{ name = "a", every = "5m" }, { name = "b", every = "1m" }]\n', encoding="utf-8")
    option = by_name(configured_options(file))["b.every"]
    assert (option.value, option.origin) == ("1m", "my.toml:1")
    ConfigEditor(file).apply(option.edit("2m"))
    assert [each.value for each in configured_options(file) if each.name in {"a.every", "b.every"}] == ["5m", "2m"]


def test_a_source_without_a_name_that_can_be_found_has_no_setting(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('sources = [{ every = "5m" }, { name = 2 }, { name = "\\u200b" }, 7]\n', encoding="utf-8")
    assert not [each.key for each in configured_options(file) if each.path[0] == "sources"]


@for_each(
    ("name", "typed", "value"),
    [
        ("flash", "off", False),
        ("flash", "TRUE", True),
        ("disagree", "0.5%", "0.5%"),
        ("flush", "", None),
        ("no_proxy", "a, b", ("a", "b")),
        ("no_proxy", '["a", "b"]', ("a", "b")),
        ("log_level", "debug", "debug"),
    ],
)
def test_what_is_typed_becomes_an_edit(name: str, typed: str, value: object) -> None:
    assert by_name(schema_options())[name].edit(typed).value == value


@for_each(("name", "typed"), [("flash", "perhaps"), ("disagree", "0%"), ("flush", "99s"), ("ca_file", "a\0")])
def test_what_the_schema_rejects_is_an_error_that_says_what_is_expected(name: str, typed: str) -> None:
    with pytest.raises(ConfigError, match="expected"):
        by_name(schema_options())[name].edit(typed)


def test_choices_come_round() -> None:
    flash = by_name(schema_options())["flash"]
    assert (flash.next_choice(), show_value(None), show_value(("a", "b"))) == ("false", "not set", "a, b")
