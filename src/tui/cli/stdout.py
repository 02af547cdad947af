"""Write to standard output completely: its reader may be slow, its disk full, or itself closed from the start.

The standard library alone is imported, so that `--version` and `--help` stay light.
"""

import os
import select
import sys
from contextlib import suppress
from typing import TextIO


class OutputError(Exception):
    """The output cannot be written; the text is the reason, as the system gives it."""


def check_stdout() -> None:
    """Check that standard output is open, before doing work whose result could not be printed.

    Raises:
        OutputError: the program was started with it closed.
    """
    # the guard replaces a closed sys.stdout; sys.__stdout__ still shows that it was closed
    if sys.__stdout__ is None:
        raise OutputError("standard output is closed")


def write_text(text: str) -> None:
    """Write text to standard output, in its own encoding. Raises as `check_stdout` and `write_all` do."""
    check_stdout()
    write_all(sys.stdout, text.encode(sys.stdout.encoding or "utf-8", "replace"))


def write_all(stream: TextIO, data: bytes) -> None:
    """Write every byte before returning, also to a slow reader whose pipe does not block.

    Raises:
        OutputError: it cannot be written.
        BrokenPipeError: the reader has closed the pipe.
    """
    try:
        stream.flush()
        descriptor = _descriptor_of(stream)
        if descriptor is None:
            stream.buffer.write(data)
            stream.flush()
            return
        remaining = memoryview(data)
        while remaining:
            with suppress(BlockingIOError):
                remaining = remaining[os.write(descriptor, remaining) :]
            if remaining:
                _wait_until_writable(descriptor)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or type(error).__name__) from None


def _descriptor_of(stream: TextIO) -> int | None:
    """Return the file descriptor that a stream writes to; None where it has none, as in a test."""
    try:
        return stream.fileno()
    except (OSError, ValueError):
        return None


def _wait_until_writable(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
