"""A server that quotes the key, seen through every command that asks it."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.kit.home import use_home
from tests.kit.quoted_keys import FORMS, KEY, in_json, parts_shown
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.cli.commands import run

CONFIG = """
[[sources]]
name = "board"
kind = "table"
url = "URL/board"
key_env = "QUOTED_KEY"
allow_private = true
[sources.table]
format = "json"
rows = "rows"
columns = { symbol = "symbol", name = "name", price = "price" }
key_header = "X-Key"

[[sources]]
name = "refused"
kind = "table"
url = "URL/refused?apikey=KEY"
allow_private = true
[sources.table]
format = "json"
rows = "rows"
columns = { symbol = "symbol", price = "price" }

[[sources]]
name = "gone"
kind = "finnhub"
url = "URL"
symbols = ["AAPL"]
every = "60s"
key_env = "QUOTED_KEY"
allow_private = true
"""


class Quoting(LocalServer):
    """Quotes the key in a good board, in a complaint and in a refusal."""

    def __init__(self) -> None:
        self.quoted = ""
        super().__init__(self._quote)

    def _quote(self, request: Request) -> ServerResponse:
        quoted = in_json(self.quoted)
        if request.path.startswith("/board"):
            row = f'{{"symbol": "OGDC", "name": "{quoted} Ltd", "price": "101.25", "{quoted}": 7}}'
            return ServerResponse(body=f'{{"rows": [{row}, {{"symbol": "{quoted}", "price": 2}}]}}')
        if request.path.startswith("/refused"):
            page = f"<html><title>Invalid API key {self.quoted}</title><body>{self.quoted}</body></html>"
            return ServerResponse(body=page, content_type="text/html")
        return ServerResponse(body=f'{{"error": "You passed {quoted}, which is no key"}}')


@pytest.fixture
def site() -> Iterator[Quoting]:
    with Quoting() as running:
        yield running


@pytest.fixture
def config(site: Quoting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("QUOTED_KEY", KEY)
    (tmp_path / "home").mkdir()
    file = tmp_path / "board.toml"
    file.write_text(CONFIG.replace("URL", site.url).replace("=KEY", f"={quote(KEY, safe='')}"))
    file.chmod(0o600)
    return file


DOORS: dict[str, Callable[[str, str], list[str]]] = {
    "table": lambda config, _site: ["print", "--config", config],
    "JSON": lambda config, _site: ["print", "--format", "json", "--config", config],
    "CSV": lambda config, _site: ["print", "--format", "csv", "--config", config],
    "doctor": lambda config, _site: ["doctor", "--config", config],
    "sources": lambda config, _site: ["sources", "--config", config],
    "try board": lambda _config, site: ["sources", "try", f"{site}/board?token={quote(KEY, safe='')}"],
    "try path": lambda _config, site: [
        "sources",
        "try",
        f"{site}/board/{quote(KEY, safe='')}?token={quote(KEY, safe='')}",
    ],
    "try refused": lambda _config, site: ["sources", "try", f"{site}/refused?token={quote(KEY, safe='')}"],
}
QUICK = ("percent each",)


@pytest.mark.dose(16)
@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=() if form in QUICK else pytest.mark.slow) for form in FORMS]
)
def test_no_command_shows_a_part_of_it(
    form: str, site: Quoting, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.quoted = FORMS[form](KEY)
    for door, arguments in DOORS.items():
        run(arguments(str(config), site.url))
        output = capsys.readouterr()
        assert not parts_shown(KEY, output.out + output.err), door
        if door == "JSON":
            rows = {row["symbol"]: row for row in json.loads(output.out)["quotes"]}
            assert str(rows["OGDC"]["price"]) == "101.25"
            assert "***" in rows["OGDC"]["name"]
    files = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert any(file.suffix == ".log" for file in files)
    assert any(file.parent.name == "pages" for file in files)
    for file in files:
        assert not parts_shown(KEY, f"{file}\n{file.read_bytes().decode('utf-8', 'replace')}"), file


LOGINS = {"short": "hushed", "long": "q7Rw-Zk3_9fTb+Lm", "escaped": "hush@7/up%"}
QUOTES: dict[str, Callable[[Request, str], str]] = {
    "plain": lambda _request, password: password,
    "address": lambda _request, password: f"http://joe:{quote(password, safe='')}@p.example",
    "percent": lambda _request, password: quote(password, safe=""),
    "header": lambda request, _password: request.headers.get("proxy-authorization", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("login", "quoted", "status"),
    [
        ("escaped", "header", 200),
        ("short", "header", 200),
        ("short", "plain", 407),
        ("long", "percent", 400),
        ("long", "address", 502),
        ("escaped", "plain", 200),
    ],
)
def test_no_command_shows_the_password_of_the_proxy_that_quotes_it(  # noqa: PLR0917 - the case and three fixtures
    login: str,
    quoted: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    password = LOGINS[login]
    encoded = b64encode(f"joe:{password}".encode()).decode().rstrip("=")

    def answer(request: Request) -> ServerResponse:
        words = QUOTES[quoted](request, password)
        if status == 200 and "board" in request.target:
            row = f'{{"symbol": "OGDC", "name": "{words} Ltd", "price": "101.25"}}'
            return ServerResponse(body=f'{{"rows": [{row}]}}')
        page = f"<html><title>Sent {words}</title><body><h1>Refused {words}</h1><p>{words} is no login</body></html>"
        return ServerResponse(body=page, content_type="text/html", status=status)

    use_home(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("QUOTED_KEY", KEY)
    file = tmp_path / "board.toml"
    file.write_text(CONFIG.replace("URL", "http://quotes.example").replace("?apikey=KEY", ""))
    with LocalServer(answer) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", f"//joe:{quote(password, safe='')}@"))
        monkeypatch.delenv("http_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        for door, arguments in DOORS.items():
            run(arguments(str(file), "http://quotes.example"))
            output = capsys.readouterr()
            shown = unquote(output.out + output.err)
            assert password not in shown, door
            assert encoded not in shown, door
    assert any("proxy-authorization" in request.headers for request in proxy.requests)
    for stored in (each for each in (tmp_path / "home").rglob("*") if each.is_file()):
        text = unquote(stored.read_bytes().decode("utf-8", "replace"))
        assert password not in text, stored
        assert encoded not in text, stored
