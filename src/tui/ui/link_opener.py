"""Opens links: by the command that the user set at once, else by a second key press, after the destination was shown.

Where nothing can open it, as over ssh without `$BROWSER`, a link is shown and sent to the terminal's clipboard.
"""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.text import sanitize_line
from tui.sources.adapter import MAX_URL_LENGTH
from tui.view.link_text import ascii_host

Command = Sequence[str]

PLACE_OF_LINK: Final = "%u"
"""What the link takes the place of in the command that the user set."""
MAX_BROWSERS: Final = 16
"""Commands of `$BROWSER` that are tried."""

_NEEDS_TERMINAL: Final = frozenset({"w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser"})
"""Browsers that draw on the terminal, which the board has."""
_TO_A_SHELL: Final = "ssh"
"""Puts its words together into a line for the shell of another machine."""
_IN_QUOTES: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "'\"`$\\!"})
"""What ends a quoted text, or means something to a shell within it, escaped as addresses have it."""
_FAILURE_TIMEOUT: Final = 10.0
"""Seconds in which a browser that cannot open a link ends."""


class LinkReply(NamedTuple):
    """What became of a request to open a link."""

    text: str
    """To be announced."""
    copies: bool = False
    """Whether the link is to be sent to the clipboard, since nothing opens it here."""


def start_detached(command: Command) -> "subprocess.Popen[bytes]":
    """Start a command without a shell and without the terminal. Raises OSError where that is not possible."""
    return subprocess.Popen(  # noqa: S603 - an argument list, no shell, and the link begins with http
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


class LinkOpener:
    """An opener of links in the user's browser.

    Args:
        chosen: the command that the user set: it opens a link at the first request; empty for none.
        environ: shows whether there is ssh, a display, and a browser of the user's choice.
        start: starts a command.
        find: returns the path of a program, None where there is none.
        report: is called on another thread with a text and the link where a browser that was started could not open it.
    """

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        *,
        chosen: Command = (),
        start: "Callable[[Command], subprocess.Popen[bytes]]" = start_detached,
        find: Callable[[str], str | None] = shutil.which,
        report: Callable[[str, str], object] = lambda _text, _link: None,
    ) -> None:
        self._chosen = chosen
        self._environ = environ
        self._start = start
        self._find = find
        self._report = report
        self._shown: str | None = None

    def request(self, link: str | None) -> LinkReply:
        """Show or open a link: the second request for it opens it, the first one where the user set a command."""
        if link is None:
            return LinkReply("this article has no link")
        refusal = refusal_reason(link)
        if refusal:
            return LinkReply(refusal)
        if self._chosen:
            return self._open_by_choice(link)
        commands = list(self._commands(link))
        if not commands:
            return LinkReply(f"{self._no_browser_reason()}; sent to the terminal: {link}", copies=True)
        if self._shown != link:
            self._shown = link
            return LinkReply(f"o again opens {ascii_host(link)}: {link}")
        self._shown = None
        return LinkReply(self._open(link, commands))

    def _open_by_choice(self, link: str) -> LinkReply:
        program = self._chosen[0]
        if _name(self._chosen) in _NEEDS_TERMINAL:
            problem = f"browser is {_name(self._chosen)}, which needs a terminal of its own"
        elif not self._find(program):
            problem = f"browser is {_name(self._chosen)}, which is not there"
        else:
            return LinkReply(self._open(link, [_with_link(self._chosen, PLACE_OF_LINK, link)]))
        return LinkReply(f"{problem}; sent to the terminal: {link}", copies=True)

    def _open(self, link: str, commands: Sequence[Command]) -> str:
        problem = ""
        for command in commands:
            try:
                process = self._start(command)
            except OSError as error:
                problem = f"{_name(command)} cannot be started: {error.strerror or type(error).__name__}"
                continue
            threading.Thread(target=self._watch, args=(process, command, link), daemon=True).start()
            return f"opening {ascii_host(link)} with {_name(command)}"
        return f"{problem}; {_copy_hint(link)}"

    def _watch(self, process: "subprocess.Popen[bytes]", command: Command, link: str) -> None:
        """Report a browser that ends at once with an error; a thread of its own waits, so that no key does."""
        with suppress(subprocess.TimeoutExpired):
            status = process.wait(_FAILURE_TIMEOUT)
            if status:
                self._report(f"{_name(command)} could not open it, status {status}; {_copy_hint(link)}", link)

    def _commands(self, link: str) -> Iterator[Command]:
        """Yield the commands that may open a link here, in order of preference."""
        chosen = self._environ.get("BROWSER", "")
        for written in chosen.split(os.pathsep)[:MAX_BROWSERS]:
            with suppress(ValueError):  # a quote without its end
                words = shlex.split(written)
                if words and _name(words) not in _NEEDS_TERMINAL and self._find(words[0]):
                    yield _with_link(words, "%s", link)
        opener = None if self._is_remote() else self._find("open" if sys.platform == "darwin" else "xdg-open")
        if opener is not None:
            yield [opener, link]

    def _no_browser_reason(self) -> str:
        """Return why nothing here opens a link."""
        chosen = sanitize_line(self._environ.get("BROWSER", ""), 40)
        if chosen:
            return f"$BROWSER is {chosen}, which is not there or needs a terminal"
        return "not opened over ssh" if "SSH_CONNECTION" in self._environ else "no browser here"

    def _is_remote(self) -> bool:
        if "SSH_CONNECTION" in self._environ:
            return True
        return sys.platform != "darwin" and not ({"DISPLAY", "WAYLAND_DISPLAY"} & self._environ.keys())


def _with_link(words: Command, place: str, link: str) -> Command:
    """Return a command with the link in its place, else at its end.

    What has blanks in it, as in `tmux new-window 'w3m %u'`, is a line for a shell: the link stays one word of it.
    """
    program, *others = words
    is_for_shell = _name(words) == _TO_A_SHELL
    others = others if any(place in word for word in others) else [*others, place]
    return [program, *(_filled(word, place, link, is_line=is_for_shell or len(word.split()) > 1) for word in others)]


def _filled(word: str, place: str, link: str, *, is_line: bool) -> str:
    """Return a word of a command with the link in its places; in a line for a shell it is quoted."""
    if not is_line:
        return word.replace(place, link)
    before, *parts = word.split(place)
    for part in parts:
        before += (link.translate(_IN_QUOTES) if _ends_in_quotes(before) else shlex.quote(link)) + part
    return before


def _ends_in_quotes(line: str) -> bool:
    """Return whether a quote is open at the end of a line for a shell."""
    quote, is_escaped = "", False
    for sign in line:
        if is_escaped:
            is_escaped = False
        elif sign == "\\" and quote != "'":
            is_escaped = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
    return bool(quote)


def _copy_hint(link: str) -> str:
    """Return the link after the key that copies it, which is read even where a long link is cut."""
    return f"y copies {link}"


def _name(command: Command) -> str:
    return sanitize_line(PurePath(command[0]).name, 20)


def refusal_reason(link: str) -> str | None:
    """Return why this link is not opened, or None: only plain web addresses without credentials are."""
    if len(link) > MAX_URL_LENGTH:
        return "refused: the link is too long"
    try:
        parts = urlsplit(link)
    except ValueError:
        return "refused: not a link"
    if parts.scheme not in {"http", "https"}:
        return f"refused: {sanitize_line(parts.scheme, 20) or 'no scheme'}"
    if not parts.hostname or "@" in parts.netloc:
        return "refused: not a plain host"
    return None
