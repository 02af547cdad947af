"""`bigboard completion`: the scripts, and what bash offers with one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.marks import for_each, quick
from tui.cli.commands import COMMANDS, run

CONFIG = """
[lists]
Mine = ["PSX:LUCK"]
[[sources]]
name = "yahoo"
kind = "yahoo"
every = "5m"
symbols = ["OGDC.KA", "^GSPC"]
"""


@for_each("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script_with_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in COMMANDS if name)
    assert ("-l no-mouse" if shell == "fish" else "--no-mouse") in script
    assert "--words symbols" in script
    assert "# Usage" not in script
    assert script.startswith("#compdef bigboard\n") is (shell == "zsh")


def test_without_a_shell_the_shells_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["completion"])
    assert ended.value.code == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


def test_the_words_are_those_of_lists_and_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.toml"
    file.write_text(CONFIG, encoding="utf-8")
    assert run(["completion", "--words", "symbols", "--config", str(file)]) == 0
    assert capsys.readouterr().out.split() == ["LUCK", "OGDC.KA", "^GSPC"]


def test_a_broken_configuration_offers_what_is_right_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.toml"
    file.write_text("[board\n", encoding="utf-8")
    assert run(["completion", "--words", "symbols", "--config", str(file)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("line", "offered"),
    quick(
        3,
        pytest.param("bigboard do", {"doctor"}),
        pytest.param("bigboard completion ", {"bash", "zsh", "fish"}),
        pytest.param("bigboard sources t", {"try"}),
        pytest.param("bigboard print --for", {"--format"}),
        pytest.param("bigboard print --format j", {"json"}),
        pytest.param("bigboard print LU", {"LUCK"}),
        pytest.param("bigboard watch OG", {"OGDC.KA"}),
        pytest.param("bigboard --no", {"--no-mouse"}),
    ),
)
def test_bash_completes_by_the_script(line: str, offered: set[str], tmp_path: Path) -> None:
    config = tmp_path / "my.toml"
    config.write_text(CONFIG, encoding="utf-8")
    program = tmp_path / "bin" / "bigboard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    words = line.split(" ")
    listed = " ".join(f"'{word}'" for word in words)
    script = f"""
        source <(bigboard completion bash)
        COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; COMP_POINT={len(line)}
        function=$(complete -p bigboard | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environment = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "BIGBOARD_CONFIG": str(config),
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert {word.strip() for word in done.stdout.split()} == offered
