"""What moves in the tab that is shown: ranked lists side by side, and a map of blocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.widgets.grid_rows import SortDebounce
from tui.ui.widgets.scroll_view import SidePane
from tui.view import quote_grid
from tui.view.board_state import BoardState
from tui.view.spans import BLANK, Line, Span, Tone, justify, width

if TYPE_CHECKING:
    from tui.view.heat_map import HeatMap
    from tui.view.movers_page import PlacedList
    from tui.view.places import Place

MIN_MAP_INTERVAL: Final = timedelta(minutes=1)
"""Minimum time between two arrangements of the map by data that moves."""


class InstrumentPane(SidePane):
    """A pane of the instruments of the tab: their figures follow each poll, their places change only at rest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "To the left", id="movers.left"),
        Binding("right", "move(1, 0)", "To the right", id="movers.right"),
    ]

    class Chosen(Message):
        """An instrument was chosen: the grid is to go to it."""

        def __init__(self, key: InstrumentId) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._debounce = SortDebounce()
        self._is_arranged = self._has_changes = False
        self._arranged_size: Size | None = None
        self.places: Sequence[Place] = ()
        self._place: Place | None = None

    def place_instruments(self, size: Size) -> "Sequence[Place]":
        """Arrange the instruments of the tab anew in a page of this size; return their places."""
        raise NotImplementedError

    def page(self, size: Size) -> Sequence[Line]:
        """Return the lines of the page, as it is arranged, with the figures of now."""
        raise NotImplementedError

    @property
    def instruments(self) -> Sequence[InstrumentId]:
        """The instruments of the tab that is shown."""
        return self.tab.select(self.state.market)

    @property
    def selected(self) -> "Place | None":
        """The place that the keys are on: None while they are elsewhere."""
        return self._place if self.has_focus else None

    @property
    def chosen_instrument(self) -> InstrumentId | None:
        """The instrument that the keys are on."""
        return self.selected.instrument if self.selected else None

    @property
    def text_to_copy(self) -> str | None:
        """The quote that the keys are on, as text."""
        return quote_grid.text_of(self.state.market, self.chosen_instrument)

    def watch_tab(self) -> None:
        """Show the instruments of another tab."""
        self._is_arranged = False
        self.invalidate()
        self.update_lines()

    def update(self, old: BoardState, new: BoardState) -> None:
        """Arrange the instruments anew where the market has changed and no key was pressed of late."""
        self.invalidate()
        self._debounce.advance(old.shown_at, new.shown_at)
        self._has_changes |= new.market.quotes is not old.market.quotes
        if self._has_changes and self._may_rearrange(old, new):
            self._has_changes = self._is_arranged = False
            self._debounce.note_sort(new.shown_at)

    def _may_rearrange(self, old: BoardState, new: BoardState) -> bool:
        is_new = old.market.quotes.keys() != new.market.quotes.keys()
        return self._debounce.may_sort(new.shown_at, new.reply_delay, has_new_source=is_new)

    def content(self, cells: int) -> Sequence[Line]:
        """Return the page, arranged anew where that is due."""
        size = Size(cells, self.visible_rows)
        if not self._is_arranged or self._arranged_size != size:
            self.places = self.place_instruments(size)
            self._is_arranged, self._arranged_size = True, size
            self._keep_place()
        return self.page(size)

    def _keep_place(self) -> None:
        """Keep the keys on their instrument; where it has left, on what is in its place."""
        before = self._place
        if before is None:
            self._place = self.places[0] if self.places else None
            return
        same = [place for place in self.places if place.instrument == before.instrument]
        self._place = next((place for place in same if place.group == before.group), None) or next(
            iter(same or self.places), None
        )

    def resized(self, size: Size) -> None:
        """Arrange the page for another size."""
        super().resized(size)
        self.invalidate()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the mark of the place that the keys are on."""
        self.invalidate()
        super().watch_has_focus(has_focus)

    def _select(self, place: "Place | None") -> None:
        self._debounce.note_input()
        self._place = place
        self.invalidate()
        self.update_lines()

    def action_move(self, dx: int, dy: int) -> None:
        """Move to the nearest place in a direction."""
        from tui.view.places import neighbour  # noqa: PLC0415 - no such pane is open at the start

        self._select(neighbour(self.places, self._place, dx, dy) if self._place else None)

    def action_scroll(self, step: int) -> None:
        """Move one place up or down."""
        self.action_move(0, step)

    def action_scroll_page(self, step: int) -> None:
        """Move half a page of places up or down."""
        for _ in range(max(1, self.visible_rows // 2)):
            self.action_move(0, step)

    def action_scroll_half(self, step: int) -> None:
        """Move a few places up or down."""
        for _ in range(max(1, self.visible_rows // 4)):
            self.action_move(0, step)

    def action_scroll_first(self) -> None:
        """Move to the first place."""
        self._select(self.places[0] if self.places else None)

    def action_scroll_last(self) -> None:
        """Move to the last place."""
        self._select(self.places[-1] if self.places else None)

    def on_click(self, event: events.Click) -> None:
        """Choose the instrument that is clicked; elsewhere take the focus."""
        from tui.view.places import place_at  # noqa: PLC0415 - no such pane is open at the start

        place = place_at(self.places, event.x - self.indent(self.size), event.y - 1)
        if place is None:
            self.focus()
        else:
            self._select(place)
            self.post_message(self.Chosen(place.instrument))


class Movers(InstrumentPane):
    """Gainers, losers, the most active, and those at the day's high or low or at a price limit."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._placed: Sequence[PlacedList] = ()

    def title(self, size: Size) -> Line:
        """Return the title and the tab."""
        return self.title_line((Span("MOVERS", self.title_tone), Span(f"  {self.tab.name}", Tone.QUIET)), size)

    def place_instruments(self, size: Size) -> "Sequence[Place]":
        """Rank the instruments anew."""
        from tui.view.movers import rank_movers  # noqa: PLC0415 - no such pane is open at the start
        from tui.view.movers_page import place_lists, places_of  # noqa: PLC0415 - no such pane is open at the start

        day = self.state.time_of_day.date()
        lists = rank_movers(self.state.market, self.instruments, self.state.price_bands, day)
        self._placed = place_lists(lists, size.width, size.height)
        return places_of(self._placed)

    def page(self, size: Size) -> Sequence[Line]:
        """Return the lists."""
        from tui.view.movers_page import movers_lines  # noqa: PLC0415 - no such pane is open at the start

        if not self._placed:
            return [(Span("Nothing has moved here.", Tone.QUIET),)]
        return movers_lines(self.state, self._placed, size.width, self.selected)


class MapPane(InstrumentPane):
    """A heat map of the tab: a block for each instrument."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._map: HeatMap | None = None
        self._arranged_at = datetime.min.replace(tzinfo=UTC)

    def title(self, size: Size) -> Line:
        """Return the title, the tab, what the blocks are sized by, and the colours of the steps."""
        from tui.view.heat_map_page import legend, map_title  # noqa: PLC0415 - no such pane is open at the start

        by = f" · {map_title(self._map)}" if self._map else ""
        left = (Span(" MAP", self.title_tone), Span(f"  {self.tab.name}{by}", Tone.QUIET))
        steps = (*legend(), Span(" "))
        return justify(left, steps if width(left) + width(steps) < size.width else BLANK, size.width)

    def place_instruments(self, size: Size) -> "Sequence[Place]":
        """Place the blocks anew."""
        from tui.view.heat_map import arrange_map  # noqa: PLC0415 - no such pane is open at the start

        self._arranged_at = self.state.shown_at
        self._map = arrange_map(self.state.market, self.instruments, size.width, size.height)
        return self._map.places

    def _may_rearrange(self, old: BoardState, new: BoardState) -> bool:
        """Return whether instruments came or went, or the blocks have been as they are for a while."""
        return old.market.quotes.keys() != new.market.quotes.keys() or (
            new.shown_at - self._arranged_at >= MIN_MAP_INTERVAL and super()._may_rearrange(old, new)
        )

    def page(self, size: Size) -> Sequence[Line]:
        """Return the blocks in the colours of now."""
        from tui.view.heat_map_page import map_lines  # noqa: PLC0415 - no such pane is open at the start

        if self._map is None or not self._map.places:
            return [(Span("No quotes here yet.", Tone.QUIET),)]
        return map_lines(self.state, self._map, (size.width, size.height), self.selected)
