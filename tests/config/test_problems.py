"""Every problem of a configuration is reported in one run, each on one line with the line of its key."""

from pathlib import Path

import pytest

from tui.cli.commands import run
from tui.config.calendars import load_calendars
from tui.config.loader import ConfigError, load_config
from tui.config.toml_lines import find_line

INVALID = """\
log_level = "loud"
[board]
theme = "pink"
[[sources]]
name = "a"
kind = "yahoo"
symbols = "OGDC.KA"
evry = "1m"

[[sources]]
name = "b"
kind = "finnhub"
symbols = ["AAPL"]
every = "1s"
headers = { Host = "x" }

[[sources]]
name = "b"
kind = "yahooo"
"""
PROBLEMS = (
    (8, "sources[0].evry: unknown key"),
    (7, 'sources[0].symbols: found "OGDC.KA"'),
    (3, 'board.theme: found "pink"'),
    (1, 'log_level: found "loud"'),
    (14, 'sources[1].every: found "1s"'),
    (10, "sources[1].key_env: missing"),
    (15, "sources[1].headers.Host: is set by the program itself"),
    (18, 'sources[2].name: found "b", which sources[1] in line 11 already has'),
    (19, 'sources[2].kind: found "yahooo"'),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "board.toml"
    file.write_text(INVALID)
    return file


def test_all_problems_of_a_file_are_reported_with_their_lines(file: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert len(raised.value.problems) == len(PROBLEMS)
    for problem, (line, expected) in zip(raised.value.problems, PROBLEMS, strict=True):
        assert problem.startswith(f"{file}: line {line}: {expected}")


def test_the_message_is_the_first_problem_and_the_number_of_others(file: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert str(raised.value) == f"{raised.value.problems[0]} (and 8 more: bigboard config check)"


def test_config_check_prints_each_problem_on_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "check", "--config", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(PROBLEMS)
    for line in lines:
        assert line.startswith(f"bigboard: {file}: line ")


def test_problems_beyond_a_maximum_are_left_out(file: Path) -> None:
    file.write_text("".join(f"k{number} = 1\n" for number in range(10_000)))
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert len(raised.value.problems) == 50


def test_all_problems_of_a_calendar_file_are_reported(tmp_path: Path) -> None:
    file = tmp_path / "hours.toml"
    file.write_text('[PSX]\nzone = 3\n[[PSX.days]]\ndate = "soon"\n[[PSX.days]]\nholiday = "x"\n')
    with pytest.raises(ConfigError) as raised:
        load_calendars(file)
    assert [problem.removeprefix(f"{file}: ").partition(": found")[0] for problem in raised.value.problems] == [
        "line 2: PSX.zone",
        "line 4: PSX.days[0].date",
        "line 5: PSX.days[1].date: missing, expected a date such as 2026-12-25",
    ]


def test_problems_of_calendar_and_keys_are_reported_together(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('calendar = "hours.toml"\n[keys]\napp.exit = "Q"\n')
    file.with_name("hours.toml").write_text('[A]\nzone = "UTC"\n[B]\nzone = "UTC"\nhours = "x"\n')
    assert run(["config", "check", "--config", str(file)]) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert "hours.toml: line 1: A.hours: missing" in first
    assert 'hours.toml: line 5: B.hours: found "x"' in second
    assert "board.toml: line 3: keys.app.exit: unknown key" in third


LINES = '''\
# [board] theme = "no"
text = """
[board]
theme = "no"
"""
literal = \'\'\'
[keys]\'\'\'
list = [
  "[board]", # ]
  { theme = "no" },
]
"quoted.name" = 1
[board] # the board
theme = "x"
[keys]
app.quit = "Q"
"app.help" = "f1"
[[sources]]
name = "a"
symbols = { "OGDC.KA" = "PSX:OGDC" }
[sources.table]
format = "csv"
[[sources]]
name = 'b'
[sources.table.columns]
price = 2
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("text", 2),
        ("list", 8),
        ("list[1].theme", 8),
        ('"quoted.name"', 12),
        ("board", 13),
        ("board.theme", 14),
        ("board.flash", 13),
        ("keys.app.quit", 16),
        ('keys."app.quit"', 16),
        ("keys.app.help", 17),
        ("sources", 18),
        ("sources[0].name", 19),
        ('sources[0].symbols."OGDC.KA"', 20),
        ("sources[0].table.format", 22),
        ("sources[1]", 23),
        ("sources[1].kind", 23),
        ("sources[1].table.columns.price", 26),
        ("sources[2]", 18),
        ("absent", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_line_of_a_key_is_found(tmp_path: Path, line_end: str, key: str, line: int | None) -> None:
    file = tmp_path / "board.toml"
    file.write_bytes(LINES.replace("\n", line_end).encode())
    assert find_line(file, key) == line


def test_a_file_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    assert find_line(tmp_path / "gone.toml", "board.theme") is None


def test_all_problems_of_a_table_are_reported(file: Path) -> None:
    source = '[[sources]]\nname = "t"\nkind = "table"\nurl = "https://t.example/q"\n'
    file.write_text(
        f'{source}index = true\n{source}[sources.table]\nformat = "csv"\n'
        'columns = { symbol = "Symbol" }\nzone = "Karachi"\nkey_header = "X-Key"\n'
    )
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert [problem.removeprefix(f"{file}: ") for problem in raised.value.problems] == [
        "line 5: sources[0].index: belongs in [sources.table]: write that line above it",
        'line 12: sources[1].table.columns: price is missing, expected its column: price = "..."',
        'line 13: sources[1].table.zone: found "Karachi", expected a zone such as "Asia/Karachi"',
        "line 10: sources[1].table: found key_header or key_parameter and no key: add key_env, key_file or key_command",
    ]
