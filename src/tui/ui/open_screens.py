"""Opens what is shown over the board: help, sources, settings, themes, pickers, dialogs, palette and command line."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.domain.quote import InstrumentId
from tui.ui.commands.command import Context
from tui.ui.market_app import MarketApp
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.settings_store import SettingsStore

if TYPE_CHECKING:
    from tui.engine.symbol_search import SearchResult
    from tui.sources.adapter import SourceConfig
    from tui.ui.screens.missed import MissedTime
    from tui.view.typed_line import History


class OpenScreens:
    """What opens each of them; its module is loaded with the first one, that of a screen when it is opened.

    Args:
        app: the board.
        store: of the settings.
    """

    def __init__(self, app: MarketApp, store: SettingsStore) -> None:
        self._app = app
        self._store = store

    @property
    def _context(self) -> Context:
        return Context(self._app, self._app.board, self._store, self._app.feed)

    def _open(self, screen: OverlayScreen) -> None:
        self._app.push_screen(screen.data_bind(MarketApp.state))

    def show_or_hide(self, kind: type[OverlayScreen]) -> None:
        """Show a screen of this kind in place of what is over the board, or hide it where it is in front."""
        is_hidden = not isinstance(self._app.screen, kind)
        if len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        if is_hidden:
            self._open(kind())

    def help(self) -> None:
        """Show or hide every key and what it does."""
        from tui.ui.screens.help import HelpScreen  # noqa: PLC0415 - loaded when it is opened

        self.show_or_hide(HelpScreen)

    def health(self) -> None:
        """Show or hide every source in full."""
        from tui.ui.screens.source_health import SourceHealthScreen  # noqa: PLC0415 - loaded when it is opened

        self.show_or_hide(SourceHealthScreen)

    def themes(self) -> None:
        """Show or hide the list of themes."""
        from tui.ui.screens.themes import ThemeScreen  # noqa: PLC0415 - loaded when it is opened

        self.show_or_hide(ThemeScreen)

    def options(self, flags: Mapping[str, tuple[bool | str, str]], key: str) -> None:
        """Show every setting.

        Args:
            flags: the options of the command line that overrule a setting, as the board has them.
            key: the setting that the cursor is on; empty for the first.
        """
        from tui.ui.screens.options import OptionsScreen  # noqa: PLC0415 - loaded when it is opened

        self._open(OptionsScreen(self._context, flags, key))

    def missed(self, times: "Sequence[MissedTime]") -> None:
        """Show or hide what was missed since a time; at least one."""
        from tui.ui.screens.missed import MissedScreen  # noqa: PLC0415 - loaded when it is opened

        is_hidden = not isinstance(self._app.screen, MissedScreen)
        if len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        if is_hidden:
            self._open(MissedScreen(times, self._app.board.grid.settings.tab))

    def columns(self) -> None:
        """Show the column picker of the tab, where the board is in front."""
        from tui.ui.screens.columns import ColumnPicker  # noqa: PLC0415 - loaded when it is opened
        from tui.view.column_picker import PickedGrid  # noqa: PLC0415 - as above

        board = self._app.board
        if self._app.screen is board:
            grid = board.grid
            tab, sort, cells = grid.settings.tab, grid.settings.sort, grid.size.width
            has_positions = self._app.state.portfolio is not None
            self._open(ColumnPicker(PickedGrid(tab, grid.order(), sort, grid.placed_columns, cells, has_positions)))

    def add_dialog(self, name: str, before: InstrumentId | None, sources: "Sequence[SourceConfig]") -> None:
        """Show the dialog that adds to a list.

        Args:
            name: of the list.
            before: the row above which a title is put; None puts it at the end.
            sources: those that are configured.
        """
        from tui.config.directory import load_directory  # noqa: PLC0415 - large, and needed only here
        from tui.ui.screens.add_instrument import AddScreen, AddTarget  # noqa: PLC0415 - loaded when it is opened

        # three milliseconds, and the first time alone
        self._open(AddScreen(AddTarget(name, before, load_directory(), sources, self._store.file)))

    def search(self, typed: str) -> None:
        """Ask the sources that can search; what they find goes to the dialog, where it is still open."""
        if self._app.feed is None:
            self._app.announce("nothing is polled yet")
        else:
            # called from the engine's thread
            self._app.feed.search(typed, lambda result: self._app.call_soon(partial(self._show_found, result)))

    def _show_found(self, result: "SearchResult") -> None:
        show = getattr(self._app.screen, "show_found", None)
        if show is not None:
            show(result.found, " · ".join(result.problems) or f"{len(result.found)} more found")

    def command_line(self, history: "History", text: str) -> None:
        """Show the command line with this text in it."""
        from tui.ui.commands.open import open_command_line  # noqa: PLC0415 - loads every command

        open_command_line(self._context, history, text)

    def palette(self) -> None:
        """Show whatever can be done or shown, by name."""
        from tui.ui.palette_entries import board_entries, key_entries  # noqa: PLC0415 - loads every command
        from tui.ui.screens.palette import PaletteScreen  # noqa: PLC0415 - loaded when it is opened

        screen = self._app.screen
        if isinstance(screen, PaletteScreen):
            return
        entries = key_entries(self._app, screen)
        if screen is self._app.board:
            entries += board_entries(self._context)
        self._app.push_screen(PaletteScreen(entries))
