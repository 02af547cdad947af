"""An hour of a new user, by keys alone: tabs, lists, columns, positions and a theme; and the board after a restart."""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.home import at_home
from tests.kit.terminal import Terminal, bigboard
from tui.demo.exchange import Exchange
from tui.demo.server import DemoServer
from tui.engine.clock import utc_now

pytestmark = pytest.mark.slow

ADDED = (
    *("OGDC", "PPL", "HUBC", "KEL", "NBP", "BOP", "MLCF", "DGKC", "FCCL", "TRG"),
    *("PRL", "CNERGY", "AIRLINK", "UNITY", "WTL", "PAEL", "SEARL", "TELE", "PTC", "TREET"),
)
WRITTEN = """\
# my board
[board]
theme = "dark"              # easy on the eyes

# where it comes from
[[sources]]
name = "br"
kind = "brecorder"
url = "{url}/"
every = "5s"
allow_private = true        # my own server
"""


@pytest.fixture
def server() -> Iterator[DemoServer]:
    # the market stands still after its first figures, so that two pictures can be compared
    server = DemoServer(Exchange(7, 30, 0, opened_at=utc_now()), every=timedelta(hours=1), clock=utc_now)
    yield server
    server.stop()


def command(terminal: Terminal, line: str) -> None:
    terminal.send(":")
    terminal.wait_for(r":▏")
    terminal.send(line + "\r")
    terminal.wait_for(r"\d of \d+|\d+ · by|undoes")


def without_ages(text: str) -> list[str]:
    """Return the lines of a screen below the status bar without the ages of rows and articles, and the last message."""
    lines = re.sub(r"(≤?\d+[smh]\b( ago)?)", "", text).splitlines()[1:-1]
    return [re.sub(r"\s+", " ", line).strip() for line in lines]


def test_the_hour_of_a_new_user(tmp_path: Path, server: DemoServer) -> None:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN.format(url=server.start()))
    env = at_home(tmp_path) | {"COLORTERM": "truecolor"}
    arguments = bigboard("--config", str(file))

    with Terminal(arguments, size=(120, 40), env=env) as terminal:
        # what the news names is marked soon after the first quotes
        terminal.wait_for(r"•AIRLINK +[▴▾]?132\.50")
        command(terminal, "newtab Energy")
        terminal.wait_for(r"Nothing|No source|this list")
        for symbol in ADDED:
            command(terminal, f"add {symbol}")
        terminal.wait_for(r"of 20 ")
        terminal.send("G")
        for left in range(19, 14, -1):
            terminal.send("-")
            terminal.wait_for(rf"of {left} ")
        command(terminal, "newtab Risers pct > 1")
        command(terminal, "columns symbol name last percent volume")
        command(terminal, "newtab Trading")
        command(terminal, "add TRG HUBC")
        command(terminal, "position OGDC 500 101.25 PKR 2026-11-02")
        command(terminal, "position TRG 100 50")
        command(terminal, "bind grid.freeze Q")
        command(terminal, "theme ember")
        command(terminal, "tab Positions")
        terminal.wait_for(r"TOTAL")
        terminal.send("s")
        terminal.wait_for(r"by DAY")
        left_with = terminal.text
        terminal.send("q")
        assert terminal.wait() == 0

    after = file.read_text()
    settings = tomllib.loads(after)
    assert '# my board\n[board]\ntheme = "ember"              # easy on the eyes\n' in after
    assert "allow_private = true        # my own server\n" in after
    assert [tab["name"] for tab in settings["tabs"]] == ["Energy", "Risers", "Trading"]
    assert [entry.partition(":")[2] for entry in settings["lists"]["Energy"]] == list(ADDED[:15])
    assert settings["tabs"][1]["columns"] == ["symbol", "name", "last", "percent", "volume"]
    assert settings["keys"] == {"grid.freeze": "Q"}
    assert [lot["symbol"] for lot in settings["positions"]] == ["PSX:OGDC", "PSX:TRG"]

    with Terminal(arguments, size=(120, 40), env=env) as terminal:
        terminal.wait_for(r"br (live|closed|unchanged).*•TRG.*TOTAL.*by DAY")
        assert without_ages(terminal.text) == without_ages(left_with)
        terminal.send("q")
        assert terminal.wait() == 0
