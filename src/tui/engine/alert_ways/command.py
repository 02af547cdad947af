"""Tells notices by programs of this machine: a command of the user's, or what shows notices on the desktop."""

import asyncio
import json
import logging
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from tempfile import TemporaryFile
from types import TracebackType
from typing import Final, Self

from tui.config.alert_ways import Way
from tui.domain.alerts.way import Notice
from tui.domain.text import CleanText
from tui.engine.alert_ways.errors import NotToldError
from tui.storage.log import redacted_text
from tui.view.alert_notice import notice_record, notice_text, notice_title, notice_variables

_log = logging.getLogger(__name__)

MAX_OUTPUT: Final = 4_096
"""Bytes of the output of a command that are looked at."""
_CHUNK: Final = 1 << 16
_MAX_LOGGED: Final = 300
_DESKTOP_LIMIT: Final = timedelta(seconds=10)
_DESKTOP_LINES: Final = 5
_DESKS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
"""One of these variables names the desktop where there is one."""
_APPLE_SCRIPT: Final = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
"""Takes its texts as arguments: none of them becomes a part of a script."""


async def run_command(way: Way, notice: Notice) -> None:
    """Run the user's command with a notice: variables of its environment, and JSON on its standard input.

    Raises:
        NotToldError: it could not be run, took too long, or ended with another status than 0.
    """
    record = json.dumps(notice_record(notice), ensure_ascii=False).encode("utf-8", "backslashreplace")
    await _run(way.name, way.command, record, way.time_limit, os.environ | notice_variables(notice))


async def show_on_desktop(way: Way, notice: Notice, environ: Mapping[str, str] = os.environ) -> None:
    """Have the desktop of this machine show a notice.

    Raises:
        NotToldError: there is none, or its program failed.
    """
    command = desktop_command(notice, environ)
    if command is None:
        raise NotToldError("no desktop here: neither notify-send in a session of one nor osascript")
    await _run(way.name, command, b"", _DESKTOP_LIMIT, environ)


def desktop_command(notice: Notice, environ: Mapping[str, str]) -> Sequence[str] | None:
    """Return the command that shows a notice on the desktop; None where there is no desktop."""
    title, text = notice_title(notice), notice_text(notice, lines=_DESKTOP_LINES)
    path = environ.get("PATH")
    if any(environ.get(name) for name in _DESKS) and (program := shutil.which("notify-send", path=path)):
        # desktops read markup in the text
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return (program, "--app-name=bigboard", "--", title, plain)
    if program := shutil.which("osascript", path=path):
        script = [part for line in _APPLE_SCRIPT for part in ("-e", line)]
        return (program, *script, title, text)
    return None


async def _run(name: str, command: Sequence[str], given: bytes, limit: timedelta, environ: Mapping[str, str]) -> None:
    output = bytearray()
    try:
        with TemporaryFile() as stdin, _Output(output) as receiver:
            # a file, since a command need not read it
            stdin.write(given)
            stdin.seek(0)
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=stdin,
                stdout=receiver.write_end,
                stderr=asyncio.subprocess.STDOUT,
                env=environ,
                # it is ended together with what it started
                start_new_session=True,
            )
            receiver.close_write_end()
            await _end_of(process, limit)
            receiver.read()
    except (OSError, ValueError) as error:
        reason = "no such command" if isinstance(error, FileNotFoundError) else type(error).__name__
        raise NotToldError(f"the command cannot be run: {getattr(error, 'strerror', None) or reason}") from None
    finally:
        said = _said(output)
        if said:
            _log.info("the command of %s: %s", name, said)
    if process.returncode != 0:
        raise NotToldError(f"the command ended with status {process.returncode}{': ' * bool(said)}{said}")


async def _end_of(process: asyncio.subprocess.Process, limit: timedelta) -> None:
    """Wait for the end of a process, not for what it leaves running; end it with all of that once it takes too long."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            await process.wait()
    except TimeoutError:
        raise NotToldError(f"the command did not end within {limit.total_seconds():g} s") from None
    finally:
        # one that runs as another user cannot be ended, nor may this way wait for it
        if process.returncode is None and _is_ended(process):
            await process.wait()


def _is_ended(process: asyncio.subprocess.Process) -> bool:
    """End a process with all that it started; return whether that is allowed."""
    try:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    except PermissionError:
        return False
    return True


class _Output:
    """What a command and all that it starts print, as far as it is looked at; the rest is read and dropped.

    Args:
        output: gets the first of it.
    """

    def __init__(self, output: bytearray) -> None:
        self._output = output
        self._read_end, self.write_end = os.pipe()
        os.set_blocking(self._read_end, False)

    def __enter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._read_end, self.read)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().remove_reader(self._read_end)
        os.close(self._read_end)
        self.close_write_end()

    def close_write_end(self) -> None:
        """Leave the other end to the command."""
        if self.write_end >= 0:
            os.close(self.write_end)
            self.write_end = -1

    def read(self) -> None:
        """Read what is there, a bounded part at a time."""
        with suppress(BlockingIOError):
            piece = os.read(self._read_end, _CHUNK)
            self._output += piece[: MAX_OUTPUT - len(self._output)]
            if not piece:
                asyncio.get_running_loop().remove_reader(self._read_end)


def _said(output: bytearray) -> CleanText:
    # a command that fails may print its variables, and the keys of other ways are among them
    return redacted_text(bytes(output).decode("utf-8", "replace"), _MAX_LOGGED)
