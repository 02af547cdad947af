import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.polled_market import KSE100, NOON, PolledMarket, quote
from tests.kit.marks import for_each
from tui.cli.doctor import check_terminal, run_doctor
from tui.cli.parser import Arguments
from tui.domain.market import Market
from tui.view.terminal_profile import detect_terminal

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("home")


def exit_status(market: Market, at: datetime = NOON, config: Path | None = None) -> int:
    return run_doctor(Arguments(config=config), poll=lambda _: market, clock=lambda: at)


def test_a_live_source_passes_with_the_counts_of_its_rows(capfd: Capture) -> None:
    assert exit_status(PolledMarket().answer(quote("OGDC", "1.00"), KSE100)) == 0
    out = capfd.readouterr().out
    assert "pass  source    br: 1 quote, 1 index level, 0 articles" in out
    assert "pass  calendar  PSX: holidays are known to 2026-12-31" in out


@for_each(
    ("status", "hint"),
    [
        (403, "the site refuses programs, or requires a key in headers"),
        (404, "the server has no such page: look at the address in a browser, and correct url"),
        (429, "it is polled too often: raise every"),
        (503, "the site is in trouble: it is polled again automatically"),
        (None, "look at the address in a browser"),
    ],
)
def test_a_failing_source_fails_with_a_hint(capfd: Capture, status: int | None, hint: str) -> None:
    assert exit_status(PolledMarket().fail("no good", status=status)) == 4
    assert f"fail  source    br: no good: {hint}\n" in capfd.readouterr().out


def test_a_wrong_configuration_fails_and_polls_no_source(tmp_path: Path, capfd: Capture) -> None:
    file = tmp_path / "board.toml"
    file.write_text("[boards]\n")
    assert run_doctor(Arguments(config=file), poll=lambda _: pytest.fail("polled")) == 2
    assert f'fail  config    {file}:1: boards: unknown key; did you mean "board"?' in capfd.readouterr().out


def test_headers_that_others_can_read_fail(tmp_path: Path, capfd: Capture) -> None:
    file = tmp_path / "board.toml"
    file.write_text(
        '[[sources]]\nname = "a"\nkind = "brecorder"\nurl = "https://a.example"\nheaders = { X-Key = "k" }\n'
    )
    file.chmod(0o644)
    exit_status(PolledMarket().answer(quote("OGDC", "1.00")), config=file)
    assert "others can read it: chmod 600 it" in capfd.readouterr().out


def test_a_way_out_of_alerts_whose_secret_is_missing_fails(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_TOKEN", raising=False)
    file = tmp_path / "board.toml"
    way = '[[alert_ways]]\nkind = "ntfy"\nurl = "https://ntfy.sh/t"\n'
    file.write_text(f'{way}name = "good"\n{way}name = "bad"\nkey_env = "NO_TOKEN"\n')
    exit_status(PolledMarket().answer(quote("OGDC", "1.00")), config=file)
    out = capfd.readouterr().out
    assert "pass  alerts    good: told by ntfy (bigboard alerts test good)" in out
    assert "fail  alerts    bad: the environment variable NO_TOKEN is not set (key_env)" in out


def test_a_calendar_that_has_ended_is_noted(capfd: Capture) -> None:
    exit_status(PolledMarket().answer(quote("OGDC", "1.00")), at=datetime(2028, 1, 3, tzinfo=UTC))
    assert "note  calendar  PSX: holidays are known to 2026-12-31 only" in capfd.readouterr().out


@for_each(
    ("environ", "terminals", "size", "expected"),
    [
        (
            {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
            {0, 1, 2},
            (120, 40),
            {"terminal": "pass", "colours": "pass", "size": "pass"},
        ),
        ({"TERM": "xterm-256color"}, {0, 2}, (40, 12), {"terminal": "pass", "colours": "pass", "size": "pass"}),
        ({"TERM": "vt100"}, {0, 1, 2}, (39, 12), {"terminal": "pass", "colours": "note", "size": "fail"}),
        (
            {"TERM": "xterm", "NO_COLOR": "1"},
            {0, 1, 2},
            (40, 11),
            {"terminal": "pass", "colours": "note", "size": "fail"},
        ),
        ({"TERM": "dumb"}, {0, 1, 2}, (80, 24), {"terminal": "fail", "colours": "note", "size": "pass"}),
        ({"TERM": "xterm"}, set(), (80, 24), {"terminal": "note", "colours": "note"}),
    ],
)
def test_the_terminal_is_judged_by_its_environment(
    environ: dict[str, str], terminals: set[int], size: tuple[int, int], expected: dict[str, str]
) -> None:
    profile = detect_terminal(environ)
    checks = check_terminal(environ, terminals.__contains__, os.terminal_size(size), profile)
    assert {each.subject: each.mark for each in checks} == {"letters": "pass", **expected}


@for_each(
    ("environ", "mark", "text"),
    [
        ({"TERM": "xterm-kitty"}, "pass", "256"),
        ({"TERM": "foot"}, "pass", "256"),
        ({"TERM": "alacritty"}, "pass", "256"),
        ({"TERM": "screen-256color"}, "pass", "256"),
        ({"TERM": "xterm-direct"}, "pass", "16 million"),
        ({"TERM": "tmux-direct"}, "pass", "16 million"),
        ({"TERM": "xterm", "COLORTERM": " TrueColor"}, "pass", "16 million"),
        ({"TERM": "xterm-direct", "SSH_TTY": "/dev/pts/0"}, "pass", "256"),
        ({"TERM": "xterm"}, "note", "16"),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, "note", "NO_COLOR is set"),
    ],
)
def test_the_colours_are_those_with_which_the_board_is_drawn(environ: dict[str, str], mark: str, text: str) -> None:
    checks = check_terminal(environ, lambda _fd: True, os.terminal_size((80, 24)), detect_terminal(environ))
    (colours,) = [each for each in checks if each.subject == "colours"]
    assert (colours.mark, re.split("[:;]", colours.text)[0]) == (mark, text)


@for_each(
    ("environ", "mark"),
    [
        ({"LANG": "de_DE"}, "note"),
        ({"LANG": "de_DE.UTF-8"}, "pass"),
        ({"LANG": "C"}, "note"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, "note"),
        ({"LC_CTYPE": "ru_RU.KOI8-R"}, "note"),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, "note"),
        ({}, "pass"),
    ],
)
def test_the_letters_are_those_with_which_the_board_is_drawn(environ: dict[str, str], mark: str) -> None:
    environ = {"TERM": "xterm"} | environ
    checks = check_terminal(environ, lambda _fd: True, os.terminal_size((80, 24)), detect_terminal(environ))
    assert [each.mark for each in checks if each.subject == "letters"] == [mark]


def test_the_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://joe:hush-hush@p.example:3128")
    exit_status(Market())
    out = capfd.readouterr().out
    assert "note  network   proxy http://p.example:3128 (HTTPS_PROXY, with its password): br," in out
    assert "whether they lead into a private network is not checked here" in out
    assert "hush" not in out


def test_authorities_that_are_not_there_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: Capture) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    exit_status(Market())
    assert f"fail  network   SSL_CERT_FILE: {tmp_path}/gone.pem is not there" in capfd.readouterr().out
