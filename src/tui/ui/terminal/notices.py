"""Notices of the desktop that the terminal shows: which sequence it knows, and how that passes tmux."""

import os
import subprocess
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tui.domain.text import sanitize_line
from tui.ui.terminal.writer import TerminalWriter

AUTO: Final = "auto"
MAX_TITLE: Final = 100
MAX_TEXT: Final = 400
_ID: Final = "bigboard"
_ASK_LIMIT: Final = 1.0
"""Seconds for tmux to say what is around it."""
_END_LIMIT: Final = 1.0
_END: Final = "\x1b\\"

_BY_VARIABLE: Final[Mapping[str, str]] = {
    "KITTY_WINDOW_ID": "osc99",
    "KITTY_PID": "osc99",
    "GHOSTTY_RESOURCES_DIR": "osc777",
    "WEZTERM_PANE": "osc777",
    "WEZTERM_EXECUTABLE": "osc777",
    "ITERM_SESSION_ID": "osc9",
    "ConEmuPID": "osc9",
}
_BY_NAME: Final[Sequence[tuple[str, str]]] = (
    ("kitty", "osc99"),
    ("foot", "osc777"),
    ("ghostty", "osc777"),
    ("wezterm", "osc777"),
    ("rxvt-unicode", "osc777"),
    ("urxvt", "osc777"),
    ("contour", "osc777"),
    ("iterm", "osc9"),
)
"""By a part of what a terminal calls itself."""
_NAMES: Final = ("TERM_PROGRAM", "LC_TERMINAL", "TERM")


def notice_form(environ: Mapping[str, str], outer: str = "") -> str | None:
    """Return the sequence that the terminal is known to show; None where none is known.

    Args:
        environ: the variables of the process.
        outer: what the terminal around tmux calls itself.
    """
    if outer:
        return _form_by_name(outer)
    by_name = next(filter(None, (_form_by_name(environ.get(name, "")) for name in _NAMES)), None)
    return by_name or next((form for name, form in _BY_VARIABLE.items() if environ.get(name)), None)


def _form_by_name(name: str) -> str | None:
    folded = name.casefold()
    return next((form for part, form in _BY_NAME if part in folded), None)


def notice_sequence(form: str, title: str, text: str) -> str:
    """Return the sequence that has the terminal show a notice: cleaned, on one line, and short.

    Args:
        form: `osc9`, `osc777` or `osc99`.
        title: of the notice.
        text: of the notice.
    """
    title, text = sanitize_line(title, MAX_TITLE), sanitize_line(text, MAX_TEXT)
    match form:
        case "osc99":
            parts = [("0", "title", title), ("1", "body", text)]
            return "".join(
                f"\x1b]99;i={_ID}:d={is_last}:p={part}:e=1;{b64encode(said.encode()).decode()}{_END}"
                for is_last, part, said in parts
            )
        case "osc777":
            # a semicolon would end the title
            return f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}{_END}"
        case _:
            return f"\x1b]9;{title}: {text}{_END}"


def through_tmux(sequence: str) -> str:
    """Return a sequence as tmux passes it on to the terminal around it."""
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"


def ask_tmux(environ: Mapping[str, str]) -> tuple[bool, str]:
    """Return whether tmux passes sequences on, and what the terminal around it calls itself, as far as it says."""
    # an option that it does not know, as before 3.3, is empty: those pass on everything
    wanted = "#{allow-passthrough}|#{client_termtype} #{client_termname}"
    pane = ["-t", environ["TMUX_PANE"]] if environ.get("TMUX_PANE") else []
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, and no shell
            ["tmux", "display-message", "-p", *pane, wanted],  # noqa: S607 - the user's tmux
            capture_output=True,
            timeout=_ASK_LIMIT,
            check=True,
            env=dict(environ),
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return False, ""
    is_allowed, _, outer = sanitize_line(done.stdout.decode("utf-8", "replace")).partition("|")
    return is_allowed not in {"off", "0"}, outer.strip()


class TerminalNotices:
    """Has the terminal show notices, as far as it is known to.

    Args:
        write: sends text to the terminal.
        environ: the variables of the process.
        ask: asks tmux; see `ask_tmux`.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        environ: Mapping[str, str] = os.environ,
        ask: Callable[[Mapping[str, str]], tuple[bool, str]] = ask_tmux,
    ) -> None:
        self._write = write
        self._environ = environ
        self._ask = ask

    def __call__(self, form: str, title: str, text: str) -> str | None:
        """Show a notice; return why it cannot be shown. Asks tmux, where it runs in one: not on a thread of keys."""
        is_tmux = bool(self._environ.get("TMUX"))
        is_allowed, outer = self._ask(self._environ) if is_tmux else (True, "")
        if not is_allowed:
            return "tmux passes no notices on: set -g allow-passthrough on permits it"
        if self._environ.get("STY"):
            return "screen passes no notices on"
        known = notice_form(self._environ, outer) if form == AUTO else form
        if known is None:
            return 'this terminal is not known to show notices: form = "osc9", "osc777" or "osc99" if it does'
        sequence = notice_sequence(known, title, text)
        self._write(through_tmux(sequence) if is_tmux else sequence)
        return None


def write_to_terminal(terminal_fd: int, text: str) -> None:
    """Write to a terminal that no board has taken, by a writer of its own, which waits for it only briefly."""
    writer = TerminalWriter(terminal_fd)
    writer.start()
    writer.send(text.encode("utf-8", "backslashreplace"))
    writer.stop(_END_LIMIT)
    writer.close()
