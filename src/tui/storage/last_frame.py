"""The file of the frame that was on the screen last: what it was drawn for, and the bytes that draw it again.

A line with the checksum, a line of JSON, then the bytes. A file in which anything is wrong counts as none.
"""

import json
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from tui import __version__
from tui.storage.atomic_file import read_bounded, write_atomic

MAX_AGE: Final = 7 * 86_400
"""Seconds; the stored board is no older than that either."""

_NAME: Final = "frame"
_VERSION: Final = 1
_MAX_BYTES: Final = 1 << 20
_MAX_HEADER: Final = 1 << 16
MAX_ZONE: Final = 6
"""Characters of the name of a time zone, such as `PKT`."""

_STYLED: Final = re.compile(r"(?:\x1b\[[0-9;]{0,64}[mHG]|[^\x00-\x1f\x7f-\x9f])*+")
"""Text with places and styles; U+0080 to U+009F are controls too."""

FileMark = tuple[str, int, int, int]
"""A file by its path, with time of the last change, size and number; of one that is not there all are -1."""


class FrameLook(NamedTuple):
    """All that decides how a frame looks besides what is in it. It is drawn again only where nothing of it differs."""

    columns: int
    lines: int
    term: str
    """The name of the terminal."""
    profile: str
    """How the board is drawn on it: colours, characters, speed of the line."""


class LastFrame(NamedTuple):
    """A frame as it was left."""

    look: FrameLook
    config: tuple[FileMark, ...]
    """The configuration that was in force, and the files that it names."""
    left_at: float
    """Seconds since the epoch."""
    offset: int
    """Seconds by which the clock on the board was ahead of UTC."""
    zone: str
    """The name of its zone."""
    bar_styles: tuple[str, str]
    """The escape sequences of the bar: before the name of the program, and before the rest."""
    body: bytes
    """What draws all lines but the bar."""


def mark_of(file: Path) -> FileMark:
    """Return what tells whether a file has changed since."""
    path = os.path.abspath(file)  # noqa: PTH100 - a link that leads elsewhere is another file by its number
    try:
        state = os.stat(path)  # noqa: PTH116 - a path that is text already
    except (OSError, ValueError):
        return path, -1, -1, -1
    return path, state.st_mtime_ns, state.st_size, state.st_ino


def marks_of(files: Iterable[Path]) -> tuple[FileMark, ...]:
    """Return the marks of files, each once."""
    return tuple(dict.fromkeys(map(mark_of, files)))


def is_unchanged(marks: tuple[FileMark, ...], config: Path) -> bool:
    """Return whether this is the configuration that was in force, and no file of it has changed since."""
    return marks[:1] == (mark_of(config),) and all(mark_of(Path(mark[0])) == mark for mark in marks[1:])


class FrameStore:
    """The file of the last frame.

    Args:
        folder: the state folder; None stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _NAME if folder else None

    def load(self) -> LastFrame | None:
        """Return the frame; None where there is none, or none of this version of the program.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is damaged, too large, or somebody else could have written it.
        """
        if self._file is None:
            return None
        content = read_bounded(self._file, _MAX_BYTES)
        if not content:
            return None
        state = self._file.lstat()
        # whatever is in it goes to the terminal as it is
        if state.st_uid != os.geteuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise ValueError("not private")
        return decode_frame(content)

    def save(self, frame: LastFrame) -> None:
        """Write the frame, unless it is too large.

        Raises:
            OSError: it cannot be written.
        """
        content = encode_frame(frame)
        if self._file is not None and len(content) <= _MAX_BYTES:
            write_atomic(self._file, content)


def encode_frame(frame: LastFrame) -> bytes:
    """Return the content of the file."""
    header = {"version": _VERSION, "program": __version__, **frame._asdict(), "look": frame.look._asdict()}
    del header["body"]
    content = json.dumps(header).encode() + b"\n" + frame.body
    return _checksum(content) + b"\n" + content


def _checksum(content: bytes) -> bytes:
    return b"%08x" % crc32(content)


def decode_frame(content: bytes) -> LastFrame | None:
    """Return the frame; None where another version of the program wrote it.

    Raises:
        ValueError: it is not as this program writes it.
    """
    checksum, _, rest = content.partition(b"\n")
    if checksum != _checksum(rest):
        raise ValueError("not as it was written")
    head, _, body = rest.partition(b"\n")
    header = json.loads(head) if len(head) <= _MAX_HEADER else None
    if not isinstance(header, dict):
        raise ValueError("no header")  # noqa: TRY004 - damaged, whatever it is
    if header.get("version") != _VERSION or header.get("program") != __version__:
        return None
    try:
        columns, lines, *texts = (header["look"][name] for name in FrameLook._fields)
        look = FrameLook(int(columns), int(lines), *map(str, texts))
        marks = tuple((str(path), int(time), int(size), int(number)) for path, time, size, number in header["config"])
        title, text = map(str, header["bar_styles"])
        left_at, offset, zone = float(header["left_at"]), int(header["offset"]), str(header["zone"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("damaged") from error
    if len(zone) > MAX_ZONE or not zone.isprintable():
        raise ValueError("damaged")
    # no other escape sequence than a place and a style reaches the terminal, whoever wrote the file
    if not (_STYLED.fullmatch(body.decode()) and _STYLED.fullmatch(f"{title}{text}")):
        raise ValueError("damaged")
    return LastFrame(look, marks, left_at, offset, zone, (title, text), body)
