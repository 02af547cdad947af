"""The usual mistakes in TOML are explained, and several in one file are reported together."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.kit.growth import assert_linear
from tui.config.errors import ConfigError
from tui.config.loader import load_config
from tui.config.toml_file import read_toml
from tui.config.toml_mistakes import mistake_in


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("name = yahoo", 'text needs quotes: name = "yahoo"'),
        ("kind = feed # RSS", 'text needs quotes: kind = "feed"'),
        ("every = 15s", 'text needs quotes: every = "15s"'),
        ("every = 15 s", 'text needs quotes: every = "..."'),
        ("log_level = DEBUG", 'text needs quotes: log_level = "DEBUG"'),
        ("url = https://x.example/?key=hunter2", 'text needs quotes: url = "..."'),
        ("key = hunter2", 'text needs quotes: key = "..."'),
        ("key_file = ~/my.key", 'text needs quotes: key_file = "..."'),
        ("name = \u201cyahoo\u201d", 'text needs straight quotes: name = "..."'),
        ("name = \u2018yahoo\u2019", 'text needs straight quotes: name = "..."'),
        ("name = `yahoo`", 'text needs straight quotes: name = "..."'),
        ("flash = True", "true and false are written in small letters: flash = true"),
        ("steady = FALSE", "true and false are written in small letters: steady = false"),
        ('name = "yahoo', 'the closing quote is missing: name = "..."'),
        ("name = 'yahoo", 'the closing quote is missing: name = "..."'),
        ("symbols = [OGDC, PPL]", 'each text of a list needs quotes: symbols = ["...", "..."]'),
        ("symbols = [^GSPC]", 'each text of a list needs quotes: symbols = ["...", "..."]'),
        ('symbols = "OGDC", "PPL"', 'several texts need brackets around them: symbols = ["...", "..."]'),
        ('name: "yahoo"', "a value follows after = and not after a colon: name = ..."),
        ("name =", "the value is missing: name = ..."),
        ("name", ""),
        ("[board", ""),
        ("x = 1 = 2", ""),
    ],
)
def test_a_usual_mistake_is_explained(line: str, hint: str) -> None:
    assert mistake_in(line) == hint


def problems_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "board.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        read_toml(file)
    return [problem.removeprefix(f"{file}:") for problem in raised.value.problems]


def test_every_line_that_is_not_toml_is_reported(tmp_path: Path) -> None:
    assert problems_of(
        tmp_path, '[[sources]]\nname = yahoo\nkind = "yahoo"\nevery = 5m\r\n[board]\nflash = True\n'
    ) == [
        '2: column 8: not TOML: text needs quotes: name = "yahoo"',
        '4: column 10: not TOML: text needs quotes: every = "5m"',
        "6: column 9: not TOML: true and false are written in small letters: flash = true",
    ]


@pytest.mark.parametrize("broken", ["[[sources]", "symbols = [\nOGDC,", "table = { format = csv", 'text = """\nx'])
def test_what_follows_a_line_that_may_go_on_is_not_judged(tmp_path: Path, broken: str) -> None:
    assert len(problems_of(tmp_path, f"{broken}\nname = yahoo\n")) == 1


@pytest.mark.parametrize("opened", ['symbols = ["OGDC",', 'symbols = ["OGDC"', "symbols = ["])
def test_a_list_without_its_end_is_named(tmp_path: Path, opened: str) -> None:
    assert problems_of(tmp_path, f'{opened}\nmarket = "PSX"\nevery = "1m"\n') == [
        "2: column 1: not TOML: a list above this line has no closing ]"
    ]


def test_at_most_ten_lines_are_reported(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, "".join(f"k{number} = x\n" for number in range(1_000)))) == 10


@pytest.mark.parametrize("sign", ["a", "=", " ", '"', "[", ",", "'", "#", "."])
def test_a_long_line_takes_time_in_proportion(sign: str) -> None:
    assert_linear(lambda count: mistake_in(f"x = [{sign * count}"), largest=250_000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"schema = {'9' * 5_000}\n", 1),
        (f"a = 1\nb = -{'9' * 5_000}\n", 2),
        (f"a = 1\nb = {'9_' * 5_000}9\n", 2),
        (f"a = 1\n[b]\nc = [1, {'9' * 200_000}]\n", 3),
        (f'a = "{"9" * 5_000}"\nb = {"9" * 5_000}\n', 2),
    ],
)
def test_a_number_of_thousands_of_digits_is_named_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert problems_of(tmp_path, text) == [f"{line}: a number of thousands of digits"]


def test_such_a_number_beside_a_mistake_is_not_raised_either(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, f"a = yahoo\nb = {'9' * 5_000}\n")) == 1


@pytest.mark.parametrize("number", ["0x" + "f" * 200_000, "0b" + "1" * 20_000, "0o" + "7" * 9_000, "9" * 4_000])
@pytest.mark.parametrize("key", ["log_level", "board.flush", "sources"])
def test_a_number_too_long_to_be_shown_is_found_to_be_wrong(tmp_path: Path, key: str, number: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f"{key} = {number}\n")
    with pytest.raises(ConfigError, match="a number of too many digits"):
        load_config(file)


@pytest.mark.parametrize("sign", ["9", "9_", "a", "=", "= ", ".", "=9 ", "9\n", "=\n"])
def test_the_search_for_a_long_number_takes_time_in_proportion(tmp_path: Path, sign: str) -> None:
    def read(count: int) -> None:
        with suppress(ConfigError):
            problems_of(tmp_path, f"a = {sign * count}\nb = {'9' * 5_000}\n")

    assert_linear(read, largest=60_000)
