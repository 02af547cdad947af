import stat
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.cli.config import run_config
from tui.cli.parser import Arguments
from tui.cli.sources import list_sources
from tui.config.loader import ConfigError
from tui.config.template import CONFIG_TEMPLATE

Capture = pytest.CaptureFixture[str]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_writes_the_template_for_its_owner_alone(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "new" / "board.toml"
    assert run_config(Arguments(action="init", config=file)) == 0
    assert file.read_text() == CONFIG_TEMPLATE
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert str(file) in capsys.readouterr().out


def test_init_never_touches_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text("mine")
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "elsewhere")
    for there in (file, link):
        with pytest.raises(ConfigError, match="is there already, and was left as it is"):
            run_config(Arguments(action="init", config=there))
    assert file.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_init_reports_why_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"board\.toml: cannot be written: Not a directory"):
        run_config(Arguments(action="init", config=tmp_path / "file" / "deep" / "board.toml"))


def test_path_prints_where_the_file_is_or_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("BIGBOARD_CONFIG", str(tmp_path / "mine.toml"))
    run_config(Arguments(action="path"))
    assert capsys.readouterr().out == f"{tmp_path / 'mine.toml'}\n"


def test_check_reports_a_valid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run_config(Arguments(action="check"))
    run_config(Arguments(action="init"))
    run_config(Arguments(action="check"))
    first, _, last = capsys.readouterr().out.splitlines()
    assert "not there; the built-in default is used, 6 sources: br, news, yahoo, world, fx, coins" in first
    assert last.endswith("config.toml: good, 6 sources: br, news, yahoo, world, fx, coins")


def test_check_looks_into_the_calendar_too(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text('calendar = "hours.toml"\n')
    with pytest.raises(ConfigError, match=r"hours\.toml: cannot be read: No such file"):
        run_config(Arguments(action="check", config=file))


def test_check_reports_which_sources_stay_off_without_permission(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "board.toml"
    source = '[[sources]]\nname = "exchange"\nkind = "psx"\n'
    file.write_text(source)
    run_config(Arguments(action="check", config=file))
    assert "exchange stays off until i_have_permission = true says that" in capsys.readouterr().out
    file.write_text(f"{source}i_have_permission = true\n")
    run_config(Arguments(action="check", config=file))
    assert "stays off" not in capsys.readouterr().out


@for_each(
    "keys",
    [
        'app.quit = "Q"\n"grid.sort" = "F"',
        '"app.quit" = "ctrl+q, f10"',
        '"app.help" = "question_mark,?,é"',
        'app.help = "F1"',
        '"app.quit" = ["Q", "F"]',
        'app.quit = ["ctrl+q"]\n"grid.sort" = "q"',
        '"app.quit" = "|"\n"replay.change-back" = "f9"',
        '"app.quit" = ["vertical_line", "tilde", "f12"]\n"replay.change-back" = "f9"\n"replay.change" = "f8"',
        '"app.quit" = "f"\n"grid.freeze" = "q"',
    ],
)
def test_check_accepts_keys_that_bindings_can_have(tmp_path: Path, capsys: Capture, keys: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f"[keys]\n{keys}\n")
    run_config(Arguments(action="check", config=file))
    assert "good" in capsys.readouterr().out


@for_each(
    ("keys", "problem"),
    [
        ('app.quitt = "Q"', 'keys.app.quitt: unknown key; did you mean "app.quit"? (known: app.'),
        ('app.exit = "Q"', "app.quit, "),
        ('quit = "Q"', 'keys.quit: unknown key; did you mean "app.quit"?'),
        ('app.quit = "controll+q"', 'keys.app.quit: found "controll+q", which is no key; did you mean "ctrl+q"?'),
        ('app.quit = "pagedwn"', 'which is no key; did you mean "pagedown"?'),
        ('app.quit = "s"', 'keys.app.quit: "s" is the key of grid.sort too; give that another key as well'),
        ('grid.sort = "?"', 'keys.grid.sort: "?" is the key of app.help too; give that another key as well'),
        ('grid.sort = "q"', 'keys.grid.sort: "q" is the key of app.quit too; give that another key as well'),
        ('app.sort = "v"', 'keys.app.sort: unknown key; did you mean "grid.sort"? (known: app.quit, '),
        ('app.quit = "ctrl-q"', 'found "ctrl-q", which is no key; did you mean "ctrl+q"?'),
        ('app.quit = "C-q"', 'found "C-q", which is no key; did you mean "ctrl+q"?'),
        ('app.quit = "^Q"', 'found "^Q", which is no key; did you mean "ctrl+q"?'),
        ('app.quit = "esc"', 'found "esc", which is no key; did you mean "escape"?'),
        ('app.quit = "pgdn"', 'found "pgdn", which is no key; did you mean "pagedown"?'),
        ('app.quit = "solidus"', 'found "solidus", which is no key; did you mean "slash"?'),
        ('app.quit = "<any>"', 'found "<any>", which is no key'),
        ('app.quit = "shift+q"', 'found "shift+q", expected "Q", which is how terminals send it'),
        ('app.quit = "ctrl+i"', 'found "ctrl+i", which terminals send as "tab"'),
        ('app.quit = "ctrl+p"', 'keys.app.quit: "ctrl+p" is the key of app.palette too; give that another key as well'),
        ('app.quit = ["x", "s"]', 'keys.app.quit: "s" is the key of grid.sort too; give that another key as well'),
        ('"app.quit" = []', 'keys.app.quit: found an empty list, expected a key such as "q" or several such as'),
        ('"app.quit" = ""', 'keys.app.quit: found "", expected a key such as "q"'),
        ('"app.quit" = ["q", 3]', 'keys.app.quit[1]: found 3, expected a key such as "q"'),
        ('q = "app.quit"', 'keys.q: found the key before its action, expected "app.quit" = "q"'),
        ('"ctrl+r" = "grid.sort"', 'keys.ctrl+r: found the key before its action, expected "grid.sort" = "ctrl+r"'),
        ('log_level = "info"', "keys.log_level: belongs at the top of the file, above the first line in brackets"),
        ('every = "1m"', "keys.every: belongs in [[sources]]: write that line above it"),
        ('flush = "1s"', "keys.flush: belongs in [board]: write that line above it"),
        ('app.quit = "qq"', 'found "qq", which is no key; expected one such as "q", "f5" or "ctrl+r"'),
        ('app.quit = "mouse1"', 'found "mouse1", which is no key; expected one such as'),
        ('app.quit = "q,,x"', 'keys.app.quit: found "", which is no key'),
    ],
)
def test_check_explains_keys_that_no_binding_can_have(tmp_path: Path, keys: str, problem: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f"[keys]\n{keys}\n")
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert problem in str(raised.value)


@for_each(
    ("written", "problem"),
    [
        (
            '[[sources]]\nname = yahoo\nkind = "yahoo"\nsymbols = ["A"]\n',
            'board.toml:2: column 8: not TOML: text needs quotes: name = "yahoo"',
        ),
        ("[[sources]]\nname =\n", "board.toml:2: column 7: not TOML: the value is missing: name = ..."),
        (
            '[[sources]]\nname = "r"\nkind = "table"\ncolumns = { symbol = "Code", price = "Buying" }\n',
            'source "r": columns: belongs in [sources.table]: put it below that header',
        ),
        (
            '[[sources]]\nname = "r"\nkind = "feed"\nurl = "x.example/feed"\n',
            'source "r": url: found no scheme, expected http or https; did you mean https://x.example/feed?',
        ),
    ],
)
def test_check_explains_mistakes_of_a_first_configuration(tmp_path: Path, written: str, problem: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(written)
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert problem in str(raised.value)


@for_each(
    ("written", "problem"),
    [
        ('theme = "dark"\n', ":1: theme: belongs in [board]: write that line above it"),
        ('every = "1m"\n', ":1: every: belongs in [[sources]]: write that line above it"),
        ('[board]\nlog_level = "info"\n', ":2: board.log_level: belongs at the top of the file, above the first line"),
        ('no_proxy = ["a"]\n', ":1: no_proxy: belongs in [network]: write that line above it"),
        ('[board]\nproxy = "none"\n', ":2: board.proxy: belongs in [network]: write that line above it"),
        ('[network]\ntheme = "dark"\n', ":2: network.theme: belongs in [board]: write that line above it"),
        ('[network]\nevery = "1m"\n', ":2: network.every: belongs in [[sources]]: write that line above it"),
        ('[network]\nlog_level = "info"\n', ":2: network.log_level: belongs at the top of the file"),
        ('[[sources]]\nname = "a"\nkind = "yahoo"\nflash = true\n', ':4: source "a": flash: belongs in [board]: write'),
        (
            '[[sources]]\nname = "r"\nkind = "table"\n[sources.table]\nformat = "csv"\ncolumns = {}\nevery = "1m"\n',
            ':7: source "r": table.every: belongs in [[sources]]: write it above [sources.table]',
        ),
        ('[board]\nzone = "UTC"\n', ":2: board.zone: unknown key here; it belongs in [sources.table]: put it below"),
        ("columns = {}\n", ":1: columns: belongs in [sources.table]: put it below that header"),
        ('format = "csv"\n', ":1: format: belongs in [sources.table]: put it below that header"),
        ('[board]\nname = "a"\n', ":2: board.name: belongs in [[sources]]: write that line above it"),
        ('[[sources]]\nname = "r"\n[sources.table]\ntheme = "a"\n', ':4: source "r": table.theme: belongs in [board]'),
        ('[[sources]]\nname = "r"\n[sources.table]\nlog_level = "a"\n', ':4: source "r": table.log_level: belongs at'),
        ('thme = "dark"\n', ':1: thme: unknown key; did you mean "theme"? That one belongs in [board]'),
        ('evry = "1m"\n', ':1: evry: unknown key; did you mean "every"? That one belongs in [[sources]]'),
        (
            "[board]\ncolums = {}\n",
            ':2: board.colums: unknown key; did you mean "columns"? That one belongs in [sources.',
        ),
        ('[[sources]]\nthemes = "x"\n', ':2: source 1: themes: unknown key; did you mean "theme"? That one belongs in'),
        ('[[sources]]\nAPI_KEY = "x"\n', ":2: source 1: API_KEY: a key in this file is easily shown to others"),
        ('[table]\nformat = "csv"\n', ":1: table: belongs in its source: write its header as [sources.table]"),
        ('[[board]]\ntheme = "dark"\n', ":1: board: found [[...]], expected its header in single brackets"),
        ('[[sources]]\ntype = "yahoo"\n', ':2: source 1: type: unknown key; did you mean "kind"? (known: name'),
        ('[[sources]]\ninterval = "1m"\n', ':2: source 1: interval: unknown key; did you mean "every"? (known: name'),
        ('[[sources]]\ntickers = ["A"]\n', ':2: source 1: tickers: unknown key; did you mean "symbols"? (known: name'),
        ('[[sources]]\nEvery = "1m"\n', ':2: source 1: Every: unknown key; did you mean "every"? (known: name'),
        ("[[sources]]\nenabled = true\n", ":2: source 1: enabled: unknown key (known: name"),
    ],
)
def test_a_key_in_a_wrong_table_is_named_with_its_own(tmp_path: Path, written: str, problem: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(written)
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert any(each.startswith(f"{file}{problem}") for each in raised.value.problems)


@for_each(
    ("source", "note"),
    [
        ('kind = "feed"\nurl = "https://x.example/f"\n', "a names no market and keeps the hours of PSX"),
        ('kind = "feed"\nurl = "https://x.example/f"\nmarket = "PSX"\n', None),
        ('kind = "feed"\nurl = "https://x.example/f"\nmarket = "US"\n', None),
        ('kind = "feed"\nurl = "https://x.example/f"\nsteady = true\n', None),
        ('kind = "feed"\nurl = "http://127.0.0.1:9/f"\n', None),
        ('kind = "yahoo"\nsymbols = ["AAPL"]\n', None),
        ('kind = "binance"\nsymbols = ["BTCUSDT"]\n', None),
        ('kind = "brecorder"\nurl = "https://x.example/"\n', None),
        (
            'kind = "table"\nurl = "https://x.example"\ntable = { format = "csv", columns = { symbol = 1, price = 2 }}',
            "a names no market and keeps the hours of PSX",
        ),
    ],
)
def test_check_and_sources_name_the_hours_that_nothing_in_the_file_does(
    tmp_path: Path, capsys: Capture, source: str, note: str | None
) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f'[[sources]]\nname = "a"\n{source}')
    run_config(Arguments(action="check", config=file))
    _, *notes = capsys.readouterr().out.splitlines()
    assert notes == ([f'{file}:1: {note}: market = "..." changes that'] if note else [])
    list_sources(Arguments(config=file))
    assert ("PSX (by default)" in capsys.readouterr().out) == (note is not None)


def test_a_calendar_that_is_not_there_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[board]\ntheme = "x"\n[keys]\n"app.exit" = "q"\n')
    file.write_text(f'log_level = "info"\ncalendar = "nope.toml"\n{file.read_text()}')
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert [problem.removeprefix(f"{file}:").partition(": ")[0] for problem in raised.value.problems] == ["2", "4", "6"]
    assert "calendar: " in raised.value.problems[0]
    assert "nope.toml: cannot be read: No such file" in raised.value.problems[0]


def test_every_wrong_key_is_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[board]\nup = "x"\n[keys]\napp.exit = "x"\napp.quit = "f"\ngrid.first = "pgdn"\ngrid.up = 3\n')
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert [problem.removeprefix(f"{file}:").rpartition(":")[0] for problem in raised.value.problems] == [
        "2: board.up",
        '4: keys.app.exit: unknown key; did you mean "app.quit"? (known',
        "5: keys.app.quit",
        "6: keys.grid.first",
        "7: keys.grid.up",
    ]


def test_thousands_of_wrong_keys_are_not_all_reported(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text("[keys]\n" + "".join(f'k{number} = "x"\n' for number in range(5_000)))
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert len(raised.value.problems) == 50


def test_check_names_a_source_whose_key_is_missing(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[[sources]]\nname = "us"\nkind = "finnhub"\nsymbols = ["AAPL"]\nkey_env = "NO_SUCH_KEY"\n')
    assert run_config(Arguments(action="check", config=file)) == 0
    good, off = capsys.readouterr().out.splitlines()
    assert good.endswith("board.toml: good, 1 source: us")
    assert off == f"{file}:5: us stays off: the environment variable NO_SUCH_KEY is not set (key_env)"


def test_a_text_without_quotes_is_not_quoted_back_since_it_may_be_a_key(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text("[[sources]]\nkey = hunter2\n")
    with pytest.raises(ConfigError) as raised:
        run_config(Arguments(action="check", config=file))
    assert "hunter2" not in str(raised.value)
