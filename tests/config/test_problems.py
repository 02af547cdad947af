"""Every problem of a configuration is reported in one run, each on one line with the line of its key."""

import re
from pathlib import Path

import pytest

from tests.kit.marks import for_each, quick
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
    (1, 'log_level: found "loud"'),
    (3, 'board.theme: found "pink"'),
    (7, 'source "a": symbols: found "OGDC.KA"'),
    (8, 'source "a": evry: unknown key'),
    (10, 'source "b": key_env: missing'),
    (14, 'source "b": every: found "1s"'),
    (15, 'source "b": headers.Host: is set by the program itself'),
    (18, 'name: lines 11 and 18 both name a source "b"'),
    (19, 'source "b": kind: found "yahooo"'),
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
        assert problem.startswith(f"{file}:{line}: {expected}")


def test_the_message_is_the_first_problem_and_the_number_of_others(file: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert str(raised.value) == f"{raised.value.problems[0]} (and 8 more: bigboard config check)"


def test_config_check_prints_each_problem_on_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "check", "--config", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(PROBLEMS)
    for line, (number, _) in zip(lines, PROBLEMS, strict=True):
        assert line.startswith(f"{file}:{number}: ")


@pytest.mark.slow
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
    assert [problem.removeprefix(f"{file}:").partition(": found")[0] for problem in raised.value.problems] == [
        "2: PSX.zone",
        "4: PSX.days[0].date",
        "5: PSX.days[1].date: missing, expected a date such as 2026-12-25",
    ]


def test_problems_of_calendar_and_keys_are_reported_together(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('calendar = "hours.toml"\n[keys]\napp.exit = "Q"\n')
    file.with_name("hours.toml").write_text('[A]\nzone = "UTC"\n[B]\nzone = "UTC"\nhours = "x"\n')
    assert run(["config", "check", "--config", str(file)]) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert "hours.toml:1: A.hours: missing" in first
    assert 'hours.toml:5: B.hours: found "x"' in second
    assert "board.toml:3: keys.app.exit: unknown key" in third


def test_every_problem_of_one_market_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "hours.toml"
    file.write_text(
        '[psx]\nzone = "UTC"\n[NEW]\nzone = "Mars/Olympus"\nhours = "usal"\n[NEW.timetables.usual]\n'
        'Mon = ["open 09:00"]\nMoo = []\nTue-Wed = ["open 09:00-12:00", "closed 11:00-13:00", "open 11:00-13:00"]\n'
        'Wed = []\n[[NEW.days]]\ndate = 2026-01-01\nhours = "other"\n'
    )
    with pytest.raises(ConfigError) as raised:
        load_calendars(file)
    assert [problem.removeprefix(f"{file}:").partition(", ")[0] for problem in raised.value.problems] == [
        '1: found the table "psx"',
        '4: NEW.zone: found "Mars/Olympus"',
        '5: NEW.hours: found "usal"',
        '7: NEW.timetables.usual.Mon: found "open 09:00"',
        '8: NEW.timetables.usual.Moo: found "Moo"',
        '9: NEW.timetables.usual.Tue-Wed: found "closed"',
        '9: NEW.timetables.usual.Tue-Wed: found "open 11:00-13:00"',
        "10: NEW.timetables.usual.Wed: Wed is given twice",
        '13: NEW.days[0].hours: found "other"',
    ]


TABLE_SOURCE = 'name = "a"\nkind = "table"\nurl = "https://x.example"\n[sources.table]\n'


@for_each(
    ("source", "problems"),
    [
        (
            'name = "a"\nkind = "yahooo"\nurl = "ftp://x"\nevry = "1m"\nheaders = { Host = "x", Range = "y" }\n',
            ["3: kind", "4: url", "5: evry", "6: headers.Host", "6: headers.Range"],
        ),
        (
            'name = "a"\nkind = "yahooo"\nsymbols = ["A", "A", " "]\nkey_env = "A"\nkey_file = "b"\nproxy = "socks5://a"\n',
            ["3: kind", "4: symbols", "4: symbols", "6: key_file", "7: proxy"],
        ),
        ('name = "a"\nkind = "yahoo"\nsymbol = ["A"]\nevery = "5s"\n', ["4: symbol", "5: every"]),
        ('name = "a"\nkind = "yahoo"\nsymbols = 3\nevery = "5s"\n', ["4: symbols", "5: every"]),
        ('name = "a"\nkind = "yahoo"\nsymbols = ["A", " ", "A", "B", "B"]\n', ["4: symbols"] * 3),
        (
            'name = "a"\nkind = "yahoo"\nsymbols = { A = "x", B = "y", C = "PSX:C" }\n',
            ['4: symbols."A"', '4: symbols."B"'],
        ),
        ('name = "a: b"\nkind = "yahoo"\nevery = 3\nurl = "x"\n', ["1: symbols", "4: every", "5: url"]),
        ('name = "a"\nkind = "finnhub"\napi_key = "x"\nsymbols = ["A"]\nevery = "1s"\n', ["4: api_key", "6: every"]),
        ('kind = "yahoo"\nevery = 3\n', ["1: name", "1: symbols", "3: every"]),
        ('kind = "yahoo"\nsymbol = ["A"]\nevery = "1s"\n', ["1: name", "3: symbol", "4: every"]),
        (
            'name = "a"\nurl = "x"\nevery = 3\nheaders = { Host = "x" }\n',
            ["1: kind", "3: url", "4: every", "5: headers.Host"],
        ),
        ('name = ""\nkind = "finnhub"\nsymbols = ["A"]\nevery = "1s"\n', ["1: key_env", "2: name", "5: every"]),
        (
            f'{TABLE_SOURCE}format = "cvs"\nzone = "X"\nunit = 0\ncolumns = {{ sells = "B", open = true }}\n',
            ["6: table.format", "7: table.zone", "8: table.unit", "9: table.columns.open", "9: table.columns.sells"],
        ),
        (
            f'{TABLE_SOURCE}colums = {{}}\nformat = "csv"\nunit = 0\n',
            ["6: table.colums", "8: table.unit"],
        ),
        ('name = "a"\nkind = 3\nevery = 3\n', ["3: kind", "4: every"]),
    ],
)
def test_every_problem_of_one_source_is_reported_and_no_consequence_of_another(
    file: Path, source: str, problems: list[str]
) -> None:
    file.write_text(f"[[sources]]\n{source}")
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    found = [re.sub(r"source (?:\d|\"[^\"]*\"): ", "", each.removeprefix(f"{file}:")) for each in raised.value.problems]
    assert [": ".join(each.split(": ", 2)[:2]) for each in found] == problems


@for_each(("command", "count"), [("print", 3), ("watch", 3), ("sources", 3), ("config", 9)])
def test_a_command_reports_the_first_problems_and_config_check_all(
    file: Path, capsys: pytest.CaptureFixture[str], command: str, count: int
) -> None:
    action = ["check"] if command == "config" else []
    assert run([command, *action, "--config", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == count
    assert lines[0].removeprefix("bigboard: ").startswith(f'{file}:1: log_level: found "loud"')
    assert lines[-1].endswith("(and 6 more: bigboard config check)") == (command != "config")


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


@for_each(
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
@for_each("line_end", ["\n", "\r\n"])
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
    assert [problem.removeprefix(f"{file}:") for problem in raised.value.problems] == [
        '5: source "t": index: belongs in [sources.table]: put it below that header',
        '7: name: lines 2 and 7 both name a source "t"; give each a name of its own',
        '10: source "t": table: found key_header or key_parameter and no key: add key_env, key_file or key_command',
        '12: source "t": table.columns: price is missing, expected its column: price = "..."',
        '13: source "t": table.zone: found "Karachi", expected a zone such as "Asia/Karachi"',
    ]


BLANKS = [" "] * 300


@pytest.mark.parametrize(
    "text",
    quick(
        1,
        "[keys]\n" + "".join(f"k{number} = 3\n" for number in range(5_000)),
        '[[sources]]\nname = "t"\nkind = "table"\nurl = "https://t.example/q"\n[sources.table]\nformat = "csv"\n'
        "[sources.table.columns]\n" + "".join(f'c{number} = "x"\n' for number in range(5_000)),
        "".join(f'[[sources]]\nname = "s{number}"\nkind = "yahoo"\nsymbols = {BLANKS}\n' for number in range(80)),
    ),
)
def test_a_file_of_nothing_but_problems_reports_fifty(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert 45 <= len(raised.value.problems) <= 60


@for_each(
    ("text", "problems"),
    [
        (
            '[board]\ntheme = dark\nflash = 1\n[keys]\nq = 3\n[[sources]]\nname = "a"\nkind = yahooo\nevery = "5x"\n',
            ["2: column 9", "3: board.flash", "5: keys.q", "8: column 8", '8: source "a"', '9: source "a"'],
        ),
        ('[[sources]\nname = "a"\nevery = "5x"\n', ['1: source "a"', "1: column 10", '3: source "a"']),
        ('[[sources]]\nname = "a"\nkind =\nevery = "5x"\n', ["3: column 7", '4: source "a"']),
        ('[sources]\nname = "a"\nkind = "feed"\nevery = "5x"\n', ["1: sources", '1: source "a"', '4: source "a"']),
        ('[network]\nproxy = "socks5://a"\nca_file = 3\n', ["2: network.proxy", "3: network.ca_file"]),
        (
            'every "1m"\n[network]\nca_file = 3\ncolour = 1\n',
            ["1: column 7", "3: network.ca_file", "4: network.colour"],
        ),
        ('calendar = 3\n[board]\ntheme = "x"\n[board]\nflash = 1\n', ["1: calendar", "3: board.theme", "4: not TOML"]),
    ],
)
def test_a_mistake_in_one_place_hides_none_in_another(file: Path, text: str, problems: list[str]) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    found = [": ".join(each.removeprefix(f"{file}:").split(": ", 2)[:2]) for each in raised.value.problems]
    assert [int(each.partition(":")[0]) for each in found] == sorted(int(each.partition(":")[0]) for each in found)
    assert sorted(found) == sorted(problems)
