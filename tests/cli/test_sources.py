"""`bigboard sources try` on every form of page, and the sources that its lines make."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.marks import for_each, quick
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.cli.commands import run
from tui.cli.try_report import text_length

DEADLINE = 60.0
CANARY = "canary-0815-4711"
HTML = """<html><head><title>Board</title></head><body><table id="q"><caption>Main board</caption>
<thead><tr><th>SYMBOL<th>LDCP<th>CURRENT<th>CHANGE<th>CHANGE (%)<th>VOLUME</tr></thead>
<tr><td><a>OGDC</a><td>145.35<td>141.00<td>-4.35<td>-2.99%<td>1,234,567
<tr><td>KEL<td>4.00<td>4.00<td>0.00<td>0.00%<td>-
</table></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>n</title>
<item><title>Cement leads a quiet climb</title><link>https://x.example/1</link>
<description>KARACHI: Buyers came back on Monday.</description></item></channel></rss>"""
TICKER = """\
OGDC 141.00 Decreased By ▼ -4.35 (-2.99%)
KEL 4.00 No Change ▼ 0.00 (0%)
BR100 8,615 Increased By 43.5 (0.51%)
KSE100 82,074 Increased By 615.2 (0.76%)
"""
PAGES = {
    "/board.html": ("text/html", HTML),
    "/board.csv": ("text/csv", "Symbol,Last,Prev. Close\nOGDC,141.00,145.35\nKEL,4.00,4.00\n"),
    "/board.json": (
        "application/json",
        '{"data": [{"symbol": "OGDC", "last": 141.00, "change": -4.35}, {"symbol": "KEL", "last": 4.00, "change": 0}]}',
    ),
    "/echo.csv": ("text/csv", "Symbol,Name,Last\nOGDC,ECHO,141.00\n"),
    "/feed": ("application/rss+xml", FEED),
    "/ticker.txt": ("text/plain; charset=utf-8", TICKER),
    "/captcha": ("text/html", "<html><title>Just a moment...</title><body>Verify you are human.</body></html>"),
}


def page_of_each_form(request: Request) -> ServerResponse:
    content_type, text = PAGES.get(request.target.partition("?")[0], ("text/html", ""))
    if not text:
        return ServerResponse(body="<html>gone</html>", status=404, content_type=content_type)
    return ServerResponse(body=text.replace("ECHO", request.target), content_type=content_type)


@pytest.fixture
def site() -> Iterator[LocalServer]:
    with LocalServer(page_of_each_form) as running:
        yield running


pytestmark = pytest.mark.usefixtures("home")


def program(*arguments: str) -> tuple[int, str, str]:
    """bigboard as the shell starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONWARNINGS": "error"},
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def lines_in(out: str) -> str:
    """The configuration that was proposed."""
    return "[[sources]]" + out.partition("[[sources]]")[2].partition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/board.html", 'found table "Main board": 2 rows'),
        ("/board.csv", "found CSV: 2 rows"),
        ("/board.json", 'found JSON array "data": 2 rows'),
        ("/ticker.txt", "found ticker: 4 rows"),
        ("/feed", "found feed: 1 article"),
    ],
)
def test_what_is_found_is_proposed_and_the_proposal_works(
    site: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, seen: str
) -> None:
    kind = {"/feed": "feed", "/ticker.txt": "brecorder"}.get(path, "table")
    assert run(["sources", "try", site.url + path, "--market", "PSX"]) == 0
    out = capsys.readouterr().out
    assert seen in out
    assert f'kind = "{kind}"' in out
    given = out.partition("They give:")[2]
    assert "Cement leads" in given if kind == "feed" else "OGDC" in given
    file = tmp_path / "board.toml"
    file.write_text(lines_in(out))
    assert run(["print", "--format", "json", "--config", str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    if kind == "feed":
        assert printed["articles"][0]["title"] == "Cement leads a quiet climb"
    else:
        first = printed["quotes"][0]
        assert (first["market"], first["symbol"], first["price"], first["direction"]) == ("PSX", "OGDC", 141.0, "down")
        assert first["change"] == -4.35


HOSTILE = ("\x9d52;c;eA\x9c", "\x9b31m", "\x7f", "\u202e", "\u2066", "\x1b[2J", "\r", "\u2028", "\ud800", "\U000e0041")


@pytest.mark.parametrize("name", quick(3, *HOSTILE))
@pytest.mark.parametrize(
    "shape",
    [
        '{"#": [{"symbol": "OGDC", "last": 141.00}]}',
        '{"a#": {"#b": [{"symbol": "OGDC", "last": 141.00}]}}',
        '[{"#symbol": "OGDC", "last": 141.00}]',
        '[{"symbol": "OGDC", "last": 141.00, "#": "#"}]',
        '{"OGDC#": {"last": 141.00, "symbol#": "OGDC"}}',
        "#Symbol,Last#,#\nOGDC,141.00,#\n",
        "<html><table><caption>#</caption><tr><th>#Symbol<th>Last#<tr><td>OGDC<td>141.00</table></html>",
    ],
)
def test_no_text_of_a_page_reaches_the_terminal_as_control_characters(
    site: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], shape: str, name: str
) -> None:
    is_json = shape[0] in "{["
    text = shape.replace("#", json.dumps(name)[1:-1] if is_json else name)
    PAGES["/hostile"] = ("application/json" if is_json else "text/html" if shape[0] == "<" else "text/csv", text)
    status = run(["sources", "try", f"{site.url}/hostile"])
    out = capsys.readouterr().out
    assert all(line.isprintable() for line in out.split("\n"))
    if status == 0:
        file = tmp_path / "board.toml"
        file.write_text(lines_in(out), encoding="utf-8")
        assert run(["print", "--format", "json", "--config", str(file)]) == 0
        assert json.loads(capsys.readouterr().out)["quotes"][0]["price"] == 141.0


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/captcha", "nothing to watch: not the page: it asks for a human\n"),
        ("/gone", "/gone: HTTP 404: the server has no such page: look at the address in a browser, and correct url\n"),
    ],
)
def test_a_page_without_rows_is_reported_for_what_it_is(
    site: LocalServer, capsys: pytest.CaptureFixture[str], path: str, message: str
) -> None:
    assert run(["sources", "try", site.url + path]) == 4
    assert capsys.readouterr().out.endswith(message)


@for_each(
    ("arguments", "message"),
    [
        (
            ("try", "x.example/feed?token=abc"),
            "URL: found no scheme, expected http or https; did you mean https://x.example/feed?\n",
        ),
        (("try", "x.example:8080/feed"), "did you mean https://x.example:8080/feed?\n"),
        (("try", "prices"), "bigboard: URL: found no scheme, expected http or https\n"),
        (("try", "file:///tmp/page.html"), "files are not read: serve the folder with python3 -m http.server 8080"),
        (("try", "ftp://x.example/"), 'bigboard: URL: found "ftp:", expected http or https\n'),
        (("try", "https://x.example/", "--market", "psx!"), 'bigboard: --market: found "psx!", expected capitals'),
    ],
)
def test_a_wrong_address_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert run(["sources", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_market_is_guessed_so_that_no_strangers_symbols_join_those_of_psx(
    site: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["sources", "try", f"{site.url}/board.csv"])
    out = capsys.readouterr().out
    assert 'name = "board"' in out
    assert 'market = "BOARD"' in out


@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_a_table_of_each_form_is_printed_by_the_program(site: LocalServer, tmp_path: Path, form: str) -> None:
    columns = {
        "html": '{ symbol = "Symbol", price = "td:nth-child(3)", change = 4, percent = "change (%)" }',
        "csv": '{ symbol = 1, price = "LAST", previous_close = "prev close" }',
        "json": '{ symbol = "symbol", price = "last", change = "change" }',
    }[form]
    file = tmp_path / "board.toml"
    file.write_text(
        f'[[sources]]\nname = "t"\nkind = "table"\nurl = "{site.url}/board.{form}"\nallow_private = true\n'
        f'symbols = {{ OGDC = "PSX:OGDC", "KEL" = "PSX:K-EL" }}\n'
        f'[sources.table]\nformat = "{form}"\ncolumns = {columns}\n'
    )
    status, out, err = program("print", "--format", "csv", "--config", str(file))
    assert (status, err) == (0, "")
    rows = [line.split(",")[1:8] for line in out.splitlines()[1:]]
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in rows] == [
        ("PSX", "OGDC", "141.00", "-2.99", "down"),
        ("PSX", "K-EL", "4.00", "0.00", "unchanged"),
    ]


def test_a_key_in_the_address_is_sent_and_never_printed(site: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "try", f"{site.url}/board.json?apikey={CANARY}&page=1"]) == 0
    captured = capsys.readouterr()
    path = site.requests[0].target
    assert f"apikey={CANARY}" in path
    assert CANARY not in captured.out + captured.err
    assert 'key_env = "MY_KEY"' in captured.out
    assert 'key_parameter = "apikey"' in captured.out
    assert f'url = "{site.url}/board.json?page=1"' in captured.out


def test_a_key_that_a_page_quotes_is_not_printed(site: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "try", f"{site.url}/echo.csv?token={CANARY}"]) == 0
    captured = capsys.readouterr()
    assert "/echo.csv?token=***" in captured.out
    assert CANARY not in captured.out + captured.err


@pytest.mark.parametrize("way", ["env", "file", "command"])
def test_a_key_reaches_its_provider_and_nothing_that_is_printed_or_stored(
    site: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    monkeypatch.setenv("PLANTED", CANARY)
    key_file = tmp_path / "planted.key"
    key_file.write_text(CANARY)
    key_file.chmod(0o600)
    line = {
        "env": 'key_env = "PLANTED"',
        "file": 'key_file = "planted.key"',
        "command": f'key_command = ["cat", "{key_file}"]',
    }[way]
    file = tmp_path / "board.toml"
    for path, status in (("board.json", 0), ("gone", 4), ("captcha", 4)):
        file.write_text(
            f'[[sources]]\nname = "t"\nkind = "table"\nurl = "{site.url}/{path}"\nallow_private = true\n{line}\n'
            'user_agent = "me/1"\ni_have_permission = true\n[sources.table]\nformat = "json"\n'
            'columns = { symbol = "symbol", price = "last" }\nkey_header = "X-API-Key"\n'
        )
        assert run(["print", "--config", str(file)]) == status
    assert {request.headers.get("x-api-key", "") for request in site.requests} == {CANARY}
    for command in (["doctor"], ["config", "check"], ["sources"], ["print", "--format", "json"]):
        run([*command, "--config", str(file)])
    captured = capsys.readouterr()
    for line in (
        "key       t: found, and sent to table only",
        "agent     t: calls itself me/1",
        "terms     t: you state",
    ):
        assert line in captured.out
    left = [each.read_text(errors="replace") for each in tmp_path.rglob("*") if each.is_file() and each != key_file]
    assert CANARY not in "".join((captured.out, captured.err, *left))


def test_a_key_shows_in_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text(
        '[[sources]]\nname = "t"\nkind = "table"\nurl = "http://127.0.0.1:1/"\nkey_env = "PLANTED"\n[sources.table]\n'
        'format = "json"\ncolumns = { symbol = "s", price = "p" }\nkey_parameter = "k"\n'
    )
    code = (
        "import sys\nimport tui.engine.single_requests as requests\n"
        "def broken(sources, *_):\n    raise ValueError(f'{sources} {sources[0].key!r} {sources[0].key}')\n"
        f"requests.poll_once = broken\nsys.argv = ['x', 'print', '--config', {str(file)!r}]\n"
        "from tui.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PLANTED": CANARY},
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 1
    logged = "".join(each.read_text(errors="replace") for each in tmp_path.rglob("*.log"))
    assert "ValueError" in done.stderr + logged
    assert CANARY not in done.stdout + done.stderr + logged


def test_a_fragment_is_neither_sent_nor_printed(site: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "try", f"{site.url}/board.json#access_token={CANARY}"]) == 0
    captured = capsys.readouterr()
    assert CANARY not in captured.out + captured.err
    assert f'url = "{site.url}/board.json"' in captured.out


def test_two_readings_are_shown_where_it_is_not_sure_and_the_user_is_asked(
    site: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PAGES["/bank.csv"] = (
        "text/csv",
        "Code,Buying,Selling\nUSD,277.55,280.15\nEUR,322.10,325.40\nGBP,370.0,373.4\nAED,75.3,76.2\n",
    )
    assert run(["sources", "try", f"{site.url}/bank.csv"]) == 0
    out = capsys.readouterr().out
    first, second = out.partition("Reading 1")[2].split("Reading 2")
    assert "not sure" in out.partition("Reading 1")[0]
    assert ('price = "Selling"' in first, 'price = "Buying"' in second) == (True, True)
    for reading, price in ((first, "280.15"), (second, "277.55")):
        given = reading.partition("They give:")[2]
        assert price in given
        assert "AED" not in given, "three rows are enough"
        file = tmp_path / "board.toml"
        file.write_text(lines_in(reading))
        assert run(["print", "--config", str(file)]) == 0
    assert out.rstrip().endswith("Copy the lines of reading 1, or those of reading 2, and not both.")


@pytest.mark.parametrize(("configured", "name"), [("other", "board"), ("board", "board-2"), ("Board", "board-2")])
def test_a_name_is_after_the_site_and_not_one_that_is_configured(
    site: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], configured: str, name: str
) -> None:
    path = "/api/v1/board.csv"
    PAGES[path] = PAGES["/board.csv"]
    file = tmp_path / "config.toml"
    file.write_text(f'[[sources]]\nname = "{configured}"\nkind = "binance"\nsymbols = ["BTCUSDT"]\n')
    assert run(["sources", "try", site.url + path, "--config", str(file)]) == 0
    assert f'\nname = "{name}"\n' in capsys.readouterr().out


def test_an_address_of_digits_is_named_by_the_title_of_its_page(
    site: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    PAGES["/"] = ("text/html", HTML.replace("Board", "Karachi \x1b[2JPrices"))
    assert run(["sources", "try", f"{site.url}/"]) == 0
    assert 'name = "karachi-2jprices"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("application/pdf", "%PDF-1.7", "application/pdf"),
        ("text/html", "<html><table></table></html>", "its tables are empty here: the page fills them by script"),
        ("application/json", '{"ok": true}', "JSON object without rows of names and figures; it has: ok"),
        ("text/csv", "Symbol,CIK\nMMM,66740\nAOS,91142\n", "It has no column of prices: CIK (no price by its title)."),
    ],
)
def test_what_cannot_be_watched_is_reported_with_its_shape(
    site: LocalServer, capsys: pytest.CaptureFixture[str], content_type: str, body: str, words: str
) -> None:
    PAGES["/shape"] = (content_type, body)
    assert run(["sources", "try", f"{site.url}/shape"]) == 4
    out = capsys.readouterr().out
    assert words in out
    assert "[[sources]]" not in out


HEADLINE = "KSE-100 gains 1,000 points on rate cut hopes"


@pytest.mark.parametrize(("arguments", "market"), [((), "PSX"), (("--market", "KSE"), "KSE")])
def test_a_ticker_is_named_after_its_kind_and_not_after_the_headline(
    site: LocalServer, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], market: str
) -> None:
    lines = TICKER.replace("\n", "<br>")
    PAGES["/"] = ("text/html", f"<html><title>{HEADLINE}</title><body><p>{lines}</p><h1>{HEADLINE}</h1></body></html>")
    assert run(["sources", "try", f"{site.url}/", *arguments]) == 0
    out = capsys.readouterr().out
    assert '\nname = "brecorder"\nkind = "brecorder"\n' in out
    assert f'\nmarket = "{market}"\n' in out


@pytest.mark.parametrize(
    ("path", "body", "market"),
    [
        ("/", "Symbol,Last\nOGDC,141.00\nKEL,4.00\n", "WEB"),
        ("/pairs", "Pair,Last\nEUR/USD,1.0812\nUSD/JPY,151.20\n", "FX"),
        ("/pairs", "Pair,Last\nEURUSD,1.0812\nUSDPKR,278.20\n", "FX"),
        ("/psxbank", "Currency,Rate\nUSD,278.20\nEUR,301.10\n", "PSXBANK"),
    ],
)
def test_a_market_is_that_of_the_rows_or_of_the_site_and_its_hours_are_stated(
    site: LocalServer, capsys: pytest.CaptureFixture[str], path: str, body: str, market: str
) -> None:
    PAGES[path] = ("text/csv", body)
    assert run(["sources", "try", site.url + path]) == 0
    out = capsys.readouterr().out
    assert f'\nmarket = "{market}"\n' in out
    assert "It is on your own network, so that it is polled at all hours." in out


def test_two_readings_of_one_column_say_what_it_is_in_each(
    site: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    PAGES["/coins"] = ("text/csv", "Symbol,Price,Change 24h\nBTC,65000.5,-1.51\nETH,3200.25,2.31\n")
    assert run(["sources", "try", f"{site.url}/coins"]) == 0
    out = capsys.readouterr().out
    assert 'Reading 1, the percent from "Change 24h"' in out
    assert 'Reading 2, the change from "Change 24h"' in out


@pytest.mark.parametrize(
    ("volumes", "is_asked"),
    [
        ('"1,200","33,000"', True),
        ('"1,200","3,300"', True),
        ('"120","33,000"', True),
        ('"5","6"', True),
        # two commas in one figure can only be of thousands
        ('"1,200,000","7"', False),
    ],
)
def test_two_readings_of_a_comma_are_asked_about_as_such(
    site: LocalServer, capsys: pytest.CaptureFixture[str], volumes: str, is_asked: bool
) -> None:
    first, second = volumes.split('","')
    PAGES["/amb.csv"] = ("text/csv", f'Symbol,Close,Volume\nABC,"7,774",{first}"\nDEF,"1,234","{second}\n')
    assert run(["sources", "try", f"{site.url}/amb.csv"]) == 0
    out = capsys.readouterr().out
    assert ("the figures with a decimal point, or the figures with a decimal comma." in out) is is_asked
    assert ("Reading 2" in out) is is_asked
    assert 'price from "Close"' not in out


def test_columns_without_titles_are_shown_by_number_and_asked_about(
    site: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PAGES["/bare.csv"] = ("text/csv", "USD,US dollar,96.74\nEUR,Euro,101.2\nGBP,Pound,125.4\n")
    assert run(["sources", "try", f"{site.url}/bare.csv"]) == 0
    out = capsys.readouterr().out
    assert "columns = { symbol = 1, name = 2, price = 3 }" in out
    assert "Is 96.74 the price of USD?" in out
    file = tmp_path / "board.toml"
    file.write_text(lines_in(out))
    assert run(["print", "--format", "json", "--config", str(file)]) == 0
    quotes = json.loads(capsys.readouterr().out)["quotes"]
    assert [(quote["symbol"], quote["price"]) for quote in quotes] == [("USD", 96.74), ("EUR", 101.2), ("GBP", 125.4)]


@for_each(
    ("text", "said"),
    [
        ("Rain", "1 word"),
        ("Rain came at last", "4 words"),
        ("rain " * 1234, "1,234 words"),
        ("日本銀行は政策金利を据え置いた。", "16 characters"),
        ("日銀と政府は BOJ", "9 characters"),
        ("ธนาคารกลาง คงดอกเบี้ย", "20 characters"),
        ("한국은행이 금리를 동결했다", "3 words"),
        ("The Bank of Japan (日本銀行) kept its rate", "8 words"),
    ],
)
def test_the_length_of_an_article_is_in_words_where_blanks_part_them(text: str, said: str) -> None:
    assert text_length(text) == said


def test_a_page_that_is_an_article_says_which_and_how_it_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(
        f"<p>Paragraph {n} of a long report about cement, gas and the rupee, told at length.</p>" for n in range(9)
    )
    page = f"<title>Cement rises</title><body><article><h1>Cement rises</h1>{text}</article>"
    with LocalServer(lambda _request: ServerResponse(body=page, content_type="text/html")) as server:
        assert run(["sources", "try", f"{server.url}/story"]) == 4
    said = capsys.readouterr().out
    assert "an article: Cement rises (135 words" in said
    assert f"bigboard read {server.url}/story" in said
