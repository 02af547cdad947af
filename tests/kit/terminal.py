"""A program in a real pseudo-terminal, watched from outside as a person would watch it."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import pyte

PROMPT = 1.5
"""Seconds to be gone; the promise is one, the rest is for a busy machine."""
PATIENCE = 20.0
"""Seconds to wait for what must come; far more than it takes, so that a busy machine is no failure."""

_RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l", b"\x1b[?2004l")
_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;c", b"\x1b[6n": b"\x1b[1;1R"}
_REVERSED = {b"l": b"h", b"h": b"l"}
_LONGEST_QUESTION = max(map(len, _ANSWERS))
_SIP = 0.02
"""Seconds worth of bytes that a slow terminal takes at a time."""


class _Screen(pyte.Screen):
    """An emulator that ignores the questions it has no answer to."""

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
        env: variables that differ from this process's own; None takes one away.
        rate: the most bytes a second that it reads, as a slow line would; None for as fast as they come. What the
            kernel keeps in between, some 12 to 20 kB, is read at that rate too.
        answers: whether it answers what it is asked, as terminals do.
    """

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str | None] | None = None,
        *,
        rate: float | None = None,
        answers: bool = True,
    ) -> None:
        self.rate = rate
        self._answers = answers
        self._asked = b""
        self._owed = b""
        self._since = time.monotonic()
        self._screen = _Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        self.status: int | None = None
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            _become(argv, size, env or {})
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
        """Every cell: character, foreground, ground, bold, reverse. Of a blank only the ground is to be seen."""
        cells = [[self._screen.buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]
        return [
            [
                (c.data, "", c.bg, False, c.reverse) if c.data == " " else (c.data, c.fg, c.bg, c.bold, c.reverse)
                for c in line
            ]
            for line in cells
        ]

    def wipe(self) -> None:
        """Forget what was painted, as another terminal would that is attached now, and have the program told."""
        self._screen.reset()
        self._screen.reset_mode(pyte.modes.DECAWM)
        self.signal(signal.SIGWINCH)

    def echoes(self) -> bool:
        """Whether it shows what is typed, as a shell wants it."""
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def attributes(self) -> list[Any]:
        """What `termios` says of it."""
        return termios.tcgetattr(self.fd)

    def become_cooked(self) -> None:
        """Show and edit what is typed, as a shell sets it that has no word from the program it was given back by."""
        attributes = self.attributes()
        attributes[0] |= termios.ICRNL | termios.IXON
        attributes[3] |= termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)

    def is_restored(self, since: int = 0) -> bool:
        """Whether the last word on each mode of the screen was to leave it."""
        left = bytes(self.raw)[since:]
        return all(left.rfind(code) > left.rfind(code[:-1] + _REVERSED[code[-1:]]) for code in _RESTORED)

    def ends(self, how: Callable[[], object], *, reading: bool = True) -> int:
        """The exit status; that it came at once."""
        begun = time.monotonic()
        how()
        status = self.wait(reading=reading)
        assert time.monotonic() - begun < PROMPT
        return status

    def pump(self, seconds: float) -> bool:
        """Read what comes for a while; False once the program has closed its side."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            most = self._allowance()
            if not most:
                time.sleep(min(left, _SIP))
                continue
            ready, _, _ = select.select([self.fd], [], [], min(left, 0.05))
            if not ready:
                continue
            try:
                data = os.read(self.fd, most)
            except OSError:
                return False
            if not data:
                return False
            self._take(data)
        return True

    def _allowance(self) -> int:
        """How many bytes may be read now: a line that was idle has saved up nothing worth telling of."""
        now = time.monotonic()
        if self.rate is None:
            self._since = now
            return 1 << 16
        self._since = max(self._since, now - 2 * _SIP)
        saved = (now - self._since) * self.rate
        return int(saved) if saved >= self.rate * _SIP else 0

    def _take(self, data: bytes) -> None:
        if self.rate is not None:
            self._since += len(data) / self.rate
        self._answer(data)
        self.raw += data
        with contextlib.suppress(Exception):  # a gap in the emulator is not the program's fault
            self._stream.feed(data)

    def _answer(self, data: bytes) -> None:
        """Answer every question once, also one that came in pieces."""
        asked = self._asked + data
        self._asked = asked[-_LONGEST_QUESTION:]
        for question, answer in _ANSWERS.items():
            before = self._asked_before(asked, len(data), question)
            if self._answers:
                self._owed += answer * (asked.count(question) - before)
        with contextlib.suppress(BlockingIOError):  # no room now: with the next that is read
            self._owed = self._owed[os.write(self.fd, self._owed) :]

    @staticmethod
    def _asked_before(asked: bytes, new: int, question: bytes) -> int:
        return asked[: len(asked) - new].count(question)

    def wait_for(self, pattern: str, patience: float = PATIENCE) -> float:
        """Seconds since the start until the pattern was on the screen."""
        wanted = re.compile(pattern, re.MULTILINE | re.DOTALL)
        end = time.monotonic() + patience
        while not wanted.search(self.text):
            assert time.monotonic() < end, f"never saw {pattern!r} on:\n{self.text}"
            assert self.pump(0.02) or wanted.search(self.text), f"ended before {pattern!r}:\n{self.text}"
        return time.monotonic() - self.started

    def catch(self, keys: str, wanted: bytes, patience: float = 2.0) -> tuple[float, float]:
        """Type, and clock what comes: seconds to the first byte, and to the last of those wanted.

        Nothing is drawn meanwhile: an emulator takes longer over a frame than the program does.
        """
        caught = b""
        begun = time.monotonic()
        self.send(keys)
        first = patience
        while wanted not in caught and (left := begun + patience - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                caught += os.read(self.fd, 1 << 16)
                first = min(first, time.monotonic() - begun)
        last = time.monotonic() - begun
        self._take(caught)
        return first, last

    def send(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def resize(self, size: tuple[int, int]) -> None:
        self._screen.resize(size[1], size[0])
        _set_size(self.fd, size)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, patience: float = PATIENCE, *, reading: bool = True) -> int:
        """The exit status, negative for a signal as `subprocess` counts."""
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


def _become(argv: Sequence[str], size: tuple[int, int], env: Mapping[str, str | None]) -> None:
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
    """The command line that runs this checkout's program."""
    return [sys.executable, "-m", "tui", *arguments]
