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
_LOCK_TRIES: Final = 30
"""A third of a second in all: the end of the program waits no longer than a second for a change."""
_MAX_TRIES: Final = 20
"""How often a change is worked out anew since another program has written the file meanwhile."""


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
        """Write the changes into the file, all or none; what another program writes meanwhile is kept as well.

        Raises:
            ConfigError: the file cannot be read, has no room for the change, cannot be written, or others write it all
                the time; it is as it was then.
        """
        for _ in range(_MAX_TRIES):
            is_new = not self.file.exists()
            if is_new and self.must_exist:
                raise config_error(
                    self.file, "", "is no file any more, and a new one would have none of what was in it"
                )
            before = self._read()
            after = self.changed(before, edits)
            if len(after) > self.MAX_SIZE:
                raise config_error(self.file, "", f"would be too large to be read: more than {self.MAX_SIZE >> 10} kB")
            # a change may take half a second to work out: others wait for the writing alone
            with self._locked():
                if self._read() == before:
                    self._write(after)
                    break
        else:
            raise config_error(self.file, "", "is changed by another program all the time; try again")
        self._undo.append((edits[-1], None if is_new else before, after))
        del self._undo[:-MAX_UNDO]

    def undo(self) -> str | None:
        """Take the last change back; return what it was, or None where there is none.

        Raises:
            ConfigError: the file was changed by another program since, or cannot be written.
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
        """Keep other boards from writing between the last look at the file and its replacement.

        Where that lock cannot be had the look alone protects what others wrote.
        """
        folder = self._open_folder()
        try:
            if folder is not None:
                _lock(folder)
            yield
        finally:
            if folder is not None:
                os.close(folder)

    def _open_folder(self) -> int | None:
        try:
            folder = self.file.resolve().parent
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
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


def _lock(folder: int) -> None:
    """Lock a folder until it is closed; not where another program keeps its lock, or the file system has none."""
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_INTERVAL)
        except OSError:
            return
        else:
            return
