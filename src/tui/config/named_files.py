"""The other files that a configuration is made of: those that it names."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.config.themes.loader import theme_file, themes_folder

if TYPE_CHECKING:
    from tui.config.schema import ConfigModel
    from tui.config.source_schema import SourceModel

MAX_FILES: Final = 200


def named_files(model: "ConfigModel", sources: "Iterable[SourceModel | None]", file: Path) -> tuple[Path, ...]:
    """Return the theme, the calendar, the lists and the keys, whether the files exist or not; at most `MAX_FILES`.

    Args:
        model: the configuration.
        sources: its sources; None for one that is invalid.
        file: where it was read from; relative paths start at its folder.
    """
    theme = theme_file(model.board.theme, themes_folder(file))
    # also that of a shipped theme: a file of its name would be in force in its place
    found: dict[Path, None] = {} if theme is None else {theme: None}
    for name in _names(model, sources):
        with suppress(RuntimeError, ValueError):  # its home folder is not known, which is reported where it is read
            found[file.parent / Path(name).expanduser()] = None
    return tuple(found)[:MAX_FILES]


def _names(model: "ConfigModel", sources: "Iterable[SourceModel | None]") -> Iterator[str]:
    if model.calendar is not None:
        yield model.calendar
    yield from (tab.list for tab in model.tabs if tab.list is not None and tab.list not in model.lists)
    yield from (source.key_file for source in sources if source is not None and source.key_file is not None)
    yield from (way.key_file for way in model.alert_ways if way.key_file is not None)
    if model.collect is not None:
        files = (model.collect.key_file, model.collect.creds_file, model.collect.nkey_file)
        yield from (name for name in files if name is not None)
