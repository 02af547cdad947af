"""The usual mistakes in TOML are explained, and several in one file are reported together."""

import random
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import fields

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.config.errors import ConfigError, ErrorCollector
from tui.config.loader import load_config
from tui.config.schema import BoardModel, ConfigModel, HistoryModel, NetworkModel, TabModel
from tui.config.source_schema import PastModel, SourceModel, TableModel
from tui.config.template import CONFIG_TEMPLATE
from tui.config.toml_file import read_toml
from tui.config.toml_mistakes import SWITCHES, mistake_in
from tui.config.toml_repair import read_text


@for_each(
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
        ("symbols = OGDC, PPL", 'several texts need quotes and brackets: symbols = ["...", "..."]'),
        ("symbols = ^GSPC,PKR=X", 'several texts need quotes and brackets: symbols = ["...", "..."]'),
        ('symbols = "OGDC", "PPL"', 'several texts need brackets around them: symbols = ["...", "..."]'),
        ('name: "yahoo"', "a value follows after = and not after a colon: name = ..."),
        ("name =", "the value is missing: name = ..."),
        ("name", "= is missing: name = ..."),
        ('name "yahoo"', "= is missing: name = ..."),
        ("sk-live-4Ab9", "= is missing: key = ..."),
        ('HUNTER2 "x"', "= is missing: key = ..."),
        ("symbols [1]", "= is missing: symbols = ..."),
        ('name == "yahoo"', "one = is enough: name = ..."),
        ("market = null", "leave out a line that sets nothing"),
        ("steady = yes", "expected true or false, without quotes: steady = true"),
        ("flash = Off", "expected true or false, without quotes: flash = false"),
        ("name = yes", 'text needs quotes: name = "yes"'),
        ("disagree = 1%", 'text needs quotes: disagree = "..."'),
        ("disagree = 0.25 %", 'text needs quotes: disagree = "..."'),
        ("unit = 1,000", "a number has no commas: unit = 1000"),
        ('name = "a";', "nothing follows after a value: leave out the last sign"),
        ("flash = true,", "nothing follows after a value: leave out the last sign"),
        ('symbols = ["A"],', "nothing follows after a value: leave out the last sign"),
        ('name = "a" kind = "feed"', "each key needs a line of its own"),
        ("// a comment", "a comment begins with #"),
        ("; a comment", "a comment begins with #"),
        ("[board", ""),
        ("this is no comment", ""),
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


@for_each("broken", ['text = """\nx', "text = '''", "columns = { a = [ # x"])
def test_what_follows_a_line_that_may_go_on_is_not_judged(tmp_path: Path, broken: str) -> None:
    assert len(problems_of(tmp_path, f"{broken}\nname = yahoo\n")) == 1


@for_each(
    ("text", "problems"),
    [
        ("[[sources]", ["1: column 10: not TOML: a header has as many [ as ]: [[sources]]"]),
        ("[sources]]", ["1: column 10: not TOML: a header has as many [ as ]: [[sources]]"]),
        ("[board", ["1: column 7: not TOML: a header has as many [ as ]: [board]"]),
        ("[[sources.table] # x", ["1: column 16: not TOML: a header has as many [ as ]: [[sources.table]]"]),
        ("symbols = [\nOGDC,\n]", ['2: column 1: not TOML: each text of a list needs quotes: "...",']),
        (
            "table = { format = csv",
            ['1: column 20: not TOML: expected a value such as "text", 15, true or ["a", "b"]'],
        ),
        (
            'columns = {\n  symbol = "A",\n  price = "B"\n}',
            ["1: column 12: not TOML: { ... } must be on one line, without a comma after the last key"],
        ),
        (
            'columns = { symbol = "A", }',
            ["1: column 27: not TOML: { ... } must be on one line, without a comma after the last key"],
        ),
        (
            'columns = { symbol = "A" price = "B" }',
            ["1: column 26: not TOML: { ... } needs a comma between two keys, and its end on the same line"],
        ),
        ('market = "A"\nmarket = "B"', ["2: not TOML: lines 1 and 2 both set market: leave one of them out"]),
        (
            "[board]\n[keys]\n[board]",
            ["3: not TOML: lines 1 and 3 both begin [board]: write it once, with all its keys below"],
        ),
        ("[sources]\n[[sources]]", ["1: not TOML: each source begins with [[sources]], in two brackets"]),
        ("[[sources]]\n[sources]", ["2: not TOML: each source begins with [[sources]], in two brackets"]),
        (
            "[sources.table]\n[[sources]]",
            ["1: not TOML: [sources.table] belongs below the [[sources]] and the keys of its source"],
        ),
        (
            'url = "C:\\Users"',
            ["1: column 12: not TOML: a backslash is written twice, or the text in 'single quotes'"],
        ),
        ("symbols = [\n  OGDC,\n]", ['2: column 3: not TOML: each text of a list needs quotes: "...",']),
        ("symbols = [\n  ^GSPC\n]", ['2: column 3: not TOML: each text of a list needs quotes: "...",']),
        ('symbols = [\n  "A"\n  "B"\n]', ["3: column 3: not TOML: a comma is missing before this value"]),
        ("symbols = [\n1\n2\n]", ["3: column 1: not TOML: a comma is missing before this value"]),
        (
            "every : 1m",
            [
                "1: column 7: not TOML: a value follows after = and not after a colon: every = ...",
                '1: column 10: not TOML: text needs quotes: every = "1m"',
            ],
        ),
        ('symbols = ["A",\n  "B"', ["3: column 1: not TOML: a list above this line has no closing ]"]),
        ("market = 'A\"", ['1: not TOML: the closing quote is missing: "..."']),
        ("[my table]", ["1: column 5: not TOML: a header is written [name], and that of a source [[sources]]"]),
        ('symbols = ["A", "B]', ['1: column 20: not TOML: the closing quote is missing: "..."']),
        ('symbols = ["A, "B"]', ["1: column 17: not TOML: a list needs a comma between two values, and a closing ]"]),
        ("%%%", ["1: column 1: not TOML: a comment begins with #"]),
        ("<x/>", ["1: column 1: not TOML: expected a line such as key = value, a [table] or a # comment"]),
    ],
)
def test_what_follows_a_mistake_that_is_understood_is_judged_too(
    tmp_path: Path, text: str, problems: list[str]
) -> None:
    last = f'{len(text.splitlines()) + 1}: column 8: not TOML: text needs quotes: name = "yahoo"'
    assert problems_of(tmp_path, f"{text}\nname = yahoo\n") == [*problems, last]


def test_the_switches_are_the_keys_of_the_schema_that_are_true_or_false() -> None:
    models = (ConfigModel, BoardModel, NetworkModel, HistoryModel, SourceModel, TableModel, PastModel, TabModel)
    assert {each.name for model in models for each in fields(model) if "bool" in str(each.type)} == SWITCHES


@for_each("opened", ['symbols = ["OGDC",', 'symbols = ["OGDC"', "symbols = ["])
def test_a_list_without_its_end_is_named(tmp_path: Path, opened: str) -> None:
    assert problems_of(tmp_path, f'{opened}\nmarket = "PSX"\nevery = "1m"\n') == [
        "2: column 1: not TOML: a list above this line has no closing ]"
    ]


def test_at_most_ten_lines_are_reported(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, "".join(f"k{number} = x\n" for number in range(1_000)))) == 10


@for_each("sign", ["a", "=", " ", '"', "[", ",", "'", "#", "."])
def test_a_long_line_takes_time_in_proportion(sign: str) -> None:
    assert_linear(lambda count: mistake_in(f"x = [{sign * count}"), largest=250_000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"schema = {'9' * 5_000}\n", 1),
        (f"a = 1\nb = -{'9' * 5_000}\n", 2),
        (f"a = 1\nb = {'9_' * 5_000}9\n", 2),
        (f"a = 1\n[b]\nc = [1, {'9' * 50_000}]\n", 3),
        (f'a = "{"9" * 5_000}"\nb = {"9" * 5_000}\n', 2),
    ],
)
def test_a_number_of_thousands_of_digits_is_named_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert problems_of(tmp_path, text) == [f"{line}: a number of thousands of digits"]


def test_such_a_number_beside_a_mistake_is_not_raised_either(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, f"a = yahoo\nb = {'9' * 5_000}\n")) == 1


@pytest.mark.slow
@pytest.mark.parametrize("number", ["0x" + "f" * 200_000, "0b" + "1" * 20_000, "0o" + "7" * 9_000, "9" * 4_000])
@pytest.mark.parametrize("key", ["log_level", "board.flush", "sources"])
def test_a_number_too_long_to_be_shown_is_found_to_be_wrong(tmp_path: Path, key: str, number: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f"{key} = {number}\n")
    with pytest.raises(ConfigError, match="a number of too many digits"):
        load_config(file)


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["9", "9_", "a", "=", "= ", ".", "=9 ", "9\n", "=\n"])
def test_the_search_for_a_long_number_takes_time_in_proportion(tmp_path: Path, sign: str) -> None:
    def read(count: int) -> None:
        assert problems_of(tmp_path, f"a = {sign * count}\nb = {'9' * 5_000}\n")

    assert_linear(read, largest=60_000)


@for_each(
    "line",
    [
        "a = b\n",
        "a : 1\n",
        "a = 1\n",
        "[a\n",
        "[a]\n",
        "[sources]\n[[sources]]\n",
        "a = {\n",
        "a = [\n",
        "a = '\n",
        "x,",
    ],
)
def test_the_search_for_every_mistake_takes_time_in_proportion(line: str) -> None:
    texts = count(1)  # each another one, since the last result is cached
    assert_linear(lambda size: read_text(f"{line * size}# {next(texts)}"), largest=6_000)


@for_each("seed", range(40))
def test_a_damaged_file_is_reported_by_its_own_lines_and_raises_nothing_else(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    text = CONFIG_TEMPLATE.replace("\n# ", "\n")
    start = choose.randrange(len(text) // 2)
    text = text[start : start + 2_000]
    for _ in range(6):
        place = choose.randrange(len(text))
        text = text[:place] + choose.choice("'\"[]{}=,:#.\\\n A1") + text[place + choose.randrange(2) :]
    file = tmp_path / "board.toml"
    file.write_text(text)
    errors = ErrorCollector()
    load_config(file, errors=errors)
    with pytest.raises(ConfigError) as raised:
        errors.raise_all()
    assert all(0 <= each.line <= text.count("\n") + 1 for each in raised.value.places)
    assert all(problem.isprintable() for problem in raised.value.problems)
