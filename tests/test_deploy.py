"""The files in `deploy/`, as far as this machine can judge them; what `nats-users.conf` permits is tested apart."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.kit.nats import PROGRAM, needs_nats
from tui.cli.commands import COMMANDS
from tui.cli.parser import parse
from tui.collector.service import _READY_WITHIN
from tui.collector.status import LOOK_INTERVAL, MAX_SILENCE
from tui.config.collect import PASSWORD_VARIABLE, USER_VARIABLE

DEPLOY: Final = Path(__file__).parents[1] / "deploy"
UNIT: Final = (DEPLOY / "bigboard-collect.service").read_text()


def setting(name: str) -> str:
    """Return the only value of a setting of the unit."""
    (value,) = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return str(value)


def test_the_line_of_the_unit_and_of_the_container_are_ones_that_the_program_takes() -> None:
    _, *line = setting("ExecStart").split()
    arguments = parse(line, COMMANDS)
    assert (arguments.command, arguments.metrics, arguments.log_format) == ("collect", "127.0.0.1:9464", "json")

    (words,) = re.findall(r"^CMD \[(.*)\]$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    (demo,) = re.findall(r"^    command: \[(\"collect.*)\]$", (DEPLOY / "compose.yaml").read_text(), re.MULTILINE)
    for each in (words, demo):
        assert parse(re.findall('"([^"]*)"', each), COMMANDS).command == "collect"


def test_the_times_of_the_unit_go_with_those_of_the_program() -> None:
    assert setting("Type") == "notify"
    assert float(setting("TimeoutStartSec")) > _READY_WITHIN + LOOK_INTERVAL
    assert float(setting("WatchdogSec")) > 2 * (MAX_SILENCE + LOOK_INTERVAL)


def test_no_file_has_a_secret_and_each_names_the_variables_as_the_program_does() -> None:
    compose = (DEPLOY / "compose.yaml").read_text()
    assert f"{USER_VARIABLE}: collector" in compose
    assert f"{PASSWORD_VARIABLE}: ${{BIGBOARD_COLLECTOR_PASSWORD:?}}" in compose
    assert USER_VARIABLE in UNIT
    passwords = re.findall("password: (.*)", (DEPLOY / "nats-users.conf").read_text())
    assert passwords == ["$BIGBOARD_COLLECTOR_PASSWORD", "$BIGBOARD_VIEWER_PASSWORD"]


@needs_nats
def test_the_server_takes_its_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLLECTOR", "VIEWER"):
        monkeypatch.setenv(f"BIGBOARD_{name}_PASSWORD", "a")
    checked = subprocess.run([str(PROGRAM), "-t", "-c", DEPLOY / "nats-server.conf"], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    # it wants a program that is there
    unit = tmp_path / "bigboard-collect.service"
    unit.write_text(UNIT.replace("/opt/bigboard/bin/bigboard", "/bin/sh"))
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
