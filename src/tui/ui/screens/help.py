"""Help, generated from the bindings: every key with its id, each line of which can be run."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.widget import Widget

from tui.ui.key_hints import display_keys, run_binding
from tui.ui.panes import PANES
from tui.ui.screens import columns
from tui.ui.screens.missed import MissedPane
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.screens.themes import ThemePane
from tui.ui.widgets import choice_view, quote_grid
from tui.ui.widgets.choice_view import ChoiceView
from tui.ui.widgets.cursor_view import ChoiceLine
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.help import HelpKey, HelpSection, help_lines
from tui.view.spans import Line, Span, Tone

if TYPE_CHECKING:
    from tui.ui.pane_screen import PaneScreen

_CLOSE = "app.quit"
_TAB_ACTION = "tab("
_REPLAY = "replay."
"""What the ids of the keys begin with that there are in a replay alone."""
_HINTS = "   enter runs a line   / finds   esc back"
_SHORT_HINTS = "   / finds   esc back"


class HelpPane(ChoiceView):
    """Every key there is, as the user has set it."""

    def title(self, size: Size) -> Line:
        """Return the title and how to leave, or what is searched."""
        line = self.search_line(size)
        if line is not None:
            return line
        hints = _HINTS if size.width >= len(_HINTS) + 12 else _SHORT_HINTS
        return self.title_line((Span("KEYS", Tone.TITLE), Span(hints, Tone.QUIET)), size)

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return the keys by topic, each with its id as the choice."""
        found = help_lines(self._topics(), cells, self.query_text)
        return [ChoiceLine(()), *(ChoiceLine(line, key_id or None) for line, key_id in found)]

    def choose(self, choice: object) -> None:
        """Go back to the board and do what the key does there."""
        board = cast("PaneScreen", self.app.screen_stack[0])
        focused = [board.focused] if board.focused is not None else []
        owners: list[App[object] | Widget] = [
            self.app,
            board,
            *focused,
            *(board.side_widget(pane.id) for pane in PANES),
            board.grid,
        ]
        self.app.pop_screen()
        # what is open is this list, and it is closed by now
        if choice != _CLOSE:
            run_binding(str(choice), owners)

    def _topics(self) -> list[HelpSection]:
        owners: list[type[ScrollView]] = [ScrollView, *(pane.widget for pane in PANES)]
        # panes share the keys of their base class
        pane_keys = {key.id: key for owner in owners for key in cast("list[Binding]", owner.BINDINGS)}
        keys = cast("list[Binding]", self.app.screen_stack[0].BINDINGS)
        board = [key for key in keys if not (key.id or "").startswith(_REPLAY)]
        return [
            HelpSection("Replay", self._keys(key for key in keys if (key.id or "").startswith(_REPLAY))),
            HelpSection("Everywhere", self._keys(type(self.app).BINDINGS)),
            HelpSection("Board", self._keys(key for key in board if not key.action.startswith(_TAB_ACTION))),
            HelpSection("Tabs", self._tabs(key for key in board if key.action.startswith(_TAB_ACTION))),
            HelpSection("Quote grid", self._keys(quote_grid.QuoteGrid.BINDINGS)),
            HelpSection("List of themes", self._keys(ThemePane.BINDINGS)),
            HelpSection("Column picker", self._keys(columns.ColumnPane.BINDINGS)),
            HelpSection("Panes", self._keys(pane_keys.values())),
            HelpSection("What you missed", self._keys(MissedPane.BINDINGS)),
            HelpSection("Lists like this one", self._keys((*OverlayScreen.BINDINGS, *choice_view.ChoiceView.BINDINGS))),
        ]

    def _keys(self, bindings: Iterable[BindingType]) -> tuple[HelpKey, ...]:
        """Return each action once, with all the keys that do it."""
        found: dict[str, HelpKey] = {}
        for binding in (cast("Binding", one) for one in bindings):
            keys = "  ".join(display_keys(self.app, binding))
            before = found.get(binding.description)
            if before is not None:
                found[binding.description] = before._replace(
                    keys=f"{before.keys}  {keys}", words=f"{before.words} {binding.id}"
                )
            else:
                found[binding.description] = HelpKey(keys, binding.description, binding.id or "")
        return tuple(found.values())

    def _tabs(self, bindings: Iterable[Binding]) -> tuple[HelpKey, ...]:
        """Return the key of each tab by its name, those of the user's lists among them; then those without a tab."""
        names = [tab.name for tab in self.state.tabs]
        keys = [("  ".join(display_keys(self.app, binding)), binding.id or "") for binding in bindings]
        shown = [HelpKey(key, f"Show {name}", key_id) for (key, key_id), name in zip(keys, names, strict=False)]
        free = keys[len(names) :]
        if not free:
            return tuple(shown)
        (first, first_id), (last, last_id) = free[0], free[-1]
        return (*shown, HelpKey(f"{first} … {last}", "No tab has these numbers yet", f"{first_id} … {last_id}"))


class HelpScreen(OverlayScreen):
    """Help over the board."""

    def pane(self) -> ScrollView:
        """Return the pane of keys."""
        return HelpPane(id="help")
