"""Notices that the terminal shows: by which sequence, through tmux, and never with what a text could do."""

import os
import pty
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.kit.terminal import Terminal
from tui.ui.terminal.notices import (
    TerminalNotices,
    ask_tmux,
    notice_form,
    notice_sequence,
    through_tmux,
    write_to_terminal,
)

TMUX = shutil.which("tmux")
HOSTILE = "a\x1b]0;b\x07\x1b\\;c\x9c\x9d\r\nd;\u202ee"
SEQUENCES = re.compile(r"(?:\x1b\][^\x00-\x1f\x7f-\x9f]*\x1b\\)+")


@for_each(
    "environ, outer, form",
    [
        ({"TERM": "xterm-kitty"}, "", "osc99"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "", "osc99"),
        ({"TERM": "foot"}, "", "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "", "osc777"),
        ({"TERM": "xterm-ghostty"}, "", "osc777"),
        ({"TERM": "rxvt-unicode-256color"}, "", "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "", "osc9"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "", "osc9"),
        ({"TERM": "xterm-256color"}, "", None),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "", None),
        ({"TERM": "linux"}, "", None),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "KITTY_WINDOW_ID": "1"}, "", "osc99"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "iTerm2 3.5.0 xterm-256color", "osc9"),
        ({"TERM": "tmux-256color"}, "xterm-256color", None),
    ],
)
def test_the_sequence_follows_from_what_is_known_of_the_terminal(
    environ: dict[str, str], outer: str, form: str | None
) -> None:
    assert notice_form(environ, outer) == form


def test_each_sequence_is_as_terminals_read_it() -> None:
    assert notice_sequence("osc9", "bigboard: big", "last 151") == "\x1b]9;bigboard: big: last 151\x1b\\"
    assert notice_sequence("osc777", "a;b", "c;d") == "\x1b]777;notify;a,b;c,d\x1b\\"
    kitty = notice_sequence("osc99", "büro", "last 151; up")
    title, text = re.findall(r"p=(?:title|body):e=1;([^\x1b]*)", kitty)
    assert (b64decode(title).decode(), b64decode(text).decode()) == ("büro", "last 151; up")
    assert [part.partition(";")[2].partition(":p")[0] for part in kitty.split("\x1b]")[1:]] == [
        "i=bigboard:d=0",
        "i=bigboard:d=1",
    ]


@for_each("form", ["osc9", "osc777", "osc99"])
def test_no_text_ends_a_sequence_or_begins_another(form: str) -> None:
    sequence = notice_sequence(form, HOSTILE * 50, HOSTILE * 500)
    assert SEQUENCES.fullmatch(sequence)
    assert len(sequence) < 1200


def test_tmux_gets_it_wrapped() -> None:
    assert through_tmux("\x1b]9;a\x1b\\") == "\x1bPtmux;\x1b\x1b]9;a\x1b\x1b\\\x1b\\"


@for_each(
    ("environ", "asked", "form", "problem", "written"),
    [
        ({"TERM": "foot"}, (False, ""), "auto", None, "\x1b]777;notify;t;x\x1b\\"),
        ({"TERM": "xterm"}, (False, ""), "auto", "not known to show notices", ""),
        ({"TERM": "xterm"}, (False, ""), "osc9", None, "\x1b]9;t: x\x1b\\"),
        ({"TMUX": "a,1,0"}, (True, "foot"), "auto", None, through_tmux("\x1b]777;notify;t;x\x1b\\")),
        ({"TMUX": "a,1,0"}, (False, "foot"), "osc9", "allow-passthrough on permits it", ""),
        ({"STY": "1.pts", "TERM": "foot"}, (True, ""), "auto", "screen passes no notices on", ""),
    ],
)
def test_a_notice_is_shown_or_it_is_said_why_not(
    environ: dict[str, str], asked: tuple[bool, str], form: str, problem: str | None, written: str
) -> None:
    sent: list[str] = []
    said = TerminalNotices(sent.append, environ, lambda _environ: asked)(form, "t", "x")
    assert (said is None) if problem is None else (said is not None and problem in said)
    assert "".join(sent) == written


@for_each(
    ("says", "answer"),
    [
        ("on|foot(1.16) xterm", (True, "foot(1.16) xterm")),
        ("all|", (True, "")),
        ("|iTerm2 3.5", (True, "iTerm2 3.5")),
        ("off|foot", (False, "foot")),
        ("0|foot", (False, "foot")),
    ],
)
def test_tmux_says_whether_it_passes_sequences_on(tmp_path: Path, says: str, answer: tuple[bool, str]) -> None:
    program = tmp_path / "tmux"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    assert ask_tmux({"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMUX": "a", "TMUX_PANE": "%1"}) == answer


def test_a_tmux_that_is_not_there_passes_nothing_on(tmp_path: Path) -> None:
    assert ask_tmux({"PATH": str(tmp_path), "TMUX": "a"}) == (False, "")


def test_a_program_without_a_board_writes_to_its_terminal() -> None:
    ours, terminal = pty.openpty()
    try:
        write_to_terminal(terminal, "\x1b]9;a\x1b\\")
        assert os.read(ours, 100) == b"\x1b]9;a\x1b\\"
    finally:
        os.close(ours)
        os.close(terminal)


SHOW = """
from functools import partial
from tui.ui.terminal.notices import TerminalNotices, write_to_terminal
print("said", TerminalNotices(partial(write_to_terminal, 2))("osc9", "bigboard: big", "last 151"), "so", flush=True)
input()
"""


@pytest.mark.slow
@pytest.mark.skipif(TMUX is None, reason="runs tmux")
@pytest.mark.parametrize(
    ("allowed", "said", "is_shown"), [("on", "said None so", True), ("off", "said tmux passes no notices on", False)]
)
def test_a_real_tmux_passes_a_notice_on_where_that_is_allowed(
    tmp_path: Path, allowed: str, said: str, *, is_shown: bool
) -> None:
    (tmp_path / "conf").write_text(f"set -g allow-passthrough {allowed}\n")
    (tmp_path / "show.py").write_text(SHOW)
    env: dict[str, str | None] = {
        "TMUX": None,
        "STY": None,
        "TERM": "xterm-256color",
        "TMUX_TMPDIR": str(tmp_path),
    }
    tmux = [str(TMUX), "-L", "notices", "-f", str(tmp_path / "conf")]
    show = f"{sys.executable} {tmp_path}/show.py"
    with Terminal([*tmux, "new-session", show], env=env) as terminal:
        try:
            terminal.wait_for(said)
            sequence = b"\x1b]9;bigboard: big: last 151\x1b\\"
            if is_shown:
                terminal.wait_until(lambda: sequence in terminal.raw)
            else:
                assert sequence not in terminal.raw
        finally:
            subprocess.run([*tmux, "kill-server"], env={**os.environ, "TMUX_TMPDIR": str(tmp_path)}, check=False)
