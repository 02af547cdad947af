"""Commands that are run with a notice, well behaved or not; hostile text never reaches a shell."""

import asyncio
import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.alert_ways.ways import HOSTILE, a_notice, a_way, an_alert
from tests.kit.marks import for_each
from tests.kit.waiting import hurried, let_tasks_run, wait_until
from tui.config.alert_ways import Way, WayKind
from tui.domain.events import AlertFigure
from tui.domain.text import sanitize_line
from tui.engine.alert_ways.command import desktop_command, run_command, show_on_desktop
from tui.engine.alert_ways.errors import NotToldError
from tui.storage import log

RECORD = """
import json, os, sys
given = {name: value for name, value in os.environ.items() if name.startswith("BIGBOARD_")}
json.dump([sys.argv[1:], given, json.load(sys.stdin)], open(sys.argv[1], "w"))
"""


def runs(*words: str, limit: float = 10) -> Way:
    return a_way(WayKind.COMMAND, command=words, time_limit=timedelta(seconds=limit))


def python(code: str, *words: str, limit: float = 10) -> Way:
    return runs(sys.executable, "-c", code, *words, limit=limit)


async def test_a_command_gets_the_figures_as_variables_and_all_of_it_as_json(tmp_path: Path) -> None:
    hostile = AlertFigure(sanitize_line("last"), sanitize_line(HOSTILE), sanitize_line(f"> {HOSTILE}"))
    alert = an_alert(rule=HOSTILE)._replace(figures=(hostile,), subject=sanitize_line(HOSTILE))
    await run_command(python(RECORD, str(tmp_path / "said"), "$(id)"), a_notice(alert))
    words, variables, record = json.loads((tmp_path / "said").read_text())
    assert words[1:] == ["$(id)"]
    clean = sanitize_line(HOSTILE)
    assert [variables[f"BIGBOARD_{name}"] for name in ("RULE", "SUBJECT", "VALUE_1", "LINE_1", "COUNT")] == [
        *(clean, clean, clean, f"> {clean}", "1")
    ]
    assert record["alerts"][0]["figures"] == [{"name": "last", "value": clean, "line": f"> {clean}"}]


async def test_a_script_of_the_users_that_quotes_its_variables_runs_no_text_of_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await run_command(
        runs("sh", "-c", 'printf %s "$BIGBOARD_RULE $1" > said', "sh", HOSTILE), a_notice(an_alert(rule=HOSTILE))
    )
    assert (tmp_path / "said").read_text() == f"{HOSTILE} {HOSTILE}"
    assert os.listdir(tmp_path) == ["said"]  # noqa: PTH208 - in an async test


async def test_of_many_alerts_the_variables_have_the_list_and_no_single_figures(tmp_path: Path) -> None:
    notice = a_notice(*(an_alert(number) for number in range(30)), left_out=70)
    await run_command(python(RECORD, str(tmp_path / "said")), notice)
    _, variables, record = json.loads((tmp_path / "said").read_text())
    assert (variables["BIGBOARD_COUNT"], variables["BIGBOARD_TITLE"]) == ("100", "bigboard: 100 alerts")
    assert variables["BIGBOARD_TEXT"].splitlines()[-1] == "and 80 more"
    assert "BIGBOARD_RULE" not in variables
    assert len(record["alerts"]) == 30


@for_each(
    ("way", "reason"),
    [
        (runs("/nowhere/at-all"), "the command cannot be run: No such file or directory"),
        (runs("a\0b"), "the command cannot be run: ValueError"),
        (python("print('no \\x1b[31mroom'); exit(3)"), "the command ended with status 3: no room"),
        (python("import time; time.sleep(60)", limit=0.3), "the command did not end within 0.3 s"),
    ],
)
async def test_a_command_that_fails_is_said(way: Way, reason: str) -> None:
    with pytest.raises(NotToldError) as error:
        await run_command(way, a_notice())
    assert (error.value.reason, error.value.may_retry) == (reason, False)


async def test_no_key_that_a_command_prints_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "s3cr3t-k3y-0123456789"
    monkeypatch.setattr(log, "_secrets", frozenset())
    log.redact_in_logs([key])
    monkeypatch.setenv("HOOK_KEY", key)
    with pytest.raises(NotToldError) as error:
        await run_command(python("import os; print('curl:', os.environ['HOOK_KEY'], 'refused'); exit(3)"), a_notice())
    assert key not in error.value.reason
    assert error.value.reason.endswith("refused")


async def test_a_command_that_may_not_be_ended_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def refuse(process: int, _signal: int) -> None:
        ended.append(process)
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(os, "killpg", refuse)
        with pytest.raises(NotToldError, match="did not end within"):
            await asyncio.wait_for(run_command(python("import time; time.sleep(30)", limit=0.2), a_notice()), 20)
    os.killpg(ended[0], signal.SIGKILL)
    await asyncio.to_thread(wait_until, lambda: not Path(f"/proc/{ended[0]}").exists())
    await let_tasks_run()


async def test_a_flood_of_output_is_neither_kept_nor_waited_for() -> None:
    await run_command(python("import sys; sys.stdout.write('x' * (1 << 22))"), a_notice())


async def test_a_command_that_reads_nothing_is_right(tmp_path: Path) -> None:
    many = a_notice(*(an_alert(number) for number in range(500)))
    await run_command(python("import sys; sys.stdin.close()"), many)


async def test_what_a_hanging_command_started_is_ended_with_it(tmp_path: Path) -> None:
    code = (
        "import os, subprocess, sys, time; "
        f"child = subprocess.Popen(['sleep', '60']); open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid)); "
        "time.sleep(60)"
    )

    async def is_ended(limit: float) -> None:
        with pytest.raises(NotToldError):
            await run_command(python(code, limit=limit), a_notice())
        child = int((tmp_path / "pid").read_text())
        wait_until(lambda: not is_running(child))

    await hurried(is_ended)


def is_running(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_what_a_command_leaves_running_is_not_waited_for(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"import subprocess; open({str(pid)!r}, 'w').write(str(subprocess.Popen(['sleep', '600']).pid))"
    await run_command(python(code, limit=60), a_notice())
    os.kill(int(pid.read_text()), signal.SIGKILL)


async def test_a_command_is_ended_where_it_is_not_waited_for_any_more(tmp_path: Path) -> None:
    code = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    running = asyncio.create_task(run_command(python(code), a_notice()))
    await asyncio.to_thread(wait_until, lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not is_running(int((tmp_path / "pid").read_text()))


def fake(folder: Path, name: str) -> Path:
    program = folder / name
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/said\n')
    program.chmod(0o755)
    return program


@for_each(
    ("program", "variables", "is_shown"),
    [
        ("notify-send", {"DISPLAY": ":0"}, True),
        ("notify-send", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("notify-send", {}, False),
        ("osascript", {}, True),
        ("other", {"DISPLAY": ":0"}, False),
    ],
)
async def test_the_desktop_shows_a_notice_where_there_is_one(
    tmp_path: Path, program: str, variables: dict[str, str], *, is_shown: bool
) -> None:
    fake(tmp_path, program)
    environ = {"PATH": str(tmp_path), **variables}
    notice = a_notice(an_alert(rule="-rf $(id)", subject="A<b>&C"))
    if not is_shown:
        with pytest.raises(NotToldError, match="no desktop here"):
            await show_on_desktop(a_way(WayKind.DESKTOP), notice, environ)
        return
    await show_on_desktop(a_way(WayKind.DESKTOP), notice, {**environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    *options, title, text = (tmp_path / "said").read_text().splitlines()
    assert title == "bigboard: -rf $(id)"
    if program == "notify-send":
        assert options[-1] == "--"
        assert "A&lt;b&gt;&amp;C" in text
    else:
        assert not any("rf" in option for option in options)


def test_the_script_of_the_desktop_is_the_same_whatever_rang(tmp_path: Path) -> None:
    fake(tmp_path, "osascript")
    environ = {"PATH": str(tmp_path)}
    commands = [
        desktop_command(a_notice(an_alert(rule=rule)), environ) for rule in ("big", '" & (do shell script "id")')
    ]
    assert commands[0] is not None
    assert commands[1] is not None
    assert commands[0][:-2] == commands[1][:-2]
