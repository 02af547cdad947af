"""How the board changes to another theme while it runs."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from textual.app import App

from tui.config.errors import ConfigError
from tui.config.themes.loader import load_theme, themes_folder
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.theme import Themed, theme_for
from tui.ui.settings_store import SettingsStore
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile
from tui.view.themes import Theme


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

    def show(self, settings: BoardSettings) -> None:
        """Draw everything in the theme of these settings."""
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
        await self._store.change(replace(settings, theme=theme), about=f"theme {theme.name}")

    async def _partner_of(self, theme: Theme) -> Theme:
        """Return the partner of a theme; the way leads back to where it came from."""
        before, self._turned_from = self._turned_from, theme
        if before is not None and before.pair == theme.name:
            return before
        return await asyncio.to_thread(load_theme, theme.pair, self._folder)
