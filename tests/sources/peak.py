"""How much memory reading one answer takes, in a process of its own: `python -m tests.sources.peak KIND <BODY`."""

import re
import sys
from contextlib import suppress
from pathlib import Path

from tests.sources.growing import READERS
from tui.sources import ParseError


def peak_kilobytes() -> int:
    """The most memory that this process has held at a time since it last forgot."""
    match = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert match is not None
    return int(match[1])


def forgotten_peak() -> int:
    """Forget the peak, which a process has from its parent too. Returns what is held now, in kilobytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kilobytes()


def main() -> None:
    """Read once something small, so that all modules are there, then the answer; print bytes above the start."""
    reader = READERS[sys.argv[1]]
    with suppress(ParseError):
        reader.read(b"{}")
    with suppress(ParseError):
        reader.read(b"Symbol,Close\n")
    body = sys.stdin.buffer.read()
    before = forgotten_peak()
    with suppress(ParseError):
        reader.read(body)
    sys.stdout.write(str((peak_kilobytes() - before) * 1024 + len(body)))


if __name__ == "__main__":
    main()
