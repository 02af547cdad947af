"""Why a history cannot be used, in plain words and without the path."""

import zlib
from typing import Final

DISK_FULL: Final = "the disk is full"
"""The reason where there is no room; what is open stays so, since its log may be the only room that is left."""


NOT_AS_WRITTEN: Final = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    zlib.error,
)
"""What decoding raises where an event is not as it was written; such a one is left out."""


class HistoryError(Exception):
    """The history cannot be used now; the message is plain words, without the path."""


class NoHistoryError(HistoryError):
    """There is none: it is off, or not begun yet. Nothing is wrong."""


class DamagedError(HistoryError):
    """The file is no history that this version can read: it is damaged, of another program, or of a newer version."""


class BrokenFileError(DamagedError):
    """SQLite cannot make out the file itself: what is written to it may be lost with it."""
