"""A source whose key cannot be loaded is off and says why; every other source runs."""

import json
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.server import PageServer
from tests.kit.waiting import wait_until
from tui.cli.commands import run
from tui.config.loader import load_config
from tui.domain.source_health import SourceState
from tui.wiring import Wiring, environment_for

TICKER = "OGDC 100.10 Increased By 0.35 (0.35%)\n"
REASON = "off: the environment variable NO_SUCH_KEY is not set (key_env)"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    return tmp_path / "board.toml"


def keyed(line: str = 'key_env = "NO_SUCH_KEY"', *, kind: str = "finnhub", symbol: str = "AAPL") -> str:
    return f'[[sources]]\nname = "us"\nkind = "{kind}"\nsymbols = ["{symbol}"]\n{line}\n'


def page(url: str) -> str:
    return f'[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "{url}/"\n'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('key_env = "NO_SUCH_KEY"', REASON),
        ('key_file = "/no/such/us.key"', "off: the file /no/such/us.key cannot be read: No such file or directory"),
        ('key_command = ["no-such-command"]', "off: the command no-such-command cannot be run: no such command"),
        ('key_command = ["false"]', "off: key_command ended with status 1; try it in this shell"),
        ('key_command = ["true"]', "off: key_command gives an empty key"),
    ],
)
def test_print_shows_the_other_sources_and_why_this_one_is_off(
    file: Path, capfd: pytest.CaptureFixture[str], line: str, reason: str
) -> None:
    with PageServer(TICKER) as site:
        file.write_text(keyed(line) + page(site.url))
        assert run(["print", "--format", "json", "--config", str(file)]) == 3
    record = json.loads(capfd.readouterr().out)
    assert [row["symbol"] for row in record["quotes"]] == ["OGDC"]
    health = {source["name"]: source for source in record["sources"]}
    assert (health["us"]["state"], health["br"]["state"]) == ("failing", "live")
    assert health["us"]["reason"].startswith(reason)


@pytest.mark.parametrize(("command", "stream"), [("print", "out"), ("doctor", "out")])
def test_the_only_source_being_off_is_a_failure_of_all(
    file: Path, capfd: pytest.CaptureFixture[str], command: str, stream: str
) -> None:
    file.write_text(keyed())
    assert run([command, "--config", str(file)]) == 4
    assert f"{REASON}\n" in getattr(capfd.readouterr(), stream)


def test_a_kind_that_could_do_without_a_key_is_off_too(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file.write_text(keyed(kind="coingecko", symbol="bitcoin"))
    assert run(["print", "--config", str(file)]) == 4
    assert REASON in capfd.readouterr().out


def test_the_board_has_the_reason_in_the_health_of_the_source(file: Path) -> None:
    file.write_text(keyed())
    config = load_config(file)
    feed = Wiring(config.sources, environment_for(config)).open_feed()
    feed.start()
    try:
        feed.poll_now()
        wait_until(lambda: feed.market.health["us"].state is SourceState.FAILING)
        assert feed.market.health["us"].reason == REASON
    finally:
        feed.stop()
