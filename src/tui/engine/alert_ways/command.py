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
from typing import Final

from tui.config.alert_ways import Way
from tui.domain.alerts.way import Notice
from tui.domain.text import CleanText, sanitize_line
from tui.engine.alert_ways.errors import NotToldError
from tui.view.alert_notice import notice_record, notice_text, notice_title, notice_variables

_log = logging.getLogger(__name__)

MAX_OUTPUT: Final = 4_096
"""Bytes of the output of a command that are looked at."""
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
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environ,
            # it is ended together with what it started
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = "no such command" if isinstance(error, FileNotFoundError) else type(error).__name__
        raise NotToldError(f"the command cannot be run: {getattr(error, 'strerror', None) or reason}") from None
    output = bytearray()
    try:
        async with asyncio.timeout(limit.total_seconds()):
            await _converse(process, given, output)
    except TimeoutError:
        raise NotToldError(f"the command did not end within {limit.total_seconds():g} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        said = _said(output)
        if said:
            _log.info("the command of %s: %s", name, said)
    if process.returncode != 0:
        raise NotToldError(f"the command ended with status {process.returncode}{': ' * bool(said)}{said}")


async def _converse(process: asyncio.subprocess.Process, given: bytes, output: bytearray) -> None:
    """Give a process its input and read its output, as long as it runs itself."""
    talk = asyncio.gather(_write(process, given), _read(process, output))
    try:
        await process.wait()
        # what it has started may hold the output open; what it said itself is there by now
        with suppress(TimeoutError):
            await asyncio.wait_for(talk, 0.2)
    finally:
        talk.cancel()
        with suppress(asyncio.CancelledError):
            await talk


async def _write(process: asyncio.subprocess.Process, given: bytes) -> None:
    assert process.stdin, "the process was started with a pipe"
    # one that reads nothing is right as well
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(given)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: asyncio.subprocess.Process, output: bytearray) -> None:
    assert process.stdout, "the process was started with a pipe"
    while piece := await process.stdout.read(MAX_OUTPUT):
        output += piece[: MAX_OUTPUT - len(output)]


def _said(output: bytearray) -> CleanText:
    return sanitize_line(bytes(output).decode("utf-8", "replace"), _MAX_LOGGED)
