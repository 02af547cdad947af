"""The start: what is on the screen first, how old it is, and what had to be loaded for it."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.bench.start import modules_before_the_first_frame
from tests.kit.home import at_home
from tests.kit.terminal import Terminal, bigboard
from tui.demo.exchange import Exchange
from tui.demo.server import DemoServer
from tui.engine.clock import utc_now

AFTER_THE_FIRST_FRAME = {
    *("httpx", "apscheduler", "selectolax", "feedparser", "sqlite3", "msgspec", "tomllib"),
    *("tui.engine.engine", "tui.engine.monitor", "tui.config.calendars", "tui.demo.exchange", "tui.ui.screens.help"),
}


@pytest.fixture
def server() -> Iterator[DemoServer]:
    server = DemoServer(Exchange(7, 30, 0, opened_at=utc_now()), every=timedelta(seconds=5), clock=utc_now)
    yield server
    server.stop()


@pytest.fixture
def config(tmp_path: Path, server: DemoServer) -> list[str]:
    file = tmp_path / "bigboard.toml"
    file.write_text(
        f'[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "{server.start()}/"\nevery = "5s"\nallow_private = true\n'
    )
    return ["--config", str(file)]


def watched_once(config: list[str], home: Path) -> None:
    """A board that has heard its source, and was left."""
    with Terminal(bigboard(*config), env=at_home(home)) as terminal:
        terminal.wait_for(r"AIRLINK +[▴▾]?132\.50")
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
def test_the_board_of_last_time_is_there_at_once_and_says_that_nobody_was_heard(
    tmp_path: Path, server: DemoServer, config: list[str]
) -> None:
    watched_once(config, tmp_path)
    server.stop()
    with Terminal(bigboard(*config), env=at_home(tmp_path)) as terminal:
        terminal.wait_for(r"◌ br waiting .*KSE100.*82,074.*SYMBOL.*AIRLINK +132\.50.*of 34 ")
        terminal.wait_for(r"✗ br connection refused.*good +\d+s ago.*AIRLINK +132\.50")
        # the grid's titles went to the terminal with the frame as it was left, and once more: the first frame of the
        # board was whole, and none came after it
        assert terminal.raw.count(b" LAST ") == 2


@pytest.mark.slow
def test_a_program_that_is_killed_loses_a_minute_at_most_and_never_the_file(
    tmp_path: Path, server: DemoServer, config: list[str]
) -> None:
    watched_once(config, tmp_path)
    with Terminal(bigboard(*config), env=at_home(tmp_path)) as terminal:
        terminal.wait_for("br (live|closed|unchanged)")
        terminal.signal(9)
        terminal.wait()
    server.stop()
    with Terminal(bigboard(*config), env=at_home(tmp_path)) as terminal:
        terminal.wait_for(r"br waiting.*AIRLINK +132\.50")


@pytest.mark.slow
def test_nothing_that_polls_parses_or_waits_is_loaded_before_the_first_frame() -> None:
    loaded = modules_before_the_first_frame("demo", "--seed", "7")
    assert "tui.ui.board_screen" in loaded
    assert not AFTER_THE_FIRST_FRAME & set(loaded)


_WHAT_IS_LOADED_AT_THE_END = r"""
import sys
from pathlib import Path
from tui.cli import main
listing = Path(sys.argv.pop())
try:
    main()
finally:
    listing.write_text("\n".join(sys.modules))
"""


@pytest.mark.slow
def test_a_board_without_rules_loads_nothing_that_judges_or_tells(tmp_path: Path, config: list[str]) -> None:
    listing = tmp_path / "modules"
    argv = [sys.executable, "-c", _WHAT_IS_LOADED_AT_THE_END, *config, str(listing)]
    with Terminal(argv, env=at_home(tmp_path)) as terminal:
        terminal.wait_for("br (live|closed|unchanged)")
        with Path(config[-1]).open("a") as file:
            file.write('\n[board]\ncurrency = "EUR"\n[[tabs]]\nname = "Oil"\nsymbols = ["OGDC"]\n')
        terminal.wait_for("Oil")
        terminal.send("r")
        terminal.pump(1)
        terminal.send("q")
        terminal.wait()
    loaded = set(listing.read_text().split())
    assert "tui.engine.alert_control" in loaded
    assert not [
        name
        for name in loaded
        if name.startswith(("tui.domain.alerts", "tui.domain.expressions", "tui.engine.alert_w"))
    ]


def has_screen(terminal: Terminal) -> bool:
    """Whether the board has taken the terminal."""
    return b"?1049h" in terminal.raw


@pytest.mark.slow
def test_a_resize_while_the_board_begins_never_freezes_it(config: list[str]) -> None:
    for milliseconds in range(0, 48, 4):
        with Terminal(bigboard(*config), size=(120, 40)) as terminal:
            terminal.wait_until(partial(has_screen, terminal))
            terminal.pump(milliseconds / 1000)
            terminal.resize((140, 30))
            terminal.wait_for("KSE100")
            terminal.send("q")
            assert terminal.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["\x10", "?", "O", "c", "+", ":", "/"])
def test_a_key_typed_before_the_board_is_there_ends_nothing(config: list[str], keys: str) -> None:
    with Terminal(bigboard(*config), size=(120, 40)) as terminal:
        terminal.send(keys)
        terminal.wait_until(partial(has_screen, terminal))
        terminal.send(keys)
        terminal.pump(0.5)
        terminal.send("\x1b")
        terminal.send("\x1b")
        terminal.wait_for("KSE100")
        terminal.send("\x03")
        assert terminal.wait() == 130
