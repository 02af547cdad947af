"""How the board is drawn in an environment, and why."""

from typing import Any

import pytest

from tui.view.terminal_profile import ColorDepth, TerminalProfile, detect_terminal

SSH = {"SSH_CONNECTION": "1 2 3 4"}
TRUE = {"COLORTERM": "truecolor"}
XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "options", "slow", "reason"),
    [
        ({}, {}, False, "fast line: no ssh session"),
        (SSH, {}, True, "slow line: this is an ssh session"),
        ({"SSH_TTY": "/dev/pts/1"}, {}, True, "slow line: this is an ssh session"),
        (SSH, {"speed": "fast"}, False, "fast line: as set by the user"),
        ({}, {"speed": "slow"}, True, "slow line: as set by the user"),
    ],
)
def test_an_ssh_session_is_slow_unless_the_user_sets_otherwise(
    environ: dict[str, str], options: dict[str, Any], slow: bool, reason: str
) -> None:
    profile = detect_terminal(environ, **options)
    assert (profile.slow, profile.reasons[0]) == (slow, reason)


@pytest.mark.parametrize(
    ("environ", "colours", "depth", "reason"),
    [
        (TRUE, None, "true", "true colour: COLORTERM says so"),
        (TRUE | SSH, None, "256", "256 colours: enough for a slow line"),
        (XTERM, None, "256", "256 colours: TERM is xterm-256color"),
        ({"TERM": "alacritty"}, None, "256", "256 colours: TERM is alacritty"),
        ({"TERM": "vt220"}, None, "16", "16 colours: TERM is vt220"),
        ({}, None, "16", "16 colours: TERM is not set"),
        (TRUE | {"NO_COLOR": "1"}, None, "none", "no colours: NO_COLOR is set"),
        (TRUE | {"NO_COLOR": "1"}, "16", "16", "16 colours: as set by the user"),
    ],
)
def test_colours_are_those_of_the_terminal_unless_the_user_sets_others(
    environ: dict[str, str], colours: ColorDepth | None, depth: ColorDepth, reason: str
) -> None:
    profile = detect_terminal(environ, colours=colours)
    assert (profile.color_depth, profile.reasons[1]) == (depth, reason)


@pytest.mark.parametrize(
    ("environ", "ascii_only", "is_ascii", "reason"),
    [
        ({"LANG": "C.UTF-8"}, False, False, "all characters: the locale is UTF-8"),
        ({"LC_ALL": "de_DE.utf8", "LANG": "C"}, False, False, "all characters: the locale is UTF-8"),
        ({}, False, False, "all characters: no locale is set"),
        ({"LANG": "C"}, False, True, "ASCII only: the locale is C"),
        (
            {"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"},
            False,
            True,
            "ASCII only: the locale is de_DE.ISO-8859-1",
        ),
        ({"LANG": "C.UTF-8"}, True, True, "ASCII only: as set by the user"),
    ],
)
def test_characters_are_those_of_the_locale_unless_the_user_wants_ascii(
    environ: dict[str, str], ascii_only: bool, is_ascii: bool, reason: str
) -> None:
    profile = detect_terminal(environ, ascii_only=ascii_only)
    assert (profile.ascii, profile.reasons[2]) == (is_ascii, reason)


@pytest.mark.parametrize(
    ("profile", "seconds"),
    [
        (TerminalProfile(), 0.25),
        (TerminalProfile(slow=True), 0.5),
        (TerminalProfile(slow=True, flush_setting=2.0), 2.0),
    ],
)
def test_data_is_painted_less_often_on_a_slow_line(profile: TerminalProfile, seconds: float) -> None:
    assert profile.flush == seconds
