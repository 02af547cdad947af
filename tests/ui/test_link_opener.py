"""A link is opened by the second request, with the browser of the user's choice, and what fails is named."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import unquote

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, an_article
from tests.kit.waiting import PATIENCE
from tests.ui.stage import staged
from tui.domain.text import CleanText
from tui.ui.link_opener import LinkOpener, LinkReply

LINK = "https://news.example/story?a=%s&b=1"
DESKTOP = {"DISPLAY": ":0"}
SSH = {"SSH_CONNECTION": "10.0.0.1 22", "DISPLAY": ":0"}
OPENER = "open" if sys.platform == "darwin" else "xdg-open"


class Desktop:
    """The programs of a machine, and the commands that were started on it."""

    def __init__(self, *programs: str, broken: Mapping[str, OSError] = {}) -> None:
        self.started: list[Sequence[str]] = []
        self._programs = programs
        self._broken = broken

    def find(self, name: str) -> str | None:
        return name if name in self._programs else None

    def start(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        if command[0] in self._broken:
            raise self._broken[command[0]]
        self.started.append(command)
        return subprocess.Popen([sys.executable, "-c", ""])

    def opener(self, environ: Mapping[str, str], chosen: Sequence[str] = ()) -> LinkOpener:
        return LinkOpener(environ, chosen=chosen, start=self.start, find=self.find)


@for_each(
    ("environ", "programs", "command"),
    [
        (DESKTOP, (OPENER,), [OPENER, LINK]),
        ({**DESKTOP, "BROWSER": "firefox"}, (OPENER, "firefox"), ["firefox", LINK]),
        ({**DESKTOP, "BROWSER": "firefox --new-tab"}, ("firefox",), ["firefox", "--new-tab", LINK]),
        ({**DESKTOP, "BROWSER": "gone:chromium"}, (OPENER, "chromium"), ["chromium", LINK]),
        ({**DESKTOP, "BROWSER": "w3m:lynx"}, (OPENER, "w3m", "lynx"), [OPENER, LINK]),
        ({**DESKTOP, "BROWSER": "open-it '--url=%s' x"}, ("open-it",), ["open-it", f"--url={LINK}", "x"]),
        ({**DESKTOP, "BROWSER": "'firefox"}, (OPENER, "firefox"), [OPENER, LINK]),
        ({**DESKTOP, "BROWSER": ""}, (OPENER,), [OPENER, LINK]),
        ({**SSH, "BROWSER": "remote-open"}, (OPENER, "remote-open"), ["remote-open", LINK]),
        ({"BROWSER": "remote-open"}, ("remote-open",), ["remote-open", LINK]),
    ],
)
def test_the_second_request_opens_the_link(
    environ: dict[str, str], programs: tuple[str, ...], command: list[str]
) -> None:
    desktop = Desktop(*programs)
    opener = desktop.opener(environ)
    assert opener.request(LINK).text == f"o again opens news.example: {LINK}"
    assert desktop.started == []
    assert opener.request(LINK).text == f"opening news.example with {command[0]}"
    assert desktop.started == [command]


@for_each(
    ("chosen", "command"),
    [
        (["tmux", "new-window", "w3m %u"], ["tmux", "new-window", f"w3m '{LINK}'"]),
        (["tmux", "new-window", "w3m", "%u"], ["tmux", "new-window", "w3m", LINK]),
        (["osascript", "-e", 'open location "%u"'], ["osascript", "-e", f'open location "{LINK}"']),
        (["ssh", "desk", "open"], ["ssh", "desk", "open", f"'{LINK}'"]),
        (["firefox", "--url=%u"], ["firefox", f"--url={LINK}"]),
        (["firefox"], ["firefox", LINK]),
        (["firefox", "%s"], ["firefox", "%s", LINK]),
    ],
)
def test_the_command_that_the_user_set_opens_it_at_once_over_ssh_too(chosen: list[str], command: list[str]) -> None:
    desktop = Desktop("tmux", "firefox", "chromium", "osascript", "ssh")
    opener = desktop.opener({**SSH, "BROWSER": "chromium"}, chosen)

    assert opener.request(LINK) == LinkReply(f"opening news.example with {chosen[0]}")
    assert desktop.started == [command]


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [("gone", "browser is gone, which is not there"), ("w3m", "browser is w3m, which needs a terminal of its own")],
)
def test_a_command_that_cannot_open_it_is_named_and_the_link_sent_to_the_clipboard(chosen: str, problem: str) -> None:
    desktop = Desktop("w3m", OPENER)
    reply = desktop.opener(DESKTOP, [chosen]).request(LINK)

    assert reply == LinkReply(f"{problem}; sent to the terminal: {LINK}", copies=True)
    assert desktop.started == []


@for_each(
    ("environ", "programs", "announced"),
    [
        (SSH, (OPENER,), f"not opened over ssh; sent to the terminal: {LINK}"),
        (DESKTOP, (), f"no browser here; sent to the terminal: {LINK}"),
        (
            {**SSH, "BROWSER": "w3m"},
            ("w3m",),
            f"$BROWSER is w3m, which is not there or needs a terminal; sent to the terminal: {LINK}",
        ),
        (
            {**SSH, "BROWSER": "fire\x07fox"},
            (),
            f"$BROWSER is firefox, which is not there or needs a terminal; sent to the terminal: {LINK}",
        ),
    ],
)
def test_without_a_browser_the_link_is_shown_and_nothing_is_started(
    environ: dict[str, str], programs: tuple[str, ...], announced: str
) -> None:
    desktop = Desktop(*programs)
    opener = desktop.opener(environ)
    assert [opener.request(LINK) for _ in range(3)] == [LinkReply(announced, copies=True)] * 3
    assert desktop.started == []


@pytest.mark.skipif(sys.platform == "darwin", reason="a desktop is always there")
def test_without_a_display_the_link_is_shown() -> None:
    assert Desktop(OPENER).opener({}).request(LINK).text == f"no browser here; sent to the terminal: {LINK}"


def test_a_browser_that_cannot_be_started_is_named_and_the_next_is_tried() -> None:
    environ = {**DESKTOP, "BROWSER": "first:second"}
    denied = PermissionError(13, "Permission denied")
    desktop = Desktop("first", "second", broken={"first": denied})
    opener = desktop.opener(environ)
    opener.request(LINK)
    assert opener.request(LINK).text == "opening news.example with second"
    both = Desktop("first", "second", broken={"first": denied, "second": OSError(8, "Exec format error")}).opener(
        environ
    )
    both.request(LINK)
    assert both.request(LINK).text == f"second cannot be started: Exec format error; y copies {LINK}"


@pytest.mark.parametrize(("code", "reported"), [("exit(3)", True), ("", False)])
def test_a_browser_that_ends_with_an_error_is_reported(code: str, reported: bool) -> None:
    reports: SimpleQueue[tuple[str, str]] = SimpleQueue()
    processes: list[subprocess.Popen[bytes]] = []

    def start(_command: Sequence[str]) -> "subprocess.Popen[bytes]":
        processes.append(subprocess.Popen([sys.executable, "-c", code]))
        return processes[0]

    find: Callable[[str], str | None] = {"firefox": "/usr/bin/firefox"}.get
    opener = LinkOpener(
        {**SSH, "BROWSER": "firefox"}, start=start, find=find, report=lambda text, link: reports.put((text, link))
    )
    opener.request(LINK)
    opener.request(LINK)
    if reported:
        assert reports.get(timeout=PATIENCE) == (f"firefox could not open it, status 3; y copies {LINK}", LINK)
    else:
        assert processes[0].wait(PATIENCE) == 0
        assert reports.empty()


@for_each(
    ("link", "refusal"),
    [
        (None, "this article has no link"),
        ("file:///etc/passwd", "refused: file"),
        ("javascript:alert(1)", "refused: javascript"),
        ("https://me:secret@x.example/", "refused: not a plain host"),
        ("https://", "refused: not a plain host"),
        ("https://x.example/" + "a" * 3_000, "refused: the link is too long"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(link: str | None, refusal: str) -> None:
    desktop = Desktop("firefox")
    opener = desktop.opener({**DESKTOP, "BROWSER": "firefox"})
    assert [opener.request(link), opener.request(link)] == [LinkReply(refusal)] * 2
    assert desktop.started == []


@pytest.mark.slow
async def test_the_board_announces_a_browser_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "false")
    article = an_article()._replace(link=CleanText("https://news.example/1"))
    market = a_market(a_snapshot(a_quote("OGDC", "1.00"), article))
    async with staged((120, 40)) as stage:
        await stage.show(market)
        await stage.press("a", "enter", "o")
        assert "o again opens news.example" in stage.text
        await stage.press("o")
        async with asyncio.timeout(PATIENCE):
            while "false could not open it, status 1" not in stage.text:
                await stage.settle()


@pytest.mark.slow
async def test_the_copy_key_copies_the_link_while_it_is_shown_and_then_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    monkeypatch.delenv("BROWSER", raising=False)
    article = an_article()._replace(link=CleanText("https://news.example/1"))
    async with staged((120, 40)) as stage:
        await stage.show(a_market(a_snapshot(a_quote("OGDC", "1.00"), article)))
        assert stage.keys_are_in(stage.grid)
        for _ in range(2):
            await stage.press("o")
            assert "not opened over ssh; sent to the terminal: https://news.example/1" in stage.text
            assert stage.app.clipboard == "https://news.example/1"
        await stage.press("y")
        assert stage.app.clipboard == "https://news.example/1"
        await stage.press("y")
        assert stage.app.clipboard.startswith("OGDC 1.00")
        await stage.press("o")
        await stage.wait(10)
        await stage.press("y")
        assert stage.app.clipboard.startswith("OGDC 1.00")


async def test_the_copy_key_copies_no_link_that_is_refused() -> None:
    article = an_article()._replace(link=CleanText("file:///etc/passwd"))
    async with staged((120, 40)) as stage:
        await stage.show(a_market(a_snapshot(a_quote("OGDC", "1.00"), article)))
        await stage.press("o", "y")
        assert stage.app.clipboard.startswith("OGDC 1.00")


HOSTILE_LINKS = (
    "https://news.example/?a=1&touch${IFS}ran",
    "https://news.example/$(touch${IFS}ran)",
    "https://news.example/`touch${IFS}ran`",
    "https://news.example/';touch${IFS}ran;'",
    'https://news.example/";touch${IFS}ran;"',
    "https://news.example/\\';touch${IFS}ran;\\'",
    "https://news.example/a|touch${IFS}ran",
)


@for_each("line", ["printf %s %u", "printf %s '%u'", 'printf %s "%u"', "printf %s \\'%u", 'printf %s "a %u b"'])
def test_a_link_in_a_line_for_a_shell_stays_one_word(tmp_path: Path, line: str) -> None:
    for link in HOSTILE_LINKS:
        desktop = Desktop("sh")
        desktop.opener({}, ["sh", "-c", line]).request(link)
        (command,) = desktop.started
        printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

        assert unquote("".join(printed)).strip("'ab ") == unquote(link).strip("'ab ")
        assert list(tmp_path.iterdir()) == []
