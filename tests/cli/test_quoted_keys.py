"""A server that quotes the key, seen through every command that asks it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

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
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
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
QUICK = ("beginning", "percent each")


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
