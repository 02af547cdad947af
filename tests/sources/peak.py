"""Measures the memory that parsing one response takes: `python -m tests.sources.peak KIND <BODY`."""

import re
import sys
from contextlib import suppress
from pathlib import Path

from tests.sources.growing import READERS
from tui.sources.adapter import ParseError


def peak_kilobytes() -> int:
    """Return the peak memory of this process since it was last reset."""
    match = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert match is not None
    return int(match[1])


def reset_peak() -> int:
    """Reset the peak, which a process inherits from its parent. Return the current memory in kilobytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kilobytes()


def main() -> None:
    """Parse something small first, so that all modules are loaded, then the response; print bytes above the start."""
    reader = READERS[sys.argv[1]]
    with suppress(ParseError):
        reader.read(b"{}")
    with suppress(ParseError):
        reader.read(b"Symbol,Close\n")
    body = sys.stdin.buffer.read()
    before = reset_peak()
    with suppress(ParseError):
        reader.read(body)
    sys.stdout.write(str((peak_kilobytes() - before) * 1024 + len(body)))


if __name__ == "__main__":
    main()
