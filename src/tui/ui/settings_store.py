"""The settings of the board as the user changes them while it runs: at once on the screen, soon after in the file."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from tui.config.errors import ConfigError
from tui.view.settings import BoardSettings
from tui.view.tabs import GIVEN

if TYPE_CHECKING:
    from tui.config.edits import Edit
    from tui.config.file_state import FileState
    from tui.view.list_changes import ListChange

MAX_WAIT_AT_END: Final = 1.0
"""Seconds that the end of the program waits for changes that are not written yet."""


class Editor(Protocol):
    """What writes changes into one file."""

    file: Path
    must_exist: bool

    def apply(self, *edits: "Edit") -> None:
        """Write changes, all or none. Raises ConfigError."""

    def undo(self) -> str | None:
        """Take the last change back. Raises ConfigError."""


class _Change:
    def __init__(self, before: BoardSettings, after: BoardSettings, about: str) -> None:
        self.before = before
        self.after = after
        self.about = about
        self.written: tuple[Editor, ...] = ()
        """What has written it, in order."""

    def undone_in(self, settings: BoardSettings) -> BoardSettings:
        """Return settings with what it changed as it was before; what was read from the file since stays."""
        before = self.before._asdict()
        changed = {name: value for name, value in before.items() if value != getattr(self.after, name)}
        return settings._replace(**changed)


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
        self.file = file
        """The configuration that changes are written into."""
        self._was_there = file is not None and file.exists()
        self._show = show
        self._announce = announce
        self._undo: list[_Change] = []
        self._editors: dict[Path, Editor] = {}
        self._lock = asyncio.Lock()
        self._writing: set[asyncio.Task[None]] = set()
        self.written: dict[Path, FileState] = {}
        """The state of each file when a change was written into it last."""

    @property
    def is_writing(self) -> bool:
        """Whether a change is not in its file yet."""
        return bool(self._writing) or self._lock.locked()

    def reload(self, settings: BoardSettings, file: Path | None) -> None:
        """Take over what the file says now, in place of what is on the screen."""
        self.file, self._was_there = file, file is not None
        if settings != self.settings:
            self._take(settings)

    async def change(self, settings: BoardSettings, *edits: "Edit", about: str = "") -> None:
        """Show new settings, then write the edits that bring them about; what cannot be written holds for this run.

        Args:
            settings: the new ones.
            edits: written together; none for what holds for this run alone.
            about: what changes, where that is not what the last edit says.
        """
        from tui.config.edits import MAX_UNDO  # noqa: PLC0415 - the first frame does without

        change = _Change(self.settings, settings, about or edits[-1].about)
        self._undo.append(change)
        del self._undo[:-MAX_UNDO]
        self._take(settings)
        is_kept = self.file is not None or any(edit.file is not None for edit in edits)
        self._announce(f"{change.about} · {'' if is_kept else 'for this run · '}U undoes")
        # a task of its own: the end of the program cancels what waits for it, not the writing
        writing = asyncio.create_task(self._write(change, edits))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        await asyncio.shield(writing)

    async def arrange(self, settings: BoardSettings, about: str) -> None:
        """Show new tabs, lists, columns or lots, and write what differs; nothing happens where nothing does.

        Args:
            settings: the new ones.
            about: what changes.
        """
        from tui.config.settings_edits import edits_between  # noqa: PLC0415 - the first frame does without

        if settings != self.settings:
            await self.change(settings, *edits_between(self.settings, settings, about), about=about)

    async def change_list(self, change: "ListChange", *others: "Edit") -> None:
        """Show a list as the user changed it, and write it where it is: into the configuration or a text file.

        Args:
            change: the list after the change.
            others: edits of the configuration that belong to it.
        """
        from tui.config.settings_edits import edit_of_list  # noqa: PLC0415 - the first frame does without

        settings = self.settings.with_list(change.name, change.entries)
        if change.name == GIVEN:
            await self.change(settings, *others, about=change.about)
            return
        await self.change(settings, *others, edit_of_list(self.settings, settings, change.name, change.about))

    async def undo(self) -> None:
        """Take the last change back, on the screen and in the file."""
        if not self._undo:
            self._announce("nothing to undo")
            return
        change = self._undo[-1]
        try:
            async with self._lock:
                for editor in reversed(change.written):
                    await asyncio.to_thread(self._revert, editor)
        except ConfigError as error:
            self._announce(str(error))
            return
        self._undo.remove(change)
        self._take(change.undone_in(self.settings))
        self._announce(f"undone: {change.about}")

    async def finish(self) -> None:
        """Wait for what is being written, but no longer than the end of the program may take."""
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=MAX_WAIT_AT_END)

    async def _write(self, change: _Change, edits: tuple["Edit", ...]) -> None:
        try:
            async with self._lock:
                for file in dict.fromkeys(edit.file or self.file for edit in edits):
                    if file is not None:
                        of_file = [edit for edit in edits if (edit.file or self.file) == file]
                        change.written += (await asyncio.to_thread(self._apply, file, of_file),)
        except ConfigError as error:
            from tui.config.watch import first_problem  # noqa: PLC0415 - only once something is wrong

            if change.before == change.after and not change.written and change in self._undo:
                self._undo.remove(change)  # it has changed nothing at all
            self._announce(f"not saved, for now only: {first_problem(error.places)}")

    def _apply(self, file: Path, edits: Sequence["Edit"]) -> Editor:
        # each loads what is needed only for a change
        if edits[0].file is None:
            from tui.config.editing import ConfigEditor  # noqa: PLC0415 - loads tomlkit

            editor = self._editors.setdefault(file, ConfigEditor(file))
            editor.must_exist = self._was_there
        else:
            from tui.config.list_files import ListFileEditor  # noqa: PLC0415 - needed only for a list in a file

            editor = self._editors.setdefault(file, ListFileEditor(file))
        editor.apply(*edits)
        self._was_there = self._was_there or editor.file == self.file
        self._note_written(editor)
        return editor

    def _revert(self, editor: Editor) -> None:
        editor.undo()
        self._was_there = self.file is not None and self.file.exists()
        self._note_written(editor)

    def _note_written(self, editor: Editor) -> None:
        from tui.config.file_state import state_of_file  # noqa: PLC0415 - needed only for a change

        file = editor.file.resolve()
        self.written[file] = state_of_file(file)

    def _take(self, settings: BoardSettings) -> None:
        self.settings = settings
        self._show(settings)
