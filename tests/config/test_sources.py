"""The options of one source in a configuration: its symbols, its key, its table, and how often it is polled."""

import os
import re
import sys
import tomllib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.loader import Config, ConfigError, load_config
from tui.config.toml_snippet import source_to_toml
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_fields import FIELDS
from tui.sources.table_spec import TableSpec

Load = Callable[[str], Config]

CANARY = "canary-4711"
YAHOO = '[[sources]]\nname = "y"\nkind = "yahoo"\nevery = "1m"\n'
SERVER = "python3 -m http.server 8080 --bind 127.0.0.1"
KEYED = '[[sources]]\nname = "f"\nkind = "finnhub"\nevery = "1m"\nsymbols = ["AAPL"]\n'
OTHER = '[[sources]]\nname = "o"\nkind = "yahoo"\nsymbols = ["AAPL"]\n'
TABLE = '[[sources]]\nname = "t"\nkind = "table"\nurl = "https://t.example/q"\nevery = "1m"\n'
COLUMNS = '[sources.table]\nformat = "csv"\ncolumns = { symbol = "Symbol", price = 2 }\n'


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def _load(text: str) -> Config:
        file = tmp_path / "board.toml"
        file.write_text(text)
        return load_config(file)

    return _load


def error_of(load: Load, text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        load(text)
    assert CANARY not in str(raised.value.problems)
    return re.sub(r'^[0-9]+: (source "[^"]*": )?', "", raised.value.problems[0].partition("board.toml:")[2])


def test_symbols_are_a_list_in_the_spelling_of_the_provider(load: Load) -> None:
    (source,) = load(YAHOO + 'symbols = ["OGDC.KA", "^GSPC"]').sources
    assert (source.symbols, source.url, dict(source.instruments)) == (("OGDC.KA", "^GSPC"), "", {})


@for_each(
    "written",
    [
        'symbols = { "OGDC.KA" = "PSX:OGDC" }',
        'symbols = { OGDC.KA = "PSX:OGDC" }',
        '[sources.symbols]\n"OGDC.KA" = "PSX:OGDC"',
    ],
)
def test_symbols_may_be_mapped_to_instruments(load: Load, written: str) -> None:
    (source,) = load(YAHOO + written).sources
    assert source.symbols == ("OGDC.KA",)
    assert source.instrument("OGDC.KA") == InstrumentId("PSX", "OGDC")


@for_each(
    ("text", "expected"),
    [
        (YAHOO, 'symbols: missing, expected what to request from yahoo: symbols = ["OGDC.KA"]'),
        (
            YAHOO + 'symbols = "OGDC.KA"',
            (
                'symbols: found "OGDC.KA", expected a list such as ["OGDC.KA", "^GSPC"] or a table such as '
                '{ "OGDC.KA" = "PSX:OGDC" }'
            ),
        ),
        (YAHOO + "symbols = [1]", "symbols[0]: found 1, expected text"),
        (YAHOO + 'symbols = ["A", "A"]', 'symbols: found "A" twice'),
        (
            YAHOO + 'symbols = [" "]',
            'symbols: found "", expected 1 to 64 characters, spelled as yahoo spells it',
        ),
        (
            YAHOO + 'symbols = { A = "OGDC" }',
            'symbols."A": found "OGDC", expected a market and a symbol such as "PSX:OGDC"',
        ),
        (
            YAHOO + 'symbols = { A = "PSX:og dc" }',
            'symbols."A": found "PSX:og dc", expected a market and a symbol such as "PSX:OGDC"',
        ),
        (
            YAHOO + 'symbols = ["A"]\n[sources.table]\nformat = "csv"\ncolumns = {}',
            'table: belongs to sources of kind "table" only',
        ),
        (
            TABLE,
            (
                'table: missing, expected [sources.table] with format = "html" and columns = { symbol = '
                '"...", price = "..." } (bigboard sources try URL writes one)'
            ),
        ),
        (
            TABLE.replace("url", "# url"),
            'url: missing, expected an address such as "https://www.brecorder.com/"',
        ),
        (
            TABLE + '[sources.table]\nformat = "xls"\ncolumns = {}',
            'table.format: found "xls", expected "html", "csv", "json" or "xml"',
        ),
        (
            TABLE + COLUMNS.replace("price", "prise"),
            (f'table.columns.prise: unknown field; did you mean "price"? (known: {", ".join(FIELDS)})'),
        ),
        (
            TABLE + COLUMNS.replace(", price = 2", ""),
            'table.columns: price is missing, expected its column: price = "..."',
        ),
        (
            TABLE + COLUMNS.replace("= 2", "= true"),
            ("table.columns.price: found true, expected a column's title or number, a CSS selector or a dotted path"),
        ),
        (
            TABLE + COLUMNS.replace("= 2", '= ["Bid", "Ask"]'),
            "table.columns.price: found a list of 2, expected one column",
        ),
        (
            TABLE + COLUMNS.replace('"Symbol"', '["a", "b", "c", "d", "e"]'),
            "table.columns.symbol: found a list of 5, expected one to 4 columns",
        ),
        (
            TABLE + COLUMNS.replace('"Symbol"', '["a", ""]'),
            ('table.columns.symbol: found "", expected a column\'s title or number, a CSS selector or a dotted path'),
        ),
        (
            TABLE + COLUMNS + "wide = true",
            'table.columns: as_of is missing, expected its column: as_of = "..."',
        ),
        (
            TABLE + COLUMNS.replace('symbol = "Symbol"', 'as_of = "Day"') + "wide = true",
            ("table.columns.price: where wide = true every column but as_of is an instrument; leave it out"),
        ),
        (
            TABLE + COLUMNS + "previous_row = true",
            "table.previous_row: needs the time of each row: add as_of to columns",
        ),
        (TABLE + COLUMNS + "unit = 0", "table.unit: found 0, expected 1 to 1000000000"),
        (
            TABLE + COLUMNS + 'zone = "Karachi"',
            'table.zone: found "Karachi", expected a zone such as "Asia/Karachi"',
        ),
        (
            TABLE + COLUMNS + 'zone = "../../etc/passwd"',
            'table.zone: found "../../etc/passwd", expected a zone such as "Asia/Karachi"',
        ),
        (
            TABLE + COLUMNS + 'kind = "option"',
            ('table.kind: found "option", expected "share", "index", "fund", "currency", "coin", "future" or "rate"'),
        ),
        (
            TABLE + "percent_as_fraction = true\n" + COLUMNS,
            "percent_as_fraction: belongs in [sources.table]: put it below that header",
        ),
        (TABLE + COLUMNS + 'currency = "5"', 'table.currency: found "5", expected a currency such as "PKR"'),
        (
            TABLE + COLUMNS + 'key_header = "X-Key"',
            "table: found key_header or key_parameter and no key: add key_env, key_file or key_command",
        ),
        (
            KEYED,
            (
                "key_env: missing, finnhub needs an API key of yours: "
                'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
            ),
        ),
        (
            KEYED.replace('"1m"', '"1s"') + 'key_env = "NO_KEY"',
            (
                'every: found "1s", expected "1m" or more: the polite minimum of finnhub; '
                "faster_than_polite = true states that you may poll more often"
            ),
        ),
        (
            TABLE + COLUMNS + 'key_header = "my secret"',
            'table.key_header: found a value, expected the name of a header such as "X-API-Key"',
        ),
        (
            YAHOO + 'symbols = ["A"]\nuser_agent = "a\\nb"',
            "user_agent: found a value that no header can carry, expected plain ASCII text",
        ),
        (
            YAHOO + 'symbols = ["A"]\nheaders = { ' + ", ".join(f'X-{n} = "a"' for n in range(21)) + " }",
            "headers: found 21, expected 20 at most",
        ),
        (
            YAHOO.replace('"1m"', '"1m\\n"') + 'symbols = ["A"]',
            'every: found "1m", expected text such as "15s", "2m" or "1h"',
        ),
        (
            YAHOO.replace('"y"', f'"{"y" * 25}"') + 'symbols = ["A"]',
            f'name: found "{"y" * 25}", expected 1 to 24 characters',
        ),
        ('[board]\ndisagree = "a lot"', 'board.disagree: found "a lot", expected a percentage such as "1%" or "0.25%"'),
        ('[board]\ndisagree = "0%"', 'board.disagree: found "0%", expected a percentage such as "1%" or "0.25%"'),
        *(
            (
                f'[board]\nflush = "{wrong}"',
                f'board.flush: found "{wrong}", expected "0.1s" to "10s", such as "0.25s" or "1s"',
            )
            for wrong in ("often", "250ms", "0s", "0.05s", "11s", "1m", "-1s", "1e0s")
        ),
        (
            '[board]\nidle_after = "late"',
            'board.idle_after: found "late", expected text such as "30m" or "2h", or "never"',
        ),
    ],
)
def test_a_mistake_is_reported_with_what_to_write_instead(load: Load, text: str, expected: str) -> None:
    assert error_of(load, text) == expected


@for_each("name", ["key", "api_key", "token", "password"])
def test_a_key_in_the_file_is_rejected_with_the_reason_and_never_shown(load: Load, name: str) -> None:
    message = error_of(load, f'{KEYED}{name} = "{CANARY}"')
    assert message.startswith(f"{name}: a key in this file is easily shown to others; name where it is stored")
    assert 'key_env = "MY_KEY"' in message


def test_a_key_comes_from_the_environment(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINNHUB_KEY", f" {CANARY}\n")
    (source,) = load(f'{KEYED}key_env = "FINNHUB_KEY"').sources
    assert source.key == Secret(CANARY)
    assert CANARY not in repr(source)


@pytest.mark.parametrize("written", ["key.txt", "~/key.txt"])
def test_a_key_comes_from_a_private_file(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "key.txt"
    file.write_text(f"{CANARY}\n")
    file.chmod(0o600)
    assert load(f'{KEYED}key_file = "{written}"').sources[0].key == Secret(CANARY)


def test_a_key_comes_from_a_command(load: Load) -> None:
    code = f"print('{CANARY}')"
    config = load(f"{KEYED}key_command = ['{sys.executable}', '-c', \"{code}\"]")
    assert config.sources[0].key == Secret(CANARY)
    assert config.has_key_command
    assert not load(OTHER).has_key_command


def off_reason_of(load: Load, text: str) -> str:
    """Why the only source is off; the others of a file are not touched by it."""
    source, other = load(text + "\n" + OTHER).sources
    assert (source.key, other.off_reason) == (None, None)
    assert source.off_reason is not None
    assert CANARY not in source.off_reason
    return source.off_reason


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_can_read_turns_its_source_off(load: Load, tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key.txt"
    file.write_text(CANARY)
    file.chmod(mode)
    reason = off_reason_of(load, KEYED + 'key_file = "key.txt"')
    assert reason == f"key_file names a file that others can read: chmod 600 {file}"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_another_user_turns_its_source_off(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_text(CANARY)
    file.chmod(0o600)
    os.chown(file, 12345, 12345)
    assert "names a file of another user" in off_reason_of(load, KEYED + 'key_file = "key.txt"')


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f'key_env = "{CANARY}"', "the environment variable is not set (key_env)"),
        ('key_env = "FINNHUB_KEY"', "the environment variable FINNHUB_KEY is not set (key_env)"),
        ('key_env = "MY_API_TOKEN_2"', "the environment variable MY_API_TOKEN_2 is not set (key_env)"),
        ('key_env = "finnhub_key"', "the environment variable finnhub_key is not set (key_env)"),
        ('key_env = "X7Q2M4K9ZP31"', "the environment variable is not set (key_env)"),
        ('key_env = "sk_live_4711"', "the environment variable is not set (key_env)"),
        ('key_env = ""', "the environment variable is not set (key_env)"),
        ('key_env = "EMPTY_KEY"', "key_env gives an empty key"),
        ('key_env = "ODD_KEY"', "key_env gives no valid key, expected one line of at most 4096 characters"),
        (f'key_file = "{CANARY}"', "the file cannot be read: No such file or directory (key_file)"),
        (
            'key_file = "/no/keys/my.key"',
            "the file /no/keys/my.key cannot be read: No such file or directory (key_file)",
        ),
        ('key_file = "QzR1/9x8y7w6v5u4t.abc"', "the file cannot be read: No such file or directory (key_file)"),
        ('key_file = "."', "the file cannot be read: Is a directory (key_file)"),
        ('key_file = "pipe"', "key_file names a folder, a pipe or a device, expected a file"),
        ('key_file = "empty"', "key_file gives an empty key"),
        ('key_file = "binary"', "key_file gives no valid key, expected plain ASCII text"),
        ('key_file = "long"', "key_file gives no valid key, expected one line of at most 4096 characters"),
        (f'key_command = ["/{CANARY}"]', "the command cannot be run: no such command (key_command)"),
        ('key_command = ["nope-cmd", "x"]', "the command nope-cmd cannot be run: no such command (key_command)"),
        ('key_command = ["/"]', "the command cannot be run: Permission denied (key_command)"),
        (
            f'key_command = ["sh", "-c", "echo {CANARY}; exit 3"]',
            "key_command ended with status 3; try it in this shell",
        ),
        (f'key_command = ["sh", "-c", "echo {CANARY} >&2"]', "key_command gives an empty key"),
        (
            f'key_command = ["echo", "{CANARY}\\n{CANARY}"]',
            "key_command gives no valid key, expected one line of at most 4096 characters",
        ),
        (
            'key_command = ["head", "-c", "99999999", "/dev/zero"]',
            "key_command gives no valid key, expected one line of at most 4096 characters",
        ),
    ],
)
def test_a_key_that_cannot_be_loaded_turns_its_source_off_without_showing_it(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, expected: str
) -> None:
    monkeypatch.setenv("EMPTY_KEY", " ")
    monkeypatch.setenv("ODD_KEY", f"{CANARY}\n{CANARY}")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, content in (("empty", b"\n"), ("binary", b"\xff\xfe"), ("long", b"k" * 5000)):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    assert off_reason_of(load, KEYED + line) == expected


def test_a_relative_key_file_that_is_absent_is_named_by_its_whole_path(load: Load, tmp_path: Path) -> None:
    reason = off_reason_of(load, KEYED + 'key_file = "finnhub.key"')
    assert reason == f"the file {tmp_path}/finnhub.key cannot be read: No such file or directory (key_file)"


@for_each(
    ("line", "expected"),
    [
        (f"key_env = {CANARY[-4:]}", "key_env: found a value, expected the name of an environment variable"),
        (
            f'key_command = "{CANARY}"',
            'key_command: found a value, expected a command as a list such as ["pass", "show", "my-key"]',
        ),
        ("key_command = []", 'key_command: expected a command as a list such as ["pass", "show", "my-key"]'),
        ('key_env = "ODD_KEY"\nkey_file = "x"', "key_file: found beside key_env, expected one way to the key"),
    ],
)
def test_a_key_is_named_in_one_way_and_form(load: Load, line: str, expected: str) -> None:
    assert error_of(load, KEYED + line) == expected


def test_a_command_that_never_ends_is_ended(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.config.api_keys.COMMAND_TIMEOUT", 0.1)
    assert off_reason_of(load, KEYED + 'key_command = ["sleep", "60"]') == "key_command did not end within 0.1 s"
    chatty = 'key_command = ["sh", "-c", "while :; do echo x; done"]'
    assert off_reason_of(load, KEYED + chatty) == "key_command did not end within 0.1 s"


def test_a_table_is_loaded_as_written(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_KEY", CANARY)
    more = 'rows = "#q"\ndecimal_comma = true\nzone = "Asia/Karachi"\ncurrency = "PKR"\nindex = true\n'
    more += 'key_parameter = "k"\n'
    (source,) = load(f'{TABLE}key_env = "T_KEY"\n{COLUMNS}{more}').sources
    assert source.table
    assert (source.table.format, dict(source.table.columns)) == ("csv", {"symbol": "Symbol", "price": "2"})
    assert (source.table.rows, source.table.decimal_comma, source.table.index) == ("#q", True, True)
    assert (source.table.zone, source.table.currency, source.table.key_parameter) == ("Asia/Karachi", "PKR", "k")


def test_a_table_of_days_a_history_and_a_symbol_of_two_columns_are_loaded(load: Load) -> None:
    (days,) = load(
        TABLE + '[sources.table]\nformat = "xml"\nwide = true\nunit = 100\ncolumns = { as_of = "@day" }'
    ).sources
    assert days.table == TableSpec(format="xml", columns={"as_of": "@day"}, wide=True, unit=100)
    columns = 'columns = { symbol = ["Base", "=/", "Quote"], price = 2, as_of = "Day", unit = "Per", currency = 5 }'
    (pairs,) = load(f'{TABLE}[sources.table]\nformat = "csv"\nprevious_row = true\n{columns}').sources
    parts = {"symbol": "Base", "symbol_2": "=/", "symbol_3": "Quote"}
    rest = {"price": "2", "as_of": "Day", "unit": "Per", "currency": "5"}
    assert pairs.table == TableSpec(format="csv", columns=parts | rest, previous_row=True)
    for source in (days, pairs):
        assert load("\n".join(source_to_toml(source))).sources == (source,)


@for_each(
    ("written", "kind", "index"),
    [
        ("", None, False),
        ('kind = "rate"', InstrumentKind.RATE, False),
        ('kind = "fund"', InstrumentKind.FUND, False),
        ('kind = "index"', InstrumentKind.INDEX, True),
        ("index = true", None, True),
    ],
)
def test_the_kind_of_a_table_is_loaded(load: Load, written: str, kind: InstrumentKind | None, index: bool) -> None:
    (source,) = load(f"{TABLE}{COLUMNS}{written}\n").sources
    assert source.table
    assert (source.table.kind, source.table.index) == (kind, index)


def test_a_sign_column_and_percentages_as_fractions_are_loaded(load: Load) -> None:
    columns = COLUMNS.replace("price = 2", 'price = 2, change = 3, sign = "+/-"')
    (source,) = load(f"{TABLE}{columns}percent_as_fraction = true\n").sources
    assert source.table
    assert (source.table.columns["sign"], source.table.percent_as_fraction) == ("+/-", True)


def test_a_key_of_a_table_needs_a_header_or_a_parameter(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T_KEY", CANARY)
    message = error_of(load, f'{TABLE}key_env = "T_KEY"\n{COLUMNS}')
    assert message == "table: found a key that no request would carry: add key_header or key_parameter"


def test_polling_faster_than_the_minimum_needs_an_option(load: Load) -> None:
    fast = YAHOO.replace('"1m"', '"5s"') + 'symbols = ["A"]\n'
    assert "faster_than_polite = true" in error_of(load, fast)
    polled = load(fast + "faster_than_polite = true").sources[0]
    assert (polled.every, polled.may_poll_faster) == (timedelta(seconds=5), True)


def test_permission_steady_and_user_agent_are_loaded(load: Load) -> None:
    assert not load('[[sources]]\nname = "p"\nkind = "psx"\n').sources[0].has_permission
    (source,) = load(
        '[[sources]]\nname = "p"\nkind = "psx"\ni_have_permission = true\nsteady = true\nuser_agent = "me/1"\n'
    ).sources
    assert (source.has_permission, source.ignore_market_hours, source.user_agent) == (True, True, "me/1")


@for_each(("kind", "market"), [("binance", "CRYPTO"), ("frankfurter", "FX"), ("yahoo", "PSX")])
def test_without_a_market_it_is_the_one_of_the_kind(load: Load, kind: str, market: str) -> None:
    assert load(f'[[sources]]\nname = "s"\nkind = "{kind}"\nsymbols = ["X"]\n').sources[0].market == market


@for_each(("written", "seconds"), [("0.25s", 0.25), ("1s", 1.0), ("0.1s", 0.1), ("10s", 10.0)])
def test_the_interval_of_paints_is_loaded(load: Load, written: str, seconds: float) -> None:
    assert load(f'[board]\nflush = "{written}"').flush == seconds


def test_without_an_interval_the_terminal_decides_how_often_to_paint(load: Load) -> None:
    assert load("").flush is None


def test_disagree_and_idle_after_are_loaded(load: Load) -> None:
    config = load('[board]\ndisagree = "0.25%"\nidle_after = "2h"')
    assert (config.disagree_percent, config.idle_after) == (Decimal("0.25"), timedelta(hours=2))
    assert load("").disagree_percent == 1
    assert load('[board]\nidle_after = "never"').idle_after == timedelta(0)


def test_a_source_written_as_toml_is_loaded_as_the_same_source(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", CANARY)
    (source,) = load(
        TABLE
        + 'market = "FX"\nallow_private = true\nkey_env = "MY_KEY"\n'
        + '[sources.table]\nformat = "html"\nrows = "#a > tr"\n'
        + 'columns = { symbol = "td.x", price = 2, name = "He said \\"yes\\" \\\\" }\nkey_header = "X-Key"\n'
        + 'dates = "%d/%m"\ncurrency = "PKR"\ndecimal_comma = true\nindex = true\nzone = "Asia/Karachi"\n'
        + 'kind = "index"\npercent_as_fraction = true\n'
    ).sources
    written = "\n".join(source_to_toml(source))
    assert CANARY not in written
    assert load(written).sources == (source,)


@for_each(
    "name",
    [
        "\x9d52;c;eA\x9c",
        "a\x7fb",
        "\u202eab",
        "\u2066",
        "\x1b[2J",
        "\n",
        "\u200b",
        "\u2028",
        "\ue000",
        "\U000e0041",
        "a\xa0b",
    ],
)
def test_unprintable_characters_are_escaped_in_toml_and_loaded_unchanged(name: str) -> None:
    spec = TableSpec(format="json", rows=f"data.{name}", columns={"symbol": name, "price": "last"}, currency=name)
    source = SourceConfig(name="x", kind="table", url="https://x.example/", every=timedelta(minutes=1), table=spec)
    written = list(source_to_toml(source))
    assert all(line.isprintable() for line in written)
    table = tomllib.loads("\n".join(written))["sources"][0]["table"]
    assert (table["rows"], table["columns"]["symbol"], table["currency"]) == (f"data.{name}", name, name)


def test_every_source_in_the_readme_can_be_loaded(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINNHUB_KEY", CANARY)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = [block for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if "[[sources]]" in block]
    assert shown
    for block in shown:
        assert load(block).sources


@for_each(("host", "steady"), [("127.0.0.1:8080", True), ("localhost", True), ("www.example.org", False)])
def test_a_local_server_is_polled_as_often_while_the_market_is_closed(load: Load, host: str, *, steady: bool) -> None:
    config = load(f'[[sources]]\nname = "own"\nkind = "brecorder"\nurl = "http://{host}/"\nevery = "15s"\n')
    assert config.sources[0].ignore_market_hours is steady


@for_each(
    ("kind", "hint"),
    [
        ("csv", '; did you mean "table", and format = "csv" in [sources.table]?'),
        ("HTML", '; did you mean "table", and format = "html" in [sources.table]?'),
        ("json", '; did you mean "table", and format = "json" in [sources.table]?'),
        ("xml", '; did you mean "table", and format = "xml" in [sources.table]?'),
        ("rss", '; did you mean "feed"? (known: '),
        ("Atom", '; did you mean "feed"? (known: '),
        ("Yahoo", '; did you mean "yahoo"? (known: '),
        ("yahoo finance", '; did you mean "yahoo"? (known: '),
        ("FINHUB", '; did you mean "finnhub"? (known: '),
        ("web", " (known: "),
    ],
)
def test_a_wrong_kind_names_the_one_that_is_meant(load: Load, kind: str, hint: str) -> None:
    message = error_of(load, f'[[sources]]\nname = "a"\nkind = "{kind}"\n')
    assert message.startswith(f'kind: found "{kind}", which is no kind of source{hint}')


@for_each(
    ("url", "problem"),
    [
        ("htps://x.example/a", 'found "htps:", expected http or https; did you mean https://x.example/a?'),
        ("htpp://x.example", 'found "htpp:", expected http or https; did you mean http://x.example?'),
        ("https//x.example", "found no scheme, expected http or https; did you mean https://x.example?"),
        ("feed://x.example/a", 'found "feed:", expected http or https; did you mean http://x.example/a?'),
        ("localhost:8080/a", "found no scheme, expected http or https; did you mean http://localhost:8080/a?"),
        ("192.168.1.5:80", "found no scheme, expected http or https; did you mean http://192.168.1.5:80?"),
        ("x.example/a?key=hunter2", "found no scheme, expected http or https; did you mean https://x.example/a?"),
        ("", 'found "", expected an address such as "https://www.brecorder.com/"'),
        ("https://x.example/a b", 'found "https://x.example/a b", a blank is written %20 in an address'),
        (" https://x.example", 'found "https://x.example" with a blank before or after it; leave that out'),
        *(
            (path, f"found {scheme}, expected http or https; files are not read: serve the folder with {SERVER}")
            for path, scheme in (("/a.csv", "no scheme"), ("~/a.csv", "no scheme"), ("C:/a.csv", '"c:"'))
        ),
        ("ftp://x.example", 'found "ftp:", expected http or https'),
        ("htps://joe:hunter2@x.example", 'found "htps:", expected http or https'),
    ],
)
def test_a_wrong_address_names_the_right_one(load: Load, url: str, problem: str) -> None:
    assert error_of(load, f'[[sources]]\nname = "a"\nkind = "feed"\nurl = "{url}"\n') == f"url: {problem}"


@for_each("dates", ["dd/mm/yyyy", "YYYY-MM-DD", "iso", "epoch"])
def test_a_form_of_dates_without_a_directive_is_rejected(load: Load, dates: str) -> None:
    columns = 'columns = { symbol = "A", price = "B" }'
    message = error_of(load, f'{TABLE}[sources.table]\nformat = "csv"\n{columns}\ndates = "{dates}"\n')
    assert message == f'table.dates: found "{dates}", expected a strptime form such as "%d/%m/%Y %H:%M"'


@for_each(("field", "meant"), [("prise", "price"), ("Price", "price"), ("symbl", "symbol")])
def test_a_misspelt_column_is_not_reported_as_missing_too(load: Load, field: str, meant: str) -> None:
    columns = {"symbol": "A", "price": "B"}
    columns[field] = columns.pop(meant)
    written = ", ".join(f'{name} = "{title}"' for name, title in columns.items())
    message = error_of(load, f'{TABLE}[sources.table]\nformat = "csv"\ncolumns = {{ {written} }}\n')
    assert message.startswith(f'table.columns.{field}: unknown field; did you mean "{meant}"?')
    assert "more" not in message
