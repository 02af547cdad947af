"""Opens links only on a second key press, after the destination was shown, and never over ssh."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from tui.domain.text import sanitize_line
from tui.sources.adapter import MAX_URL_LENGTH


class LinkOpener:
    """An opener of links in the desktop's browser: a first request shows where a link leads, a second opens it.

    Args:
        environ: shows whether there is ssh, and a display.
        start: starts the browser; by default detached, without a shell, with no terminal.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ, start: Callable[[str], bool] | None = None) -> None:
        self._environ = environ
        self._start = start or _start
        self._shown: str | None = None

    def request(self, link: str | None) -> str:
        """Show or open a link: return what to announce; the second request opens it."""
        if link is None:
            return "this article has no link"
        refusal = refusal_reason(link)
        if refusal:
            return refusal
        if self._is_remote():
            return f"{link}  (y copies it)"
        if self._shown != link:
            self._shown = link
            return f"o again opens {ascii_host(link)}: {link}"
        self._shown = None
        return f"opening {ascii_host(link)}" if self._start(link) else f"no browser found; {link}"

    def _is_remote(self) -> bool:
        if "SSH_CONNECTION" in self._environ:
            return True
        return sys.platform != "darwin" and not ({"DISPLAY", "WAYLAND_DISPLAY"} & self._environ.keys())


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


def ascii_host(link: str) -> str:
    """Return the host in ASCII: names in other scripts in their `xn--` form, so that look-alikes are visible."""
    host = urlsplit(link).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return sanitize_line(ascii(host), 80)


def _start(link: str) -> bool:
    command = _command(link)
    if command is None:
        return False
    subprocess.Popen(  # noqa: S603 - an argument list, no shell, and the link begins with http
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True


def _command(link: str) -> Sequence[str] | None:
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    return [opener, link] if opener else None
