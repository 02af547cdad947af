"""What moves in the tab that is shown: ranked lists side by side, and a map of blocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from textual.geometry import Size

from tui.ui.widgets.instrument_pane import InstrumentPane
from tui.view.board_state import BoardState
from tui.view.places import Place
from tui.view.spans import BLANK, Line, Span, Tone, justify, width

if TYPE_CHECKING:
    from tui.view.heat_map import HeatMap
    from tui.view.movers_page import PlacedList

MIN_MAP_INTERVAL: Final = timedelta(minutes=1)
"""Minimum time between two arrangements of the map by data that moves."""


class Movers(InstrumentPane):
    """Gainers, losers, the most active, and those at the day's high or low or at a price limit."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._placed: Sequence[PlacedList] = ()

    def title(self, size: Size) -> Line:
        """Return the title and the tab."""
        return self.title_line((Span("MOVERS", self.title_tone), Span(f"  {self.tab.name}", Tone.QUIET)), size)

    def place_instruments(self, size: Size) -> Sequence[Place]:
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

    def place_instruments(self, size: Size) -> Sequence[Place]:
        """Place the blocks anew."""
        from tui.view.heat_map import arrange_map  # noqa: PLC0415 - no such pane is open at the start

        self._arranged_at = self.state.now
        self._map = arrange_map(self.state.market, self.instruments, size.width, size.height)
        return self._map.places

    def _may_rearrange(self, old: BoardState, new: BoardState) -> bool:
        """Return whether instruments came or went, or the blocks have been as they are for a while."""
        return old.market.quotes.keys() != new.market.quotes.keys() or (
            new.now - self._arranged_at >= MIN_MAP_INTERVAL and super()._may_rearrange(old, new)
        )

    def page(self, size: Size) -> Sequence[Line]:
        """Return the blocks in the colours of now."""
        from tui.view.heat_map_page import map_lines  # noqa: PLC0415 - no such pane is open at the start

        if self._map is None or not self._map.places:
            return [(Span("No quotes here yet.", Tone.QUIET),)]
        return map_lines(self.state, self._map, (size.width, size.height), self.selected)
