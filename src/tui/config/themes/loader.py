"""Load a theme by its name: one of the user's own files, or a shipped one."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tui.config.errors import ConfigError, ErrorCollector, config_error, did_you_mean_known, quote_value
from tui.config.patterns import THEME_NAME
from tui.config.toml_file import read_toml
from tui.domain.text import sanitize_line
from tui.view.themes import DARK, LIGHT, SIXTEEN_DARK, SIXTEEN_LIGHT, Palette, Theme

if TYPE_CHECKING:
    from tui.view.theme_list import ThemeChoice

SHIPPED: Final = (
    "dark",
    "light",
    "contrast-dark",
    "contrast-light",
    "blue-orange-dark",
    "blue-orange-light",
    "ember",
    "paper",
    "terminal-dark",
    "terminal-light",
)
"""In the order in which they are listed; each dark one is followed by its light partner."""
MAX_OWN: Final = 100
"""Files of the user's own that are listed."""

_BUILT_IN: Final[Mapping[str, Theme]] = MappingProxyType({DARK.name: DARK, LIGHT.name: LIGHT})
"""Those that need no file, since the first frame waits for none."""


def themes_folder(config_file: Path | None) -> Path | None:
    """Return the folder of the user's own themes, which is beside the configuration and need not exist."""
    return None if config_file is None else config_file.parent / "themes"


def theme_file(name: str, folder: Path | None) -> Path | None:
    """Return the file that the user's own theme of this name has, which need not exist; None where it can have none."""
    return folder / f"{name}.toml" if folder is not None and re.fullmatch(THEME_NAME, name) else None


def theme_names(folder: Path | None) -> tuple[str, ...]:
    """Return the names of all themes there are: the shipped ones, then the user's own by name."""
    own: list[str] = []
    if folder is not None:
        try:
            own = sorted(each.stem for each in folder.iterdir() if each.suffix == ".toml" and each.is_file())
        except OSError:
            own = []  # most users have no such folder
    own = [name for name in own if re.fullmatch(THEME_NAME, name) and name not in SHIPPED]
    return (*SHIPPED, *own[:MAX_OWN])


def load_theme(name: str, folder: Path | None, *, file: Path | None = None) -> Theme:
    """Load a theme; a file of the user's own comes before a shipped theme of the same name.

    Args:
        name: of the theme.
        folder: of the user's own themes; None where there is none.
        file: the configuration that names it, for the error.

    Raises:
        ConfigError: there is no such theme, or its file is invalid; with file, line, slot, found and expected.
    """
    own = theme_file(name, folder)
    if own is not None and own.is_file():
        return _own_theme(name, own)
    if name not in SHIPPED:
        known = did_you_mean_known(name, theme_names(folder))
        expected = "a theme" if own is None else f"a theme, or a file themes/{name}.toml beside this one"
        if own is not None and own.is_dir():
            known = f"; themes/{name}.toml is a folder"
        raise config_error(file, "board.theme", f"found {quote_value(name)}, expected {expected}{known}")
    return shipped_theme(name)


def load_choices(folder: Path | None) -> "tuple[ThemeChoice, ...]":
    """Load every theme there is; one whose file is invalid comes with its first problem."""
    return tuple(_choice(name, folder) for name in theme_names(folder))


def _choice(name: str, folder: Path | None) -> "ThemeChoice":
    from tui.view.theme_list import ThemeChoice  # noqa: PLC0415 - needed only where themes are listed

    try:
        return ThemeChoice(name, load_theme(name, folder))
    except ConfigError as error:
        problem = error.places[0]
        return ThemeChoice(name, None, f"line {problem.line}: {problem.text}" if problem.line else problem.text)


def shipped_theme(name: str) -> Theme:
    """Return the shipped theme of a name that is among them."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    return _build(name, read_toml(Path(__file__).with_name(f"{name}.toml")), DARK)


def _own_theme(name: str, file: Path) -> Theme:
    # the shipped ones need no checks, and are read without msgspec
    from tui.config.themes.schema import ThemeModel  # noqa: PLC0415 - loads msgspec
    from tui.config.validation import validate  # noqa: PLC0415 - loads msgspec

    tables = read_toml(file)
    errors = ErrorCollector()
    errors.run(None, validate, tables, ThemeModel, file)
    base = tables.get("base")
    if isinstance(base, str) and base not in SHIPPED:
        found = f"found {quote_value(base)}, expected a shipped theme{did_you_mean_known(base, SHIPPED)}"
        errors.add(config_error(file, "base", found))
    errors.raise_all()
    default = "light" if tables.get("dark") is False else "dark"
    return _build(name, tables, shipped_theme(base if isinstance(base, str) else default))


def _build(name: str, tables: Mapping[str, Any], base: Theme) -> Theme:
    """Return the theme of a file that is known to be valid; what is missing is that of the base."""
    dark = tables.get("dark", base.dark)
    sixteen = base.sixteen if dark == base.dark else SIXTEEN_DARK if dark else SIXTEEN_LIGHT
    return Theme(
        name=name,
        dark=dark,
        pair=tables.get("pair", base.pair),
        about=sanitize_line(tables.get("about", ""), 80),
        colors=_with_slots(base.colors, tables),
        sixteen=_with_slots(sixteen, tables.get("sixteen", {})),
        is_sixteen_only=tables.get("sixteen_only", base.is_sixteen_only),
    )


def _with_slots(palette: Palette, table: Mapping[str, Any]) -> Palette:
    return palette._replace(**{slot: table[slot] for slot in Palette._fields if slot in table})
