"""A program in a real pseudo-terminal, seen and used from outside as a person does."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import pyte

from tests.kit.waiting import PATIENCE

PROMPT = 10.0
"""Maximum seconds until the program has ended: it takes one, and more where it waits for a server or a terminal."""

_RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l", b"\x1b[?2004l")
_REPLIES = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;c", b"\x1b[6n": b"\x1b[1;1R"}
_OPPOSITE = {b"l": b"h", b"h": b"l"}
_READ_INTERVAL = 0.02
"""Seconds between two reads of a slow terminal."""


class _Screen(pyte.Screen):
    """An emulator that leaves replies to `Terminal`."""

    def report_device_attributes(self, *_: Any, **__: Any) -> None: ...  # noqa: ANN401

    def report_device_status(self, *_: Any, **__: Any) -> None: ...  # noqa: ANN401

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)


class Terminal:
    """Starts the program, reads what it paints, types, resizes, hangs up.

    Args:
        argv: the program and its arguments.
        size: columns and lines.
        env: variables that differ from this process's own; None takes one away. Without XDG_STATE_HOME the program has
            a state folder of its own: it must not remember what another test left.
        rate: the maximum bytes a second that it reads, as on a slow line; None for no limit. What the kernel buffers,
            some 12 to 20 kB, is read at that rate too.
        replies: whether it replies to requests, as terminals do.
        answers: what else it replies to, in this order, before what it replies to anyway.
    """

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str | None] | None = None,
        *,
        rate: float | None = None,
        replies: bool = True,
        answers: Mapping[bytes, bytes] = MappingProxyType({}),
    ) -> None:
        self.rate = rate
        self._replies = {**answers, **{each: _REPLIES[each] for each in _REPLIES if each not in answers}}
        self._replies = self._replies if replies else {}
        self._longest = max(map(len, self._replies), default=1)
        self._recent = b""
        self._unsent = b""
        self._since = time.monotonic()
        self._screen = _Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        self.status: int | None = None
        self.started = time.monotonic()
        self._state = tempfile.TemporaryDirectory(prefix="bigboard-state-", ignore_cleanup_errors=True)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            _exec(argv, size, {"XDG_STATE_HOME": self._state.name, **(env or {})})
        _set_size(self.fd, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def line(self, number: int) -> str:
        return str(self._screen.display[number]).rstrip()

    def picture(self) -> list[list[tuple[str, str, str, bool, bool]]]:
        """Return every cell: character, foreground, background, bold, reverse; for a blank only the background."""
        cells = [[self._screen.buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]
        return [
            [
                (c.data, "", c.bg, False, c.reverse) if c.data == " " else (c.data, c.fg, c.bg, c.bold, c.reverse)
                for c in line
            ]
            for line in cells
        ]

    def scribble(self) -> None:
        """Clear the screen and write on it, as another program does, without the program's knowledge."""
        self._screen.reset()
        self._screen.reset_mode(pyte.modes.DECAWM)
        self._stream.feed(b"\x1b[5;5Hcron: mail for you")

    def wipe(self) -> None:
        """Clear the screen, as on a terminal that is attached now, and signal a change of size to the program."""
        self._screen.reset()
        self._screen.reset_mode(pyte.modes.DECAWM)
        self.signal(signal.SIGWINCH)

    def echoes(self) -> bool:
        """Return whether it shows what is typed, as in a shell."""
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def attributes(self) -> list[Any]:
        """Return its `termios` attributes."""
        return termios.tcgetattr(self.fd)

    def become_cooked(self) -> None:
        """Show and edit what is typed, as a shell sets it after a program that was stopped without notice."""
        attributes = self.attributes()
        attributes[0] |= termios.ICRNL | termios.IXON
        attributes[3] |= termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)

    def is_restored(self, since: int = 0) -> bool:
        """Return whether each mode of the screen was reset last."""
        written = bytes(self.raw)[since:]
        return all(written.rfind(code) > written.rfind(code[:-1] + _OPPOSITE[code[-1:]]) for code in _RESTORED)

    def ends(self, how: Callable[[], object], *, reading: bool = True) -> int:
        """Return the exit status; fail if the program takes longer than `PROMPT` to end."""
        begun = time.monotonic()
        how()
        status = self.wait(reading=reading)
        assert time.monotonic() - begun < PROMPT
        return status

    def pump(self, seconds: float) -> bool:
        """Read output for so many seconds; return False once the program has closed its side."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            limit = self._allowance()
            if not limit:
                time.sleep(min(left, _READ_INTERVAL))
                continue
            ready, _, _ = select.select([self.fd], [], [], min(left, 0.05))
            if not ready:
                continue
            try:
                data = os.read(self.fd, limit)
            except OSError:
                return False
            if not data:
                return False
            self._take(data)
        return True

    def _allowance(self) -> int:
        """Return how many bytes may be read now; a line that was idle has no more than usual."""
        now = time.monotonic()
        if self.rate is None:
            self._since = now
            return 1 << 16
        self._since = max(self._since, now - 2 * _READ_INTERVAL)
        allowed = (now - self._since) * self.rate
        return int(allowed) if allowed >= self.rate * _READ_INTERVAL else 0

    def _take(self, data: bytes) -> None:
        if self.rate is not None:
            self._since += len(data) / self.rate
        self._reply(data)
        self.raw += data
        with contextlib.suppress(Exception):  # a gap in the emulator is not the program's fault
            self._stream.feed(data)

    def _reply(self, data: bytes) -> None:
        """Reply to every request once, also to one that came in pieces."""
        received = self._recent + data
        earlier, self._recent = self._recent, received[-self._longest :]
        for request, reply in self._replies.items():
            self._unsent += reply * (received.count(request) - earlier.count(request))
        with contextlib.suppress(BlockingIOError):  # no room now: sent with the next read
            self._unsent = self._unsent[os.write(self.fd, self._unsent) :]

    def wait_for(self, pattern: str, patience: float = PATIENCE) -> float:
        """Wait until the pattern is on the screen; return the seconds since the start."""
        regex = re.compile(pattern, re.MULTILINE | re.DOTALL)
        end = time.monotonic() + patience
        while not regex.search(self.text):
            assert time.monotonic() < end, f"no {pattern!r} on:\n{self.text}"
            assert self.pump(0.02) or regex.search(self.text), f"ended before {pattern!r}:\n{self.text}"
        return time.monotonic() - self.started

    def wait_until(self, is_true: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until a condition on what is shown holds."""
        end = time.monotonic() + patience
        while not is_true():
            assert time.monotonic() < end, f"it never came about on:\n{self.text}"
            assert self.pump(0.02) or is_true(), f"ended before it came about on:\n{self.text}"

    def catch(self, keys: str, expected: bytes, patience: float = 2.0) -> tuple[float, float]:
        """Type; return the seconds to the first byte of output, and to the last of the expected bytes.

        Nothing is drawn meanwhile: an emulator takes longer over a frame than the program does.
        """
        output = b""
        begun = time.monotonic()
        self.send(keys)
        first = patience
        while expected not in output and (left := begun + patience - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                output += os.read(self.fd, 1 << 16)
                first = min(first, time.monotonic() - begun)
        last = time.monotonic() - begun
        self._take(output)
        return first, last

    def send(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def resize(self, size: tuple[int, int]) -> None:
        self._screen.resize(size[1], size[0])
        _set_size(self.fd, size)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, patience: float = PATIENCE, *, reading: bool = True) -> int:
        """Wait for the end; return the exit status, negative for a signal as in `subprocess`."""
        end = time.monotonic() + patience
        while not self._reaped():
            assert time.monotonic() < end, f"still running:\n{self.text}"
            if reading:
                self.pump(0.02)
            else:
                time.sleep(0.01)
        if reading:
            self.pump(0.1)
        assert self.status is not None
        return self.status

    def _reaped(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        os.close(self.fd)
        self.fd = -1

    def close(self) -> None:
        if not self._reaped():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
        self._state.cleanup()


def _exec(argv: Sequence[str], size: tuple[int, int], env: Mapping[str, str | None]) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("SSH_", "TMUX", "TEXTUAL"))}
    environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    for key in ("COLUMNS", "LINES", "NO_COLOR"):
        environ.pop(key, None)
    environ.update({key: value for key, value in env.items() if value is not None})
    for key, value in env.items():
        if value is None:
            environ.pop(key, None)
    _set_size(0, size)
    os.execvpe(argv[0], list(argv), environ)


def _set_size(fd: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def bigboard(*arguments: str) -> list[str]:
    """Return the command line that runs this checkout's program."""
    return [sys.executable, "-m", "tui", *arguments]
