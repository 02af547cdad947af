"""The panes beside the grid: one record each, from which the board composes them, binds their keys and takes hints."""

from collections.abc import Callable
from typing import Final, NamedTuple

from textual.binding import Binding

from tui.ui.key_hints import Hints
from tui.ui.widgets.headlines import Headlines
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.scroll_view import SidePane


def _detail() -> type[SidePane]:
    from tui.ui.widgets.instrument_detail import InstrumentDetail  # noqa: PLC0415 - once it is opened

    return InstrumentDetail


def _movers() -> type[SidePane]:
    from tui.ui.widgets.movers import Movers  # noqa: PLC0415 - once it is opened

    return Movers


def _map() -> type[SidePane]:
    from tui.ui.widgets.movers import MapPane  # noqa: PLC0415 - once it is opened

    return MapPane


def _tape() -> type[SidePane]:
    from tui.ui.widgets.tape import TapePane  # noqa: PLC0415 - once it is opened

    return TapePane


def _alerts() -> type[SidePane]:
    from tui.ui.widgets.alerts import AlertsPane  # noqa: PLC0415 - once it is opened

    return AlertsPane


class Pane(NamedTuple):
    """A pane that the user opens beside the grid, or in its place where there is no room for both."""

    id: str
    """The id of its widget, and of its key after `board.`."""
    load: Callable[[], type[SidePane]]
    """Returns the class of its widget, which is loaded and made when the pane is first shown."""
    description: str
    """What its key does, for help and palette."""
    hints: Hints
    """The keys that the bottom line offers in it, after help and the way back to the grid."""
    key: str = ""
    """The key that opens and closes it; empty where `then` of another pane leads to it."""
    then: str = ""
    """The pane that takes its place when its key is pressed in it; empty where it closes then."""
    grid_hint: str = ""
    """The word for its key on the bottom line of the grid; empty where that does not offer it."""
    commands: tuple[Binding, ...] = ()
    """Keys of the whole board that run an action of this pane, as `in_pane('ID', 'ACTION')`."""
    shares_place_of: str = ""
    """The pane in whose place it is: above that where there is room for both; empty for a place of its own."""
    follows_cursor: bool = False
    """Whether it shows the instrument under the cursor: beside the grid it leaves the keys there, escape closes it."""
    is_always_there: bool = False
    """Whether its widget is made at the start: it follows what comes, shown or not."""

    @property
    def widget(self) -> type[SidePane]:
        """The class of its widget."""
        return self.load()

    @property
    def place(self) -> str:
        """The id of the pane that the arrangement has it as."""
        return self.shares_place_of or self.id

    @property
    def binding_id(self) -> str:
        """The id of the key that opens and closes it."""
        return f"board.{self.id}"

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The key that opens and closes it, then its commands."""
        if not self.key:
            return self.commands
        toggle = Binding(self.key, f"toggle_pane('{self.id}')", self.description, id=self.binding_id)
        return (toggle, *self.commands)


PANES: Final = (
    Pane(
        id="detail",
        load=_detail,
        key="enter",
        description="Detail of the instrument",
        grid_hint="detail",
        hints=(
            ("chart.1d chart.all", "range"),
            ("chart.kind", "kind"),
            ("board.zoom", "zoom"),
            ("chart.left chart.right", "cross-hair"),
            ("chart.compare", "compare"),
            ("app.quit", "quit"),
        ),
        follows_cursor=True,
    ),
    Pane(
        id="movers",
        load=_movers,
        key="M",
        description="What moves in this tab",
        then="map",
        hints=(
            ("board.detail", "go to it"),
            ("board.movers", "map"),
            ("board.zoom", "zoom"),
            ("app.quit", "quit"),
        ),
    ),
    Pane(
        id="map",
        load=_map,
        description="Heat map of this tab",
        hints=(("board.detail", "go to it"), ("board.zoom", "zoom"), ("app.quit", "quit")),
    ),
    Pane(
        id="tape",
        load=_tape,
        key="T",
        description="The tape: all that happened",
        hints=(
            ("board.detail", "go to it"),
            ("board.filter", "filter"),
            ("tape.next-kind", "kind"),
            ("board.mark", "mark"),
            ("app.missed", "missed"),
            ("board.zoom", "zoom"),
            ("app.quit", "quit"),
        ),
    ),
    Pane(
        id="alerts",
        load=_alerts,
        key="L",
        description="The alerts: what rang, and every rule",
        hints=(
            ("board.detail", "go to it"),
            ("alerts.acknowledge alerts.acknowledge-all", "acknowledge, all"),
            ("alerts.snooze", "snooze"),
            ("alerts.edit", "edit"),
            ("alerts.switch", "off/on"),
            ("board.zoom", "zoom"),
            ("app.quit", "quit"),
        ),
    ),
    Pane(
        id="reader",
        load=lambda: Reader,
        is_always_there=True,
        description="Read an article",
        hints=(
            ("board.next-article board.previous-article", "unread"),
            ("board.filter", "search"),
            ("board.zoom", "zoom"),
            ("board.open", "open"),
            ("board.news", "headlines"),
            ("reader.next-link", "links"),
            ("reader.save", "save"),
            ("app.quit", "quit"),
        ),
        commands=(
            Binding(
                "u",
                "in_pane('reader', 'newer_version')",
                "Newer version of the article",
                id="board.newer-version",
            ),
            Binding("o", "in_pane('reader', 'open_link')", "Open the article's link", id="board.open"),
        ),
    ),
    Pane(
        id="news",
        load=lambda: Headlines,
        is_always_there=True,
        key="a",
        description="The headlines, or put the news away",
        grid_hint="news",
        shares_place_of="reader",
        hints=(
            ("board.detail", "read"),
            ("board.next-article board.previous-article", "unread"),
            ("board.newest-article", "newest"),
            ("board.filter", "filter"),
            ("board.all-read", "all read"),
            ("board.zoom", "zoom"),
            ("app.quit", "quit"),
        ),
        commands=(
            Binding("n", "in_pane('news', 'unread(1)')", "Next unread article", id="board.next-article"),
            Binding("p", "in_pane('news', 'unread(-1)')", "Previous unread article", id="board.previous-article"),
            Binding("N", "in_pane('news', 'newest')", "Newest article", id="board.newest-article"),
            Binding("A", "in_pane('news', 'all_read')", "Mark all articles read", id="board.all-read"),
        ),
    ),
)
"""Each is in front of those after it; the last one gets the keys that are for any side pane."""
