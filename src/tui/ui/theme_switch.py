"""How the board changes to another theme while it runs."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, cast

from textual.app import App

from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.themes.loader import load_choices, load_theme, themes_folder
from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.theme import Themed, theme_for
from tui.ui.settings_store import SettingsStore
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile
from tui.view.theme_list import ThemeChoice
from tui.view.themes import Theme

_MAX_FOLDER: Final = 200
"""Characters of the folder's name that are shown."""


class ThemeSwitch:
    """Draws the board in other themes.

    Args:
        app: the board.
        profile: what the terminal can draw.
        store: of the settings, which hold the theme.
        config_file: the configuration, beside which the user's own themes are; None where there is none.
    """

    def __init__(
        self, app: App[None], profile: TerminalProfile, store: SettingsStore, config_file: Path | None
    ) -> None:
        self._app = app
        self._profile = profile
        self._store = store
        self._folder = themes_folder(config_file)
        self._turned_from: Theme | None = None
        self._previewed: BoardSettings | None = None
        self.choices: Sequence[ThemeChoice] = ()
        """Every theme there is, as `load_choices` found them."""

    @property
    def settings(self) -> BoardSettings:
        """The settings in force."""
        return self._store.settings

    @property
    def folder_name(self) -> str:
        """The folder of the user's own themes as people write it; empty where there is none."""
        if self._folder is None:
            return ""
        folder, home = sanitize_line(str(self._folder), _MAX_FOLDER), str(Path.home())
        return "~" + folder.removeprefix(home) if folder.startswith(home + "/") else folder

    async def load_choices(self) -> None:
        """Look for every theme there is, also those of the user that are new."""
        self.choices = await asyncio.to_thread(load_choices, self._folder)

    def choose(self, settings: BoardSettings) -> None:
        """Take the theme of these settings and its colour of a rise, and write both into the configuration."""
        self._previewed = None
        settings = self._with_theme_in_force(settings)
        before, name = self._store.settings, settings.theme.name
        if (settings.theme, settings.up) == (before.theme, before.up):
            return
        about = f"theme {name}" if settings.up == before.up else f"theme {name}, a rise is {settings.up}"
        edits = [Edit(path=("board", "up"), value=settings.up, about=about)] if settings.up != before.up else []
        if name != before.theme.name or not edits:
            edits.append(Edit(path=("board", "theme"), value=name, about=about))
        changed = before._replace(theme=settings.theme, up=settings.up)
        self._app.run_worker(self._store.change(changed, *edits))

    def show(self, settings: BoardSettings) -> None:
        """Draw everything in the theme of these settings, unless the user looks at another one."""
        self._draw(self._previewed or settings)

    def preview(self, settings: BoardSettings) -> None:
        """Draw everything in a theme that the user only looks at, until one is chosen or the preview ends."""
        self._previewed = settings
        self._draw(settings)

    def end_preview(self) -> None:
        """Draw everything in the theme in force again."""
        self._previewed = None
        self._draw(self._store.settings)

    def _with_theme_in_force(self, settings: BoardSettings) -> BoardSettings:
        """Return settings with the theme in force as it is now, where they have it as the list was loaded with it."""
        theme = self._store.settings.theme
        return settings._replace(theme=theme) if settings.theme.name == theme.name else settings

    def _draw(self, settings: BoardSettings) -> None:
        settings = self._with_theme_in_force(settings)
        app, themed = self._app, cast("Themed", self._app)
        theme = theme_for(self._profile, settings.theme, up=settings.up)
        if theme == themed.board_theme:
            return
        themed.board_theme = theme
        textual_theme, before = theme.textual_theme(), app.theme
        app.register_theme(textual_theme)
        app.ansi_color = theme.is_native
        app.theme = textual_theme.name
        app.unregister_theme(before)
        for screen in app.screen_stack:
            for panel in screen.query(LineWidget):
                panel.restyle()

    async def turn(self, announce: Callable[[str], None]) -> None:
        """Change to the partner of the theme, light for dark and dark for light, for this run.

        Args:
            announce: called with what is wrong with the partner's file.
        """
        settings = self._store.settings
        try:
            theme = await self._partner_of(settings.theme)
        except ConfigError as error:
            announce(str(error))
            return
        await self._store.change(settings._replace(theme=theme), about=f"theme {theme.name}")

    async def _partner_of(self, theme: Theme) -> Theme:
        """Return the partner of a theme; the way leads back to where it came from."""
        before, self._turned_from = self._turned_from, theme
        if before is not None and before.pair == theme.name:
            return before
        return await asyncio.to_thread(load_theme, theme.pair, self._folder)
