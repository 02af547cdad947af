"""The files that an export has begun, listed in its folder: what one leaves that is killed is known by that."""

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

LIST_NAME: Final = ".bigboard-export"
PARTIAL: Final = ".partial"
"""The end of a file's name until everything is written."""
_MAX_SIZE: Final = 16 << 20
_COMPLETE: Final = "complete"
_NAME: Final = re.compile(r"(?:[a-z_]{1,40}/)?[A-Za-z0-9][A-Za-z0-9.-]{0,80}", re.ASCII)


class PartListError(Exception):
    """Another export writes into the folder."""


class PartList:
    """The list of one folder, locked until it is removed or its program has ended.

    Args:
        folder: which is there; the list is made where there is none.

    Raises:
        PartListError: another export has it locked.
        OSError: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        self._descriptor = os.open(folder / LIST_NAME, flags, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise PartListError from None
        except OSError:
            pass  # a file system without locks

    def add(self, name: str) -> None:
        """List a file before it is begun: its last name, relative to the folder."""
        os.write(self._descriptor, f"{name}\n".encode())

    def complete(self) -> None:
        """Note that every file is complete, and has only to get its name."""
        os.fsync(self._descriptor)
        self.add(_COMPLETE)

    def settle(self) -> None:
        """Give the files of an export that ended their names where all were complete; else remove its parts."""
        lines = os.pread(self._descriptor, _MAX_SIZE, 0).decode(errors="replace").split("\n")[:-1]
        is_complete = _COMPLETE in lines
        names = [name for name in lines if name != _COMPLETE and _NAME.fullmatch(name)]
        # what is reached by a link is in another folder
        paths = [path for name in names if not (path := self._folder / name).parent.is_symlink()]
        for path in paths:
            part = path.with_name(path.name + PARTIAL)
            with suppress(OSError):
                if not is_complete:
                    part.unlink(missing_ok=True)
                elif not path.exists():
                    part.rename(path)
        for folder in {path.parent for path in paths} - {self._folder}:
            with suppress(OSError):
                folder.rmdir()
        os.ftruncate(self._descriptor, 0)

    def remove(self) -> None:
        """Remove the list: the folder is no part of an export any more, or it is all of one."""
        with suppress(OSError):
            (self._folder / LIST_NAME).unlink(missing_ok=True)
        os.close(self._descriptor)
