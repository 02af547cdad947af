"""Files of the user that the program changes at his request: written completely or not at all, and undone.

A file is read anew for each change, so that what another program wrote meanwhile is never lost.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tui.config.edits import MAX_UNDO, Edit
from tui.config.errors import ConfigError, config_error
from tui.config.toml_file import MAX_FILE_SIZE
from tui.storage.atomic_file import read_bounded

_LOCK_INTERVAL: Final = 0.01
_LOCK_TRIES: Final = 50
"""Half a second in all: the end of the program waits no longer than a second for a change."""


class FileEditor:
    """Writes changes into one file, and undoes them.

    Args:
        file: the file; one that is not there is made by the first change.
    """

    MAX_SIZE = MAX_FILE_SIZE
    """Bytes of the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.must_exist = False
        """Whether a change is refused where the file is not there any more: a new one would lose what was in it."""
        self._undo: list[tuple[Edit, bytes | None, bytes]] = []
        """Each change with the content of the file before it, None where there was no file, and after it."""

    def changed(self, content: bytes, edits: tuple[Edit, ...]) -> bytes:
        """Return the content of the file after these changes. Raises ConfigError where it has no room for one."""
        raise NotImplementedError

    def apply(self, *edits: Edit) -> None:
        """Write the changes into the file, all or none.

        Raises:
            ConfigError: the file cannot be read, has no room for the change, cannot be written, or another program is
                writing it; it is as it was then.
        """
        with self._locked():
            self._apply(edits)

    def _apply(self, edits: tuple[Edit, ...]) -> None:
        is_new = not self.file.exists()
        if is_new and self.must_exist:
            raise config_error(self.file, "", "is no file any more, and a new one would have none of what was in it")
        before = self._read()
        after = self.changed(before, edits)
        if len(after) > self.MAX_SIZE:
            raise config_error(self.file, "", f"would be too large to be read: more than {self.MAX_SIZE >> 10} kB")
        if self._read() != before:
            raise config_error(self.file, "", "was changed by another program meanwhile; try again")
        self._write(after)
        self._undo.append((edits[-1], None if is_new else before, after))
        del self._undo[:-MAX_UNDO]

    def undo(self) -> str | None:
        """Take the last change back; return what it was, or None where there is none.

        Raises:
            ConfigError: the file was changed by another program since, is being written by one, or cannot be written.
        """
        with self._locked():
            return self._take_back() if self._undo else None

    def _take_back(self) -> str:
        edit, before, after = self._undo[-1]
        if self._read() != after:
            raise config_error(self.file, "undo", "the file was changed since; edit it by hand")
        if before is not None:
            self._write(before)
        else:
            self._remove()
        self._undo.pop()
        return edit.about

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other boards from changing the file between reading and writing it, where its folder can be locked.

        Raises:
            ConfigError: another program has held the lock for too long.
        """
        folder = self._open_folder()
        try:
            if folder is not None and not _lock(folder):
                raise config_error(self.file, "", "is being written by another program; try again")
            yield
        finally:
            if folder is not None:
                os.close(folder)

    def _open_folder(self) -> int | None:
        try:
            return os.open(self.file.resolve().parent, os.O_RDONLY | os.O_DIRECTORY)
        except (OSError, ValueError, RuntimeError):
            return None  # what is wrong is said by reading or writing

    def _read(self) -> bytes:
        try:
            return read_bounded(self.file.resolve(), self.MAX_SIZE)
        except (OSError, ValueError, RuntimeError) as error:
            raise self.error("cannot be read", error) from None

    def _write(self, content: bytes) -> None:
        # a linked file is written where it is, and keeps its mode
        target = self.file.resolve()
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
            if target.exists() and not os.access(target, os.W_OK):
                raise PermissionError(None, "it is read-only")
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
            with open(descriptor, "wb") as opened:  # noqa: PTH123  a descriptor
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise self.error("cannot be written", error) from None

    def _remove(self) -> None:
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise self.error("cannot be removed", error) from None

    def error(self, problem: str, error: Exception) -> ConfigError:
        """Return an error that names the file and the reason."""
        reason = getattr(error, "strerror", None) or str(error)
        return config_error(self.file, "", f"{problem}: {reason}")


def _lock(folder: int) -> bool:
    """Lock a folder; return False where another program has held it for half a second."""
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_INTERVAL)
        except OSError:
            return True  # a file system without locks
        else:
            return True
    return False
