"""Surroundings that are missing or hostile: no home, paths that would speak to the terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.marks import quick

DEADLINE = 60.0
HOSTILE = "a\x1b]52;c;aGk=\x07b\x9b31m\u202ec\nd"
NO_PASSWD_ENTRY = (
    "import pwd\n"
    "def nobody(*_):\n    raise KeyError('no such user')\n"
    "pwd.getpwuid = pwd.getpwnam = nobody\n"
    "from tui.cli import main\nmain()"
)


def run(*arguments: str, code: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(("-c", code) if code else ("-m", "tui")), *arguments]
    inherited = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=DEADLINE,
        env={**inherited, "LANG": "C.UTF-8", **environ},
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    quick(
        0,
        pytest.param(("config", "check"), 0, "the built-in default is used"),
        pytest.param(("config", "path"), 2, "no home folder is known: set HOME, or name the file with --config"),
        pytest.param(("sources",), 0, "Built in"),
        pytest.param(("config", "init"), 2, "no home folder is known: set HOME, or name the file with --config"),
        pytest.param((), 2, "the board needs a terminal"),
    ),
)
def test_a_machine_without_a_home_gets_words_and_no_traceback(
    arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run(*arguments, code=NO_PASSWD_ENTRY)
    assert done.returncode == status
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_file_below_a_home_that_is_not_known_is_an_error_in_words() -> None:
    done = run("config", "check", code=NO_PASSWD_ENTRY, BIGBOARD_CONFIG="~/board.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'bigboard: BIGBOARD_CONFIG: found "~/board.toml", whose home folder is not known\n'


@pytest.mark.slow
@pytest.mark.parametrize("action", quick(1, "check", "init", "path"))
def test_a_path_cannot_speak_to_the_terminal(action: str, tmp_path: Path) -> None:
    folder = tmp_path / HOSTILE
    folder.mkdir()
    file = folder / "board.toml"
    if action == "check":
        file.write_text("")
    for done in (
        run("config", action, "--config", str(file), HOME=str(tmp_path)),
        run("config", action, HOME=str(tmp_path), BIGBOARD_CONFIG=str(file)),
        run("config", action, HOME=str(tmp_path), XDG_CONFIG_HOME=str(folder)),
    ):
        lines = done.stdout + done.stderr
        assert "board.toml" in lines or "config.toml" in lines
        assert all(line.isprintable() for line in lines.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("command", quick(1, "print", "sources", "doctor", "watch"))
def test_no_command_repeats_such_a_path(command: str, tmp_path: Path) -> None:
    folder = tmp_path / HOSTILE
    folder.mkdir()
    file = folder / "board.toml"
    file.write_text('[[sources]]\nname = "x"\nkind = "brecordr"\nurl = "https://x.example/"\n')
    (folder / "good.toml").write_text(
        '[[sources]]\nname = "x"\nkind = "brecorder"\nurl = "http://127.0.0.1:1/"\nallow_private = true\n'
    )
    named = [file] if command == "watch" else [file, folder / "good.toml"]
    for config in named:
        done = run(command, "--config", str(config), HOME=str(folder), XDG_STATE_HOME=str(folder))
        lines = done.stdout + done.stderr
        assert lines
        assert all(line.isprintable() for line in lines.splitlines())


@pytest.mark.slow
def test_a_path_of_ordinary_letters_is_printed_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "my  board  خبر.toml"
    assert run("config", "path", "--config", str(file)).stdout == f"{file}\n"


def test_a_linked_state_folder_keeps_the_rights_of_what_it_leads_to(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    (tmp_path / "bigboard").symlink_to(shared)
    code = "from tui.storage.paths import state_dir; print(state_dir())"
    done = run(code=code, HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path))
    assert done.stdout == f"{tmp_path / 'bigboard'}\n"
    assert shared.stat().st_mode & 0o777 == 0o755
