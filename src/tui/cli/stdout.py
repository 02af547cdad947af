"""Standard output, written whole: whoever reads it may be slow, and its disk may be full."""

import os
import select
import sys
from contextlib import suppress
from typing import TextIO


class OutputError(Exception):
    """The output cannot be written; the text says why, in the system's words."""


def write_text(text: str) -> None:
    """Write text to standard output, in its own encoding. Raises as `write_all` does."""
    write_all(sys.stdout, text.encode(sys.stdout.encoding or "utf-8", "replace"))


def write_all(stream: TextIO, data: bytes) -> None:
    """Hand on every byte before returning, also where the other side reads slowly and its pipe does not block.

    Raises:
        OutputError: it cannot be written.
        BrokenPipeError: nobody reads any more.
    """
    try:
        stream.flush()
        descriptor = _descriptor_of(stream)
        if descriptor is None:
            stream.buffer.write(data)
            stream.flush()
            return
        rest = memoryview(data)
        while rest:
            with suppress(BlockingIOError):
                rest = rest[os.write(descriptor, rest) :]
            if rest:
                _wait_for_room(descriptor)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or type(error).__name__) from None


def _descriptor_of(stream: TextIO) -> int | None:
    """The file that a stream writes to; None where it is none, as in a test."""
    try:
        return stream.fileno()
    except (OSError, ValueError):
        return None


def _wait_for_room(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
