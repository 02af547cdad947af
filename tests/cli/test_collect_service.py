"""`bigboard collect` as a service: what it serves, logs, and tells the service manager."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.kit.home import at_home, use_home
from tests.kit.nats import nats_server, needs_nats
from tests.kit.waiting import wait_until
from tui.cli.commands import run

UNUSED = "nats://127.0.0.1:9"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    """Return the status and the body of a page; 0 where nobody listens yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def test_without_the_package_for_metrics_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    monkeypatch.delitem(sys.modules, "tui.collector.metrics", raising=False)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)

    assert run(["collect", "demo", "--to", UNUSED, "--metrics", "127.0.0.1:0"]) == 2
    expected = "bigboard: --metrics: the package prometheus_client is missing: pip install 'bigboard[collect]'\n"
    assert capsys.readouterr().err == expected


def test_an_address_that_cannot_be_used_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)

    assert run(["collect", "demo", "--to", UNUSED, "--metrics", "9464"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@needs_nats
@pytest.mark.slow
def test_a_collector_says_how_it_is_to_all_who_watch_it(tmp_path: Path) -> None:
    port = free_port()
    with (
        nats_server(tmp_path) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        (tmp_path / "stderr").open("wb") as stderr,
    ):
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        environment |= {name: value or "" for name, value in at_home(tmp_path / "home").items()}
        line = ["collect", "demo", "--to", server.address, "--metrics", f"127.0.0.1:{port}", "--log-format", "json"]
        collector = subprocess.Popen([sys.executable, "-m", "tui", *line], env=environment, stderr=stderr)
        try:
            told = [manager.recv(1000)]
            while b"READY=1" not in told or b"WATCHDOG=1" not in told:
                told.append(manager.recv(1000))
            assert b"STATUS=polls now, in turn 1" in told
            wait_until(lambda: 'bigboard_polls_total{outcome="good",source="demo"} 1.0' in get(port, "/metrics")[1])
            assert get(port, "/healthz") == (200, "well: polls in turn 1\n")

            collector.send_signal(signal.SIGTERM)
            while told[-1] != b"STOPPING=1":
                told.append(manager.recv(1000))
            assert collector.wait(60) == 143
        finally:
            collector.kill()
            collector.wait()
    said = [json.loads(each) for each in (tmp_path / "stderr").read_text().splitlines()]
    assert "polls now, in turn 1" in [each["message"] for each in said]
    assert all(set(each) >= {"time", "level", "logger", "message"} for each in said)
