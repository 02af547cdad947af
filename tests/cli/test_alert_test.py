"""`bigboard alerts test`: what each way says, and the exit status."""

import json
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.cli.commands import run

CONFIG = """
[[alerts]]
name = "big"
when = "last > 105"
on = "PSX:OGDC"
ways = ["good", "run"]
[[alerts]]
name = "silent"
when = "last > 105"
ways = []
[[alerts]]
name = "rings"
when = "last > 105"
ways = ["bell"]
[[alert_ways]]
name = "good"
kind = "webhook"
url = "URL/good"
[[alert_ways]]
name = "bad"
kind = "webhook"
url = "URL/bad"
[[alert_ways]]
name = "run"
kind = "command"
command = ["sh", "-c", 'test "$BIGBOARD_TEST" = 1']
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    return tmp_path


def respond(request: Request) -> ServerResponse:
    return ServerResponse(body="", status=200 if request.path == "/good" else 500)


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("", 3, {"good": "webhook  told", "bad": "webhook  HTTP 500", "run": "command  told"}),
        ("big", 0, {"good": "webhook  told", "run": "command  told"}),
        ("GOOD", 0, {"good": "webhook  told"}),
        ("bad", 4, {"bad": "webhook  HTTP 500"}),
        ("rings", 4, {"bell": "bell  no terminal here"}),
    ],
)
def test_each_way_says_how_it_went(
    home: Path, capsys: pytest.CaptureFixture[str], name: str, status: int, said: dict[str, str]
) -> None:
    with LocalServer(respond) as server:
        (home / "config.toml").write_text(CONFIG.replace("URL", server.url))
        assert run(["--config", str(home / "config.toml"), "alerts", "test", *([name] if name else [])]) == status
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:]]
    assert {way: " ".join(rest.split()) for way, rest in lines} == {
        way: " ".join(rest.split()) for way, rest in said.items()
    }
    for request in server.requests:
        sent = json.loads(request.body)
        assert sent["test"]
        assert sent["title"].startswith("TEST bigboard: ")
        assert sent["text"].endswith("This is a test: nothing rang.")
        assert sent["alerts"][0]["figures"] == []


@pytest.mark.parametrize(
    ("config", "name", "said"),
    [
        (CONFIG, "silent", '"silent" is told on the board alone'),
        (CONFIG, "nobody", "neither a rule nor a way that is used (known: good, bad, run, big, silent, rings)"),
        ("", "", "there are no ways out: an [[alert_ways]] table of the configuration is one"),
    ],
)
def test_what_cannot_be_tested_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], config: str, name: str, said: str
) -> None:
    (home / "config.toml").write_text(config.replace("URL", "http://127.0.0.1:9"))
    assert run(["--config", str(home / "config.toml"), "alerts", "test", name]) == 2
    assert said in capsys.readouterr().err
