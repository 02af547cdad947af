"""How the board is drawn in an environment, and why."""

from typing import Any

from tests.kit.marks import for_each
from tui.view.terminal_profile import ColorDepth, TerminalProfile, detect_terminal, is_utf8_locale

SSH = {"SSH_CONNECTION": "1 2 3 4"}
TRUE = {"COLORTERM": "truecolor"}
XTERM = {"TERM": "xterm-256color"}


@for_each(
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


@for_each(
    ("environ", "colours", "depth", "reason"),
    [
        (TRUE, None, "true", "true colour: COLORTERM says so"),
        (TRUE | SSH, None, "256", "256 colours: enough for a slow line"),
        (XTERM, None, "256", "256 colours: TERM is xterm-256color"),
        ({"TERM": "alacritty"}, None, "256", "256 colours: TERM is alacritty"),
        ({"TERM": "vt220"}, None, "16", "16 colours: TERM is vt220"),
        ({}, None, "16", "16 colours: TERM is not set"),
        (SSH | {"TERM": "xterm-ghostty"}, None, "256", "256 colours: TERM is xterm-ghostty"),
        ({"TERM": "contour"}, None, "256", "256 colours: TERM is contour"),
        ({"TERM": "rio"}, None, "256", "256 colours: TERM is rio"),
        ({"TERM": "xterm-direct"}, None, "true", "true colour: TERM is xterm-direct"),
        (SSH | {"TERM": "tmux-direct"}, None, "256", "256 colours: enough for a slow line"),
        ({"TERM": "linux"}, None, "16", "16 colours: TERM is linux"),
        (TRUE | {"NO_COLOR": "1"}, None, "none", "no colours: NO_COLOR is set"),
        (TRUE | {"NO_COLOR": "1"}, "16", "16", "16 colours: as set by the user"),
    ],
)
def test_colours_are_those_of_the_terminal_unless_the_user_sets_others(
    environ: dict[str, str], colours: ColorDepth | None, depth: ColorDepth, reason: str
) -> None:
    profile = detect_terminal(environ, colours=colours)
    assert (profile.color_depth, profile.reasons[1]) == (depth, reason)


@for_each(
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
        ({"LANG": "ur_PK"}, False, False, "all characters: the locale is UTF-8"),
        ({"LANG": "ur_PK", "TERM": "linux"}, False, True, "ASCII only: TERM is linux, a console with few characters"),
        ({"TERM": "linux-16color"}, False, True, "ASCII only: TERM is linux-16color, a console with few characters"),
    ],
)
def test_characters_are_those_of_the_locale_unless_the_user_wants_ascii(
    environ: dict[str, str], ascii_only: bool, is_ascii: bool, reason: str
) -> None:
    profile = detect_terminal(environ, ascii_only=ascii_only)
    assert (profile.ascii, profile.reasons[2]) == (is_ascii, reason)


@for_each(
    ("profile", "seconds"),
    [
        (TerminalProfile(), 0.25),
        (TerminalProfile(slow=True), 0.5),
        (TerminalProfile(slow=True, flush_setting=2.0), 2.0),
    ],
)
def test_data_is_painted_less_often_on_a_slow_line(profile: TerminalProfile, seconds: float) -> None:
    assert profile.flush == seconds


@for_each(
    "name",
    [
        *("C.UTF-8", "de_DE.utf8", "en_US.UTF8", "de_DE.UTF-8@euro", "ca_ES.utf-8@valencia", "C.utf8"),
        *("ur_PK", "en_IN", "hi_IN", "bn_BD", "ta_IN", "vi_VN", "fa_IR", "en_NG", "ur_IN", "sd_IN", "ar_IN", "es_CU"),
        *("sr_RS@latin", "sd_IN@devanagari", "uz_UZ@cyrillic", "ks_IN@devanagari", "UTF-8"),
    ],
)
def test_a_locale_with_utf8(name: str) -> None:
    assert is_utf8_locale(name)


@for_each(
    "name",
    [
        *("", "C", "POSIX", "de_DE", "en_US", "ru_RU", "ja_JP", "zh_CN", "th_TH", "de_DE@euro", "german"),
        *("de_DE.ISO-8859-1", "de_DE.ISO-8859-15@euro", "ur_PK.CP1256", "ja_JP.eucJP", "zh_TW.Big5", "ru_RU.KOI8-R"),
    ],
)
def test_a_locale_with_another_charset(name: str) -> None:
    assert not is_utf8_locale(name)
