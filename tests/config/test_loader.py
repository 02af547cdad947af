import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.loader import DEFAULT_CONFIG, Config, ConfigError, load_config
from tui.config.template import CONFIG_TEMPLATE
from tui.domain.events import Snapshot
from tui.sources import adapter_for
from tui.sources.adapter import Adapter, Response, SourceConfig
from tui.view.themes import LIGHT

GOOD = """
[[sources]]
name = "br"
kind = "brecorder"
url = "https://www.brecorder.com/"
every = "15s"
market = "PSX"
"""


def _parse(page: Response, source: SourceConfig, at: datetime) -> Snapshot:
    return Snapshot(source=source.name, at=at)


KNOWN = (
    "(known: sources, board, network, history, collect, news, pages, keys, tabs, lists, positions, alerts, alert_ways, "
    "calendar, log_level)"
)


ADAPTERS = (
    Adapter(kind="brecorder", summary="a page", min_interval=timedelta(seconds=5), parse=_parse),
    Adapter(kind="csv", summary="a table", min_interval=timedelta(seconds=1), parse=_parse),
)

Load = Callable[[str | bytes], Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def _load(text: str | bytes) -> Config:
        file = tmp_path / "board.toml"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_config(file, adapters=ADAPTERS)

    return _load


def error_of(load: Load, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as raised:
        load(text)
    first, *_ = raised.value.problems
    assert "\n" not in first
    assert first.isprintable()
    file, _, rest = first.partition("board.toml:")
    assert file
    return re.sub(r'^([0-9]+: )?(source "br": )?', "", rest.strip())


def test_a_source_is_loaded_as_written(load: Load) -> None:
    (source,) = load(GOOD).sources
    assert (source.name, source.kind, source.url) == ("br", "brecorder", "https://www.brecorder.com/")
    assert (source.every, source.market, source.allow_private) == (timedelta(seconds=15), "PSX", False)


def test_looks_keys_and_calendar_are_loaded(load: Load, tmp_path: Path) -> None:
    config = load(
        'calendar = "hours.toml"\nlog_level = "debug"\n'
        '[board]\ntheme = "light"\nflash = false\n[keys]\nquit = "ctrl+q"\n' + GOOD
    )
    assert (config.settings.theme, config.flash, dict(config.keys)) == (LIGHT, False, {"quit": "ctrl+q"})
    assert config.calendar_file == tmp_path / "hours.toml"
    assert config.log_level == "debug"


def test_headers_and_user_agent_belong_to_their_source(load: Load) -> None:
    (source,) = load(GOOD + 'user_agent = "me/1"\nheaders = { X-Key = "abc" }\n').sources
    assert (source.headers, source.user_agent) == ((("X-Key", "abc"),), "me/1")


@for_each(("text", "length"), [("15s", 15), ("2m", 120), ("1h", 3600), ("24h", 86_400)])
def test_an_interval_is_a_number_and_a_unit(load: Load, text: str, length: int) -> None:
    assert load(GOOD.replace('"15s"', f'"{text}"')).sources[0].every == timedelta(seconds=length)


def test_a_file_without_sources_has_the_built_in_ones(load: Load) -> None:
    assert load('[board]\ntheme = "light"\n').sources == DEFAULT_CONFIG.sources


def test_without_a_file_the_default_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_config() is DEFAULT_CONFIG
    first = DEFAULT_CONFIG.sources[0]
    assert (first.name, first.url, first.every) == ("br", "https://www.brecorder.com/", timedelta(seconds=15))


def test_a_named_file_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIGBOARD_CONFIG", str(tmp_path / "gone.toml"))
    for path in (None, tmp_path / "nowhere.toml"):
        with pytest.raises(ConfigError, match="cannot be read: No such file"):
            load_config(path, adapters=ADAPTERS)


@for_each(
    ("old", "new", "expected"),
    [
        ('"15s"', "15", 'every: found 15, expected text such as "15s", "2m" or "1h"'),
        ('"15s"', '"15"', 'every: found "15", expected text such as "15s", "2m" or "1h"'),
        ('"15s"', '"0s"', 'every: found "0s", expected text such as "15s", "2m" or "1h"'),
        (
            '"15s"',
            '"4s"',
            (
                'every: found "4s", expected "5s" or more: the polite minimum of brecorder; '
                "faster_than_polite = true states that you may poll more often"
            ),
        ),
        ('"15s"', '"25h"', 'every: found "25h", expected "24h" or less'),
        (
            "every",
            "evry",
            (
                'evry: unknown key; did you mean "every"? (known: name, kind, url, every, market, symbols, '
                "table, past, full_text, key_env, key_file, key_command, i_have_permission, faster_than_polite, "
                "steady, headers, user_agent, allow_private, proxy, ca_file)"
            ),
        ),
        (
            '"brecorder"',
            '"brecoder"',
            ('kind: found "brecoder", which is no kind of source; did you mean "brecorder"? (known: brecorder, csv)'),
        ),
        ("https", "ftp", 'url: found "ftp:", expected http or https'),
        (
            "https://",
            "",
            "url: found no scheme, expected http or https; did you mean https://www.brecorder.com/?",
        ),
        ("https", "javascript", 'url: found "javascript:", expected http or https'),
        (
            "//www",
            "//me:hunter2@www",
            "url: found a user name in the address; send it in headers.Authorization instead",
        ),
        (
            "www.brecorder.com/",
            "",
            'url: found "https://", expected an address such as "https://www.brecorder.com/"',
        ),
        (
            "www.brecorder.com",
            "[::1",
            'url: found an invalid address, expected an address such as "https://www.brecorder.com/"',
        ),
        (
            "www.brecorder.com",
            "x:99999",
            'url: found an invalid address, expected an address such as "https://www.brecorder.com/"',
        ),
        ('"PSX"', '"psx"', 'market: found "psx", expected capitals and digits such as "PSX"'),
        ('name = "br"', "", 'source 1: name: missing, expected a short name of your own such as "br"'),
        ('name = "br"', 'name = ""', 'source 1: name: found "", expected 1 to 24 characters'),
        ('name = "br"', "name = true", 'source 1: name: found true, expected a short name of your own such as "br"'),
        ("[[sources]]", "[sources]", "sources: found a table, expected one [[sources]] table per source"),
        (
            "[[sources]]",
            "[[source]]",
            f'source: unknown key; did you mean "sources"? {KNOWN}',
        ),
    ],
)
def test_a_mistake_is_reported_by_key_found_and_expected(load: Load, old: str, new: str, expected: str) -> None:
    assert error_of(load, GOOD.replace(old, new, 1)) == expected


@for_each(
    ("text", "expected"),
    [
        ("sources = []", "sources: found an empty list, expected one [[sources]] table per source"),
        (
            'sources = ["https://x"]',
            'source 1: found "https://x", expected a table',
        ),
        ('[board]\nup = "blue"', 'board.up: found "blue", expected "green" or "red"'),
        ("[board]\nflash = 1", "board.flash: found 1, expected true or false"),
        ('board = "dark"', 'board: found "dark", expected a table'),
        (
            '[keys]\nquit = "q"\nhelp = 3',
            'keys.help: found 3, expected a key such as "q" or several such as "q, ctrl+r" or ["q", "ctrl+r"]',
        ),
        (
            '[keys]\nquit = " "',
            'keys.quit: found "", expected a key such as "q" or several such as "q, ctrl+r" or ["q", "ctrl+r"]',
        ),
        (
            "[news]\ncapacity = 10",
            "news.capacity: found 10, expected a number from 20 to 10000",
        ),
        (
            '[news]\nbrowser = "w3m \'%u"',
            'news.browser: found "w3m \'%u", a quote without its end',
        ),
        (
            '[news]\naliases = ["the Explorer"]',
            'news.aliases[0]: found "the Explorer", expected text such as "OGDC = Oil & Gas Development"',
        ),
        (
            "[news]\nwidth = 300",
            "news.width: found 300, expected a number from 20 to 200",
        ),
        (
            '[[pages]]\nhost = "a b"\narticle = "p"',
            'pages[0].host: found "a b", expected the name of a host such as "daily.example"',
        ),
        (
            '[[pages]]\nhost = "daily.example"',
            "pages[0].article: missing, expected article or drop, a CSS selector each",
        ),
        (
            '[[pages]]\nhost = "a.example"\ndrop = ["p"]\n[[pages]]\nhost = "www.A.example"\narticle = "p"',
            'pages[1].host: found "www.A.example" twice',
        ),
        (
            '[[pages]]\nhost = "a.example"\nartcile = "p"',
            'pages[0].artcile: unknown key; did you mean "article"? (known: host, article, drop)',
        ),
        (
            'log_level = "loud"',
            'log_level: found "loud", expected "debug", "info", "warning" or "error"',
        ),
        ("calendar = 2026-01-01", "calendar: found 2026-01-01, expected the path of a file with trading hours"),
        ("a = \nb = 1", "column 5: not TOML: the value is missing: a = ..."),
        ('x = "abc', 'not TOML: the closing quote is missing: x = "..."'),
        (b'\xef\xbb\xbf[board]\ntheme = "\xff"', "not UTF-8 text"),
        (b"[board]\ntheme = '\0'", "column 10: not TOML: found invalid character '\\x00'"),
        (b"#" * 10_000_000, "larger than 256 kB: this is not a configuration"),
        ("x = " + "[" * 100_000, "not TOML: nested too deeply"),
        ("a" + ".a" * 100_000 + " = 1", "a key of more than 32 parts"),
        ('"\\u001b]0;pwned\\u0007" = 1', f'"": unknown key {KNOWN}'),
    ],
)
def test_an_invalid_file_is_rejected_with_the_reason(load: Load, text: str | bytes, expected: str) -> None:
    assert error_of(load, text) == expected


@for_each(
    ("line", "expected"),
    [
        ('headers = { "X Key" = "a" }', 'headers: found the name "X Key", expected one such as "X-API-Key"'),
        ('headers = { Host = "a" }', "headers.Host: is set by the program itself; leave it out"),
        (
            'headers = { X-Key = "hunter2\\r\\nEvil: 1" }',
            "headers.X-Key: found a value that no header can carry, expected plain ASCII text",
        ),
        ("headers = { X-Key = 7777 }", "headers.X-Key: found a value, expected text"),
    ],
)
def test_an_invalid_header_is_rejected_without_its_value(load: Load, line: str, expected: str) -> None:
    assert error_of(load, GOOD + line) == expected


def test_two_sources_may_not_share_a_name(load: Load) -> None:
    assert error_of(load, GOOD + GOOD) == ('name: lines 3 and 10 both name a source "br"; give each a name of its own')


def test_a_local_server_may_be_polled_every_second(load: Load) -> None:
    own = GOOD.replace("www.brecorder.com", "127.0.0.1:8000").replace('"15s"', '"1s"')
    assert load(own).sources[0].every == timedelta(seconds=1)


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(tmp_path, adapters=ADAPTERS)


def test_the_template_is_the_default_configuration(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text(CONFIG_TEMPLATE)
    assert load_config(file)._replace(file=None, files=(), without_market=()) == DEFAULT_CONFIG


def test_every_example_in_the_template_works_once_uncommented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTES_KEY", "canary")
    file = tmp_path / "board.toml"
    file.write_text(re.sub(r"^# (?=\[|\w[\w.]* = )", "", CONFIG_TEMPLATE, flags=re.MULTILINE))
    config = load_config(file)
    assert [source.name for source in config.sources[len(DEFAULT_CONFIG.sources) :]] == ["rates", "private"]
    assert config.keys
    assert config.calendar_file


def test_the_default_has_open_sources_beside_the_page() -> None:
    sources = {source.name: source for source in DEFAULT_CONFIG.sources}
    assert [source.kind for source in DEFAULT_CONFIG.sources] == [
        *("brecorder", "feed", "yahoo", "yahoo", "frankfurter", "binance"),
    ]
    assert len(sources["yahoo"].symbols) == 30
    for source in DEFAULT_CONFIG.sources:
        adapter = adapter_for(source.kind)
        assert source.every >= adapter.min_interval
        assert not adapter.needs_key
        assert adapter.build_requests(source), "it can be polled without any further option"


def test_the_default_costs_no_library_at_start() -> None:
    code = (
        "import sys\nfrom tui.config.loader import DEFAULT_CONFIG\n"
        "heavy = ('msgspec', 'httpx', 'selectolax', 'feedparser', 'subprocess', 'textual')\n"
        "sys.exit(str([name for name in heavy if name in sys.modules] or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.strip() in ("", "[]")
