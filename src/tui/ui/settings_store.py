"""The settings of the board as the user changes them while it runs: at once on the screen, soon after in the file."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.file_state import FileState, state_of_file
from tui.view.settings import BoardSettings

if TYPE_CHECKING:
    from tui.config.editing import ConfigEditor

MAX_UNDO: Final = 100
"""Changes that can be undone."""


class _Change(NamedTuple):
    before: BoardSettings
    about: str
    is_written: bool


class SettingsStore:
    """Holds the settings, writes changes of them into the configuration, and undoes them.

    Args:
        settings: as the configuration has them.
        file: the configuration; None keeps changes for this run only.
        show: called with the new settings after each change.
        announce: called with a message for the user.
    """

    def __init__(
        self,
        settings: BoardSettings,
        file: Path | None,
        show: Callable[[BoardSettings], None],
        announce: Callable[[str], None],
    ) -> None:
        self.settings = settings
        self._file = file
        self._show = show
        self._announce = announce
        self._undo: list[_Change] = []
        self._editor: ConfigEditor | None = None
        self._lock = asyncio.Lock()
        self.written: tuple[FileState, ...] = ()
        """The state of the file when a change was written last, if any was."""

    @property
    def is_writing(self) -> bool:
        """Whether a change is not in the file yet."""
        return self._lock.locked()

    def reload(self, settings: BoardSettings, file: Path | None) -> None:
        """Take over what the file says now, in place of what is on the screen."""
        if file != self._file:
            self._file, self._editor = file, None
        if settings != self.settings:
            self._take(settings)

    async def change(self, settings: BoardSettings, *edits: Edit) -> None:
        """Show new settings, then write the edits that bring them about; what cannot be written holds for this run."""
        before, about = self.settings, edits[-1].about
        self._take(settings)
        self._announce(f"{about} · U undoes")
        is_written = False
        if self._file is not None:
            is_written = await self._write(self._file, edits)
        self._undo.append(_Change(before, about, is_written))
        del self._undo[:-MAX_UNDO]

    async def undo(self) -> None:
        """Take the last change back, on the screen and in the file."""
        if not self._undo:
            self._announce("nothing to undo")
            return
        change = self._undo[-1]
        if change.is_written and self._editor is not None:
            try:
                async with self._lock:
                    await asyncio.to_thread(self._revert, self._editor)
            except ConfigError as error:
                self._announce(str(error))
                return
        self._undo.pop()
        self._take(change.before)
        self._announce(f"undone: {change.about}")

    async def _write(self, file: Path, edits: tuple[Edit, ...]) -> bool:
        try:
            async with self._lock:
                await asyncio.to_thread(self._apply, file, edits)
        except ConfigError as error:
            self._announce(f"not saved: {error}")
            return False
        return True

    def _apply(self, file: Path, edits: tuple[Edit, ...]) -> None:
        from tui.config.editing import ConfigEditor  # noqa: PLC0415 - loads tomlkit, needed only for a change

        if self._editor is None:
            self._editor = ConfigEditor(file)
        self._editor.apply(*edits)
        self.written = (state_of_file(file),)

    def _revert(self, editor: "ConfigEditor") -> None:
        editor.undo()
        self.written = (state_of_file(editor.file),)

    def _take(self, settings: BoardSettings) -> None:
        self.settings = settings
        self._show(settings)
