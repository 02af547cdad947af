"""Lists of symbols in text files of their own: read, and changed by the program at the user's request."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tui.config.edits import Edit, merge_lists
from tui.config.errors import ConfigError, config_error, quote_value
from tui.config.file_editor import FileEditor
from tui.config.list_text import change_list_text, parse_entry, parse_list
from tui.storage.atomic_file import read_bounded
from tui.view.tabs import MAX_LIST_ENTRIES, ListEntry

MAX_LIST_FILE: Final = 1 << 20
"""Bytes of a file with a list."""
_BOM: Final = b"\xef\xbb\xbf"


def read_list_file(
    file: Path, name: str, error: Callable[[str, str], ConfigError]
) -> tuple[Path, tuple[ListEntry, ...]]:
    """Return the path and the entries of a text file.

    Args:
        file: the configuration; a relative path starts at its folder.
        name: the path as the configuration has it.
        error: makes an error of a key and a problem.

    Raises:
        ConfigError: it is not there, cannot be read, or is too long.
    """
    path = Path(name)
    try:
        # it may be a link, which is followed
        path = (file.parent / path.expanduser()).resolve()
        content = read_bounded(path, MAX_LIST_FILE) if path.exists() else None
    except OSError as problem:
        raise error("list", f"{path}: cannot be read: {problem.strerror}") from None
    except RuntimeError:
        raise error("list", f"found {quote_value(name)}, whose home folder is not known") from None
    except ValueError:
        raise error("list", f"{path}: is larger than {MAX_LIST_FILE >> 20} MB") from None
    if content is None:
        raise error("list", f"found {quote_value(name)}, which is neither a name under [lists] nor a file ({path})")
    entries = parse_list(content.decode("utf-8-sig", "replace"))
    if len(entries) > MAX_LIST_ENTRIES:
        raise error("list", f"{path}: has more than {MAX_LIST_ENTRIES} entries")
    return path, entries


class ListFileEditor(FileEditor):
    """Writes changes of a list into its text file, and undoes them; comments and blank lines stay."""

    MAX_SIZE = MAX_LIST_FILE

    def changed(self, content: bytes, edits: tuple[Edit, ...]) -> bytes:
        """Return the content after these changes.

        Raises:
            ConfigError: it is no text.
        """
        try:
            text = content.decode("utf-8-sig")
        except ValueError:
            raise config_error(self.file, "", "is no text in UTF-8; nothing is written into it") from None
        for edit in edits:
            current = list(map(str, parse_list(text)))
            assert isinstance(edit.value, list), "a list is written into its file as a whole"
            wanted = edit.value if edit.base is None else merge_lists(edit.base, edit.value, current)
            text = change_list_text(text, [parse_entry(entry) for entry in wanted])
        return (_BOM if content.startswith(_BOM) else b"") + text.encode()
