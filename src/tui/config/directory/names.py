"""What ships with the program of the names of instruments, to find them in texts."""

from collections.abc import Iterator
from pathlib import Path

from tui.config.directory import load_directory
from tui.domain.mention_names import NameDirectory
from tui.domain.quote import InstrumentId


def load_names() -> NameDirectory:
    """Return the symbol directory with the other names of its instruments; the files are read anew each time."""
    aliases = {
        InstrumentId(*instrument.split(":", 1)): tuple(names)
        for instrument, *names in (line.split("\t") for line in _lines("aliases.tsv"))
    }
    words = frozenset(word for line in _lines("words.txt") for word in line.split())
    return NameDirectory(load_directory(), aliases, words, frozenset(_lines("doubtful.txt")))


def _lines(name: str) -> Iterator[str]:
    text = Path(__file__).with_name(name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
