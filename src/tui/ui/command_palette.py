"""The command palette, and what it offers."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Final, cast

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette, SearchIcon
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input

from tui.domain.text import pad
from tui.ui.board_screen import BoardScreen
from tui.ui.key_hints import display_keys, keys_of
from tui.ui.rendering.ascii import to_ascii
from tui.ui.rendering.theme import Themed
from tui.ui.widgets.quote_grid import QuoteGrid

_KEYS_COLUMN: Final = 32
"""The cell at which the keys begin: a command, its end cut if need be, and its keys fit into the least width."""


def key_commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """Return everything that a key does on this screen, each once, with its keys in a column.

    Over the board these are also the keys of the grid that mean nothing in the pane that has the focus.
    """
    actions: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if enabled and binding.show and binding.description and binding.action not in actions:
            actions.add(binding.action)
            yield _command(app, binding, partial(app.call_later, app.run_action, binding.action, node))
    if isinstance(screen, BoardScreen):
        for binding in cast("list[Binding]", QuoteGrid.BINDINGS):
            if screen.active_bindings.keys().isdisjoint(keys_of(app, binding)):
                yield _command(app, binding, partial(app.call_later, screen.action_in_grid, binding.action))


def _command(app: App[None], binding: Binding, run: Callable[[], object]) -> SystemCommand:
    keys = "  ".join(display_keys(app, binding))
    return SystemCommand(drawable(f"{pad(binding.description, _KEYS_COLUMN - 2)}  {keys}", app), "", run)


def drawable(text: str, app: App[None]) -> str:
    """Return the text as the terminal can draw it."""
    return to_ascii(text) if cast("Themed", app).board_theme.ascii else text


_SEARCH: Final = cast(
    "Callable[[CommandPalette, str], Awaitable[None]]",
    CommandPalette._gather_commands.__wrapped__,  # type: ignore[attr-defined]  # noqa: SLF001 - the search itself
)


class BoardCommandPalette(CommandPalette):
    """Textual's own, drawn like the board: its lines and colours, an opaque background, no blinking cursor.

    A board that shows through would have to be sent again in dimmer colours, and again with each change; and figures
    that stay unchanged behind the palette would look like current ones.
    """

    CSS = """
    BoardCommandPalette, BoardCommandPalette #--container, BoardCommandPalette CommandList {
        background: $background;
    }
    BoardCommandPalette > Vertical { margin-top: 0; }
    BoardCommandPalette #--input { height: 2; border: none; margin-left: 1; }
    BoardCommandPalette SearchIcon { color: $board-accent; margin: 0; }
    BoardCommandPalette CommandInput, BoardCommandPalette CommandInput:focus {
        border: none; height: 1; padding: 0; background: $background;
    }
    BoardCommandPalette CommandInput > .input--placeholder { color: $board-quiet; }
    BoardCommandPalette CommandList { text-wrap: nowrap; text-overflow: clip; }
    BoardCommandPalette CommandList {
        border: none; max-height: 100vh; scrollbar-size-vertical: 0; margin-bottom: 2;
    }
    BoardCommandPalette CommandList > .option-list--option { padding: 0 1; color: $foreground; text-style: none; }
    BoardCommandPalette CommandList > .option-list--option-highlighted {
        color: $board-cursor-text; background: $board-cursor; text-style: $board-cursor-style;
    }
    BoardCommandPalette LoadingIndicator, BoardCommandPalette LoadingIndicator.--visible { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="--command-palette", placeholder="Search for a command, esc goes back")

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)  # noqa: SLF001 - what Textual cancels
    async def _gather_commands(self, search_value: str) -> None:
        """Search as Textual does; a search that outlives the palette ends without an error."""
        try:
            await _SEARCH(self, search_value)
        except NoMatches:
            if self.is_current:
                raise

    def on_mount(self) -> None:
        """Turn blinking off, since each blink is sent to the terminal, and show the sign of a filter."""
        self.query_one(SearchIcon).icon = "/"
        self.query_one(Input).cursor_blink = False
