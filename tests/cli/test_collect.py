from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tui.cli.commands import run
from tui.cli.remote import RemoteWiring
from tui.config.collect import server_from
from tui.config.loader import DEFAULT_CONFIG


@pytest.fixture(autouse=True)
def _no_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("USER", "PASSWORD", "TOKEN", "CREDS", "NKEY"):
        monkeypatch.delenv(f"BIGBOARD_NATS_{name}", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["collect", "demo"], "no server is named: --to nats://host:4222"),
        (["collect", "demo", "--to", "localhost"], "did you mean nats://localhost?"),
        (["collect", "demo", "--to", "nats://me:secret@host"], "BIGBOARD_NATS_USER"),
        (["collect", "--to", "nats://host", "--sources", "nobody", "--group", "a"], '--sources: found "nobody"'),
        (["collect", "--to", "nats://host", "--group", "../a b"], '--group: found "../a b", expected up to 32 letters'),
        (["print", "--from", "http://host"], "--from: found"),
        (["watch", "--from", "nats://host/a board"], "--from: found no name of a board"),
        (["alerts", "list", "--from", "nats://host"], "alerts list takes no --from"),
    ],
)
def test_a_wrong_line_is_one_clear_message_without_the_secret(
    line: Sequence[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert "secret@" not in printed


def test_what_is_kept_of_two_servers_is_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_home(tmp_path, monkeypatch)
    addresses = ("nats://one/main", "nats://two/main", "nats://two/desk", "tls://two/desk", "nats://[::1]/main")
    files = [RemoteWiring(DEFAULT_CONFIG, server_from(each, {}, None)).history_file for each in addresses]
    assert len(set(files)) == len(addresses) - 1
    assert files[2] == files[3] == tmp_path / "bigboard" / "boards" / "two-4222" / "desk" / "history.db"


def test_print_says_why_there_is_nothing_from_a_collector(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["print", "--from", "nats://127.0.0.1:1"]) == 4
    assert "nothing from 127.0.0.1:1: nothing answers at 127.0.0.1:1" in capsys.readouterr().err
