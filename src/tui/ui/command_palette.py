"""The command palette, and what it offers."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Final, cast

from textual import work
from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input


def key_commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """Return everything that a key does on this screen, each once."""
    actions: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if enabled and binding.show and binding.description and binding.action not in actions:
            actions.add(binding.action)
            run = partial(app.call_later, app.run_action, binding.action, node)
            yield SystemCommand(binding.description, f"key {app.get_key_display(binding)}", run)


_SEARCH: Final = cast(
    "Callable[[CommandPalette, str], Awaitable[None]]",
    CommandPalette._gather_commands.__wrapped__,  # type: ignore[attr-defined]  # noqa: SLF001 - the search itself
)


class Commands(CommandPalette):
    """Textual's own, with an opaque background and a cursor that does not blink.

    A board that shows through would have to be sent again in dimmer colours, and again with each change; and figures
    that stay unchanged behind the palette would look like current ones.
    """

    CSS = "Commands { background: $background; }"

    def __init__(self) -> None:
        super().__init__(id="--command-palette")

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)  # noqa: SLF001 - what Textual cancels
    async def _gather_commands(self, search_value: str) -> None:
        """Search as Textual does; a search that outlives the palette ends without an error."""
        try:
            await _SEARCH(self, search_value)
        except NoMatches:
            if self.is_current:
                raise

    def on_mount(self) -> None:
        """Turn blinking off: each blink is sent to the terminal."""
        self.query_one(Input).cursor_blink = False
